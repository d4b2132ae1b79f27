"""Check a tree of nodes against the vocabulary."""

from __future__ import annotations

import re
from collections import Counter

from vdp.layout.reader import NAMESPACE, Attribute, Node
from vdp.layout.source import Mistakes, Passage, find_near, suggest
from vdp.layout.vocabulary import ELEMENTS, TYPES, AttributeRule, ElementRule


def check_tree(root: Node, mistakes: Mistakes) -> None:
    """Note every departure from the vocabulary; nodes that cannot be built are marked `broken`."""
    if root.name != "layout":
        text = f"the root element is {root.name}, not layout of the namespace {NAMESPACE}"
        mistakes.add(root.offset, "layout.namespace", text, cure=f'begin with <layout xmlns="{NAMESPACE}" …>')
        mistakes.stop_if_any()
    _check_node(root, ELEMENTS["layout"], mistakes)


def _check_node(node: Node, rule: ElementRule, mistakes: Mistakes) -> None:
    _check_attributes(node, rule, mistakes)
    _check_text(node, rule, mistakes)
    _check_children(node, rule, mistakes)
    names = {child.name for child in rule.children}
    for child in node.children:
        if child.name in names:
            _check_node(child, ELEMENTS[child.name], mistakes)


def _check_attributes(node: Node, rule: ElementRule, mistakes: Mistakes) -> None:
    rules = {attribute.name: attribute for attribute in rule.attributes}
    misspelt: set[str | None] = set()
    for name, attribute in node.attributes.items():
        if name not in rules:
            text = f'{node.name} has no attribute "{name}"'
            free = rules.keys() - node.attributes.keys()
            misspelt.add(find_near(name, free))
            cure = suggest(name, free)
            mistakes.add(attribute.offset, "layout.unknown-attribute", text, cure=cure)
        elif not _fits(attribute, rules[name], mistakes):
            node.broken = True
    for name, wanted in rules.items():
        if not wanted.required or name in node.attributes:
            continue
        node.broken = True
        if name not in misspelt:
            text, cure = f'{node.name} lacks the attribute "{name}"', f'write {name}="…": {wanted.doc}'
            mistakes.add(node.offset, "layout.missing-attribute", text, cure=cure)


def _fits(attribute: Attribute, rule: AttributeRule, mistakes: Mistakes) -> bool:
    value, offset = attribute.value.text, attribute.value.offsets[0]
    if rule.type == "choice":
        if value not in rule.values:
            text = f'"{value}" is no value of {rule.name}'
            mistakes.add(offset, "layout.unknown-value", text, cure=suggest(value, rule.values))
        return value in rule.values
    kind = TYPES[rule.type]
    if kind.pattern and not re.fullmatch(kind.pattern, value):
        mistakes.add(offset, "layout.value", f'{rule.name} cannot be "{value}"', cure=f"write {kind.doc}")
        return False
    return True


def _check_text(node: Node, rule: ElementRule, mistakes: Mistakes) -> None:
    for part in node.content:
        if isinstance(part, Passage) and not rule.text and part.text.strip(" \t\r\n"):
            start = len(part.text) - len(part.text.lstrip(" \t\r\n"))
            cure = "put text into a text element"
            mistakes.add(part.offsets[start], "layout.stray-text", f"{node.name} holds no text", cure=cure)


def _check_children(node: Node, rule: ElementRule, mistakes: Mistakes) -> None:
    order = [child.name for child in rule.children]
    reached = 0
    for child in node.children:
        if child.name not in order:
            text = f"{child.name} cannot stand in {node.name}"
            mistakes.add(child.offset, "layout.unknown-element", text, cure=suggest(child.name, order))
        elif rule.ordered and order.index(child.name) < reached:
            text = f"{child.name} stands after {order[reached]}"
            mistakes.add(child.offset, "layout.order", text, cure=f"the order is {', '.join(order)}")
        else:
            reached = order.index(child.name)
    _check_counts(node, rule, mistakes)


def _check_counts(node: Node, rule: ElementRule, mistakes: Mistakes) -> None:
    counts = Counter(child.name for child in node.children)
    for child in rule.children:
        if child.occurs in {"1", "+"} and not counts[child.name]:
            text = f"{node.name} lacks the element {child.name}"
            mistakes.add(node.offset, "layout.missing-element", text, cure=ELEMENTS[child.name].doc)
        if child.occurs in {"1", "?"} and counts[child.name] > 1:
            second = [found for found in node.children if found.name == child.name][1]
            text = f"{node.name} has more than one {child.name}"
            mistakes.add(second.offset, "layout.repeated-element", text, cure="delete one of them")
