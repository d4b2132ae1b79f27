# ruff: noqa: INP001 -- a script beside a layout, not a package
"""Cherry blossoms: branches, flowers, buds and falling petals, drawn on a Board."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, hypot, radians, sin

from board import Board, Point, cmyk, spring

BARK = cmyk(30, 52, 50, 42)
BARK_LIGHT = cmyk(16, 36, 34, 22)
STAMEN = cmyk(0, 82, 38, 6)
POLLEN = cmyk(0, 22, 78, 0)
CALYX = cmyk(20, 62, 48, 12)
LEAF = cmyk(38, 8, 62, 4)

# One petal along +y, notched at the tip; base at the origin, length 1.
PETAL: tuple[tuple[Point, ...], ...] = (
    ((0, 0),),
    ((-0.10, 0.10), (-0.46, 0.36), (-0.40, 0.74)),
    ((-0.37, 0.92), (-0.22, 1.00), (-0.10, 1.00)),
    ((-0.07, 0.96), (-0.03, 0.90), (0, 0.87)),
    ((0.03, 0.90), (0.07, 0.96), (0.10, 1.00)),
    ((0.22, 1.00), (0.37, 0.92), (0.40, 0.74)),
    ((0.46, 0.36), (0.10, 0.10), (0, 0)),
)

Map = Callable[[Point], Point]
Blossom = tuple[Point, float, float, float, float]
"""Where, size, turn, tilt and density of a flower."""


def draw_flower(
    board: Board, at: Point, size: float, *, turn: float = 0, tilt: float = 1, density: float = 0.42
) -> None:
    """Draw a five-petalled flower; `size` is the petal's length, `tilt` (0 to 1) flattens it as seen from the side."""
    for number in range(5):
        place = _place(at, size, angle=turn + 72 * number, tilt=tilt, turn=turn)
        shade = density * (1.0, 0.86, 0.94, 0.82, 0.9)[number]
        board.curve([tuple(place(p) for p in step) for step in PETAL], spring(shade))
        heart = [tuple(place((p[0] * 0.42, p[1] * 0.55)) for p in step) for step in PETAL]
        board.curve(heart, spring(min(1, shade * 1.75)))
    _draw_stamens(board, at, size, turn=turn, tilt=tilt)


def _draw_stamens(board: Board, at: Point, size: float, *, turn: float, tilt: float) -> None:
    for number in range(11):
        place = _place(at, size, angle=turn + 17 + number * 360 / 11, tilt=tilt, turn=turn)
        reach = (0.40, 0.30, 0.36)[number % 3]
        board.line(at, place((0, reach)), STAMEN, line=max(0.09, size * 0.018))
        board.circle(*place((0, reach)), size * 0.034, POLLEN)
    board.circle(*at, size * 0.07, STAMEN)


def draw_bud(board: Board, at: Point, size: float, *, turn: float = 0) -> None:
    """Draw a closed bud on a stalk; `at` is the stalk's foot."""
    place = _place(at, size, angle=turn, tilt=1, turn=turn)
    board.line(at, place((0, 1.0)), CALYX, line=size * 0.07)
    for shift, shade in ((-0.13, 0.62), (0.13, 0.5), (0, 0.78)):
        steps: list[tuple[Point, ...]] = [
            ((shift, 0.85),),
            ((shift - 0.42, 1.05), (shift - 0.34, 1.55), (shift, 1.75)),
            ((shift + 0.34, 1.55), (shift + 0.42, 1.05), (shift, 0.85)),
        ]
        board.curve([tuple(place(p) for p in step) for step in steps], spring(shade))
    cup: list[tuple[Point, ...]] = [
        ((-0.2, 1.08),),
        ((-0.16, 0.8), (0.16, 0.8), (0.2, 1.08)),
        ((0.1, 1.0), (-0.1, 1.0), (-0.2, 1.08)),
    ]
    board.curve([tuple(place(p) for p in step) for step in cup], CALYX)


def draw_blossoms(board: Board, blossoms: tuple[Blossom, ...], *, left: float = 0) -> None:
    """Draw several flowers, moved right by `left` millimetres."""
    for (x, y), size, turn, tilt, density in blossoms:
        draw_flower(board, (left + x, y), size, turn=turn, tilt=tilt, density=density)


def draw_buds(board: Board, buds: tuple[tuple[Point, float, float], ...], *, left: float = 0) -> None:
    """Draw several buds: where, size, turn."""
    for (x, y), size, turn in buds:
        draw_bud(board, (left + x, y), size, turn=turn)


def draw_petals(
    board: Board, petals: tuple[tuple[Point, float, float], ...], *, left: float = 0, density: float = 0.5
) -> None:
    """Draw several falling petals: where, size, turn."""
    for (x, y), size, turn in petals:
        draw_petal(board, (left + x, y), size, turn=turn, density=density)


def draw_petal(board: Board, at: Point, size: float, *, turn: float, tilt: float = 0.7, density: float = 0.4) -> None:
    """Draw one falling petal."""
    place = _place(at, size, angle=turn, tilt=tilt, turn=turn + 30)
    board.curve([tuple(place(p) for p in step) for step in PETAL], spring(density))


def draw_leaf(board: Board, at: Point, size: float, *, turn: float) -> None:
    """Draw a young leaf."""
    place = _place(at, size, angle=turn, tilt=1, turn=turn)
    steps: list[tuple[Point, ...]] = [
        ((0, 0),),
        ((-0.34, 0.3), (-0.2, 0.75), (0, 1)),
        ((0.26, 0.7), (0.3, 0.3), (0, 0)),
    ]
    board.curve([tuple(place(p) for p in step) for step in steps], LEAF)
    board.line(at, place((0, 0.8)), cmyk(20, 0, 36, 0), line=max(0.09, size * 0.03))


def draw_branch(board: Board, points: list[Point], *, start: float, end: float) -> None:
    """Draw a tapering branch through the points; `start` and `end` are its thickness in millimetres."""
    line = _smooth(points)
    board.curve(_ribbon(line, start, end, shift=0), BARK)
    board.curve(_ribbon(line, start * 0.28, end * 0.2, shift=-start * 0.2), BARK_LIGHT)


def _ribbon(line: list[Point], start: float, end: float, *, shift: float) -> list[tuple[Point, ...]]:
    left, right = [], []
    for number, (x, y) in enumerate(line):
        before, after = line[max(0, number - 1)], line[min(len(line) - 1, number + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        share = number / (len(line) - 1)
        half = ((1 - share) * start + share * end) / 2 * (1 + 0.10 * sin(number * 1.7))
        norm = hypot(dx, dy) or 1
        nx, ny, fade = -dy / norm, dx / norm, shift * (1 - share)
        left.append((x + nx * (half + fade), y + ny * (half + fade)))
        right.append((x - nx * (half - fade), y - ny * (half - fade)))
    return [(point,) for point in left + right[::-1]]


def _smooth(points: list[Point], pieces: int = 10) -> list[Point]:
    """Return a Catmull-Rom curve through the points as short straight pieces."""
    padded = [points[0], *points, points[-1]]
    line = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(pieces):
            t = step / pieces
            line.append((_catmull(a[0], b[0], c[0], d[0], t), _catmull(a[1], b[1], c[1], d[1], t)))
    return [*line, points[-1]]


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    return b + (c - a) * t / 2 + (a - 2.5 * b + 2 * c - d / 2) * t * t + (1.5 * (b - c) + (d - a) / 2) * t**3


def _place(at: Point, size: float, *, angle: float, tilt: float, turn: float) -> Map:
    """Return the map of a shape along +y onto the board: rotated by `angle`, then flattened across `turn`."""
    a, t = radians(angle), radians(turn)

    def place(point: Point) -> Point:
        x, y = point[0] * size, point[1] * size
        x, y = x * cos(a) + y * sin(a), -x * sin(a) + y * cos(a)
        along, across = x * cos(t) - y * sin(t), x * sin(t) + y * cos(t)
        across *= tilt
        x, y = along * cos(t) + across * sin(t), -along * sin(t) + across * cos(t)
        return at[0] + x, at[1] - y

    return place
