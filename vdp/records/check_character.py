"""The check character of a code: catches every single wrong character and every swap of two neighbours.

An alphabet of odd size: a pure system of ISO/IEC 7064:2003 with radix 2, as MOD 11-2 and MOD 37-2, its modulus the size
of the alphabet, so that no supplementary character is needed. The sum over the characters, each weighted with a power
of 2, is congruent to 1. Since 2 and 2 - 1 have inverses for every odd modulus, no single error and no swap keeps it.

Ten characters: the quasigroup of H. M. Damm, "Total anti-symmetrische Quasigruppen" (Marburg 2004), p. 98, which does
the same for ten, where no weighted sum can.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Digits = npt.NDArray[np.integer[Any]]

_DAMM = np.array(
    [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ]
)


def check_digits(digits: Digits, size: int) -> Digits:
    """Return the check digit of each row: `digits` (n, length) are places in an alphabet of an odd size, or of ten."""
    total = np.zeros(len(digits), np.int64)
    if size == len(_DAMM):
        for place in range(digits.shape[1]):
            total = _DAMM[total, digits[:, place]]
        return total
    for place in range(digits.shape[1]):
        total = (2 * total + digits[:, place]) % size
    return (1 - 2 * total) % size
