"""Paths of charts as content: rounded rectangles, ring sectors, lines of marks. Points, y upwards."""

from __future__ import annotations

import math

from vdp.pdf.content import num, rectangle
from vdp.units import Box

_CIRCLE = 0.5522847498
"""Length of a handle of a quarter circle's curve, in radii."""


def rounded(box: Box) -> bytes:
    """Return a rectangle whose shorter sides are half circles."""
    r = min(box.width, box.height) / 2
    x0, y0, x1, y1 = box.x, box.y, box.x + box.width, box.y + box.height
    h = r * (1 - _CIRCLE)
    return b" ".join((
        _points(b"m", (x0 + r, y0)),
        _points(b"l", (x1 - r, y0)),
        _points(b"c", (x1 - h, y0), (x1, y0 + h), (x1, y0 + r)),
        _points(b"l", (x1, y1 - r)),
        _points(b"c", (x1, y1 - h), (x1 - h, y1), (x1 - r, y1)),
        _points(b"l", (x0 + r, y1)),
        _points(b"c", (x0 + h, y1), (x0, y1 - h), (x0, y1 - r)),
        _points(b"l", (x0, y0 + r)),
        _points(b"c", (x0, y0 + h), (x0 + h, y0), (x0 + r, y0)),
        b"h",
    ))  # fmt: skip


def circle(x: float, y: float, radius: float) -> bytes:
    """Return a circle about a point."""
    return rounded(Box(x - radius, y - radius, 2 * radius, 2 * radius))


def sector(x: float, y: float, radii: tuple[float, float], angles: tuple[float, float]) -> bytes:
    """Return a sector of a ring. `radii`: inner, outer; `angles`: from, to, degrees counterclockwise from the right."""
    inner, outer = radii
    parts = [_points(b"m", _at(x, y, outer, angles[0])), *_arc(x, y, outer, angles)]
    if inner > 0:
        parts += [_points(b"l", _at(x, y, inner, angles[1])), *_arc(x, y, inner, angles[::-1])]
    else:
        parts.append(_points(b"l", (x, y)))
    return b" ".join([*parts, b"h"])


def ray(x: float, y: float, radii: tuple[float, float], *, angle: float, line: float) -> bytes:
    """Return a straight line of some thickness that points away from the middle, as a path to fill."""
    across = (-math.sin(math.radians(angle)) * line / 2, math.cos(math.radians(angle)) * line / 2)
    ends = [_at(x, y, radius, angle) for radius in radii]
    corners = [
        (ends[0][0] + across[0], ends[0][1] + across[1]),
        (ends[0][0] - across[0], ends[0][1] - across[1]),
        (ends[1][0] - across[0], ends[1][1] - across[1]),
        (ends[1][0] + across[0], ends[1][1] + across[1]),
    ]
    return b" ".join([_points(b"m", corners[0]), *(_points(b"l", corner) for corner in corners[1:]), b"h"])


def needle(x: float, y: float, length: float, *, angle: float, line: float) -> bytes:
    """Return a needle: a long triangle from the middle, with a round foot `line` wide."""
    across = (-math.sin(math.radians(angle)) * line / 2, math.cos(math.radians(angle)) * line / 2)
    foot = b" ".join((
        _points(b"m", (x + across[0], y + across[1])),
        _points(b"l", _at(x, y, length, angle)),
        _points(b"l", (x - across[0], y - across[1])),
        b"h",
    ))  # fmt: skip
    return foot + b" f " + circle(x, y, line / 2)


def shape(form: str, box: Box) -> bytes:
    """Return a circle or a square in the middle of a box."""
    side = min(box.width, box.height)
    square = Box(box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side, side)
    return rounded(square) if form == "circle" else rectangle(square)


def _arc(x: float, y: float, radius: float, angles: tuple[float, ...]) -> list[bytes]:
    """Return the curves of an arc, none longer than a quarter turn: off by less than 0.03 % of the radius."""
    start, end = angles
    count = max(1, math.ceil(abs(end - start) / 90 - 1e-9))
    step = (end - start) / count
    handle = radius * 4 / 3 * math.tan(math.radians(step) / 4)
    found = []
    for index in range(count):
        first, last = start + index * step, start + (index + 1) * step
        begin, finish = _at(x, y, radius, first), _at(x, y, radius, last)
        a, b = math.radians(first), math.radians(last)
        one = (begin[0] - handle * math.sin(a), begin[1] + handle * math.cos(a))
        two = (finish[0] + handle * math.sin(b), finish[1] - handle * math.cos(b))
        found.append(_points(b"c", one, two, finish))
    return found


def _at(x: float, y: float, radius: float, angle: float) -> tuple[float, float]:
    return x + radius * math.cos(math.radians(angle)), y + radius * math.sin(math.radians(angle))


def _points(operator: bytes, *points: tuple[float, float]) -> bytes:
    return b" ".join([num(number) for point in points for number in point] + [operator])
