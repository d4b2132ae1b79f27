"""Tasks for test_workers.py, importable by worker processes."""

from __future__ import annotations

import os
import signal
import struct
import sys
import threading
from pathlib import Path

from vdp.errors import Place, SourceError

CANARY = "山田太郎カナリア"


class Double:
    def __init__(self, factor=2):
        self._factor = factor

    def run(self, item):
        return item * self._factor


class Pid:
    def run(self, item):
        return os.getpid()


class DieOnce:
    """Dies on one item until a flag file exists; `half` of an answer may already be under way."""

    def __init__(self, flag, deadly, *, half=False):
        self._flag, self._deadly, self._half = Path(flag), deadly, half

    def run(self, item):
        if item == self._deadly and not self._flag.exists():
            self._flag.touch()
            if self._half:
                pipe = sys._getframe(1).f_locals["pipe"]
                os.write(pipe.fileno(), struct.pack("!i", 1000) + b"the rest never comes")
            os.kill(os.getpid(), signal.SIGKILL)
        return item * 2


class DieAlways:
    def __init__(self, deadly):
        self._deadly = deadly

    def run(self, item):
        if item == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return item


class Fail:
    """Raises what it is told to on item 3."""

    def __init__(self, kind, *, at_start=False):
        self._kind = kind
        if at_start:
            self.run(3)

    def run(self, item):
        if item == 3:
            raise {
                "vdp": SourceError("records.encoding", "a byte", where=Place("a.csv", 7, 1), cure="Export again."),
                "system": OSError(28, "No space left on device", "/secret/folder/x.arrow"),
                "defect": ValueError(f"cannot read {CANARY}"),
            }[self._kind]
        return item


class WaitForFirst:
    """Item 0 is answered only once a file exists."""

    def __init__(self, release):
        self._release = Path(release)

    def run(self, item):
        pause = threading.Event()
        while item == 0 and not self._release.exists():
            pause.wait(0.005)
        return item
