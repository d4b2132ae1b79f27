"""Read an expression: tokens, grammar and types in one pass.

condition  = or
or         = and { "or" and }
and        = not { "and" not }
not        = "not" not | comparison
comparison = sum [ ( = | != | < | <= | > | >= ) sum ]
sum        = product { ( + | - ) product }
product    = factor { ( * | / ) factor }
factor     = "-" factor | number | string | field | function "(" … ")" | "(" or ")"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NoReturn

from vdp.layout.functions import FUNCTIONS
from vdp.layout.kinds import Operand, as_condition, calculate, check_argument, element_kind, match_kinds
from vdp.layout.source import suggest
from vdp.layout.syntax import (
    COLUMN_OF_KIND,
    KIND_OF_FIELD,
    Call,
    Comparison,
    Constant,
    ExpressionFault,
    FieldValue,
    Junction,
    Node,
    Not,
)
from vdp.layout.tokens import Token, next_token
from vdp.records import Field

_MOST_CHARACTERS = 1000
_MOST_DEPTH = 32
_MOST_SIGNS = 64

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


class Parser:
    """Reads one expression from `start`; `current` is the first token after it."""

    def __init__(self, text: str, fields: Mapping[str, Field], *, start: int = 0) -> None:
        self._text = text
        self._fields = fields
        self._start = start
        self._depth = 0
        self._signs = 0
        self.current = next_token(text, start)

    def read(self) -> tuple[Node, int]:
        """Return the tree of the expression and where it begins."""
        operand = self._or()
        return operand.node, operand.index

    def refuse_rest(self) -> NoReturn:
        """Raise the fault of a token that cannot stand where it stands."""
        token = self.current
        if token.kind == "end":
            raise ExpressionFault(token.index, "layout.expression", "the expression ends too early", "complete it")
        cure = "write = to compare" if token.text == "==" else "two values need an operator between them"
        raise ExpressionFault(token.index, "layout.expression", f'"{token.text}" cannot stand here', cure)

    def _take(self) -> Token:
        taken = self.current
        if taken.end - self._start > _MOST_CHARACTERS:
            text = f"the expression is longer than {_MOST_CHARACTERS} characters"
            raise ExpressionFault(taken.index, "layout.expression", text, "split it")
        self.current = next_token(self._text, taken.end)
        return taken

    def _at(self, *texts: str) -> bool:
        return self.current.kind == "operator" and self.current.text in texts

    def _or(self) -> Operand:
        return self._junction("or", self._and)

    def _and(self) -> Operand:
        return self._junction("and", self._not)

    def _junction(self, word: str, read: Callable[[], Operand]) -> Operand:
        operands = [read()]
        while self._at(word):
            self._take()
            operands.append(read())
        if len(operands) == 1:
            return operands[0]
        nodes = tuple(as_condition(operand) for operand in operands)
        return Operand(Junction(word, nodes), operands[0].index)

    def _not(self) -> Operand:
        if not self._at("not"):
            return self._comparison()
        token = self._take()
        operand = self._deeper(self._not)
        return Operand(Not(as_condition(operand)), token.index)

    def _deeper(self, read: Callable[[], Operand]) -> Operand:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            text = f"the expression is nested more than {_MOST_DEPTH} deep"
            raise ExpressionFault(self.current.index, "layout.expression", text, "simplify it")
        operand = read()
        self._depth -= 1
        return operand

    def _comparison(self) -> Operand:
        left = self._sum()
        if not self._at(*_COMPARISONS):
            return left
        sign = self._take()
        right = self._sum()
        if self._at(*_COMPARISONS):
            text = "comparisons cannot be chained"
            raise ExpressionFault(self.current.index, "layout.expression", text, "join two comparisons with and")
        left_node, right_node = match_kinds(sign.text, sign.index, sides=(left, right), fields=self._fields)
        return Operand(Comparison(sign.text, left_node, right_node), left.index)

    def _sum(self) -> Operand:
        return self._arithmetic("+-", self._product)

    def _product(self) -> Operand:
        return self._arithmetic("*/", self._factor)

    def _arithmetic(self, signs: str, read: Callable[[], Operand]) -> Operand:
        left = read()
        while self._at(*signs):
            self._count_signs()
            sign = self._take().text
            right = read()
            left = Operand(calculate(sign, left, right), left.index)
        return left

    def _count_signs(self) -> None:
        self._signs += 1
        if self._signs > _MOST_SIGNS:
            text = f"the expression has more than {_MOST_SIGNS} signs of arithmetic"
            raise ExpressionFault(self.current.index, "layout.expression", text, "simplify it")

    def _factor(self) -> Operand:
        token = self.current
        if self._at("-"):
            self._take()
            operand = self._deeper(self._factor)
            return Operand(calculate("-", Operand(Constant(0, "integer"), token.index), operand), token.index)
        if self._at("("):
            self._take()
            operand = self._deeper(self._or)
            self._expect(")")
            return operand
        if token.kind not in {"number", "string", "name"}:
            self.refuse_rest()
        self._take()
        if token.kind == "number":
            return Operand(_number(token.text), token.index)
        if token.kind == "string":
            quote = token.text[0]
            return Operand(Constant(token.text[1:-1].replace(quote * 2, quote), "text"), token.index)
        return self._call(token) if self._at("(") else self._field(token)

    def _expect(self, sign: str) -> None:
        if not self._at(sign):
            text = f'"{sign}" is missing here'
            raise ExpressionFault(self.current.index, "layout.expression", text, "close what is open")
        self._take()

    def _field(self, token: Token) -> Operand:
        field = self._fields.get(token.text)
        head, _, inner = token.text.partition(".")
        if field is None and inner and head in self._fields:
            return self._column(token, self._fields[head], inner)
        if field is None:
            known = [name for name in self._fields if not name.startswith("_")]
            text = f'there is no field "{token.text}"'
            raise ExpressionFault(token.index, "layout.unknown-field", text, suggest(token.text, known))
        return Operand(FieldValue(field.name, KIND_OF_FIELD[field.type]), token.index)

    def _column(self, token: Token, field: Field, inner: str) -> Operand:
        """Return one column of a list: the values of all its rows."""
        if field.type != "list":
            text = f'the field "{field.name}" is no list'
            raise ExpressionFault(token.index, "layout.unknown-field", text, f"write {field.name} alone")
        found = {row.name: row for row in field.fields}.get(inner)
        if found is None:
            text = f'the rows of "{field.name}" have no field "{inner}"'
            cure = suggest(inner, [row.name for row in field.fields])
            raise ExpressionFault(token.index, "layout.unknown-field", text, cure)
        return Operand(FieldValue(token.text, COLUMN_OF_KIND[KIND_OF_FIELD[found.type]]), token.index)

    def _call(self, token: Token) -> Operand:
        function = FUNCTIONS.get(token.text)
        if function is None:
            text = f'there is no function "{token.text}"'
            raise ExpressionFault(token.index, "layout.unknown-function", text, suggest(token.text, FUNCTIONS))
        self._take()
        arguments = [] if self._at(")") else [self._deeper(self._or)]
        while self._at(","):
            self._take()
            arguments.append(self._deeper(self._or))
        self._expect(")")
        kinds = function.kinds(len(arguments))
        if kinds is None:
            text = f"{function.name} takes {function.arity}, not {len(arguments)}"
            raise ExpressionFault(token.index, "layout.expression-type", text, "see the manual, Functions")
        for operand, wanted in zip(arguments, kinds, strict=True):
            check_argument(operand, wanted)
        gives = function.gives if function.gives != "list" else element_kind(arguments[0].node.kind)
        return Operand(Call(function.name, tuple(o.node for o in arguments), gives), token.index)


def _number(text: str) -> Constant:
    return Constant(Decimal(text), "decimal") if "." in text else Constant(int(text), "integer")
