"""Read the characters of slots with markup: spans of other faces and sizes, and ruby.

The markers of spec.py stand in the values like characters. Here they are counted off: every character gets its span,
ruby texts are taken out of the line, and bases shorter than their ruby are made wider. Rules of ruby: JLREQ, 3.3, and
the "simple placement of ruby" (簡便なルビ配置) of its task force.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text import jlreq
from vdp.slots.text.chain import NEWLINE, FaceChain
from vdp.slots.text.composition import Composition
from vdp.slots.text.kernel import Bools, Characters, Floats, Ints, Markup, Ruby, adjustments
from vdp.slots.text.spec import FIRST_SPAN, GROUP_RUBY, LAST_MARKER, READING, RUBY, RUBY_END, RUBY_SIZE, Span

MARKERS = f"{RUBY}-{LAST_MARKER}"  # of a class of characters in a regular expression
_MARKED = re.compile(f"([{MARKERS}])")
_SPLIT = re.compile("[ \u3000\u00b7\u30fb]+")  # a middle dot too parts the readings of characters
_RUBY = re.compile(f"([{RUBY}{GROUP_RUBY}])([^{READING}]*){READING}([^{RUBY_END}]*){RUBY_END}")
_WORD = re.compile("[^ \u3000]+")
_OVERHANG = 0.5
"""Of the ruby's em, over kana beside the base (JLREQ, 3.3.8)."""


class Voice(NamedTuple):
    """A span bound to its fonts. `apart`: its tracking less the slot's, 1/1000 em of the slot's size."""

    span: Span
    chain: FaceChain
    composition: Composition
    apart: float


class _Group(NamedTuple):
    """A reading and its base as characters of the batch."""

    start: int
    end: int
    text: str
    solid: bool


def read_marked(values: Sequence[str], voices: Sequence[Voice], *, tracking: float) -> Characters:
    """Look up every character of a batch with markers, as read_characters does for one without."""
    text = "".join(values)
    marked = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    stops = np.cumsum(np.fromiter(map(len, values), dtype=np.int64, count=len(values)))
    begins = np.concatenate(([0], stops[:-1]))
    kept = _is_set(marked)
    places = np.flatnonzero(kept)
    counted = np.concatenate(([0], np.cumsum(kept)))
    spans = _spans(marked, begins)[places]
    codepoints, starts, ends = marked[places], counted[begins], counted[stops]
    codes, classes, advances, corrections, gaps, offsets = _look_up(codepoints, spans, voices)
    final = ends[ends > starts] - 1
    corrections[final] -= gaps[final]
    gaps[final] = 0.0
    ratios = np.array([voice.span.size for voice in voices])[spans]
    along = np.concatenate(([0.0], np.cumsum(advances + corrections + tracking)))
    groups = list(_find_groups(text, counted)) if RUBY in text or GROUP_RUBY in text else []
    rubies = list(_read_rubies(groups, codepoints, spans, voices, edges=(starts, ends), cells=(along, gaps + tracking)))
    bound = np.zeros(len(places), dtype=bool)
    if rubies and offsets is None:
        offsets = np.zeros(len(places))
    for ruby, wider in rubies:
        inside = slice(ruby.start, ruby.end)
        corrections[inside] += wider
        if offsets is not None:
            offsets[inside] += wider / 2.0
        bound[ruby.start + 1 : ruby.end] = True
    cumulative = np.concatenate(([0.0], np.cumsum(advances + corrections + tracking)))
    markup = Markup(spans, ratios, bound, tuple(ruby for ruby, _ in rubies), places)
    adjust = adjustments(corrections, offsets)
    return Characters(codepoints, codes, classes, starts, ends, cumulative, gaps, adjust, offsets, markup)


def _is_set(marked: NDArray[np.uint32]) -> Bools:
    """Tell which characters stand in the line: those that are neither markers nor readings."""
    is_marker = (marked >= ord(RUBY)) & (marked <= ord(LAST_MARKER))
    inside = np.cumsum(marked == ord(READING)) > np.cumsum(marked == ord(RUBY_END))
    kept: Bools = ~is_marker & ~inside
    return kept


def _spans(marked: NDArray[np.uint32], begins: Ints) -> Ints:
    """Return the span of each character: that of the last marker before it in its string."""
    turns = (marked >= ord(FIRST_SPAN)) & (marked <= ord(LAST_MARKER))
    latest = np.where(turns, np.arange(len(marked)), 0)
    first = begins[begins < len(marked)]
    latest[first] = first
    latest = np.maximum.accumulate(latest)
    spans: Ints = np.where(turns[latest], marked[latest].astype(np.int64) - ord(FIRST_SPAN), 0)
    return spans


def _look_up(
    codepoints: NDArray[np.uint32], spans: Ints, voices: Sequence[Voice]
) -> tuple[NDArray[np.int32], NDArray[np.uint8], Floats, Floats, Floats, Floats | None]:
    """Return codes, classes, advances, corrections, gaps and offsets, each character's from the chain of its span."""
    count = len(codepoints)
    codes, classes = np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.uint8)
    advances, corrections, gaps, offsets = np.zeros((4, count))
    present = [(voices[index], spans == index) for index in np.flatnonzero(np.bincount(spans)).tolist()]
    for voice, mine in present:
        classes[mine] = voice.chain.classes[codepoints[mine]]
    moved = False
    for voice, mine in present:
        own = voice.chain.codes[codepoints]
        found = voice.composition.spaces(codepoints, own, classes)
        codes[mine] = own[mine]
        advances[mine] = voice.chain.advances[own[mine]] * voice.span.size
        corrections[mine] = (found.corrections - found.gaps)[mine] * voice.span.size
        gaps[mine] = found.gaps[mine]
        if found.offsets is not None:
            offsets[mine] = found.offsets[mine] * voice.span.size
            moved = True
    sizes = np.array([voice.span.size for voice in voices])[spans]
    if count > 1:
        western = classes == jlreq.WESTERN
        gaps[:-1][western[:-1] & western[1:] & (spans[:-1] != spans[1:])] = 0.0  # no kerning from font to font
        # The blank half of an opening bracket is the bracket's; every other space is of the character before it.
        owners = np.where(classes[1:] == jlreq.OPENING, sizes[1:], sizes[:-1])
        gaps[:-1] *= np.where(gaps[:-1] < 0, owners, sizes[:-1])
    gaps += np.array([voice.apart for voice in voices])[spans]
    return codes, classes, advances, corrections + gaps, gaps, offsets if moved else None


def _find_groups(text: str, counted: Ints) -> Iterator[_Group]:
    """Yield the readings of a batch with their bases."""
    for match in _RUBY.finditer(text):
        base = _MARKED.sub("", match[2])
        first = int(counted[match.start(2)])
        for start, end, reading, solid in pair_readings(base, match[3], whole=match[1] == GROUP_RUBY):
            yield _Group(first + start, first + end, reading, solid)


def pair_readings(base: str, reading: str, *, whole: bool) -> list[tuple[int, int, str, bool]]:
    """Return [start, end) of the base, reading, and whether it is set solid, for each part of a ruby.

    As many parts as the base has characters are set one over each (モノルビ); as many as it has words, one over each
    word; else the reading is one (グループルビ). A base or a reading of nothing has no ruby.
    """
    parts = [part for part in _SPLIT.split(reading) if part]
    words = list(_WORD.finditer(base))
    if not parts or not words:
        return []
    if not whole and len(parts) == len(base):
        return [(at, at + 1, part, True) for at, part in enumerate(parts)]
    if not whole and len(parts) == len(words) > 1:
        return [(word.start(), word.end(), part, False) for word, part in zip(words, parts, strict=True)]
    return [(words[0].start(), words[-1].end(), "".join(parts), False)]


def _read_rubies(
    groups: Sequence[_Group],
    codepoints: NDArray[np.uint32],
    spans: Ints,
    voices: Sequence[Voice],
    *,
    edges: tuple[Ints, Ints],
    cells: tuple[Floats, Floats],
) -> Iterator[tuple[Ruby, float]]:
    """Yield every ruby, and by how much each character of its base must be wider.

    `edges`: where strings begin and end; `cells`: where characters begin, and what of each is not its own cell.
    """
    if not groups:
        return
    is_kana = _open_kana(codepoints, groups)
    first, last = set(edges[0].tolist()), set(edges[1].tolist())
    along, apart = cells
    for group in groups:
        voice = voices[spans[group.start]]
        cell = float(along[group.end] - along[group.start] - apart[group.end - 1])
        before = group.start not in first and bool(is_kana[group.start - 1])
        after = group.end not in last and bool(is_kana[group.end])
        reach = _OVERHANG * RUBY_SIZE * voice.span.size * 1000.0
        yield _widen(_read_ruby(group, voice), cell, reach=reach, over=(before, after))


def _read_ruby(group: _Group, voice: Voice) -> Ruby:
    """Look up the characters of a reading."""
    codepoints = np.frombuffer(group.text.encode("utf-32-le"), dtype=np.uint32)
    codes = voice.chain.codes[codepoints]
    width = float(voice.chain.advances[codes].sum()) * RUBY_SIZE * voice.span.size
    return Ruby(group.start, group.end, codepoints, codes, width, 0.0, 0.0, group.solid)


def _widen(ruby: Ruby, cell: float, *, reach: float, over: tuple[bool, bool]) -> tuple[Ruby, float]:
    """Return the ruby with its overhang, and by how much each character of its base must be wider."""
    lack = max(ruby.width - cell, 0.0)
    before = min(lack / 2.0, reach) if over[0] else 0.0
    after = min(lack / 2.0, reach) if over[1] else 0.0
    return ruby._replace(before=before, after=after), (lack - before - after) / (ruby.end - ruby.start)


def _open_kana(codepoints: NDArray[np.uint32], groups: Sequence[_Group]) -> Bools:
    """Tell which characters a ruby may reach over: kana without a ruby of their own."""
    hiragana = (codepoints >= 0x3041) & (codepoints <= 0x3096)
    katakana = (codepoints >= 0x30A1) & (codepoints <= 0x30FC) & (codepoints != 0x30FB)
    kana: Bools = hiragana | katakana
    for group in groups:
        kana[group.start : group.end] = False
    return kana


def each_run(value: str, change: Callable[[str, int], str]) -> str:
    """Return a value with every run of characters between its markers changed by (run, span)."""
    parts = _MARKED.split(value)
    span = 0
    for index, part in enumerate(parts):
        if index % 2:
            span = ord(part) - ord(FIRST_SPAN) if part >= FIRST_SPAN else span
        elif part:
            parts[index] = change(part, span)
    return "".join(parts)


def join_ruby_lines(value: str) -> str:
    """Return a value whose ruby bases and readings hold no line feeds: a ruby is never broken."""
    if chr(NEWLINE) not in value:
        return value
    return _RUBY.sub(lambda match: match[0].replace(chr(NEWLINE), " "), value)


def read_aloud(value: str) -> str:
    """Return what a reader of the page finds of a marked value: the line, then its readings."""
    readings = [
        reading
        for match in _RUBY.finditer(value)
        for _, _, reading, _ in pair_readings(_MARKED.sub("", match[2]), match[3], whole=match[1] == GROUP_RUBY)
    ]
    line = _RUBY.sub(lambda match: match[2], value)
    return _MARKED.sub("", line) + "".join(readings)


def cut_marked(value: str, end: int) -> str:
    """Return the first characters of a marked value, without a ruby that would be cut."""
    kept = value[:end]
    opened = max(kept.rfind(RUBY), kept.rfind(GROUP_RUBY))
    return kept[:opened] if opened > kept.rfind(RUBY_END) else kept
