"""Take out what no glyph stands for, and compose marks with their letters: done under every rule.

Taken out, because HarfBuzz draws them as nothing and a plain look-up as a missing glyph:
U+200B U+2060 U+FEFF    zero-width space, word joiner, byte order mark: leftovers of web pages and joined files
U+200C U+200D           non-joiner and joiner, but the joiner between two emoji stays: it makes them one
U+00AD                  soft hyphen; between digits it is a hyphen, or two numbers of an address would become one
U+034F                  grapheme joiner: sorting only
U+061C U+200E U+200F U+202A..202E U+2066..206F   direction, as telephones' address books wrap it around numbers
U+2061..2064            invisible operators of mathematics
U+FE0E U+FE0F           text or emoji presentation: print has one form; after a kanji they stay

Stays: U+FE00..FE0D and U+E0100..E01EF, which choose the form of a kanji or sign; tags of flags, Mongolian, Hangul
fillers, which only the font can judge (the kernel holds what it cannot set).
Composed: kana with U+3099 and U+309A; Latin, Greek, Cyrillic letters with U+0300..036F. Kanji never.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.characters_tables import (
    SEMIVOICED_MARK,
    UNITS,
    VOICED_MARK,
    Units,
    as_text,
    as_units,
    unit_set,
    voiced_tables,
)

_INVISIBLE = re.compile("[\xad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff]+")
_KANJI = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_EMOJI = re.compile("[\u2194-\u21aa\u2600-\u27bf\u2b05-\u2b55\U0001f000-\U0001faff]")  # that sequences are made of
_DIGIT = re.compile("[0-9\uff10-\uff19]")
_MARKED = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ\u00c0-\u052f\u1e00-\u1eff][\u0300-\u034e\u0350-\u036f]+")

_ORDINARY, _INVISIBLE_KIND, _KANA_MARK, _LETTER_MARK = range(4)


def clean(text: str) -> str:
    """Return the text without invisible characters and with marks composed; the text itself where it is clean."""
    if text.isascii():
        return text
    units = as_units(text)
    odd = odd_units()[units]
    if not odd.any():
        return text
    counts = np.bincount(odd, minlength=4)
    cleaned = text
    if counts[_INVISIBLE_KIND]:
        cleaned = _INVISIBLE.sub(_visible_part, cleaned)
    if counts[_LETTER_MARK]:
        cleaned = _MARKED.sub(_compose, cleaned)
    if counts[_KANA_MARK]:
        cleaned = as_text(join_voiced(as_units(cleaned), voiced=VOICED_MARK, semivoiced=SEMIVOICED_MARK))
    return cleaned


def _visible_part(match: re.Match[str]) -> str:
    """Return what a run of invisible characters means where it stands."""
    run, text, start, end = match[0], match.string, match.start(), match.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    if "\xad" in run and _DIGIT.match(before) and _DIGIT.match(after):
        return "-"
    if "\u200d" in run and _EMOJI.match(before) and _EMOJI.match(after):
        return "\u200d"
    return run[0] if run[0] in "\ufe0e\ufe0f" and _KANJI.match(before) else ""


def _compose(match: re.Match[str]) -> str:
    """Return a letter composed with its marks. Full-width letters have no composed forms; they lend their half ones."""
    written, marks = match[0][0], match[0][1:]
    letter = unicodedata.normalize("NFKC", written) if written >= "\uff21" else written
    composed = unicodedata.normalize("NFC", letter + marks)
    return composed if composed[0] != letter else written + composed[1:]


def join_voiced(units: Units, *, voiced: int, semivoiced: int) -> Units:
    """Return the units with each of the two marks joined to the kana before it where such a kana exists."""
    marks = np.flatnonzero((units == voiced) | (units == semivoiced))
    marks = marks[marks > 0]
    if not len(marks):
        return units
    with_voiced, with_semivoiced = voiced_tables()
    before = units[marks - 1]
    composed = np.where(units[marks] == voiced, with_voiced[before], with_semivoiced[before])
    marks, composed = marks[composed > 0], composed[composed > 0]
    joined = units.copy()
    joined[marks - 1] = composed
    return np.delete(joined, marks)


@cache
def odd_units() -> NDArray[np.uint8]:
    """Return what each UTF-16 unit needs; 0 for nothing."""
    kinds = np.zeros(UNITS, dtype=np.uint8)
    kinds[0x0300:0x0370] = _LETTER_MARK
    kinds[[VOICED_MARK, SEMIVOICED_MARK]] = _KANA_MARK
    stripped = unit_set(0xAD, 0x034F, 0x061C, range(0x200B, 0x2010), range(0x202A, 0x202F))
    kinds[stripped] = _INVISIBLE_KIND
    kinds[unit_set(range(0x2060, 0x2065), range(0x2066, 0x2070), 0xFE0E, 0xFE0F, 0xFEFF)] = _INVISIBLE_KIND
    return kinds
