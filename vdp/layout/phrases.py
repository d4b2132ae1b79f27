"""Find the phrases (文節) of a text when its layout is compiled, and mark where each begins.

BudouX, a small segmenter trained on Japanese news, sees the constants of a text and a stand-in for every substitution.
Records are never segmented: their values are kept whole. The values of a choice are known here and are segmented too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from budoux import load_default_japanese_parser
from budoux.parser import Parser

from vdp.layout.syntax import FieldValue, Formatted, Node, Replaced
from vdp.layout.template import Part, without_markup
from vdp.records import Field
from vdp.slots.text.spec import PHRASE, READING, RUBY_END

_STAND_INS = {"integer": "10", "decimal": "10", "date": "5月1日"}
_NAME = "山田"
"""A text of a record is most often a name; segmenters keep it with 様 and with the particle after it."""

_SPACES = " \u3000"


class _Place(NamedTuple):
    """Where a character that is set comes from."""

    part: int
    offset: int  # in a constant; 0 of a substitution


def mark_phrases(parts: Sequence[Part], fields: Mapping[str, Field]) -> list[Part]:
    """Return the parts of a text with a marker before every phrase; the text itself begins with one."""
    known = [_segmented(part, fields) for part in parts]
    found = list(_characters(known, fields))
    starts = _phrase_starts("".join(character for character, _ in found))
    places = {found[start][1] for start in starts if found[start][1] != found[start - 1][1]}
    marked: list[Part] = [PHRASE]  # a text with a marker takes no markers from records
    for index, part in enumerate(known):
        offsets = sorted(place.offset for place in places if place.part == index)
        if not isinstance(part, str):
            marked += [PHRASE, part] if offsets else [part]
            continue
        edges = [0, *offsets, len(part)]
        marked.append(PHRASE.join(part[a:b] for a, b in pairwise(edges)))
    return marked


def _characters(parts: Sequence[Part], fields: Mapping[str, Field]) -> Iterator[tuple[str, _Place]]:
    """Yield the characters of the line with their places: no markers, no readings, stand-ins for substitutions."""
    is_read = False
    for index, part in enumerate(parts):
        if not isinstance(part, str):
            stand_in = "" if is_read else _stand_in(part, fields)
            yield from ((character, _Place(index, 0)) for character in stand_in)
            continue
        for offset, character in enumerate(part):
            is_read = (is_read or character == READING) and character != RUBY_END
            if not is_read and without_markup(character):
                yield character, _Place(index, offset)


def _stand_in(node: Node, fields: Mapping[str, Field]) -> str:
    inner = node.operand if isinstance(node, Formatted | Replaced) else node
    if isinstance(inner, FieldValue):
        values = fields[inner.name].values if inner.name in fields else ()
        return values[0] if values else _STAND_INS.get(inner.kind, _NAME)
    return _STAND_INS.get(inner.kind, _NAME)


def _phrase_starts(text: str) -> list[int]:
    """Return where phrases begin that do not begin a line; after a space one always does."""
    starts: list[int] = []
    begin = 0
    for line in text.split("\n"):
        at = 0
        for phrase in _segmenter().parse(line):
            starts += [begin + at] if at else []
            at += len(phrase)
        spaced = (i for i in range(1, len(line)) if line[i - 1] in _SPACES and line[i] not in _SPACES)
        starts += [begin + i for i in spaced]
        begin += len(line) + 1
    return sorted(set(starts))


def _segmented(part: Part, fields: Mapping[str, Field]) -> Part:
    """Return the value of a choice with its phrases marked; anything else as it is."""
    if not isinstance(part, FieldValue) or part.name not in fields:
        return part
    texts = tuple((value, _marked(value)) for value in fields[part.name].values)
    return Replaced(part, texts) if any(value != text for value, text in texts) else part


def _marked(value: str) -> str:
    return PHRASE.join(_segmenter().parse(value))


@cache
def _segmenter() -> Parser:
    return load_default_japanese_parser()
