"""Which values fit which operators of the expression language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vdp.layout.source import suggest
from vdp.layout.syntax import COLUMN_OF_KIND, LISTS, Arithmetic, Constant, ExpressionFault, FieldValue, Kind, Node
from vdp.records import Field

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Operand:
    """A tree and the character where it begins."""

    node: Node
    index: int


def match_kinds(
    sign: str, index: int, *, sides: tuple[Operand, Operand], fields: Mapping[str, Field]
) -> tuple[Node, Node]:
    """Return both sides of a comparison, a quoted date beside a date turned into one.

    Raises ExpressionFault where the comparison has no meaning. `index` is the place of the sign.
    """
    left, right = sides
    nodes = (_as_date(left, right.node.kind), _as_date(right, left.node.kind))
    kinds = {"decimal" if node.kind == "integer" else node.kind for node in nodes}
    if kinds & LISTS:
        index, cure = (left if left.node.kind in LISTS else right).index, "count(…) and sum(…) give a number of a list"
        raise ExpressionFault(index, "layout.expression-type", "a list is not compared", cure)
    if "boolean" in kinds:
        text, cure = "a condition is not compared", "write it by itself, or with not before it"
        raise ExpressionFault(left.index, "layout.expression-type", text, cure)
    if len(kinds) > 1:
        text = f"{_a(nodes[0].kind)} is compared with {_a(nodes[1].kind)}"
        raise ExpressionFault(index, "layout.expression-type", text, "compare values of one type")
    if kinds == {"text"}:
        if sign not in {"=", "!="}:
            text = "texts have no order of their own"
            raise ExpressionFault(index, "layout.expression-type", text, "compare texts with = or !=")
        _check_choice(left.node, right, fields=fields)
        _check_choice(right.node, left, fields=fields)
    return nodes


def _check_choice(chosen: Node, other: Operand, *, fields: Mapping[str, Field]) -> None:
    if not (isinstance(chosen, FieldValue) and isinstance(other.node, Constant)):
        return
    field = fields[chosen.name]
    if field.values and other.node.value not in {*field.values, ""}:
        word = str(other.node.value)
        text = f'"{word}" is no value of the field {field.name}'
        raise ExpressionFault(other.index, "layout.unknown-value", text, suggest(word, field.values))


def as_date(text: str) -> date | None:
    """Return the day that `2026-01-31` writes, None where there is no such day."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _a(kind: Kind) -> str:
    if kind in LISTS:
        return "a list" if kind == "list" else f"a list of {kind}"
    return "an integer" if kind == "integer" else f"a {kind}"


def as_condition(operand: Operand) -> Node:
    """Return the tree of an operand that must be true or false."""
    if operand.node.kind != "boolean":
        text = f"{_a(operand.node.kind)} stands where a condition belongs"
        raise ExpressionFault(operand.index, "layout.expression-type", text, "compare it with something")
    return operand.node


def _as_date(operand: Operand, other: Kind) -> Node:
    if other != "date" or not (isinstance(operand.node, Constant) and operand.node.kind == "text"):
        return operand.node
    day = as_date(str(operand.node.value))
    if day is None:
        text = "this is no date of the calendar"
        raise ExpressionFault(operand.index, "layout.expression-type", text, "write it as '2026-01-31'")
    return Constant(day, "date")


def calculate(sign: str, left: Operand, right: Operand) -> Node:
    """Return the tree of `+ - * /`. Divisors are constants: no record divides by zero."""
    for operand in (left, right):
        if operand.node.kind not in {"integer", "decimal"}:
            text = f"{_a(operand.node.kind)} cannot be calculated with"
            raise ExpressionFault(operand.index, "layout.expression-type", text, "texts are joined in a template")
    if sign == "/" and not (isinstance(right.node, Constant) and right.node.value):
        text = "only a number other than 0 can be divided by"
        raise ExpressionFault(right.index, "layout.expression-type", text, "write the divisor as a number")
    whole = sign != "/" and {left.node.kind, right.node.kind} == {"integer"}
    return Arithmetic(sign, left.node, right.node, "integer" if whole else "decimal")


def element_kind(kind: Kind) -> Kind:
    """Return the kind of a value of a list's column."""
    return next(element for element, column in COLUMN_OF_KIND.items() if column == kind)


# What a function takes: the kinds that do, what belongs there, and the cure.
_WANTED: Mapping[str, tuple[frozenset[str], str, str]] = {
    "text": (frozenset({"text"}), "a text belongs", "give it a text"),
    "texts": (
        frozenset({"texts"}),
        "a list's field of texts belongs",
        "write list.field, such as purchases.item",
    ),
    "text or texts": (frozenset({"text", "texts"}), "texts belong", "give it texts, or a list's field of texts"),
    "list": (LISTS, "a list belongs", "give it a list field"),
    "numbers": (
        frozenset({"integers", "decimals"}),
        "a list's field of numbers belongs",
        "write list.field, such as purchases.amount",
    ),
    "numeral": (frozenset({"text", "integer"}), "a text or a whole number belongs", "give it one of these"),
}


def check_argument(operand: Operand, wanted: str) -> None:
    """Raise ExpressionFault unless the operand is what a function takes."""
    if wanted in _WANTED:
        kinds, belongs, cure = _WANTED[wanted]
        if operand.node.kind not in kinds:
            text = f"{_a(operand.node.kind)} stands where {belongs}"
            raise ExpressionFault(operand.index, "layout.expression-type", text, cure)
    if "|" in wanted:
        _check_word(operand, wanted.split("|"))
    if wanted == "constant" and not (isinstance(operand.node, Constant) and operand.node.kind == "integer"):
        text = "this must be a whole number, written out"
        raise ExpressionFault(operand.index, "layout.expression-type", text, "write a number such as 3")


def _check_word(operand: Operand, words: list[str]) -> None:
    node = operand.node
    if not (isinstance(node, Constant) and node.kind == "text"):
        text, cure = "this must be a word, written out", f"write one of {', '.join(map(repr, words))}"
        raise ExpressionFault(operand.index, "layout.expression-type", text, cure)
    if node.value not in words:
        text = f'"{node.value}" is not known here'
        raise ExpressionFault(operand.index, "layout.unknown-value", text, suggest(str(node.value), words))
