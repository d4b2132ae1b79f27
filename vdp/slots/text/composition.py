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
from vdp.slots.text.texts import EVERYTHING, NARROW, SPACES, TANGLED, WORDS
from vdp.slots.text.vertical import VerticalChain

if TYPE_CHECKING:
    from vdp.slots.text.kernel import Characters

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

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
        self._spacing: Floats | None = jlreq.spacing().astype(np.float64).ravel() if japanese else None
        # What a line loses is counted positive; the tables give corrections, which are negative.
        self._line_head: Floats = _NOTHING - jlreq.LINE_HEAD if japanese else _NOTHING
        self._line_head[jlreq.IDEOGRAPHIC_SPACE] = 0.0  # one at a break is dropped with the break; others are meant
        self._line_end: Floats = _NOTHING - jlreq.LINE_END if japanese else _NOTHING
        self._breaks = jlreq.may_break(strict=spec.strict)
        self._stretch = jlreq.stretch()
        self._whole_numbers = spec.whole_numbers
        self._hang = spec.hang
        self._proportional = spec.proportional
        if spec.proportional:
            self._leave_to_font(chain)
        self._kern = None if chain.vertical else chain.kern_pairs()

    def _leave_to_font(self, chain: FaceChain) -> None:
        """Take nothing off punctuation whose blank half the font's proportional widths have taken already."""
        narrower, _ = chain.proportional(chain.codes[[ord(c) for c in "「」"]])
        opening, closing = narrower.tolist()
        spacing = None if self._spacing is None else self._spacing.reshape(jlreq.CLASS_COUNT, jlreq.CLASS_COUNT)
        if opening <= -_HALF:
            self._line_head[jlreq.OPENING] = 0.0
            if spacing is not None:
                np.maximum(spacing[:, jlreq.OPENING], 0.0, out=spacing[:, jlreq.OPENING])
        if closing <= -_HALF:
            self._line_end[jlreq.CLOSING] = 0.0
            if spacing is not None:
                np.maximum(spacing[jlreq.CLOSING], 0.0, out=spacing[jlreq.CLOSING])

    def spaces(
        self,
        codepoints: NDArray[np.uint32],
        codes: NDArray[np.int32],
        classes: NDArray[np.uint8],
        *,
        traits: int = EVERYTHING,
    ) -> Spaces:
        """Return the spaces of a batch of characters in a row; corrections and gaps may be one array."""
        gaps = np.zeros(len(codepoints))
        if len(codepoints) > 1:
            if self._spacing is not None:
                self._spacing.take(_pairs(classes), out=gaps[:-1], mode="clip")
            if self._kern is not None and traits & NARROW:
                self._add_kerning(gaps, codepoints)
        if isinstance(self._chain, VerticalChain):
            corrections = self._narrow_spaces(gaps, codepoints, codes, traits)
        else:
            corrections = gaps
        if not self._proportional:
            return Spaces(corrections, gaps, None)
        narrower, offsets = self._chain.proportional(codes)
        return Spaces(corrections + narrower, gaps, offsets)

    def _narrow_spaces(
        self, gaps: Floats, codepoints: NDArray[np.uint32], codes: NDArray[np.int32], traits: int
    ) -> Floats:
        """Return gaps with what word spaces take less than the em of their vertical glyphs."""
        assert isinstance(self._chain, VerticalChain)  # noqa: S101 - the caller has looked
        return gaps + self._chain.space_corrections(codepoints, codes) if traits & SPACES else gaps

    def _add_kerning(self, gaps: Floats, codepoints: NDArray[np.uint32]) -> None:
        """Kern pairs of printable ASCII as HarfBuzz does."""
        assert self._kern is not None  # noqa: S101 - the caller has looked
        is_ascii = (codepoints >= _FIRST_ASCII) & (codepoints <= _LAST_ASCII)
        pairs = np.flatnonzero(is_ascii[:-1] & is_ascii[1:])
        if len(pairs):
            gaps[pairs] += self._kern[codepoints[pairs] - _FIRST_ASCII, codepoints[pairs + 1] - _FIRST_ASCII]

    def losing_at_end(self, characters: Characters) -> Ints:
        """Return the characters of which a line that ends with one loses some."""
        losing = _are(characters.classes, self._line_end)
        if self._hang:
            losing |= (self._chain.flags[characters.codepoints] & _HANGS) != 0
        return np.flatnonzero(losing)

    def line_end(self, characters: Characters, at: Ints) -> Floats:
        """Return what lines that end with these characters lose."""
        lost = self._line_end[characters.classes[at]]
        if characters.markup is not None:
            lost = lost * characters.markup.ratios[at]
        if self._hang:  # its whole cell, and what follows the character before it
            hangs = (self._chain.flags[characters.codepoints[at]] & _HANGS) != 0
            cells = characters.cumulative[at + 1] - characters.cumulative[at] - characters.gaps[at]
            lost = np.where(hangs, cells, lost)
        return lost

    def losing_at_head(self, characters: Characters) -> Ints:
        """Return the characters of which a line that begins with one loses some."""
        return np.flatnonzero(_are(characters.classes, self._line_head))

    def line_head(self, characters: Characters, at: Ints) -> Floats:
        """Return what lines that begin with these characters lose."""
        lost = self._line_head[characters.classes[at]]
        return lost if characters.markup is None else lost * characters.markup.ratios[at]

    def breaks(self, characters: Characters) -> Bools:
        """Return for each character whether a line may begin with it; at the begin of a text it says nothing."""
        classes = characters.classes
        if characters.traits & (WORDS | TANGLED) or characters.markup is not None or not len(classes):
            flags = self._chain.flags[characters.codepoints]
            return jlreq.break_points(characters.codepoints, classes, flags, table=self._breaks)
        found = np.zeros(len(classes), dtype=bool)
        self._breaks.ravel().take(_pairs(classes), out=found[1:], mode="clip")
        return found

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


def spaces_among(classes: NDArray[np.uint8]) -> Ints:
    """Return the word spaces and ideographic spaces among some characters."""
    return np.flatnonzero((classes == jlreq.WESTERN_SPACE) | (classes == jlreq.IDEOGRAPHIC_SPACE))


def _are(classes: NDArray[np.uint8], table: Floats) -> Bools:
    """Return which characters are of a class that is not 0 in the table; there are few."""
    found = np.zeros(len(classes), dtype=bool)
    for kind in np.flatnonzero(table).tolist():
        found |= classes == kind
    return found


def _pairs(classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the place of each pair of neighbours in a table of classes by classes."""
    pairs: NDArray[np.uint8] = classes[:-1] * np.uint8(jlreq.CLASS_COUNT) + classes[1:]  # at most 12 * 13 + 12
    return pairs
