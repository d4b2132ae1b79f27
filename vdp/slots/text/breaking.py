"""Line breaking on whole batches: how far lines reach, and where they end.

Positions are between characters: position p is before character p. Lengths along the line are in 1/1000 em.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vdp.slots.text.composition import Composition, spaces_among
from vdp.slots.text.kernel import Bools, Characters, Floats, Ints, Lines
from vdp.slots.text.texts import SPACES

_TOLERANCE = 1e-6


class Extents(NamedTuple):
    """How far lines reach, with what a line loses at its head and its end taken off."""

    head: Floats  # by position: what a line that begins there loses
    edge: Floats  # by position: where a line that ends before it reaches, spaces before it not counted
    trimmed: Ints  # by position: the one after the last character before it that is no space
    resumed: Ints  # by position: the first one at or after it that is no space
    search: Floats  # `edge`, ascending over the whole batch: what is searched by bisection
    shifts: Floats | None  # by position: what `search` adds to places of the string that begins or goes on there


def find_extents(characters: Characters, composition: Composition, *, tracking: float = 0.0) -> Extents:
    """Work out for every position where a line that ends there would reach, so that lines can be found."""
    return ascending(measure_extents(characters, composition, tracking=tracking), characters)


def measure_extents(characters: Characters, composition: Composition, *, tracking: float) -> Extents:
    """Work out the same for lines that are known, however close their characters stand."""
    count = len(characters.codepoints)
    edge, head = np.zeros(count + 1), np.zeros(count + 1)
    np.subtract(characters.cumulative[1:], characters.gaps, out=edge[1:])
    if tracking:
        edge[1:] -= tracking
    narrowed = composition.losing_at_end(characters)
    edge[narrowed + 1] -= composition.line_end(characters, narrowed)
    narrowed = composition.losing_at_head(characters)
    head[narrowed] = composition.line_head(characters, narrowed)
    trimmed = resumed = np.arange(count + 1)
    spaces = spaces_among(characters.classes) if characters.traits & SPACES else trimmed[:0]
    if len(spaces):
        is_start = np.zeros(count + 1, dtype=bool)  # of a string: no line reaches into the one before
        is_start[characters.starts] = True
        begins = np.concatenate(([True], np.diff(spaces) > 1)) | is_start[spaces]  # of runs of spaces
        first = spaces[begins]
        lengths = np.diff(np.append(np.flatnonzero(begins), len(spaces)))
        trimmed, resumed = trimmed.copy(), trimmed.copy()
        trimmed[spaces + 1] = np.repeat(first, lengths)
        resumed[spaces] = np.repeat(first + lengths, lengths)
        edge[spaces + 1] = np.repeat(np.where(is_start[first], characters.cumulative[first], edge[first]), lengths)
    return Extents(head, edge, trimmed, resumed, edge, None)


def ascending(extents: Extents, characters: Characters) -> Extents:
    """Let no line reach less far than one with fewer of its characters, and no string begin before others end.

    Characters may stand closer than they are wide, or hang where they stand closer. Bisection among places that do not
    ascend would find one or another, by what else is in the batch.
    """
    falls = np.flatnonzero(extents.edge[1:] < extents.edge[:-1])
    if not len(falls):
        return extents._replace(search=extents.edge, shifts=None)
    edge = extents.edge.copy()
    filled = np.flatnonzero(characters.ends > characters.starts)
    starts, ends = characters.starts[filled], characters.ends[filled]
    for string in np.unique(np.searchsorted(ends, falls, side="right")).tolist():
        mine = edge[starts[string] + 1 : ends[string] + 1]
        np.maximum.accumulate(mine, out=mine)
    # Whole numbers, which keep places exact.
    before = np.ceil(np.maximum(characters.cumulative[starts] - edge[starts + 1], 0.0))
    after = np.ceil(np.maximum(edge[ends] - characters.cumulative[ends], 0.0))
    moved = np.cumsum(before) + np.cumsum(after) - after
    shifts = np.append(np.repeat(moved, ends - starts), moved[-1])
    search = edge.copy()
    search[1:] += shifts[:-1]
    return extents._replace(edge=edge, search=search, shifts=shifts)


def measure_lines(lines: Lines, characters: Characters, extents: Extents) -> Floats:
    """Return the width of each line in 1/1000 em."""
    filled = lines.ends > lines.starts
    reach = extents.edge[lines.ends] - characters.cumulative[lines.starts] - extents.head[lines.starts]
    return np.where(filled, np.maximum(reach, 0.0), 0.0)


def line_heads(lines: Lines, extents: Extents) -> Floats:
    """Return what each line loses at its head."""
    return np.where(lines.ends > lines.starts, extents.head[lines.starts], 0.0)


def find_breaks(characters: Characters, composition: Composition) -> tuple[Ints, ...]:
    """Return the positions where a line may begin, ascending, 0 among them: of each level, the best breaks first."""
    permitted = composition.breaks(characters)
    if characters.markup is not None:
        permitted &= ~characters.markup.bound
    levels = (*composition.better_breaks(characters, permitted), permitted)
    return tuple(np.concatenate(([0], np.flatnonzero(level))) for level in levels)


def break_lines(
    paragraphs: Lines,
    characters: Characters,
    extents: Extents,
    breaks: Sequence[Ints],
    *,
    width: Floats,
    indent: float,
    most: int,
) -> Lines:
    """Break each paragraph greedily so that every line is at most `width` (1/1000 em, per paragraph) wide.

    `breaks`: as `find_breaks` gives them; the last one of the first level that leaves something in the line is taken.
    A line without any is cut where the width ends; a character wider than the line stands alone. `indent` shortens
    first lines. What is left of a paragraph after `most` lines is one line more, however long: the string overflows,
    whatever its length costs no further rounds.
    """
    found: list[Lines] = []
    active, begin, room = np.arange(len(paragraphs.owner)), paragraphs.starts.copy(), width - indent
    while len(active):
        at, end = begin[active], paragraphs.ends[active]
        cut, visible, following = _cut_line(at, end, characters, extents, breaks, room=room[active])
        done = (cut >= end) | (following >= end)
        found.append(Lines(paragraphs.owner[active], at, visible, at == paragraphs.starts[active], done))
        begin[active] = following
        room = width
        active = active[~done]
        if len(found) >= most and len(active):
            rest, yes = begin[active], np.ones(len(active), dtype=bool)
            found.append(Lines(paragraphs.owner[active], rest, paragraphs.ends[active], ~yes, yes))
            break
    return in_reading_order(found)[0]


def break_lines_by_number(
    paragraphs: Lines,
    characters: Characters,
    extents: Extents,
    breaks: Sequence[Ints],
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
        cut, visible, following = _cut_line(at, end, characters, extents, breaks, room=room)
        done = (cut >= end) | (following >= end)
        found.append(Lines(paragraphs.owner[active], at, visible, first, done))
        begin[active] = following
        goes_on = ~done | (owners[active + 1] == owners[active])
        active = (active + done)[goes_on]
        if not len(active):
            return in_reading_order(found)[0]
    lasts = np.searchsorted(paragraphs.owner, paragraphs.owner[active], side="right") - 1
    yes = np.ones(len(active), dtype=bool)
    found.append(Lines(paragraphs.owner[active], begin[active], paragraphs.ends[lasts], ~yes, yes))
    return in_reading_order(found)[0]


def _cut_line(
    at: Ints, end: Ints, characters: Characters, extents: Extents, breaks: Sequence[Ints], *, room: Floats
) -> tuple[Ints, Ints, Ints]:
    """Return for lines that begin `at`: where each is cut, where what is seen of it ends, where the next begins."""
    reach = characters.cumulative[at] + extents.head[at] + room + _TOLERANCE
    if extents.shifts is not None:
        reach = reach + extents.shifts[at]
    furthest = np.clip(np.searchsorted(extents.search, reach, side="right") - 1, at, end)
    permitted = _last_before(breaks[0], furthest)
    for level in breaks[1:]:
        permitted = np.where(permitted > at, permitted, _last_before(level, furthest))
    cut = np.where(furthest >= end, end, np.where(permitted > at, permitted, np.maximum(furthest, at + 1)))
    cut = np.minimum(cut, end)
    following = np.minimum(np.maximum(extents.resumed[cut], cut), end)
    visible = np.where(cut == at, at, np.maximum(extents.trimmed[cut], at))
    return cut, visible, following


def _last_before(breaks: Ints, furthest: Ints) -> Ints:
    """Return the greatest break at or before each position."""
    last: Ints = breaks[np.searchsorted(breaks, furthest, side="right") - 1]
    return last


def in_reading_order(parts: Sequence[Lines]) -> tuple[Lines, Ints]:
    """Return some lots of lines as one, by string and place, and the order that sorts them."""
    if len(parts) == 1 and bool(np.all(np.diff(parts[0].owner) > 0)):
        return parts[0], np.arange(len(parts[0].owner))
    owner, starts, ends, first, last = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(owner * (int(ends.max(initial=0)) + 1) + starts, kind="stable")
    return Lines(owner[order], starts[order], ends[order], first[order], last[order]), order


def select_lines(lines: Lines, mask: Bools) -> Lines:
    """Return the lines whose mask is true."""
    return Lines(lines.owner[mask], lines.starts[mask], lines.ends[mask], lines.first[mask], lines.last[mask])
