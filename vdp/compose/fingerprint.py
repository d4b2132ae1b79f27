"""Fingerprints of texts: what a reader of the finished page must find, without keeping what it says."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.chain import SEQUENCE_SHIFT

HASH_BYTES = 12
"""Length of a hash: a chance of 2^-96 that a wrong text passes for the right one."""

TEXT_BYTES = 2 + HASH_BYTES
"""Length of a text's fingerprint: its count of characters, then their hash."""

_UNICODE_SIZE = 0x110000
_FIRST_SELECTOR = 0xFE00
_SPACES = (0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000)


class Fingerprints:
    """Hashes texts after removing spaces and mapping characters that share a glyph to one of them.

    A PDF reader invents and drops spaces, and cannot tell glyph twins apart; everything else must be equal. `twins`: as
    `glyph_twins` gives them.
    """

    def __init__(self, twins: Mapping[int, int]) -> None:
        self._table = np.arange(_UNICODE_SIZE, dtype=np.uint32)
        for character, stands_for in twins.items():
            if character < _UNICODE_SIZE:
                self._table[character] = stands_for
        self._table[list(_SPACES)] = 0  # after the twins: a no-break space is a space
        sequences = sorted((one, other) for one, other in twins.items() if one >= _UNICODE_SIZE)
        self._sequences, self._plain = np.array(sequences, dtype=np.int64).reshape(-1, 2).T

    def take(self, texts: Sequence[str]) -> list[bytes]:
        """Return the fingerprint of each text."""
        codepoints = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
        characters = self._table[self._replace_sequences(codepoints)]
        ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
        kept = characters != 0
        counted = np.concatenate(([0], np.cumsum(kept)))
        blob = characters[kept].astype("<u4").tobytes()
        edges = [0, *(counted[ends] * 4).tolist()]
        return [_fingerprint(blob[start:end]) for start, end in itertools.pairwise(edges)]

    def _replace_sequences(self, codepoints: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Put in the place of variation sequences what stands for them; 0 where that is one code point."""
        at = np.flatnonzero((codepoints >= _FIRST_SELECTOR) & ((codepoints <= 0xFE0F) | (codepoints >> 8 == 0xE01)))
        at = at[at > 0]
        if not len(at) or not len(self._sequences):
            return codepoints
        keys = codepoints[at - 1].astype(np.int64) | (codepoints[at].astype(np.int64) << SEQUENCE_SHIFT)
        places = np.minimum(np.searchsorted(self._sequences, keys), len(self._sequences) - 1)
        known = self._sequences[places] == keys
        at, stand = at[known], self._plain[places[known]]
        replaced = codepoints.copy()
        replaced[at - 1], replaced[at] = stand & ((1 << SEQUENCE_SHIFT) - 1), stand >> SEQUENCE_SHIFT
        return replaced


def _fingerprint(blob: bytes) -> bytes:
    return min(len(blob) // 4, 0xFFFF).to_bytes(2) + hashlib.blake2b(blob, digest_size=HASH_BYTES).digest()


def hash_value(value: str) -> bytes:
    """Return the fingerprint of a code's value, bit by bit as a scanner reads it; zeros where there is no code."""
    return hashlib.blake2b(value.encode("utf-8"), digest_size=HASH_BYTES).digest() if value else bytes(HASH_BYTES)
