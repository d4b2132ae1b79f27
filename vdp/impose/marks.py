"""Marks in the waste of a sheet: double corner marks (コーナートンボ), centre marks, and a box for the sheet text.

Inner line = trim (内トンボ), outer line = bleed (外トンボ). No line enters a trim or the bleed of another slot, and the
marks of the back are those of the front seen through the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from vdp.impose.grid import Grid
from vdp.impose.paper import Face, Rect, flip_rect

LINE = 100
"""Width of a mark line."""
LENGTH = 10_000
"""Length of a corner mark where the margin has room for it."""
SHORTEST = 1_000
"""A shorter rest of a line is left out."""
CROSSBAR = 2_000
"""Half the crossbar of a centre mark."""
SLUG_HEIGHT = 4_000
SLUG_LEAST = 2_000
SLUG_CLEAR = 1_000
"""White between the sheet text and the nearest mark or bleed."""


class Segment(NamedTuple):
    """A straight line from (x0, y0) to (x1, y1), along x or y, 0.1 mm wide."""

    x0: int
    y0: int
    x1: int
    y1: int


class Slug(NamedTuple):
    """The box for the sheet text; the text runs along x, or upwards when `rotate` is 90."""

    box: Rect
    rotate: Literal[0, 90]


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """The marks of both sides. A slug is None when no margin has room for text."""

    front: tuple[Segment, ...]
    back: tuple[Segment, ...]
    front_slug: Slug | None
    back_slug: Slug | None
    line: int = LINE


def sheet_marks(grid: Grid) -> SheetMarks:
    """Return all marks of a sheet, in micrometres on the side that they are printed on."""
    front = _unite([*_corner_marks(grid), *_centre_marks(grid)])
    slug = _find_slug(grid, front)

    def turn(box: Rect) -> Rect:
        return flip_rect(box, width=grid.press.width, height=grid.press.height, flip=grid.flip)

    back = tuple(sorted(Segment(*turn(Rect(*segment))) for segment in front))
    return SheetMarks(front, back, slug, None if slug is None else Slug(turn(slug.box), slug.rotate))


def _corner_marks(grid: Grid) -> Iterator[Segment]:
    for face in grid.front:
        reach = Rect(face.bleed.x0 - LENGTH, face.bleed.y0 - LENGTH, face.bleed.x1 + LENGTH, face.bleed.y1 + LENGTH)
        others = [other.bleed for other in grid.front if other is not face and other.bleed.overlaps(reach)]
        for segment in _corners_of(face):
            yield from _clip(segment, grid.imageable, own=[face.bleed], others=others)


def _corners_of(face: Face) -> Iterator[Segment]:
    """Yield the double L of each corner: trim lines and bleed lines outwards, and the ticks that join the two."""
    trim, bleed = face.trim, face.bleed
    for x, outer_x, way_x in ((trim.x0, bleed.x0, -1), (trim.x1, bleed.x1, 1)):
        for y, outer_y, way_y in ((trim.y0, bleed.y0, -1), (trim.y1, bleed.y1, 1)):
            far_x, far_y = outer_x + way_x * LENGTH, outer_y + way_y * LENGTH
            for line_x in (x, outer_x):
                yield _vertical(line_x, outer_y, far_y)
            for line_y in (y, outer_y):
                yield _horizontal(line_y, outer_x, far_x)
            yield _vertical(outer_x, outer_y, y)
            yield _horizontal(outer_y, outer_x, x)


def _centre_marks(grid: Grid) -> Iterator[Segment]:
    """Yield a cross at the middle of each side of the block, outside its bleed."""
    block, area = grid.block, grid.imageable
    x, y = (block.x0 + block.x1) // 2, (block.y0 + block.y1) // 2
    bleeds = [face.bleed for face in grid.front]
    for edge, limit in ((block.x0, area.x0), (block.x1, area.x1)):
        far = max(limit, edge - LENGTH) if limit < edge else min(limit, edge + LENGTH)
        yield from _clip(_horizontal(y, edge, far), area, own=bleeds, others=[])
        yield from _clip(_vertical((edge + far) // 2, y - CROSSBAR, y + CROSSBAR), area, own=[], others=bleeds)
    for edge, limit in ((block.y0, area.y0), (block.y1, area.y1)):
        far = max(limit, edge - LENGTH) if limit < edge else min(limit, edge + LENGTH)
        yield from _clip(_vertical(x, edge, far), area, own=bleeds, others=[])
        yield from _clip(_horizontal((edge + far) // 2, x - CROSSBAR, x + CROSSBAR), area, own=[], others=bleeds)


def _horizontal(y: int, x0: int, x1: int) -> Segment:
    return Segment(min(x0, x1), y, max(x0, x1), y)


def _vertical(x: int, y0: int, y1: int) -> Segment:
    return Segment(x, min(y0, y1), x, max(y0, y1))


def _clip(segment: Segment, area: Rect, *, own: list[Rect], others: list[Rect]) -> Iterator[Segment]:
    """Yield what is left of a line inside `area` and outside the boxes; an `own` box may be touched along an edge."""
    along_x = segment.y0 == segment.y1
    half = LINE // 2
    line, low, high = _unpack(segment)
    sides, ends = _unpack_box(area, along_x=along_x)
    if not sides[0] + half <= line <= sides[1] - half:
        return
    spans = [(max(low, ends[0]), min(high, ends[1]))]
    for box, near in [*((box, 0) for box in own), *((box, half) for box in others)]:
        sides, ends = _unpack_box(box, along_x=along_x)
        if sides[0] - near < line < sides[1] + near:
            before = [(start, min(end, ends[0])) for start, end in spans]
            spans = before + [(max(start, ends[1]), end) for start, end in spans]
    build = _horizontal if along_x else _vertical
    yield from (build(line, start, end) for start, end in spans if end - start >= SHORTEST)


def _unpack_box(box: Rect, *, along_x: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the extent of a box across a line, and along it."""
    across, along = (box.y0, box.y1), (box.x0, box.x1)
    return (across, along) if along_x else (along, across)


def _unpack(segment: Segment) -> tuple[int, int, int]:
    """Return the line that a segment lies on, and its ends along it."""
    if segment.y0 == segment.y1:
        return segment.y0, segment.x0, segment.x1
    return segment.x0, segment.y0, segment.y1


def _unite(segments: list[Segment]) -> tuple[Segment, ...]:
    """Join segments that overlap or touch on one line, so that neighbours' common marks are drawn once."""
    united: list[Segment] = []
    for along_x in (True, False):
        build = _horizontal if along_x else _vertical
        lines = sorted(_unpack(segment) for segment in segments if (segment.y0 == segment.y1) is along_x)
        current = None
        for line, low, high in lines:
            if current is not None and current[0] == line and low <= current[2]:
                current = (line, current[1], max(current[2], high))
                continue
            if current is not None:
                united.append(build(*current))
            current = (line, low, high)
        if current is not None:
            united.append(build(*current))
    return tuple(sorted(united))


def _find_slug(grid: Grid, marks: tuple[Segment, ...]) -> Slug | None:
    """Return the widest place without marks in the first margin with room: lower, upper, left, right."""
    block, area = grid.block, grid.imageable
    strips: tuple[tuple[Rect, Literal[0, 90]], ...] = (
        (Rect(area.x0, area.y0, area.x1, block.y0 - SLUG_CLEAR), 0),
        (Rect(area.x0, block.y1 + SLUG_CLEAR, area.x1, area.y1), 0),
        (Rect(area.x0, area.y0, block.x0 - SLUG_CLEAR, area.y1), 90),
        (Rect(block.x1 + SLUG_CLEAR, area.y0, area.x1, area.y1), 90),
    )
    for strip, rotate in strips:
        thickness = strip.height if rotate == 0 else strip.width
        if thickness < SLUG_LEAST:
            continue
        low, high = _widest_gap(strip, marks, along_x=rotate == 0)
        if high - low >= 10 * SLUG_LEAST:
            return Slug(_slug_box(strip, low, high, rotate), rotate)
    return None


def _widest_gap(strip: Rect, marks: tuple[Segment, ...], *, along_x: bool) -> tuple[int, int]:
    """Return the widest span along a strip that no mark comes near; the first of equals."""
    start, end = (strip.x0, strip.x1) if along_x else (strip.y0, strip.y1)
    spans = [
        ((mark.x0, mark.x1) if along_x else (mark.y0, mark.y1))
        for mark in marks
        if mark.x0 <= strip.x1 and strip.x0 <= mark.x1 and mark.y0 <= strip.y1 and strip.y0 <= mark.y1
    ]
    best = (start, start)
    for low, high in [*sorted(spans), (end + SLUG_CLEAR, end)]:
        if low - SLUG_CLEAR - start > best[1] - best[0]:
            best = (start, low - SLUG_CLEAR)
        start = max(start, high + SLUG_CLEAR)
    return best


def _slug_box(strip: Rect, low: int, high: int, rotate: Literal[0, 90]) -> Rect:
    """Return the box in mid strip, at most SLUG_HEIGHT thick."""
    if rotate == 0:
        height = min(SLUG_HEIGHT, strip.height)
        y = strip.y0 + (strip.height - height) // 2
        return Rect(low, y, high, y + height)
    width = min(SLUG_HEIGHT, strip.width)
    x = strip.x0 + (strip.width - width) // 2
    return Rect(x, low, x + width, high)
