"""Processor seconds by step of a worker's work: for the operator and the benchmark, never for a file of the output."""

from __future__ import annotations

import time
from collections.abc import Mapping


class Laps:
    """Times the steps of one item, one after the other."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.process_time()

    def end(self, step: str) -> None:
        """Put down what was spent since the step before."""
        now = time.process_time()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._last
        self._last = now


def add_laps(total: dict[str, float], laps: Mapping[str, float]) -> None:
    """Add the laps of one item to those of the job."""
    for step, seconds in laps.items():
        total[step] = total.get(step, 0.0) + seconds
