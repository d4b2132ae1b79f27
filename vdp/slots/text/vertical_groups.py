"""Digits set upright side by side in one em of a vertical line (縦中横)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.kernel import Floats, Ints
from vdp.slots.text.vertical import EM, GROUP, VerticalChain

FULL = 10_000
"""Parts of a character's width that `narrow` counts: Tz with two decimals."""


class Shape(NamedTuple):
    """How groups are set; groups of one shape differ in their glyphs only."""

    half: float  # half the width as it is set, em
    narrow: int  # width of the digits, parts of FULL
    face: int


class Found(NamedTuple):
    """The groups of a batch."""

    at: Ints  # their characters
    last: Ints  # codes of their last digits in the horizontal chain
    leads: Ints  # which of the leads each has
    shapes: Ints  # which of the shapes


class Groups:
    """The groups of a chain, each looked up once: its last digit is a glyph like others, the rest leads to it."""

    def __init__(self, chain: VerticalChain) -> None:
        self._chain = chain
        self._shapes: dict[Shape, int] = {}
        self._leads: dict[bytes, int] = {}
        self._looks = [np.zeros(0, dtype=np.int64)] * 3  # by group: last code, lead, shape
        self.shapes: list[Shape] = []
        self.leads: list[bytes] = []  # hexadecimal glyphs, none for a single digit

    def find(self, codes: NDArray[np.int32], kinds: NDArray[np.uint8]) -> Found | None:
        """Find the groups among characters. None if there are none."""
        at = np.flatnonzero(kinds == GROUP)
        if not len(at):
            return None
        numbers = self._numbers(codes[at])
        return Found(at, *(column[numbers] for column in self._looks))

    def read(self, code: int) -> tuple[Shape, bytes]:
        """Return shape and hexadecimal glyphs of one group."""
        number = self._numbers(np.array([code], dtype=np.int32))
        last, lead, place = (int(column[number][0]) for column in self._looks)
        shape = self.shapes[place]
        glyph = last - int(self._chain.horizontal.offsets[shape.face])
        return shape, self.leads[lead] + b"%04x" % glyph

    def aside(self, shapes: Ints, sizes: Floats) -> Ints:
        """Return how far groups begin beside the middle of their line, hundredths of a point."""
        halves = np.array([shape.half for shape in self.shapes])
        aside: Ints = np.rint(halves[shapes] * sizes * 100.0).astype(np.int64)
        return aside

    def _numbers(self, codes: NDArray[np.int32]) -> Ints:
        """Return the numbers of groups, all of which are known then."""
        numbers: Ints = codes.astype(np.int64) - 2 * self._chain.total
        if (last := int(numbers.max())) >= len(self._looks[0]):
            self._learn(last)
        return numbers

    def _learn(self, last: int) -> None:
        """Look up the groups up to `last`."""
        horizontal, looks = self._chain.horizontal, []
        for number in range(len(self._looks[0]), last + 1):
            codes = horizontal.codes[[ord(c) for c in self._chain.group_text(number)]]
            face = int(horizontal.face_of(codes)[0])
            width = float(horizontal.advances[codes].sum())
            narrow = round(EM / max(width, EM) * FULL)
            shape = Shape(width * narrow / (2.0 * EM * FULL), narrow, face)
            lead = b"".join([b"%04x" % glyph for glyph in (codes[:-1] - horizontal.offsets[face]).tolist()])
            places = self._leads.setdefault(lead, len(self._leads)), self._shapes.setdefault(shape, len(self._shapes))
            looks.append((int(codes[-1]), *places))
        self.leads, self.shapes = list(self._leads), list(self._shapes)
        columns = np.array(looks, dtype=np.int64).T
        self._looks = [np.concatenate(pair) for pair in zip(self._looks, columns, strict=True)]
