"""Fingerprints of texts: what a reader of the finished page must find, without keeping what it says."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence

import numpy as np

HASH_BYTES = 12
"""Length of a hash: a chance of 2^-96 that a wrong text passes for the right one."""

TEXT_BYTES = 2 + HASH_BYTES
"""Length of a text's fingerprint: its count of characters, then their hash."""

_UNICODE_SIZE = 0x110000
_SPACES = (0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000)


class Fingerprints:
    """Hashes texts after removing spaces and mapping characters that share a glyph to one of them.

    A PDF reader invents and drops spaces, and cannot tell glyph twins apart; everything else must be equal.
    """

    def __init__(self, twins: Mapping[int, int]) -> None:
        self._table = np.arange(_UNICODE_SIZE, dtype=np.uint32)
        for codepoint, stands_for in twins.items():
            self._table[codepoint] = stands_for
        self._table[list(_SPACES)] = 0  # after the twins: a no-break space is a space

    def take(self, texts: Sequence[str]) -> list[bytes]:
        """Return the fingerprint of each text."""
        characters = self._table[np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)]
        ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
        kept = characters != 0
        counted = np.concatenate(([0], np.cumsum(kept)))
        blob = characters[kept].astype("<u4").tobytes()
        edges = [0, *(counted[ends] * 4).tolist()]
        return [_fingerprint(blob[start:end]) for start, end in itertools.pairwise(edges)]


def _fingerprint(blob: bytes) -> bytes:
    return min(len(blob) // 4, 0xFFFF).to_bytes(2) + hashlib.blake2b(blob, digest_size=HASH_BYTES).digest()


def hash_value(value: str) -> bytes:
    """Return the fingerprint of a code's value, bit by bit as a scanner reads it; zeros where there is no code."""
    return hashlib.blake2b(value.encode("utf-8"), digest_size=HASH_BYTES).digest() if value else bytes(HASH_BYTES)
