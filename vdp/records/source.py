"""The CRM file as a stream of raw tables: every value a string, columns named by field, records numbered from 1."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from vdp.errors import DefectError, Finding, JobError, Place, SourceError
from vdp.records.code_list import write_codes
from vdp.records.codes import CodeSeries
from vdp.records.field import Field
from vdp.records.files import write_batches
from vdp.records.header import Mapping, map_header
from vdp.records.join import Join, JoinCounts, Selected
from vdp.records.profile import Profile
from vdp.records.rows import Form, scan_rows
from vdp.records.signals import hold_signals

_MOST_BYTES = 8 << 20  # of one chunk: bounds memory when rows are long
_SEPARATOR = "\x1f"


class _Chunk(NamedTuple):
    """Raw bytes of consecutive rows."""

    data: bytes
    rows: int


class Source:
    """One CRM file that has been decoded once and whose header has been mapped.

    `count` and `malformed` grow while write_chunks or tables is consumed, and start anew with each call.
    `suppressed` holds the identities of the job's suppression list. With `rest`, tables have a column `_rest`: what
    stands in all columns that fill no field.
    """

    def __init__(
        self,
        path: Path,
        fields: Sequence[Field],
        *,
        profile: Profile,
        form: Form,
        suppressed: frozenset[str] = frozenset(),
        joins: Sequence[Join] = (),
        codes: Sequence[CodeSeries] = (),
        rest: bool = False,
    ) -> None:
        self.path = path
        self.form = form
        self.profile = profile
        self.suppressed = suppressed
        self.count = 0
        self.malformed: list[Finding] = []
        self._joins = tuple(joins)
        self._codes = tuple(codes)
        coded = [field for field in fields if any(field.name in series.fields for series in codes)]
        filled = {join.field.name for join in joins} | {field.name for field in coded}
        self._fields = tuple(field for field in fields if field.name not in filled)
        self._rest = rest
        header = next((rows for rows in scan_rows(path, form) if rows.starts.size), None)
        if header is None:
            raise SourceError("records.empty", "the file has no row", where=Place(str(path)), cure="export it again")
        row = header.data[header.starts[0] : header.ends[0]]
        self._mapping: Mapping = map_header(row, form, fields=self._fields, profile=profile, path=path, some=True)
        _refuse_filled(map_header(row, form, fields=_optional(coded), profile=profile, path=path), path)

    @property
    def unused(self) -> tuple[int, ...]:
        """The numbers (1-based) of the source columns that fill no field."""
        return tuple(index + 1 for index in self._mapping.unused)

    def write_chunks(self, folder: Path, rows: int = 2000, *, selected: Selected | None = None) -> Iterator[Path]:
        """Write the raw tables as folder/chunk-000000.arrow ... and yield each path once it is complete.

        The rows of joined files are laid beside their records as list columns; `unjoined` then counts what found no
        partner, of the selected records. Raises SourceError `records.join-row` before the first path.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            wanted = selected or _everything
            for series in self._codes:
                series.prepare(self)
            joined = [stack.enter_context(join.open(folder, self.tables, selected=wanted)) for join in self._joins]
            for number, table in enumerate(self.tables(rows)):
                for series in self._codes:
                    table = series.attach(table)  # noqa: PLW2901 - the table grows
                for rows_of in joined:
                    table = rows_of.attach(table)  # noqa: PLW2901 - the table grows
                path = folder / f"chunk-{number:06d}.arrow"
                write_batches(path, table.schema, [table])
                yield path

    @property
    def unjoined(self) -> dict[str, JoinCounts]:
        """What of the joined files does not belong together, by list field."""
        return {join.field.name: join.counts for join in self._joins}

    def write_strays(self, folder: Path) -> list[Path]:
        """Write the rows of joined files that need a look: orphans.csv, or one for each field when there are several.

        Rows without a record, rows equal to an earlier one, rows that cannot be read. Raises OutputError
        `records.write`.
        """
        names = ["orphans.csv"] if len(self._joins) == 1 else [f"orphans-{join.field.name}.csv" for join in self._joins]
        paths = [folder / name for name in names]
        for join, path in zip(self._joins, paths, strict=True):
            join.write_strays(path)
        return paths

    @property
    def repeated_codes(self) -> dict[str, int]:
        """How many codes were drawn again, by field: an earlier record had the same."""
        return {series.settings.name: series.repeated for series in self._codes}

    def write_codes(self, folder: Path, records: np.ndarray[Any, np.dtype[np.int64]]) -> list[Path]:
        """Write codes.csv, the codes of some records, where the job has codes. Raises OutputError `records.write`."""
        if not self._codes:
            return []
        write_codes(folder / "codes.csv", self._codes, self, records=records)
        return [folder / "codes.csv"]

    def tables(self, rows: int = 2000) -> Iterator[Any]:
        """Yield record batches: int64 `_record` and one string column per field ("" where the source has none)."""
        self.count, self.malformed = 0, []
        for chunk in self._chunks(rows):
            yield self._parse(chunk)

    def _chunks(self, rows: int) -> Iterator[_Chunk]:
        parts: list[bytes] = []
        have, skip = 0, 1  # the header
        for block in scan_rows(self.path, self.form):
            at = min(skip, block.starts.size)
            skip -= at
            while at < block.starts.size:
                stop = min(at + rows - have, block.starts.size)
                parts.append(block.data[block.starts[at] : block.ends[stop - 1]])
                have, at = have + stop - at, stop
                if have == rows or sum(map(len, parts)) >= _MOST_BYTES:
                    yield _Chunk(b"".join(parts), have)
                    parts, have = [], 0
        if have:
            yield _Chunk(b"".join(parts), have)

    def _parse(self, chunk: _Chunk) -> Any:
        bad: list[Any] = []
        table = self._read_csv(chunk.data.decode(self.form.encoding).encode(), bad)
        if table.num_rows + len(bad) != chunk.rows:
            text = f"records {self.count + 1} to {self.count + chunk.rows} were not read as that many rows"
            raise DefectError("records.row-count", text, cure="please report the shape of these rows")
        numbers = np.delete(np.arange(1, chunk.rows + 1), [row.number - 1 for row in bad]) + self.count
        for row in sorted(bad, key=lambda row: int(row.number)):
            text = f"the row has {row.actual_columns} columns, the header {row.expected_columns}"
            self.malformed.append(Finding("records.column-count", "hold", self.count + row.number, "", text))
        self.count += chunk.rows
        return self._name_columns(table, numbers)

    def _read_csv(self, data: bytes, bad: list[Any]) -> Any:
        def skip(row: Any) -> str:
            bad.append(row)
            return "skip"

        names = [str(index) for index in range(self._mapping.width)]
        used = names if self._rest else [str(index) for index in self._mapping.columns] or names[:1]
        with hold_signals():  # the handler of bad rows is called in the middle of it
            table = csv.read_csv(
                pa.BufferReader(data),
                # One block and one thread: row.number then counts the rows of this chunk from 1, blank lines left out.
                read_options=csv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
                parse_options=csv.ParseOptions(
                    delimiter=self.form.delimiter,
                    quote_char=self.form.quote or False,
                    newlines_in_values=True,
                    invalid_row_handler=skip,
                ),
                convert_options=csv.ConvertOptions(
                    column_types=dict.fromkeys(used, pa.string()), include_columns=used, strings_can_be_null=False
                ),
            )
        return table.combine_chunks()

    def _name_columns(self, table: Any, numbers: Any) -> Any:
        def column(index: int) -> Any:
            chunks = table.column(str(index)).chunks
            return chunks[0] if chunks else pa.array([], pa.string())

        arrays, names = [pa.array(numbers, pa.int64())], ["_record"]
        filled = {name: (indexes, separator) for name, indexes, separator in self._mapping.fields}
        for field in self._fields:
            indexes, separator = filled.get(field.name, ((), ""))
            if not indexes:
                array = pa.array([""] * len(numbers), pa.string())
            elif len(indexes) == 1:
                array = column(indexes[0])
            else:
                parts = [column(index).to_pylist() for index in indexes]
                array = pa.array([_join(values, separator) for values in zip(*parts, strict=True)], pa.string())
            arrays.append(array)
            names.append(field.name)
        if self._rest:
            rest = [column(index) for index in self._mapping.unused] or [pa.array([""] * len(numbers), pa.string())]
            arrays.append(pc.binary_join_element_wise(*rest, _SEPARATOR))
            names.append("_rest")
        return pa.RecordBatch.from_arrays(arrays, names=names)


def _optional(fields: Sequence[Field]) -> list[Field]:
    return [replace(field, required=False) for field in fields]


def _refuse_filled(mapping: Mapping, path: Path) -> None:
    """Refuse a source with a column for a field that the job's codes fill: which one is meant cannot be told."""
    for name, indexes, _ in mapping.fields:
        text = f'column {indexes[0] + 1} of the source and a code of the job both fill the field "{name}"'
        cure = "Rename the code in [[codes]] and in the layout, or leave the column out."
        raise JobError("records.code-field", text, where=Place(str(path), 1), cure=cure)


def _everything(records: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.ones(len(records), bool)


def _join(values: Sequence[str], separator: str) -> str:
    """Join the filled parts. Without a separator a part that begins with what stands before it replaces it.

    Some senders repeat the prefecture at the start of the address.
    """
    text = ""
    for value in filter(None, (value.strip() for value in values)):
        if separator:
            text = f"{text}{separator}{value}" if text else value
        else:
            text = value if value.startswith(text) else text + value
    return text
