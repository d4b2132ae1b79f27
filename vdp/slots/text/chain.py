"""A chain of faces: each character is set from the first face that has it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.face import UNICODE_SIZE, Face

NEWLINE = 0x0A


class FaceChain:
    """Look-up tables of a fallback chain.

    A *code* numbers the glyphs of all faces in a row: face k's glyph g is `offsets[k] + g`; code 0 means no face has
    the character. `used` collects the code points that were set since the last `take_used`.
    """

    def __init__(self, faces: Sequence[Face]) -> None:
        self.faces = tuple(faces)
        sizes = [len(face.advances) for face in self.faces]
        self.offsets = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
        self.advances = np.concatenate([face.advances for face in self.faces])
        self.codes = np.zeros(UNICODE_SIZE, dtype=np.int32)
        for face, offset in reversed(list(zip(self.faces, self.offsets.tolist(), strict=True))):
            has_glyph = face.glyphs > 0
            self.codes[face.codepoints[has_glyph]] = face.glyphs[has_glyph] + offset
        self.advances[0] = 0.0
        self.used = np.zeros(UNICODE_SIZE, dtype=bool)

    def face_of(self, codes: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the index of the face of each code."""
        return np.searchsorted(self.offsets, codes, side="right") - 1

    def take_used(self) -> NDArray[np.uint32]:
        """Return the code points set since the last call, ascending, and forget them."""
        found = np.flatnonzero(self.used).astype(np.uint32)
        self.used[:] = False
        return found

    def glyphs_of(self, codepoints: NDArray[np.uint32]) -> list[dict[int, int]]:
        """Return per face {glyph id: code point} of the code points, the best one where several share a glyph."""
        found: list[dict[int, int]] = [{} for _ in self.faces]
        codes = self.codes[codepoints]
        faces = self.face_of(codes)
        glyphs = codes - self.offsets[faces]
        for codepoint, face, glyph in zip(codepoints.tolist(), faces.tolist(), glyphs.tolist(), strict=True):
            known = found[face].get(glyph)
            if known is None or _rank(codepoint) < _rank(known):
                found[face][glyph] = codepoint
        return found


def _rank(codepoint: int) -> tuple[bool, int]:
    """Order characters that share a glyph: those that are nobody's compatibility form first."""
    is_radical = 0x2E80 <= codepoint <= 0x2FDF  # CJK and Kangxi radicals
    return (is_radical or bool(unicodedata.decomposition(chr(codepoint))), codepoint)


def glyph_twins(faces: Iterable[Face]) -> dict[int, int]:
    """Return {code point: the code point that stands for it} where characters share a glyph in some face.

    A reader of the finished file cannot tell such twins apart (622 glyphs of Noto Sans JP serve two or more
    characters), so texts are compared after this mapping.
    """
    stands_for: dict[int, int] = {}

    def root(codepoint: int) -> int:
        while codepoint in stands_for:
            codepoint = stands_for[codepoint]
        return codepoint

    for face in faces:
        order = np.argsort(face.glyphs, kind="stable")
        glyphs, codepoints = face.glyphs[order].tolist(), face.codepoints[order].tolist()
        for glyph, former, codepoint, before in zip(glyphs[1:], glyphs, codepoints[1:], codepoints, strict=False):
            first, second = sorted((root(before), root(codepoint)), key=_rank)
            if glyph == former and glyph and first != second:
                stands_for[second] = first
    return {codepoint: root(codepoint) for codepoint in sorted(stands_for)}
