"""Which characters of some texts would a chain of faces not print, and where do they occur?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.characters import CharacterRules, apply_rules
from vdp.slots.text.face import UNICODE_SIZE, Face

Kind = Literal["missing", "variation", "private"]

MOST_RECORDS = 5
"""As many record numbers are kept for each gap."""

_NEWLINE = 0x0A
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_KEEP = CharacterRules()


@dataclass(frozen=True, slots=True)
class Gap:
    """A character, or a base with its variation selector, that the first face does not print."""

    codepoints: tuple[int, ...]
    kind: Kind  # variation: a selector that the font does not list (異体字); private: a user-defined character (外字)
    name: str  # as Unicode names it
    count: int
    records: tuple[int, ...]  # the first ones
    supplied_by: str  # the fallback face that prints it, "" when none does

    @property
    def notation(self) -> str:
        """The code points as people write them."""
        return " ".join(f"U+{codepoint:04X}" for codepoint in self.codepoints)


@dataclass(slots=True)
class _Tally:
    count: int = 0
    records: list[int] = field(default_factory=list)


class Coverage:
    """Counts what the first of some faces lacks, batch by batch; characters that are never printed do not count."""

    def __init__(self, faces: Sequence[Face]) -> None:
        self._faces = tuple(faces)
        self._known = [_known(face) for face in faces]
        self._plain = self._known[0].copy()
        self._plain[_NEWLINE] = True
        for selectors in _SELECTORS:
            self._plain[selectors.start : selectors.stop] = False
        self._tallies: dict[tuple[int, ...], _Tally] = {}

    def add(self, records: Sequence[int], texts: Sequence[str]) -> None:
        """Count the characters of some records' texts; one text per record number."""
        cleaned = apply_rules(_KEEP, texts)
        codepoints = np.frombuffer("".join(cleaned).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        odd = np.flatnonzero(~self._plain[codepoints])
        if not len(odd):
            return
        ends = np.cumsum([len(text) for text in cleaned])
        starts = {0, *ends.tolist()}
        owners = np.searchsorted(ends, odd, side="right")
        for at, owner in zip(odd.tolist(), owners.tolist(), strict=True):
            self._count(records[owner], int(codepoints[at]), int(codepoints[at - 1]) if at not in starts else None)

    def _count(self, record: int, codepoint: int, before: int | None) -> None:
        if any(codepoint in selectors for selectors in _SELECTORS) and before is not None:
            key: tuple[int, ...] = (before, codepoint)
            if self._faces[0].variation_glyph(*key):
                return
        else:
            key = (codepoint,)
        tally = self._tallies.setdefault(key, _Tally())
        tally.count += 1
        if len(tally.records) < MOST_RECORDS and record not in tally.records:
            tally.records.append(record)

    def gaps(self) -> list[Gap]:
        """Return what was found: first what no face prints, then by number of occurrences and code point."""
        gaps = list(self._gaps())
        return sorted(gaps, key=lambda gap: (bool(gap.supplied_by), -gap.count, gap.codepoints))

    def _gaps(self) -> Iterator[Gap]:
        for key, tally in self._tallies.items():
            name = " + ".join(map(_name, key))
            yield Gap(key, _kind(key), name, tally.count, tuple(tally.records), self._supplier(key))

    def _supplier(self, key: tuple[int, ...]) -> str:
        for face, known in zip(self._faces, self._known, strict=True):
            if face.variation_glyph(*key) if len(key) == 2 else known[key[0]]:
                return face.key
        return ""


def _known(face: Face) -> NDArray[np.bool_]:
    known = np.zeros(UNICODE_SIZE, dtype=np.bool_)
    known[face.codepoints[face.glyphs > 0]] = True
    return known


def _name(codepoint: int) -> str:
    unnamed = {"Co": "private use", "Cc": "control character"}.get(unicodedata.category(chr(codepoint)), "unassigned")
    return unicodedata.name(chr(codepoint), unnamed)


def _kind(key: tuple[int, ...]) -> Kind:
    if len(key) == 2:
        return "variation"
    return "private" if unicodedata.category(chr(key[0])) == "Co" else "missing"
