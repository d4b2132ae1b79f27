"""Ink beside characters that is no text: emphasis dots (圏点) and lines.

They are drawn, so that a reader of the page finds the text alone, and every font has them.
"""

from __future__ import annotations

from vdp.pdf.content import num

_ARC = 0.5523
"""Distance of the control points of a quarter circle, of its radius."""

# Shapes about their middle, in em of a mark, y up: a move, then curves. The sesame dot (U+FE45) leans to the right.
_R = 0.2
_CIRCLE = (
    (_R, _R * _ARC, _R * _ARC, _R, 0.0, _R),
    (-_R * _ARC, _R, -_R, _R * _ARC, -_R, 0.0),
    (-_R, -_R * _ARC, -_R * _ARC, -_R, 0.0, -_R),
    (_R * _ARC, -_R, _R, -_R * _ARC, _R, 0.0),
)
_SESAME_START = (-0.27, 0.3)
_SESAME = (
    (-0.02, 0.26, 0.3, 0.04, 0.31, -0.13),
    (0.31, -0.24, 0.23, -0.3, 0.14, -0.3),
    (-0.03, -0.29, -0.16, 0.08, -0.27, 0.3),
)
_SHAPES = {"dot": ((_R, 0.0), _CIRCLE), "sesame": (_SESAME_START, _SESAME)}


def draw_mark(shape: str, *, em: float) -> bytes:
    """Return the path of an emphasis mark about the origin; `em` is the size of the mark."""
    (left, up), curves = _SHAPES[shape]
    parts = [b"%.2f %.2f m" % (left * em, up * em)]
    parts += [b"%.2f %.2f %.2f %.2f %.2f %.2f c" % tuple(place * em for place in curve) for curve in curves]
    return b"%b f" % b" ".join(parts)


def draw_line(left: float, bottom: float, width: float, height: float) -> bytes:
    """Return a filled rectangle."""
    return b"%b %b %b %b re f" % (num(left), num(bottom), num(width), num(height))
