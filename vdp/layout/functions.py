"""The functions of the expression language: few, total, bounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from vdp.layout.syntax import Kind


@dataclass(frozen=True, slots=True)
class Function:
    """One function. `run` takes the arguments of one record; constants among `takes` are written "constant"."""

    name: str
    takes: tuple[str, ...]  # "text", "any", or "constant" (a whole number written out)
    gives: Kind
    doc: str
    run: Callable[..., Any]


def _left(text: str, count: int) -> str:
    return text[:count]


def _empty(value: object) -> bool:
    return value is None or value == ""


def _trim(text: str) -> str:
    return text.strip()


_ROWS = (
    Function("upper", ("text",), "text", "capital letters", str.upper),
    Function("lower", ("text",), "text", "small letters", str.lower),
    Function("trim", ("text",), "text", "without white space at both ends, the full-width space included", _trim),
    Function("length", ("text",), "integer", "number of characters (code points)", len),
    Function("left", ("text", "constant"), "text", "the first so many characters", _left),
    Function("empty", ("any",), "boolean", "true where the record has no value", _empty),
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType({row.name: row for row in _ROWS})
