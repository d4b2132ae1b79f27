"""Write numbers in kanji as they are read (漢数字): 十 百 千 within four places, 万 億 兆 between them."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = "〇一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "億", "兆")
_MOST = len(_PLACES) * len(_GROUPS)

_NUMBER = re.compile("[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?![0-9０-９])|[0-9０-９]+")


def write_kanji_number(value: str | int | None) -> str:
    """Return a text with its numbers in kanji, the rest as it is; "" for no value.

    12050 is 一万二千五十, 1,500円 is 千五百円; a number with a leading zero, or of more than sixteen digits, is written
    digit by digit.
    """
    text = "" if value is None else str(value)
    return _NUMBER.sub(lambda match: _read(match[0]), text)


@lru_cache(maxsize=1024)
def _read(written: str) -> str:
    digits = [int(digit) for digit in written if digit not in ",，"]
    if len(digits) > _MOST or (digits[0] == 0 and len(digits) > 1):
        return "".join(_DIGITS[digit] for digit in digits)
    written_out = ""
    for group in range(len(_GROUPS)):
        end = len(digits) - group * len(_PLACES)
        part = _read_group(digits[max(0, end - len(_PLACES)) : max(0, end)], group)
        written_out = part + (_GROUPS[group] if part else "") + written_out
    return written_out or _DIGITS[0]


def _read_group(digits: list[int], group: int) -> str:
    """Return up to four digits with their places. 1 is silent before a place, but 1000万 is 一千万."""
    text = ""
    for place, digit in zip(reversed(_PLACES[: len(digits)]), digits, strict=True):
        silent = digit == 1 and place and not (place == "千" and group)
        text += ("" if silent else _DIGITS[digit]) + place if digit else ""
    return text
