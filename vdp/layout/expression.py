"""A compiled expression: a template that gives texts, or a condition that gives true and false."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vdp.layout.evaluate import Columns, Run, bind
from vdp.layout.parser import Parser
from vdp.layout.syntax import (
    Arithmetic,
    Call,
    Comparison,
    ExpressionFault,
    FieldValue,
    Formatted,
    Junction,
    Node,
    Not,
    Replaced,
    Template,
)
from vdp.layout.template import as_template, read_parts
from vdp.records import Field


@dataclass(frozen=True)
class Expression:
    """What the layout computes per record. Picklable: the closures are made again in each process, when first used."""

    source: str  # as written, for messages
    root: Node

    def evaluate(self, columns: Columns, count: int) -> list[Any]:
        """Return one value per record: list[str] of a template, list[bool] of a condition.

        `columns` are typed as Batch.column gives them, each `count` long. The list may be the column itself: do not
        change it. A missing number or date prints nothing, and comparing it is false.
        """
        return self._run(columns, count)

    @property
    def is_static(self) -> bool:
        """Whether every record gets the same text."""
        return isinstance(self.root, Template) and all(isinstance(part, str) for part in self.root.parts)

    @property
    def text(self) -> str:
        """The constant text of a static template; of others the constant parts alone."""
        parts = self.root.parts if isinstance(self.root, Template) else ()
        return "".join(part for part in parts if isinstance(part, str))

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The names of the columns it reads, sorted."""
        names: set[str] = set()
        _collect(self.root, names)
        return tuple(sorted(names))

    @cached_property
    def _run(self) -> Run:
        return bind(self.root)

    def __getstate__(self) -> dict[str, object]:
        return {"source": self.source, "root": self.root}


def _collect(node: str | Node, names: set[str]) -> None:
    match node:
        case FieldValue(name):
            names.add(name)
        case Template(parts):
            for part in parts:
                _collect(part, names)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            _collect(left, names)
            _collect(right, names)
        case Junction(_, operands) | Call(_, operands):
            for operand in operands:
                _collect(operand, names)
        case Not(operand) | Formatted(operand) | Replaced(operand):
            _collect(operand, names)


def read_template(text: str, fields: Mapping[str, Field]) -> Expression:
    """Return the template that `text` writes. Raises ExpressionFault."""
    return Expression(text, as_template(read_parts(text, fields)))


def read_condition(text: str, fields: Mapping[str, Field]) -> Expression:
    """Return the condition that `text` writes. Raises ExpressionFault."""
    parser = Parser(text, fields)
    node, index = parser.read()
    if parser.current.kind != "end":
        parser.refuse_rest()
    if node.kind != "boolean":
        fault = "this is a value, not a condition"
        raise ExpressionFault(index, "layout.expression-type", fault, "compare it with something, as in rank = 'gold'")
    return Expression(text, node)


def static_text(text: str) -> Expression:
    """Return the template that gives the same text to every record."""
    return Expression(text, Template((text,) if text else ()))


def all_of(conditions: tuple[Expression, ...]) -> Expression | None:
    """Return the condition that holds where all do; None for no condition."""
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    source = " and ".join(f"({condition.source})" for condition in conditions)
    return Expression(source, Junction("and", tuple(condition.root for condition in conditions)))


def opposite(condition: Expression) -> Expression:
    """Return the condition that holds where this one does not."""
    return Expression(f"not ({condition.source})", Not(condition.root))
