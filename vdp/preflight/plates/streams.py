"""Content streams as instructions: operator, operands, and the bytes that say both."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any, NamedTuple

import pikepdf

from vdp.preflight.file.filters import NAMES, decode
from vdp.preflight.file.syntax import PdfFault, Value
from vdp.preflight.plates.doubt import Doubt

_MOST = 300_000
_MOST_CONTENT = 16 << 20
_UNREAD = frozenset({"c", "v", "y", "h", "n", "w", "J", "j", "M", "Tj", "TJ"})  # nobody asks for their operands


class Step(NamedTuple):
    """One instruction. `operands`: none of those that draw curves or show text, which are only written again."""

    operator: str
    operands: tuple[Any, ...]
    raw: bytes


def read_data(stream: Any, limit: int) -> bytes:
    """Return a stream's data, decoded up to a filter that yields pixels. Raises Doubt, above `limit` bytes as well."""
    filters, parameters = stream.get("/Filter"), stream.get("/DecodeParms")
    names = [] if filters is None else list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    rows = list(parameters) if isinstance(parameters, pikepdf.Array) else [parameters]
    chain = []
    for index, name in enumerate(names):
        row = rows[index] if index < len(rows) and isinstance(rows[index], pikepdf.Dictionary) else {}
        plain: dict[str, Value] = {key[1:]: int(each) for key, each in row.items() if isinstance(each, int)}
        chain.append((NAMES.get(str(name)[1:], str(name)[1:]), plain))
    try:
        return decode(stream.read_raw_bytes(), chain, limit=limit)
    except (PdfFault, pikepdf.PdfError) as fault:
        raise Doubt("a stream that is damaged, too long or coded in an unknown way") from fault


def read_steps(stream: Any) -> list[Step]:
    """Return the instructions of a page, a form or a pattern. Raises Doubt for what cannot be read."""
    contents = stream.get("/Contents") if not isinstance(stream, pikepdf.Stream) else stream
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [] if contents is None else [contents]
    if not all(isinstance(part, pikepdf.Stream) for part in parts):
        raise Doubt("content that is no stream")
    data = b"\n".join([read_data(part, _MOST_CONTENT) for part in parts])
    if len(data) > _MOST_CONTENT:
        raise Doubt(f"more than {_MOST_CONTENT} bytes of content")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of content that ends in the middle of an operand, pikepdf only warns
            found = _parse(data)
    except (pikepdf.PdfError, UserWarning) as fault:
        raise Doubt("content that cannot be read") from fault
    if len(found) > _MOST:
        raise Doubt(f"more than {_MOST} operators in one content stream")
    return [_step(each) for each in found]


def _parse(data: bytes) -> list[Any]:
    stream = _scratch()[1]
    stream.write(data)
    try:
        return list(pikepdf.parse_content_stream(stream))
    finally:
        stream.write(b"")


@cache
def _scratch() -> tuple[pikepdf.Pdf, pikepdf.Stream]:
    """Return a stream of a file that is never closed: operands point to the file they were read from, unguarded."""
    file = pikepdf.Pdf.new()
    return file, pikepdf.Stream(file, b"")


def _step(instruction: Any) -> Step:
    if isinstance(instruction, pikepdf.ContentStreamInlineImage):
        return Step("BI", (instruction.iimage,), instruction.iimage.unparse())
    operator = str(instruction.operator)
    operands = () if operator in _UNREAD else tuple(instruction.operands)
    return Step(operator, operands, pikepdf.unparse_content_stream([instruction]))


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
