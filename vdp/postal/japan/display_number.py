"""The address display number (住所表示番号) of the customer barcode, out of the part of an address after the town.

Source: Japan Post, 郵便番号・バーコードマニュアル p17-20. Letter and hyphen rules are theirs; where the manual is
silent: full-width letters and digits count as half-width ones, any other character (Roman numeral signs, circled
digits, dashes of any kind) separates.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from vdp.postal.japan.numerals import KANJI_DIGITS, kanji_value

_PLAIN: Final = re.compile(r"[0-9]+(?:-[0-9]+)*")

# p19, supplement 1: numerals before these words are kept; 丁目 and 番地 begin with 丁 and 番.
_KANJI_NUMBER: Final = re.compile(rf"[{KANJI_DIGITS}]+(?=丁|番|号|地割|線|の|ノ)")

# p18, rules 3 to 5: what is neither digit nor single letter separates, and so does F after a digit (p19).
_SEPARATOR: Final = re.compile(r"(?:[^0-9A-Z]|[A-Z]{2,}|(?<=[0-9])F(?![A-Z]))+")
_LETTER: Final = re.compile(r"-?([A-Z])-?")


@cache
def _half_width() -> dict[int, str | None]:
    """Return the table of p18, rules 1 and 2: capitals only; & / ・ . closed up."""
    table: dict[int, str | None] = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in "０１２３４５６７８９"}
    for offset in range(26):
        capital = chr(ord("A") + offset)
        table |= {ord("a") + offset: capital, ord("Ａ") + offset: capital, ord("ａ") + offset: capital}
    return table | dict.fromkeys(map(ord, "&/・.＆／．･"), None)


def display_number(block: str) -> str:
    """Return the display number of an address part, uncut: digits, capital letters and hyphens, or ""."""
    if _PLAIN.fullmatch(block):
        return block
    text = _KANJI_NUMBER.sub(_arabic, block.translate(_half_width()))
    text = _SEPARATOR.sub("-", text)
    if not text.isdecimal() and _LETTER.search(text):
        # p19, supplements 4 and 5: no hyphen on either side of a letter; letters that meet stay.
        text = _LETTER.sub(r"\1", text)
    return text.strip("-")


def _arabic(match: re.Match[str]) -> str:
    value = kanji_value(match[0])
    return match[0] if value is None else str(value)
