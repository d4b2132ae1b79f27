"""Finding one place name at the front of an address in spite of the many ways to write it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from vdp.postal.japan.numerals import KANJI_DIGITS, spellings
from vdp.postal.japan.variants import OPTIONAL, fold

_LARGE_SECTION: Final = "大字"
_ISLANDS: Final = ("三宅島", "八丈島")  # the directory's city column has 三宅島三宅村, addresses often only 三宅村
_STREET: Final = re.compile("通|筋|路|上[るル]|下[るル]|入")


def walk(text: str, start: int, name: str) -> int:
    """Return where `name` ends if folded `text` shows it at `start`, else -1.

    Blanks in the text are skipped, and so is, on either side, what an address may have or lack: 大字, 字, ケ, ノ, ツ.
    """
    at, known, size = start, 0, len(text)
    while known < len(name):
        char, want = text[at] if at < size else "", name[known]
        if char == "大" and text.startswith(_LARGE_SECTION, at) and not name.startswith(_LARGE_SECTION, known):
            at += 2  # before the comparison: 大字大谷 is 大谷
        elif char == want:
            at, known = at + 1, known + 1
        elif char and char in f" {OPTIONAL}":
            at += 1
        elif want in OPTIONAL:
            known += 1
        elif name.startswith(_LARGE_SECTION, known):
            known += 2
        else:
            return -1
    return at


def cuts_number(text: str, end: int) -> bool:
    """Tell whether a name that ends before `end` would tear a number apart: 浦臼第１ in 浦臼第12."""
    before, after = text[end - 1 : end], text[end : end + 1]
    return bool(after) and any(before in kind and after in kind for kind in ("0123456789", KANJI_DIGITS))


@lru_cache(maxsize=2000)
def city_forms(prefecture: str, city: str) -> tuple[str, tuple[str, ...]]:
    """Return the folded prefecture and the forms of a city that addresses show, the longest first, "" last.

    Manual p04: prefecture and city may be left out when the code is right. 郡 and the city of a ward often are.
    """
    forms = [city]
    if city.endswith("区") and "市" in city:
        cut = city.rindex("市") + 1
        forms += [city[cut:], city[:cut]]
    elif city.endswith(("町", "村")) and "郡" in city[1:-1]:
        forms.append(city[city.index("郡", 1) + 1 :])
    forms += [city.removeprefix(island) for island in _ISLANDS if city.startswith(island)]
    return fold(prefecture), (*map(fold, forms), "")


class TownName:
    """One town to be found in folded addresses."""

    __slots__ = ("_beyond", "_cities", "_kyoto", "_names", "_prefecture", "_unfolded")

    def __init__(self, prefecture: str, city: str, *, town: str, beyond: Sequence[str]) -> None:
        self._prefecture, self._cities = city_forms(prefecture, city)
        self._names = tuple(spelling for name in town.split("、") for spelling in spellings(fold(name)))
        self._unfolded, self._beyond = beyond, tuple[str, ...]()
        self._kyoto = city.startswith("京都市")

    def end(self, text: str) -> int:
        """Return where the town ends in an address, -1 if the address does not show it."""
        start = max(walk(text, 0, self._prefecture), 0)
        for city in self._cities:
            if city or self._names != ("",):
                at = walk(text, start, city)
                end = self._name_end(text, at) if at >= 0 else -1
                if end < 0 <= at and city and self._kyoto:
                    end = self._end_after_street(text, at)
                if end >= 0:
                    return end
        return -1

    def shows_city(self, text: str) -> bool:
        """Tell whether an address names the city, with or without its prefecture."""
        start = max(walk(text, 0, self._prefecture), 0)
        return any(walk(text, start, city) > start for city in self._cities if city)

    def _name_end(self, text: str, at: int) -> int:
        for name in self._names:
            end = walk(text, at, name)
            if end >= 0 and not cuts_number(text, end) and not self._goes_on(text, end):
                return end
        return -1

    def _goes_on(self, text: str, end: int) -> bool:
        """Tell whether the address shows a longer name, which has another code: 神田 in 神田錦町."""
        if self._unfolded and not self._beyond:
            self._beyond = tuple(spelling for name in self._unfolded for spelling in spellings(fold(name)))
        return any((stop := walk(text, end, name)) >= 0 and not cuts_number(text, stop) for name in self._beyond)

    def _end_after_street(self, text: str, at: int) -> int:
        """Find a town of Kyoto behind its street: 河原町通四条下る２丁目稲荷町."""
        for name in self._names:
            found = text.find(name, at + 1)
            while found > 0:
                if _STREET.search(text, at, found) and not self._goes_on(text, found + len(name)):
                    return found + len(name)
                found = text.find(name, found + 1)
        return -1
