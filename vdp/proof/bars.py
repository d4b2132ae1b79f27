"""The Japan Post customer barcode (カスタマバーコード), read back from the raster of a page.

Four states, 67 bars: all cover the middle third of the symbol; the long bar also the thirds above and below it, the
semi-long ones either of them, the timing bar none. (Japan Post, 郵便番号・バーコードマニュアル p12.)
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vdp.proof.document import Box, Document, render_box

BARS = 67
_LEAST_BARS = 3
START, STOP = "13", "31"
_STATES = {(True, True): "1", (True, False): "2", (False, True): "3", (False, False): "4"}
_PITCH_TOLERANCE = 0.2
"""Share of the mean pitch by which a bar may stand off; a missing or doubled bar is off by a whole one."""

Rotation = Literal[0, 90, 180, 270]


def read_bars(path: Path, page: int, box: Box, rotation: Rotation, *, dpi: int = 600) -> str:
    """Return the 67 bars in a box as digits, "" if none are there: 1 long, 2 upper, 3 lower semi-long, 4 timing.

    `box` holds the bars and their quiet zone and nothing else; `rotation` is the turn of the symbol on the page in
    degrees counterclockwise. Anything but 67 regular bars between start and stop is "".
    Raises VerifyError `verify.unreadable` and `verify.no-page`.
    """
    with Document(path) as document, document.page(page) as opened:
        return read_pixels(render_box(opened, box, dpi=dpi), rotation)


def read_pixels(pixels: NDArray[np.uint8], rotation: Rotation) -> str:
    """Return the bars on a grey raster as digits, "" if it holds no symbol."""
    return classify_bars(np.rot90(pixels, k=-rotation // 90) < 128)


def classify_bars(ink: NDArray[np.bool_]) -> str:
    """Return the bars of an upright raster (True = ink, rows from the top) as digits, "" if it holds no symbol."""
    bars = classify_states(ink)
    return bars if len(bars) == BARS and bars.startswith(START) and bars.endswith(STOP) else ""


def classify_states(ink: NDArray[np.bool_]) -> str:
    """Return any number of regular four-state bars of an upright raster as digits, "" if they are none."""
    rows = np.flatnonzero(ink.any(axis=1))
    if not rows.size:
        return ""
    top, height = int(rows[0]), int(rows[-1] - rows[0]) + 1
    middles = [top + height * part // 6 for part in (1, 3, 5)]  # the middle row of each third
    upper, middle, lower = (_thicken(ink, row, height) for row in middles)
    runs = _runs(middle)
    if len(runs) < _LEAST_BARS or not _is_regular(runs):
        return ""
    return "".join(_STATES[_covered(upper, run), _covered(lower, run)] for run in runs.tolist())


def _thicken(ink: NDArray[np.bool_], row: int, height: int) -> NDArray[np.bool_]:
    """Return the columns inked in most of a band, a twelfth of the symbol high, about a row."""
    half = max(1, height // 24)
    most: NDArray[np.bool_] = ink[max(0, row - half) : row + half + 1].mean(axis=0) > 0.5
    return most


def _runs(columns: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the inked runs as (start, end) rows."""
    edges = np.diff(columns.astype(np.int8), prepend=0, append=0)
    return np.stack((np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)), axis=1)


def _is_regular(runs: NDArray[np.int64]) -> bool:
    """Tell whether all bars stand at one pitch."""
    middles = runs.mean(axis=1)
    pitch = (middles[-1] - middles[0]) / (len(middles) - 1)
    ideal = middles[0] + pitch * np.arange(len(middles))
    return bool(np.all(np.abs(middles - ideal) <= _PITCH_TOLERANCE * pitch))


def _covered(band: NDArray[np.bool_], run: list[int]) -> bool:
    return bool(band[run[0] : run[1]].mean() > 0.5)
