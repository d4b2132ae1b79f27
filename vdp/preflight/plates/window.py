"""The greatest mean of inks in a window that moves over a page."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

INCH = 25.4
SQUARE = 15.0
"""mm2: GWG 2015 takes the total ink as the mean of such an area, not of a pixel."""


class Peak(NamedTuple):
    """The window with most ink. `x` and `y`: its middle in points from the left and from the top of the area."""

    percent: float
    x: float
    y: float


def find_peak(inks: NDArray[np.int32], *, dpi: float, window: float = SQUARE, full: int = 255) -> Peak:
    """Return the peak of a sum of plates (rows, columns), `full` for an ink of 100 %; `window` in mm2."""
    height, width = inks.shape
    side = max(1, round(sqrt(window) / INCH * dpi))
    tall, wide = min(side, height), min(side, width)
    total = np.zeros((height + 1, width + 1), dtype=np.int64)
    total[1:, 1:] = inks.cumsum(axis=0, dtype=np.int64).cumsum(axis=1)
    sums = total[tall:, wide:] - total[:-tall, wide:] - total[tall:, :-wide] + total[:-tall, :-wide]
    row, column = divmod(int(sums.argmax()), sums.shape[1])
    percent = float(sums[row, column]) * 100 / (full * tall * wide)
    scale = 72 / dpi
    return Peak(percent, (column + wide / 2) * scale, (row + tall / 2) * scale)
