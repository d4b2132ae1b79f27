"""Seven digits out of what senders write as a postal code (郵便番号)."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

LENGTH: Final = 7

# A spreadsheet that takes the code for a number drops its leading zeros; the lowest codes start with 001.
SHORTEST: Final = 5

_HYPHENS: Final = "-‐‑‒–—―−－ーｰ─━"
_WRITTEN: Final = re.compile(rf"〒?([0-9]{{1,3}})[{_HYPHENS}]?([0-9]{{4}})")


@cache
def _half_width() -> dict[int, str]:
    """Return the table that makes full-width digits plain and drops blanks."""
    table = {ord("０") + digit: str(digit) for digit in range(10)}
    return table | dict.fromkeys(map(ord, " \u3000\u00a0\t"), "") | {ord("〶"): "〒", ord("〠"): "〒"}


def fold_code(raw: str) -> str:
    """Return the digits of a postal code: seven, or five or six if its leading zeros were lost; "" if it is no code.

    Accepts full-width digits, any hyphen before the last four digits, blanks and a leading 〒.
    """
    match = _WRITTEN.fullmatch(raw) or _WRITTEN.fullmatch(raw.translate(_half_width()))
    if match is None:
        return ""
    digits = match[1] + match[2]
    return digits if len(digits) >= SHORTEST else ""


def is_representative(code: str) -> bool:
    """Tell whether a code stands for a whole city (以下に掲載がない場合).

    Manual p18: the codes that end in 00; the directory of 2026-10 knows no exception.
    """
    return code.endswith("00")
