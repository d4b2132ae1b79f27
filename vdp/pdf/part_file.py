"""A file that gets its name only when it is whole and on the disk."""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from vdp.errors import DefectError, OutputError, Place

_BUFFER = 1 << 20


class PartFile:
    """Writes `<path>.part` from front to back, hashing on the way. A refusal of the device removes the part file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.position = 0
        self._part = path.with_name(path.name + ".part")
        self._hash = hashlib.sha256()
        self._file: BinaryIO | None = None
        try:
            self._file = self._part.open("wb", buffering=_BUFFER)
        except OSError as error:
            raise self._refusal(error) from error

    @property
    def sha256(self) -> str:
        """The hash of all bytes written."""
        return self._hash.hexdigest()

    def write(self, data: bytes | memoryview) -> None:
        """Append bytes."""
        try:
            self._opened().write(data)
        except OSError as error:
            raise self._refusal(error) from error
        self._hash.update(data)
        self.position += len(data)

    def publish(self) -> None:
        """Bring the bytes to the disk, then give the file its name."""
        file = self._opened()
        try:
            file.flush()
            os.fsync(file.fileno())
            file.close()
            self._part.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            raise self._refusal(error) from error
        self._file = None

    def abort(self) -> None:
        """Remove what was written, unless it was published."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
            self._part.unlink(missing_ok=True)

    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise DefectError("pdf.closed", "the file is closed", where=Place(str(self.path)))
        return self._file

    def _refusal(self, error: OSError) -> OutputError:
        self.abort()
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            text, cure = "the disk is full", "Free space or name another folder with --out, then start the run again."
        else:
            text = f"the file cannot be written: {error.strerror or error}"
            cure = "Check the folder, its rights and the device, then start the run again."
        return OutputError("pdf.write", text, where=Place(str(self.path)), cure=cure)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
