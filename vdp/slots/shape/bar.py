"""Draw bars: a track, filled as far as the value, and marks of the scale beside it."""

from __future__ import annotations

import math

from vdp.pdf.content import rectangle
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

    def draw(step: int) -> bytes:
        if not step:
            return before + after
        path = _filled(spec, bar, length * step / steps)
        window = b"q %b W n " % outline if spec.round_ends else b""
        return before + window + b"%b %b f\n" % (spec.fill, path) + (b"Q\n" if window else b"") + after

    return steps, draw


def _bar_box(spec: BarSpec) -> Box:
    """Return the box less the room of the marks: below a bar that lies, on the right of one that stands."""
    box, room = spec.box, spec.marks.length if spec.marks.count else 0.0
    if spec.upright:
        return Box(box.x, box.y, box.width - room, box.height)
    return Box(box.x, box.y + room, box.width, box.height - room)


def _filled(spec: BarSpec, bar: Box, length: float) -> bytes:
    """Return what is filled; with round ends it is clipped to the bar, its leading end being a half circle."""
    if not spec.round_ends:
        return rectangle(
            Box(bar.x, bar.y, bar.width, length) if spec.upright else Box(bar.x, bar.y, length, bar.height)
        )
    r = min(bar.width, bar.height) / 2
    if spec.upright:
        body, tip = Box(bar.x, bar.y, bar.width, length - r), (bar.x + r, bar.y + length - r)
    else:
        body, tip = Box(bar.x, bar.y, length - r, bar.height), (bar.x + length - r, bar.y + r)
    parts = [circle(*tip, r)] if length < 2 * r else [rectangle(body), circle(*tip, r)]
    return b" ".join(parts)


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
