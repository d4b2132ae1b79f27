"""The classic cross-reference table (ISO 32000-1, 7.5.4): twenty bytes an object, made by the million."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

ENTRY_SIZE = 20
MAX_OFFSET = 9_999_999_999
_FREE_HEAD = b"0000000000 65535 f \n"
_BLOCK = 500_000  # entries formatted at a time: ten megabytes


def format_table(offsets: array[int]) -> Iterator[bytes]:
    """Yield the table of objects 1 to len(offsets) - 1; `offsets[0]` is the free list's head and not read."""
    yield b"xref\n0 %d\n" % len(offsets) + _FREE_HEAD
    numbers = np.frombuffer(offsets, dtype=np.uint64)
    for start in range(1, len(numbers), _BLOCK):
        yield _format_entries(numbers[start : start + _BLOCK])


def _format_entries(offsets: NDArray[np.uint64]) -> bytes:
    entries = np.empty((len(offsets), ENTRY_SIZE), dtype=np.uint8)
    entries[:] = np.frombuffer(b"0000000000 00000 n \n", dtype=np.uint8)
    rest = offsets
    for column in range(9, -1, -1):
        rest, digit = np.divmod(rest, np.uint64(10))
        entries[:, column] += digit.astype(np.uint8)
    return entries.tobytes()
