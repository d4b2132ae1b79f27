"""Put short texts between the characters of a long glyph string: the corrections of a whole batch in one go."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

MOST_CENTS = 99_999
"""Largest number of hundredths that `weave` writes."""

_DIGITS = 4  # hexadecimal ones, of a character


def weave(digits: bytes, at: Ints, which: Ints, texts: Sequence[bytes]) -> tuple[bytes, Ints]:
    """Return the digits with texts[which[k]] before character at[k], and how many bytes the first k texts take.

    `at` ascends; where a place comes twice, its texts follow one another. Beyond the texts, `which` counts hundredths
    up to MOST_CENTS: such a number is written with two decimals. The second array has one entry more than there are
    places.
    """
    if not len(at):
        return digits, np.zeros(1, dtype=np.int64)
    own = np.array([len(text) for text in texts])
    numbers = np.flatnonzero(which >= len(texts))
    lengths = own.take(which, mode="clip") if len(numbers) else own[which]
    cents = which[numbers] - len(texts)
    lengths[numbers] = 4 + (cents >= 1_000) + (cents >= 10_000)
    taken = np.zeros(len(at) + 1, dtype=np.int64)
    np.cumsum(lengths, out=taken[1:])
    count, widest = len(digits) // _DIGITS, int(own.max())
    total = len(digits) + int(taken[-1])
    woven = np.empty(total + widest, dtype=np.uint8)
    # All texts first, padded to one width: what is too long is written over by what follows: texts, then numbers, then
    # characters. Where an index comes twice, the last value stays.
    padded = np.frombuffer(b"".join(text.ljust(widest) for text in texts), dtype=np.dtype((np.void, widest)))
    places = _DIGITS * at + taken[:-1]
    _put(woven, places, padded.take(which, mode="clip") if len(numbers) else padded[which])
    for low, cells in _number_cells() if len(numbers) else ():
        mine = np.flatnonzero((cents >= low) & (cents < len(cells)))
        _put(woven, places[numbers[mine]], cells[cents[mine]])
    edges = np.zeros(len(at) + 2, dtype=np.int64)
    edges[1:-1], edges[-1] = at, count
    places = np.repeat(taken, edges[1:] - edges[:-1]) + np.arange(0, _DIGITS * count, _DIGITS)
    _put(woven, places, np.frombuffer(digits, dtype=np.uint32))
    return woven[:total].tobytes(), taken


def _put(woven: NDArray[np.uint8], places: Ints, cells: NDArray[Any]) -> None:
    """Write cells of some bytes each, one after the other, where they begin."""
    size = cells.dtype.itemsize
    view = np.ndarray((len(woven) - size + 1,), dtype=cells.dtype, buffer=woven, strides=(1,))
    view[places] = cells


@cache
def _number_cells() -> list[tuple[int, NDArray[np.void]]]:
    """Return by length the least number, and what hundredths below the next length are written as."""
    found = []
    for whole in (1, 2, 3):
        cents = np.arange(10 ** (whole + 2))
        columns = [cents // 10**place % 10 + ord("0") for place in range(whole + 1, -1, -1)]
        columns.insert(whole, np.full(len(cents), ord(".")))
        cells = np.stack(columns, axis=1).astype(np.uint8).view(np.dtype((np.void, whole + 3)))[:, 0]
        found.append((10 ** (whole + 1) if whole > 1 else 0, cells))
    return found
