"""The arithmetic of text on whole batches: characters to codes and advances, line breaks, hexadecimal glyph strings.

In: one list of strings. Out: flat arrays over all characters of the batch; string i is characters
`starts[i]:ends[i]`. Advances are in 1/1000 em. Nothing here loops over records or characters in Python.
Oracle: tests/slots/text/test_kernel.py sets the same strings one character at a time.
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.chain import NEWLINE, FaceChain

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Characters(NamedTuple):
    """All characters of a batch in a row."""

    codepoints: NDArray[np.uint32]
    codes: NDArray[np.int32]  # of the chain; 0: no face has the character
    starts: Ints  # per string
    ends: Ints
    cumulative: Floats  # advances before each character, one more entry than characters


class Lines(NamedTuple):
    """Broken lines in reading order. `owner` is the string that a line belongs to."""

    owner: Ints
    starts: Ints
    ends: Ints  # trailing spaces excluded


def read_characters(values: Sequence[str], chain: FaceChain, *, tracking: float = 0.0) -> Characters:
    """Look up every character of a batch. `tracking` in 1/1000 em follows every character."""
    codepoints = np.frombuffer("".join(values).encode("utf-32-le"), dtype=np.uint32)
    ends = np.cumsum(np.fromiter(map(len, values), dtype=np.int64, count=len(values)))
    starts = np.concatenate(([0], ends[:-1])) if len(values) else ends
    codes = chain.codes[codepoints]
    cumulative = np.zeros(len(codepoints) + 1)
    np.cumsum(chain.advances[codes] + tracking, out=cumulative[1:])
    return Characters(codepoints, codes, starts, ends, cumulative)


def widths(characters: Characters, *, tracking: float = 0.0) -> Floats:
    """Return the natural width of each string in 1/1000 em, without tracking after its last character."""
    natural = characters.cumulative[characters.ends] - characters.cumulative[characters.starts]
    return natural - np.where(characters.ends > characters.starts, tracking, 0.0)


def glyph_hex(characters: Characters, offsets: Ints) -> tuple[bytes, NDArray[np.int64] | None]:
    """Return four hexadecimal digits per character and, if more than one face is in use, each character's face."""
    if len(offsets) == 1:
        return binascii.hexlify(characters.codes.astype(">u2").tobytes()), None
    faces = np.searchsorted(offsets, characters.codes, side="right") - 1
    glyphs = characters.codes - offsets[faces]
    return binascii.hexlify(glyphs.astype(">u2").tobytes()), faces if faces.any() else None


def split_paragraphs(characters: Characters) -> Lines:
    """Cut strings at their line feeds; a paragraph is a line that was not broken yet."""
    feeds = np.flatnonzero(characters.codepoints == NEWLINE)
    if not len(feeds):
        return Lines(np.arange(len(characters.starts)), characters.starts, characters.ends)
    owners = np.searchsorted(characters.ends, feeds, side="right")
    starts = np.concatenate((characters.starts, feeds + 1))
    ends = np.concatenate((feeds, characters.ends))
    by_owner = np.concatenate((np.arange(len(characters.starts)), owners))
    first = np.lexsort((starts, by_owner))
    last = np.lexsort((ends, np.concatenate((owners, np.arange(len(characters.ends))))))
    return Lines(by_owner[first], starts[first], ends[last])


def break_lines(paragraphs: Lines, characters: Characters, breaks: Breaks, *, width: Floats) -> Lines:
    """Break each paragraph greedily so that every line is at most `width` (1/1000 em, per paragraph) wide.

    A line without a permitted break is cut where the width ends; a character wider than the line stands alone.
    """
    found: list[Lines] = []
    active = np.arange(len(paragraphs.owner))
    begin = paragraphs.starts.copy()
    while len(active):
        at, end = begin[active], paragraphs.ends[active]
        reach = characters.cumulative[at] + width[active] + 1e-6
        furthest = np.minimum(np.searchsorted(breaks.edge, reach, side="right") - 1, end)
        permitted = breaks.last[furthest]
        cut = np.where(furthest >= end, end, np.where(permitted > at, permitted, np.maximum(furthest, at + 1)))
        cut = np.minimum(cut, end)
        visible = np.maximum(breaks.trimmed[cut], at)
        found.append(Lines(paragraphs.owner[active], at, np.where(cut == at, at, visible)))
        following = np.minimum(np.maximum(breaks.resumed[cut], cut), end)
        begin[active] = np.where(cut >= end, end, following)
        active = active[(cut < end) & (following < end)]
    return _in_reading_order(found)


def _in_reading_order(found: list[Lines]) -> Lines:
    owner, starts, ends = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((ends, starts, owner))
    return Lines(owner[order], starts[order], ends[order])


class Breaks(NamedTuple):
    """Where lines of a batch may end, as arrays over character positions 0 … n."""

    last: Ints  # the greatest permitted break at or before a position
    edge: Floats  # the cumulative advance at a position, spaces before it not counted
    trimmed: Ints  # the position after the last character before it that is no space
    resumed: Ints  # the first position at or after it that is no space


def find_breaks(characters: Characters, classes: NDArray[np.uint8]) -> Breaks:
    """Find the permitted breaks. `classes` maps code points to the break classes of breaks.py."""
    count = len(characters.codepoints)
    kind = classes[characters.codepoints]
    permitted = np.zeros(count + 1, dtype=bool)
    if count > 1:
        before, after = kind[:-1], kind[1:]
        word = (before == WORD) & (after == WORD)
        permitted[1:count] = (after != NO_START) & (before != NO_END) & (after != SPACE) & ~word
    positions = np.arange(count + 1)
    last = np.maximum.accumulate(np.where(permitted, positions, 0))
    is_space = kind == SPACE
    trimmed = np.zeros(count + 1, dtype=np.int64)
    trimmed[1:] = np.maximum.accumulate(np.where(is_space, 0, positions[1:]))
    resumed = np.full(count + 1, count)
    resumed[:count] = np.minimum.accumulate(np.where(is_space, count, positions[:count])[::-1])[::-1]
    return Breaks(last, characters.cumulative[trimmed], trimmed, resumed)


ORDINARY, WORD, SPACE, NO_START, NO_END = range(5)
"""Break classes: between two of WORD no break, before NO_START none, after NO_END none, before SPACE none."""
