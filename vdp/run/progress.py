"""Progress: a bar on a terminal, messages only elsewhere. Lives in the parent, writes to stderr only."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from types import TracebackType
from typing import IO, Protocol, Self, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class ProgressView(Protocol):
    """What the pipeline tells about its way. To be used in a `with` statement."""

    def __enter__(self) -> Self:
        """Begin to show."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""

    def stage(self, name: str, total: int | None) -> None:
        """Begin a stage of `total` records, None when nobody knows yet."""

    def advance(self, count: int) -> None:
        """Tell that `count` more records are done."""

    def note(self, text: str) -> None:
        """Say something that the operator should know, wherever stderr goes."""


class SilentProgress:
    """For pipes, files and tests: messages, no bar."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def stage(self, name: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, count: int) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Write a line."""
        sys.stderr.write(text + "\n")


class _Terminal(io.TextIOBase):
    """Standard error, where somebody watches. A terminal that is gone takes nothing, which does not end the work."""

    def __init__(self) -> None:
        self._stream = sys.stderr

    @property
    def encoding(self) -> str:  # type: ignore[override]  # an attribute in the base
        """The terminal's."""
        return self._stream.encoding

    def isatty(self) -> bool:
        """Say what `open_progress` has found."""
        return True

    def write(self, text: str) -> int:
        """Write, if anybody is there."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, if anybody is there."""
        with suppress(OSError):
            self._stream.flush()


class BarProgress:
    """One bar per stage on a terminal."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Progress(*columns, console=Console(file=cast("IO[str]", _Terminal())))
        self._task = self._bars.add_task("", total=0, visible=False)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def stage(self, name: str, total: int | None) -> None:
        """Begin a new bar; the earlier one stays where it ended."""
        self._task = self._bars.add_task(name, total=total)

    def advance(self, count: int) -> None:
        """Move the bar."""
        self._bars.advance(self._task, count)

    def note(self, text: str) -> None:
        """Write a line above the bars."""
        self._bars.console.print(text, markup=False, highlight=False)


def open_progress() -> ProgressView:
    """Return a bar where a person watches, messages only elsewhere."""
    return BarProgress() if sys.stderr.isatty() else SilentProgress()
