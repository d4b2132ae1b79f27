"""The words that an expression is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vdp.layout.syntax import ExpressionFault

_TOKEN = re.compile(
    r"""(?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?)|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)?)|(?P<string>'(?:[^']|'')*'|"(?:[^"]|"")*")"""
    r"|(?P<operator><=|>=|!=|==|[-=<>+*/(),:}])"
)
_BLANKS = re.compile(r"[ \t\r\n]*")
_WORDS = frozenset({"and", "or", "not"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression: kind number, name, string, operator or end."""

    kind: str
    text: str
    index: int
    end: int


def next_token(text: str, index: int) -> Token:
    """Return the first token at or after an index; "end" after the last."""
    blanks = _BLANKS.match(text, index)
    index = blanks.end() if blanks else index
    if index == len(text):
        return Token("end", "", index, index)
    match = _TOKEN.match(text, index)
    if match is None:
        letter = text[index]
        fault = "the quoted text has no end" if letter in "'\"" else f'"{letter}" means nothing in an expression'
        raise ExpressionFault(index, "layout.expression", fault, "see the manual, Expressions")
    kind = "operator" if match[0] in _WORDS else str(match.lastgroup)
    return Token(kind, match[0], index, match.end())
