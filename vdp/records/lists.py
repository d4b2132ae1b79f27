"""The rows of list fields as flat columns of texts: from a JSON array in one column, or as a join laid them down."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vdp.records.field import Field
from vdp.records.profile import Profile, fold_header

MOST_ROWS = 2000
"""Of one record: a longer list is an export gone wrong, and would not be one person's letter."""

_NOT_A_LIST = "is not a JSON array"
_CODE = "records.list"


class Rows(NamedTuple):
    """The rows of a batch. The rows of record i are `offsets[i]` up to `offsets[i + 1]` of every column."""

    offsets: npt.NDArray[np.int64]
    columns: Mapping[str, Any]  # by name: string arrays, "" where a row has nothing
    faults: list[tuple[int, str, str]]  # index of the record, code, text

    def places(self) -> tuple[list[int], list[int]]:
        """Return for every row the index of its record and its number there, from 1."""
        lengths = np.diff(self.offsets)
        owners = np.repeat(np.arange(len(lengths)), lengths)
        return owners.tolist(), (np.arange(len(owners)) - self.offsets[owners] + 1).tolist()


def list_type(fields: Sequence[Field]) -> Any:
    """Return the Arrow type in which a join lays down rows that are not typed yet."""
    return pa.list_(pa.struct([pa.field(field.name, pa.string()) for field in fields]))


def read_rows(raw: Any, field: Field, *, profile: Profile) -> Rows:
    """Return the rows of a list field: of JSON texts, or of an array of list_type."""
    if pa.types.is_list(raw.type):
        return _read_joined(raw, field)
    return _read_json(raw.to_pylist(), field, profile=profile)


def _read_joined(raw: Any, field: Field) -> Rows:
    lengths = raw.value_lengths().to_numpy(zero_copy_only=False).astype(np.int64)
    faults = [(index, _CODE, _too_long()) for index in np.flatnonzero(lengths > MOST_ROWS).tolist()]
    if faults:  # the record is held; its rows would only take room
        keep = lengths <= MOST_ROWS
        raw = pa.array([rows if good else [] for rows, good in zip(raw.to_pylist(), keep, strict=True)], raw.type)
        lengths = np.where(keep, lengths, 0)
    rows = raw.flatten()
    return Rows(
        np.concatenate(([0], np.cumsum(lengths))),
        {inner.name: rows.field(inner.name) for inner in field.fields},
        faults,
    )


def _too_long() -> str:
    return f"has more than {MOST_ROWS} rows"


def _read_json(texts: Sequence[str], field: Field, *, profile: Profile) -> Rows:
    names = [inner.name for inner in field.fields]
    known, nulls = _known_keys(names, profile), frozenset(profile.nulls)
    found: list[list[list[str]]] = []
    faults: list[tuple[int, str, str]] = []
    for index, text in enumerate(texts):
        try:
            rows = [] if text.strip() in nulls else _parse(text.strip(), names, known)
        except _RowFault as fault:
            rows = []
            faults.append((index, _CODE, str(fault)))
        found.append(rows)
    offsets = np.concatenate(([0], np.cumsum(list(map(len, found)), dtype=np.int64)))
    cells = list(zip(*itertools.chain.from_iterable(found), strict=True)) or [()] * len(names)
    columns = {name: pa.array(column, pa.string()) for name, column in zip(names, cells, strict=True)}
    return Rows(offsets, columns, faults)


def _known_keys(names: Sequence[str], profile: Profile) -> dict[str, int]:
    """Return the place of each key of a JSON object: the field's own name, or a header of the profile."""
    headers = dict(profile.headers)
    known: dict[str, int] = {}
    for place, name in enumerate(names):
        for columns in headers.get(name, ()):
            if len(columns.names) == 1:
                known.setdefault(columns.names[0], place)
    known.update((fold_header(name), place) for place, name in enumerate(names))
    return known


class _RowFault(Exception):  # noqa: N818 - the house calls it a fault; it never leaves this file
    """Why a text is no list of rows."""


def _parse(text: str, names: Sequence[str], known: Mapping[str, int]) -> list[list[str]]:
    if not text:
        return []
    try:
        rows = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise _RowFault(_NOT_A_LIST) from error
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise _RowFault(_NOT_A_LIST)
    if len(rows) > MOST_ROWS:
        raise _RowFault(_too_long())
    cells = [_row(row, number, names, known) for number, row in enumerate(rows, start=1)]
    if "\\u" in text:
        _refuse_halves(cells)
    return cells


def _refuse_halves(rows: list[list[str]]) -> None:
    """Refuse half a surrogate pair, which JSON can write and no encoding can."""
    for number, row in enumerate(rows, start=1):
        try:
            "".join(row).encode()
        except UnicodeEncodeError as error:
            raise _RowFault(f"holds half a character (U+D800 to U+DFFF) in row {number}") from error


def _row(row: Any, number: int, names: Sequence[str], known: Mapping[str, int]) -> list[str]:
    if isinstance(row, list):
        if len(row) != len(names):
            raise _RowFault(f"has {len(row)} values in row {number}, not {len(names)}")
        return [_cell(value, number) for value in row]
    if not isinstance(row, dict):
        raise _RowFault(f"has in row {number} neither an object nor an array")
    cells, filled = [""] * len(names), set[int]()
    for key, value in row.items():
        place = known.get(key)
        if place is None:
            place = known.get(fold_header(key))
        if place is None:
            continue
        if place in filled:
            raise _RowFault(f'has two values for "{names[place]}" in row {number}')
        filled.add(place)
        cells[place] = _cell(value, number)
    return cells


def _cell(value: Any, number: int) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    raise _RowFault(f"holds a list or an object inside row {number}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that names a key twice: which value is meant cannot be told."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


# Numbers stay as they are written: 12.50 keeps its scale, and no float comes between.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_unique)
