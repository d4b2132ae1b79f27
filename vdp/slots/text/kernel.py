"""The arithmetic of text on whole batches: characters to codes and advances, spaces between them, line breaks.

In: one list of strings. Out: flat arrays over all characters of the batch; string i is characters
`starts[i]:ends[i]`. Lengths along the line are in 1/1000 em. Nothing here loops over records or characters in Python.
Oracle: tests/slots/text/test_kernel.py sets the same strings one character at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.chain import NEWLINE, FaceChain
from vdp.slots.text.composition import Composition

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_TOLERANCE = 1e-6


class Ruby(NamedTuple):
    """A reading over some characters. Lengths in 1/1000 em of the slot's size."""

    start: int  # its first character
    end: int
    codepoints: NDArray[np.uint32]
    codes: NDArray[np.int32]  # of the chain of its base
    width: float
    before: float  # by which it may reach over the character before
    after: float
    solid: bool  # set solid in the middle of its base, else spread over it
    compound: int = 0  # rubies of one number, above 0, lean on one another (熟語ルビ)


class Markup(NamedTuple):
    """What the markup of a batch says of its characters."""

    spans: Ints  # by character, index of TextSpec.spans
    ratios: Floats  # by character, size of the slot's
    bound: Bools  # by character, whether it stays with the one before
    tied: Bools  # by character, whether no space may be added before it
    rubies: tuple[Ruby, ...]
    places: Ints  # by character, its index in the batch with its markers
    by_chain: tuple[tuple[FaceChain, Ints], ...]  # the characters that each chain sets, ascending
    phrases: Bools | None = None  # by character, whether it begins a phrase (文節); None: phrases count for nothing


class Characters(NamedTuple):
    """All characters of a batch in a row."""

    codepoints: NDArray[np.uint32]
    codes: NDArray[np.int32]  # of the chain; 0: no face has the character
    classes: NDArray[np.uint8]  # of composition
    starts: Ints  # per string
    ends: Ints
    cumulative: Floats  # places before each character, one more entry than characters
    gaps: Floats  # space between each character and the next that the line may lose at its end
    adjust: Floats  # what the place of the next character must be corrected by, tracking not counted
    offsets: Floats | None  # by which the ink of each character is moved along the line
    markup: Markup | None = None  # None: no spans, one size


class Lines(NamedTuple):
    """Broken lines in reading order. `owner` is the string that a line belongs to."""

    owner: Ints
    starts: Ints
    ends: Ints  # trailing spaces excluded
    first: Bools  # whether the line begins a paragraph
    last: Bools  # whether it ends one


def read_characters(
    values: Sequence[str], chain: FaceChain, composition: Composition, *, tracking: float = 0.0
) -> Characters:
    """Look up every character of a batch and the spaces between neighbours. `tracking` follows every character."""
    codepoints = np.frombuffer("".join(values).encode("utf-32-le"), dtype=np.uint32)
    ends = np.cumsum(np.fromiter(map(len, values), dtype=np.int64, count=len(values)))
    starts = np.concatenate(([0], ends[:-1])) if len(values) else ends
    codes = chain.codes[codepoints]
    classes = chain.classes[codepoints]
    corrections, gaps, offsets = composition.spaces(codepoints, codes, classes)
    final = ends[ends > starts] - 1
    corrections[final] -= gaps[final]  # the last character of a string has no neighbour
    gaps[final] = 0.0
    cumulative = np.zeros(len(codepoints) + 1)
    np.cumsum(chain.advances[codes] + (corrections + tracking), out=cumulative[1:])
    adjust = adjustments(corrections, offsets)
    return Characters(codepoints, codes, classes, starts, ends, cumulative, gaps, adjust, offsets)


def adjustments(corrections: Floats, offsets: Floats | None) -> Floats:
    """Return what the place of the next character must be corrected by where the ink of each is moved."""
    if offsets is None:
        return corrections
    adjust = corrections - offsets
    adjust[:-1] += offsets[1:]
    return adjust


def split_paragraphs(characters: Characters) -> Lines:
    """Cut strings at their line feeds; a paragraph is a line that was not broken yet."""
    count = len(characters.starts)
    feeds = np.flatnonzero(characters.codepoints == NEWLINE)
    if not len(feeds):
        whole = np.ones(count, dtype=bool)
        return Lines(np.arange(count), characters.starts, characters.ends, whole, whole)
    owners = np.searchsorted(characters.ends, feeds, side="right")
    begin_owner = np.concatenate((np.arange(count), owners))
    starts, ends = np.concatenate((characters.starts, feeds + 1)), np.concatenate((characters.ends, feeds))
    begin, end = np.lexsort((starts, begin_owner)), np.lexsort((ends, begin_owner))
    whole = np.ones(len(starts), dtype=bool)
    return Lines(begin_owner[begin], starts[begin], ends[end], whole, whole)


class Extents(NamedTuple):
    """How far lines reach, with what a line loses at its head and its end taken off."""

    head: Floats  # by character: what a line that begins with it loses
    edge: Floats  # by position: where a line that ends before it reaches, spaces before it not counted
    trimmed: Ints  # by position: the one after the last character before it that is no space
    resumed: Ints  # by position: the first one at or after it that is no space


def find_extents(characters: Characters, composition: Composition, *, tracking: float = 0.0) -> Extents:
    """Work out for every position where a line that ends there would reach."""
    count = len(characters.codepoints)
    is_space = composition.is_space[characters.classes]
    positions = np.arange(count + 1)
    trimmed = np.zeros(count + 1, dtype=np.int64)
    trimmed[1:] = np.maximum.accumulate(np.where(is_space, 0, positions[1:]))
    resumed = np.full(count + 1, count)
    resumed[:count] = np.minimum.accumulate(np.where(is_space, count, positions[:count])[::-1])[::-1]
    reach = np.zeros(count + 1)
    reach[1:] = characters.cumulative[1:] - characters.gaps - tracking - composition.line_end(characters)
    head = composition.line_head[characters.classes]
    if characters.markup is not None:
        head = head * characters.markup.ratios
    return Extents(head, reach[trimmed], trimmed, resumed)


def measure_lines(lines: Lines, characters: Characters, extents: Extents) -> Floats:
    """Return the width of each line in 1/1000 em."""
    filled = lines.ends > lines.starts
    first = np.minimum(lines.starts, max(len(extents.head) - 1, 0))
    head = extents.head[first] if len(extents.head) else np.zeros(len(first))
    reach = extents.edge[lines.ends] - characters.cumulative[lines.starts] - head
    return np.where(filled, np.maximum(reach, 0.0), 0.0)


def break_lines(
    paragraphs: Lines,
    characters: Characters,
    extents: Extents,
    last_breaks: Sequence[Ints],
    *,
    width: Floats,
    indent: float,
    most: int,
) -> Lines:
    """Break each paragraph greedily so that every line is at most `width` (1/1000 em, per paragraph) wide.

    `last_breaks`: by position, the greatest permitted break at or before it; the first of them that leaves something in
    the line is taken. A line without any is cut where the width ends; a character wider than the line stands alone.
    `indent` shortens first lines. What is left of a paragraph after `most` lines is one line more, however long: the
    string overflows, whatever its length costs no further rounds.
    """
    found: list[Lines] = []
    active, begin, room = np.arange(len(paragraphs.owner)), paragraphs.starts.copy(), width - indent
    while len(active):
        at, end = begin[active], paragraphs.ends[active]
        cut, visible, following = _cut_line(at, end, characters, extents, last_breaks, room=room[active])
        done = (cut >= end) | (following >= end)
        found.append(Lines(paragraphs.owner[active], at, visible, at == paragraphs.starts[active], done))
        begin[active] = following
        room = width
        active = active[~done]
        if len(found) >= most and len(active):
            rest, yes = begin[active], np.ones(len(active), dtype=bool)
            found.append(Lines(paragraphs.owner[active], rest, paragraphs.ends[active], ~yes, yes))
            break
    return in_reading_order(found)


def break_lines_by_number(
    paragraphs: Lines,
    characters: Characters,
    extents: Extents,
    last_breaks: Sequence[Ints],
    *,
    widths: Floats,
    indent: float,
) -> Lines:
    """Break strings into lines of which the first is at most `widths[0]` wide, the second `widths[1]`, and so on.

    As break_lines, but string by string: how long a line may be depends on all lines before it, of whichever
    paragraph. What is left of a string after the last width is one line more.
    """
    found: list[Lines] = []
    active = np.flatnonzero(np.diff(paragraphs.owner, prepend=-1))  # the paragraph that each string has come to
    begin = paragraphs.starts.copy()
    owners = np.append(paragraphs.owner, -1)
    for width in widths.tolist():
        at, end = begin[active], paragraphs.ends[active]
        first = at == paragraphs.starts[active]
        room = width - np.where(first, indent, 0.0)
        cut, visible, following = _cut_line(at, end, characters, extents, last_breaks, room=room)
        done = (cut >= end) | (following >= end)
        found.append(Lines(paragraphs.owner[active], at, visible, first, done))
        begin[active] = following
        goes_on = ~done | (owners[active + 1] == owners[active])
        active = (active + done)[goes_on]
        if not len(active):
            return in_reading_order(found)
    lasts = np.searchsorted(paragraphs.owner, paragraphs.owner[active], side="right") - 1
    yes = np.ones(len(active), dtype=bool)
    found.append(Lines(paragraphs.owner[active], begin[active], paragraphs.ends[lasts], ~yes, yes))
    return in_reading_order(found)


def _cut_line(
    at: Ints, end: Ints, characters: Characters, extents: Extents, last_breaks: Sequence[Ints], *, room: Floats
) -> tuple[Ints, Ints, Ints]:
    """Return for lines that begin `at`: where each is cut, where what is seen of it ends, where the next begins."""
    head = extents.head[np.minimum(at, max(len(extents.head) - 1, 0))] if len(extents.head) else np.zeros(len(at))
    reach = characters.cumulative[at] + head + room + _TOLERANCE
    furthest = np.clip(np.searchsorted(extents.edge, reach, side="right") - 1, at, end)
    permitted = last_breaks[0][furthest]
    for last_break in last_breaks[1:]:
        permitted = np.where(permitted > at, permitted, last_break[furthest])
    cut = np.where(furthest >= end, end, np.where(permitted > at, permitted, np.maximum(furthest, at + 1)))
    cut = np.minimum(cut, end)
    following = np.minimum(np.maximum(extents.resumed[cut], cut), end)
    visible = np.where(cut == at, at, np.maximum(extents.trimmed[cut], at))
    return cut, visible, following


def in_reading_order(parts: Sequence[Lines]) -> Lines:
    """Return some lots of lines as one, by string and place."""
    if len(parts) == 1 and bool(np.all(np.diff(parts[0].owner) > 0)):
        return parts[0]
    owner, starts, ends, first, last = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((ends, starts, owner))
    return Lines(owner[order], starts[order], ends[order], first[order], last[order])


def select_lines(lines: Lines, mask: Bools) -> Lines:
    """Return the lines whose mask is true."""
    return Lines(lines.owner[mask], lines.starts[mask], lines.ends[mask], lines.first[mask], lines.last[mask])


def find_breaks(characters: Characters, composition: Composition) -> tuple[Ints, ...]:
    """Return by position the greatest permitted break at or before it: of each level, the best breaks first."""
    count = len(characters.codepoints)
    permitted = composition.breaks(characters)
    if characters.markup is not None:
        permitted &= ~characters.markup.bound
    places = np.arange(count + 1)
    found = []
    for level in (*composition.better_breaks(characters, permitted), permitted):
        last = np.zeros(count + 1, dtype=np.int64)
        last[:count] = np.where(level, places[:count], 0)
        found.append(np.maximum.accumulate(last))
    return tuple(found)
