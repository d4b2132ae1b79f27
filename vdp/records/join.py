"""A second file whose rows belong to the records: the purchases of each customer.

Keys of the records and rows of the file go into a database on disk, which joins and sorts them within its memory
limit; the joined rows then stream beside the records, so that neither file is ever in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vdp.errors import Finding, OutputError, Place, SourceError
from vdp.records.database import open_database
from vdp.records.field import Field
from vdp.records.lists import list_type

MOST_LISTED = 100_000
"""Findings of each kind that are kept; all are counted."""

_ROWS_PER_BATCH = 20_000


class Tables(Protocol):
    """What is joined: a source."""

    path: Path
    malformed: list[Finding]

    def tables(self, rows: int) -> Iterator[Any]:
        """Yield record batches of texts with `_record`, the number of each row."""


class Join:
    """One file beside the records. `findings`, `unmatched` and `orphans` are complete once the records were read.

    `unmatched` counts records without a row, `orphans` rows without a record.
    """

    def __init__(self, field: Field, key: str, source: Tables) -> None:
        self.field = field
        self.key = key
        self.source = source
        self.unmatched = 0
        self.orphans = 0
        self.findings: list[Finding] = []

    @contextmanager
    def open(self, folder: Path, records: Callable[[int], Iterator[Any]]) -> Iterator[JoinedRows]:
        """Join with some records, given as batches of texts; the database lies in the folder while it is open.

        Raises SourceError `records.join-row`, OutputError `records.spool`.
        """
        self.unmatched, self.orphans, self.findings = 0, 0, []
        path = folder / f"join-{self.field.name}.duckdb"
        path.unlink(missing_ok=True)
        connection = open_database(path, memory="256MB")
        try:
            names = [f"c{index}" for index in range(len(self.field.fields))]
            _load(connection, "keys", ("record",), (_keys(table, self.key) for table in records(_ROWS_PER_BATCH)))
            _load(connection, "rows", ("number", *names), self._rows(names))
            self._refuse_malformed()
            self._list_orphans(connection)
            columns = ", ".join(names)
            query = f"SELECT record, {columns} FROM keys JOIN rows USING (key) ORDER BY record, number"  # noqa: S608
            yield JoinedRows(self, connection.sql(query).to_arrow_reader(_ROWS_PER_BATCH), names)
        except (duckdb.OperationalError, duckdb.FatalException, duckdb.OutOfMemoryException) as error:
            cure = "check the free space of the work folder"
            raise OutputError(
                "records.spool", "the join cannot be written", where=Place(str(path)), cure=cure
            ) from error
        finally:
            connection.close()
            path.unlink(missing_ok=True)

    def _rows(self, names: Sequence[str]) -> Iterator[Any]:
        for table in self.source.tables(_ROWS_PER_BATCH):
            keyed = _keys(table, self.key)
            arrays = [table.column(field.name) for field in self.field.fields]
            yield pa.RecordBatch.from_arrays([*keyed.columns, *arrays], names=["number", "key", *names])

    def _refuse_malformed(self) -> None:
        """Refuse a file with a row that cannot be read: somebody's list would lack it, and nobody knows whose."""
        if self.source.malformed:
            first, count = self.source.malformed[0], len(self.source.malformed)
            more = f", and {count - 1} more such rows" if count > 1 else ""
            text = f"row {first.record} of the joined file cannot be read: {first.text}{more}"
            cure = "correct these rows; whose list they belong to cannot be told"
            raise SourceError("records.join-row", text, where=Place(str(self.source.path)), cure=cure)

    def _list_orphans(self, connection: duckdb.DuckDBPyConnection) -> None:
        query = "FROM rows ANTI JOIN keys USING (key)"
        self.orphans = int(connection.sql(f"SELECT count(*) {query}").fetchall()[0][0])
        found = connection.sql(f"SELECT number {query} ORDER BY number LIMIT {MOST_LISTED}").fetchall()
        for (number,) in found:
            text = f"row {number} of {self.source.path.name} belongs to no record"
            self.findings.append(Finding("records.join-orphan", "warn", number, self.field.name, text))

    def note_unmatched(self, records: Sequence[int]) -> None:
        """Count and list records without a row."""
        self.unmatched += len(records)
        text = f"no row of {self.source.path.name} belongs to the record"
        for record in records[: max(0, MOST_LISTED - self.unmatched)]:
            self.findings.append(Finding("records.join-unmatched", "warn", record, self.field.name, text))


class JoinedRows:
    """The joined rows as a stream, given out batch by batch as the records come."""

    def __init__(self, join: Join, reader: Iterator[Any], names: Sequence[str]) -> None:
        self._join = join
        self._reader = reader
        self._kind = list_type(join.field.fields)
        self._schema = pa.schema([("record", pa.int64()), *((name, pa.string()) for name in names)])
        self._waiting = pa.RecordBatch.from_pylist([], schema=self._schema)

    def attach(self, table: Any) -> Any:
        """Return a batch of records with the list column added. Batches come in the order of the records."""
        records = table.column("_record").to_numpy()
        rows = self._take(int(records[-1]) if len(records) else 0)
        owners = rows.column("record").to_numpy()
        offsets = np.append(np.searchsorted(owners, records), len(owners)).astype(np.int32)
        self._join.note_unmatched(records[np.diff(offsets) == 0].tolist())
        cells = pa.StructArray.from_arrays(rows.columns[1:], fields=list(self._kind.value_type))
        return table.append_column(
            pa.field(self._join.field.name, self._kind), pa.ListArray.from_arrays(pa.array(offsets), cells)
        )

    def _take(self, last: int) -> Any:
        """Return the rows of the records up to `last` that were not taken yet."""
        parts = [self._waiting]
        while not parts[-1].num_rows or int(parts[-1].column("record")[-1].as_py()) <= last:
            batch = next(self._reader, None)
            if batch is None:
                break
            parts.append(
                pa.RecordBatch.from_arrays(
                    [a.cast(f.type) for a, f in zip(batch.columns, self._schema, strict=True)], schema=self._schema
                )
            )
        whole = pa.concat_batches(parts)
        stop = int(np.searchsorted(whole.column("record").to_numpy(), last, side="right"))
        self._waiting = whole.slice(stop)
        return whole.slice(0, stop)


def _keys(table: Any, key: str) -> Any:
    """Return number and key of each row; an empty key is no key. Differences of width do not make another key."""
    keys = pc.utf8_trim_whitespace(pc.utf8_normalize(table.column(key), "NFKC"))
    keys = pc.if_else(pc.equal(keys, ""), pa.scalar(None, pa.string()), keys)
    return pa.RecordBatch.from_arrays([table.column("_record"), keys], names=["record", "key"])


def _load(connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], batches: Iterator[Any]) -> None:
    """Write batches of a number, a key and texts to a new table."""
    first, *texts = columns
    kinds = [f"{first} BIGINT", "key VARCHAR", *(f"{column} VARCHAR" for column in texts)]
    connection.execute(f"CREATE TABLE {name} ({', '.join(kinds)})")
    connection.execute("BEGIN")
    for batch in batches:
        connection.register("incoming", pa.Table.from_batches([batch]))
        connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")  # noqa: S608 names are ours
        connection.unregister("incoming")
    connection.execute("COMMIT")
