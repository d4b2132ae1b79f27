"""Signals that must not fall into a call of Arrow: it takes them for itself, or loses what a handler raises."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def hold_signals() -> Iterator[None]:
    """Keep the signals that end a run until the block is left, then deliver them."""
    if threading.current_thread() is not threading.main_thread():  # handlers run in the main thread alone
        yield
        return
    pa.enable_signal_handlers(False)  # noqa: FBT003 - Arrow knows no keyword
    caught: list[int] = []
    handlers = {number: handler for number in _ENDINGS if (handler := signal.getsignal(number)) is not None}
    for number in handlers:
        signal.signal(number, lambda at, _frame: caught.append(at))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for held in caught:
            signal.raise_signal(held)
