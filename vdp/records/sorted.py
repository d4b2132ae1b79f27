"""The checked records in their final order, in one file that every worker maps into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from vdp.errors import DefectError, Place
from vdp.records.batch import Batch


class SortedRecords:
    """Rows by their place in the final order. All batches of the file but the last have the same length."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._map = pa.memory_map(str(path))
        self._file = pa.ipc.open_file(self._map)
        batches = self._file.num_record_batches
        self._rows = self._file.get_batch(0).num_rows if batches else 1
        last = self._file.get_batch(batches - 1).num_rows if batches else 0
        self.count = (batches - 1) * self._rows + last if batches else 0

    def read(self, ranges: Sequence[tuple[int, int]]) -> Batch:
        """Return the rows of several [start, stop) ranges, in the order given."""
        parts = [part for start, stop in ranges for part in self._slices(start, stop)]
        if len(parts) == 1:
            return Batch(parts[0])
        if not parts:
            return Batch(pa.RecordBatch.from_pylist([], schema=self._file.schema))
        return Batch(pa.concat_batches(parts))

    def _slices(self, start: int, stop: int) -> Iterator[Any]:
        if not 0 <= start <= stop <= self.count:
            text = f"rows {start} to {stop} were asked for, of {self.count}"
            raise DefectError("records.range", text, where=Place(str(self._path)))
        while start < stop:
            index, at = divmod(start, self._rows)
            length = min(stop - start, self._rows - at)
            yield self._file.get_batch(index).slice(at, length)
            start += length


def open_records(path: Path) -> SortedRecords:
    """Map the file that Spool.write_ordered wrote."""
    return SortedRecords(path)
