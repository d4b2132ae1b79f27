"""Where each object lies: cross-reference tables and streams, read strictly (ISO 32000-1, 7.5.4 to 7.5.8)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.preflight.file.filters import decode, filter_chain
from vdp.preflight.file.syntax import PdfFault, Value, parse_value
from vdp.preflight.limits import LARGEST_STREAM, MOST_ENTRIES

FREE, DIRECT, PACKED = 0, 1, 2
_UNSET = 3
_START = re.compile(rb"startxref[\x00\t\n\f\r ]+(\d{1,20})[\x00\t\n\f\r ]+%%EOF")
_SECTION = re.compile(rb"[\x00\t\n\f\r ]*(\d{1,10}) +(\d{1,10})[ \t]*(?:\r\n|\n|\r)")
_HEAD = re.compile(rb"[\x00\t\n\f\r ]*(\d{1,10})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+obj")
_STREAM = re.compile(rb"[\x00\t\n\f\r ]*stream\r?\n")
_ENTRY = 20
_BLOCK = 16_384  # entries read at a time: their digits take two hundred bytes an entry while they are read
_TAIL = 4096
_DICTIONARY = 1 << 20
_MOST_SECTIONS = 4096
_MOST_RUNS = 500_000  # runs of neighbouring objects in all sections together

Read = Callable[[int, int], bytes]
"""Bytes at an offset, at most so many."""


class Xref(NamedTuple):
    """The merged cross-reference of a file; arrays are indexed by object number."""

    kinds: NDArray[np.uint8]  # FREE, DIRECT, PACKED
    places: NDArray[np.int64]  # DIRECT: offset in the file; PACKED: number of the object stream
    trailer: dict[str, Value]
    tables: int  # sections that are tables
    streams: tuple[int, ...]  # offsets of the sections that are streams
    updates: int  # sections beside the first
    end: int  # offset after the last %%EOF


def read_xref(read: Read, size: int) -> Xref:
    """Read the cross-reference of a file of `size` bytes. Raises PdfFault."""
    builder = _Builder(read, size)
    start, end = _find_start(read, size)
    trailer: dict[str, Value] | None = None
    queue, seen = [start], set[int]()
    while queue:
        at = queue.pop(0)
        if at in seen:
            raise PdfFault(f"the cross-reference at byte {at} refers to itself")
        if not 0 <= at < size:
            raise PdfFault(f"the cross-reference should be at byte {at}, outside of the file")
        if len(seen) > _MOST_SECTIONS:
            raise PdfFault(f"more than {_MOST_SECTIONS} cross-reference sections")
        seen.add(at)
        section = builder.section(at)
        trailer = trailer or section
        queue.extend(_whole(section, key) for key in ("XRefStm", "Prev") if key in section)
    if trailer is None:
        raise PdfFault("no trailer")
    return builder.finish(trailer, updates=len(seen) - 1, end=end)


def _find_start(read: Read, size: int) -> tuple[int, int]:
    base = max(0, size - _TAIL)
    tail = read(base, _TAIL)
    found = list(_START.finditer(tail))
    if not found:
        raise PdfFault("the file does not end with startxref and %%EOF: it is cut short or damaged")
    return int(found[-1][1]), base + found[-1].end()


def _whole(section: dict[str, Value], key: str) -> int:
    value = section[key]
    if not isinstance(value, int):
        raise PdfFault(f"/{key} of the trailer is not a number")
    return value


class _Builder:
    def __init__(self, read: Read, size: int) -> None:
        self._read, self._size = read, size
        self._kinds = np.full(1024, _UNSET, dtype=np.uint8)
        self._places = np.zeros(1024, dtype=np.int64)
        self._top = 0
        self._tables = 0
        self._runs = 0
        self._streams: list[int] = []

    def finish(self, trailer: dict[str, Value], *, updates: int, end: int) -> Xref:
        kinds = self._kinds[: self._top]
        kinds[kinds == _UNSET] = FREE
        return Xref(kinds, self._places[: self._top], trailer, self._tables, tuple(self._streams), updates, end)

    def section(self, at: int) -> dict[str, Value]:
        head = self._read(at, 32)
        if head.lstrip(b"\x00\t\n\f\r ")[:4] == b"xref":
            return self._table(at + head.index(b"xref") + 4)
        return self._stream(at)

    def _table(self, at: int) -> dict[str, Value]:
        self._tables += 1
        while True:
            head = self._read(at, 64)
            match = _SECTION.match(head)
            if match is None:
                break
            first, count = int(match[1]), int(match[2])
            at += match.end()
            self._count_run()
            if count > MOST_ENTRIES or at + count * _ENTRY > self._size:
                raise PdfFault(f"a cross-reference table says {count} entries, more than the file has room for")
            self._make_room(first + count)
            for start in range(0, count, _BLOCK):
                self._put(first + start, *self._entries(at + start * _ENTRY, min(_BLOCK, count - start)))
            at += count * _ENTRY
        data = self._read(at, _DICTIONARY)
        word = data.lstrip(b"\x00\t\n\f\r ")
        if word[:7] != b"trailer":
            raise PdfFault(f"the cross-reference table at byte {at} has a line that is not of 20 bytes, or no trailer")
        trailer, _ = parse_value(word, 7)
        if not isinstance(trailer, dict):
            raise PdfFault("the trailer is not a dictionary")
        return trailer

    def _entries(self, at: int, count: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        data = self._read(at, count * _ENTRY)
        lines = np.frombuffer(data, dtype=np.uint8).reshape(-1, _ENTRY)
        digits = np.concatenate((lines[:, 0:10], lines[:, 11:16]), axis=1)
        word = lines[:, 17]
        used = word == ord("n")
        ends = np.isin(lines[:, 18], (10, 13, 32)) & np.isin(lines[:, 19], (10, 13))
        good = ((digits >= 48) & (digits <= 57)).all(axis=1) & (used | (word == ord("f"))) & ends
        if not (good & (lines[:, 10] == 32) & (lines[:, 16] == 32)).all():
            raise PdfFault(
                f"the cross-reference table at byte {at} has a line that is not of the form nnnnnnnnnn ggggg n"
            )
        offsets = (lines[:, 0:10].astype(np.int64) - 48) @ 10 ** np.arange(9, -1, -1)
        return used.astype(np.uint8), offsets

    def _stream(self, at: int) -> dict[str, Value]:
        self._streams.append(at)
        data = self._read(at, _DICTIONARY)
        head = _HEAD.match(data)
        if head is None:
            raise PdfFault(f"there is no cross-reference at byte {at}")
        dictionary, end = parse_value(data, head.end())
        body = _STREAM.match(data, end)
        if not isinstance(dictionary, dict) or dictionary.get("Type") != "XRef" or body is None:
            raise PdfFault(f"the object at byte {at} is not a cross-reference stream")
        length = _whole(dictionary, "Length") if "Length" in dictionary else 0
        if not 0 <= length <= self._size - at:
            raise PdfFault(f"the cross-reference stream at byte {at} says it has {length} bytes; the file has not")
        raw = self._read(at + body.end(), length)
        packed = decode(raw, filter_chain(dictionary), limit=LARGEST_STREAM)
        widths = dictionary.get("W")
        if (
            not isinstance(widths, list)
            or len(widths) != 3
            or not all(isinstance(w, int) and 0 <= w <= 8 for w in widths)
        ):
            raise PdfFault("a cross-reference stream has no widths")
        whole = [int(w) for w in widths if isinstance(w, int)]
        index = dictionary.get("Index", [0, dictionary.get("Size", 0)])
        if not isinstance(index, list) or len(index) % 2 or not all(isinstance(n, int) and n >= 0 for n in index):
            raise PdfFault("a cross-reference stream has a faulty /Index")
        self._fields(packed, whole, [int(n) for n in index if isinstance(n, int)])
        return dictionary

    def _fields(self, packed: bytes, widths: list[int], index: list[int]) -> None:
        size = sum(widths)
        rows = np.frombuffer(packed, dtype=np.uint8)
        if not size or rows.size % size or rows.size // size != sum(index[1::2]):
            raise PdfFault("a cross-reference stream has another length than it says")
        table = rows.reshape(-1, size)
        bounds = np.cumsum([0, *widths])
        kind = _number(table[:, : bounds[1]])
        places = _number(table[:, bounds[1] : bounds[2]])
        kinds = kind.astype(np.uint8) if widths[0] else np.ones(len(table), dtype=np.uint8)
        kinds[kinds > PACKED] = FREE
        at = 0
        for first, count in zip(index[0::2], index[1::2], strict=True):
            part = slice(at, at + count)
            self._count_run()
            self._make_room(first + count)
            self._put(first, kinds[part], places[part])
            at += count

    def _count_run(self) -> None:
        self._runs += 1
        if self._runs > _MOST_RUNS:
            raise PdfFault(f"the cross-reference has more than {_MOST_RUNS} runs of objects")

    def _make_room(self, end: int) -> None:
        if end > MOST_ENTRIES:
            raise PdfFault(f"an object number of {end}, more than this reader takes")
        if end > len(self._kinds):
            room = max(end - len(self._kinds), len(self._kinds) // 4)  # exact where one run holds most of the file
            self._kinds = np.append(self._kinds, np.full(room, _UNSET, dtype=np.uint8))
            self._places = np.append(self._places, np.zeros(room, dtype=np.int64))

    def _put(self, first: int, kinds: NDArray[np.uint8], places: NDArray[np.int64]) -> None:
        """Enter a run of objects; sections are read from the newest, so what is known already stays."""
        end = first + len(kinds)
        self._top = max(self._top, end)
        new = self._kinds[first:end] == _UNSET
        self._kinds[first:end][new] = kinds[new]
        self._places[first:end][new] = places[new]


def _number(columns: NDArray[np.uint8]) -> NDArray[np.int64]:
    out = np.zeros(len(columns), dtype=np.int64)
    for column in columns.T[-8:]:
        out = (out << 8) | column
    return out
