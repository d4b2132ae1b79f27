"""Ink of ruby: where every reading stands over its base, and the pieces of text that show it."""

from __future__ import annotations

import binascii
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from vdp.slots.text.fit import line_length
from vdp.slots.text.kernel import Markup, Ruby
from vdp.slots.text.marked_pieces import MarkedPieces, resolve
from vdp.slots.text.placed import Line, Placed
from vdp.slots.text.ruby import Voice, lean
from vdp.slots.text.spec import EM_ASCENT, RUBY_SIZE, UNDERLINE_ROOM, TextSpec
from vdp.slots.text.vertical import GROUP

_DESCENT = 1.0 - EM_ASCENT


class _Base(NamedTuple):
    """A ruby and the cells of its base, in points along the line."""

    ruby: Ruby
    line: int
    span: int
    begin: float  # what its reading may take, with what it may reach over
    end: float
    middle: float  # of the base itself


class RubyInk:
    """Composes the rubies of one slot."""

    def __init__(self, pieces: MarkedPieces, voices: Sequence[Voice], spec: TextSpec) -> None:
        self._pieces = pieces
        self._voices = voices
        self._vertical = spec.writing == "vertical"
        self._length = line_length(spec)

    def inks(self, markup: Markup, placed: Placed) -> Iterator[tuple[int, bytes]]:
        """Yield every ruby with its line."""
        if not markup.rubies:
            return
        firsts = np.array([ruby.start for ruby in markup.rubies])
        lasts = np.array([ruby.end - 1 for ruby in markup.rubies])
        line = np.searchsorted(placed.lines.starts, firsts, side="right") - 1
        is_first, is_last = placed.lines.starts[line] == firsts, placed.lines.ends[line] == lasts + 1
        # At the edge of a line nothing is there to reach over.
        before = np.where(is_first, 0.0, [ruby.before for ruby in markup.rubies])
        after = np.where(is_last, 0.0, [ruby.after for ruby in markup.rubies])
        begins, ends = placed.begins(firsts, line), placed.ends(lasts, line)
        unit, middles = placed.unit[line], (begins + ends) / 2.0
        # The blank half of punctuation at the edge of a line lies outside the box.
        begins = np.minimum(np.maximum(begins - before * unit, 0.0), middles)
        ends = np.maximum(np.minimum(ends + after * unit, self._length), middles)
        columns = (line, markup.spans[firsts], begins, ends, middles)
        bases = (_Base(*row) for row in zip(markup.rubies, *(c.tolist() for c in columns), strict=True))
        for (compound, at), group in groupby(bases, key=lambda base: (base.ruby.compound, base.line)):
            here = placed.line(at)
            for base in _leaning(list(group), here) if compound else group:
                yield at, self._pieces.color(base.span) + self._ruby(base, here)

    def _ruby(self, base: _Base, line: Line) -> bytes:
        """Return a ruby between two places: spread 1-2-1, solid in the middle, or narrowed where a line ends it."""
        ruby, _, span, begin, end, _ = base
        voice = self._voices[span]
        size = line.size * voice.span.size * RUBY_SIZE
        width = ruby.width * line.size * line.scale / 1000.0
        free, count = end - begin - width, len(ruby.codes)
        narrow = min(1.0, (end - begin) / width) if width else 1.0
        space = 0.0 if ruby.solid else max(free, 0.0) / count / line.scale  # Tc is condensed with its line
        begin += max(free, 0.0) / 2.0 if ruby.solid else space * line.scale / 2.0
        glyphs, faces, kinds = resolve(ruby.codes, voice.chain)
        digits = binascii.hexlify(glyphs.astype(">u2").tobytes())
        widths = voice.chain.advances[ruby.codes] * size / 1000.0 + space
        places = begin + np.concatenate(([0.0], np.cumsum(widths))) * line.scale * narrow
        turns = (np.diff(faces) != 0) | (np.diff(kinds) != 0) | (kinds[1:] == GROUP)
        lift = self._lift(voice, line.size)
        parts = []
        for first, last in pairwise([0, *(np.flatnonzero(turns) + 1).tolist(), count]):
            along, kind = float(places[first]), int(kinds[first])
            if kind == GROUP:
                code = int(ruby.codes[first])
                parts.append(self._pieces.group(code, span, size, line, along, scale=narrow, lift=lift, spaced=True))
                continue
            parts.append(
                self._pieces.piece(
                    span,
                    int(faces[first]),
                    kind,
                    size,
                    line,
                    along=along,
                    string=b"<%b> Tj" % digits[4 * first : 4 * last],
                    space=space,
                    scale=narrow,
                    lift=lift,
                )
            )
        return b"".join(parts)

    def _lift(self, voice: Voice, size: float) -> float:
        """Return how far above its base's baseline (right of its middle) a ruby's stands."""
        base = size * voice.span.size
        if self._vertical:
            line = UNDERLINE_ROOM * size if voice.span.underline else 0.0
            return base * (1.0 + RUBY_SIZE) / 2.0 + line
        return base * (EM_ASCENT + _DESCENT * RUBY_SIZE)


def _leaning(bases: Sequence[_Base], line: Line) -> list[_Base]:
    """Return the bases of one compound in one line with the places that their readings take."""
    begin, end = bases[0].begin, bases[-1].end
    widths = [base.ruby.width * line.size * line.scale / 1000.0 for base in bases]
    narrow = min(1.0, (end - begin) / sum(widths))  # where a break has left them no room
    widths = [width * narrow for width in widths]
    places = lean([base.middle for base in bases], widths, begin, end)
    return [
        base._replace(begin=place, end=place + width) for base, place, width in zip(bases, places, widths, strict=True)
    ]
