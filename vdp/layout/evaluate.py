"""Turn an expression's tree into closures that work a whole column at a time."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context
from itertools import repeat
from typing import Any

from vdp.layout.formats import format_column
from vdp.layout.functions import FUNCTIONS
from vdp.layout.syntax import (
    Arithmetic,
    Call,
    Comparison,
    Constant,
    FieldValue,
    Formatted,
    Junction,
    Kind,
    Node,
    Not,
    Replaced,
    Template,
)
from vdp.layout.template import has_markers, without_markers

Columns = Mapping[str, list[Any]]
Run = Callable[[Columns, int], list[Any]]

_NULLABLE: frozenset[Kind] = frozenset({"integer", "decimal", "date"})
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COUNT: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def bind(node: Node) -> Run:
    """Return the closure of a tree: columns and number of records in, one value per record out."""
    match node:
        case Constant(value):
            return lambda _columns, count: [value] * count
        case FieldValue(name, "boolean"):
            return lambda columns, _count: [v is True for v in columns[name]]
        case FieldValue(name):
            return lambda columns, _count: columns[name]
        case Formatted(operand, pattern):
            return _bind_format(operand, pattern)
        case Replaced():
            return _bind_replaced(node)
        case Template():
            return _bind_template(node)
        case Comparison():
            return _bind_comparison(node)
        case Junction():
            return _bind_junction(node)
        case Not(operand):
            run = bind(operand)
            return lambda columns, count: [not v for v in run(columns, count)]
        case Call():
            return _bind_call(node)
        case Arithmetic():
            return _bind_arithmetic(node)


def _bind_format(operand: Node, pattern: str) -> Run:
    run = bind(operand)
    if operand.kind == "text":
        return run
    write: Callable[[Sequence[object]], list[str]] = format_column(operand.kind, pattern)
    return lambda columns, count: write(run(columns, count))


def _bind_template(template: Template) -> Run:
    runs = [bind(part) for part in template.parts if not isinstance(part, str)]
    text = "".join(part for part in template.parts if isinstance(part, str))
    if not runs:
        return lambda _columns, count: [text] * count
    if not text and len(runs) == 1:
        return runs[0]
    if has_markers(text):
        parts = [part for part in template.parts if not isinstance(part, str)]
        runs = [
            run if isinstance(part, Replaced) else _bind_unmarked(run) for part, run in zip(parts, runs, strict=True)
        ]
    frame = "".join(part.replace("%", "%%") if isinstance(part, str) else "%s" for part in template.parts)
    # The whole loop runs in C: zip makes the tuple of a record, `%` sets it into the constant text.
    return lambda columns, count: list(map(frame.__mod__, zip(*[run(columns, count) for run in runs], strict=True)))


def _bind_unmarked(run: Run) -> Run:
    """Return a closure whose values cannot be taken for markup."""
    return lambda columns, count: list(without_markers(run(columns, count)))


def _bind_replaced(node: Replaced) -> Run:
    run, texts = _bind_unmarked(bind(node.operand)), dict(node.texts)
    return lambda columns, count: [texts.get(value, value) for value in run(columns, count)]


def _bind_comparison(node: Comparison) -> Run:
    left, right, test = _bind_operand(node.left), _bind_operand(node.right), _COMPARE[node.operator]
    if node.left.kind not in _NULLABLE and node.right.kind not in _NULLABLE:
        return lambda columns, count: list(map(test, left(columns, count), right(columns, count)))
    return lambda columns, count: [
        a is not None and b is not None and test(a, b)
        for a, b in zip(left(columns, count), right(columns, count), strict=False)
    ]


def _bind_operand(node: Node) -> Callable[[Columns, int], Any]:
    """Return a closure whose constants are repeated without a list."""
    if isinstance(node, Constant):
        value = node.value
        return lambda _columns, count: repeat(value, count)
    return bind(node)


def _bind_junction(node: Junction) -> Run:
    runs = [bind(operand) for operand in node.operands]
    join: Callable[[Any], bool] = all if node.operator == "and" else any
    return lambda columns, count: list(map(join, zip(*[run(columns, count) for run in runs], strict=True)))


def _bind_call(node: Call) -> Run:
    run = FUNCTIONS[node.function].run
    arguments = [_bind_operand(argument) for argument in node.arguments]
    return lambda columns, count: list(map(run, *[argument(columns, count) for argument in arguments]))


def _bind_arithmetic(node: Arithmetic) -> Run:
    left, right = _bind_operand(node.left), _bind_operand(node.right)
    if node.kind == "integer":
        count_with = _COUNT[node.operator]
    else:
        context = Context(prec=28, rounding=ROUND_HALF_UP)
        table = {"+": context.add, "-": context.subtract, "*": context.multiply, "/": context.divide}
        count_with = table[node.operator]
    return lambda columns, count: [
        None if a is None or b is None else count_with(a, b)
        for a, b in zip(left(columns, count), right(columns, count), strict=False)
    ]
