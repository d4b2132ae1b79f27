"""Ruby (ルビ): readings over their bases, taken out of the line; bases shorter than their readings become wider.

Rules: JLREQ, 3.3, and the "simple placement of ruby" (簡便なルビ配置) of its task force.

Jukugo ruby (熟語ルビ, JLREQ 3.3.7, appendix F) is simplified so: the parts of a compound stand solid, each as near to
the middle of its character as the others and the ends of the compound let it, no side being preferred; a line may break
between two of its characters where the readings on either side have room over their own; a part that such breaks leave
alone in a line of one character is narrowed to it. A compound is neither stretched nor spread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.chain import FaceChain
from vdp.slots.text.composition import Composition
from vdp.slots.text.kernel import Bools, Floats, Ints, Ruby
from vdp.slots.text.spec import GROUP_RUBY, JUKUGO_RUBY, LAST_MARKER, READING, RUBY, RUBY_END, RUBY_SIZE, Span

MARKERS = f"{RUBY}-{LAST_MARKER}"  # of a class of characters in a regular expression
MARKED = re.compile(f"([{MARKERS}])")
RUBIES = re.compile(f"([{RUBY}{GROUP_RUBY}{JUKUGO_RUBY}])([^{READING}]*){READING}([^{RUBY_END}]*){RUBY_END}")
_SPLIT = re.compile("[ \u3000\u00b7\u30fb]+")  # a middle dot too parts the readings of characters
_WORD = re.compile("[^ \u3000]+")
_OVERHANG = 0.5
"""Of the ruby's em, over kana beside the base (JLREQ, 3.3.8)."""

_SLACK = 1e-6


class Voice(NamedTuple):
    """A span bound to its fonts. `apart`: its tracking less the slot's, 1/1000 em of the slot's size."""

    span: Span
    chain: FaceChain
    composition: Composition
    apart: float


class Part(NamedTuple):
    """A part of a reading and the characters of the base that it stands over, [start, end) of the base."""

    start: int
    end: int
    text: str
    solid: bool  # set solid in the middle of its base, else spread over it


class Complex(NamedTuple):
    """A base with its reading: one part, or several that share a compound. Starts and ends as in the batch."""

    parts: tuple[Part, ...]
    is_jukugo: bool

    @property
    def start(self) -> int:
        """The first character of the base."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """The character after the base."""
        return self.parts[-1].end


class Widened(NamedTuple):
    """What the readings of one base ask of its characters."""

    rubies: tuple[Ruby, ...]
    start: int
    end: int
    wider: float  # by which each character of the base must be wider
    bound: tuple[int, ...]  # the characters that must stay with the one before
    tied: bool  # no space may be added within the base


def find_complexes(text: str, counted: Ints) -> Iterator[Complex]:
    """Yield the bases of a batch with their readings."""
    for match in RUBIES.finditer(text):
        base = MARKED.sub("", match[2])
        first = int(counted[match.start(2)])
        parts = [
            Part(first + part.start, first + part.end, part.text, part.solid)
            for part in pair_readings(base, match[3], kind=match[1])
        ]
        if match[1] == JUKUGO_RUBY and len(parts) == len(base) > 0:
            yield Complex(tuple(parts), is_jukugo=True)
        else:
            yield from (Complex((part,), is_jukugo=False) for part in parts)


def pair_readings(base: str, reading: str, *, kind: str) -> list[Part]:
    """Return which part of a reading stands over which characters of its base; `kind` is the marker of the ruby.

    As many parts as the base has characters, blanks apart, are set one over each (モノルビ, 熟語ルビ); as many as it
    has words, one over each word; else the reading is one (グループルビ). A base or a reading of nothing has no ruby.
    """
    parts = [part for part in _SPLIT.split(reading) if part]
    words = list(_WORD.finditer(base))
    if not parts or not words:
        return []
    characters = [at for word in words for at in range(word.start(), word.end())]
    if kind != GROUP_RUBY and len(parts) == len(characters):
        return [Part(at, at + 1, part, solid=True) for at, part in zip(characters, parts, strict=True)]
    if kind != GROUP_RUBY and len(parts) == len(words) > 1:
        return [Part(word.start(), word.end(), part, solid=False) for word, part in zip(words, parts, strict=True)]
    return [Part(words[0].start(), words[-1].end(), "".join(parts), solid=False)]


def read_rubies(
    complexes: Sequence[Complex],
    codepoints: NDArray[np.uint32],
    spans: Ints,
    voices: Sequence[Voice],
    *,
    edges: tuple[Ints, Ints],
    cells: tuple[Floats, Floats],
) -> Iterator[Widened]:
    """Yield every base with its rubies.

    `edges`: where strings begin and end; `cells`: where characters begin, and what of each is not its own cell.
    """
    if not complexes:
        return
    is_kana = _open_kana(codepoints, complexes)
    first, last = set(edges[0].tolist()), set(edges[1].tolist())
    along, apart = cells
    for number, base in enumerate(complexes, start=1):
        voice = voices[spans[base.start]]
        rubies = [_read_part(part, voice) for part in base.parts]
        widths = along[base.start + 1 : base.end + 1] - along[base.start : base.end] - apart[base.start : base.end]
        if base.is_jukugo and all(ruby.width <= cell + _SLACK for ruby, cell in zip(rubies, widths, strict=True)):
            yield Widened(tuple(rubies), base.start, base.end, 0.0, (), tied=True)  # as mono ruby
            continue
        before = base.start not in first and bool(is_kana[base.start - 1])
        after = base.end not in last and bool(is_kana[base.end])
        reach = _OVERHANG * RUBY_SIZE * voice.span.size * 1000.0
        cell = float(along[base.end] - along[base.start] - apart[base.end - 1])
        lack = max(sum(ruby.width for ruby in rubies) - cell, 0.0)
        over = (min(lack / 2.0, reach) if before else 0.0, min(lack / 2.0, reach) if after else 0.0)
        wider = (lack - over[0] - over[1]) / (base.end - base.start)
        rubies[0] = rubies[0]._replace(before=over[0])
        rubies[-1] = rubies[-1]._replace(after=over[1])
        bound = tuple(range(base.start + 1, base.end))
        if base.is_jukugo:
            rubies = [ruby._replace(compound=number) for ruby in rubies]
            fits = _room_on_both_sides([ruby.width for ruby in rubies], (widths + wider).tolist())
            bound = tuple(at for at, has_room in zip(bound, fits, strict=True) if not has_room)
        yield Widened(tuple(rubies), base.start, base.end, wider, bound, tied=True)


def _room_on_both_sides(readings: Sequence[float], cells: Sequence[float]) -> list[bool]:
    """Tell for each place between two characters whether the readings before and after it fit over their own."""
    whole = sum(readings), sum(cells)
    found, reading, cell = [], 0.0, 0.0
    for width, room in zip(readings[:-1], cells[:-1], strict=True):
        reading, cell = reading + width, cell + room
        found.append(reading <= cell + _SLACK and whole[0] - reading <= whole[1] - cell + _SLACK)
    return found


def _read_part(part: Part, voice: Voice) -> Ruby:
    """Look up the characters of a reading."""
    codepoints = np.frombuffer(part.text.encode("utf-32-le"), dtype=np.uint32)
    codes = voice.chain.codes[codepoints]
    width = float(voice.chain.advances[codes].sum()) * RUBY_SIZE * voice.span.size
    return Ruby(part.start, part.end, codepoints, codes, width, 0.0, 0.0, part.solid)


def _open_kana(codepoints: NDArray[np.uint32], complexes: Sequence[Complex]) -> Bools:
    """Tell which characters a ruby may reach over: kana without a ruby of their own."""
    hiragana = (codepoints >= 0x3041) & (codepoints <= 0x3096)
    katakana = (codepoints >= 0x30A1) & (codepoints <= 0x30FC) & (codepoints != 0x30FB)
    kana: Bools = hiragana | katakana
    for base in complexes:
        kana[base.start : base.end] = False
    return kana


def lean(middles: Sequence[float], widths: Sequence[float], begin: float, end: float) -> list[float]:
    """Return where the parts of a compound begin: in order, solid or apart, as near to their middles as can be.

    Least squares under that order, by pooling neighbours that would overlap, then held within [begin, end]; what is
    wider than that begins at `begin`. Less the widths before it, a part's begin may only grow from part to part.
    """
    before = [0.0, *accumulate(widths)]
    pools: list[tuple[float, int]] = []  # of parts that touch: sum of their wishes, count
    for middle, width, passed in zip(middles, widths, before, strict=False):
        wish, count = middle - width / 2.0 - passed, 1
        while pools and pools[-1][0] * count > wish * pools[-1][1]:
            pooled, many = pools.pop()
            wish, count = wish + pooled, count + many
        pools.append((wish, count))
    steps = [wish / count for wish, count in pools for _ in range(count)]
    return [max(begin, min(step, end - before[-1])) + passed for step, passed in zip(steps, before, strict=False)]
