"""Segments: what a worker hands to the parent through the work folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from vdp.errors import DefectError


def write_segment(path: Path, parts: Sequence[bytes]) -> str:
    """Write parts one behind the other under a temporary name, then rename; return the SHA-256."""
    data = b"".join(parts)
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return hashlib.sha256(data).hexdigest()


def read_segment(path: Path, sha256: str) -> bytes:
    """Return a segment's bytes; raise DefectError when they are not those that were written."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DefectError("run.segment-changed", f"the segment {path.name} changed after it was written")
    return data


class SegmentFile:
    """A segment too large for memory: written piece by piece under a temporary name, renamed when it is whole."""

    def __init__(self, path: Path) -> None:
        self.size = 0
        self._path = path
        self._unfinished = path.with_suffix(".tmp")
        self._digest = hashlib.sha256()
        self._file = self._unfinished.open("wb")

    @property
    def sha256(self) -> str:
        """Hash of what was written."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Append some bytes."""
        self._digest.update(data)
        self._file.write(data)
        self.size += len(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if kind is not None:
                return
            self._file.flush()
            os.fsync(self._file.fileno())
        self._unfinished.replace(self._path)


def open_segment(path: Path, sha256: str) -> BinaryIO:
    """Open a large segment; raise DefectError when its bytes, read block by block, are not those that were written."""
    file = path.open("rb")
    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        raise DefectError("run.segment-changed", f"the segment {path.name} changed after it was written")
    return file
