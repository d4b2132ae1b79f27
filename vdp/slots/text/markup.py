"""Read the characters of slots with markup: spans of other faces and sizes, and ruby.

The markers of spec.py stand in the values like characters. Here they are counted off: every character gets its span,
readings are taken out of the line (ruby.py), and the beginnings of phrases are noted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text import jlreq
from vdp.slots.text.chain import NEWLINE
from vdp.slots.text.kernel import Bools, Characters, Floats, Ints, Markup, Ruby, adjustments
from vdp.slots.text.ruby import MARKED, RUBIES, Voice, find_complexes, pair_readings, read_rubies
from vdp.slots.text.spec import FIRST_SPAN, GROUP_RUBY, JUKUGO_RUBY, LAST_MARKER, PHRASE, READING, RUBY, RUBY_END


def read_marked(values: Sequence[str], voices: Sequence[Voice], *, tracking: float) -> Characters:
    """Look up every character of a batch with markers, as read_characters does for one without."""
    text = "".join(values)
    marked = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    stops = np.cumsum(np.fromiter(map(len, values), dtype=np.int64, count=len(values)))
    begins = np.concatenate(([0], stops[:-1]))
    has_readings = READING in text
    kept = _is_set(marked, has_readings=has_readings)
    places = np.flatnonzero(kept)
    counted = np.concatenate(([0], np.cumsum(kept)))
    spans = _spans(marked, begins)[places]
    codepoints, starts, ends = marked[places], counted[begins], counted[stops]
    ratios = np.array([voice.span.size for voice in voices])[spans]
    by_chain = _split_by_chain(spans, voices)
    codes, classes, advances, corrections, gaps, offsets = _look_up(codepoints, spans, voices, by_chain, ratios)
    final = ends[ends > starts] - 1
    corrections[final] -= gaps[final]
    gaps[final] = 0.0
    along = np.concatenate(([0.0], np.cumsum(advances + corrections + tracking)))
    complexes = list(find_complexes(text, counted)) if has_readings else []
    bound, tied = np.zeros((2, len(places)), dtype=bool)
    rubies: list[Ruby] = []
    if complexes and offsets is None:
        offsets = np.zeros(len(places))
    for base in read_rubies(complexes, codepoints, spans, voices, edges=(starts, ends), cells=(along, gaps + tracking)):
        inside = slice(base.start, base.end)
        corrections[inside] += base.wider
        if offsets is not None:
            offsets[inside] += base.wider / 2.0
        bound[list(base.bound)] = True
        tied[base.start + 1 : base.end] = True
        rubies += base.rubies
    cumulative = np.concatenate(([0.0], np.cumsum(advances + corrections + tracking)))
    phrases = _phrases(marked, counted, len(places)) if PHRASE in text else None
    chains = tuple((voice.chain, mine) for voice, mine in by_chain)
    markup = Markup(spans, ratios, bound, tied, tuple(rubies), places, chains, phrases)
    adjust = adjustments(corrections, offsets)
    return Characters(codepoints, codes, classes, starts, ends, cumulative, gaps, adjust, offsets, markup)


def _is_set(marked: NDArray[np.uint32], *, has_readings: bool) -> Bools:
    """Tell which characters stand in the line: those that are neither markers nor readings."""
    kept: Bools = (marked < ord(RUBY)) | (marked > ord(LAST_MARKER))
    if has_readings:
        kept &= np.cumsum(marked == ord(READING)) <= np.cumsum(marked == ord(RUBY_END))
    return kept


def _phrases(marked: NDArray[np.uint32], counted: Ints, count: int) -> Bools:
    """Return which characters stand next after the marker of a phrase."""
    found = np.zeros(count + 1, dtype=bool)
    found[counted[np.flatnonzero(marked == ord(PHRASE))]] = True
    return found[:count]


def _spans(marked: NDArray[np.uint32], begins: Ints) -> Ints:
    """Return the span of each character: that of the last marker before it in its string."""
    turns = np.flatnonzero((marked >= ord(FIRST_SPAN)) & (marked <= ord(LAST_MARKER)))
    edges = np.concatenate((begins, turns))
    spans = np.concatenate((np.zeros(len(begins), dtype=np.int64), marked[turns].astype(np.int64) - ord(FIRST_SPAN)))
    order = np.argsort(edges, kind="stable")  # where a string begins with a marker, the marker counts
    found: Ints = np.repeat(spans[order], np.diff(edges[order], append=len(marked)))
    return found


class _Found(NamedTuple):
    """What the chains of a batch say of its characters."""

    codes: NDArray[np.int32]
    classes: NDArray[np.uint8]
    advances: Floats
    corrections: Floats
    gaps: Floats
    offsets: Floats | None


def _split_by_chain(spans: Ints, voices: Sequence[Voice]) -> list[tuple[Voice, Ints]]:
    """Return the characters that each chain sets, with the first voice of the chain."""
    present = np.flatnonzero(np.bincount(spans)).tolist() or [0]
    owners = {id(voices[span].chain): span for span in reversed(present)}
    leaders = np.zeros(len(voices), dtype=np.int64)
    leaders[present] = [owners[id(voices[span].chain)] for span in present]
    if len(owners) == 1:
        return [(voices[span], np.arange(len(spans))) for span in owners.values()]
    of_character = leaders[spans]
    return [(voices[span], np.flatnonzero(of_character == span)) for span in sorted(owners.values())]


def _look_up(
    codepoints: NDArray[np.uint32],
    spans: Ints,
    voices: Sequence[Voice],
    by_chain: Sequence[tuple[Voice, Ints]],
    ratios: Floats,
) -> _Found:
    """Look up all characters, each in the chain of its span."""
    count = len(codepoints)
    # The chain of most characters looks all of them up; the others then put their own in place.
    (most, _), *others = sorted(by_chain, key=lambda pair: -len(pair[1]))
    classes = most.chain.classes[codepoints]
    for voice, mine in others:
        classes[mine] = voice.chain.classes[codepoints[mine]]
    codes = most.chain.codes[codepoints]
    advances = most.chain.advances[codes]
    corrections, gaps, offsets = most.composition.spaces(codepoints, codes, classes)
    corrections = corrections - gaps  # of one array with the gaps where nothing else corrects
    for voice, mine in others:
        # Spaces are those between a character and the next, whichever chain sets that.
        near, at = _with_next(mine, count)
        own = voice.chain.codes[codepoints[near]]
        found = voice.composition.spaces(codepoints[near], own, classes[near])
        codes[mine], advances[mine] = own[at], voice.chain.advances[own[at]]
        corrections[mine], gaps[mine] = (found.corrections - found.gaps)[at], found.gaps[at]
        if offsets is not None and found.offsets is not None:  # a slot is proportional as a whole
            offsets[mine] = found.offsets[at]
    advances *= ratios
    corrections *= ratios
    if offsets is not None:
        offsets *= ratios
    if count > 1:
        western = classes == jlreq.WESTERN
        gaps[:-1][western[:-1] & western[1:] & (spans[:-1] != spans[1:])] = 0.0  # no kerning from font to font
        # The blank half of an opening bracket is the bracket's; every other space is of the character before it.
        owners = np.where(classes[1:] == jlreq.OPENING, ratios[1:], ratios[:-1])
        gaps[:-1] *= np.where(gaps[:-1] < 0, owners, ratios[:-1])
    gaps += np.array([voice.apart for voice in voices])[spans]
    return _Found(codes, classes, advances, corrections + gaps, gaps, offsets)


def _with_next(mine: Ints, count: int) -> tuple[Ints, Ints]:
    """Return some characters with the one after each, and where they themselves are among these."""
    wanted = np.zeros(count + 1, dtype=bool)
    wanted[mine] = wanted[mine + 1] = True
    near = np.flatnonzero(wanted[:count])
    return near, np.searchsorted(near, mine)


def each_run(value: str, change: Callable[[str, int], str]) -> str:
    """Return a value with every run of characters between its markers changed by (run, span)."""
    parts = MARKED.split(value)
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
    return RUBIES.sub(lambda match: match[0].replace(chr(NEWLINE), " "), value)


def read_aloud(value: str) -> str:
    """Return what a reader of the page finds of a marked value: the line, then its readings."""
    readings = [
        part.text
        for match in RUBIES.finditer(value)
        for part in pair_readings(MARKED.sub("", match[2]), match[3], kind=match[1])
    ]
    line = RUBIES.sub(lambda match: match[2], value)
    return MARKED.sub("", line) + "".join(readings)


def cut_marked(value: str, end: int) -> str:
    """Return the first characters of a marked value, without a ruby that would be cut."""
    kept = value[:end]
    opened = max(kept.rfind(kind) for kind in (RUBY, GROUP_RUBY, JUKUGO_RUBY))
    return kept[:opened] if opened > kept.rfind(RUBY_END) else kept
