"""What a task is, what an executor promises, and the plainest executor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Protocol, Self


class Task(Protocol):
    """What a worker keeps: built once from picklable arguments, then asked item by item."""

    def run(self, item: Any) -> Any:
        """Return the receipt of one item."""


class Executor(Protocol):
    """Runs a task over items; receipts come back in the order of the items."""

    def map_ordered(
        self, build: Callable[..., Task], arguments: tuple[Any, ...], items: Iterable[Any]
    ) -> Iterator[Any]:
        """Build the task where it runs, then yield one receipt per item."""

    def __enter__(self) -> Self:
        """Start."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop every process."""


class SerialExecutor:
    """Runs everything here: for debugging, and the plainest proof that processes change no byte."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def map_ordered(
        self, build: Callable[..., Task], arguments: tuple[Any, ...], items: Iterable[Any]
    ) -> Iterator[Any]:
        """Run item by item in this process."""
        task = build(*arguments)
        for item in items:
            yield task.run(item)
