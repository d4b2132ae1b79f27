"""All checked records in one DuckDB file: duplicates, order keys and the final order, within a memory limit."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vdp.errors import DefectError, OutputError, Place
from vdp.records.database import open_database
from vdp.records.files import write_batches

_ROWS_PER_BATCH = 2000


class SharedValues(NamedTuple):
    """How many records have a value that an earlier one has, and the first of them."""

    records: int = 0
    record: int = 0
    earlier: int = 0


class Spool:
    """The checked records of a job on disk. A spool that exists is continued; adding a chunk again changes nothing.

    System columns (text, may be absent): `_postal` 7 digits, `_number` the address display number, `_identity`.
    Every answer has a total order by record number, so threads and memory never show in it.
    """

    def __init__(self, path: Path, memory: str = "256MB") -> None:
        self.path = path
        self._connection = open_database(path, memory=memory)
        self._run("CREATE TABLE IF NOT EXISTS chunks (name VARCHAR PRIMARY KEY, schema BLOB)")
        self._run("CREATE TABLE IF NOT EXISTS duplicates (record BIGINT, original BIGINT)")
        self._run("CREATE TABLE IF NOT EXISTS suppressed (record BIGINT)")
        self._schema: Any = self._read_schema()

    def add(self, path: Path) -> None:
        """Add a checked Arrow file (Batch.write), once per file name."""
        if self._run("SELECT count(*) FROM chunks WHERE name = ?", [path.name]).fetchall() != [(0,)]:
            return
        with pa.memory_map(str(path)) as source:
            table = pa.ipc.open_file(source).read_all()
            schema = table.schema.serialize().to_pybytes()
            self._check_schema(table.schema, path)
            self._run("BEGIN")
            try:
                self._append("records", table)
                self._run("INSERT INTO chunks VALUES (?, ?)", [path.name, schema])
                self._run("COMMIT")
            except BaseException:
                with contextlib.suppress(duckdb.Error):  # a commit that failed has ended the transaction itself
                    self._connection.execute("ROLLBACK")
                raise

    def close_duplicates(self) -> list[tuple[int, int]]:
        """Drop every record whose identity a lower record has; return (record, lower record) by record."""
        if "_identity" in self._names():
            self._move(
                "duplicates (record, original)",
                """SELECT _record, original FROM (
                     SELECT _record, min(_record) OVER (PARTITION BY _identity) AS original
                     FROM records WHERE _identity <> '') WHERE _record > original""",
                drop="SELECT record FROM duplicates",
            )
        return self._run("SELECT record, original FROM duplicates ORDER BY record").fetchall()

    def close_suppressed(self, identities: Iterable[str]) -> list[int]:
        """Drop every record whose identity is in the set (Source.suppressed); return their numbers."""
        if "_identity" in self._names():
            self._replace("unwanted", pa.table({"identity": pa.array(sorted(identities), pa.string())}))
            self._move(
                "suppressed (record)",
                "SELECT _record FROM records WHERE _identity IN (SELECT identity FROM unwanted)",
                drop="SELECT record FROM suppressed",
            )
        return [row[0] for row in self._run("SELECT record FROM suppressed ORDER BY record").fetchall()]

    def count_shared(self, column: str) -> SharedValues:
        """Count the records whose value in a column an earlier record has; the first of them stands for all."""
        if column not in self._names():
            return SharedValues()
        name = '"' + column.replace('"', '""') + '"'
        ((count, record, earlier),) = self._run(
            f"""SELECT count(*), min(_record), arg_min(earlier, _record) FROM (
                  SELECT _record, min(_record) OVER (PARTITION BY {name}::VARCHAR) AS earlier
                  FROM records WHERE {name} IS NOT NULL) WHERE _record > earlier"""  # noqa: S608 quoted
        ).fetchall()
        return SharedValues(count, record, earlier) if count else SharedValues()

    def keys(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
        """Return record numbers and postal codes (0 when there is none) in postal order.

        Order: postal code, address display number, identity, record.
        """
        names = self._names()
        if not names:
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        code = "coalesce(try_cast(_postal AS INTEGER), 0)" if "_postal" in names else "0::INTEGER"
        order = ", ".join(name for name in ("postal", "_number", "_identity", "_record") if name in ("postal", *names))
        found = self._run(
            f"SELECT _record, {code} AS postal FROM records ORDER BY {order}"  # noqa: S608 names are ours
        ).fetchnumpy()
        return np.asarray(found["_record"], np.int64), np.asarray(found["postal"], np.int32)

    def write_ordered(self, records: npt.NDArray[np.int64], path: Path) -> None:
        """Write the records of the given numbers, in that order, to an Arrow file for open_records."""
        order = pa.table({"record": pa.array(records, pa.int64()), "place": pa.array(np.arange(len(records)))})
        self._replace("placed", order)
        found = self._count_placed() if self._schema else 0
        if found != len(records):
            text = f"{len(records)} records were ordered, {found} different ones of them are in the spool"
            raise DefectError("records.order", text, where=Place(str(self.path)))
        schema = self._schema or pa.schema([("_record", pa.int64())])
        write_batches(path, schema, self._stream(schema) if len(records) else ())

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _stream(self, schema: Any) -> Iterator[Any]:
        """Yield the placed records in batches of exactly _ROWS_PER_BATCH rows, the last one shorter."""
        query = "SELECT records.* FROM records JOIN placed ON _record = record ORDER BY place"
        waiting: list[Any] = []
        have = 0
        for batch in self._connection.sql(query).to_arrow_reader(_ROWS_PER_BATCH):
            waiting.append(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            have += batch.num_rows
            while have >= _ROWS_PER_BATCH:
                whole = pa.concat_batches(waiting)
                yield whole.slice(0, _ROWS_PER_BATCH)
                waiting, have = [whole.slice(_ROWS_PER_BATCH)], have - _ROWS_PER_BATCH
        if have:
            yield pa.concat_batches(waiting)

    def _count_placed(self) -> int:
        rows = self._run("SELECT count(DISTINCT _record) FROM records JOIN placed ON _record = record").fetchall()
        return int(rows[0][0])

    def _names(self) -> list[str]:
        return list(self._schema.names) if self._schema else []

    def _read_schema(self) -> Any:
        rows = self._run("SELECT schema FROM chunks ORDER BY name LIMIT 1").fetchall()
        return pa.ipc.read_schema(pa.py_buffer(rows[0][0])) if rows else None

    def _check_schema(self, schema: Any, path: Path) -> None:
        self._schema = self._schema or schema
        if not schema.equals(self._schema):
            text = "the chunk has other columns than those before it"
            raise DefectError("records.schema", text, where=Place(str(path)))

    def _append(self, name: str, table: Any) -> None:
        self._connection.register("incoming", table)
        try:
            self._run(f"CREATE TABLE IF NOT EXISTS {name} AS SELECT * FROM incoming LIMIT 0")  # noqa: S608 names are ours
            self._run(f"INSERT INTO {name} SELECT * FROM incoming")  # noqa: S608 names are ours
        finally:
            self._connection.unregister("incoming")

    def _replace(self, name: str, table: Any) -> None:
        self._run(f"DROP TABLE IF EXISTS {name}")
        self._append(name, table)

    def _move(self, target: str, query: str, *, drop: str) -> None:
        self._run("BEGIN")
        self._run(f"INSERT INTO {target} {query}")
        self._run(f"DELETE FROM records WHERE _record IN ({drop})")  # noqa: S608 texts are ours
        self._run("COMMIT")

    def _run(self, query: str, values: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(query, values)
        except (duckdb.OperationalError, duckdb.FatalException) as error:
            # No room: as I/O, memory, a commit that fails, or a database that closed itself over one of these.
            cure = "check the free space of the work folder"
            raise OutputError(
                "records.spool", "the spool cannot be written", where=Place(str(self.path)), cure=cure
            ) from error
