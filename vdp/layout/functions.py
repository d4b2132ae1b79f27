"""The functions of the expression language: few, total, bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from types import MappingProxyType
from typing import Any

from vdp.layout import honorifics
from vdp.layout.numerals import write_kanji_number
from vdp.layout.syntax import Kind


@dataclass(frozen=True, slots=True)
class Function:
    """One function. `run` takes the arguments of one record.

    `gives` of "list" means the kind of the list's values. A kind of argument is "text", "text or texts" (a list's too),
    "list", "numbers" (a list's), "numeral" (a text or a whole number), "any", "constant" (a whole number written out)
    or words separated by | (one of them, written out).
    """

    name: str
    takes: tuple[str, ...]
    gives: Kind
    doc: str
    run: Callable[..., Any]
    optional: tuple[str, ...] = ()  # kinds of the arguments that may be left out
    rest: str = ""  # kind of any number of further arguments, at least one; "" for none
    form: str = ""  # how the manual writes a call, where the kinds do not say enough

    def kinds(self, count: int) -> tuple[str, ...] | None:
        """Return the kinds of so many arguments, None if the function does not take so many."""
        if self.rest:
            further = count - len(self.takes)
            return self.takes + (self.rest,) * further if further > 0 else None
        if not len(self.takes) <= count <= len(self.takes) + len(self.optional):
            return None
        return (self.takes + self.optional)[:count]

    @property
    def arity(self) -> str:
        """How many values it takes, in words."""
        fewest = len(self.takes)
        if self.rest:
            return f"{fewest + 1} values or more"
        return f"{fewest} or {fewest + len(self.optional)} values" if self.optional else f"{fewest} values"


def _left(text: str, count: int) -> str:
    return text[:count]


def _right(text: str, count: int) -> str:
    return text[max(0, len(text) - count) :]


def _distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _join(separator: str, *texts: str) -> str:
    return separator.join([text for text in texts if text and not text.isspace()])


def _join_any(separator: str, *texts: str | list[str]) -> str:
    return _join(separator, *_flat(texts))


def _join_most(separator: str, most: int, others: str, *texts: str | list[str]) -> str:
    """Return the first `most` texts joined, and `others` with the number of the rest in the place of #."""
    found = [text for text in _flat(texts) if text and not text.isspace()]
    rest = len(found) - most
    return separator.join(found[:most]) + (others.replace("#", str(rest)) if rest > 0 else "")


def _flat(texts: Sequence[str | list[str]]) -> list[str]:
    return [text for part in texts for text in ([part] if isinstance(part, str) else part)]


def _sum(values: Sequence[int | Decimal | None]) -> int | Decimal:
    """Return the sum of the numbers that are there, exact; 0 of none."""
    found = [value for value in values if value is not None]
    if not found or isinstance(found[0], int):
        return sum(found)
    with localcontext(Context(prec=60)):
        return sum(found)


def _empty(value: object) -> bool:
    return value is None or value in ("", [])


def _trim(text: str) -> str:
    return text.strip()


_ROWS = (
    Function("upper", ("text",), "text", "capital letters", str.upper),
    Function("lower", ("text",), "text", "small letters", str.lower),
    Function("trim", ("text",), "text", "without white space at both ends, the full-width space included", _trim),
    Function("length", ("text",), "integer", "number of characters (code points)", len),
    Function("left", ("text", "constant"), "text", "the first so many characters", _left),
    Function("right", ("text", "constant"), "text", "the last so many characters", _right),
    Function(
        "join",
        ("text",),
        "text",
        "the texts that are not empty, with the first value between them",
        _join_any,
        rest="text or texts",
        form="join('\u3000', text, text, …)",
    ),
    Function(
        "join_most",
        ("text", "constant", "text"),
        "text",
        "the same for the first so many; for more, then the third value, # in it being how many are left",
        _join_most,
        rest="text or texts",
        form="join_most('、', 3, ' ほか#点', list.field)",
    ),
    Function(
        "distinct",
        ("texts",),
        "texts",
        "the texts of a list, each once, where it stands first",
        _distinct,
        form="join('、', distinct(list.field))",
    ),
    Function("count", ("list",), "integer", "number of rows of a list", len, form="count(list)"),
    Function("sum", ("numbers",), "list", "total of a list's numbers, 0 of none", _sum, form="sum(list.field)"),
    Function(
        "kanji_number",
        ("numeral",),
        "text",
        "numbers in kanji as they are read: 12050 is 一万二千五十; digit by digit after a leading zero",
        write_kanji_number,
        form="kanji_number(number)",
    ),
    Function(
        "honorific",
        ("text",),
        "text",
        "the name with the honorific (様 if none is given); a name that has its own keeps it, no name gets none",
        honorifics.add_honorific,
        optional=("text",),
        form="honorific(name, '様')",
    ),
    Function(
        "organisation",
        ("text", "text"),
        "text",
        "the organisation, with 御中 where the name of a person, the second value, is empty",
        honorifics.write_organisation,
        form="organisation(company, name)",
    ),
    Function(
        "addressee",
        ("text", "text", "text", "text"),
        "text",
        "lines: company, department, title and name with honorific (様 if none is given); without a name 御中",
        honorifics.write_addressee,
        optional=("text",),
        form="addressee(company, department, title, name, '様')",
    ),
    Function(
        "joint_names",
        ("text",),
        "text",
        "lines: joint names (連名), an honorific each, side by side; of more than 3 the first, and 御一同様",
        honorifics.join_names,
        rest="text",
        form="joint_names('様', name, name, …)",
    ),
    Function(
        "joint_names_as",
        (f"{honorifics.REPEAT}|{honorifics.BLANK}", "constant", "text", "text"),
        "text",
        "the same: repeat or blank for a family name that is the first one's, most names, what stands for the others",
        honorifics.join_names_as,
        rest="text",
        form="joint_names_as('blank', 4, '御一同様', '様', name, name, …)",
    ),
    Function(
        "family_names",
        ("text", "text"),
        "text",
        "lines: a family name, then given names, an honorific each, the family name on the first line only",
        honorifics.join_family,
        rest="text",
        form="family_names('様', family, given, given, …)",
    ),
    Function("empty", ("any",), "boolean", "true where the record has no value", _empty),
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType({row.name: row for row in _ROWS})
