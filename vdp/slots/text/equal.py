"""Equal values and rows of a batch: what is made of them is made once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_DENSE = 1 << 16
_SAMPLE = 64


def find_distinct(numbers: Ints) -> tuple[Ints, Ints]:
    """Return the different numbers, ascending, and the place of each number among them."""
    if not len(numbers):
        return numbers, numbers
    low = int(numbers.min())
    span = int(numbers.max()) - low + 1
    if span > _DENSE:
        return np.unique(numbers, return_inverse=True)
    seen = np.zeros(span, dtype=bool)
    seen[numbers - low] = True
    distinct = np.flatnonzero(seen)
    places = np.zeros(span, dtype=np.int64)
    places[distinct] = np.arange(len(distinct))
    return distinct + low, places[numbers - low]


def find_equal(columns: Sequence[NDArray[Any]]) -> tuple[Ints, Ints]:
    """Return the place of the first of each lot of equal rows, and the lot of every row."""
    keys = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        if (column == column[:1]).all():
            continue
        if column.dtype.kind == "f":
            distinct, places = np.unique(column, return_inverse=True)
        else:
            distinct, places = find_distinct(column.astype(np.int64))
        keys = keys * len(distinct) + places
        if len(distinct) * 2 > len(keys):  # before numbers grow too large
            keys = np.unique(keys, return_inverse=True)[1]
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return first, which


def find_repeats(values: Sequence[str]) -> tuple[list[str], list[int]] | None:
    """Return the different strings of a batch and the place of each string among them; None where few are equal."""
    if len(values) < 2 * _SAMPLE or 2 * len(set(values[:_SAMPLE])) > _SAMPLE:
        return None
    distinct = list(dict.fromkeys(values))
    if 4 * len(distinct) > len(values):
        return None
    places = {value: place for place, value in enumerate(distinct)}
    return distinct, [places[value] for value in values]
