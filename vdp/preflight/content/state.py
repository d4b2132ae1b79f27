"""The graphics state of content, as far as rules ask for it. Matrices have no translation: no rule needs it."""

from __future__ import annotations

from typing import Any, NamedTuple

from vdp.preflight.content.scope import Scope

Matrix = tuple[float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0)
Overprint = tuple[bool, bool, int, str]
"""OP, op, OPM, and the processing step whose layer is painted on."""
_MOST_KEPT = 20_000


class State(NamedTuple):
    """The graphics state with which a stream begins."""

    ctm: Matrix = UNIT
    fill: Any = (b"0", b"g")  # raw operands and operator, or space and raw operands
    stroke: Any = (b"0", b"G")
    width: bytes = b"1"
    overprint: Overprint = (False, False, 0, "")
    font: Any = None  # FontUse and raw size
    render: bytes = b"0"
    fill_space: Any = None
    stroke_space: Any = None


class Matrices:
    """The matrices that cm makes, each product once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Matrix, bytes], Matrix] = {}

    def concatenate(self, ctm: Matrix, operands: bytes, scope: Scope) -> Matrix:
        """Return the matrix after cm."""
        linear = operands.rsplit(None, 2)[0] if operands.strip() else b""
        found = self._kept.get((ctm, linear))
        if found is not None:
            return found
        try:
            a, b, c, d = (float(word) for word in linear.split())
        except ValueError:
            scope.fault("cm does not have six operands")
            return ctm
        product = multiply((a, b, c, d), ctm)
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        self._kept[ctm, linear] = product
        return product


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """Return the product of two matrices without translation, rounded so that equal places stay equal."""
    a, b, c, d = first
    e, f, g, h = second
    if second == UNIT:
        return first
    return (
        round(a * e + b * g, 6),
        round(a * f + b * h, 6),
        round(c * e + d * g, 6),
        round(c * f + d * h, 6),
    )
