"""A second file whose rows belong to the records: the purchases of each customer.

Keys of the records and rows of the file go into a database on disk, which joins and sorts them within its memory
limit; the joined rows then stream beside the records, so that neither file is ever in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vdp.errors import Finding, OutputError, Place, SourceError
from vdp.records.database import open_database
from vdp.records.field import Field
from vdp.records.lists import MOST_ROWS, list_type
from vdp.records.rows import Form
from vdp.records.strays import CODES, ORPHAN, REPEATED, Strays, merge_strays, write_strays

MEMORY = "128MB"
"""Of the database: the spool of the run has its own share beside it."""

_ROWS_PER_BATCH = 20_000

Selected = Callable[[npt.NDArray[np.int64]], npt.NDArray[np.bool_]]
"""Which of some record numbers are part of the run."""


class Tables(Protocol):
    """What is joined: a source. Its tables carry `_rest`, what stands in the columns that fill no field."""

    path: Path
    form: Form
    malformed: list[Finding]

    def tables(self, rows: int) -> Iterator[Any]:
        """Yield record batches of texts with `_record`, the number of each row."""


class JoinCounts(NamedTuple):
    """What of two files does not belong together."""

    unmatched: int  # records of the run without a row
    orphans: int  # rows without a record
    repeated: int  # rows that are equal to an earlier one; they are in the lists all the same

    def findings(self) -> dict[str, int]:
        """Return the counts by code."""
        return {"records.join-unmatched": self.unmatched, CODES[ORPHAN]: self.orphans, CODES[REPEATED]: self.repeated}


class Join:
    """One file beside the records. Its counts are complete once the records were read."""

    def __init__(self, field: Field, key: str, source: Tables) -> None:
        self.field = field
        self.key = key
        self.source = source
        self.unmatched = 0
        self.strays = Strays.none()

    @property
    def counts(self) -> JoinCounts:
        """What does not belong together."""
        return JoinCounts(self.unmatched, self.strays.orphans, self.strays.repeated)

    @contextmanager
    def open(
        self, folder: Path, records: Callable[[int], Iterator[Any]], *, selected: Selected
    ) -> Iterator[JoinedRows]:
        """Join with some records, given as batches of texts; the database lies in the folder while it is open.

        Raises SourceError `records.join-row`, OutputError `records.spool`.
        """
        self.unmatched, self.strays = 0, Strays.none()
        path = folder / f"join-{self.field.name}.duckdb"
        path.unlink(missing_ok=True)
        connection = open_database(path, memory=MEMORY)
        try:
            names = [f"c{index}" for index in range(len(self.field.fields))]
            _load(connection, "keys", ("record",), (fold_keys(table, self.key) for table in records(_ROWS_PER_BATCH)))
            _load(connection, "rows", ("number", *names, "rest"), self._rows(names))
            self.strays = _find_strays(connection, names, self.source.malformed)
            self._refuse_malformed()
            _cut_longest(connection)
            columns = ", ".join(names)
            query = f"SELECT record, {columns} FROM keys JOIN rows USING (key) ORDER BY record, number"  # noqa: S608
            yield JoinedRows(self, connection.sql(query).to_arrow_reader(_ROWS_PER_BATCH), names, selected)
        except (duckdb.OperationalError, duckdb.FatalException, duckdb.OutOfMemoryException) as error:
            cure = "check the free space of the work folder"
            raise OutputError(
                "records.spool", "the join cannot be written", where=Place(str(path)), cure=cure
            ) from error
        finally:
            connection.close()
            path.unlink(missing_ok=True)

    def write_strays(self, path: Path) -> None:
        """Write the rows of the file that need a look, as they were received, with their reasons."""
        write_strays(path, self.source.path, self.source.form, strays=self.strays, malformed=self.source.malformed)

    def _rows(self, names: Sequence[str]) -> Iterator[Any]:
        for table in self.source.tables(_ROWS_PER_BATCH):
            keyed = fold_keys(table, self.key)
            arrays = [table.column(name) for name in (*(field.name for field in self.field.fields), "_rest")]
            yield pa.RecordBatch.from_arrays([*keyed.columns, *arrays], names=["number", "key", *names, "rest"])

    def _refuse_malformed(self) -> None:
        """Refuse a file with a row that cannot be read: somebody's list would lack it, and nobody knows whose."""
        if self.source.malformed:
            first, count = self.source.malformed[0], len(self.source.malformed)
            more = f", and {count - 1} more such rows" if count > 1 else ""
            text = f"row {first.record} of the joined file cannot be read: {first.text}{more}"
            cure = "correct these rows; whose list they belong to cannot be told"
            raise SourceError("records.join-row", text, where=Place(str(self.source.path)), cure=cure)


class JoinedRows:
    """The joined rows as a stream, given out batch by batch as the records come."""

    def __init__(self, join: Join, reader: Iterator[Any], names: Sequence[str], selected: Selected) -> None:
        self._join = join
        self._selected = selected
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
        self._join.unmatched += int(self._selected(records[np.diff(offsets) == 0]).sum())
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


def fold_keys(table: Any, key: str) -> Any:
    """Return number and key of each row; an empty key is no key. Differences of width do not make another key."""
    keys = pc.utf8_trim_whitespace(pc.utf8_normalize(table.column(key), "NFKC"))
    keys = pc.if_else(pc.equal(keys, ""), pa.scalar(None, pa.string()), keys)
    return pa.RecordBatch.from_arrays([table.column("_record"), keys], names=["record", "key"])


def _find_strays(connection: duckdb.DuckDBPyConnection, names: Sequence[str], malformed: Sequence[Finding]) -> Strays:
    orphans = connection.sql("SELECT number FROM rows ANTI JOIN keys USING (key)").fetchnumpy()["number"]
    whole = ", ".join(("key", *names, "rest"))
    same = " AND ".join(f"one.{name} IS NOT DISTINCT FROM other.{name}" for name in ("key", *names, "rest"))
    found = connection.sql(
        f"""WITH hashed AS (SELECT number, hash({whole}) AS h FROM rows),
                 twice AS (SELECT h, min(number) AS first FROM hashed GROUP BY h HAVING count(*) > 1)
            SELECT one.number, first FROM twice JOIN hashed USING (h) JOIN rows AS one ON one.number = hashed.number
            JOIN rows AS other ON other.number = first WHERE one.number > first AND {same}"""  # noqa: S608 - names are ours
    ).fetchnumpy()
    unreadable = np.array([finding.record for finding in malformed], np.int64)
    return merge_strays(
        unreadable,
        np.asarray(orphans, np.int64),
        np.asarray(found["number"], np.int64),
        np.asarray(found["first"], np.int64),
    )


def _cut_longest(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave one row too many of each key that has too many: enough to hold its record, and no more is sorted."""
    connection.execute(
        """DELETE FROM rows WHERE number IN (
             SELECT number FROM (
               SELECT number, row_number() OVER (PARTITION BY key ORDER BY number) AS place FROM rows
               WHERE key IN (SELECT key FROM rows GROUP BY key HAVING count(*) > $most))
             WHERE place > $most + 1)""",
        {"most": MOST_ROWS},
    )


def _load(connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], batches: Iterator[Any]) -> None:
    """Write batches of a number, a key and texts to a new table.

    Every batch is a transaction of its own: what is not committed lies in memory, outside the database's limit.
    """
    first, *texts = columns
    kinds = [f"{first} BIGINT", "key VARCHAR", *(f"{column} VARCHAR" for column in texts)]
    connection.execute(f"CREATE TABLE {name} ({', '.join(kinds)})")
    for batch in batches:
        connection.register("incoming", pa.Table.from_batches([batch]))
        connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")  # noqa: S608 names are ours
        connection.unregister("incoming")
