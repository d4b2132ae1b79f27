"""The files that a job reads, several times over while it runs: they must stay as they were when it began."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from vdp.errors import Place, SourceError
from vdp.run.output import hash_file


class _Stamp(NamedTuple):
    device: int  # of network storage another one after a new mount
    file: int  # of network storage perhaps another one for the same file
    size: int
    written: int  # nanoseconds; as coarse as the storage keeps it


class Inputs:
    """Some files as they are now: where they are, their length, when they were last written, and what they hold.

    A record number must mean the same row when the list is checked, when codes are made, and when held.csv copies
    what was refused. Folders are not looked at.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        stamps = {path: _stamp(path) for path in paths if path.is_file()}
        self._first = {path: (stamp, _hash(path)) for path, stamp in stamps.items()}

    @contextmanager
    def steady(self, paths: Iterable[Path] | None = None) -> Iterator[None]:
        """Raise SourceError `run.input-changed` at the end of a stage, also in place of another error.

        `paths`: the files that the stage reads; None: all. They may not be written during the stage, and hold what
        they held at first: one that was only touched since, or mounted anew, is the same.
        """
        before = {path: _stamp(path) for path in (self._first if paths is None else paths) if path in self._first}
        try:
            yield
        except Exception as error:
            self._compare(before, error)
            raise
        self._compare(before, None)

    def _compare(self, before: Mapping[Path, _Stamp | None], error: Exception | None) -> None:
        for path, stamp in before.items():
            if not self._is_same(path, stamp):
                raise SourceError(
                    "run.input-changed",
                    "the file changed while the job was reading it: nothing is printed",
                    where=Place(str(path)),
                    cure="Run the job again once nobody writes the file, or give it a copy.",
                ) from error

    def _is_same(self, path: Path, before: _Stamp | None) -> bool:
        first, digest = self._first[path]
        now = _stamp(path)
        if now is None or before is None or (now.size, now.written) != (before.size, before.written):
            return False
        return now == first or _hash(path) == digest


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return _Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _hash(path: Path) -> str:
    """Return what a file holds, "" for one that cannot be read."""
    try:
        return hash_file(path)
    except OSError:
        return ""
