"""Tables of characters: full and half width, half-width kana, sound marks, the families of dashes.

Texts are arrays of UTF-16 code units: every character with another form lies in the Basic Multilingual Plane, so a
table has 65,536 entries, and the halves of surrogate pairs stand for themselves in it.
Sources: UAX #11 and JIS X 0201/0208; for the signs that decoders disagree on, both readings of cp932 (Microsoft) and
Shift_JIS (JIS): 8160, 8161, 817C, 8191, 8192, 81CA.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

Units = NDArray[np.uint16]

UNITS = 1 << 16
HALF_VOICED, HALF_SEMIVOICED = 0xFF9E, 0xFF9F
VOICED_SIGN, SEMIVOICED_SIGN = 0x309B, 0x309C
VOICED_MARK, SEMIVOICED_MARK = 0x3099, 0x309A  # combining

KANJI_DIGITS = "〇一二三四五六七八九"
KANJI_UNITS = "\0十百千"  # by place; ones have none
KANJI_NUMERALS = KANJI_DIGITS + "十百千"

# What senders type between the numbers of an address: hyphen-minus, hyphen, non-breaking hyphen, figure dash, en and
# em dash, horizontal bar (cp932 815C), minus (817C by JIS), box drawing light horizontal (849F), small hyphen-minus,
# full-width hyphen-minus (817C by Microsoft), the prolonged sound mark of both widths.
HYPHENS = (0x2D, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x2500, 0xFE63, 0xFF0D, 0x30FC, 0xFF70)

# U+30FC: of the family only U+2015 and U+30FC turn in vertical text both in Noto and in BIZ UD (GSUB vert), and
# U+2015 fills the whole em in BIZ, so that it would touch the digits.
HYPHEN_SIGNS = {"hyphen": 0x2D, "full": 0xFF0D, "dash": 0x30FC, "no": 0x306E}

_FULL_SIGNS = {
    0x20: 0x3000,
    0xA2: 0xFFE0,  # ¢, 8191 by JIS
    0xA3: 0xFFE1,  # £, 8192 by JIS
    0xAC: 0xFFE2,  # ¬, 81CA by JIS
    0xAF: 0xFFE3,
    0xA6: 0xFFE4,
    0xA5: 0xFFE5,
    0x20A9: 0xFFE6,
    0x2212: 0xFF0D,  # 817C by JIS
    0x2225: 0x2016,  # 8161 by Microsoft; it has no half-width form
}
_WAVE_DASH, _FULL_TILDE = 0x301C, 0xFF5E  # 8160 by JIS and by Microsoft


def as_units(text: str) -> Units:
    """Return the UTF-16 code units of a text, read-only."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)


def as_text(units: Units) -> str:
    """Return the text of UTF-16 code units."""
    return units.tobytes().decode("utf-16-le", "surrogatepass")


@cache
def width_table(width: str, digits: str, *, kana: str, wave: str) -> Units:
    """Return the unit that stands for each unit. Kanji digits and half-width sound marks are not its business."""
    table = np.arange(UNITS, dtype=np.uint16)
    if width == "full":
        _to_full(table)
    if width == "half":
        _to_half(table)
    if digits in {"half", "full"}:
        first = 0x30 if digits == "half" else 0xFF10
        table[0x30:0x3A] = table[0xFF10:0xFF1A] = np.arange(first, first + 10)
    if kana == "full":
        for unit in range(0xFF61, HALF_VOICED):  # the one block whose compatibility forms are what we want
            table[unit] = ord(unicodedata.normalize("NFKC", chr(unit)))
    if wave == "unify":
        table[table == _FULL_TILDE] = _WAVE_DASH
    return table


def _to_full(table: Units) -> None:
    table[0x21:0x7F] = np.arange(0xFF01, 0xFF5F)
    for half, full in _FULL_SIGNS.items():
        table[half] = full


def _to_half(table: Units) -> None:
    table[0xFF01:_FULL_TILDE] = np.arange(0x21, 0x7E)
    for half, full in _FULL_SIGNS.items():
        if full not in {0xFF0D, 0x2016}:
            table[full] = half
    table[0x2212] = 0x2D


@cache
def voiced_tables() -> tuple[Units, Units]:
    """Return the kana that a unit makes with the voiced and with the semi-voiced mark, 0 where it makes none."""
    tables = np.zeros(UNITS, dtype=np.uint16), np.zeros(UNITS, dtype=np.uint16)
    for table, mark in zip(tables, (VOICED_MARK, SEMIVOICED_MARK), strict=True):
        for unit in range(0x3041, 0x3100):
            composed = unicodedata.normalize("NFC", chr(unit) + chr(mark))
            table[unit] = ord(composed) if len(composed) == 1 else 0
    return tables


def unit_set(*characters: int | str | range) -> Units:
    """Return the units named one by one, as texts or as ranges, for indexing a table."""
    found: list[int] = []
    for each in characters:
        found += [each] if isinstance(each, int) else each if isinstance(each, range) else map(ord, each)
    return np.array(found, dtype=np.uint16)
