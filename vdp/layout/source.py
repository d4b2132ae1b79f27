"""The layout's text with its places, and the list of what is wrong in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple, NoReturn

from vdp.errors import LayoutError, Place

_LINE_END = re.compile(r"\r\n|\r|\n")
_MOST_LISTED = 20
_MOST_COLLECTED = 200


class Passage(NamedTuple):
    """Text after XML decoding. `offsets[i]` is the place of character i in the file; the last one is the end."""

    text: str
    offsets: tuple[int, ...]  # len(text) + 1


@dataclass(frozen=True, slots=True)
class Source:
    """A layout file. `line_starts` are offsets of characters."""

    file: str
    text: str
    line_starts: tuple[int, ...]

    def place(self, offset: int) -> Place:
        """Return line and column, both counted from 1 in characters, of an offset into the text."""
        line = bisect_right(self.line_starts, offset)
        return Place(self.file, line, offset - self.line_starts[line - 1] + 1)


def open_text(file: str, text: str) -> Source:
    """Return the text with its line starts. CR, LF and CR LF end a line (XML 1.0, 2.11)."""
    return Source(file, text, (0, *(match.end() for match in _LINE_END.finditer(text))))


class Mistake(NamedTuple):
    """One fault of a layout."""

    offset: int
    code: str
    text: str
    cure: str


@dataclass(slots=True)
class Mistakes:
    """Collects what is wrong, so that a designer sees all of it in one go."""

    source: Source
    found: list[Mistake] = field(default_factory=list)

    def add(self, offset: int, code: str, text: str, *, cure: str = "") -> None:
        """Note one fault at an offset of the source."""
        self.found.append(Mistake(offset, code, text, cure))
        if len(self.found) >= _MOST_COLLECTED:
            self.stop()

    def stop_if_any(self) -> None:
        """Raise LayoutError if a fault was noted."""
        if self.found:
            self.stop()

    def stop(self) -> NoReturn:
        """Raise LayoutError for the first fault in reading order; its text lists up to twenty more."""
        first, *others = sorted(set(self.found))
        lines = [first.text]
        lines += [f"  {self.source.place(m.offset)}: {m.text} [{m.code}]" for m in others[:_MOST_LISTED]]
        if len(others) > _MOST_LISTED:
            lines.append(f"  and {len(others) - _MOST_LISTED} more")
        raise LayoutError(first.code, "\n".join(lines), where=self.source.place(first.offset), cure=first.cure)


def find_near(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one probably means."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return near[0] if near else None


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `did you mean "…"?` for a near miss, else the known words."""
    words = sorted(known)
    near = find_near(word, words)
    if near:
        return f'did you mean "{near}"?'
    return f"known here: {', '.join(words)}" if words else "none is known here"
