"""Fit as many pieces as possible on a sheet, front and back in register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vdp.errors import JobError
from vdp.impose.cuts import Cut, plan_cuts
from vdp.impose.paper import Face, Flip, Rect, build_face, flip_rect, flip_rotation
from vdp.impose.press import Press


@dataclass(frozen=True, slots=True)
class Grid:
    """Slots of a sheet, indexed by position (StackOrd 0..up-1: reading order as seen on the front).

    Lengths in micrometres; `front[k]` and `back[k]` are the two sides of the same paper.
    """

    press: Press
    piece: tuple[int, int]
    bleed: int
    gutter: int
    flip: Flip
    columns: int
    rows: int
    imageable: Rect
    front: tuple[Face, ...]
    back: tuple[Face, ...]

    @property
    def up(self) -> int:
        """Pieces per sheet."""
        return len(self.front)

    @property
    def rotate(self) -> int:
        """The turn of the pieces on the front, 0 or 90 degrees counterclockwise."""
        return self.front[0].rotate

    @property
    def shares_bleed(self) -> bool:
        """Whether neighbours have less than two bleeds between them, so backgrounds must be alike."""
        return self.up > 1 and self.gutter < 2 * self.bleed

    @property
    def block(self) -> Rect:
        """The rectangle of all slots with their bleed, on the front."""
        boxes = [face.bleed for face in self.front]
        return Rect(
            min(box.x0 for box in boxes),
            min(box.y0 for box in boxes),
            max(box.x1 for box in boxes),
            max(box.y1 for box in boxes),
        )

    def cuts(self) -> tuple[Cut, ...]:
        """Return the knife positions of a lift in cutting order, its block of pieces kept together."""
        columns = sorted({(face.trim.x0, face.trim.x1) for face in self.front})
        rows = sorted({(face.trim.y0, face.trim.y1) for face in self.front})
        return plan_cuts((self.press.width, self.press.height), columns=columns, rows=rows)


def fit_grid(
    press: Press, trim: tuple[int, int], *, bleed: int, gutter: int | None = None, flip: Flip = "turn"
) -> Grid:
    """Return the grid with most pieces of `trim` (width, height); upright wins a tie.

    The gutter is two bleeds (ドブ断ち) unless given; 0 is a common cut (一文字断ち).
    Raises JobError `impose.bad-length` and `impose.piece-too-large`.
    """
    gutter = 2 * bleed if gutter is None else gutter
    if min(trim) <= 0 or bleed < 0 or gutter < 0:
        raise JobError(
            "impose.bad-length",
            "a piece needs a width and height above zero, and bleed and gutter of zero or more",
            cure="correct the piece size, the bleed or the gutter",
        )
    area = find_imageable(press, flip)
    counts = {rotate: _count(area, _turned(trim, rotate), bleed=bleed, gutter=gutter) for rotate in (0, 90)}
    rotate = max(counts, key=lambda turn: (counts[turn][0] * counts[turn][1], -turn))
    columns, rows = counts[rotate]
    if columns * rows == 0:
        raise JobError("impose.piece-too-large", _describe_misfit(press, trim, bleed), cure="choose a larger sheet")
    front = tuple(_place_faces(area, trim, rotate=rotate, columns=columns, rows=rows, bleed=bleed, gutter=gutter))
    back = tuple(_turn_face(face, press, flip) for face in front)
    return Grid(press, trim, bleed, gutter, flip, columns, rows, area, front, back)


def find_imageable(press: Press, flip: Flip) -> Rect:
    """Return what the press can print on both sides, as seen on the front."""
    front = Rect(press.left, press.bottom, press.width - press.right, press.height - press.top)
    back = flip_rect(front, width=press.width, height=press.height, flip=flip)
    return Rect(max(front.x0, back.x0), max(front.y0, back.y0), min(front.x1, back.x1), min(front.y1, back.y1))


def _turned(size: tuple[int, int], rotate: int) -> tuple[int, int]:
    return size if rotate == 0 else (size[1], size[0])


def _count(area: Rect, size: tuple[int, int], *, bleed: int, gutter: int) -> tuple[int, int]:
    def along(room: int, piece: int) -> int:
        return max(0, (room - 2 * bleed + gutter) // (piece + gutter))

    return along(area.width, size[0]), along(area.height, size[1])


def _place_faces(
    area: Rect, trim: tuple[int, int], *, rotate: int, columns: int, rows: int, bleed: int, gutter: int
) -> Iterator[Face]:
    """Yield the faces left to right, top to bottom, centred in `area`. Inside the block a bleed ends in mid gutter."""
    width, height = _turned(trim, rotate)
    left = area.x0 + (area.width - columns * width - (columns - 1) * gutter) // 2
    bottom = area.y0 + (area.height - rows * height - (rows - 1) * gutter) // 2
    inner = min(bleed, gutter // 2)
    for row in reversed(range(rows)):
        for column in range(columns):
            x, y = left + column * (width + gutter), bottom + row * (height + gutter)
            box = Rect(x, y, x + width, y + height)
            ink = Rect(
                box.x0 - (inner if column else bleed),
                box.y0 - (inner if row else bleed),
                box.x1 + (inner if column < columns - 1 else bleed),
                box.y1 + (inner if row < rows - 1 else bleed),
            )
            yield build_face(box, ink, rotate)


def _turn_face(face: Face, press: Press, flip: Flip) -> Face:
    trim = flip_rect(face.trim, width=press.width, height=press.height, flip=flip)
    bleed = flip_rect(face.bleed, width=press.width, height=press.height, flip=flip)
    return build_face(trim, bleed, flip_rotation(face.rotate, flip=flip))


def _describe_misfit(press: Press, trim: tuple[int, int], bleed: int) -> str:
    width, height, edge = (f"{value / 1000:g}" for value in (*trim, bleed))
    return f"a piece of {width} x {height} mm with {edge} mm bleed does not fit on the sheet of {press.name}"
