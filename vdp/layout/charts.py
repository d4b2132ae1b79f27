"""Build charts: bars, gauges and stamp cards."""

from __future__ import annotations

import math

from vdp.layout.context import Context
from vdp.layout.expression import Expression
from vdp.layout.pictures import find_artwork
from vdp.layout.reader import Node
from vdp.layout.syntax import Template
from vdp.layout.template import Part, as_template
from vdp.layout.values import offset_of, points, text_of
from vdp.slots.shape.chart_spec import SEPARATOR, BarSpec, GaugeSpec, Marks, Scale, StampCardSpec

_MOST_STAMPS = 200
_MOST_MARKS = 100


def build_bar(node: Node, name: str, context: Context) -> tuple[BarSpec, Expression] | None:
    """Return spec and value of a bar element; None where it has mistakes."""
    box, scale, marks = context.box_in_bleed(node, "charts"), _scale(node, context), _marks(node, context)
    if box is None or scale is None:
        return None
    upright = text_of(node, "direction") == "up"
    if marks.count and marks.length >= (box.width if upright else box.height):
        text, cure = "the marks leave no room for the bar", "make mark-length shorter"
        context.mistakes.add(offset_of(node, "mark-length"), "layout.value", text, cure=cure)
        return None
    spec = BarSpec(
        name=name,
        box=box,
        scale=scale[0],
        fill=_color(node, "fill", context),
        track=_color(node, "track", context),
        upright=upright,
        round_ends=text_of(node, "ends") == "round",
        marks=marks,
    )
    return spec, scale[1]


def build_gauge(node: Node, name: str, context: Context) -> tuple[GaugeSpec, Expression] | None:
    """Return spec and value of a gauge element; None where it has mistakes."""
    box, scale, marks = context.box_in_bleed(node, "charts"), _scale(node, context), _marks(node, context)
    line, sweep = points(text_of(node, "line")), float(text_of(node, "sweep"))
    if box is None or scale is None:
        return None
    faults = (
        ("sweep", not 10 <= sweep <= 360, "a gauge has 10 to 360 degrees", "write sweep such as 180 or 270"),
        ("line", line <= 0, "the line has no thickness", "write more than 0"),
        (
            "mark-length",
            marks.count > 0 and 2 * marks.length >= min(box.width, box.height),
            "the marks leave no room for the gauge",
            "make mark-length shorter",
        ),
    )
    if context.note_faults(node, faults):
        return None
    spec = GaugeSpec(
        name=name,
        box=box,
        scale=scale[0],
        fill=_color(node, "fill", context),
        line=line,
        track=_color(node, "track", context),
        needle=text_of(node, "kind") == "needle",
        sweep=sweep,
        marks=marks,
    )
    return spec, scale[1]


def build_stamp_card(node: Node, name: str, context: Context) -> tuple[StampCardSpec, Expression] | None:
    """Return spec and value of a stamp-card element; None where it has mistakes."""
    box, value = context.box_in_bleed(node, "charts"), context.template(node, "value")
    count, columns, gap = int(text_of(node, "of")), int(text_of(node, "columns")), points(text_of(node, "gap"))
    stamp, empty = find_artwork(node, "stamp", context), find_artwork(node, "empty-stamp", context)
    if box is None or value is None:
        return None
    rows = math.ceil(count / columns) if columns else 0
    faults = (
        ("of", not 1 <= count <= _MOST_STAMPS, f"a card has 1 to {_MOST_STAMPS} stamps", "write such a number"),
        ("columns", columns < 1, "a card has a column or more", "write 1 or more"),
        (
            "gap",
            gap * (columns - 1) >= box.width or gap * (rows - 1) >= box.height,
            "the gaps leave no room for stamps",
            "make the gap smaller",
        ),
    )
    if context.note_faults(node, faults):
        return None
    spec = StampCardSpec(
        name=name,
        box=box,
        scale=Scale(float(count), 0.0, text_of(node, "outside"), text_of(node, "missing")),
        columns=columns,
        fill=_color(node, "fill", context),
        line=points(text_of(node, "line")),
        color=_color(node, "color", context),
        gap=gap,
        form=text_of(node, "form"),
        stamp=stamp,
        empty=empty,
    )
    return spec, value


def _scale(node: Node, context: Context) -> tuple[Scale, Expression] | None:
    """Return the scale of a chart and its value: with the maximum behind it where that comes from the record."""
    value, most = context.template(node, "value"), context.template(node, "max")
    least = float(text_of(node, "min"))
    if value is None or most is None:
        return None
    outside, missing = text_of(node, "outside"), text_of(node, "missing")
    if not most.is_static:
        return Scale(None, least, outside, missing), _joined(value, most)
    try:
        highest = float(most.text)
    except ValueError:
        highest = math.nan
    if not least < highest < math.inf:
        text, cure = "the maximum is no number above min", 'write max="1000" or max="{goal}"'
        context.mistakes.add(offset_of(node, "max"), "layout.value", text, cure=cure)
        return None
    return Scale(highest, least, outside, missing), value


def _joined(value: Expression, most: Expression) -> Expression:
    parts = [part for one in (value, most) for part in (*_parts(one), SEPARATOR)][:-1]
    return Expression(f"{value.source} of {most.source}", as_template(parts))


def _parts(template: Expression) -> tuple[Part, ...]:
    return template.root.parts if isinstance(template.root, Template) else (template.root,)


def _marks(node: Node, context: Context) -> Marks:
    count = int(text_of(node, "marks"))
    if count > _MOST_MARKS:
        text, cure = f"a scale has at most {_MOST_MARKS} parts", "write fewer"
        context.mistakes.add(offset_of(node, "marks"), "layout.value", text, cure=cure)
    return Marks(
        min(count, _MOST_MARKS),
        points(text_of(node, "mark-length")),
        points(text_of(node, "mark-line")),
        _color(node, "mark-color", context),
    )


def _color(node: Node, name: str, context: Context) -> bytes:
    """Return a colour with the state that it needs where an ink of another one may come before it."""
    color = context.color(node, name)
    return b"/N gs " + color if color and not color.startswith(b"/") and context.definitions.inks.inks else color
