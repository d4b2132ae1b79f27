"""The album: what the measuring pass learnt of every image file, as rows of fixed length that all workers map."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from vdp.errors import LayoutError
from vdp.slots.image.geometry import Size

ALBUM = np.dtype(
    [
        ("key", "V16"),
        ("digest", "V16"),
        ("width", "<u4"),
        ("height", "<u4"),
        ("across", "<f8"),
        ("down", "<f8"),
        ("bilevel", "?"),
        ("misnamed", "?"),
        ("clear", "?"),
        ("uses", "<u4"),
    ]
)
"""One row per file: hash of its place, start of its SHA-256, size, ppi that it states, times that records use it."""

_MOST_USES = 2**31


def file_key(folder: Path | None, name: str) -> bytes:
    """Return what a file is found by."""
    return hashlib.blake2b(f"{folder or ''}\0{name}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def album_row(key: bytes, digest: bytes, size: Size, kind: tuple[bool, bool, bool], uses: int) -> tuple[Any, ...]:
    """Return a row of an album. `kind`: 1-bit, misnamed, with clear parts."""
    return (key, digest, size.width, size.height, *size.ppi, *kind, min(uses, _MOST_USES))


def join_rows(parts: Sequence[NDArray[np.void]]) -> NDArray[np.void]:
    """Return one row per file, sorted by key; uses are counted by content, whatever its names.

    Raises LayoutError if a file had two contents: it changed while the records were measured.
    """
    rows = np.concatenate([np.zeros(0, dtype=ALBUM), *parts])
    order, files = _group(rows["key"])
    digests, contents = _group(rows["digest"])
    uses = np.bincount(contents, weights=rows["uses"][digests], minlength=1)
    content_of = np.empty(len(rows), dtype=np.int64)
    content_of[digests] = contents
    rows, content_of = rows[order], content_of[order]
    first = np.diff(files, prepend=-1) != 0
    if (np.diff(content_of, prepend=-1) != 0)[~first].any():
        text, cure = "an image changed while the records were measured", "Leave the images alone; run the job again."
        raise LayoutError("image.changed", text, cure=cure)
    joined: NDArray[np.void] = rows[first]
    joined["uses"] = np.minimum(uses[content_of[first]], _MOST_USES)
    return joined


class WrittenAlbum(NamedTuple):
    """An album on disk."""

    path: Path
    own: bool  # whether some content is of one record
    clear: bool  # whether some image may have transparent parts


def write_album(path: Path, parts: Sequence[NDArray[np.void]]) -> WrittenAlbum:
    """Join rows and write them as an album."""
    rows = join_rows(parts)
    np.save(path, rows)
    return WrittenAlbum(path, bool((rows["uses"] == 1).any()), bool(rows["clear"].any()))


class Album:
    """An album on disk, mapped and searched."""

    def __init__(self, rows: NDArray[np.void]) -> None:
        self._rows = rows
        self._high = _words(rows["key"])[0]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Map an album."""
        return cls(np.load(path, mmap_mode="r"))

    def find(self, key: bytes) -> Any | None:
        """Return the row of a key, None where there is none."""
        at = int(np.searchsorted(self._high, np.uint64(int.from_bytes(key[:8]))))
        while at < len(self._rows) and bytes(self._rows["key"][at])[:8] == key[:8]:
            if bytes(self._rows["key"][at]) == key:
                return self._rows[at]
            at += 1
        return None


def _group(column: NDArray[np.void]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order that sorts a column of 16 bytes, and in that order the number of each group of equal ones."""
    high, low = _words(column)
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    changes = np.ones(len(order), dtype=bool)
    changes[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    return order, np.cumsum(changes) - 1


def _words(column: NDArray[np.void]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return 16 bytes as two numbers, which numpy can sort."""
    words = np.ascontiguousarray(column).view(">u8").reshape(-1, 2).astype("<u8")
    return words[:, 0], words[:, 1]
