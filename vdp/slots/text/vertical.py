"""A chain of faces in vertical writing (縦書き): upright glyphs, sideways runs, digits set upright in one em."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text import jlreq
from vdp.slots.text.chain import CLUSTERS, FaceChain, Used
from vdp.slots.text.equal import find_distinct
from vdp.slots.text.face import Face
from vdp.slots.text.orientation import ROTATED, TRANSFORMED_ROTATED, orientations
from vdp.slots.text.texts import Ints, Texts

Bools = NDArray[np.bool_]

EM = 1000.0
UPRIGHT, SIDEWAYS, GROUP = range(3)
"""How a character stands: see `kinds_of`."""

MOST_DIGITS = 4
"""Digits that are set upright side by side: more are too narrow to be read in one em."""

_LAST_WORD = 0x7E
_SPACES = (0x20, 0xA0)
_MOST_GROUPS = 100_000
"""Different digit groups that one worker may meet; two or three digits give 1,110."""


class VerticalChain(FaceChain):
    """Look-up tables of a fallback chain in vertical writing.

    Codes below `total` are upright glyphs, those below 2 · `total` sideways ones, the rest groups of upright digits
    (縦中横), each one em long.
    """

    vertical = True

    def __init__(self, faces: Sequence[Face], horizontal: FaceChain) -> None:
        super().__init__(faces)
        self.horizontal = horizontal
        upright = self._look_up([face.vertical_codes() for face in self.faces])
        # UAX #50, 3: Tr without a glyph of its own for vertical text (feature vert) lies on its side like R.
        lies = np.isin(orientations(), (ROTATED, TRANSFORMED_ROTATED))
        turned = lies & (horizontal.codes > 0) & (upright == horizontal.codes)
        self.codes = np.where(turned, horizontal.codes + self.total, upright).astype(np.int32)
        turned[list(_SPACES)] = False  # nothing to turn: they only move the pen, by `space_corrections`
        lengths = np.concatenate([face.vertical_advances for face in self.faces])
        self.advances = np.concatenate((lengths, horizontal.advances, np.full(_MOST_GROUPS, EM)))
        self.advances[[0, self.total]] = 0.0
        self._groups: list[str] = []
        self._standing: dict[str, str] = {}
        self._numbers = np.full(10**MOST_DIGITS * (MOST_DIGITS + 1), -1)  # by value and length: what stands for it

    def space_corrections(self, codepoints: NDArray[np.uint32], codes: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return by character what a word space takes less than the em of its vertical glyph."""
        is_space = (codepoints == _SPACES[0]) | (codepoints == _SPACES[1])
        narrow = self.horizontal.advances[np.where(is_space, self.horizontal.codes[codepoints], 0)]
        return np.where(is_space & (codes > 0), narrow - self.advances[codes], 0.0)

    def proportional(self, codes: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return by character how proportional setting (vpal) changes it: upright glyphs only."""
        narrower, offsets = super().proportional(codes)
        upright = codes < self.total
        return narrower * upright, offsets * upright

    def _read_proportional(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        known = [face.vertical_proportional() for face in self.faces]
        lengths = np.concatenate([face.vertical_advances for face in self.faces])
        return np.concatenate([each.advances for each in known]) - lengths, np.concatenate([k.offsets for k in known])

    def group(self, text: str) -> str:
        """Return one character that stands for digits set upright side by side in one em."""
        known = self._standing.get(text)
        if known is None:
            codes = self.horizontal.codes[[ord(c) for c in text]]
            if len(self._groups) == _MOST_GROUPS or not codes.all() or np.ptp(self.horizontal.face_of(codes)):
                return text
            known = self._stand_for(text)
            self.codes[ord(known)] = 2 * self.total + len(self._groups)
            self.classes[ord(known)] = jlreq.TATE_CHU_YOKO
            self._groups.append(text)
            self._standing[text] = known
        return known

    def stands(self, values: Ints, lengths: Ints) -> Ints:
        """Return the characters that stand for numbers written with `lengths` digits; 0 where there is none."""
        keys = values * (MOST_DIGITS + 1) + lengths
        found: Ints = self._numbers[keys]
        if found.min() < 0:
            for key in find_distinct(keys[found < 0])[0].tolist():
                value, length = divmod(key, MOST_DIGITS + 1)
                group = ord(self.group(f"{value:0{length}d}")[0])
                self._numbers[key] = group if group >= CLUSTERS else 0
            found = self._numbers[keys]
        return found

    def group_text(self, number: int) -> str:
        """Return the digits of a group; its code is `number` above those of the sideways glyphs."""
        return self._groups[number]

    def take_used(self) -> Used:
        """Return what was set upright since the last call; what was set sideways is the horizontal chain's account."""
        for standing in np.flatnonzero(self.used[CLUSTERS:]) + CLUSTERS:
            code = int(self.codes[standing])
            if code >= 2 * self.total:
                self.horizontal.used[[ord(c) for c in self.group_text(code - 2 * self.total)]] = True
                self.used[standing] = False
        sideways = np.flatnonzero(self.used & (self.codes >= self.total))
        self.horizontal.used[sideways] = True
        self.used[sideways] = False
        return super().take_used()


def group_digits(values: Sequence[str], chain: VerticalChain, *, longest: int) -> list[str]:
    """Replace runs of at most `longest` digits, standing alone between Japanese characters, by their groups."""
    if not longest:
        return list(values)
    pattern = re.compile(rf"(?<![0-9A-Za-z.,/:+-])[0-9]{{1,{longest}}}(?![0-9A-Za-z.,/:+-])")
    return [pattern.sub(lambda match: chain.group(match[0]), value) for value in values]


def stand_digits(texts: Texts, chain: VerticalChain, *, longest: int) -> Texts:
    """Do the same to texts in a row."""
    first, lengths = _find_runs(texts, longest)
    if not len(first):
        return texts
    kept = np.ones(len(texts.codepoints), dtype=bool)
    values = texts.codepoints[first].astype(np.int64) - ord("0")
    for place in range(1, int(lengths.max())):
        longer = np.flatnonzero(lengths > place)
        at = first[longer] + place
        values[longer] = values[longer] * 10 + texts.codepoints[at] - ord("0")
        kept[at] = False
    stands = chain.stands(values, lengths)
    if not stands.all():
        kept[:] = True
        first, lengths, stands = first[stands > 0], lengths[stands > 0], stands[stands > 0]
        for place in range(1, longest):
            kept[first[lengths > place] + place] = False
    codepoints = texts.codepoints.copy()
    codepoints[first] = stands
    gone = np.concatenate(([0], np.cumsum(lengths - 1)))[np.searchsorted(first, texts.ends)]
    return texts._replace(codepoints=codepoints[kept], ends=texts.ends - gone)


def _find_runs(texts: Texts, longest: int) -> tuple[Ints, Ints]:
    """Return begin and length of the digits that `group_digits` would group."""
    codepoints, count = texts.codepoints, len(texts.codepoints)
    is_digit = codepoints - np.uint32(ord("0")) < 10  # below 0 wraps around
    is_first = np.zeros(count + 1, dtype=bool)  # of its string
    is_first[0] = is_first[texts.ends] = True
    inner = is_digit & np.append(False, is_digit[:-1]) & ~is_first[:-1]  # goes on from the digit before
    first = np.flatnonzero(is_digit & ~inner)
    last = np.flatnonzero(is_digit & ~np.append(inner[1:], False))
    short = last - first < longest
    if not short.all():
        first, last = first[short], last[short]
    if np.count_nonzero(codepoints <= _LAST_WORD) == np.count_nonzero(is_digit):
        return first, last - first + 1  # nothing but digits is ASCII
    before, after = codepoints.take(first - 1, mode="clip"), codepoints.take(last + 1, mode="clip")
    bound = (_is_word(before) & ~is_first[first]) | (_is_word(after) & ~is_first[last + 1])
    if bound.any():
        first, last = first[~bound], last[~bound]
    return first, last - first + 1


def _is_word(codepoints: NDArray[np.uint32]) -> Bools:
    """Return which characters keep the digits beside them from being set upright."""
    found: Bools = _words()[np.minimum(codepoints, _LAST_WORD + 1)]
    return found


@cache
def _words() -> Bools:
    words = np.zeros(_LAST_WORD + 2, dtype=bool)
    words[[ord(c) for c in string.ascii_letters + ".,/:+-"]] = True
    return words


def kinds_of(codes: NDArray[np.int32], chain: VerticalChain) -> NDArray[np.uint8] | None:
    """Return 0 for upright glyphs, 1 for sideways ones, 2 for groups; None if all are upright."""
    if codes.max(initial=0) < chain.total:
        return None
    return np.add(codes >= chain.total, codes >= 2 * chain.total, dtype=np.uint8)
