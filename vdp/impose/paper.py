"""A sheet of paper has two sides: rectangles, placements, and what they become when the sheet is turned.

All lengths are whole micrometres, origin at the lower left of the side being looked at, y upwards.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Flip = Literal["turn", "tumble"]
"""turn: the sheet is flipped on its vertical axis; tumble: on its horizontal axis."""


class Rect(NamedTuple):
    """A rectangle by its lower left and upper right corners."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """The extent along x."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """The extent along y."""
        return self.y1 - self.y0

    def holds(self, other: Rect) -> bool:
        """Tell whether `other` lies inside, edges included."""
        return self.x0 <= other.x0 and self.y0 <= other.y0 and other.x1 <= self.x1 and other.y1 <= self.y1

    def overlaps(self, other: Rect) -> bool:
        """Tell whether the two share more than an edge."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1


class Placement(NamedTuple):
    """A PDF matrix, x' = a·x + c·y + e and y' = b·x + d·y + f, with a..d in -1, 0, 1 and e, f in micrometres."""

    a: int
    b: int
    c: int
    d: int
    e: int
    f: int

    def apply(self, x: int, y: int) -> tuple[int, int]:
        """Return where a point of the piece falls on the side of the sheet."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


class Face(NamedTuple):
    """One side of a slot: boxes on the sheet, the piece's turn in degrees counterclockwise, and its placement."""

    trim: Rect
    bleed: Rect
    rotate: int
    placement: Placement


def flip_rect(box: Rect, *, width: int, height: int, flip: Flip) -> Rect:
    """Return where `box` is seen from the other side of a sheet of `width` x `height`. An involution."""
    if flip == "turn":
        return Rect(width - box.x1, box.y0, width - box.x0, box.y1)
    return Rect(box.x0, height - box.y1, box.x1, height - box.y0)


def flip_rotation(rotate: int, *, flip: Flip) -> int:
    """Return the turn of the piece's back such that front and back have their heads at the same physical edge.

    The piece itself is turned about its own vertical axis, head staying up. Turning the sheet mirrors x, so a
    counterclockwise quarter becomes a clockwise one; tumbling mirrors y instead, half a turn more.
    """
    return (-rotate if flip == "turn" else 180 - rotate) % 360


def place_piece(trim: Rect, rotate: int) -> Placement:
    """Return the placement that puts a piece, turned counterclockwise, exactly into `trim`."""
    quarter_turns = {
        0: Placement(1, 0, 0, 1, trim.x0, trim.y0),
        90: Placement(0, 1, -1, 0, trim.x1, trim.y0),
        180: Placement(-1, 0, 0, -1, trim.x1, trim.y1),
        270: Placement(0, -1, 1, 0, trim.x0, trim.y1),
    }
    return quarter_turns[rotate]


def build_face(trim: Rect, bleed: Rect, rotate: int) -> Face:
    """Return a face with its placement worked out."""
    return Face(trim, bleed, rotate, place_piece(trim, rotate))
