"""Bars and modules as PDF content, many symbols at once. Coordinates are modules; a matrix makes them points."""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vdp.pdf.content import num, ratio

Runs = NDArray[np.int32]
"""Columns: start of a bar and its width in modules, and its state."""

STATES = "4231"
"""What readers call a bar by its ascender (1) and descender (2): 4 neither, 2 upper, 3 lower, 1 both."""

_REVERSED = np.packbits(np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little"), axis=1)[:, 0]
_WIDEST = 16  # modules; no linear symbol has wider bars


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of some symbols one after the other; those of symbol i are rows cuts[i] to cuts[i + 1] of `runs`."""

    runs: Runs
    cuts: list[int]
    widths: list[int]  # of each symbol in modules


def find_bars(rows: Sequence[bytes], *, wide: int, wider: int) -> Bars:
    """Return the bars of linear symbols, first module in the lowest bit; elements of `wide` modules become `wider`."""
    packed = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), -1)
    used = int(np.flatnonzero(packed.any(axis=0))[-1]) + 1
    bits = np.unpackbits(packed[:, :used], axis=1, bitorder="little")
    padded = np.zeros((len(rows), bits.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = bits
    owners, edges = np.nonzero(np.diff(padded, axis=1))
    elements = np.diff(edges)  # bars at even places; at odd ones spaces, or the step to the next symbol
    if wide != wider:
        elements = np.where(elements == wide, wider, elements)
    cuts = np.searchsorted(owners, np.arange(len(rows) + 1)) // 2
    bars, spaces = elements[::2], np.append(elements[1::2], 0)
    ends = np.cumsum(bars + spaces)
    firsts = np.append(0, ends)[cuts[:-1]]
    starts = np.append(0, ends[:-1]) - np.repeat(firsts, np.diff(cuts))
    widths = starts[cuts[1:] - 1] + bars[cuts[1:] - 1]
    runs = np.stack((starts, bars, np.zeros_like(bars)), axis=1).astype(np.int32)
    return Bars(runs, cuts.tolist(), widths.tolist())


def find_states(symbols: Sequence[bytes], widths: Sequence[int]) -> Bars:
    """Return the bars of four-state symbols: three packed rows each, of ascenders, trackers and descenders."""
    sizes = np.array([len(symbol) // 3 for symbol in symbols])
    planes = np.zeros((len(symbols), 3, int(sizes.max())), dtype=np.uint8)
    for plane, symbol, size in zip(planes, symbols, sizes.tolist(), strict=True):
        plane[:, :size] = np.frombuffer(symbol, dtype=np.uint8).reshape(3, size)
    bits = np.unpackbits(planes, axis=2, bitorder="little")[:, :, ::2]
    owners, places = np.nonzero(bits[:, 1])
    states = bits[owners, 0, places] + 2 * bits[owners, 2, places]
    runs = np.stack((2 * places, np.ones_like(places), states), axis=1).astype(np.int32)
    cuts = np.searchsorted(owners, np.arange(len(symbols) + 1)).tolist()
    return Bars(runs, cuts, list(widths))


def mask_digits(symbols: Sequence[bytes]) -> list[bytes]:
    """Return packed rows of equal size as hexadecimal digits of an image mask, the first module in the highest bit."""
    size = 2 * len(symbols[0])
    digits = binascii.hexlify(_REVERSED[np.frombuffer(b"".join(symbols), dtype=np.uint8)].data)
    return [digits[at : at + size] for at in range(0, len(digits), size)]


class BarPainter:
    """Writes bars as rectangles, each from a table: a bar costs a look-up."""

    def __init__(self, extents: dict[int, tuple[float, float]], *, reduction: float) -> None:
        """`extents`: bottom and top of the bars by state; `reduction` in modules makes every bar narrower."""
        self._extents, self._reduction = extents, reduction
        self._known: dict[int, bytes] = {}

    def paint(self, bars: Bars, states: NDArray[np.int32]) -> list[bytes]:
        """Return the rectangles of each symbol; `states` chooses the extent of each bar."""
        keys = ((bars.runs[:, 0] * _WIDEST + bars.runs[:, 1]) * _WIDEST + states).tolist()
        known = self._known
        for key in set(keys) - known.keys():
            known[key] = self._rectangle(key)
        parts = [known[key] for key in keys]
        return [b"".join(parts[start:end]) for start, end in zip(bars.cuts[:-1], bars.cuts[1:], strict=True)]

    def _rectangle(self, key: int) -> bytes:
        place, state = divmod(key, _WIDEST)
        start, width = divmod(place, _WIDEST)
        bottom, top = self._extents[state]
        left = ratio(start + self._reduction / 2)
        return b"%b %b %b %b re\n" % (left, ratio(bottom), ratio(width - self._reduction), ratio(top - bottom))


def mask_image(columns: int, rows: int) -> tuple[bytes, bytes]:
    """Return what stands before and after the digits of an image mask (ISO 32000-1, 8.9.7)."""
    return b"BI /IM true /W %d /H %d /BPC 1 /D [1 0] /F /AHx ID " % (columns, rows), b">\nEI Q\n"


def place(width: float, height: float, x: float, y: float) -> bytes:
    """Return the operator that makes a unit square this rectangle."""
    return b"%b 0 0 %b %b %b cm " % (ratio(width), ratio(height), num(x), num(y))
