"""Codes from a secret: evenly spread numbers that nobody can guess, the same for the same recipient in every run.

A code is HMAC-SHA-256 (RFC 2104, FIPS 180-4) of the job, the code's name and the recipient's identity, mapped to a
number below the count of possible codes. A number from the last, incomplete round of 2^64 is drawn again (no modulo
bias).
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

_LARGEST_GROUP = 1 << 62
_MOST_GROUPS = 3  # the fourth word of a digest chooses the arm
_DOMAIN = b"vdp-code-1"
_FIRST = b"\x000"  # attempt 0


def group_sizes(size: int, places: int) -> list[int]:
    """Return into how many groups of places, each a number below 2^62, a code of `places` characters is cut.

    Raises ValueError when it is longer than a digest can fill.
    """
    most = next(count for count in range(places + 63, 0, -1) if size**count <= _LARGEST_GROUP)
    groups = [most] * (places // most) + ([places % most] if places % most else [])
    if len(groups) > _MOST_GROUPS:
        raise ValueError(f"at most {_MOST_GROUPS * most} characters of this alphabet can be filled")
    return groups


class Deriver:
    """Draws the numbers of one series of codes."""

    def __init__(self, secret: bytes, *, job: str, name: str, kind: str, groups: Sequence[int]) -> None:
        self._secret = secret
        self._head = b"\0".join((_DOMAIN, job.encode(), name.encode(), kind.encode(), b""))
        self._groups = groups

    def draw(self, identities: Sequence[bytes], attempts: Sequence[int] | None = None) -> tuple[Words, Words]:
        """Return the numbers (n, groups) of some recipients, and a word (n) that chooses their arms.

        `groups` are the counts of possible values, each below 2^62. Attempt 0 is everybody's first code; the word is
        the same for every attempt only if it is taken from the first.
        """
        if attempts is None:
            tails, words = identities, self._words(identities, _FIRST)
        else:
            tails = [b"%b\0%d" % pair for pair in zip(identities, attempts, strict=True)]
            words = self._words(tails, b"")
        values, arms = words[:, : len(self._groups)].copy(), words[:, _MOST_GROUPS].copy()
        for group, count in enumerate(self._groups):
            last = np.uint64((1 << 64) // count * count - 1)
            redraw, again = 0, np.flatnonzero(values[:, group] > last)
            while len(again):
                redraw += 1
                tail = (_FIRST if attempts is None else b"") + b"\0%d\0%d" % (group, redraw)
                values[again, group] = self._words([tails[index] for index in again.tolist()], tail)[:, 0]
                again = again[values[again, group] > last]
            values[:, group] %= np.uint64(count)
        return values, arms

    def _words(self, tails: Sequence[bytes], tail: bytes) -> Words:
        secret, head = self._secret, self._head
        digests = b"".join([hmac.digest(secret, head + middle + tail, "sha256") for middle in tails])
        return np.frombuffer(digests, ">u8").astype(np.uint64).reshape(-1, 4)


def find_repeats(values: Words) -> npt.NDArray[np.int64]:
    """Return the rows whose values an earlier row has."""
    order = np.lexsort((np.arange(len(values)), *values.T[::-1]))
    same = np.zeros(len(values), bool)
    if len(values):
        ordered = values[order]
        same[1:] = (ordered[1:] == ordered[:-1]).all(axis=1)
    return np.sort(order[same])
