"""Lengths, boxes and matrices. PDF points inside; millimetres, points, Q (級, 0.25 mm) and percent at the door."""

from __future__ import annotations

import re
from typing import NamedTuple

MM = 72.0 / 25.4
"""Points in a millimetre."""

UM_PER_MM = 1000
"""Micrometres in a millimetre: imposition counts in whole micrometres."""

_POINTS_PER_UNIT = {"mm": MM, "pt": 1.0, "Q": MM / 4.0}
_LENGTH = re.compile(r"([+-]?\d+(?:\.\d+)?)(mm|pt|Q|%)")


class Box(NamedTuple):
    """A rectangle in points: left, bottom, width, height (y upwards, as in PDF)."""

    x: float
    y: float
    width: float
    height: float


class Matrix(NamedTuple):
    """A PDF transformation matrix: x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0


def parse_length(text: str, *, of: float | None = None) -> float:
    """Return a length such as `3mm`, `11pt`, `20Q` or `50%` in points.

    `of` is the length in points that a percentage refers to; without it a percentage is refused.
    Raises ValueError with a text that names the accepted forms.
    """
    match = _LENGTH.fullmatch(text.strip())
    if match is None:
        message = f'"{text}" is not a length; write a number with mm, pt, Q or %, such as 3mm'
        raise ValueError(message)
    number, unit = float(match[1]), match[2]
    if unit != "%":
        return number * _POINTS_PER_UNIT[unit]
    if of is None:
        message = f'"{text}" is a percentage, which has no meaning here; write mm, pt or Q'
        raise ValueError(message)
    return number / 100.0 * of


def to_um(points: float) -> int:
    """Return points as whole micrometres."""
    return round(points / MM * UM_PER_MM)


def to_points(micrometres: float) -> float:
    """Return micrometres as points."""
    return micrometres / UM_PER_MM * MM
