"""Give refused rows back to the sender: their bytes exactly as received, with a state and the reasons added."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from vdp.errors import DefectError, Place
from vdp.job import RecordsSettings
from vdp.records.dialect import read_form
from vdp.records.files import replacing
from vdp.records.profile import read_profile
from vdp.records.rows import Form, Rows, scan_rows

Numbers = npt.NDArray[np.int64]

_HEADINGS = ("状態", "理由")
_HELD = "保留"
_BETWEEN_REASONS = " / "


def write_refused(
    settings: RecordsSettings,
    rows: Mapping[int, Sequence[str]],
    path: Path,
    *,
    folder: Path,
    states: Mapping[int, str] | None = None,
) -> None:
    """Write the header and the refused rows of the source, each with the columns 状態 and 理由 added.

    Byte order mark, encoding, newline and quotes are the sender's. `rows` maps record numbers to reasons; `states`
    names the state of a record where it is not 保留 (held). Raises OutputError `records.write`.
    """
    form = read_form(settings.source, read_profile(settings.profile, folder=folder))
    numbers = np.array(sorted(rows), np.int64)
    named = states or {}

    def add(index: int) -> tuple[str, ...]:
        record = int(numbers[index])
        return (named.get(record, _HELD), _BETWEEN_REASONS.join(rows[record]))

    with replacing(path) as unfinished, unfinished.open("wb") as sink:
        copy_rows(settings.source, form, sink, rows=numbers, headings=_HEADINGS, add=add)
        sink.flush()
        os.fsync(sink.fileno())


def copy_rows(
    source: Path,
    form: Form,
    sink: IO[bytes],
    *,
    rows: Numbers,
    headings: Sequence[str],
    add: Callable[[int], Sequence[str]],
) -> None:
    """Copy the header and some rows of a source, byte for byte, with columns added to each.

    `rows`: ascending numbers, from 1. `add` returns the added values of the row at an index of `rows`. Raises
    DefectError `records.refused` when a row is not in the source.
    """
    wanted = np.concatenate((np.zeros(1, np.int64), rows))
    newline, quoted, written = b"", False, 0
    with source.open("rb") as file:
        sink.write(file.read(form.mark))
    for record, raw in _select(source, form, wanted):
        body, end = _split_newline(raw, form)
        if record == 0:
            newline, quoted = (
                end or "\n".encode(form.encoding),
                body.startswith(form.quote.encode(form.encoding) or b"\n"),
            )
        added = headings if record == 0 else add(written - 1)
        sink.write(body + _encode(added, form, quoted=quoted) + newline)
        written += 1
    if written != wanted.size:
        text = f"{wanted.size - written} refused records are not in the source"
        raise DefectError("records.refused", text, where=Place(str(source)))


def _select(source: Path, form: Form, wanted: Numbers) -> Iterator[tuple[int, bytes]]:
    first = 0  # record number of the block's first row; the header is 0
    for block in scan_rows(source, form):
        low, high = np.searchsorted(wanted, (first, first + block.starts.size))
        for record in wanted[low:high].tolist():
            yield record, _row(block, record - first)
        first += block.starts.size


def _row(block: Rows, index: int) -> bytes:
    return block.data[block.starts[index] : block.ends[index]]


def _split_newline(row: bytes, form: Form) -> tuple[bytes, bytes]:
    for newline in ("\r\n", "\n", "\r"):
        end = newline.encode(form.encoding)
        if row.endswith(end):
            return row[: -len(end)], end
    return row, b""


def _encode(values: Sequence[str], form: Form, *, quoted: bool) -> bytes:
    text = "".join(form.delimiter + _quote(value, form, quoted=quoted) for value in values)
    return text.encode(form.encoding, errors="replace")


def _quote(value: str, form: Form, *, quoted: bool) -> str:
    value = value.replace("\r", " ").replace("\n", " ")
    if not form.quote:
        return value.replace(form.delimiter, " ")
    if quoted or form.delimiter in value or form.quote in value:
        return form.quote + value.replace(form.quote, form.quote * 2) + form.quote
    return value
