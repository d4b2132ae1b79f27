"""Put short texts between the characters of a long glyph string: the corrections of a whole batch in one go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_DIGITS = 4  # hexadecimal ones, of a character


def weave(digits: bytes, at: Ints, which: Ints, texts: Sequence[bytes]) -> tuple[bytes, Ints]:
    """Return the digits with texts[which[k]] before character at[k], and how many bytes the first k texts take.

    `at` ascends; where a place comes twice, its texts follow one another. The second array has one entry more than
    there are places.
    """
    if not len(at):
        return digits, np.zeros(1, dtype=np.int64)
    own = np.array([len(text) for text in texts])
    lengths = own[which]
    taken = np.zeros(len(at) + 1, dtype=np.int64)
    np.cumsum(lengths, out=taken[1:])
    count, widest = len(digits) // _DIGITS, int(own.max())
    total = len(digits) + int(taken[-1])
    woven = np.empty(total + widest, dtype=np.uint8)
    # All texts first, padded to one width: what is too long is written over by the texts and characters that follow.
    # Where an index comes twice, the last value stays.
    cell = np.dtype((np.void, widest))
    padded = np.frombuffer(b"".join(text.ljust(widest) for text in texts), dtype=cell)
    cells = np.ndarray((total + 1,), dtype=cell, buffer=woven, strides=(1,))
    cells[_DIGITS * at + taken[:-1]] = padded[which]
    edges = np.zeros(len(at) + 2, dtype=np.int64)
    edges[1:-1], edges[-1] = at, count
    places = np.repeat(taken, edges[1:] - edges[:-1]) + np.arange(0, _DIGITS * count, _DIGITS)
    characters = np.ndarray((total + widest - _DIGITS + 1,), dtype=np.uint32, buffer=woven, strides=(1,))
    characters[places] = np.frombuffer(digits, dtype=np.uint32)
    return woven[:total].tobytes(), taken
