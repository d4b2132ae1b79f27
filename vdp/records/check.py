"""Turn a chunk of raw texts into typed columns and list what has to be held back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vdp.errors import Finding
from vdp.records.batch import DECIMAL, Batch, read_batch
from vdp.records.convert import Column, convert_column
from vdp.records.field import Field
from vdp.records.lists import read_rows
from vdp.records.profile import Profile

# C0 without tab and newlines, DEL, C1 (a lone 0x80 of cp932 decodes to U+0080).
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}]"

INVISIBLE = " \t\r\n\u00a0\u3000" + "".join(
    chr(code)
    for first, last in (
        *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180E)),
        *((0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F)),
        *((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF)),
    )
    for code in range(first, last + 1)
)
"""Characters that print nothing by themselves: blanks, and what Unicode calls Default_Ignorable_Code_Point."""


def check_chunk(path: Path, fields: Sequence[Field], *, profile: Profile) -> tuple[Batch, list[Finding]]:
    """Return the typed batch of a raw chunk file, and findings by record and field.

    Records with a "hold" finding are still in the batch; what could not be converted is empty there. Findings:
    `records.required`, `records.control-character`, and one code per type (`records.integer`, `records.date` ...).
    """
    return check_table(read_batch(path), fields, profile=profile)


def check_table(raw: Batch, fields: Sequence[Field], *, profile: Profile) -> tuple[Batch, list[Finding]]:
    """Do the work of check_chunk on a batch in memory."""
    records = raw.records
    found: list[tuple[int, int, Finding]] = []
    arrays, columns = [raw.array("_record")], [pa.field("_record", pa.int64())]
    nulls = pa.array(profile.nulls, pa.string())
    for order, field in enumerate(fields):
        array, faults = _check_field(raw.array(field.name), field, profile=profile, nulls=nulls)
        arrays.append(array)
        columns.append(pa.field(field.name, array.type, metadata=_metadata(field)))
        for row, name, code, text in faults:
            found.append((row, order, Finding(code, "hold", records[row], name, f'the field "{name}" {text}')))
    batch = Batch(pa.RecordBatch.from_arrays(arrays, schema=pa.schema(columns)))
    return batch, [finding for _, _, finding in sorted(found, key=lambda item: item[:2])]


def _metadata(field: Field) -> dict[bytes, bytes] | None:
    return DECIMAL if field.type == "decimal" else None


def _check_field(
    raw: Any, field: Field, *, profile: Profile, nulls: Any
) -> tuple[Any, list[tuple[int, str, str, str]]]:
    """Return the typed array of a field, and its faults: index of the record, name, code, text."""
    if field.type != "list":
        column = _check_column(raw, field, profile=profile, nulls=nulls)
        return column.array, [(row, field.name, code, text) for row, code, text in column.faults]
    profile = profile.of_rows(field.name)
    rows = read_rows(raw, field, profile=profile)
    owners, numbers = rows.places()
    arrays, kinds = [], []
    found = [(row, 0, 0, field.name, code, text) for row, code, text in rows.faults]
    for order, inner in enumerate(field.fields):
        column = _check_column(rows.columns[inner.name], inner, profile=profile, nulls=nulls)
        arrays.append(column.array)
        kinds.append(pa.field(inner.name, column.array.type, metadata=_metadata(inner)))
        for at, code, text in column.faults:
            found.append((owners[at], numbers[at], order, f"{field.name}[{numbers[at]}].{inner.name}", code, text))
    if field.required:
        unread = {fault[0] for fault in rows.faults}
        empty = np.flatnonzero(np.diff(rows.offsets) == 0).tolist()
        lacking = ("records.required", "is required and has no row")
        found += [(row, 0, 0, field.name, *lacking) for row in empty if row not in unread]
    cells = pa.StructArray.from_arrays(arrays, fields=kinds)
    array = pa.ListArray.from_arrays(pa.array(rows.offsets, pa.int32()), cells)
    return array, [(row, name, code, text) for row, _, _, name, code, text in sorted(found)]


def _check_column(raw: Any, field: Field, *, profile: Profile, nulls: Any) -> Column:
    keyless = np.flatnonzero(raw.is_null().to_numpy(zero_copy_only=False)).tolist() if raw.null_count else []
    raw = pc.fill_null(raw, "") if keyless else raw
    controlled = _find_controls(raw)
    texts = _clean(raw, nulls)
    if field.default is not None:
        texts = pc.if_else(pc.equal(texts, ""), field.default, texts)
    column = convert_column(texts, field, profile=profile)
    faults = {row: (code, text) for row, code, text in column.faults}
    if field.required:
        empty = pc.equal(pc.utf8_trim(texts, characters=INVISIBLE), "").to_numpy(zero_copy_only=False)
        faults |= dict.fromkeys(np.flatnonzero(empty).tolist(), ("records.required", "is required and empty"))
    faults |= {row: ("records.control-character", text) for row, text in controlled}
    faults |= dict.fromkeys(keyless, ("records.code-key", "has no code: the field that is its key is empty"))
    return Column(column.array, [(row, *faults[row]) for row in sorted(faults)])


def _clean(texts: Any, nulls: Any) -> Any:
    """Return texts without blanks around them (ASCII and ideographic), null words as "", newlines as LF."""
    texts = pc.utf8_trim_whitespace(texts)
    texts = pc.if_else(pc.is_in(texts, value_set=nulls), "", texts)
    if (_bytes_of(texts) == 0x0D).any():
        texts = pc.replace_substring(pc.replace_substring(texts, "\r\n", "\n"), "\r", "\n")
    return texts


def _find_controls(texts: Any) -> list[tuple[int, str]]:
    units = _bytes_of(texts)
    suspects = (units < 0x20) | (units == 0x7F) | (units == 0xC2)  # 0xC2 leads U+0080 to U+00BF in UTF-8
    if not suspects.any():
        return []
    hits = pc.match_substring_regex(texts, _CONTROL).to_numpy(zero_copy_only=False)
    return [(row, _name_control(texts[row].as_py())) for row in np.flatnonzero(hits).tolist()]


def _name_control(text: str) -> str:
    first = next(c for c in text if (ord(c) < 0x20 and c not in "\t\r\n") or 0x7F <= ord(c) <= 0x9F)
    return f"holds the control character U+{ord(first):04X}"


def _bytes_of(texts: Any) -> np.ndarray[Any, np.dtype[np.uint8]]:
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return np.zeros(0, np.uint8)
    places = np.frombuffer(offsets, np.int32)[[texts.offset, texts.offset + len(texts)]]
    return np.frombuffer(data, np.uint8)[places[0] : places[1]]
