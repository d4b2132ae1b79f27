"""ChartKernel: a column of numbers to a column of ink. Equal steps of a scale are drawn once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from vdp.slots.base import Fault
from vdp.slots.shape.chart_spec import SEPARATOR, Scale

Draw = Callable[[int], bytes]
"""Ink of a chart at a step of its scale, from 0 to the number of steps."""

_SKIP = -1
_SLACK = 1e-9  # of a step: 3 of 10 is no less than 3 for how floating point counts
_TINY = float(np.finfo(np.float64).eps)

_FAULTS = {
    "missing": ("shape.missing", "there is no value for the chart"),
    "number": ("shape.number", "the value of the chart is no number"),
    "range": ("shape.range", "the value of the chart is beyond its scale"),
    "scale": ("shape.scale", "the maximum of the chart is no number above its minimum"),
}


class ChartKernel:
    """Bound to a chart: its scale, the number of steps that can be told apart, and what is drawn at each.

    A value between two steps is drawn as the nearer one, or, with `offset` 0, as the one that it has reached.
    """

    def __init__(self, scale: Scale, steps: int, draw: Draw, *, offset: float = 0.5) -> None:
        self._scale = scale
        self._steps = steps
        self._draw = draw
        self._offset = offset + _SLACK
        self._known: dict[int, bytes] = {_SKIP: b""}

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return values that are missing, no numbers, or beyond the scale where the layout holds these."""
        shares = self._shares(values)
        plain = np.isfinite(shares) & (shares >= 0) & (shares <= 1)
        return [fault for index in np.flatnonzero(~plain).tolist() for fault in self._judge(index, values, shares)]

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return the ink of each value."""
        shares = self._shares(values)
        lost = np.isnan(shares)
        skipped = _SKIP if self._scale.missing == "skip" else 0
        steps = np.floor(np.clip(np.where(lost, 0.0, shares), 0, 1) * self._steps + self._offset)
        found = np.where(lost, skipped, steps.astype(np.int64)).tolist()
        known = self._known
        for step in set(found) - known.keys():
            known[step] = self._draw(step)
        return [known[step] for step in found]

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return no text: a reader of the page finds none here."""
        return [""] * len(values)

    def _shares(self, values: Sequence[str]) -> NDArray[np.float64]:
        """Return the share of each value in its scale; NaN where there is none."""
        scale = self._scale
        if scale.most is not None:
            return _share(_numbers(values), scale.least, np.array(scale.most))
        parts = [value.partition(SEPARATOR) for value in values]
        most = _numbers([after for _, _, after in parts])
        most = np.where(most > scale.least, most, np.nan)
        return _share(_numbers([before for before, _, _ in parts]), scale.least, most)

    def _judge(self, index: int, values: Sequence[str], shares: NDArray[np.float64]) -> Iterable[Fault]:
        scale, share = self._scale, float(shares[index])
        value, _, most = values[index].partition(SEPARATOR)
        if math.isnan(share):
            if not value:
                kind, policy = "missing", scale.missing
            elif scale.most is None and not _is_above(most, scale.least):
                kind, policy = "scale", "hold"
            else:
                kind, policy = "number", "hold"
        else:
            kind, policy = "range", scale.outside
        if policy in {"hold", "fail"}:
            code, text = _FAULTS[kind]
            yield Fault(index, code, policy, text)


def _share(values: NDArray[np.float64], least: float, most: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shares; what is beyond the scale stays so however near it is."""
    shares = (values - least) / (most - least)
    shares = np.where(values < least, np.minimum(shares, -_TINY), shares)
    found: NDArray[np.float64] = np.where(values > most, np.maximum(shares, 1.0 + _TINY), shares)
    return found


def _numbers(values: Sequence[str]) -> NDArray[np.float64]:
    try:
        found = np.fromiter(map(float, values), dtype=np.float64, count=len(values))
    except ValueError:
        found = np.fromiter(map(_number, values), dtype=np.float64, count=len(values))
    found[np.isinf(found)] = np.nan
    return found


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return math.nan


def _is_above(value: str, least: float) -> bool:
    number = _number(value)
    return math.isfinite(number) and number > least
