"""The records that the operator asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Selection:
    """Ranges of record numbers, empty for all, up to a limit, 0 for none. What is left out is no part of the run."""

    ranges: tuple[tuple[int, int], ...] = ()
    limit: int = 0

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.ranges and not self.limit

    def mask(self, records: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell of each record number whether it is asked for."""
        found = records <= self.limit if self.limit else np.ones(len(records), bool)
        if self.ranges:
            firsts, lasts = self._runs()
            at = np.searchsorted(firsts, records, side="right") - 1
            found &= (at >= 0) & (records <= lasts[at])
        return found

    def has(self, record: int) -> bool:
        """Tell whether one record is asked for."""
        return bool(self.mask(np.array([record]))[0])

    def count(self, total: int) -> int:
        """Return how many of the records 1 to `total` are asked for."""
        stop = min(total, self.limit or total)
        if not self.ranges:
            return stop
        firsts, lasts = self._runs()
        return int(np.maximum(np.minimum(lasts, stop) - firsts + 1, 0).sum())

    def _runs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the ranges as firsts and lasts, ascending, none overlapping another."""
        runs: list[list[int]] = []
        for first, last in sorted(self.ranges):
            if runs and first <= runs[-1][1] + 1:
                runs[-1][1] = max(runs[-1][1], last)
            else:
                runs.append([first, last])
        firsts, lasts = zip(*runs, strict=True)
        return np.array(firsts, np.int64), np.array(lasts, np.int64)
