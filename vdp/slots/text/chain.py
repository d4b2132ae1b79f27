"""A chain of faces: each character is set from the first face that has it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.bidi import right_to_left
from vdp.slots.text.face import UNICODE_SIZE, Face
from vdp.slots.text.jlreq_classes import classes, flags

NEWLINE = 0x0A

CLUSTERS = 0x100000
"""Code points from here on stand for clusters, in this process only; records that hold such characters are held."""

_MARKS = ("Mn", "Me")  # combining marks have ink only as part of a cluster

Doubles = NDArray[np.float64]


class Used(NamedTuple):
    """What was set: code points, ascending, and clusters of several."""

    codepoints: NDArray[np.uint32]
    clusters: tuple[str, ...]


class FaceChain:
    """Look-up tables of a fallback chain in horizontal writing.

    A *code* numbers the glyphs of all faces in a row: face k's glyph g is `offsets[k] + g`; code 0 means no face has
    the character. `used` collects the code points that were set since the last `take_used`.
    """

    vertical = False

    def __init__(self, faces: Sequence[Face]) -> None:
        self.faces = tuple(faces)
        sizes = [len(face.advances) for face in self.faces]
        self.offsets = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
        self.total = sum(sizes)
        self.advances: Doubles = np.concatenate([face.advances for face in self.faces])
        self.advances[0] = 0.0
        self.codes = self._look_up([face.glyphs for face in self.faces])
        self.classes = classes()  # of composition; clusters take that of their first character
        self.flags = flags()
        self.used = np.zeros(UNICODE_SIZE, dtype=bool)
        self._clusters: dict[str, str] = {}  # text -> the character that stands for it
        self._texts: list[str] = []
        self._narrower: tuple[Doubles, Doubles] | None = None

    def _look_up(self, glyphs: Sequence[NDArray[np.int64]]) -> NDArray[np.int32]:
        codes = np.zeros(UNICODE_SIZE, dtype=np.int32)
        for face, found, offset in reversed(list(zip(self.faces, glyphs, self.offsets.tolist(), strict=True))):
            has_glyph = found > 0
            codes[face.codepoints[has_glyph]] = found[has_glyph] + offset
        codes[_marks()] = 0
        codes[right_to_left()] = 0
        codes[CLUSTERS:] = 0
        return codes

    def face_of(self, codes: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the index of the face of each code."""
        return np.searchsorted(self.offsets, codes % self.total, side="right") - 1

    def kern_pairs(self) -> NDArray[np.int16]:
        """Return the kerning of printable ASCII in the first face that has Latin letters, 1/1000 em."""
        face = next((face for face in self.faces if ord("A") in face.codepoints), self.faces[0])
        return face.kern_pairs()

    def proportional(self, codes: NDArray[np.int32]) -> tuple[Doubles, Doubles]:
        """Return by character how proportional setting (palt) changes its advance and moves its ink."""
        if self._narrower is None:
            self._narrower = self._read_proportional()
        narrower, offsets = self._narrower
        return narrower[codes % self.total], offsets[codes % self.total]

    def _read_proportional(self) -> tuple[Doubles, Doubles]:
        narrower = np.concatenate([face.proportional().advances - face.advances for face in self.faces])
        return narrower, np.concatenate([face.proportional().offsets for face in self.faces])

    def cluster(self, text: str) -> str:
        """Return one character that stands for a cluster, or the text itself where no face has one glyph for it."""
        standing = self._clusters.get(text)
        if standing is None:
            code = self._cluster_code(text)
            if not code:
                return text
            standing = self._clusters[text] = self._stand_for(text)
            self.codes[ord(standing)] = code
            self.classes[ord(standing)] = self.classes[ord(text[0])]
        return standing

    def _stand_for(self, text: str) -> str:
        """Return a fresh character that stands for a text."""
        self._texts.append(text)
        return chr(CLUSTERS + len(self._texts) - 1)

    def _cluster_code(self, text: str) -> int:
        if right_to_left()[ord(text[0])]:
            return 0
        for face, offset in zip(self.faces, self.offsets.tolist(), strict=True):
            glyph = _cluster_glyph(face, text, vertical=self.vertical)
            if glyph:
                return int(offset) + glyph
        return 0

    def spell(self, text: str) -> str:
        """Return a text with every standing character put back to what it stands for."""
        if not text or max(text) < chr(CLUSTERS):
            return text
        return "".join(self._texts[ord(c) - CLUSTERS] if ord(c) >= CLUSTERS else c for c in text)

    def take_used(self) -> Used:
        """Return what was set since the last call, and forget it."""
        found = np.flatnonzero(self.used).astype(np.uint32)
        self.used[:] = False
        split = int(np.searchsorted(found, CLUSTERS))
        clusters = sorted(self._texts[standing - CLUSTERS] for standing in found[split:].tolist())
        return Used(found[:split], tuple(clusters))

    def glyphs_of(self, used: Used) -> list[dict[int, str]]:
        """Return per face {glyph id: text} of what was set, the best text where several share a glyph."""
        found: list[dict[int, str]] = [{} for _ in self.faces]
        texts = [*map(chr, used.codepoints.tolist()), *used.clusters]
        standing = [ord(self.cluster(text)) if len(text) > 1 else ord(text) for text in texts]
        codes = self.codes[standing] % self.total
        faces = self.face_of(codes)
        glyphs = codes - self.offsets[faces]
        for text, face, glyph in zip(texts, faces.tolist(), glyphs.tolist(), strict=True):
            if glyph and preferred(text, found[face].get(glyph)):
                found[face][glyph] = text
        return found


def preferred(text: str, known: str | None) -> bool:
    """Tell whether a text names a glyph better than the one known so far."""
    return known is None or _rank(text) < _rank(known)


def _rank(text: str) -> tuple[bool, int, str]:
    """Order texts that share a glyph: those that are nobody's compatibility form first, then the shortest."""
    codepoint = ord(text[0])
    is_radical = 0x2E80 <= codepoint <= 0x2FDF  # CJK and Kangxi radicals
    return (is_radical or bool(unicodedata.decomposition(text[0])), len(text), text)


def _cluster_glyph(face: Face, text: str, *, vertical: bool) -> int:
    """Return the one glyph of a cluster in a face, 0 when it has none or needs several."""
    if len(text) == 2 and _is_selector(ord(text[1])):
        glyph = int(face.variation_glyph(ord(text[0]), ord(text[1])))
        if not glyph or not vertical:
            return glyph
    glyphs = face.shape_cluster(text, vertical=vertical)
    return glyphs[0] if len(glyphs) == 1 else 0


def _is_selector(codepoint: int) -> bool:
    return 0xFE00 <= codepoint <= 0xFE0F or 0xE0100 <= codepoint <= 0xE01EF


def _marks() -> NDArray[np.int64]:
    """Return the code points of combining marks and variation selectors in the planes that hold any."""
    ranges = (range(0x300, 0x3100), range(0xA640, 0xABFF), range(0xFB00, 0xFE30), range(0xE0100, 0xE01F0))
    return np.array([c for span in ranges for c in span if unicodedata.category(chr(c)) in _MARKS], dtype=np.int64)


def glyph_twins(faces: Iterable[Face], *, vertical: bool) -> dict[int, int]:
    """Return {code point: the code point that stands for it} where characters share a glyph in some face.

    A reader of the finished file cannot tell such twins apart (622 glyphs of Noto Sans JP serve two or more
    characters), so texts are compared after this mapping. `vertical`: whether some text is set in vertical writing,
    where more share one (U+2014 and U+2015).
    """
    stands_for: dict[int, int] = {}

    def root(codepoint: int) -> int:
        while codepoint in stands_for:
            codepoint = stands_for[codepoint]
        return codepoint

    for face in faces:
        for codes in (face.glyphs, face.vertical_codes()) if vertical else (face.glyphs,):
            order = np.argsort(codes, kind="stable")
            glyphs, codepoints = codes[order], face.codepoints[order]
            shared = np.flatnonzero((glyphs[1:] == glyphs[:-1]) & (glyphs[1:] > 0)) + 1
            for before, codepoint in zip(codepoints[shared - 1].tolist(), codepoints[shared].tolist(), strict=True):
                first, second = sorted((root(before), root(codepoint)), key=lambda c: _rank(chr(c)))
                if first != second:
                    stands_for[second] = first
    return {codepoint: root(codepoint) for codepoint in sorted(stands_for)}
