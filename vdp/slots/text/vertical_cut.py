"""Lines of vertical writing cut into pieces, and where each piece and each group of digits stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.fit import Setting, tracking_em
from vdp.slots.text.ink import Spread, cut_lines
from vdp.slots.text.kernel import Bools, Characters, Floats, Ints, Lines
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.vertical import EM, GROUP, SIDEWAYS
from vdp.slots.text.vertical_groups import Found, Groups
from vdp.slots.text.vertical_turns import CENT, Inner, Pieces

MIDDLE = 0.38
"""The middle of the em box above the baseline: (0.88 - 0.12) / 2."""

DROP = 0.5 + MIDDLE
"""From where a cell begins to the baseline of digits in its middle, em."""

Kinds = NDArray[np.uint8]


class Marks(NamedTuple):
    """What tells characters of a batch apart; None if there is nothing to tell."""

    kinds: Kinds | None
    faces: Ints | None
    groups: Found | None
    is_plain: bool  # whether all are set as the slot says


class _Lines:
    """Where the characters of a batch stand along their lines.

    `each`: per line, what follows each of its characters, 1/1000 em; `along`: per character, what justification adds
    before it beyond that.
    """

    def __init__(self, characters: Characters, each: Floats, along: Floats | None) -> None:
        self.characters = characters
        self._each = each if each.any() else None
        self._along = along

    def passed(self, begins: Ints, at: Ints, line: Ints) -> Floats:
        """Return what stands between two characters each of a line, 1/1000 em."""
        characters = self.characters
        passed = characters.cumulative[at] - characters.cumulative[begins]
        if self._each is not None:
            passed = passed + self._each[line] * (at - begins)
        if self._along is not None:
            passed = passed + self._along[at] - self._along[begins]
        if characters.offsets is not None:  # a line begins where its ink begins
            passed = passed + characters.offsets[at] - characters.offsets[begins]
        return passed


class Cutter:
    """Cuts the lines of one slot."""

    def __init__(self, spec: TextSpec, groups: Groups) -> None:
        self._spec = spec
        self._groups = groups
        self._nominal = tracking_em(spec)

    def cut(
        self,
        characters: Characters,
        setting: Setting,
        spread: Spread | None,
        marks: Marks,
        tops: Floats,
    ) -> tuple[Pieces, Inner | None]:
        """Cut every line where it turns or its face changes; of groups side by side each begins a piece.

        `tops`: where the lines begin, points.
        """
        lines, kinds, faces = setting.lines, marks.kinds, marks.faces
        if faces is not None and marks.groups is not None and kinds is not None:
            faces = _group_faces(faces, lines, kinds, marks.groups.at)
        line, begins, ends = np.arange(len(lines.starts)), lines.starts, lines.ends
        change = _changes(kinds, faces)
        is_cut = change is not None and bool(change.any())
        if change is not None and is_cut:
            line, begins, ends = cut_lines(lines, change)
        filled = ends > begins
        if not filled.all():
            line, begins, ends = line[filled], begins[filled], ends[filled]
        tight = setting.tracking[lines.owner] - self._nominal
        each = tight if spread is None else tight + spread.each
        along = None if spread is None else np.concatenate(([0.0], np.cumsum(spread.places)))
        places = _Lines(characters, each, along)
        owner = lines.owner[line]
        size, scale = setting.size[owner], setting.scale[owner]
        tracking = (each[line] + self._nominal) * size / EM
        spaced = np.zeros(len(setting.size), dtype=bool)
        spaced[owner[tracking != 0.0]] = True
        kind = np.zeros(len(line), dtype=np.int64) if kinds is None else kinds[begins].astype(np.int64)
        inner = None
        if marks.groups is not None:
            inner = self._inner(places, marks.groups, begins=begins, ends=ends, sizes=size, line=line)
        y = tops[line]
        if is_cut:
            y = y - places.passed(lines.starts[line], begins, line) * (size * scale / EM)
        pieces = Pieces(
            string=owner,
            starts=begins,
            ends=ends,
            kinds=kind,
            faces=np.zeros(len(line), dtype=np.int64) if faces is None else faces[begins],
            x=_round(self.middles(setting)[line] * CENT),
            y=_round(y * CENT),
            sizes=size,
            scales=scale,
            tracking=np.where(kind == SIDEWAYS, tracking, -tracking),
            is_spaced=spaced[owner],
            is_plain=marks.is_plain and faces is None,
        )
        return self._turn(pieces, inner, y), inner

    def _turn(self, pieces: Pieces, inner: Inner | None, y: Floats) -> Pieces:
        """Put what does not stand upright beside the middle of its line. `y`: where the pieces begin, points."""
        kinds, sizes = pieces.kinds, pieces.sizes
        if not kinds.any():
            return pieces
        x = pieces.x - np.where(kinds == SIDEWAYS, _round(MIDDLE * CENT * sizes), 0)
        if inner is not None:
            first = inner.piece[inner.begins]
            x[first] -= self._groups.aside(inner.shapes[inner.begins], sizes[first])
        dropped = _round((y - DROP * sizes * pieces.scales) * CENT)
        return pieces._replace(x=x, y=np.where(kinds == GROUP, dropped, pieces.y))

    def _inner(
        self, places: _Lines, groups: Found, *, begins: Ints, ends: Ints, sizes: Floats, line: Ints
    ) -> Inner | None:
        """Find the groups in pieces, and how far they stand from what is around them. By piece but `groups`."""
        if not len(begins):
            return None
        at = groups.at
        if begins[0] == 0 and (begins[1:] == ends[:-1]).all() and at[-1] < ends[-1]:
            piece = np.repeat(np.arange(len(begins)), ends - begins)[at]
        else:  # blanks between lines, or lines that are left out
            piece = np.searchsorted(begins, at, side="right") - 1
            inside = (piece >= 0) & (at < ends[piece])
            groups, piece = Found(*(column[inside] for column in groups)), piece[inside]
            at = groups.at
            if not len(at):
                return None
        head, owner = begins[piece], line[piece]
        unit = (sizes[piece] if (sizes != sizes[0]).any() else sizes[0]) * (CENT / EM)
        first, last = at == head, at + 1 == ends[piece]
        base = _round(places.passed(head, at, owner) * unit + DROP * EM * unit)
        after = _round(places.passed(head, np.where(last, at, at + 1), owner) * unit)
        before = np.append(0, np.where(piece[1:] == piece[:-1], after[:-1], 0))
        return Inner(
            at=at,
            piece=piece,
            leads=groups.leads,
            shapes=groups.shapes,
            reach=np.where(first, 0, base - before),
            rest=np.where(last, 0, after - base),
            begins=first,
            ends=last,
        )

    def middles(self, setting: Setting) -> Floats:
        """Return the middle of every line."""
        spec, owner = self._spec, setting.lines.owner
        if len(owner) == len(setting.size) and bool((owner == np.arange(len(owner))).all()):
            single: Floats = self._edges(setting, 1) - setting.size / 2.0
            return single
        counts = np.bincount(owner, minlength=len(setting.size))
        firsts = np.cumsum(counts) - counts
        leading = spec.leading * setting.size / spec.size
        begin = self._edges(setting, counts) - setting.size / 2.0
        middles: Floats = begin[owner] - (np.arange(len(owner)) - firsts[owner]) * leading[owner]
        return middles

    def _edges(self, setting: Setting, counts: Ints | int) -> Floats:
        """Return the right edge of each string of `counts` lines."""
        spec = self._spec
        leading = spec.leading * setting.size / spec.size
        free = spec.box.width - setting.size - (counts - 1) * leading
        inward = free * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[spec.valign]
        edges: Floats = spec.box.x + spec.box.width - inward
        return edges


def _changes(kinds: Kinds | None, faces: Ints | None) -> Bools | None:
    """Return by character but the first whether a piece begins with it; None if there is nothing to ask."""
    change: Bools | None = None
    if kinds is not None:
        change = (kinds[1:] == SIDEWAYS) != (kinds[:-1] == SIDEWAYS)
        change |= (kinds[1:] == GROUP) & (kinds[:-1] == GROUP)
    if faces is not None:
        turned: Bools = faces[1:] != faces[:-1]
        change = turned if change is None else change | turned
    return change


def _group_faces(faces: Ints, lines: Lines, kinds: Kinds, at: Ints) -> Ints:
    """Return the face by character; a group goes with what follows in its line, the last with what it follows."""
    found = faces.copy()
    is_begin, is_end = np.zeros((2, len(kinds) + 1), dtype=bool)
    is_begin[lines.starts] = is_end[lines.ends] = True
    last = is_end[at + 1]
    inner, outer = at[~last], at[last & ~is_begin[at]]
    found[inner] = faces[inner + 1]
    outer = outer[kinds[outer - 1] != GROUP]
    found[outer] = faces[outer - 1]
    return found


def _round(numbers: Floats) -> Ints:
    rounded: Ints = np.rint(numbers).astype(np.int64)
    return rounded
