"""Dates as senders write them: formats such as YYYY年M月D日 become patterns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

_TOKENS = {
    "YYYY": r"(?P<y>[0-9]{4})",
    "MM": r"(?P<m>[0-9]{2})",
    "M": r"(?P<m>[0-9]{1,2})",
    "DD": r"(?P<d>[0-9]{2})",
    "D": r"(?P<d>[0-9]{1,2})",
    "hh": r"[0-9]{2}",
    "h": r"[0-9]{1,2}",
    "mm": r"[0-9]{2}",
    "ss": r"[0-9]{2}",
}
_TOKEN = re.compile("|".join(_TOKENS))


@lru_cache(maxsize=32)
def _compile(formats: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    patterns = []
    for form in formats:
        named = [token[0].lower() for token in _TOKEN.findall(form) if token[0].isupper()]
        if sorted(named) != ["d", "m", "y"]:
            raise ValueError(f"the date format {form} must have year, month (MM, M) and day once each; minutes are mm")
        parts, end = [], 0
        for token in _TOKEN.finditer(form):
            parts += [re.escape(form[end : token.start()]), _TOKENS[token[0]]]
            end = token.end()
        patterns.append(re.compile("".join(parts) + re.escape(form[end:])))
    return tuple(patterns)


def compile_formats(formats: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """Return the pattern of each format. Raises ValueError for one without year, month or day, or with two."""
    return _compile(tuple(formats))


def read_date(text: str, *, formats: Sequence[re.Pattern[str]]) -> date:
    """Return the date of the first format that fits and names a day of the calendar, else raise ValueError."""
    plain = unicodedata.normalize("NFKC", text)
    for form in formats:
        match = form.fullmatch(plain)
        if match:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
    raise ValueError("no date")
