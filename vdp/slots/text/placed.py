"""Where the characters of a batch stand along their lines, and the lines across them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vdp.slots.text.fit import Setting
from vdp.slots.text.ink import Spread, line_starts
from vdp.slots.text.kernel import Characters, Floats, Ints
from vdp.slots.text.spec import TextSpec


class Line(NamedTuple):
    """Where text stands: one line's own size and place."""

    size: float
    scale: float
    across: float  # baseline; in vertical writing the middle of the line


class Placed:
    """The places of a batch's characters along their lines."""

    def __init__(
        self,
        spec: TextSpec,
        characters: Characters,
        setting: Setting,
        spread: Spread | None,
        *,
        nominal: float,
        across: Floats,
    ) -> None:
        lines = setting.lines
        self.lines = lines
        self.size, self.scale = setting.size[lines.owner], setting.scale[lines.owner]
        self.across = across
        self.unit = (setting.size * setting.scale)[lines.owner] / 1000.0
        tight = setting.tracking[lines.owner] - nominal
        self.each: Floats = tight if spread is None else tight + spread.each
        self._tight = nominal
        self._characters = characters
        self._cells = line_starts(spec, characters._replace(offsets=None), setting, spread)
        self._added = None if spread is None else np.concatenate(([0.0], np.cumsum(spread.places)))

    def line(self, at: int) -> Line:
        """Return one line's own size and place."""
        return Line(float(self.size[at]), float(self.scale[at]), float(self.across[at]))

    def begins(self, at: Ints, line: Ints) -> Floats:
        """Return where the cells of characters begin, in points from the begin of the box."""
        first = self.lines.starts[line]
        passed = self._characters.cumulative[at] - self._characters.cumulative[first] + self.each[line] * (at - first)
        if self._added is not None:
            passed = passed + self._added[at] - self._added[first]
        return self._cells[line] + passed * self.unit[line]

    def ends(self, at: Ints, line: Ints) -> Floats:
        """Return where the cells of characters end, what follows them not counted."""
        cumulative = self._characters.cumulative
        cells = cumulative[at + 1] - cumulative[at] - self._characters.gaps[at] - self._tight
        return self.begins(at, line) + cells * self.unit[line]
