"""Japanese eras (元号) by their first day.

明治: 明治改元の詔, first day by the Gregorian calendar that Japan uses since 1873. 大正, 昭和: 改元の詔書.
平成: 昭和64年政令第1号. 令和: 平成31年政令第143号, both under 元号法 (昭和54年法律第43号).
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

_ERAS = (
    (date(1868, 10, 23), "明治"),
    (date(1912, 7, 30), "大正"),
    (date(1926, 12, 25), "昭和"),
    (date(1989, 1, 8), "平成"),
    (date(2019, 5, 1), "令和"),
)


def era_of(day: date) -> tuple[str, int]:
    """Return era and year in it, counted from 1. Days before 明治 give 西暦 and the year of the common era."""
    index = bisect_right(_ERAS, day, key=lambda era: era[0]) - 1
    if index < 0:
        return "西暦", day.year
    first, name = _ERAS[index]
    return name, day.year - first.year + 1
