"""Check digits: the rules of GS1, NW-7 and Code 39, and where they stand in a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

_NW_7 = "0123456789-$:/.+ABCD"
"""By check value; AIM BC3, JIS X 0506."""

_CODE_39 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
"""By check value; ISO/IEC 16388, annex A."""


class Parted(NamedTuple):
    """A value in the parts that stand around its check digit; `check` is "" where there is none."""

    head: str
    check: str
    tail: str


def mod10(digits: str) -> str:
    """Return the digit that makes weights 3 and 1 from the right a multiple of ten (GS1 General Specifications 7.9)."""
    total = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def mod16(characters: str) -> str:
    """Return the character that makes the sum of a whole NW-7 value, start and stop included, a multiple of 16."""
    return _NW_7[-sum(map(_NW_7.index, characters.upper())) % 16]


def mod43(characters: str) -> str:
    """Return the character of the sum modulo 43 of a Code 39 value."""
    return _CODE_39[sum(map(_CODE_39.index, characters)) % 43]


RULES: Mapping[str, Callable[[str], str]] = MappingProxyType({"mod10": mod10, "mod16": mod16, "mod43": mod43})


def part(value: str, rule: str, *, given: bool) -> Parted:
    """Part a value before its add-on (EAN, UPC) or stop character (NW-7); `given`: the check digit is in it."""
    end = len(value) - 1 if rule == "mod16" else (value.find("+") if rule == "mod10" and "+" in value else len(value))
    start = max(0, end - 1) if given else end
    return Parted(value[:start], value[start:end], value[end:])


def check_of(parted: Parted, rule: str) -> str:
    """Return the check digit that a value must have."""
    return RULES[rule](parted.head + parted.tail if rule == "mod16" else parted.head)
