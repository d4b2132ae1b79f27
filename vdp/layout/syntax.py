"""The trees that expressions are read into. Frozen and picklable; they know their types, not their places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Single = Literal["text", "integer", "decimal", "date", "boolean"]
Several = Literal["list", "texts", "integers", "decimals", "dates", "booleans"]  # rows, and one column of them
Kind = Single | Several

Value = str | int | Decimal | date | None

KIND_OF_FIELD: dict[str, Kind] = {
    "text": "text",
    "choice": "text",
    "image": "text",
    "url": "text",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "boolean": "boolean",
    "list": "list",
}

COLUMN_OF_KIND: dict[Kind, Kind] = {
    "text": "texts",
    "integer": "integers",
    "decimal": "decimals",
    "date": "dates",
    "boolean": "booleans",
}
"""What a field of a row is outside its repeat: the values of all rows."""

LISTS: frozenset[Kind] = frozenset({"list", *COLUMN_OF_KIND.values()})


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal, already of the type it is used as."""

    value: str | int | Decimal | date
    kind: Kind


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The column of a field."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+ - * /` of two numbers; nothing where either is nothing."""

    operator: str
    left: Node
    right: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class Comparison:
    """`= != < <= > >=` of two values of one family; false where either is nothing."""

    operator: str
    left: Node
    right: Node
    kind: Kind = "boolean"


@dataclass(frozen=True, slots=True)
class Junction:
    """`and` or `or` of two conditions or more."""

    operator: str
    operands: tuple[Node, ...]
    kind: Kind = "boolean"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    operand: Node
    kind: Kind = "boolean"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of functions.py."""

    function: str
    arguments: tuple[Node, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Formatted:
    """A value as text. `pattern` is a format of formats.py, "" the plain form of the type."""

    operand: Node
    pattern: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Replaced:
    """The values of a choice, each written as `texts` says: pairs of a value and what is printed."""

    operand: FieldValue
    texts: tuple[tuple[str, str], ...]
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Template:
    """Text with substitutions; neighbouring constants are joined."""

    parts: tuple[str | Node, ...]
    kind: Kind = "text"


Node = Constant | FieldValue | Arithmetic | Comparison | Junction | Not | Call | Formatted | Replaced | Template


class ExpressionFault(Exception):  # noqa: N818 - the house calls it a fault; it never leaves the room
    """What is wrong in an expression, at a character of its text."""

    def __init__(self, index: int, code: str, text: str, cure: str = "") -> None:
        super().__init__(index, code, text, cure)
        self.index = index
        self.code = code
        self.text = text
        self.cure = cure
