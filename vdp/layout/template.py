"""Read text with substitutions in braces, and join its source lines.

A line end in the source, with the white space around it, stands for nothing where it touches a wide
(East Asian) character, else for one space. A substitution counts as wide where the layout's language is ja or zh.
(CSS Text 3, 4.1.3 asks for wide characters on both sides; Japanese setting puts no space beside one either.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from unicodedata import east_asian_width

from vdp.layout.formats import check_format
from vdp.layout.parser import Parser
from vdp.layout.syntax import LISTS, Constant, ExpressionFault, Formatted, Node, Template
from vdp.records import Field
from vdp.slots.text.spec import LAST_MARKER, RUBY

Part = str | Node

_PLAIN = re.compile(r"[^{}]+|\{\{|\}\}")
_MARKER = f"{RUBY}-{LAST_MARKER}"  # markup takes no part in the joining of lines
_LINE_END = re.compile(rf"[ \t{_MARKER}]*\n[ \t\n{_MARKER}]*")
_HEAD = re.compile(rf"\A[ \t\n{_MARKER}]+")
_TAIL = re.compile(rf"[ \t\n{_MARKER}]+\Z")
_XML_SPACE = re.compile(r"[ \t\n]+")
_IS_MARKER = re.compile(f"[{_MARKER}]")


def read_parts(text: str, fields: Mapping[str, Field]) -> list[Part]:
    """Return constants and substitutions in order. Raises ExpressionFault with an index into `text`."""
    parts: list[Part] = []
    index = 0
    while index < len(text):
        match = _PLAIN.match(text, index)
        if match:
            parts.append(match[0][:1] if match[0][0] in "{}" else match[0])
            index = match.end()
        elif text[index] == "{":
            node, index = _read_substitution(text, index, fields=fields)
            parts.append(node)
        else:
            raise ExpressionFault(
                index, "layout.expression", "a closing brace without an opening one", "write }} for }"
            )
    return parts


def _read_substitution(text: str, start: int, *, fields: Mapping[str, Field]) -> tuple[Node, int]:
    """Return the substitution whose brace opens at `start`, and the index after its closing brace."""
    parser = Parser(text, fields, start=start + 1)
    node, begin = parser.read()
    token, pattern = parser.current, ""
    if token.text not in {":", "}"} or token.kind != "operator":
        if token.kind == "end":
            raise ExpressionFault(start, "layout.expression", "the brace is never closed", "write {{ for {")
        parser.refuse_rest()
    if node.kind in LISTS:
        fault, cure = (
            "a list has no printed form",
            "write join('、', list.field), count(list) or sum(list.field), or a repeat",
        )
        raise ExpressionFault(begin, "layout.expression-type", fault, cure)
    if node.kind == "boolean":
        fault = "a condition has no printed form"
        raise ExpressionFault(begin, "layout.expression-type", fault, "show the text in a block under this condition")
    end = text.find("}", token.index)
    if end < 0:
        raise ExpressionFault(start, "layout.expression", "the brace is never closed", "write {{ for {")
    if token.text == ":":
        pattern = text[token.index + 1 : end]
        check_format(node.kind, pattern, index=token.index + 1)
    return (node if node.kind == "text" else Formatted(node, pattern)), end + 1


def join_lines(lines: Sequence[Sequence[Part]], *, lang: str) -> list[Part]:
    """Return the parts of a text element: source lines joined, white space at the ends of each line dropped.

    `lines` are the parts between forced line ends; they come back with a line feed between them.
    """
    wide = lang.partition("-")[0] in {"ja", "zh"}
    joined: list[Part] = []
    for number, line in enumerate(lines):
        if number:
            joined.append("\n")
        joined += _join_line(_merge(line), wide=wide)
    return joined


def _join_line(parts: list[Part], *, wide: bool) -> list[Part]:
    last = len(parts) - 1
    joined: list[Part] = []
    for number, part in enumerate(parts):
        if not isinstance(part, str):
            joined.append(part)
            continue
        text = _HEAD.sub(_markers, part) if number == 0 else part
        text = _TAIL.sub(_markers, text) if number == last else text
        joined.append(_LINE_END.sub(lambda match: _line_end(match, wide=wide), text))
    return joined


def _line_end(match: re.Match[str], *, wide: bool) -> str:
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    touches_wide = any(east_asian_width(c) in {"W", "F"} if c else wide for c in (before, after))
    first, _, rest = match[0].partition("\n")
    return _XML_SPACE.sub("", first) + ("" if touches_wide else " ") + _XML_SPACE.sub("", rest)


def _markers(match: re.Match[str]) -> str:
    """Return what is left of white space at the end of a line."""
    return _XML_SPACE.sub("", match[0])


def has_markers(text: str) -> bool:
    """Tell whether a text holds characters that mark up values."""
    return _IS_MARKER.search(text) is not None


def without_markup(text: str) -> str:
    """Return a constant as it is printed."""
    return _IS_MARKER.sub("", text)


def without_markers(values: Sequence[str]) -> Sequence[str]:
    """Return values of records with noncharacters that pass for markup replaced by one that no font has."""
    if not has_markers("".join(values)):
        return values
    return [_IS_MARKER.sub("\uffff", value) for value in values]


def _merge(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with neighbouring constants joined."""
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def as_template(parts: Sequence[Part]) -> Template:
    """Return the tree of a template, neighbouring constants joined and empty ones dropped."""
    plain = [str(part.value) if isinstance(part, Constant) else part for part in parts]
    return Template(tuple(part for part in _merge(plain) if part != ""))
