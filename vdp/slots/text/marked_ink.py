"""Slots with markup, in both writing directions: settings to fragments.

A fragment holds the line's text in its order, then the ruby, then dots and lines. A run of one span, face and direction
is shown in one piece with a place of its own.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.chain import FaceChain
from vdp.slots.text.composition import Composition
from vdp.slots.text.fit import Setting, lines_room, tracking_em
from vdp.slots.text.ink import BLACK, Run, Spread, cut_lines, show_pieces, spread_lines
from vdp.slots.text.kernel import Characters, Floats, Ints, Markup, Ruby
from vdp.slots.text.marks import BesideInk
from vdp.slots.text.markup import Voice
from vdp.slots.text.placed import Line, Placed
from vdp.slots.text.spec import EM_ASCENT, RUBY_SIZE, UNDERLINE_ROOM, TextSpec
from vdp.slots.text.vertical import VerticalChain
from vdp.slots.text.vertical_ink import GROUP, MIDDLE, UPRIGHT, VerticalInk, vertical_resource

_DESCENT = 1.0 - EM_ASCENT
_MOST_FONTS = 10_000  # remembered operators


class MarkedInk:
    """Composes settings of one slot with markup."""

    def __init__(self, spec: TextSpec, voices: Sequence[Voice], composition: Composition) -> None:
        self._spec = spec
        self._voices = voices
        self._composition = composition
        self._vertical = spec.writing == "vertical"
        self._nominal = tracking_em(spec)
        self._fonts: dict[tuple[int, int, int, float, float | None], bytes] = {}
        stretches = spec.align in {"justify", "distribute"} or bool(spec.cells)
        self._spaced = stretches or "track" in spec.fit or bool(spec.tracking)
        self._groups = [
            VerticalInk(spec, voice.chain, composition) if isinstance(voice.chain, VerticalChain) else None
            for voice in voices
        ]
        several = len({spec.color, *(voice.span.color for voice in voices)}) > 1
        self._turns = [b" " + voice.span.color if several else b"" for voice in voices]
        self._beside = BesideInk(spec, voices)

    def compose(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per string, b"" for an empty one."""
        spec, markup = self._spec, characters.markup
        assert markup is not None  # noqa: S101 - the slot has spans
        spread = spread_lines(spec, characters, setting, self._composition)
        across = self._across(setting)
        placed = Placed(spec, characters, setting, spread, nominal=self._nominal, across=across)
        owner = setting.lines.owner
        columns = zip(setting.size[owner].tolist(), setting.scale[owner].tolist(), across.tolist(), strict=True)
        lines = [Line(*row) for row in columns]
        count = len(characters.starts)
        texts: list[list[bytes]] = [[] for _ in range(count)]
        marks: list[list[bytes]] = [[] for _ in range(count)]
        end = b" ET" if self._vertical else b" 100 Tz ET"
        ends = [b" 0 Tc" + end if self._spaced else end] * count
        owners = owner.tolist()
        for at, ink in self._text(characters, markup, spread, placed, lines):
            texts[owners[at]].append(ink)
        for at, ink in self._rubies(markup, placed, lines):
            texts[owners[at]].append(ink)
            ends[owners[at]] = b" 0 Tc" + end
        for at, ink in self._beside.marks(characters, markup, placed, lines):
            marks[owners[at]].append(ink)
        color = spec.color + b" "
        return [
            b"".join((color, b"BT", *text, last, *mark, b" ", BLACK, b"\n")) if text else b""
            for text, mark, last in zip(texts, marks, ends, strict=True)
        ]

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
        self, characters: Characters, markup: Markup, spread: Spread | None, placed: Placed, lines: list[Line]
    ) -> Iterator[tuple[int, bytes]]:
        """Yield the pieces of the lines' text with their lines."""
        glyphs, faces, kinds = self._glyphs(characters, markup)
        keys = (markup.spans * 64 + faces) * 4 + kinds
        change = (keys[1:] != keys[:-1]) | (kinds[1:] == GROUP)
        line, starts, ends = cut_lines(placed.lines, change)
        filled = ends > starts
        line, starts, ends = line[filled], starts[filled], ends[filled]
        adjust = characters.adjust if spread is None else characters.adjust + spread.places
        adjust = adjust / markup.ratios  # TJ counts in thousandths of the piece's own size
        cuts = np.flatnonzero(np.abs(adjust) > 0.04)
        run = Run(binascii.hexlify(glyphs.astype(">u2").tobytes()), None, cuts, adjust[cuts])
        down = self._vertical & (kinds[starts] == UPRIGHT)
        shown = show_pieces(run, starts, ends, np.where(down, 1, -1))
        places = placed.begins(starts, line)
        if characters.offsets is not None:
            places = places + characters.offsets[starts] * placed.unit[line]
        spaces = (placed.each[line] + self._nominal) * placed.size[line] / 1000.0
        columns = (line, starts, markup.spans[starts], faces[starts], kinds[starts], places, spaces)
        if not self._vertical:
            yield from self._flat(columns, shown, placed)
            return
        for at, start, span, face, kind, along, each, string in zip(*(c.tolist() for c in columns), shown, strict=True):
            here, color = lines[at], self._turns[span]
            if kind == GROUP:
                yield at, color + self._group(int(characters.codes[start]), span, here, along, spaced=self._spaced)
                continue
            space = each if self._spaced else None
            size = here.size * self._voices[span].span.size
            yield at, color + self._piece(span, face, kind, size, here, along=along, space=space, string=string)

    def _flat(self, columns: Sequence[NDArray[Any]], shown: list[bytes], placed: Placed) -> Iterator[tuple[int, bytes]]:
        """Yield the pieces of horizontal lines: the same as `_piece`, for all at once."""
        line, _, spans, faces, _, places, spaces = columns
        sizes = placed.size[line] * np.array([voice.span.size for voice in self._voices])[spans]
        along = (places + self._spec.box.x, placed.across[line], spaces, sizes, placed.scale[line])
        rows = zip(*(column.tolist() for column in (line, spans, faces, *along)), shown, strict=True)
        turns, font = self._turns, self._font
        if self._spaced:
            for at, span, face, x, y, space, size, scale, string in rows:
                head = font(span, face, 0, size, scale)
                yield at, b"%b%b %.3f Tc 1 0 0 1 %.2f %.2f Tm %b" % (turns[span], head, space, x, y, string)
            return
        for at, span, face, x, y, _, size, scale, string in rows:
            yield at, b"%b%b 1 0 0 1 %.2f %.2f Tm %b" % (turns[span], font(span, face, 0, size, scale), x, y, string)

    def _glyphs(self, characters: Characters, markup: Markup) -> tuple[Ints, Ints, Ints]:
        """Return glyph, face within its chain, and kind of every character."""
        glyphs, faces, kinds = np.zeros((3, len(characters.codes)), dtype=np.int64)
        for span in np.flatnonzero(np.bincount(markup.spans)).tolist():
            mine = markup.spans == span
            glyphs[mine], faces[mine], kinds[mine] = _resolve(characters.codes[mine], self._voices[span].chain)
        return glyphs, faces, kinds

    def _piece(
        self,
        span: int,
        face: int,
        kind: int,
        size: float,
        line: Line,
        *,
        along: float,
        string: bytes,
        space: float | None,
        scale: float = 1.0,
        lift: float = 0.0,
    ) -> bytes:
        """Return one piece of text. `lift` moves it across the line, `scale` condenses it beyond its line."""
        scale *= line.scale
        if not self._vertical:
            font = self._font(span, face, kind, size, scale)
            spaced = b"" if space is None else b" %.3f Tc" % space
            place = (self._spec.box.x + along, line.across + lift)
            return b"%b%b 1 0 0 1 %.2f %.2f Tm %b" % (font, spaced, *place, string)
        y = self._spec.box.y + self._spec.box.height - along
        font = self._font(span, face, kind, size)
        spaced = b"" if space is None else b" %.3f Tc" % (-space if kind == UPRIGHT else space)
        if kind == UPRIGHT:
            return b"%b%b 1 0 0 %.4f %.2f %.2f Tm %b" % (font, spaced, scale, line.across + lift, y, string)
        x = line.across + lift - MIDDLE * size
        return b"%b%b 0 %.4f 1 0 %.2f %.2f Tm %b" % (font, spaced, -scale, x, y, string)

    def _font(self, span: int, face: int, kind: int, size: float, scale: float | None = None) -> bytes:
        """Return what sets font, size and, in horizontal writing, scale; most pieces of a batch share it."""
        key = (span, face, kind, size, scale)
        known = self._fonts.get(key)
        if known is None:
            resource = self._voices[span].chain.faces[face].resource
            name = vertical_resource(resource) if self._vertical and kind == UPRIGHT else resource
            known = b" /%b %.3f Tf" % (name.encode("ascii"), size)
            known += b"" if scale is None else b" %.2f Tz" % (scale * 100.0)
            if len(self._fonts) < _MOST_FONTS:
                self._fonts[key] = known
        return known

    def _group(self, code: int, span: int, line: Line, along: float, *, spaced: bool) -> bytes:
        ink = self._groups[span]
        assert ink is not None  # noqa: S101 - only vertical chains have groups
        y = self._spec.box.y + self._spec.box.height - along
        size = line.size * self._voices[span].span.size
        return ink.group(code, x=line.across, y=y, size=size, scale=line.scale, spaced=spaced)

    def _rubies(self, markup: Markup, placed: Placed, lines: list[Line]) -> Iterator[tuple[int, bytes]]:
        """Yield every ruby with its line."""
        if not markup.rubies:
            return
        firsts = np.array([ruby.start for ruby in markup.rubies])
        lasts = np.array([ruby.end - 1 for ruby in markup.rubies])
        line = np.searchsorted(placed.lines.starts, firsts, side="right") - 1
        columns = (line, placed.begins(firsts, line), placed.ends(lasts, line), markup.spans[firsts])
        edges = placed.lines.starts[line] == firsts, placed.lines.ends[line] == lasts + 1
        rows = zip(markup.rubies, *(c.tolist() for c in (*columns, *edges)), strict=True)
        for ruby, at, begin, end, span, is_first, is_last in rows:
            unit = lines[at].size * lines[at].scale / 1000.0
            begin -= 0.0 if is_first else ruby.before * unit  # noqa: PLW2901
            end += 0.0 if is_last else ruby.after * unit  # noqa: PLW2901
            yield at, self._turns[span] + self._ruby(ruby, span, lines[at], begin, end)

    def _ruby(self, ruby: Ruby, span: int, line: Line, begin: float, end: float) -> bytes:
        """Return a ruby between two places: spread 1-2-1, solid in the middle, or narrowed where a line ends it."""
        voice = self._voices[span]
        size = line.size * voice.span.size * RUBY_SIZE
        width = ruby.width * line.size * line.scale / 1000.0
        free, count = end - begin - width, len(ruby.codes)
        narrow = min(1.0, (end - begin) / width) if width else 1.0
        space = 0.0 if ruby.solid else max(free, 0.0) / count / line.scale  # Tc is condensed with its line
        begin += max(free, 0.0) / 2.0 if ruby.solid else space * line.scale / 2.0
        glyphs, faces, kinds = _resolve(ruby.codes, voice.chain)
        digits = binascii.hexlify(glyphs.astype(">u2").tobytes())
        widths = voice.chain.advances[ruby.codes] * size / 1000.0 + space
        places = begin + np.concatenate(([0.0], np.cumsum(widths))) * line.scale * narrow
        changes = (np.flatnonzero((np.diff(faces) != 0) | (np.diff(kinds) != 0)) + 1).tolist()
        parts = [
            self._piece(
                span,
                int(faces[first]),
                int(kinds[first]),
                size,
                line,
                along=float(places[first]),
                string=b"<%b> Tj" % digits[4 * first : 4 * last],
                space=space,
                scale=narrow,
                lift=self._lift(voice, line.size),
            )
            for first, last in pairwise([0, *changes, count])
        ]
        return b"".join(parts)

    def _lift(self, voice: Voice, size: float) -> float:
        """Return how far above its base's baseline (right of its middle) a ruby's stands."""
        base = size * voice.span.size
        if self._vertical:
            line = UNDERLINE_ROOM * size if voice.span.underline else 0.0
            return base * (1.0 + RUBY_SIZE) / 2.0 + line
        return base * (EM_ASCENT + _DESCENT * RUBY_SIZE)


def _resolve(codes: NDArray[np.int32], chain: FaceChain) -> tuple[Ints, Ints, Ints]:
    """Return glyph, face and kind (upright, on its side, group; 0 in horizontal writing) of some codes."""
    kinds = np.minimum(codes // chain.total, GROUP).astype(np.int64) if chain.vertical else np.zeros_like(codes, int)
    plain = (codes % chain.total).astype(np.int64)
    faces = chain.face_of(codes)
    return plain - chain.offsets[faces], faces, kinds
