"""Who does the work: processes that keep their context and answer chunk by chunk, in order and within a window.

A worker that dies (killed, out of memory) costs one attempt of one chunk: the chunk goes to another worker, and after
three deaths the job stops and names it. Nothing else is lost, because a chunk's result is a file and a receipt.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import TracebackType
from typing import Any, Self

from vdp.errors import DefectError, VdpError
from vdp.workers.executor import Executor, SerialExecutor, Task
from vdp.workers.faults import defect, storage_error

PRELOAD = ["vdp.run.check", "vdp.run.chunk"]
"""Modules, by name, that the fork server imports once for all workers."""

ATTEMPTS = 3
WINDOW_PER_WORKER = 4
"""Results that may wait for their turn, per worker: bounds memory and disk ahead of the writer."""


def open_executor(name: str = "process", *, workers: int | None = None) -> Executor:
    """Return the executor "process" or "serial"; without a number, as many processes as cores are ours."""
    if name == "serial":
        return SerialExecutor()
    return ProcessExecutor(workers or len(os.sched_getaffinity(0)))


def start_server() -> None:
    """Start the process that workers are forked from, if none runs yet: it imports while the caller does the same."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOAD)
    forkserver.ensure_running()


class _Worker:
    """One process and its pipe."""

    def __init__(self, context: ForkServerContext) -> None:
        self.pipe, theirs = context.Pipe()
        self.process: ForkServerProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.loaded = -1  # number of the task that the worker has built
        self.busy: int | None = None  # index of the item that it works on

    def stop(self) -> None:
        """End the process at once: its finished work is in files and receipts, the rest is nobody's."""
        self.process.kill()
        self.pipe.close()
        self.process.join()


class ProcessExecutor:
    """Runs a task in `workers` processes started by a fork server."""

    def __init__(self, workers: int) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._count = workers
        self._workers: list[_Worker] = []
        self._tasks = 0

    def __enter__(self) -> Self:
        start_server()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.stop()
        self._workers = []

    def map_ordered(
        self, build: Callable[..., Task], arguments: tuple[Any, ...], items: Iterable[Any]
    ) -> Iterator[Any]:
        """Keep every worker busy with one item; yield receipts in order; never run further ahead than the window."""
        self._tasks += 1
        if not self._workers:
            self._workers = [_Worker(self._context) for _ in range(self._count)]
        run = _Run(self, (self._tasks, build, arguments), iter(items), WINDOW_PER_WORKER * self._count)
        return run.receipts()

    def replace(self, worker: _Worker) -> None:
        """Put a fresh process in the place of a dead one."""
        worker.stop()
        self._workers[self._workers.index(worker)] = _Worker(self._context)

    @property
    def workers(self) -> list[_Worker]:
        """The processes."""
        return self._workers


class _Run:
    """The state of one map_ordered: items waiting, in work and done."""

    def __init__(self, executor: ProcessExecutor, load: tuple[Any, ...], items: Iterator[Any], window: int) -> None:
        self._executor = executor
        self._load = load
        self._items = items
        self._window = window
        self._next = 0  # index of the next item drawn
        self._yielded = 0
        self._again: deque[int] = deque()
        self._open: dict[int, Any] = {}  # items in work
        self._deaths: dict[int, int] = {}
        self._done: dict[int, Any] = {}
        self._exhausted = False

    def receipts(self) -> Iterator[Any]:
        while True:
            self._feed()
            while self._yielded in self._done:
                receipt = self._done.pop(self._yielded)
                self._yielded += 1
                yield receipt
                self._feed()
            if self._exhausted and not self._open and not self._done:
                return
            if self._yielded not in self._done:
                self._collect()

    def _feed(self) -> None:
        for worker in self._executor.workers:
            if worker.busy is not None:
                continue
            index = self._draw()
            if index is None:
                return
            self._send(worker, index)

    def _draw(self) -> int | None:
        if self._again:
            return self._again.popleft()
        if self._exhausted or self._next - self._yielded >= self._window:
            return None
        try:
            item = next(self._items)
        except StopIteration:
            self._exhausted = True
            return None
        index, self._next = self._next, self._next + 1
        self._open[index] = item
        return index

    def _send(self, worker: _Worker, index: int) -> None:
        worker.busy = index
        try:
            if worker.loaded != self._load[0]:
                worker.pipe.send(("load", self._load[1], self._load[2]))
                worker.loaded = self._load[0]
            worker.pipe.send(("run", index, self._open[index]))
        except (BrokenPipeError, ConnectionResetError):
            self._bury(worker)

    def _collect(self) -> None:
        busy = [worker for worker in self._executor.workers if worker.busy is not None]
        if not busy:
            return  # all died before they took an item; the items are drawn again
        ready = wait([worker.pipe for worker in busy])
        for worker in (each for each in busy if each.pipe in ready):
            try:
                index, receipt, error = worker.pipe.recv()
            except (EOFError, OSError):  # OSError: it died in the middle of its answer
                self._bury(worker)
                continue
            if error is not None:
                raise error
            worker.busy = None
            del self._open[index]
            self._done[index] = receipt

    def _bury(self, worker: _Worker) -> None:
        """Give a dead worker's item to another, or stop the job when the item keeps killing."""
        index = worker.busy
        self._executor.replace(worker)
        if index is None:
            return
        self._deaths[index] = self._deaths.get(index, 0) + 1
        if self._deaths[index] >= ATTEMPTS:
            raise DefectError(
                "run.worker-lost",
                f"chunk {index} ended its worker process {ATTEMPTS} times (exit code {worker.process.exitcode})",
                cure="Check the free memory; run with --executor serial to see the fault itself.",
            )
        self._again.append(index)


def _serve(pipe: Connection) -> None:
    """The life of a worker process: load a task, answer items, end when the parent closes the pipe."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # the parent decides what an interrupt means
    task: Task | None = None
    answer: tuple[Any, Any, VdpError | None]
    while True:
        try:
            message = pipe.recv()
        except EOFError:
            return
        index = message[1]
        try:
            if message[0] == "load":
                task = message[1](*message[2])
                continue
            assert task is not None  # noqa: S101 - the parent loads before it asks
            answer = (index, task.run(message[2]), None)
        except VdpError as error:
            answer = (index, None, error)
        except (OSError, sqlite3.OperationalError) as error:
            answer = (index, None, storage_error(error))
        except Exception as error:  # noqa: BLE001 - every fault must reach the parent
            answer = (index, None, defect(error))
        pipe.send(answer)
