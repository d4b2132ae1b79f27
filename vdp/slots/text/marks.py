"""Ink beside characters that is no text: emphasis dots (圏点) and lines.

They are drawn, so that a reader of the page finds the text alone, and every font has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from vdp.pdf.content import num
from vdp.slots.text import jlreq
from vdp.slots.text.fit import line_length
from vdp.slots.text.ink import set_ink
from vdp.slots.text.kernel import Characters, Ints, Markup
from vdp.slots.text.placed import Placed
from vdp.slots.text.ruby import Voice
from vdp.slots.text.spec import EM_ASCENT, RUBY_SIZE, UNDERLINE_ROOM, TextSpec

_DESCENT = 1.0 - EM_ASCENT
_LINE = 0.05  # em, thickness of an underline
_DOTTED = (jlreq.KANA_KANJI, jlreq.ITERATION, jlreq.RUBY_BASE, jlreq.WESTERN, jlreq.TATE_CHU_YOKO)
"""Classes of the characters that take emphasis dots: no punctuation, no spaces (JLREQ, 3.3.9)."""

_IS_DOTTED = np.isin(np.arange(jlreq.CLASS_COUNT), _DOTTED)

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

    def marks(self, characters: Characters, markup: Markup, placed: Placed) -> Iterator[tuple[int, bytes]]:
        """Yield dots and lines with their lines, those of one span after those of another."""
        for span, voice in enumerate(self._voices):
            if not (voice.span.emphasis or voice.span.underline):
                continue
            mine = np.flatnonzero(markup.spans == span)
            line = np.searchsorted(placed.lines.starts, mine, side="right") - 1
            inside = mine < placed.lines.ends[line]
            mine, line = mine[inside], line[inside]
            if not len(mine):
                continue
            color = b" " + set_ink(voice.span.color) + b" "
            if voice.span.emphasis:
                for at, ink in self._dots(characters, markup, placed, mine=mine, line=line, voice=voice):
                    yield at, color + ink
            if voice.span.underline:
                for at, ink in self._lines(placed, mine=mine, line=line):
                    yield at, color + ink

    def _dots(
        self, characters: Characters, markup: Markup, placed: Placed, *, mine: Ints, line: Ints, voice: Voice
    ) -> Iterator[tuple[int, bytes]]:
        dotted = _IS_DOTTED[characters.classes[mine]]
        if markup.rubies:  # a ruby stands where the dots would
            has_ruby = np.zeros(len(markup.spans), dtype=bool)
            for ruby in markup.rubies:
                has_ruby[ruby.start : ruby.end] = True
            dotted &= ~has_ruby[mine]
        at, line = mine[dotted], line[dotted]
        middles = (placed.begins(at, line) + placed.ends(at, line)) / 2.0
        sizes = placed.size[line] * voice.span.size
        room = RUBY_SIZE * sizes / 2.0
        if self._vertical:
            x = placed.across[line] + sizes / 2.0 + room
            x = x + (UNDERLINE_ROOM * placed.size[line] if voice.span.underline else 0.0)
            y = self._spec.box.y + self._spec.box.height - middles
        else:
            x, y = self._spec.box.x + middles, placed.across[line] + EM_ASCENT * sizes + room
        drawn, mark = 0.0, b""
        for number, size, left, bottom in zip(*(c.tolist() for c in (line, sizes, x, y)), strict=True):
            if size != drawn:
                drawn, mark = size, draw_mark(voice.span.emphasis, em=RUBY_SIZE * size)
            yield number, b"q 1 0 0 1 %.2f %.2f cm %b Q" % (left, bottom, mark)

    def _lines(self, placed: Placed, *, mine: Ints, line: Ints) -> Iterator[tuple[int, bytes]]:
        """Yield one rectangle per run of underlined characters."""
        runs = np.flatnonzero((mine[1:] != mine[:-1] + 1) | (line[1:] != line[:-1])) + 1
        firsts, lasts = np.concatenate(([0], runs)), np.append(runs, len(mine)) - 1
        line = line[firsts]
        # The blank half of punctuation at the edge of a line lies outside the box.
        begins = np.maximum(placed.begins(mine[firsts], line), 0.0)
        ends = np.minimum(placed.ends(mine[lasts], line), line_length(self._spec))
        visible = ends > begins  # blanks that hang beyond the box have no line
        line, begins, ends = line[visible], begins[visible], ends[visible]
        sizes, across = placed.size[line], placed.across[line]
        thick, gap = _LINE * sizes, (UNDERLINE_ROOM - _LINE) / 2.0 * sizes
        box = self._spec.box
        if self._vertical:
            corner = (across + self._beside * sizes + gap, box.y + box.height - ends, thick, ends - begins)
        else:
            corner = (box.x + begins, across - self._beside * sizes - gap - thick, ends - begins, thick)
        for number, *rectangle in zip(*(column.tolist() for column in (line, *corner)), strict=True):
            yield number, draw_line(*rectangle)
