"""Rewrite numbers and the hyphens between them, on all texts of a batch at once.

A *number* is digits side by side. A *run* is numbers joined by one hyphen, bracket or decimal sign each. What a run
as a whole is decides how its digits print: a run that is a telephone number stays arabic to its last digit.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.characters_tables import (
    HYPHEN_SIGNS,
    HYPHENS,
    KANJI_DIGITS,
    KANJI_NUMERALS,
    KANJI_UNITS,
    UNITS,
    Units,
    unit_set,
)

_OTHER, _DIGIT, _NUMERAL, _HYPHEN, _POINT, _BRACKET, _LATIN, _POSTAL = range(8)

_TELEPHONE = 10  # digits; Japanese numbers have 10 or 11 (総務省 電気通信番号計画), addresses fewer
_MOST_PLACES = 4  # longer numbers are read digit by digit

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class _Runs(NamedTuple):
    """All digits of the batch."""

    at: Ints  # their positions
    values: Ints  # 0 … 9
    starts: Ints  # of the number that each belongs to, counted in digits
    lengths: Ints  # of that number
    stays: Bools  # whether the run of each stays arabic


def rewrite_numbers(units: Units, digits: str, *, hyphen: str) -> Units:
    """Return the units with hyphens between digits and, for `kanji` and `kanji-units`, the digits rewritten."""
    in_kanji = digits in {"kanji", "kanji-units"}
    sign = "dash" if hyphen == "keep" and in_kanji else hyphen
    if sign == "keep" and not in_kanji:
        return units
    kinds = np.zeros(len(units) + 2, dtype=np.uint8)  # one more at both ends: every position has neighbours
    kinds[1:-1] = _kind_table()[units]
    runs = _find_runs(units, kinds)
    rewritten = units.copy()
    if sign != "keep":
        rewritten[_find_hyphens(kinds, runs, sign=sign)] = HYPHEN_SIGNS[sign]
    if digits == "kanji":
        changed = ~runs.stays
        rewritten[runs.at[changed]] = unit_set(KANJI_DIGITS)[runs.values[changed]]
    return _write_units(rewritten, runs) if digits == "kanji-units" else rewritten


def _find_runs(units: Units, kinds: NDArray[np.uint8]) -> _Runs:
    at = np.flatnonzero(kinds[1:-1] == _DIGIT)
    gaps = np.diff(at, prepend=-9)
    signs = kinds[at]  # of the unit before each digit: kinds is shifted by one
    joined = (gaps == 2) & ((signs == _HYPHEN) | (signs == _POINT) | (signs == _BRACKET))
    number_starts = np.flatnonzero(gaps != 1)
    number = np.cumsum(gaps != 1) - 1
    run = np.cumsum((gaps != 1) & ~joined) - 1
    stays = np.bincount(run) >= _TELEPHONE
    touches = (signs == _LATIN) | (kinds[at + 2] == _LATIN) | (signs == _POSTAL) | (joined & (signs == _POINT))
    stays[run[touches]] = True
    starts = number_starts[number]
    lengths = np.bincount(number)[number]
    return _Runs(at, (units[at] & 0xF).astype(np.int64), starts, lengths, stays[run])


def _find_hyphens(kinds: NDArray[np.uint8], runs: _Runs, *, sign: str) -> Ints:
    """Return the positions of hyphens between two digits, arabic or kanji, or a digit and a Latin letter (A-101)."""
    is_number = (kinds == _DIGIT) | (kinds == _NUMERAL)
    is_side = is_number if sign == "no" else is_number | (kinds == _LATIN)
    spared = np.zeros(len(kinds), dtype=bool)
    if sign in {"dash", "no"}:
        spared[runs.at[runs.stays] + 1] = True
    before, at, after = is_side[:-2], kinds[1:-1] == _HYPHEN, is_side[2:]
    found = at & before & after & (is_number[:-2] | is_number[2:]) & ~spared[:-2] & ~spared[2:]
    return np.flatnonzero(found)


def _write_units(units: Units, runs: _Runs) -> Units:
    """Return the digits as 十 百 千 count them; digit by digit from five places on and after a leading zero."""
    at, values = runs.at, runs.values
    places = runs.starts + runs.lengths - 1 - np.arange(len(at))
    counts = ~runs.stays & (runs.lengths <= _MOST_PLACES) & ((values[runs.starts] > 0) | (runs.lengths == 1))
    pairs = np.zeros((len(units), 2), dtype=np.uint16)
    pairs[:, 0] = units
    printed = np.zeros(pairs.shape, dtype=bool)
    printed[:, 0] = True
    changed = ~runs.stays
    pairs[at[changed], 0] = unit_set(KANJI_DIGITS)[values[changed]]
    silent = counts & (((places > 0) & (values < 2)) | ((values == 0) & (runs.lengths > 1)))  # 110 is 百十
    printed[at[silent], 0] = False
    placed = counts & (places > 0) & (values > 0)
    pairs[at[placed], 1] = unit_set(KANJI_UNITS)[places[placed]]
    printed[at[placed], 1] = True
    return pairs[printed]


@cache
def _kind_table() -> NDArray[np.uint8]:
    kinds = np.zeros(UNITS, dtype=np.uint8)
    for kind, members in (
        (_DIGIT, unit_set(range(0x30, 0x3A), range(0xFF10, 0xFF1A))),
        (_NUMERAL, unit_set(KANJI_NUMERALS)),
        (_HYPHEN, unit_set(*HYPHENS)),
        (_POINT, unit_set(".,:/．，：／")),
        (_BRACKET, unit_set("()（）")),
        (_LATIN, unit_set(range(0x41, 0x5B), range(0x61, 0x7B), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))),
        (_POSTAL, unit_set("〒")),
    ):
        kinds[members] = kind
    return kinds
