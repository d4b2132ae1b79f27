"""Content streams as instructions: operator, operands, and the bytes that say both."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import pikepdf

from vdp.preflight.plates.doubt import Doubt

_MOST = 300_000


class Step(NamedTuple):
    """One instruction. `raw`: operands and operator as they are written again."""

    operator: str
    operands: tuple[Any, ...]
    raw: bytes


def read_steps(stream: Any) -> list[Step]:
    """Return the instructions of a page, a form or a pattern. Raises Doubt for what cannot be read."""
    try:
        found = pikepdf.parse_content_stream(stream)
    except pikepdf.PdfError as fault:
        raise Doubt("content that cannot be read") from fault
    if len(found) > _MOST:
        raise Doubt(f"more than {_MOST} operators in one content stream")
    return [_step(each) for each in found]


def _step(instruction: Any) -> Step:
    if isinstance(instruction, pikepdf.ContentStreamInlineImage):
        return Step("BI", (instruction.iimage,), instruction.iimage.unparse())
    operator, operands = str(instruction.operator), tuple(instruction.operands)
    return Step(operator, operands, b" ".join([_written(each) for each in operands] + [operator.encode("latin-1")]))


def _written(operand: Any) -> bytes:
    if isinstance(operand, Decimal):
        return f"{operand:f}".encode("ascii")
    if isinstance(operand, bool):
        return b"true" if operand else b"false"
    if isinstance(operand, (int, float)):
        return str(operand).encode("ascii")
    return bytes(operand.unparse())


class Copier:
    """Copies objects of one file into another."""

    def __init__(self, source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
        self.source, self.target = source, target

    def copy(self, value: Any) -> Any:
        """Return a value as the target may hold it: numbers and names as they are, others with all they refer to."""
        if not isinstance(value, pikepdf.Object):
            return value
        if not value.is_indirect:
            if not isinstance(value, (pikepdf.Array, pikepdf.Dictionary)):
                return value
            value = self.source.make_indirect(value)  # the source is never saved
        return self.target.copy_foreign(value)
