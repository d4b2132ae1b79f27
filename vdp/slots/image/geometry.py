"""Where an image lies in its slot, which of its pixels are seen there, and how many of them a press can use."""

from __future__ import annotations

import math
from typing import NamedTuple

from vdp.errors import DefectError
from vdp.slots.image.spec import ImageSpec
from vdp.units import Box, Matrix

POINTS_PER_INCH = 72.0
MAX_PPI = 450.0
"""One and a half times 300 ppi. Finer pixels only cost the RIP time: twice and a half a 175 line screen."""
NO_LIMIT = math.inf
"""For 1-bit images: their edges are sharp at the resolution they were made for, and they are small."""

_SLACK = 1e-6  # pixels by which rounding may disagree


class Size(NamedTuple):
    """Pixels as seen upright, and pixels per inch in both directions as the file states them."""

    width: int
    height: int
    ppi: tuple[float, float] = (300.0, 300.0)


class Placement(NamedTuple):
    """How an image is painted."""

    crop: tuple[int, int, int, int]  # left, top, right, bottom of the pixels that are used
    size: tuple[int, int]  # pixels that are stored
    matrix: Matrix  # of the unit square that the stored pixels fill
    window: Box  # part of the slot that the image fills
    cut: bool  # whether the stored pixels reach beyond the window
    ppi: float  # that the press sees, the lower of both directions


def place_image(spec: ImageSpec, size: Size) -> Box:
    """Return the box of the whole image in points, upright, in a slot whose lower left corner is 0, 0.

    A slot turned by 90 or 270 degrees has its sides swapped. Pixels are square unless the fit is `fill` or `none`.
    """
    width, height = _turned(spec)
    if spec.fit == "fill":
        return Box(0.0, 0.0, width, height)
    scales = (width / size.width, height / size.height)
    if spec.fit == "none":
        painted = tuple(n / ppi * POINTS_PER_INCH for n, ppi in zip(size[:2], size.ppi, strict=True))
    elif spec.fit in {"contain", "cover"}:
        scale = min(scales) if spec.fit == "contain" else max(scales)
        painted = (size.width * scale, size.height * scale)
    else:
        raise DefectError("image.fit", f"no fit is called {spec.fit}")
    across, up = _turned_anchor(spec)
    return Box((width - painted[0]) * across, (height - painted[1]) * up, painted[0], painted[1])


def effective_ppi(spec: ImageSpec, size: Size) -> float:
    """Return the pixels per inch that the press sees, the lower of both directions."""
    painted = place_image(spec, size)
    return min(size.width / painted.width, size.height / painted.height) * POINTS_PER_INCH


def plan_placement(spec: ImageSpec, size: Size, *, most_ppi: float = MAX_PPI) -> Placement:
    """Return how an image is painted in its slot, cropped to it and no finer than `most_ppi`."""
    painted = place_image(spec, size)
    width, height = _turned(spec)
    left, right = max(0.0, painted.x), min(width, painted.x + painted.width)
    bottom, top = max(0.0, painted.y), min(height, painted.y + painted.height)
    across, up = painted.width / size.width, painted.height / size.height  # points per pixel
    roof = painted.y + painted.height
    crop = (
        max(0, math.floor((left - painted.x) / across + _SLACK)),
        max(0, math.floor((roof - top) / up + _SLACK)),
        min(size.width, math.ceil((right - painted.x) / across - _SLACK)),
        min(size.height, math.ceil((roof - bottom) / up - _SLACK)),
    )
    taken = (crop[2] - crop[0], crop[3] - crop[1])
    ppi = min(1 / across, 1 / up) * POINTS_PER_INCH
    factor = min(1.0, most_ppi / ppi)
    inner = Matrix(taken[0] * across, 0.0, 0.0, taken[1] * up, painted.x + crop[0] * across, roof - crop[3] * up)
    return Placement(
        crop=crop,
        size=(max(1, round(taken[0] * factor)), max(1, round(taken[1] * factor))),
        matrix=_onto_piece(spec, inner),
        window=_window(spec, Box(left, bottom, right - left, top - bottom)),
        cut=taken != (size.width, size.height),
        ppi=ppi,
    )


def _turned(spec: ImageSpec) -> tuple[float, float]:
    """Return width and height of the slot as the upright image sees them."""
    box = spec.box
    return (box.height, box.width) if spec.rotate in {90, 270} else (box.width, box.height)


def _turned_anchor(spec: ImageSpec) -> tuple[float, float]:
    across, up = spec.anchor
    turned = {0: (across, up), 90: (1 - up, across), 180: (1 - across, 1 - up), 270: (up, 1 - across)}
    return turned[spec.rotate]


def _turn(spec: ImageSpec) -> Matrix:
    """Return the matrix from the upright slot to its place on the piece."""
    width, height = _turned(spec)
    x, y = spec.box.x, spec.box.y
    turns = {
        0: Matrix(1, 0, 0, 1, x, y),
        90: Matrix(0, -1, 1, 0, x, y + width),
        180: Matrix(-1, 0, 0, -1, x + width, y + height),
        270: Matrix(0, 1, -1, 0, x + height, y),
    }
    return turns[spec.rotate]


def _onto_piece(spec: ImageSpec, inner: Matrix) -> Matrix:
    turn = _turn(spec)
    return Matrix(
        inner.a * turn.a,
        inner.a * turn.b,
        inner.d * turn.c,
        inner.d * turn.d,
        inner.e * turn.a + inner.f * turn.c + turn.e,
        inner.e * turn.b + inner.f * turn.d + turn.f,
    )


def _window(spec: ImageSpec, seen: Box) -> Box:
    corners = _onto_piece(spec, Matrix(seen.width, 0.0, 0.0, seen.height, seen.x, seen.y))
    xs, ys = (corners.e, corners.e + corners.a + corners.c), (corners.f, corners.f + corners.b + corners.d)
    return Box(min(xs), min(ys), abs(xs[1] - xs[0]), abs(ys[1] - ys[0]))
