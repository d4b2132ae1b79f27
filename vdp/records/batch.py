"""A batch: some hundreds to thousands of checked records as typed columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vdp.records.files import write_batches
from vdp.records.identity import find_identities, parts_of_identity

DECIMAL = {b"vdp": b"decimal"}
"""Arrow metadata of a column of decimals, which are kept as text so that their scale survives."""


class Batch:
    """Records as columns; a column becomes Python values when it is first asked for.

    text, url, image, choice: str, "" when empty · integer: int · decimal: Decimal · date: date · boolean: bool, each
    or None · list: per record a list of rows, which are tuples. `purchases.amount` names one column of a list: per
    record a list of its values. System columns begin with "_".
    """

    __slots__ = ("_cells", "_table")

    def __init__(self, table: Any) -> None:
        self._table = table
        self._cells: dict[str, list[Any]] = {}

    @property
    def count(self) -> int:
        """The number of records."""
        return int(self._table.num_rows)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(self._table.schema.names)

    @property
    def records(self) -> list[int]:
        """The record numbers."""
        return self.column("_record")

    def column(self, name: str) -> list[Any]:
        """Return one column as Python values. The list is shared: do not change it."""
        cells = self._cells.get(name)
        if cells is None:
            cells = self._cells[name] = self._read(name)
        return cells

    def columns(self) -> Mapping[str, list[Any]]:
        """Return all columns by name, each converted when it is first looked at."""
        return _Columns(self)

    def array(self, name: str) -> Any:
        """Return one column as it is stored, for use inside this room."""
        return self._table.column(name)

    def identities(self, fields: Sequence[str]) -> list[str]:
        """Return the identity of each record: the same person at the same address gives the same text."""
        return find_identities([self.column(name) for name in fields], count=self.count)

    def recipients(self, fields: Sequence[str]) -> list[str]:
        """Return the identity of each record, "" for one without name or address: either alone may be another's too."""
        names, places = ([self.column(name) for name in part] for part in parts_of_identity(fields))
        if not names or not places:
            return [""] * self.count
        rows = zip(self.identities(fields), zip(*names, strict=True), zip(*places, strict=True), strict=True)
        return [key if any(name) and any(place) else "" for key, name, place in rows]

    def with_text(self, name: str, values: Sequence[str | None]) -> Batch:
        """Return the batch with a system column added. None reads back as ""."""
        field = pa.field(name, pa.string())
        return Batch(self._table.append_column(field, pa.array(values, pa.string())))

    def replace_text(self, name: str, values: Sequence[str]) -> Batch:
        """Return the batch with other texts in one of its columns."""
        index = self._table.schema.get_field_index(name)
        return Batch(self._table.set_column(index, self._table.schema.field(index), pa.array(values, pa.string())))

    def keep(self, mask: Sequence[bool]) -> Batch:
        """Return the records whose mask is true."""
        return Batch(self._table.filter(pa.array(mask, pa.bool_())))

    def write(self, path: Path) -> None:
        """Write the batch to an Arrow file. Raises OutputError `records.write`."""
        write_batches(path, self._table.schema, [self._table])

    def has(self, name: str) -> bool:
        """Tell whether there is a column, or a column of a list, of this name."""
        head, _, inner = name.partition(".")
        if head not in self.names:
            return False
        return not inner or (pa.types.is_list(kind := self._type(head)) and kind.value_type.get_field_index(inner) >= 0)

    def _type(self, name: str) -> Any:
        return self._table.schema.field(name).type

    def _read(self, name: str) -> list[Any]:
        head, _, inner = name.partition(".")
        kind = self._type(head)
        if not pa.types.is_list(kind):
            return _read_cells(self._table.column(name), self._table.schema.field(name))
        if inner:
            rows = self._table.column(head).flatten()
            cells = _read_cells(rows.field(inner), kind.value_type.field(inner))
        else:
            names = [kind.value_type.field(index).name for index in range(kind.value_type.num_fields)]
            parts = [itertools.chain.from_iterable(self.column(f"{name}.{inner}")) for inner in names]
            cells = list(zip(*parts, strict=True))
        return _cut_rows(cells, self._table.column(head))


def _read_cells(array: Any, field: Any) -> list[Any]:
    if field.metadata == DECIMAL:
        return [None if text is None else Decimal(text) for text in array.to_pylist()]
    if field.type == pa.string() and array.null_count:
        array = pc.fill_null(array, "")
    cells: list[Any] = array.to_pylist()
    return cells


def _cut_rows(cells: list[Any], rows: Any) -> list[Any]:
    """Cut the values of all rows of a list column into those of each record."""
    lengths = rows.value_lengths().to_numpy(zero_copy_only=False)
    edges = [0, *np.cumsum(lengths).tolist()]
    return [cells[start:stop] for start, stop in itertools.pairwise(edges)]


class _Columns(Mapping[str, list[Any]]):
    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    def __getitem__(self, name: str) -> list[Any]:
        if not self._batch.has(name):
            raise KeyError(name)
        return self._batch.column(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._batch.names)

    def __len__(self) -> int:
        return len(self._batch.names)


def read_batch(path: Path) -> Batch:
    """Return the only batch of an Arrow file, mapped into memory."""
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all().combine_chunks()
    batches = table.to_batches()
    return Batch(batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema))
