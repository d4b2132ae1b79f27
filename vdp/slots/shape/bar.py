"""Draw bars: a track, filled as far as the value, and marks of the scale beside it."""

from __future__ import annotations

import math

from vdp.pdf.content import num, rectangle
from vdp.slots.shape.chart import Draw
from vdp.slots.shape.chart_spec import BarSpec
from vdp.slots.shape.paths import circle, rounded
from vdp.units import MM, Box

STEP = 0.02 * MM
"""Lengths nearer than this are drawn alike: a fifth of a hair."""


def draw_bar(spec: BarSpec) -> tuple[int, Draw]:
    """Return the number of steps of a bar and how each is drawn."""
    bar = _bar_box(spec)
    length = bar.height if spec.upright else bar.width
    steps = max(1, math.ceil(length / STEP))
    outline = rounded(bar) if spec.round_ends else rectangle(bar)
    before = b"q /N gs\n" + (b"%b %b f\n" % (spec.track, outline) if spec.track else b"")
    after = _marks(spec, bar) + b"Q\n"

    if spec.round_ends:
        # What fills the whole bar is drawn once, moved back, and cut off at the outline of the bar.
        head = before + b"%b\nq %b W n 1 0 0 1 " % (spec.fill, outline)
        tail = b" cm %b f Q\n" % _long_filling(spec, bar) + after
        between, behind = (b"0 ", b"") if spec.upright else (b"", b" 0")
    else:
        corner = b"%b %b " % (num(bar.x), num(bar.y))
        head = before + spec.fill + b" " + corner + (num(bar.width) + b" " if spec.upright else b"")
        tail = (b"" if spec.upright else b" " + num(bar.height)) + b" re f\n" + after
        between, behind = b"", b""
    back = length if spec.round_ends else 0.0

    def draw(step: int) -> bytes:
        if not step:
            return before + after
        return head + between + num(length * step / steps - back) + behind + tail

    return steps, draw


def _bar_box(spec: BarSpec) -> Box:
    """Return the box less the room of the marks: below a bar that lies, on the right of one that stands."""
    box, room = spec.box, spec.marks.length if spec.marks.count else 0.0
    if spec.upright:
        return Box(box.x, box.y, box.width - room, box.height)
    return Box(box.x, box.y + room, box.width, box.height - room)


def _long_filling(spec: BarSpec, bar: Box) -> bytes:
    """Return the filling of a full bar with its round end, as long again at the other end."""
    r = min(bar.width, bar.height) / 2
    if spec.upright:
        body = Box(bar.x, bar.y - bar.height, bar.width, 2 * bar.height - r)
        return rectangle(body) + b" " + circle(bar.x + bar.width / 2, bar.y + bar.height - r, r)
    body = Box(bar.x - bar.width, bar.y, 2 * bar.width - r, bar.height)
    return rectangle(body) + b" " + circle(bar.x + bar.width - r, bar.y + bar.height / 2, r)


def _marks(spec: BarSpec, bar: Box) -> bytes:
    marks = spec.marks
    if not marks.count:
        return b""
    paths = []
    for index in range(marks.count + 1):
        if spec.upright:
            y = bar.y + (bar.height - marks.line) * index / marks.count
            paths.append(rectangle(Box(bar.x + bar.width, y, marks.length, marks.line)))
        else:
            x = bar.x + (bar.width - marks.line) * index / marks.count
            paths.append(rectangle(Box(x, bar.y - marks.length, marks.line, marks.length)))
    return b"%b %b f\n" % (marks.color, b" ".join(paths))
