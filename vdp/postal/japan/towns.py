"""The town table: every postal code of Japan with its towns, offices and boxes, in one file read in milliseconds.

File: MAGIC, one line of JSON (edition, rows, and the byte length of each column), then one zlib stream of the columns.
Numbers are little-endian; a text column is the UTF-8 of all its values run together, beside a column of their
lengths in characters. Rows are sorted by code.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from vdp.errors import DefectError
from vdp.errors import Place as Where
from vdp.postal.base import Town

MAGIC: Final = b"vdp towns 1\n"
TABLE: Final = Path(__file__).parent / "data" / "towns.bin"

TOWN, OFFICE, BOX = range(3)
KIND_NAMES: Final = ("town", "office", "box")

# How far an address may be trusted that shows prefecture, city and town as the directory spells them: not without a
# closer look; always; or only in front of an arabic digit, as a longer town's name begins alike.
PATIENT, PLAIN, GUARDED = range(3)

_NUMBERS: Final = {"code": "<i4", "city": "<u2", "kind": "u1", "base": "u1", "care": "u1"}
_TEXTS: Final = ("town", "note", "name", "beyond")
_SEPARATOR: Final = "\t"


class Row(NamedTuple):
    """One row as the compiler writes it."""

    code: int
    prefecture: str
    city: str
    town: str
    note: str
    name: str
    kind: int
    base: int  # characters of `town` that an address shows in front of its number; 0: the municipality is the town
    care: int  # PATIENT | PLAIN | GUARDED
    beyond: tuple[str, ...]  # what would continue `town[:base]` to a town of the same city with another code


class _Texts(NamedTuple):
    text: str
    starts: memoryview  # int32, one more than there are rows

    def get(self, row: int) -> str:
        return self.text[self.starts[row] : self.starts[row + 1]]


class Towns:
    """The table in memory, 10 MB; values are cut out on demand."""

    def __init__(
        self, edition: str, *, cities: list[tuple[str, str]], columns: dict[str, memoryview], texts: dict[str, _Texts]
    ) -> None:
        self.edition = edition
        self._cities = cities
        self._codes, self._city = columns["code"], columns["city"]
        self._kind, self._base, self._care = columns["kind"], columns["base"], columns["care"]
        self._town, self._note = texts["town"], texts["note"]
        self._name, self._beyond = texts["name"], texts["beyond"]

    def __len__(self) -> int:
        return len(self._codes)

    def find(self, code: int) -> range:
        """Return the numbers of the rows of a code."""
        start = end = bisect_left(self._codes, code)
        while end < len(self._codes) and self._codes[end] == code:
            end += 1
        return range(start, end)

    def any_between(self, low: int, high: int) -> bool:
        """Tell whether any code lies in low..high-1."""
        return bisect_left(self._codes, low) < bisect_left(self._codes, high)

    def head(self, number: int) -> tuple[str, str, int]:
        """Return prefecture, then city with town as addresses show them, and the care of one row, quickly."""
        prefecture, city = self._cities[self._city[number]]
        return prefecture, city + self._town.get(number)[: self._base[number]], self._care[number]

    def kind(self, number: int) -> int:
        """Return the kind of one row."""
        return self._kind[number]

    def row(self, number: int) -> Row:
        """Return one row."""
        kind, beyond = self._kind[number], self._beyond.get(number)
        return Row(
            self._codes[number],
            *self._cities[self._city[number]],
            self._town.get(number),
            self._note.get(number),
            "" if kind == TOWN else self._name.get(number),
            kind,
            self._base[number],
            self._care[number],
            tuple(beyond.split(_SEPARATOR)) if beyond else (),
        )

    def lookup(self, code: str) -> list[Town]:
        """Return the rows of a code of seven digits as other rooms see them."""
        rows = [self.row(number) for number in self.find(int(code))]
        return [Town(code, r.prefecture, r.city, r.town, r.note, KIND_NAMES[r.kind], r.name) for r in rows]


@cache
def load_towns(path: Path = TABLE) -> Towns:
    """Return the table, read once per process.

    Raises DefectError if the file is not a table.
    """
    data = path.read_bytes()
    if not data.startswith(MAGIC):
        raise DefectError(
            "postal.bad-table", "this is not a town table", where=Where(str(path)), cure="compile it again"
        )
    head, _, packed = data[len(MAGIC) :].partition(b"\n")
    header = json.loads(head)
    body, columns, at = zlib.decompress(packed), {}, 0
    for name, size in header["columns"]:
        columns[name] = body[at : at + size]
        at += size
    numbers = {name: np.frombuffer(columns[name], dtype=kind).data for name, kind in _NUMBERS.items()}
    texts = {name: _read_texts(columns[name], columns[f"{name}-length"]) for name in _TEXTS}
    lines = columns["cities"].decode().split("\n")
    cities = [(line[: line.index(_SEPARATOR)], line[line.index(_SEPARATOR) + 1 :]) for line in lines]
    return Towns(header["edition"], cities=cities, columns=numbers, texts=texts)


def _read_texts(text: bytes, lengths: bytes) -> _Texts:
    ends = np.cumsum(np.frombuffer(lengths, dtype="<u2"), dtype=np.int32)
    return _Texts(text.decode(), np.concatenate([np.zeros(1, dtype=np.int32), ends]).data)


def write_towns(path: Path, rows: Sequence[Row], *, edition: str) -> None:
    """Write a table; `rows` sorted by code, `edition` names their source."""
    cities = list(dict.fromkeys(f"{row.prefecture}{_SEPARATOR}{row.city}" for row in rows))
    index = {city: number for number, city in enumerate(cities)}
    numbers = {
        "code": (row.code for row in rows),
        "city": (index[f"{row.prefecture}{_SEPARATOR}{row.city}"] for row in rows),
        "kind": (row.kind for row in rows),
        "base": (row.base for row in rows),
        "care": (row.care for row in rows),
    }
    columns = {"cities": "\n".join(cities).encode()}
    columns |= {name: _pack(values, _NUMBERS[name]) for name, values in numbers.items()}
    for name in _TEXTS:
        values = [_SEPARATOR.join(row.beyond) if name == "beyond" else getattr(row, name) for row in rows]
        columns |= {name: "".join(values).encode(), f"{name}-length": _pack(map(len, values), "<u2")}
    header = {"edition": edition, "rows": len(rows), "columns": [[name, len(data)] for name, data in columns.items()]}
    packed = zlib.compress(b"".join(columns.values()), 9)
    path.write_bytes(MAGIC + json.dumps(header).encode() + b"\n" + packed)


def _pack(values: Iterable[int], kind: str) -> bytes:
    return np.array(list(values), dtype=kind).tobytes()
