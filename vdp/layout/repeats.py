"""Compile repeats: what stands once for every row of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from vdp.layout.context import Context
from vdp.layout.plan import ROW_NUMBER, ROWS_LEFT, PagePlan, Repeat
from vdp.layout.reader import Node
from vdp.layout.source import suggest
from vdp.layout.values import offset_of, points, text_of, written
from vdp.records import Field
from vdp.units import Box

_SLACK = 0.01  # points


class Part(NamedTuple):
    """Slots of one role, to be compiled in the context of their row."""

    role: str
    nodes: list[Node]
    context: Context


@dataclass(frozen=True, slots=True)
class RowFrame:
    """A repeat that was read, and the parts that stand in it."""

    repeat: Repeat
    parts: tuple[Part, ...]


def read_repeat(node: Node, name: str, context: Context) -> RowFrame | None:
    """Return a repeat element; None where it has mistakes."""
    box, fields = context.box(node), _row_fields(node, context)
    if box is None or fields is None:
        return None
    if context.row is not None:
        text, cure = "a repeat cannot stand in a repeat", "put them beside one another"
        context.mistakes.add(node.offset, "layout.repeat", text, cure=cure)
        return None
    step = points(text_of(node, "row-height"))
    foot = next((child for child in node.children if child.name == "foot"), None)
    tail = points(written(foot, "height") or text_of(node, "row-height")) if foot else 0.0
    repeat = Repeat(
        name=name,
        each=text_of(node, "each"),
        alias=text_of(node, "as"),
        first=int(text_of(node, "from")) - 1,
        rows=int(text_of(node, "rows")),
        over=text_of(node, "over"),
        step=step,
        empty=any(child.name == "empty" for child in node.children),
    )
    context.check_inside(node, box, margin=0.0, code="layout.outside", cure="keep the rows inside the trim")
    if not _check_counts(node, repeat, box, tail, context):
        return None
    top = box.y + box.height
    row = context.in_row(Box(box.x, top - step, box.width, step), fields)
    last = context.in_row(Box(box.x, top - tail, box.width, tail), {})
    return RowFrame(repeat, tuple(_parts(node, row, last)))


def _parts(node: Node, row: Context, last: Context) -> Iterator[Part]:
    ends = {"more", "empty", "foot"}
    yield Part("row", [child for child in node.children if child.name not in ends], row)
    whole = last.in_row(row.frame, {"more": Field(ROWS_LEFT, "integer")})
    for child in node.children:
        if child.name == "foot" and not child.broken:
            yield Part("foot", child.children, last)
        elif child.name in ends and not child.broken:
            yield Part(child.name, [child], whole)


def _row_fields(node: Node, context: Context) -> dict[str, Field] | None:
    """Return what a row's slots may name beside the record's fields; None, and a mistake, without a list."""
    fields, mistakes = context.definitions.fields, context.mistakes
    each, alias = text_of(node, "each"), text_of(node, "as")
    field = fields.get(each)
    if field is None or field.type != "list":
        lists = [known.name for known in fields.values() if known.type == "list"]
        text = f'there is no list field "{each}"'
        mistakes.add(offset_of(node, "each"), "layout.unknown-field", text, cure=suggest(each, lists))
        return None
    if alias in fields:
        text = f'"{alias}" is a field of the record'
        mistakes.add(offset_of(node, "as"), "layout.duplicate", text, cure="call the row something else")
    known = {f"{alias}.{inner.name}": _renamed(inner, f"{alias}.{inner.name}") for inner in field.fields}
    return known if "row" in fields else {**known, "row": Field(ROW_NUMBER, "integer")}


def _renamed(field: Field, name: str) -> Field:
    return Field(name, field.type, values=field.values)


def _check_counts(node: Node, repeat: Repeat, box: Box, tail: float, context: Context) -> bool:
    """Note a frame that its rows do not fit, and policies that lack what they need."""
    needed = repeat.rows * repeat.step + tail
    has_more = any(child.name == "more" for child in node.children)
    faults = (
        ("rows", repeat.rows < 1, "a repeat of 0 rows", "write 1 or more"),
        ("from", repeat.first < 0, "rows are counted from 1", "write 1 or more"),
        ("row-height", repeat.step <= 0, "the row-height is 0", "write more than 0"),
        (
            "rows",
            needed > box.height + _SLACK,
            f"{repeat.rows} rows and the foot need {needed:.1f} pt, the height is {box.height:.1f} pt",
            "make the height larger, or the rows fewer or lower",
        ),
        (
            "over",
            (repeat.over == "summary") != has_more,
            'over="summary" and the element more need one another',
            'write both, such as over="summary" and <more>ほか{more}件</more>',
        ),
    )
    return not context.note_faults(node, faults, code="layout.repeat")


def check_continued(pages: Iterable[PagePlan], starts: dict[str, int], context: Context) -> None:
    """Note a repeat that leaves rows to another where none begins after it. `starts`: by name, its offset."""
    repeats = {slot.repeat for page in pages for slot in page.slots if slot.repeat is not None}
    begun = {(repeat.each, repeat.first) for repeat in repeats}
    for repeat in repeats:
        after = repeat.first + repeat.rows
        if repeat.over == "continue" and (repeat.each, after) not in begun:
            text = f"no repeat of {repeat.each} goes on from row {after + 1}"
            cure = f'write another repeat with from="{after + 1}"'
            context.mistakes.add(starts.get(repeat.name, 0), "layout.repeat", text, cure=cure)
