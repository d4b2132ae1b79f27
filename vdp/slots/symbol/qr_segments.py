"""Segments: in which modes does a text take the fewest bits in a QR code?

A dynamic programme goes over the characters of all texts at once. Texts whose characters have the same kinds one by
one are one pattern, and solved once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.symbol.qr_modes import ALPHANUMERIC, BYTE, COUNT_BITS, KANJI, NEVER, NUMERIC, SIXTHS, costs, kinds

Kinds = NDArray[np.uint8]
Bits = NDArray[np.int64]

_INDICATOR_BITS = 4
_ORDER = [NUMERIC, ALPHANUMERIC, BYTE, KANJI]


class Texts(NamedTuple):
    """A column of texts, none of them empty, as one array of code points."""

    points: NDArray[np.uint32]
    kinds: Kinds
    lengths: Bits

    @property
    def starts(self) -> Bits:
        """Where each text begins."""
        return np.cumsum(self.lengths) - self.lengths


class Patterns(NamedTuple):
    """The different rows of kinds of some texts."""

    table: Kinds  # (patterns, longest); behind its end a row holds len(costs())
    numbers: NDArray[np.intp]  # of each text's row


def split_texts(values: Sequence[str]) -> Texts:
    """Return the code points of some texts and their kinds."""
    points = np.frombuffer("".join(values).encode("utf-32-le"), dtype="<u4")
    return Texts(points, kinds()[points], np.fromiter(map(len, values), dtype=np.int64, count=len(values)))


def find_patterns(texts: Texts) -> Patterns:
    """Return the patterns of some texts."""
    data, ends = texts.kinds.tobytes(), np.cumsum(texts.lengths).tolist()
    rows = [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    order = {row: number for number, row in enumerate(dict.fromkeys(rows))}
    longest, filler = max(map(len, order)), bytes([len(costs())])
    table = np.frombuffer(b"".join([row.ljust(longest, filler) for row in order]), dtype=np.uint8)
    numbers = np.fromiter((order[row] for row in rows), dtype=np.intp, count=len(rows))
    return Patterns(table.reshape(len(order), longest), numbers)


def bits_in_one_mode(table: Kinds, mode: int, version_class: int) -> Bits:
    """Return the bits of each pattern as one segment; NEVER where the mode does not hold it."""
    sixths = np.append(costs()[:, mode], 0)[table].sum(axis=1, dtype=np.int64)
    whole = -(-sixths // SIXTHS) + _INDICATOR_BITS + COUNT_BITS[version_class][mode]
    return np.where(sixths >= NEVER, NEVER, whole)


def fewest_bits(table: Kinds, version_class: int) -> Bits:
    """Return the bits of each pattern in the segments that take the fewest."""
    bits, _ = _solve(table, version_class)
    return np.minimum(bits, bits_in_one_mode(table, BYTE, version_class))


def best_modes(texts: Texts, version_class: int) -> NDArray[np.uint8]:
    """Return the mode of each code point in the segments that take the fewest bits; bytes where that is no longer."""
    table, numbers = find_patterns(texts)
    bits, came = _solve(table, version_class)
    modes = np.empty(table.shape, dtype=np.uint8)
    every, mode = np.arange(len(table)), came[-1]
    for place in range(table.shape[1] - 1, -1, -1):
        mode = came[place][mode, every]
        modes[:, place] = mode
    modes[bits_in_one_mode(table, BYTE, version_class) <= bits] = BYTE
    return modes[
        np.repeat(numbers, texts.lengths), np.arange(len(texts.points)) - np.repeat(texts.starts, texts.lengths)
    ]


def _solve(table: Kinds, version_class: int) -> tuple[Bits, list[NDArray[np.intp]]]:
    """Return the fewest bits of each pattern, bytes that are not ASCII excepted, and how to trace them back.

    Such bytes are UTF-8 without a mark, which readers guess from what they see. So they are never cut up or mixed with
    other modes: a text with a character that only they hold is one segment of bytes. The trace has, for each place,
    the mode of its character by the mode after it, (modes, patterns); then the mode after the last one.
    """
    price = np.vstack((costs(), np.zeros((1, len(_ORDER)), dtype=np.int32))).T.copy()
    price[BYTE, price[BYTE] > 8 * SIXTHS] = NEVER
    heads = (np.array(COUNT_BITS[version_class], dtype=np.int32)[:, None] + _INDICATOR_BITS) * SIXTHS
    cost = np.repeat(heads, len(table), axis=1)
    stay = np.arange(len(_ORDER))[:, None]
    came = []
    for column in np.ascontiguousarray(table.T):
        cost += price[:, column]
        np.minimum(cost, NEVER, out=cost)
        whole = (cost + (SIXTHS - 1)) // SIXTHS  # a segment ends at a whole bit
        switched = whole.min(axis=0) * SIXTHS + heads
        better = switched < cost
        came.append(np.where(better, whole.argmin(axis=0), stay))
        np.minimum(cost, switched, out=cost)
    whole = (cost + (SIXTHS - 1)) // SIXTHS
    bits = whole.min(axis=0).astype(np.int64)
    return np.where(bits >= NEVER // SIXTHS, NEVER, bits), [*came, whole.argmin(axis=0)]
