"""The modes of a QR code (ISO/IEC 18004:2015, 7.4): which characters each of them holds, and in how many bits."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

NUMERIC, ALPHANUMERIC, BYTE, KANJI = range(4)
MODES = {"numeric": NUMERIC, "alphanumeric": ALPHANUMERIC, "byte": BYTE, "kanji": KANJI}

# Table 2: mode indicators, four bits. Table 3: bits of the character count by class of versions.
INDICATORS = (0b0001, 0b0010, 0b0100, 0b1000)
VERSION_CLASSES = (range(1, 10), range(10, 27), range(27, 41))
COUNT_BITS = ((10, 9, 8, 8), (12, 11, 16, 10), (14, 13, 16, 12))

# Table 5: the values of the alphanumeric mode are the places of its characters.
ALPHANUMERICS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

# Kinds of characters. One kind can be held by the same modes, in as many bits.
DIGIT, CAPITAL, ASCII, KANJI_2, KANJI_3, OTHER_2, OTHER_3, OTHER_4 = range(8)
_UTF8_BYTES = (1, 1, 1, 2, 3, 2, 3, 4)

SIXTHS = 6
"""Costs are counted in sixths of a bit: a digit takes 10/3 bits, a character of the alphanumeric mode 11/2."""

NEVER = 1 << 28
"""The cost of a character in a mode that does not hold it."""


def class_of(version: int) -> int:
    """Return 0, 1 or 2: the class of versions that have the same character count indicators."""
    return next(number for number, versions in enumerate(VERSION_CLASSES) if version in versions)


@lru_cache(maxsize=1)
def costs() -> NDArray[np.int32]:
    """Return the cost of a character in sixths of a bit: (kinds, modes)."""
    table = np.full((len(_UTF8_BYTES), len(INDICATORS)), NEVER, dtype=np.int32)
    table[DIGIT, NUMERIC] = 20
    table[[DIGIT, CAPITAL], ALPHANUMERIC] = 33
    table[:, BYTE] = np.array(_UTF8_BYTES) * 8 * SIXTHS
    table[[KANJI_2, KANJI_3], KANJI] = 13 * SIXTHS
    return table


@lru_cache(maxsize=1)
def kinds() -> NDArray[np.uint8]:
    """Return the kind of every code point."""
    table = np.full(0x110000, OTHER_4, dtype=np.uint8)
    table[:0x10000] = OTHER_3
    table[:0x800] = OTHER_2
    table[:0x80] = ASCII
    table[[ord(character) for character in ALPHANUMERICS]] = CAPITAL
    table[ord("0") : ord("9") + 1] = DIGIT
    held = np.flatnonzero(kanji_values())
    table[held] = np.where(held < 0x800, KANJI_2, KANJI_3)
    return table


@lru_cache(maxsize=1)
def alphanumeric_values() -> NDArray[np.int64]:
    """Return the value of every ASCII code point in the alphanumeric mode, 0 for those that it lacks (table 5)."""
    table = np.zeros(128, dtype=np.int64)
    table[[ord(character) for character in ALPHANUMERICS]] = np.arange(len(ALPHANUMERICS))
    return table


@lru_cache(maxsize=1)
def kanji_values() -> NDArray[np.int64]:
    """Return 1 + the 13 bits of every code point of the first plane in the kanji mode, 0 for those that it lacks.

    The mode holds the double-byte characters of Shift_JIS from 8140 to 9FFC and E040 to EBBF (7.4.6). Those that
    Shift_JIS and Microsoft's cp932 read differently, such as ～ and －, are left out: a reader may take either. So is
    ＼, for which some readers give a backslash.
    """
    table = np.zeros(0x10000, dtype=np.int64)
    for start, stop, base in ((0x8140, 0x9FFC, 0x8140), (0xE040, 0xEBBF, 0xC140)):
        for code in range(start, stop + 1):
            character = _read(code, "shift_jis")
            if character and character == _read(code, "cp932"):
                high, low = divmod(code - base, 0x100)
                table[ord(character)] = 1 + high * 0xC0 + low
    table[ord("＼")] = 0
    return table


def _read(code: int, encoding: str) -> str:
    """Return the character of a double-byte code, "" if it has none."""
    try:
        text = code.to_bytes(2, "big").decode(encoding)
    except UnicodeDecodeError:
        return ""
    return text if len(text) == 1 else ""
