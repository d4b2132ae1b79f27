"""The files that a job reads, several times over while it runs: they must stay as they were when it began."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vdp.errors import Place, SourceError

Stamp = tuple[int, int, int, int]


class Inputs:
    """Some files as they are now: which file it is on which device, its length, when it was last written.

    A record number must mean the same row when the list is checked, when codes are made, and when held.csv copies
    what was refused. Folders are not looked at.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._stamps = {path: _stamp(path) for path in paths if path.is_file()}

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Raise SourceError `run.input-changed` at the end of a stage, also in place of another error."""
        try:
            yield
        except Exception as error:
            self._compare(error)
            raise
        self._compare(None)

    def _compare(self, error: Exception | None) -> None:
        for path, before in self._stamps.items():
            if _stamp(path) != before:
                raise SourceError(
                    "run.input-changed",
                    "the file changed while the job was reading it: nothing is printed",
                    where=Place(str(path)),
                    cure="Run the job again once nobody writes the file, or give it a copy.",
                ) from error


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
