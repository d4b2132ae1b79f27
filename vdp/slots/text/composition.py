"""Line composition of one slot: the spaces between its characters, its rules at the ends of a line, its breaks.

The rules are the tables of jlreq.py; this file applies them to the flat arrays of a batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text import jlreq
from vdp.slots.text.chain import FaceChain
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.vertical import VerticalChain

if TYPE_CHECKING:
    from vdp.slots.text.kernel import Characters

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_FIRST_ASCII, _LAST_ASCII = 0x20, 0x7E
_HANGS = jlreq.STOP | jlreq.COMMA
_HALF = 250.0
"""1/1000 em: punctuation that a font narrows by more has lost its blank half."""

_NOTHING = np.zeros(jlreq.CLASS_COUNT)


class Spaces(NamedTuple):
    """Lengths after each character, 1/1000 em."""

    corrections: Floats  # what the font's own advance is corrected by
    gaps: Floats  # the part of it that a neighbour causes: lost at the end of a line
    offsets: Floats | None  # by which the ink of each character is moved along the line


class Composition:
    """The composition rules of a slot, bound to its fonts."""

    def __init__(self, spec: TextSpec, chain: FaceChain) -> None:
        self._chain = chain
        japanese = spec.spacing == "japanese"
        self._spacing: Floats | None = jlreq.spacing().astype(np.float64) if japanese else None
        # What a line loses is counted positive; the tables give corrections, which are negative.
        self.line_head: Floats = _NOTHING - jlreq.LINE_HEAD if japanese else _NOTHING
        self.line_head[jlreq.IDEOGRAPHIC_SPACE] = 0.0  # one at a break is dropped with the break; others are meant
        self._line_end: Floats = _NOTHING - jlreq.LINE_END if japanese else _NOTHING
        self._breaks = jlreq.may_break(strict=spec.strict)
        self._stretch = jlreq.stretch()
        self._whole_numbers = spec.whole_numbers
        self._hang = spec.hang
        self._proportional = spec.proportional
        self._hanging = 1000.0
        if spec.proportional:
            self._leave_to_font(chain)
        self._kern = None if chain.vertical else chain.kern_pairs()
        self.is_space: Bools = np.isin(np.arange(jlreq.CLASS_COUNT), (jlreq.WESTERN_SPACE, jlreq.IDEOGRAPHIC_SPACE))

    def _leave_to_font(self, chain: FaceChain) -> None:
        """Take nothing off punctuation whose blank half the font's proportional widths have taken already."""
        narrower, _ = chain.proportional(chain.codes[[ord(c) for c in "「」。"]])
        opening, closing, stop = narrower.tolist()
        if opening <= -_HALF:
            self.line_head[jlreq.OPENING] = 0.0
            if self._spacing is not None:
                np.maximum(self._spacing[:, jlreq.OPENING], 0.0, out=self._spacing[:, jlreq.OPENING])
        if closing <= -_HALF:
            self._line_end[jlreq.CLOSING] = 0.0
            if self._spacing is not None:
                np.maximum(self._spacing[jlreq.CLOSING], 0.0, out=self._spacing[jlreq.CLOSING])
        self._hanging += stop

    def spaces(self, codepoints: NDArray[np.uint32], codes: NDArray[np.int32], classes: NDArray[np.uint8]) -> Spaces:
        """Return the spaces of a batch of characters in a row."""
        gaps = np.zeros(len(codepoints))
        if len(codepoints) > 1:
            if self._spacing is not None:
                gaps[:-1] = self._spacing[classes[:-1], classes[1:]]
            if self._kern is not None:
                self._add_kerning(gaps, codepoints)
        if isinstance(self._chain, VerticalChain):
            corrections = gaps + self._chain.space_corrections(codepoints, codes)
        else:
            corrections = gaps.copy()
        if not self._proportional:
            return Spaces(corrections, gaps, None)
        narrower, offsets = self._chain.proportional(codes)
        return Spaces(corrections + narrower, gaps, offsets)

    def _add_kerning(self, gaps: Floats, codepoints: NDArray[np.uint32]) -> None:
        """Kern pairs of printable ASCII as HarfBuzz does."""
        assert self._kern is not None  # noqa: S101 - the caller has looked
        is_ascii = (codepoints >= _FIRST_ASCII) & (codepoints <= _LAST_ASCII)
        pairs = np.flatnonzero(is_ascii[:-1] & is_ascii[1:])
        if len(pairs):
            gaps[pairs] += self._kern[codepoints[pairs] - _FIRST_ASCII, codepoints[pairs + 1] - _FIRST_ASCII]

    def line_end(self, characters: Characters) -> Floats:
        """Return by character what a line that ends with it loses."""
        lost = self._line_end[characters.classes]
        if self._hang:
            hangs = (self._chain.flags[characters.codepoints] & _HANGS) != 0
            lost = np.where(hangs, self._hanging, lost)
        return lost if characters.markup is None else lost * characters.markup.ratios

    def breaks(self, characters: Characters) -> Bools:
        """Return for each character whether a line may begin with it."""
        flags = self._chain.flags[characters.codepoints]
        return jlreq.break_points(characters.codepoints, characters.classes, flags, table=self._breaks)

    def better_breaks(self, characters: Characters, permitted: Bools) -> Iterator[Bools]:
        """Yield the breaks that are taken before others that are permitted, the best first."""
        if self._whole_numbers:
            permitted = permitted & ~jlreq.within_numbers(self._chain.flags[characters.codepoints])
        if characters.markup is not None and characters.markup.phrases is not None:
            yield permitted & characters.markup.phrases
        if self._whole_numbers:
            yield permitted

    def stretchable(self, characters: Characters) -> Bools:
        """Return after which characters a line may be stretched: between Japanese ones, and word spaces."""
        places = np.zeros(len(characters.classes), dtype=bool)
        if len(places) > 1:
            before, after = characters.classes[:-1], characters.classes[1:]
            flags = self._chain.flags[characters.codepoints]
            inseparable = (flags[:-1] & flags[1:] & jlreq.INSEPARABLE) > 0
            places[:-1] = (self._stretch[before, after] & ~inseparable) | (before == jlreq.WESTERN_SPACE)
            if characters.markup is not None:
                places[:-1] &= ~characters.markup.tied[1:]
        return places
