"""What the benchmarks of kernels share."""

from __future__ import annotations

import time
from collections.abc import Callable


def fastest(task: Callable[[], object], *, rounds: int) -> float:
    """Return the processor seconds of the fastest round."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        task()
        seconds.append(time.process_time() - start)
    return min(seconds)
