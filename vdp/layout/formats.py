"""Format specs: how a number or a date becomes text.

integer  `,` thousands separated; `05d` (also `05`) filled with zeros to five places; `,` and a fill exclude each other
decimal  `.2f` rounded half up (四捨五入) to two places; `,` thousands separated; `,.2f` both
date     yyyy MM M dd d, E weekday (月), GGGG era (令和), y year of the era (元 before 年 in its first year)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, localcontext

from vdp.layout.eras import era_of
from vdp.layout.syntax import ExpressionFault, Kind

_INTEGER = re.compile(r",|0[1-9][0-9]?d?")
_DECIMAL = re.compile(r",?\.[0-9]f|,")
_DATE_TOKEN = re.compile(r"yyyy|MM|M|dd|d|E|GGGG|y(?=年)|y|[A-Za-z]+|[^A-Za-z]+")
_WEEKDAYS = "月火水木金土日"

_EXAMPLES = {
    "integer": "write , or 05d, such as {points:,}",
    "decimal": "write .2f or , or both, such as {price:,.2f}",
    "date": "write a pattern of yyyy MM M dd d E GGGG y, such as {day:yyyy年M月d日}",
}

_DateToken = Callable[[date], str]

_DATE_TOKENS: dict[str, _DateToken] = {
    "yyyy": lambda day: f"{day.year:04d}",
    "MM": lambda day: f"{day.month:02d}",
    "M": lambda day: str(day.month),
    "dd": lambda day: f"{day.day:02d}",
    "d": lambda day: str(day.day),
    "E": lambda day: _WEEKDAYS[day.weekday()],
    "GGGG": lambda day: era_of(day)[0],
    "y": lambda day: str(era_of(day)[1]),
}


def check_format(kind: Kind, pattern: str, *, index: int) -> None:
    """Raise ExpressionFault unless the pattern fits the kind. `index` is where the pattern begins."""
    if kind == "integer":
        fits = _INTEGER.fullmatch(pattern) is not None
    elif kind == "decimal":
        fits = _DECIMAL.fullmatch(pattern) is not None
    elif kind == "date":
        return _check_date(pattern, index=index)
    else:
        raise ExpressionFault(index, "layout.format", f"a {kind} value takes no format", "delete the colon and format")
    if not fits:
        raise ExpressionFault(index, "layout.format", f'"{pattern}" is no format of a {kind}', _EXAMPLES[kind])
    return None


def _check_date(pattern: str, *, index: int) -> None:
    tokens = [match for match in _DATE_TOKEN.finditer(pattern) if match[0][0].isascii() and match[0][0].isalpha()]
    if not tokens:
        raise ExpressionFault(index, "layout.format", "the date pattern prints no part of the date", _EXAMPLES["date"])
    for match in tokens:
        if match[0] not in _DATE_TOKENS:
            text = f'"{match[0]}" is no part of a date'
            raise ExpressionFault(index + match.start(), "layout.format", text, _EXAMPLES["date"])
    names = {match[0] for match in tokens}
    if ("y" in names) != ("GGGG" in names):
        text = "the era GGGG and its year y belong together"
        raise ExpressionFault(index, "layout.format", text, "write GGGGy年M月d日, or yyyy for the common era")


def format_column(kind: Kind, pattern: str) -> Callable[[Sequence[object]], list[str]]:
    """Return what turns a column of a kind into text. Nothing (None) becomes ""."""
    if kind == "integer":
        return _integers(pattern)
    if kind == "decimal":
        return _decimals(pattern)
    return _dates(pattern or "yyyy-MM-dd")


def _integers(pattern: str) -> Callable[[Sequence[object]], list[str]]:
    spec = pattern or "d"
    return lambda column: ["" if v is None else format(v, spec) for v in column]


def _decimals(pattern: str) -> Callable[[Sequence[object]], list[str]]:
    spec = f"z{pattern}" if pattern.endswith("f") else f"{pattern}f"

    def run(column: Sequence[object]) -> list[str]:
        with localcontext(Context(prec=60, rounding=ROUND_HALF_UP)):
            return ["" if v is None else format(v, spec) for v in column]

    return run


def _dates(pattern: str) -> Callable[[Sequence[object]], list[str]]:
    steps = [_date_step(match) for match in _DATE_TOKEN.finditer(pattern)]

    def write(day: object) -> str:
        assert isinstance(day, date)  # noqa: S101 - for the type checker
        return "".join([step(day) for step in steps])

    def run(column: Sequence[object]) -> list[str]:
        # A mailing has few different dates, so each is written once per batch.
        texts = {day: "" if day is None else write(day) for day in set(column)}
        return [texts[day] for day in column]

    return run


def _date_step(match: re.Match[str]) -> _DateToken:
    part = match[0]
    if part == "y" and match.string.startswith("年", match.end()):
        return lambda day: "元" if era_of(day)[1] == 1 else str(era_of(day)[1])
    return _DATE_TOKENS.get(part, lambda _day: part)


def is_number(kind: Kind) -> bool:
    """Return whether values of the kind can be counted with."""
    return kind in {"integer", "decimal"}
