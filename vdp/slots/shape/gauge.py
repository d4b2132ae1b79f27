"""Draw gauges: an arc that is filled as far as the value, or a needle over it."""

from __future__ import annotations

import math
from typing import NamedTuple

from vdp.pdf.content import num
from vdp.slots.shape.chart import Draw
from vdp.slots.shape.chart_spec import GaugeSpec
from vdp.slots.shape.paths import Quarters, needle, ray

STEP = 0.1
"""Degrees: angles nearer than this are drawn alike."""

FULL = 360.0


class Dial(NamedTuple):
    """The circle of a gauge: middle, radii of the arc, angle of its beginning (counterclockwise from the right)."""

    x: float
    y: float
    inner: float
    outer: float
    start: float


def place_dial(spec: GaugeSpec) -> Dial:
    """Return the largest dial that has room in the box, marks included, in its middle."""
    half = spec.sweep / 2
    wide = 1.0 if half >= 90 else math.sin(math.radians(half))
    low = -1.0 if spec.sweep >= FULL else min(0.0, math.cos(math.radians(half)))  # the lowest point, in radii
    box = spec.box
    radius = min(box.width / (2 * wide), box.height / (1 - low))
    x = box.x + box.width / 2
    y = box.y + (box.height - radius * (1 - low)) / 2 - radius * low
    outer = radius - (spec.marks.length if spec.marks.count else 0.0)
    start = 90.0 if spec.sweep >= FULL else 90.0 + half
    return Dial(x, y, max(0.0, outer - spec.line), outer, start)


def draw_gauge(spec: GaugeSpec) -> tuple[int, Draw]:
    """Return the number of steps of a gauge and how each is drawn."""
    dial = place_dial(spec)
    steps = max(1, math.ceil(spec.sweep / STEP))
    before = b"q /N gs\n" + (_arc(spec.track, dial, spec.sweep) if spec.track else b"") + _marks(spec, dial)

    if spec.needle:
        return steps, _draw_needle(spec, dial, before, steps)
    return steps, _draw_arc(spec, dial, before, steps)


def _draw_needle(spec: GaugeSpec, dial: Dial, before: bytes, steps: int) -> Draw:
    """Return how a needle is drawn: one path, turned about the middle of the dial."""
    head = before + spec.fill + b" "
    tail = b" %b %b cm %b f Q\n" % (num(dial.x), num(dial.y), needle(dial.outer, line=spec.line))

    def draw(step: int) -> bytes:
        angle = math.radians(dial.start - spec.sweep * step / steps)
        cosine, sine = math.cos(angle), math.sin(angle)
        return head + b"%.6f %.6f %.6f %.6f" % (cosine, sine, -sine, cosine) + tail

    return draw


def _draw_arc(spec: GaugeSpec, dial: Dial, before: bytes, steps: int) -> Draw:
    """Return how an arc is drawn: whole quarter turns are made once, only the rest differs."""
    middle, radii = (dial.x, dial.y), (dial.outer, dial.inner)
    quarters = [Quarters(*middle, *radii, start=dial.start, count=count) for count in range(5)]

    def draw(step: int) -> bytes:
        angle = spec.sweep * step / steps
        path = quarters[int(angle // 90)].close(dial.start - angle)
        return before + (b"%b %b f\n" % (spec.fill, path) if step else b"") + b"Q\n"

    return draw


def _arc(color: bytes, dial: Dial, sweep: float) -> bytes:
    quarters = Quarters(dial.x, dial.y, dial.outer, dial.inner, start=dial.start, count=int(sweep // 90))
    return b"%b %b f\n" % (color, quarters.close(dial.start - sweep))


def _marks(spec: GaugeSpec, dial: Dial) -> bytes:
    marks = spec.marks
    if not marks.count:
        return b""
    last = marks.count - 1 if spec.sweep >= FULL else marks.count
    radii = (dial.outer, dial.outer + marks.length)
    paths = [
        ray(dial.x, dial.y, radii, angle=dial.start - spec.sweep * index / marks.count, line=marks.line)
        for index in range(last + 1)
    ]
    return b"%b %b f\n" % (marks.color, b" ".join(paths))
