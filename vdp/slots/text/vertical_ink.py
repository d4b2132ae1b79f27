"""Vertical writing (縦書き): settings to `BT … ET` fragments.

Upright glyphs are set with Identity-V: the origin of a glyph is the middle of the top of its em, and its font's
default advance is one em downwards (ISO 32000-1, 9.7.4.3). Latin runs are turned clockwise; groups of digits stand
side by side in one em.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from vdp.pdf.content import num
from vdp.slots.text.composition import Composition
from vdp.slots.text.equal import find_equal
from vdp.slots.text.fit import Setting, tracking_em
from vdp.slots.text.ink import (
    Run,
    Spread,
    color_of,
    cut_lines,
    font_operator,
    line_starts,
    make_run,
    spread_lines,
)
from vdp.slots.text.kernel import Characters, Floats, Ints
from vdp.slots.text.pieces import show_closed, show_pieces
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.vertical import EM, VerticalChain, kinds_of
from vdp.slots.text.vertical_groups import Groups

_ON = 1  # TJ moves in the writing direction
_BACK = -1
MIDDLE = 0.38
"""The middle of the em box above the baseline: (0.88 - 0.12) / 2."""

UPRIGHT, SIDEWAYS, GROUP = range(3)


class _Pieces(NamedTuple):
    """The lines of a batch cut where kind or face changes, in reading order."""

    line: Ints
    starts: Ints
    ends: Ints
    kinds: Ints
    faces: Ints
    x: Floats  # the middle of the line
    y: Floats  # where the piece begins
    tracking: Floats  # points after each character, justification included

    def filled(self) -> _Pieces:
        """Return the pieces that hold characters."""
        filled = self.ends > self.starts
        if filled.all():
            return self
        ints = (self.line[filled], self.starts[filled], self.ends[filled], self.kinds[filled], self.faces[filled])
        return _Pieces(*ints, self.x[filled], self.y[filled], self.tracking[filled])


class _Look(NamedTuple):
    """How a piece is set."""

    kind: int
    face: int
    group: int  # its number, -1: none
    is_cut: bool
    y: float  # where the piece begins; of a group its baseline
    x: float  # the middle of the line
    size: float
    scale: float
    tracking: float


class VerticalInk:
    """Composes settings of one slot."""

    def __init__(self, spec: TextSpec, chain: VerticalChain, composition: Composition) -> None:
        self._spec = spec
        self._chain = chain
        self._composition = composition
        turned = [face.resource for face in chain.faces]
        self._resources = ([vertical_resource(name) for name in turned], turned, turned)
        self._color, self._restore = color_of(spec)
        self._nominal = tracking_em(spec)
        self._groups = Groups(chain)

    def compose(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per string, b"" for an empty one."""
        spread = spread_lines(self._spec, characters, setting, self._composition)
        run = make_run(characters, self._chain, spread)
        top = self._spec.box.y + self._spec.box.height
        tops = top - line_starts(self._spec, characters, setting, spread)
        pieces = self._cut(characters, setting, run, tops, spread)
        lines = setting.lines
        if (
            spread is None
            and len(pieces.line) == len(lines.owner) == len(characters.starts)
            and self._is_plain(setting, pieces)
        ):
            return self._compose_plain(run, pieces)
        return self._compose_any(characters, setting, run, pieces)

    def _is_plain(self, setting: Setting, pieces: _Pieces) -> bool:
        changed = (setting.scale != 1.0) | (setting.size != self._spec.size) | (setting.tracking != self._nominal)
        return not (bool(changed.any()) or bool(pieces.kinds.any()) or bool(pieces.faces.any()))

    def _compose_plain(self, run: Run, pieces: _Pieces) -> list[bytes]:
        """Compose strings of one upright line each, set as the slot says."""
        spec = self._spec
        tracking = b" %b Tc" % num(-spec.tracking) if spec.tracking else b""
        x = num(self._middle(spec.size, 1, 0))
        head = b"%bBT %b%b 1 0 0 1 %b " % (self._color, font_operator(self._resources[0][0], spec.size), tracking, x)
        tail = (b" 0 Tc ET" if spec.tracking else b" ET") + self._restore
        shown = show_pieces(run, pieces.starts, pieces.ends, np.full(len(pieces.starts), _ON))
        if (pieces.y == pieces.y[0]).all():
            start = b"%b%.2f Tm " % (head, pieces.y[0])
            found = [start + string + tail for string in shown]
        else:
            found = [b"%b%.2f Tm %b%b" % (head, y, s, tail) for y, s in zip(pieces.y.tolist(), shown, strict=True)]
        for index in np.flatnonzero(pieces.starts == pieces.ends).tolist():
            found[index] = b""
        return found

    def _cut(self, characters: Characters, setting: Setting, run: Run, tops: Floats, spread: Spread | None) -> _Pieces:
        """Cut every line where the kind of its characters or their face changes; groups stand alone."""
        lines, count = setting.lines, len(characters.codes)
        kinds = kinds_of(characters.codes, self._chain)
        faces = np.zeros(count, dtype=np.int64) if run.faces is None else run.faces
        if count and (kinds.any() or faces.any()):
            change = (np.diff(kinds) != 0) | (np.diff(faces) != 0) | (kinds[1:] == GROUP)
            line, begins, ends = cut_lines(lines, change)
        else:
            line, begins, ends = np.arange(len(lines.starts)), lines.starts, lines.ends
        return self._place(
            characters, setting, spread, line=line, begins=begins, ends=ends, tops=tops, kinds=kinds, faces=faces
        )

    def _place(
        self,
        characters: Characters,
        setting: Setting,
        spread: Spread | None,
        *,
        line: Ints,
        begins: Ints,
        ends: Ints,
        tops: Floats,
        kinds: Ints,
        faces: Ints,
    ) -> _Pieces:
        lines = setting.lines
        size, scale = setting.size[lines.owner], setting.scale[lines.owner]
        tight = setting.tracking[lines.owner] - self._nominal
        each = tight if spread is None else tight + spread.each
        passed = characters.cumulative[begins] - characters.cumulative[lines.starts[line]]
        passed = passed + each[line] * (begins - lines.starts[line])
        if spread is not None:
            along = np.concatenate(([0.0], np.cumsum(spread.places)))
            passed = passed + along[begins] - along[lines.starts[line]]
        first = np.minimum(begins, max(len(kinds) - 1, 0))
        some = bool(len(kinds))
        if characters.offsets is not None and some:  # `tops` is where the ink of a line begins
            heads = np.minimum(lines.starts, len(kinds) - 1)[line]
            passed = passed + characters.offsets[first] - characters.offsets[heads]
        return _Pieces(
            line=line,
            starts=begins,
            ends=ends,
            kinds=kinds[first] if some else np.zeros(len(line), dtype=np.int64),
            faces=faces[first] if some else np.zeros(len(line), dtype=np.int64),
            x=self._middles(setting)[line],
            y=tops[line] - passed * (size * scale)[line] / EM,
            tracking=((each + self._nominal) * size / EM)[line],
        )

    def _middles(self, setting: Setting) -> Floats:
        """Return the middle of every line."""
        spec, owner = self._spec, setting.lines.owner
        counts = np.bincount(owner, minlength=len(setting.size))
        firsts = np.searchsorted(owner, np.arange(len(setting.size)))
        leading = spec.leading * setting.size / spec.size
        free = spec.box.width - setting.size - (counts - 1) * leading
        inward = free * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[spec.valign]
        begin = spec.box.x + spec.box.width - inward - setting.size / 2.0
        middles: Floats = begin[owner] - (np.arange(len(owner)) - firsts[owner]) * leading[owner]
        return middles

    def _middle(self, size: float, lines: int, number: int) -> float:
        """Return the middle of one line of a string."""
        spec = self._spec
        leading = spec.leading * size / spec.size
        free = spec.box.width - size - (lines - 1) * leading
        inward = free * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[spec.valign]
        return spec.box.x + spec.box.width - inward - size / 2.0 - number * leading

    def _compose_any(self, characters: Characters, setting: Setting, run: Run, pieces: _Pieces) -> list[bytes]:
        end = b" 0 Tc ET" if bool(pieces.tracking.any()) else b" ET"
        pieces = pieces.filled()
        owner = setting.lines.owner[pieces.line]
        bounds = np.searchsorted(owner, np.arange(len(characters.starts) + 1)).tolist()
        inks = self._inks(characters, setting, run, pieces, spaced=end != b" ET")
        head, tail = self._color + b"BT", end + self._restore
        empty = (characters.starts == characters.ends).tolist()
        return [
            b"" if nothing else b"%b%b%b" % (head, b"".join(inks[first:last]), tail)
            for (first, last), nothing in zip(pairwise(bounds), empty, strict=True)
        ]

    def _inks(
        self, characters: Characters, setting: Setting, run: Run, pieces: _Pieces, *, spaced: bool
    ) -> list[bytes]:
        """Return the operators of every piece: font, tracking, place, glyphs."""
        if not len(pieces.line):
            return []
        is_group = pieces.kinds == GROUP
        shown = show_closed(run, pieces.starts, pieces.ends, np.where(pieces.kinds == UPRIGHT, _ON, _BACK), ~is_group)
        owner = setting.lines.owner[pieces.line]
        sizes, scales = setting.size[owner], setting.scale[owner]
        places = np.where(is_group, pieces.y - (0.5 + MIDDLE) * sizes * scales, pieces.y)
        # Equal beginnings are written once: many pieces of a batch stand in the same place along their lines.
        codes = np.where(is_group, characters.codes[pieces.starts] - 2 * self._chain.total, -1)
        columns = (pieces.kinds, pieces.faces, codes, shown.is_cut, places, pieces.x, sizes, scales, pieces.tracking)
        first, which = find_equal(columns)
        rows = zip(*(column[first].tolist() for column in columns), strict=True)
        heads = [self._begin(_Look(*row), spaced=spaced) for row in rows]
        text = shown.text
        edges = zip(shown.begins.tolist(), shown.stops.tolist(), strict=True)
        return [heads[at] + text[a:b] for at, (a, b) in zip(which.tolist(), edges, strict=True)]

    def _begin(self, look: _Look, *, spaced: bool) -> bytes:
        """Return what stands before the glyphs of a piece; of a group all."""
        size, scale = look.size, look.scale
        if look.kind == GROUP:
            return self._groups.paint(look.group, x=look.x, baseline=look.y, size=size, scale=scale, spaced=spaced)
        space = b" %.3f Tc" % (look.tracking if look.kind == SIDEWAYS else -look.tracking) if spaced else b""
        font = b" /%b %.3f Tf%b" % (self._resources[look.kind][look.face].encode("ascii"), size, space)
        opened = b"[<" if look.is_cut else b"<"
        if look.kind == UPRIGHT:
            return b"%b 1 0 0 %.4f %.2f %.2f Tm %b" % (font, scale, look.x, look.y, opened)
        return b"%b 0 %.4f 1 0 %.2f %.2f Tm %b" % (font, -scale, look.x - MIDDLE * size, look.y, opened)

    def group(self, code: int, *, x: float, y: float, size: float, scale: float, spaced: bool) -> bytes:
        """Return digits side by side in one em, condensed to it if need be. `y`: where the em begins."""
        number = code - 2 * self._chain.total
        return self._groups.paint(
            number, x=x, baseline=y - (0.5 + MIDDLE) * size * scale, size=size, scale=scale, spaced=spaced
        )


def vertical_resource(resource: str) -> str:
    """Return the name of a face's vertical font in the page resources."""
    return f"{resource}V"
