"""The codes of a job as a whole: the fields of the layout that they fill, and the list that goes back to the CRM."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from vdp.errors import JobError
from vdp.job.settings import CodeSettings
from vdp.records.codes import ROWS_PER_BATCH, CodeSeries, Tables
from vdp.records.field import Field
from vdp.records.files import replacing


def open_codes(settings: Sequence[CodeSettings], fields: Sequence[Field], *, job: str) -> list[CodeSeries]:
    """Return the series of a job. Raises JobError `records.code-field` where the layout has no field for one."""
    declared = {field.name: field for field in fields}
    found = [CodeSeries(each, job=job) for each in settings]
    names = [name for series in found for name in series.fields]
    for series in found:
        own = series.settings
        if not set(series.fields) & declared.keys():
            text = f'the layout has no field "{own.name}" for the code'
            raise _no_field(text, f'Declare <field name="{own.name}" type="text"/> in the layout, or correct the name.')
        for name in series.fields:
            if names.count(name) > 1:
                raise _no_field(f'two codes fill the field "{name}"', "Rename one of them.")
            _check_type(declared.get(name), arms=own.arms if name == f"{own.name}_arm" else ())
    return found


def write_codes(path: Path, series: Sequence[CodeSeries], source: Tables, *, records: npt.NDArray[np.int64]) -> None:
    """Write the list that the CRM needs: per printed record its number, the keys, and each code with arm and URL.

    UTF-8 with a header, by record number. Raises OutputError `records.write`.
    """
    keys = list(dict.fromkeys(each.settings.key for each in series if each.settings.key))
    printed = np.sort(records)
    options = csv.WriteOptions(include_header=False, quoting_style="needed")
    with replacing(path) as unfinished, unfinished.open("wb") as sink:
        sink.write((",".join(("record", *keys, *(name for each in series for name in each.fields))) + "\n").encode())
        for table in source.tables(ROWS_PER_BATCH):
            numbers = table.column("_record").to_numpy()
            chosen = table.filter(pa.array(np.isin(numbers, printed, assume_unique=True)))
            columns = [chosen.column(name) for name in ("_record", *keys)]
            names = ["record", *keys]
            for each in series:
                with_codes = each.attach(chosen.select(["_record"]))
                columns += with_codes.columns[1:]
                names += each.fields
            csv.write_csv(pa.RecordBatch.from_arrays(columns, names=names), sink, options)
        sink.flush()
        os.fsync(sink.fileno())


def _check_type(field: Field | None, *, arms: Sequence[str]) -> None:
    if field is None or field.type in ("text", "url"):
        return
    if field.type == "choice" and arms:
        unknown = [arm for arm in arms if arm not in field.values]
        if not unknown:
            return
        raise _no_field(f'the field "{field.name}" of the layout has no value "{unknown[0]}"', "Add it to values.")
    text = f'the field "{field.name}" of the layout has the type {field.type}; a code is a text'
    raise _no_field(text, 'Write type="text", or "url" for an address, or "choice" for arms.')


def _no_field(text: str, cure: str) -> JobError:
    return JobError("records.code-field", text, cure=cure)
