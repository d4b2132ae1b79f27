"""PdfSource: the objects of a file, asked for by number."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vdp.preflight.file.filters import TooLarge, decode, ends_stream, filter_chain
from vdp.preflight.file.syntax import PdfFault, Ref, Stream, Value, parse_value
from vdp.preflight.file.xref import DIRECT, FREE, PACKED, Xref, read_xref
from vdp.preflight.limits import FILE_FLOOR, FILE_RATIO, LARGEST_OBJECT, LARGEST_STREAM

_WINDOW = 1 << 20
_NEAR = 4096
_BEFORE = 1 << 15  # content often lies before its page
_HEAD = re.compile(rb"(\d{1,10})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+obj")
_END = re.compile(rb"endobj|stream\r?\n")
_STREAM_WORD = re.compile(rb"[\x00\t\n\f\r ]*stream(\r?\n)")
_CACHED = 4096
_CACHED_BYTES = 1 << 20  # of the bodies of cached objects, whose values take some ten times as much
_LARGE = 1 << 18  # bytes of an object that is kept apart
_PACKS = 8
_MOST_INEXACT = 10_000
WRONG_LENGTH = "the stream {} does not end where its /Length says"
_SORTED = 65_536  # objects whose order in the file is worked out at a time


class Backend(Protocol):
    """Who knows the bytes: the file itself, or a reader that repaired it."""

    trailer: dict[str, Value]
    size: int

    def used(self) -> NDArray[np.bool_]:
        """Return by object number whether the file has that object."""

    def numbers(self) -> Iterator[int]:
        """Yield the numbers of all objects in use, in an order in which they are read quickly."""

    def body(self, number: int) -> bytes | None:
        """Return an object's bytes after `obj`, a stream's up to its data; None for an object that is not there."""

    def raw_stream(self, stream: Stream, length: Value) -> bytes:
        """Return a stream's data as it is stored."""

    def close(self) -> None:
        """Let go of the file."""


class FileBackend:
    """The bytes as they lie in the file, found by its own cross-reference, nothing repaired."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self._window, self._window_at, self._last = b"", 0, -2 * _WINDOW
        self.generations: dict[int, int] = {}  # of objects that were read and have one above 0
        self.inexact: dict[int, str] = {}
        """Objects that lie elsewhere than stated, and streams that end elsewhere than their Length says."""
        try:
            self.size = os.fstat(self._file).st_size
            self.xref: Xref = read_xref(self.read, self.size)
        except BaseException:
            self.close()
            raise
        self.trailer = self.xref.trailer
        self._places = self.xref.places.tolist() if len(self.xref.places) < 100_000 else self.xref.places
        self._packs: dict[int, tuple[bytes, dict[int, int]]] = {}
        self._unpacked = 0  # bytes that came out of object streams, again and again where they are read in turns
        self._data_at: dict[int, int] = {}

    def note(self, number: int, text: str) -> str:
        """Remember what is inexact at an object; return it."""
        if len(self.inexact) < _MOST_INEXACT:
            self.inexact[number] = text
        return text

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def read(self, at: int, count: int) -> bytes:
        """Return at most `count` bytes at an offset."""
        start = at - self._window_at
        if start >= 0 and start + count <= len(self._window):
            return self._window[start : start + count]
        return os.pread(self._file, count, at)

    def used(self) -> NDArray[np.bool_]:
        """Return by object number whether the cross-reference has it."""
        found: NDArray[np.bool_] = self.xref.kinds != FREE
        return found

    def numbers(self) -> Iterator[int]:
        """Yield numbers block by block, each in the order of its places: of offsets, then of object streams."""
        for at in range(0, len(self.xref.kinds), _SORTED):
            kinds, places = self.xref.kinds[at : at + _SORTED], self.xref.places[at : at + _SORTED]
            for kind in (DIRECT, PACKED):
                found = np.flatnonzero(kinds == kind)
                yield from (found[np.argsort(places[found], kind="stable")] + at).tolist()

    def body(self, number: int) -> bytes | None:
        """Return the bytes of an object. Raises PdfFault when it is not where the cross-reference says."""
        if not 0 < number < len(self.xref.kinds):
            return None
        kind = self.xref.kinds[number]
        if kind == DIRECT:
            return self._direct(number, int(self._places[number]))
        if kind == PACKED:
            return self._packed(number, int(self._places[number]))
        return None

    def _direct(self, number: int, at: int) -> bytes:
        window, base = self._window, self._window_at
        start = at - base
        if not 0 <= start < len(window) - 2048:
            if not 0 <= at < self.size:
                raise PdfFault(self.note(number, f"object {number} should lie at byte {at}, outside of the file"))
            if abs(at - self._last) < _WINDOW:  # the reading goes on from place to place: take a whole window
                base = max(0, at - _BEFORE)
                self._window = window = os.pread(self._file, _WINDOW, base)
                self._window_at = base
            else:
                window, base = os.pread(self._file, _NEAR, at), at
            start = at - base
        self._last = at
        head = _HEAD.match(window, start)
        if head is None or int(head[1]) != number:
            raise PdfFault(self.note(number, f"byte {at} should begin object {number} and does not"))
        if head[2] != b"0" and int(head[2]) and len(self.generations) < _MOST_INEXACT:
            self.generations[number] = int(head[2])
        begin = head.end()
        end = _END.search(window, begin)
        if end is None:
            return self._long(number, at + begin - start)
        if end[0] != b"endobj":
            if len(self._data_at) > _CACHED:
                self._data_at.clear()
            self._data_at[number] = base + end.end()
        return window[begin : end.end()]

    def _long(self, number: int, at: int) -> bytes:
        size = 4 * _WINDOW
        while True:
            data = os.pread(self._file, size, at)
            end = _END.search(data)
            if end is not None:
                self._data_at[number] = at + end.end()
                return data[: end.end()]
            if len(data) < size:
                raise PdfFault(f"object {number} has no end")
            size *= 4
            if size > LARGEST_OBJECT:
                raise TooLarge(f"object {number} is larger than {LARGEST_OBJECT} bytes")

    def _packed(self, number: int, holder: int) -> bytes:
        if holder not in self._packs:
            if len(self._packs) >= _PACKS:
                self._packs.pop(next(iter(self._packs)))
            self._packs[holder] = self._open_pack(holder)
        data, starts = self._packs[holder]
        if number not in starts:
            raise PdfFault(f"object {number} is not in the object stream {holder} that should hold it")
        start = starts[number]
        return data[start : start + starts.get(-number, LARGEST_OBJECT)]

    def _open_pack(self, holder: int) -> tuple[bytes, dict[int, int]]:
        if not 0 < holder < len(self.xref.kinds) or self.xref.kinds[holder] != DIRECT:
            raise PdfFault(f"the object stream {holder} is not an object of the file itself")
        body = self._direct(holder, int(self._places[holder]))
        dictionary, _ = parse_value(body)
        if not isinstance(dictionary, dict) or dictionary.get("Type") != "ObjStm":
            raise PdfFault(f"object {holder} should be an object stream and is not")
        length = dictionary.get("Length")
        if isinstance(length, Ref):
            target = self.body(length.number)
            length = parse_value(target)[0] if target is not None else None
        raw = self.raw_stream(Stream(dictionary, holder), length)
        data = decode(raw, filter_chain(dictionary), limit=LARGEST_STREAM)
        self._unpacked += len(data)
        if self._unpacked > FILE_FLOOR + FILE_RATIO * self.size:
            raise TooLarge("object streams inflate to more than is read of one file")
        count, first = dictionary.get("N"), dictionary.get("First")
        if not isinstance(count, int) or not isinstance(first, int) or not 0 <= first <= len(data):
            raise PdfFault(f"the object stream {holder} does not say what it holds")
        words = data[:first].split()
        if len(words) < 2 * count or count < 0 or not all(word.isdigit() for word in words):
            raise PdfFault(f"the object stream {holder} has a faulty head")
        numbers, places = [int(w) for w in words[0 : 2 * count : 2]], [first + int(w) for w in words[1 : 2 * count : 2]]
        starts = dict(zip(numbers, places, strict=True))
        for number, place, after in zip(numbers, places, [*places[1:], len(data)], strict=True):
            starts[-number] = max(0, after - place)
        return data, starts

    def raw_stream(self, stream: Stream, length: Value) -> bytes:
        """Return a stream's stored data; a wrong Length is noted, and the data is taken up to `endstream`."""
        number = stream.number
        at = self._data_at.get(number)
        if at is None:
            self.body(number)
            at = self._data_at.get(number)
            if at is None:
                raise PdfFault(f"object {number} is not a stream")
        if isinstance(length, int) and 0 <= length <= self.size - at:
            if length > LARGEST_STREAM:
                raise TooLarge(f"the stream {number} has {length} bytes, more than are read at once")
            data = self.read(at, length + 16)
            if ends_stream(data[length:]):
                return data[:length]
        found = self._find_end(at)
        self.note(number, WRONG_LENGTH.format(number))
        return found

    def stream_is_exact(self, number: int, length: int) -> bool:
        """Tell whether `endstream` follows `length` bytes of data; the object was read just before."""
        at = self._data_at.get(number, -1) + length
        return at >= 0 and at < self.size and ends_stream(self.read(at, 16))

    def _find_end(self, at: int) -> bytes:
        data = b""
        while len(data) < LARGEST_STREAM:
            more = os.pread(self._file, 4 * _WINDOW, at + len(data))
            end = (data[-16:] + more).find(b"endstream")
            if end >= 0:
                return (data + more)[: max(0, len(data) - 16) + end if len(data) > 16 else len(data[:-16]) + end]
            if not more:
                break
            data += more
        raise PdfFault(f"the stream that begins at byte {at} has no end")


class PdfSource:
    """Values by number, resolved and cached; streams decoded within the file's limit."""

    def __init__(self, backend: Backend, *, repaired: str = "") -> None:
        self.backend = backend
        self.repaired = repaired  # why a reader had to repair the file; "" if none had to
        self.trailer = backend.trailer
        self.profiles: dict[int, tuple[bytes, str]] = {}  # of ICC, read once: by number, digest and what is wrong
        self._cache: dict[int, Value | Stream] = {}
        self._cached = 0  # bytes
        self._large: tuple[int, Value | Stream] = (-1, None)
        self._budget = FILE_FLOOR + FILE_RATIO * backend.size

    def get(self, number: int) -> Value | Stream:
        """Return an object; None if the file does not have it. Raises PdfFault."""
        if number in self._cache:
            return self._cache[number]
        if number == self._large[0]:
            return self._large[1]
        body = self.backend.body(number)
        value = _value(number, body)
        size = len(body or b"")
        if size > _LARGE:  # one of them is kept; two in turns would cost more than any file is worth
            self.spend(size)
            self._large = number, value
            return value
        if len(self._cache) >= _CACHED or self._cached + size > _CACHED_BYTES:
            self._cache.clear()
            self._cached = 0
        self._cache[number] = value
        self._cached += size
        return value

    def parse(self, number: int) -> Value | Stream:
        """Return an object without keeping it."""
        return _value(number, self.backend.body(number))

    def resolve(self, value: Value | Stream) -> Value | Stream:
        """Return what a reference, or a chain of them, leads to."""
        for _ in range(32):
            if not isinstance(value, Ref):
                return value
            value = self.get(value.number)
        raise PdfFault("references lead in a circle")

    def dictionary(self, value: Value | Stream) -> dict[str, Value]:
        """Return a dictionary, of a stream as well; an empty one for anything else."""
        value = self.resolve(value)
        if isinstance(value, Stream):
            return value.dictionary
        return value if isinstance(value, dict) else {}

    def array(self, value: Value | Stream) -> list[Value]:
        """Return an array; an empty one for anything else."""
        value = self.resolve(value)
        return value if isinstance(value, list) else []

    def raw(self, stream: Stream) -> bytes:
        """Return a stream's data as stored."""
        length = self.resolve(stream.dictionary.get("Length"))
        return self.backend.raw_stream(stream, None if isinstance(length, Stream) else length)

    def chain(self, dictionary: dict[str, Value]) -> list[tuple[str, dict[str, Value]]]:
        """Return a stream's filters, whatever of them is indirect."""
        direct: dict[str, Value] = {}
        for key in ("Filter", "DecodeParms"):
            value = self.resolve(dictionary.get(key))
            if isinstance(value, list):
                value = [self._plain(item) for item in value]
            if value is not None and not isinstance(value, Stream):
                direct[key] = self._plain(value)
        return filter_chain(direct)

    def _plain(self, value: Value) -> Value:
        found = self.resolve(value)
        if isinstance(found, Stream):
            return None
        if isinstance(found, dict):
            return {key: self._plain(item) for key, item in found.items() if not isinstance(item, (dict, list))}
        return found

    def data(self, stream: Stream, *, limit: int = LARGEST_STREAM) -> bytes:
        """Return a stream's data, decoded up to a filter that yields pixels. Raises PdfFault, TooLarge, Undecoded."""
        self.spend(0)  # nothing is inflated any more where all is spent
        out = decode(self.raw(stream), self.chain(stream.dictionary), limit=limit)
        self.spend(len(out))
        return out

    def spend(self, count: int) -> None:
        """Count bytes that came out of filters, or were parsed again; raise TooLarge when they are too many."""
        self._budget -= count
        if self._budget < 0:
            raise TooLarge(
                f"the file's streams inflate to more than {FILE_FLOOR + FILE_RATIO * self.backend.size} bytes"
            )

    def close(self) -> None:
        """Let go of the file."""
        self.backend.close()


def _value(number: int, body: bytes | None) -> Value | Stream:
    if body is None:
        return None
    value, end = parse_value(body)
    return Stream(value, number) if isinstance(value, dict) and _STREAM_WORD.match(body, end) else value


def open_source(path: Path) -> PdfSource:
    """Open a file by its own cross-reference, or where that fails by pikepdf's repaired one. Raises PdfFault."""
    from vdp.preflight.file.repaired import RepairedBackend  # noqa: PLC0415 - sound files need no repair

    try:
        backend = FileBackend(path)
        source = PdfSource(backend)
        root = source.dictionary(source.trailer.get("Root"))
        if not source.dictionary(root.get("Pages")) and source.trailer.get("Encrypt") is None:
            backend.close()
            raise PdfFault("the trailer does not lead to a catalog with pages")
    except PdfFault as fault:
        return PdfSource(RepairedBackend(path), repaired=str(fault))
    return source
