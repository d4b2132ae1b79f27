"""Ink beside characters that is no text: emphasis dots (圏点) and lines.

They are drawn, so that a reader of the page finds the text alone, and every font has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from vdp.pdf.content import num
from vdp.slots.text import jlreq
from vdp.slots.text.fit import line_length
from vdp.slots.text.kernel import Bools, Characters, Ints, Markup
from vdp.slots.text.markup import Voice
from vdp.slots.text.placed import Line, Placed
from vdp.slots.text.spec import EM_ASCENT, RUBY_SIZE, UNDERLINE_ROOM, TextSpec

_DESCENT = 1.0 - EM_ASCENT
_LINE = 0.05  # em, thickness of an underline
_DOTTED = (jlreq.KANA_KANJI, jlreq.ITERATION, jlreq.RUBY_BASE, jlreq.WESTERN, jlreq.TATE_CHU_YOKO)
"""Classes of the characters that take emphasis dots: no punctuation, no spaces (JLREQ, 3.3.9)."""

_ARC = 0.5523
"""Distance of the control points of a quarter circle, of its radius."""

# Shapes about their middle, in em of a mark, y up: a move, then curves. The sesame dot (U+FE45) leans to the right.
_R = 0.2
_CIRCLE = (
    (_R, _R * _ARC, _R * _ARC, _R, 0.0, _R),
    (-_R * _ARC, _R, -_R, _R * _ARC, -_R, 0.0),
    (-_R, -_R * _ARC, -_R * _ARC, -_R, 0.0, -_R),
    (_R * _ARC, -_R, _R, -_R * _ARC, _R, 0.0),
)
_SESAME_START = (-0.27, 0.3)
_SESAME = (
    (-0.02, 0.26, 0.3, 0.04, 0.31, -0.13),
    (0.31, -0.24, 0.23, -0.3, 0.14, -0.3),
    (-0.03, -0.29, -0.16, 0.08, -0.27, 0.3),
)
_SHAPES = {"dot": ((_R, 0.0), _CIRCLE), "sesame": (_SESAME_START, _SESAME)}


def draw_mark(shape: str, *, em: float) -> bytes:
    """Return the path of an emphasis mark about the origin; `em` is the size of the mark."""
    (left, up), curves = _SHAPES[shape]
    parts = [b"%.2f %.2f m" % (left * em, up * em)]
    parts += [b"%.2f %.2f %.2f %.2f %.2f %.2f c" % tuple(place * em for place in curve) for curve in curves]
    return b"%b f" % b" ".join(parts)


def draw_line(left: float, bottom: float, width: float, height: float) -> bytes:
    """Return a filled rectangle."""
    return b"%b %b %b %b re f" % (num(left), num(bottom), num(width), num(height))


class BesideInk:
    """Draws the dots and lines of one slot with markup."""

    def __init__(self, spec: TextSpec, voices: Sequence[Voice]) -> None:
        self._spec = spec
        self._voices = voices
        self._vertical = spec.writing == "vertical"
        largest = max((voice.span.size for voice in voices if voice.span.underline), default=1.0)
        self._beside = largest / 2.0 if self._vertical else _DESCENT * max(largest, 1.0)

    def marks(
        self, characters: Characters, markup: Markup, placed: Placed, lines: list[Line]
    ) -> Iterator[tuple[int, bytes]]:
        """Yield dots and lines with their lines."""
        for span, voice in enumerate(self._voices):
            if not (voice.span.emphasis or voice.span.underline):
                continue
            mine = markup.spans == span
            line = np.searchsorted(placed.lines.starts, np.arange(len(mine)), side="right") - 1
            mine &= np.arange(len(mine)) < placed.lines.ends[line]
            if not mine.any():
                continue
            color = b" " + voice.span.color + b" "
            if voice.span.emphasis:
                for at, ink in self._dots(characters, markup, placed, lines, mine=mine, line=line, voice=voice):
                    yield at, color + ink
            if voice.span.underline:
                for at, ink in self._lines(placed, lines, mine=mine, line=line):
                    yield at, color + ink

    def _dots(
        self,
        characters: Characters,
        markup: Markup,
        placed: Placed,
        lines: list[Line],
        *,
        mine: Bools,
        line: Ints,
        voice: Voice,
    ) -> Iterator[tuple[int, bytes]]:
        dotted = mine & np.isin(characters.classes, _DOTTED)
        for ruby in markup.rubies:  # a ruby stands where the dots would
            dotted[ruby.start : ruby.end] = False
        at = np.flatnonzero(dotted)
        middles = (placed.begins(at, line[at]) + placed.ends(at, line[at])) / 2.0
        drawn, mark = 0.0, b""
        for number, middle in zip(line[at].tolist(), middles.tolist(), strict=True):
            here = lines[number]
            size = here.size * voice.span.size
            room = RUBY_SIZE * size / 2.0
            if self._vertical:
                x, y = here.across + size / 2.0 + room, self._spec.box.y + self._spec.box.height - middle
                x += UNDERLINE_ROOM * here.size if voice.span.underline else 0.0
            else:
                x, y = self._spec.box.x + middle, here.across + EM_ASCENT * size + room
            if size != drawn:
                drawn, mark = size, draw_mark(voice.span.emphasis, em=RUBY_SIZE * size)
            yield number, b"q 1 0 0 1 %.2f %.2f cm %b Q" % (x, y, mark)

    def _lines(self, placed: Placed, lines: list[Line], *, mine: Bools, line: Ints) -> Iterator[tuple[int, bytes]]:
        """Yield one rectangle per run of underlined characters."""
        breaks = (mine[1:] != mine[:-1]) | (line[1:] != line[:-1])
        starts = np.concatenate(([0], np.flatnonzero(breaks) + 1))
        stops = np.append(starts[1:], len(mine)) - 1
        chosen = mine[starts]
        starts, stops = starts[chosen], stops[chosen]
        # The blank half of punctuation at the edge of a line lies outside the box.
        begins = np.maximum(placed.begins(starts, line[starts]), 0.0)
        ends = np.minimum(placed.ends(stops, line[starts]), line_length(self._spec))
        for number, begin, end in zip(line[starts].tolist(), begins.tolist(), ends.tolist(), strict=True):
            here = lines[number]
            thick, gap = _LINE * here.size, (UNDERLINE_ROOM - _LINE) / 2.0 * here.size
            if self._vertical:
                top = self._spec.box.y + self._spec.box.height
                left = here.across + self._beside * here.size + gap
                yield number, draw_line(left, top - end, thick, end - begin)
            else:
                bottom = here.across - self._beside * here.size - gap - thick
                yield number, draw_line(self._spec.box.x + begin, bottom, end - begin, thick)
