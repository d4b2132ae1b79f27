"""The grid of a press's dots: bars and modules whose edges fall between dots print in one width everywhere."""

from __future__ import annotations

import math

POINTS_PER_INCH = 72.0
_SLACK = 1e-6  # of a dot: a length that is whole in decimal stays what it is
_MEANT = 0.02  # of a dot: 0.338 mm is 7.98 dots of 600 dpi, and meant to be 8


def dots_within(length: float, dpi: float) -> int:
    """Return how many dots lie in a length of points; a fiftieth of a dot is not missed."""
    return int(length * dpi / POINTS_PER_INCH + _MEANT)


def whole_dots(length: float, dpi: int) -> float:
    """Return the nearest length of whole dots, at least one; `length` in points, `dpi` 0 for no grid."""
    return max(1, round(length * dpi / POINTS_PER_INCH)) * POINTS_PER_INCH / dpi if dpi else length


def whole_dots_below(length: float, dpi: int) -> float:
    """Return the greatest length of whole dots that is no longer, 0 where not one dot fits."""
    return math.floor(length * dpi / POINTS_PER_INCH + _SLACK) * POINTS_PER_INCH / dpi if dpi else length


def whole_dots_above(length: float, dpi: int) -> float:
    """Return the least length of whole dots that is no shorter."""
    return math.ceil(length * dpi / POINTS_PER_INCH - _SLACK) * POINTS_PER_INCH / dpi if dpi else length
