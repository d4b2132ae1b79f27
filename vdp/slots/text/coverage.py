"""Which characters of some texts would a chain of faces not print, and where do they occur?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from vdp.slots.text.chain import CLUSTERS, NEWLINE, FaceChain
from vdp.slots.text.characters import CharacterRules, apply_rules
from vdp.slots.text.clusters import COMBINING, SELECTORS, collapse_clusters
from vdp.slots.text.face import Face
from vdp.slots.text.texts import JOINING, KEPT, read_texts

Kind = Literal["missing", "variation", "private"]

MOST_RECORDS = 5
"""As many record numbers are kept for each gap."""

_KEEP = CharacterRules()
_KEPT = re.compile(f"[{chr(CLUSTERS)}-\U0010ffff]")
_MARK = re.compile(f"[{SELECTORS}{COMBINING}]")
_CLUSTER = re.compile(f"[^\n]?[{SELECTORS}{COMBINING}]+")


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
        self._chains = [FaceChain([face]) for face in faces]
        self._tallies: dict[tuple[int, ...], _Tally] = {}

    def add(self, records: Sequence[int], texts: Sequence[str]) -> None:
        """Count the characters of some records' texts; one text per record number."""
        cleaned = apply_rules(_KEEP, texts)
        first, traits = self._chains[0], read_texts(cleaned).traits
        if traits & KEPT:
            for record, text in zip(records, cleaned, strict=True):
                for character in _KEPT.findall(text):
                    self._count(record, character)
            cleaned = [_KEPT.sub("\n", text) for text in cleaned]
        if traits & JOINING:
            cleaned = collapse_clusters(cleaned, first)
        row = read_texts(cleaned)
        odd = np.flatnonzero((first.codes[row.codepoints] == 0) & (row.codepoints != NEWLINE))
        owners = np.searchsorted(row.ends, odd, side="right")
        begins = row.ends[owners] - [len(cleaned[owner]) for owner in owners.tolist()]
        for owner, at in zip(owners.tolist(), (odd - begins).tolist(), strict=True):
            missing = _missing_at(cleaned[owner], at)
            if missing:
                self._count(records[owner], first.spell(missing))

    def _count(self, record: int, text: str) -> None:
        tally = self._tallies.setdefault(tuple(map(ord, text)), _Tally())
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
        if key[0] >= CLUSTERS:
            return ""
        text = "".join(map(chr, key))
        for chain in self._chains:
            if all(chain.codes[ord(c)] for c in collapse_clusters((text,), chain)[0]):
                return chain.faces[0].key
        return ""


def _missing_at(text: str, at: int) -> str:
    """Return what lacks a glyph at a place of a text; a mark stands with its base and all its marks, and once."""
    mark = next((match for match in _CLUSTER.finditer(text) if match.start() <= at < match.end()), None)
    if mark is None or (at == mark.start() and not _MARK.match(text[at])):
        return text[at]
    is_first = at == mark.start() or (at == mark.start() + 1 and not _MARK.match(text[mark.start()]))
    return mark[0] if is_first else ""


def _name(codepoint: int) -> str:
    unnamed = {"Co": "private use", "Cc": "control character"}.get(unicodedata.category(chr(codepoint)), "unassigned")
    return unicodedata.name(chr(codepoint), unnamed)


def _kind(key: tuple[int, ...]) -> Kind:
    if len(key) == 2 and re.match(f"[{SELECTORS}]", chr(key[1])):
        return "variation"
    return "private" if unicodedata.category(chr(key[0])) == "Co" else "missing"
