"""Read the head of a layout: fields, fonts and styles."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from vdp.layout.inks import InkTable, read_inks
from vdp.layout.kinds import as_date
from vdp.layout.reader import Attribute, Node
from vdp.layout.source import Mistakes, suggest
from vdp.layout.values import offset_of, text_of, written
from vdp.records import Field

SYSTEM_FIELDS = (Field("_barcode", "text"),)
"""Columns that the engine adds to the records: the data of the customer barcode."""

_PLAIN_VALUES = {"integer": re.compile(r"-?[0-9]{1,18}"), "decimal": re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,15})?")}


@dataclass(frozen=True, slots=True)
class Definitions:
    """What slots refer to by name."""

    lang: str
    fields: dict[str, Field]  # with the system's
    fonts: dict[str, tuple[str, ...]]  # face keys, first choice first
    styles: dict[str, Node]
    inks: InkTable


def read_definitions(root: Node, mistakes: Mistakes) -> Definitions:
    """Return the definitions of a checked tree; noting names used twice and references to nothing."""
    fields = {field.name: field for field in SYSTEM_FIELDS}
    for head in _named(root, "fields"):
        for node in _unique(head.children, "name", mistakes):
            field = _read_field(node, mistakes)
            fields[field.name] = field
    fonts = _read_fonts(_unique(_named(root, "font"), "id", mistakes))
    styles = {text_of(node, "id"): node for node in _unique(_named(root, "style"), "id", mistakes)}
    for node in styles.values():
        _check_font(node, fonts, mistakes)
    _break_users(root, {name for name, node in styles.items() if node.broken})
    inks = InkTable(read_inks(_unique(_named(root, "ink"), "id", mistakes), mistakes))
    return Definitions(text_of(root, "lang"), fields, fonts, styles, inks)


def _break_users(node: Node, broken: AbstractSet[str]) -> None:
    """Mark as broken whatever names a style that cannot be read: nothing can be built from it either."""
    for child in node.children if broken else ():
        named = {child.attributes[key].value.text for key in ("style", "head-style") if key in child.attributes}
        child.broken |= not named.isdisjoint(broken)
        _break_users(child, broken)


def check_style(node: Node, definitions: Definitions, mistakes: Mistakes) -> None:
    """Note references to a style or a font that the layout does not define."""
    style = written(node, "style")
    if style is not None and style not in definitions.styles:
        cure = suggest(style, definitions.styles)
        mistakes.add(offset_of(node, "style"), "layout.unknown-style", f'there is no style "{style}"', cure=cure)
    _check_font(node, definitions.fonts, mistakes)


def _check_font(node: Node, fonts: dict[str, tuple[str, ...]], mistakes: Mistakes) -> None:
    """Note a reference to a font that the layout does not define."""
    name = written(node, "font")
    if name is not None and name not in fonts:
        text = f'there is no font "{name}"'
        mistakes.add(offset_of(node, "font"), "layout.unknown-font", text, cure=suggest(name, fonts))


def _named(root: Node, name: str) -> list[Node]:
    return [node for node in root.children if node.name == name]


def _unique(nodes: list[Node], key: str, mistakes: Mistakes) -> list[Node]:
    """Return the nodes that have a key of their own; one that another node has is noted."""
    seen: dict[str, Node] = {}
    for node in nodes:
        name = text_of(node, key)
        if name in seen:
            text = f'the {key} "{name}" is taken by another {node.name}'
            mistakes.add(offset_of(node, key), "layout.duplicate", text, cure="choose another")
        elif name:
            seen[name] = node
    return list(seen.values())


def _read_field(node: Node, mistakes: Mistakes) -> Field:
    kind = "text" if node.broken else text_of(node, "type")
    values = tuple(text_of(node, "values").split())
    if (kind == "choice") != bool(values):
        text = "a choice needs its values" if kind == "choice" else f"a field of type {kind} has no list of values"
        cure = 'write values="gold silver", or another type'
        mistakes.add(offset_of(node, "values"), "layout.field-values", text, cure=cure)
    field = Field(
        name=text_of(node, "name"),
        type=kind,
        required=text_of(node, "required") == "yes",
        default=written(node, "default"),
        values=values,
        place=mistakes.source.place(node.offset),
        fields=_read_rows(node, kind, mistakes),
    )
    _check_default(node, field, mistakes)
    return field


def _read_rows(node: Node, kind: str, mistakes: Mistakes) -> tuple[Field, ...]:
    """Return the fields of a list's rows."""
    inner = _unique([child for child in node.children if child.name == "field"], "name", mistakes)
    if (kind == "list") != bool(inner) and not node.broken:
        text = "a list needs the fields of its rows" if kind == "list" else f"a field of type {kind} has no fields"
        cure = 'write <field name="…" type="text"/> inside it, or another type'
        mistakes.add(node.offset, "layout.list", text, cure=cure)
    for child in inner:
        if text_of(child, "type") == "list":
            text, cure = "a row cannot hold a list", "give the row plain fields"
            mistakes.add(offset_of(child, "type"), "layout.list", text, cure=cure)
    return tuple(_read_field(child, mistakes) for child in inner)


def _check_default(node: Node, field: Field, mistakes: Mistakes) -> None:
    value, offset = field.default, offset_of(node, "default")
    if value is None:
        return
    if field.type == "list":
        mistakes.add(offset, "layout.default", "a list has no default", cure="use empty in its repeat")
    if field.type == "choice" and field.values and value not in field.values:
        text, cure = f'the default "{value}" is not among the values', suggest(value, field.values)
        mistakes.add(offset, "layout.default", text, cure=cure)
    pattern = _PLAIN_VALUES.get(field.type)
    if pattern and not pattern.fullmatch(value):
        text, cure = f'the default "{value}" is not of type {field.type}', "write it as 1234 or 1234.5"
        mistakes.add(offset, "layout.default", text, cure=cure)
    if field.type == "date" and as_date(value) is None:
        mistakes.add(offset, "layout.default", f'the default "{value}" is no date', cure="write it as 2026-01-31")


def _read_fonts(nodes: list[Node]) -> dict[str, tuple[str, ...]]:
    own = {text_of(node, "id"): f"{text_of(node, 'family')}/{text_of(node, 'weight')}" for node in nodes}
    fonts: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        others = [name.strip() for name in text_of(node, "fallback").split(",") if name.strip()]
        keys = [own[text_of(node, "id")], *(own.get(name, f"{name}/{text_of(node, 'weight')}") for name in others)]
        fonts[text_of(node, "id")] = tuple(dict.fromkeys(keys))
    return fonts


def attribute_of(node: Node, name: str, styles: dict[str, Node]) -> Attribute | None:
    """Return an attribute of a slot, else of its style; None where neither writes it."""
    style = styles.get(written(node, "style") or "")
    return node.attributes.get(name) or (style.attributes.get(name) if style else None)
