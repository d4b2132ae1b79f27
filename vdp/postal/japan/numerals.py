"""Japanese numerals (漢数字) as towns and addresses use them."""

from __future__ import annotations

import re
from typing import Final

KANJI_DIGITS: Final = "〇○一二三四五六七八九十百千"
ARABIC_DIGITS: Final = frozenset("0123456789０１２３４５６７８９")

_DIGITS: Final = "〇一二三四五六七八九"
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_RUN: Final = re.compile(rf"[{KANJI_DIGITS}]+")
_NUMERAL: Final = re.compile(rf"[0-9{KANJI_DIGITS}]")
_ARABIC: Final = re.compile(r"[0-9]+")


def kanji_value(text: str) -> int | None:
    """Return the value of a run of KANJI_DIGITS: 二十一 is 21, 二〇三 is 203.

    A lone 百 or 千 is None: it is part of a name far more often than a number.
    """
    if text in {"百", "千"}:
        return None
    plain = text.replace("○", "〇")
    if not any(char in _UNITS for char in plain):
        return int("".join(str(_DIGITS.index(char)) for char in plain))
    total, pending = 0, 0
    for char in plain:
        unit = _UNITS.get(char)
        if unit is None:
            pending = pending * 10 + _DIGITS.index(char)
        else:
            total, pending = total + (pending or 1) * unit, 0
    return total + pending


def kanji_text(number: int) -> str:
    """Return a number below 10,000 in words: 21 is 二十一."""
    words = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        count, number = divmod(number, unit)
        if count:
            words += (_DIGITS[count] if count > 1 else "") + name
    return words + (_DIGITS[number] if number or not words else "")


def spellings(name: str) -> tuple[str, ...]:
    """Return a name as it is, with arabic and with kanji numerals, each once; digits in `name` are half-width."""
    if not _NUMERAL.search(name):
        return (name,)
    arabic = _RUN.sub(lambda m: m[0] if (value := kanji_value(m[0])) is None else str(value), name)
    kanji = _ARABIC.sub(lambda m: kanji_text(int(m[0])) if len(m[0]) < 5 else m[0], name)
    return tuple(dict.fromkeys((name, arabic, kanji)))
