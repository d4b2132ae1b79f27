"""Write the RELAX NG schema of the vocabulary, for editors and other programs."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from vdp.layout.reader import NAMESPACE
from vdp.layout.vocabulary import ELEMENTS, TYPES, AttributeRule, Child, ElementRule

_HEAD = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<!-- Generated from vdp/layout/vocabulary.py by `vdp layout schema`; edit there. -->
<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:a="http://relaxng.org/ns/compatibility/annotations/1.0"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes" ns="{NAMESPACE}">
  <start><ref name="layout"/></start>
"""
_OCCURS = {"?": "optional", "*": "zeroOrMore", "+": "oneOrMore"}


def write_schema() -> str:
    """Return the schema. It knows elements, attributes and value forms; what needs the whole layout it lets pass."""
    parts = [_HEAD]
    for rule in ELEMENTS.values():
        parts.append(f'  <define name="{rule.name}">\n    <element name="{rule.name}">\n')
        parts += [f"      {line}\n" for line in _element(rule)]
        parts.append("    </element>\n  </define>\n")
    return "".join([*parts, "</grammar>\n"])


def _element(rule: ElementRule) -> Iterator[str]:
    yield f"<a:documentation>{escape(rule.doc)}</a:documentation>"
    for attribute in rule.attributes:
        yield from _attribute(attribute)
    if rule.text and not rule.children:
        yield "<text/>"
    elif rule.text:
        yield "<mixed>"
        yield from (f"  {line}" for line in _children(rule))
        yield "</mixed>"
    elif rule.children:
        yield from _children(rule)
    elif not rule.attributes:
        yield "<empty/>"


def _attribute(rule: AttributeRule) -> Iterator[str]:
    if not rule.required:
        yield "<optional>"
    indent = "" if rule.required else "  "
    default = f" a:defaultValue={quoteattr(rule.default)}" if rule.default else ""
    yield f'{indent}<attribute name="{rule.name}"{default}>'
    yield f"{indent}  <a:documentation>{escape(rule.doc)}</a:documentation>"
    yield f"{indent}  {_value(rule)}"
    yield f"{indent}</attribute>"
    if not rule.required:
        yield "</optional>"


def _value(rule: AttributeRule) -> str:
    if rule.type == "choice":
        return f"<choice>{''.join(f'<value>{escape(value)}</value>' for value in rule.values)}</choice>"
    kind = TYPES[rule.type]
    if not kind.pattern:
        return "<text/>"
    return f'<data type="string"><param name="pattern">{escape(kind.xsd or kind.pattern)}</param></data>'


def _children(rule: ElementRule) -> Iterator[str]:
    """Children that may all come any number of times are a choice; others keep their counts in order or interleaved."""
    if all(child.occurs == "*" for child in rule.children):
        refs = "".join(f'<ref name="{child.name}"/>' for child in rule.children)
        yield f"<zeroOrMore><choice>{refs}</choice></zeroOrMore>"
        return
    group = "group" if rule.ordered else "interleave"
    yield f"<{group}>"
    yield from (f"  {_child(child)}" for child in rule.children)
    yield f"</{group}>"


def _child(child: Child) -> str:
    ref = f'<ref name="{child.name}"/>'
    return f"<{_OCCURS[child.occurs]}>{ref}</{_OCCURS[child.occurs]}>" if child.occurs in _OCCURS else ref
