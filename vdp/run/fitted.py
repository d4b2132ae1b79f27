"""Texts that were condensed, shrunk or tracked to fit: which, and how they are set.

They go from the workers to the ledger in columns, through a file of the work folder, so that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.fitted import Fitted

CODE = "text.fitted"

FITTED = np.dtype([("record", "<i8"), ("slot", "<u2"), ("scale", "<u2"), ("size", "<u4"), ("tracking", "<f4")])
"""A row of a receipt: slot as its number in the plan, scale in 1/10000, size in 1/1000 pt, tracking in 1/1000 em."""

_ROWS = 100_000  # read at a time

Rows = NDArray[np.void]

LedgerRow = tuple[int, str, float, float, float]


def fitted_rows(
    fitted: Sequence[tuple[str, Fitted]], slots: Sequence[str], *, records: Sequence[int], held: set[int]
) -> Rows:
    """Return the rows of a batch by record and slot, without the records that are held."""
    numbers = np.asarray(records, dtype=np.int64)
    parts = [np.zeros(0, dtype=FITTED)]
    for name, found in fitted:
        part = np.zeros(len(found.indices), dtype=FITTED)
        part["record"], part["slot"] = numbers[found.indices], slots.index(name)
        part["scale"], part["size"] = np.rint(found.scale * 10_000), np.rint(found.size * 1000)
        part["tracking"] = found.tracking
        parts.append(part)
    rows = np.concatenate(parts)
    if held:
        rows = rows[~np.isin(rows["record"], list(held))]
    return rows[np.lexsort((rows["slot"], rows["record"]))]


@dataclass(slots=True)
class FittedSlot:
    """How often the texts of a slot were fitted, and how far."""

    count: int = 0
    smallest_scale: float = 1.0
    smallest_size: float = float("inf")  # points


@dataclass(slots=True)
class FittedTexts:
    """All fitted texts of a job. `records`: how many printed records have any."""

    path: Path
    names: Sequence[str]  # of the slots, by number
    printed: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    records: int = 0
    slots: dict[str, FittedSlot] = field(default_factory=dict)

    def add(self, rows: Rows) -> None:
        """Keep the rows of one receipt; records come in ascending order."""
        if len(rows):
            with self.path.open("ab") as file:
                file.write(rows.tobytes())

    def count(self, printed: NDArray[np.int64]) -> None:
        """Count what belongs to printed records."""
        self.printed = np.sort(printed)
        last = -1
        for rows in self._blocks():
            records = np.unique(rows["record"])
            self.records += len(records) - int(records[0] == last)
            last = int(records[-1])
            for number in np.unique(rows["slot"]).tolist():
                mine = rows[rows["slot"] == number]
                slot = self.slots.setdefault(self.names[number], FittedSlot())
                slot.count += len(mine)
                slot.smallest_scale = min(slot.smallest_scale, int(mine["scale"].min()) / 10_000)
                slot.smallest_size = min(slot.smallest_size, int(mine["size"].min()) / 1000)

    def ledger_rows(self) -> Iterator[LedgerRow]:
        """Yield what the ledger keeps: record, slot, scale, size in points, tracking in 1/1000 em."""
        for rows in self._blocks():
            slots = [self.names[number] for number in rows["slot"].tolist()]
            scales, sizes = (rows["scale"] / 10_000).tolist(), (rows["size"] / 1000).tolist()
            tracking = np.round(rows["tracking"].astype(np.float64), 2).tolist()
            yield from zip(rows["record"].tolist(), slots, scales, sizes, tracking, strict=True)

    def _blocks(self) -> Iterator[Rows]:
        """Yield the rows of printed records."""
        if not self.path.exists() or not len(self.printed):
            return
        with self.path.open("rb") as file:
            while data := file.read(_ROWS * FITTED.itemsize):
                rows = np.frombuffer(data, dtype=FITTED)
                at = np.minimum(np.searchsorted(self.printed, rows["record"]), len(self.printed) - 1)
                rows = rows[self.printed[at] == rows["record"]]
                if len(rows):
                    yield rows
