"""Equal values and rows of a batch: what is made of them is made once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_DENSE = 1 << 17
_SAMPLE = 64


def find_distinct(numbers: Ints) -> tuple[Ints, Ints]:
    """Return the different numbers, ascending, and the place of each number among them."""
    if not len(numbers):
        return numbers, numbers
    low = int(numbers.min())
    span = int(numbers.max()) - low + 1
    if span > _DENSE:
        return np.unique(numbers, return_inverse=True)
    numbers = numbers - low
    distinct, places = _find_dense(numbers, span)
    return distinct + low, places


def _find_dense(numbers: Ints, span: int) -> tuple[Ints, Ints]:
    """Do so for numbers from 0 up to `span`."""
    seen = np.zeros(span, dtype=bool)
    seen[numbers] = True
    distinct = np.flatnonzero(seen)
    places = np.empty(span, dtype=np.int64)
    places[distinct] = np.arange(len(distinct))
    return distinct, places[numbers]


def find_equal(columns: Sequence[NDArray[Any]]) -> tuple[Ints, Ints]:
    """Return the place of one of each lot of equal rows, and the lot of every row."""
    count = len(columns[0])
    if not count:
        return (np.zeros(0, dtype=np.int64),) * 2
    keys: Ints | None = None
    span = 1
    for column in columns:
        low, high = column.min(), column.max()
        if low == high:
            continue
        if column.dtype.kind == "f":
            distinct, places = np.unique(column, return_inverse=True)
            width = len(distinct)
        else:
            places, width = column.astype(np.int64, copy=False) - int(low), int(high) - int(low) + 1
            if span * width > _DENSE:
                distinct, places = find_distinct(places)
                width = len(distinct)
        if keys is not None and span * width > _DENSE:
            distinct, keys = find_distinct(keys)
            span = len(distinct)
        keys = places if keys is None else keys * width + places
        span *= width
    if keys is None:
        return np.zeros(1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    lots, which = _find_dense(keys, span) if span <= _DENSE else find_distinct(keys)
    place = np.empty(len(lots), dtype=np.int64)
    place[which] = np.arange(count)
    return place, which


def find_repeats(values: Sequence[str]) -> tuple[list[str], list[int]] | None:
    """Return the different strings of a batch and the place of each string among them; None where few are equal."""
    if len(values) < 2 * _SAMPLE or 2 * len(set(values[:_SAMPLE])) > _SAMPLE:
        return None
    distinct = list(dict.fromkeys(values))
    if 4 * len(distinct) > len(values):
        return None
    places = {value: place for place, value in enumerate(distinct)}
    return distinct, [places[value] for value in values]
