"""Slots with markup, in both writing directions: settings to fragments.

A fragment holds the line's text in its order, then the ruby, then dots and lines. A run of one span, face and direction
is shown in one piece with a place of its own.
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.composition import Composition
from vdp.slots.text.fit import Setting, lines_room, tracking_em
from vdp.slots.text.ink import BLACK, Run, Spread, adjusted, cut_lines, set_ink, spread_lines
from vdp.slots.text.kernel import Characters, Floats, Ints, Markup
from vdp.slots.text.marked_pieces import MarkedPieces, resolve
from vdp.slots.text.marks import BesideInk
from vdp.slots.text.pieces import show_pieces
from vdp.slots.text.placed import Placed
from vdp.slots.text.ruby import Voice
from vdp.slots.text.ruby_ink import RubyInk
from vdp.slots.text.spec import EM_ASCENT, TextSpec
from vdp.slots.text.vertical import GROUP, UPRIGHT


class MarkedInk:
    """Composes settings of one slot with markup."""

    def __init__(self, spec: TextSpec, voices: Sequence[Voice], composition: Composition) -> None:
        self._spec = spec
        self._voices = voices
        self._composition = composition
        self._vertical = spec.writing == "vertical"
        self._nominal = tracking_em(spec)
        stretches = spec.align in {"justify", "distribute"} or bool(spec.cells)
        self._spaced = stretches or "track" in spec.fit or bool(spec.tracking)
        self._pieces = MarkedPieces(spec, voices, composition)
        self._rubies = RubyInk(self._pieces, voices, spec)
        self._beside = BesideInk(spec, voices)

    def compose(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per string, b"" for an empty one."""
        spec, markup, owner = self._spec, characters.markup, setting.lines.owner
        assert markup is not None  # noqa: S101 - the slot has spans
        spread = spread_lines(spec, characters, setting, self._composition)
        placed = Placed(spec, characters, setting, spread, nominal=self._nominal, across=self._across(setting))
        line, pieces = self._text(characters, markup, spread, placed)
        bounds = np.searchsorted(owner[line], np.arange(len(characters.starts) + 1)).tolist()
        end = b" ET" if self._vertical else b" 100 Tz ET"
        end = b" 0 Tc" + end if self._spaced else end
        color, after = set_ink(spec.color) + b" BT", b" " + set_ink(BLACK) + b"\n"
        fragments = [
            [color, *pieces[first:last], end, after] if last > first else [] for first, last in pairwise(bounds)
        ]
        owners = owner.tolist()
        rubies: dict[int, list[bytes]] = {}
        for at, ink in self._rubies.inks(markup, placed):
            rubies.setdefault(owners[at], []).append(ink)
        for index, inks in rubies.items():
            fragments[index][-2:-1] = [*inks, b" 0 Tc" + (b" ET" if self._vertical else b" 100 Tz ET")]
        for at, ink in self._beside.marks(characters, markup, placed):
            fragments[owners[at]].insert(-1, ink)
        return list(map(b"".join, fragments))

    def _across(self, setting: Setting) -> Floats:
        """Return the baseline of every line; in vertical writing its middle."""
        spec, owner = self._spec, setting.lines.owner
        counts = np.bincount(owner, minlength=len(setting.size))
        firsts = np.searchsorted(owner, np.arange(len(setting.size)))
        leading = spec.leading * setting.size / spec.size
        free = lines_room(spec) - setting.size * (1.0 + spec.over + spec.under) - (counts - 1) * leading
        inward = free * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[spec.valign]
        inward = inward + (spec.over + (0.5 if self._vertical else EM_ASCENT)) * setting.size
        edge = spec.box.x + spec.box.width if self._vertical else spec.box.y + spec.box.height
        number = np.arange(len(owner)) - firsts[owner]
        across: Floats = edge - inward[owner] - number * leading[owner]
        return across

    def _text(
        self, characters: Characters, markup: Markup, spread: Spread | None, placed: Placed
    ) -> tuple[Ints, list[bytes]]:
        """Return the pieces of the lines' text, in order, with their lines."""
        glyphs, faces, kinds = self._glyphs(characters, markup)
        keys = (markup.spans * 64 + faces) * 4 + kinds
        change = keys[1:] != keys[:-1]
        if self._vertical:
            change |= kinds[1:] == GROUP
        line, starts, ends = cut_lines(placed.lines, change)
        filled = ends > starts
        line, starts, ends = line[filled], starts[filled], ends[filled]
        adjust = adjusted(characters, spread) / markup.ratios  # TJ counts in thousandths of the piece's own size
        cuts = np.flatnonzero(np.abs(adjust) > 0.04)
        run = Run(binascii.hexlify(glyphs.astype(">u2").tobytes()), None, cuts, adjust[cuts])
        down = self._vertical & (kinds[starts] == UPRIGHT)
        shown = show_pieces(run, starts, ends, np.where(down, 1, -1))
        places = placed.begins(starts, line)
        if characters.offsets is not None:
            places = places + characters.offsets[starts] * placed.unit[line]
        spaces = (placed.each[line] + self._nominal) * placed.size[line] / 1000.0
        columns = (line, starts, markup.spans[starts], faces[starts], kinds[starts], places, spaces)
        if self._vertical:
            return line, self._standing(columns, shown, placed, characters)
        return line, self._flat(columns, shown, placed)

    def _standing(
        self, columns: Sequence[NDArray[Any]], shown: list[bytes], placed: Placed, characters: Characters
    ) -> list[bytes]:
        """Return the pieces of vertical lines."""
        pieces: list[bytes] = []
        for at, start, span, face, kind, along, each, string in zip(*(c.tolist() for c in columns), shown, strict=True):
            here, color = placed.line(at), self._pieces.color(span)
            size = here.size * self._voices[span].span.size
            if kind == GROUP:
                code = int(characters.codes[start])
                pieces.append(color + self._pieces.group(code, span, size, here, along, spaced=self._spaced))
                continue
            space = each if self._spaced else None
            pieces.append(
                color + self._pieces.piece(span, face, kind, size, here, along=along, space=space, string=string)
            )
        return pieces

    def _flat(self, columns: Sequence[NDArray[Any]], shown: list[bytes], placed: Placed) -> list[bytes]:
        """Return the pieces of horizontal lines: the same as one by one, for all at once."""
        line, _, spans, faces, _, places, spaces = columns
        sizes = placed.size[line] * np.array([voice.span.size for voice in self._voices])[spans]
        heads = self._pieces.heads(spans, faces, sizes, placed.scale[line])
        x, y = (places + self._spec.box.x).tolist(), placed.across[line].tolist()
        if self._spaced:
            write = b"%b %.3f Tc 1 0 0 1 %.2f %.2f Tm %b".__mod__
            return list(map(write, zip(heads, spaces.tolist(), x, y, shown, strict=True)))
        return list(map(b"%b 1 0 0 1 %.2f %.2f Tm %b".__mod__, zip(heads, x, y, shown, strict=True)))

    def _glyphs(self, characters: Characters, markup: Markup) -> tuple[Ints, Ints, Ints]:
        """Return glyph, face within its chain, and kind of every character."""
        glyphs, faces, kinds = np.zeros((3, len(characters.codes)), dtype=np.int64)
        for chain, mine in markup.by_chain:
            glyphs[mine], faces[mine], kinds[mine] = resolve(characters.codes[mine], chain)
        return glyphs, faces, kinds
