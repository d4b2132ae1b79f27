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


class Quarters:
    """A sector of a ring, clockwise from `start`: some whole quarter turns, made once, and a rest below one.

    Angles in degrees counterclockwise from the right. A quarter turn as one curve is off by 0.03 % of the radius.
    """

    def __init__(self, x: float, y: float, outer: float, inner: float, *, start: float, count: int) -> None:
        self._place = (x, y, outer, inner)
        self._from = start - 90 * count
        turns = [(start - 90 * n, start - 90 * (n + 1)) for n in range(count)]
        there = [_curve(x, y, outer, first, last) for first, last in turns]
        back = [_curve(x, y, inner, last, first) for first, last in reversed(turns)] if inner else []
        self._head = b" ".join([_points(b"m", _at(x, y, outer, start)), *there, b""])
        self._tail = b" ".join([b"", *back, b"h"])

    def close(self, end: float) -> bytes:
        """Return the path of the sector that ends at an angle."""
        x, y, outer, inner = self._place
        rest = _curve(x, y, outer, self._from, end) + b" "
        if not inner:
            return self._head + rest + _points(b"l", (x, y)) + self._tail
        turn = _points(b"l", _at(x, y, inner, end))
        return self._head + rest + turn + b" " + _curve(x, y, inner, end, self._from) + self._tail


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


def needle(length: float, *, line: float) -> bytes:
    """Return a needle from 0, 0 to the right: a long triangle with a round foot `line` wide."""
    corners = (_points(b"m", (0, line / 2)), _points(b"l", (length, 0)), _points(b"l", (0, -line / 2)), b"h f")
    return b" ".join([*corners, circle(0, 0, line / 2)])


def shape(form: str, box: Box) -> bytes:
    """Return a circle or a square in the middle of a box."""
    side = min(box.width, box.height)
    square = Box(box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side, side)
    return rounded(square) if form == "circle" else rectangle(square)


def _curve(x: float, y: float, radius: float, start: float, end: float) -> bytes:
    """Return an arc of at most a quarter turn as one curve from where the path is."""
    first, last = math.radians(start), math.radians(end)
    handle = radius * 4 / 3 * math.tan((last - first) / 4)
    c0, s0, c1, s1 = math.cos(first), math.sin(first), math.cos(last), math.sin(last)
    return b"%.3f %.3f %.3f %.3f %.3f %.3f c" % (
        x + radius * c0 - handle * s0,
        y + radius * s0 + handle * c0,
        x + radius * c1 + handle * s1,
        y + radius * s1 - handle * c1,
        x + radius * c1,
        y + radius * s1,
    )


def _at(x: float, y: float, radius: float, angle: float) -> tuple[float, float]:
    return x + radius * math.cos(math.radians(angle)), y + radius * math.sin(math.radians(angle))


def _points(operator: bytes, *points: tuple[float, float]) -> bytes:
    return b" ".join([num(number) for point in points for number in point] + [operator])
