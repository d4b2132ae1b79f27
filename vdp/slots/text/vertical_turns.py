"""Vertical texts: what stands between the glyph strings of a batch.

A piece is opened with its place. Groups of digits inside it move there and back by Td, so that what is written for a
group depends on what stands since the one before, not on the place in the line: few texts serve a whole batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from vdp.pdf.content import num
from vdp.slots.text.equal import find_distinct, find_equal
from vdp.slots.text.ink import Run
from vdp.slots.text.kernel import Bools, Floats, Ints
from vdp.slots.text.pieces import tenths_of
from vdp.slots.text.vertical import GROUP, SIDEWAYS
from vdp.slots.text.vertical_groups import FULL, Groups, Shape
from vdp.slots.text.weave import MOST_CENTS, weave

CENT = 100
"""Places are in hundredths of a point."""

# The order of texts that stand before the same character.
_AFTER, _NUMBER, _OPENING, _PLACE, _SHOW, _BEFORE = range(6)
_RANKS = 3  # bits that they take

_MANY = 64
"""Different heights from which on they are written apart from what is around them."""


_SHOWS = [b" Tm", b" Tm <", b" Tm [<"]  # what follows the height: of a group, of glyphs, of glyphs with numbers


class Pieces(NamedTuple):
    """Lines cut where they turn or change their face, in reading order, none empty; places are characters."""

    string: Ints  # ascending
    starts: Ints
    ends: Ints
    kinds: Ints  # of the first character
    faces: Ints
    x: Ints  # of the first origin, hundredths of a point
    y: Ints
    sizes: Floats
    scales: Floats  # along the line
    tracking: Floats  # points
    is_spaced: Bools  # whether its string has tracking anywhere
    is_plain: bool  # whether all are set as the slot says, in one face


class Inner(NamedTuple):
    """The groups of digits in pieces, in reading order; lengths in hundredths of a point before scaling."""

    at: Ints  # their characters
    piece: Ints
    leads: Ints  # of Groups: the digits before the last, which stands in the run
    shapes: Ints
    reach: Ints  # from the origin before, of the glyphs since the last group, to the group's baseline
    rest: Ints  # from its baseline to the origin of what follows in its piece
    begins: Bools  # whether it is the first of its piece
    ends: Bools  # whether it is the last


class Glyphs(NamedTuple):
    """The glyph strings of a batch and the numbers of TJ between them."""

    run: Run  # a group is its last digit; the cuts count characters
    places: Ints | None  # by character, one entry more: its place in the run; None: all stand in lines
    tenths: Ints  # at the cuts, as TJ counts


class Writer:
    """Writes the texts of one slot. `names`: the fonts of each face, for upright glyphs and for others."""

    def __init__(self, names: list[tuple[bytes, bytes]], groups: Groups, head: bytes, tail: bytes) -> None:
        self._names = names
        self._groups = groups
        self._head = head
        # What ends a piece by its last glyphs: a group, a string, a string with numbers; and, behind it, a text.
        self._closings = [b"", b"> Tj", b">] TJ"]
        self._tails = [b" ET" + tail, b" 0 Tc ET" + tail]

    def write(self, glyphs: Glyphs, pieces: Pieces, inner: Inner | None) -> tuple[Ints, list[bytes]]:
        """Return the strings that have pieces, ascending, and the fragment of each."""
        if not len(pieces.string):
            return pieces.string, []
        segments = _Segments(glyphs, pieces, inner)
        apart = self._is_apart(pieces.y)
        texts, closed, which = self._edges(pieces, inner, segments, apart=apart)
        stations = [(np.append(pieces.starts, pieces.ends[-1]) << _RANKS) + _OPENING]
        ways = [which]
        if inner is not None:
            for station, made, way in self._turns(pieces, inner, segments):
                stations.append(station)
                ways.append(way + len(texts))
                texts += made
        if len(segments.at):
            distinct, number = find_distinct(segments.tenths)
            stations.append((segments.at << _RANKS) + _NUMBER)
            ways.append(number + len(texts))
            texts += [b">%b<" % tenths_of(tenth) for tenth in distinct.tolist()]
        if apart:
            begins = [(pieces.starts << _RANKS) + rank for rank in (_PLACE, _SHOW)]
            shown = np.where(pieces.kinds == GROUP, 0, 1 + segments.is_cut(pieces.starts))
            stations += begins
            ways += [pieces.y + len(texts) + len(_SHOWS), shown + len(texts)]
            texts += _SHOWS
        station = np.concatenate(stations)
        order = np.argsort(station, kind="stable")
        station = station[order]
        at = station >> _RANKS
        if glyphs.places is not None:
            at = glyphs.places[at]
        woven, taken = weave(glyphs.run.digits, at, np.concatenate(ways)[order], texts)
        firsts = np.flatnonzero(_new_strings(pieces))
        found = np.searchsorted(station, stations[0][firsts])
        cut = 4 * at[found] + taken[found] + closed[which[firsts]]
        begins, ends = cut[:-1].tolist(), cut[1:].tolist()
        return pieces.string[firsts[:-1]], [woven[a:b] for a, b in zip(begins, ends, strict=True)]

    def _is_apart(self, y: Ints) -> bool:
        """Return whether heights are written apart: few texts serve the batch then, whatever its heights."""
        low, high = int(y.min()), int(y.max())
        return low != high and low >= 0 and high <= MOST_CENTS and len(find_distinct(y)[0]) > _MANY

    def _edges(
        self, pieces: Pieces, inner: Inner | None, segments: _Segments, *, apart: bool
    ) -> tuple[list[bytes], Ints, Ints]:
        """Return what stands between pieces, how much of it belongs to the one before, and which each edge has.

        `apart`: without the height and what follows it.
        """
        own, is_new = pieces, _new_strings(pieces)
        shown = 1 + segments.is_cut(own.ends - 1)
        if inner is not None:
            shown[inner.piece[inner.ends]] = 0
        ends = np.where(is_new[1:], 3 + 2 * shown + own.is_spaced, shown)
        closings = [*self._closings, *(shown + tail for shown in self._closings for tail in self._tails)]
        is_cut = segments.is_cut(own.starts)
        show = np.where(own.kinds == GROUP, 0, 1 + is_cut)
        look = (own.kinds * len(self._names) + own.faces) * 8 + is_cut * 4
        look = look + own.is_spaced * 2 + is_new[:-1]
        places = (look, own.x) if apart else (look, own.x, own.y)
        some, opening = find_equal(places if own.is_plain else (*places, own.sizes, own.scales, own.tracking))
        openings = [self._opening(own, at, is_new=is_new[at]) for at in some.tolist()]
        if not apart:
            rows = zip(some.tolist(), openings, strict=True)
            openings = [begin + b"%.2f" % (own.y[at] / CENT) + _SHOWS[show[at]] for at, begin in rows]
        none = len(openings)
        edges, which = find_distinct(np.append(len(closings), ends) * (none + 1) + np.append(opening, none))
        pairs = [divmod(edge, none + 1) for edge in edges.tolist()]
        before = [[*closings, b""][end] for end, _ in pairs]
        texts = [end + [*openings, b""][begin] for end, (_, begin) in zip(before, pairs, strict=True)]
        return texts, np.array([len(end) for end in before]), which

    def _opening(self, pieces: Pieces, at: int, *, is_new: bool) -> bytes:
        """Return what stands before a piece up to its height; where a group begins it, its place only."""
        kind, scale, x = int(pieces.kinds[at]), float(pieces.scales[at]), pieces.x[at] / CENT
        head = self._head if is_new else b""
        if kind == SIDEWAYS:
            matrix = b" 0 %b 1 0 %.2f " % (b"-1" if scale == 1.0 else b"%.4f" % -scale, x)
        else:
            matrix = b" 1 0 0 %b %.2f " % (b"1" if scale == 1.0 else b"%.4f" % scale, x)
        if kind == GROUP:
            return head + matrix
        return head + self._font(pieces, at, self._names[pieces.faces[at]][kind], float(pieces.tracking[at])) + matrix

    def _turns(self, pieces: Pieces, inner: Inner, segments: _Segments) -> Iterator[tuple[Ints, list[bytes], Ints]]:
        """Yield what stands before the last digits of groups and what follows them: where, texts, and which."""
        own, piece, shape, shapes = pieces, inner.piece, inner.shapes, self._groups.shapes
        styles: tuple[Ints, ...] = ()
        if not own.is_plain:
            styles = (find_equal((own.sizes, own.tracking, own.is_spaced, own.faces))[1][piece],)
        shown = np.where(inner.begins, 0, 1 + segments.is_cut(inner.at - 1))
        some, before = find_equal((shape * 3 + shown, inner.reach, *styles))
        rows = zip(*(column[some].tolist() for column in (piece, shape, shown, inner.reach)), strict=True)
        texts = [
            self._closings[end] + self._reach(own, at, shapes[kind], -reach if end else None)
            for at, kind, end, reach in rows
        ]
        leads = self._groups.leads
        distinct, before = find_distinct(before * len(leads) + inner.leads)
        pairs = (divmod(each, len(leads)) for each in distinct.tolist())
        yield (inner.at << _RANKS) + _BEFORE, [texts[way] + leads[lead] for way, lead in pairs], before
        opened = np.where(inner.ends, 0, 1 + segments.is_cut(inner.at + 1))
        some, after = find_equal((shape * 3 + opened, inner.rest, *styles))
        rows = zip(*(column[some].tolist() for column in (piece, shape, opened, inner.rest)), strict=True)
        backs = [self._rest(own, at, shapes[kind], -rest, begin) for at, kind, begin, rest in rows]
        yield (inner.at + 1 << _RANKS) + _AFTER, backs, after

    def _reach(self, pieces: Pieces, at: int, shape: Shape, move: int | None) -> bytes:
        """Return what leads to the digits of a group: all but the place where it begins its piece."""
        font = self._font(pieces, at, self._names[shape.face][1], 0.0)
        width = b"" if shape.narrow == FULL else b" %b Tz" % num(100.0 * shape.narrow / FULL)
        moved = b"" if move is None else b" %b %b Td" % (num(-self._aside(pieces, at, shape)), num(move / CENT))
        return font + width + moved + b" <"

    def _rest(self, pieces: Pieces, at: int, shape: Shape, move: int, begin: int) -> bytes:
        """Return what leads on from a group. `begin`: 0 if it ends its piece, 2 if what follows has numbers."""
        width = b"> Tj" if shape.narrow == FULL else b"> Tj 100 Tz"
        if not begin:
            return width
        font = self._font(pieces, at, self._names[pieces.faces[at]][0], float(pieces.tracking[at]))
        place = (num(self._aside(pieces, at, shape)), num(move / CENT))
        return b"%b%b %b %b Td %b" % (width, font, *place, (b"", b"<", b"[<")[begin])

    def _aside(self, pieces: Pieces, at: int, shape: Shape) -> float:
        """Return how far the digits begin beside the middle of the line."""
        return round(shape.half * float(pieces.sizes[at]) * CENT) / CENT

    def _font(self, pieces: Pieces, at: int, name: bytes, tracking: float) -> bytes:
        space = b" %b Tc" % num(tracking) if pieces.is_spaced[at] else b""
        return b" /%b %b Tf%b" % (name, num(float(pieces.sizes[at])), space)


class _Segments:
    """Glyph strings shown by one operator: which of them hold numbers."""

    def __init__(self, glyphs: Glyphs, pieces: Pieces, inner: Inner | None) -> None:
        cuts = glyphs.run.cuts[glyphs.run.cuts < pieces.ends[-1]]
        self._numbered: Bools | None = None
        self.at: Ints = cuts + 1  # characters that numbers stand before
        self.tenths: Ints = glyphs.tenths[: len(cuts)]
        if not len(cuts):
            return
        is_edge = np.zeros(int(pieces.ends[-1]) + 1, dtype=bool)
        is_edge[pieces.starts] = True
        is_edge[pieces.ends] = True
        if inner is not None:
            is_edge[inner.at] = True
            is_edge[inner.at + 1] = True
        inside = ~is_edge[self.at]  # what begins at an edge has a place of its own
        self.at, self.tenths = self.at[inside], self.tenths[inside]
        if not len(self.at):
            return
        self._segment = np.cumsum(is_edge)
        self._numbered = np.zeros(int(self._segment[-1]) + 1, dtype=bool)
        self._numbered[self._segment[self.at]] = True

    def is_cut(self, characters: Ints) -> Ints:
        """Return 1 where numbers stand in the same glyph string as a character."""
        if self._numbered is None:
            return np.zeros(len(characters), dtype=np.int64)
        found: Ints = self._numbered[self._segment[characters]].astype(np.int64)
        return found


def _new_strings(pieces: Pieces) -> Bools:
    """Return by edge whether it is one of strings, at the begin and the end of all too."""
    return np.concatenate(([True], pieces.string[1:] != pieces.string[:-1], [True]))
