"""Mailing order and bundles: groups of the first five digits, then three, then two, then 雑, as arrays.

A group of a level that reaches the smallest bundle is tied; its pieces leave the levels below. Within a two-digit
area lie, per three-digit area, the five-digit bundles and the three-digit rest, and last the two-digit rest; 雑 ends
the mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from vdp.errors import DefectError
from vdp.postal.base import MISC, Bundle, MailOrder
from vdp.postal.japan.rules import BundlingRules

# A group's place in the mail as one number: two-digit area, three-digit area or rest, five-digit area or rest.
_PER_THREE: Final = 101
_PER_TWO: Final = 11 * _PER_THREE
_REST_OF_TWO: Final = 10 * _PER_THREE
_MISC: Final = 100 * _PER_TWO


def sort_mail(postal: npt.NDArray[np.int32], rules: BundlingRules) -> MailOrder:
    """Return mailing order and bundles of all pieces; `postal` holds their codes. Ties keep the order of the input."""
    if postal.size and not 0 <= int(postal.min()) <= int(postal.max()) <= 9_999_999:
        raise DefectError("postal.code-out-of-range", "a piece without a valid postal code reached the bundling")
    groups = _group_keys(postal, rules.min_pieces)
    order = np.argsort(groups, kind="stable")
    keys, counts = np.unique(groups, return_counts=True)
    bundles = tuple(_bundles(keys.tolist(), counts.tolist(), rules.max_pieces))
    sizes = np.array([bundle.count for bundle in bundles], dtype=np.int64)
    return MailOrder(order, np.repeat(np.arange(len(bundles), dtype=np.int32), sizes), bundles)


def _group_keys(postal: npt.NDArray[np.int32], min_pieces: int) -> npt.NDArray[np.int32]:
    """Return per piece the place of its group in the mail."""
    keys = np.full(postal.shape, _MISC, dtype=np.int32)
    left = np.arange(postal.size)
    for divisor, place in ((100, _place_of_five), (10_000, _place_of_three), (100_000, _place_of_two)):
        areas = postal[left] // divisor
        tied = np.bincount(areas)[areas] >= min_pieces if left.size else np.zeros(0, dtype=bool)
        keys[left[tied]] = place(areas[tied])
        left = left[~tied]
    return keys


def _place_of_five(area: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    return area // 1000 * _PER_TWO + area // 100 % 10 * _PER_THREE + area % 100


def _place_of_three(area: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    return area // 10 * _PER_TWO + area % 10 * _PER_THREE + (_PER_THREE - 1)


def _place_of_two(area: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    return area * _PER_TWO + _REST_OF_TWO


def _bundles(keys: list[int], counts: list[int], max_pieces: int) -> Iterator[Bundle]:
    """Yield the bundles of groups in mailing order, large groups in parts of nearly equal size."""
    number, first = 1, 0
    for key, total in zip(keys, counts, strict=True):
        level, code = _describe(key)
        parts = -(-total // max_pieces)
        for part in range(1, parts + 1):
            count = total // parts + (part <= total % parts)
            yield Bundle(number, level, code, count, first, part, parts)
            number, first = number + 1, first + count


def _describe(key: int) -> tuple[int, str]:
    """Return level and code text of a group."""
    two, rest = divmod(key, _PER_TWO)
    three, five = divmod(rest, _PER_THREE)
    if key == _MISC:
        return 0, MISC
    if rest == _REST_OF_TWO:
        return 2, f"{two:02d}"
    return (3, f"{two:02d}{three}") if five == _PER_THREE - 1 else (5, f"{two:02d}{three}{five:02d}")
