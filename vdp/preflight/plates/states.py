"""The graphics state that decides what a paint puts on a plate (ISO 32000-1, 8.4)."""

from __future__ import annotations

import copy
from math import hypot
from typing import Any

from vdp.preflight.plates.colours import GRAY, Space, Tint

Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Pattern:
    """A pattern that is painted with; `tint`: its colour where it has none of its own."""

    __slots__ = ("tint", "value")

    def __init__(self, value: Any, tint: Tint | None) -> None:
        self.value, self.tint = value, tint

    @property
    def key(self) -> object:
        """What makes two patterns the same; those of shadings need not be objects of their own."""
        same = self.value.objgen if self.value.is_indirect else self.value.unparse()
        return (same, None if self.tint is None else tuple(sorted(self.tint.inks.items())))


Colour = Tint | Pattern
BLACK = GRAY.tint([0.0])


class Paint:
    """The graphics state, as far as it matters here. `out_…`: what was last written to the plate's own content."""

    __slots__ = (
        "ctm",
        "fill",
        "fill_base",
        "fill_space",
        "mode",
        "out_fill",
        "out_render",
        "out_stroke",
        "over_fill",
        "over_stroke",
        "render",
        "stroke",
        "stroke_base",
        "stroke_space",
        "type3",
    )

    def __init__(self) -> None:
        self.ctm = UNIT
        self.fill: Colour = BLACK
        self.stroke: Colour = BLACK
        self.fill_space: Space | None = GRAY  # None: Pattern
        self.stroke_space: Space | None = GRAY
        self.fill_base: Space | None = None  # of a Pattern space: of patterns without colours
        self.stroke_base: Space | None = None
        self.over_fill = False
        self.over_stroke = False
        self.mode = 0  # overprint mode
        self.render = 0
        self.type3 = False
        self.out_fill: bytes | None = None
        self.out_stroke: bytes | None = None
        self.out_render: int | None = None

    def copy(self) -> Paint:
        """Return an independent copy, as q keeps one."""
        return copy.copy(self)

    def inside(self) -> Paint:
        """Return the state in which a form begins: the same, but nothing is written in its content yet."""
        inner = self.copy()
        inner.out_fill = inner.out_stroke = inner.out_render = None
        return inner

    def key(self) -> object:
        """Return what a form's look depends on, but for its place."""
        scale = round(hypot(self.ctm[0], self.ctm[1]), 2), round(hypot(self.ctm[2], self.ctm[3]), 2)
        return (
            _key(self.fill),
            _key(self.stroke),
            self.over_fill,
            self.over_stroke,
            self.mode,
            self.render,
            self.type3,
            scale,
        )


def _key(colour: Colour) -> object:
    return colour.key if isinstance(colour, Pattern) else (tuple(sorted(colour.inks.items())), colour[1:])


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that does `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
