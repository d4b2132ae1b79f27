"""Segments: the files in which workers hand their ink to the parent."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from vdp.errors import DefectError


class SegmentFile:
    """A segment in the making: written piece by piece under a temporary name, renamed when it is whole."""

    def __init__(self, path: Path) -> None:
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


def check_segment(path: Path, sha256: str) -> None:
    """Raise DefectError unless a segment is what its worker wrote. Reads it block by block."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise DefectError("run.segment-changed", f"the segment {path.name} changed after it was written")
