"""The port of an object file: whoever makes objects numbers and writes them through it."""

from __future__ import annotations

from typing import Protocol

from vdp.pdf.objects import PdfObject, Stream


class ObjectSink(Protocol):
    """A file that takes indirect objects in any order, each number once."""

    def reserve(self, count: int = 1) -> int:
        """Return the first of `count` contiguous object numbers that are not used yet."""

    def write_object(self, number: int, value: PdfObject | Stream) -> None:
        """Write `value` as object `number`."""
