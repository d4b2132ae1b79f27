"""Characters of scripts that run from right to left: Hebrew, Arabic and what is written like them.

Their letters join and their lines run the other way (UAX #9, UAX #14); here every line runs from left to right or down,
so no chain has a code for them, whatever its fonts hold, and a record with one is held.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.face import UNICODE_SIZE

_CLASSES = ("R", "AL", "AN")  # Bidi_Class of letters and digits (UAX #9, table 4)
_BLOCKS = ((0x0590, 0x0900), (0xFB1D, 0xFE00), (0xFE70, 0xFF00), (0x10800, 0x11000), (0x1E800, 0x1F000))
"""All blocks that hold any of them in Unicode 16, U+200F apart, which is a control and never printed."""


@cache
def right_to_left() -> NDArray[np.bool_]:
    """Return for each code point (UNICODE_SIZE) whether it is written from right to left."""
    found = np.zeros(UNICODE_SIZE, dtype=bool)
    for first, end in _BLOCKS:
        found[first:end] = [unicodedata.bidirectional(chr(codepoint)) in _CLASSES for codepoint in range(first, end)]
    return found
