"""The values of a Plan's slots over a batch."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from vdp.compose.rows import Columns, slot_rows
from vdp.layout import SlotPlan


class Values:
    """The values of slots over one batch. What slots share, the condition of their block, is worked out once."""

    def __init__(self, columns: Columns, count: int) -> None:
        self._columns = columns
        self._count = count
        self._appear: dict[int, list[int]] = {}  # by identity of the condition, which the plan keeps alive

    def __call__(self, plan: SlotPlan) -> tuple[list[int] | None, Sequence[str]]:
        """Return the values of a slot, and the indices of the pieces that have it (None: all), as `slot_rows` does."""
        if plan.when is None:
            return slot_rows(plan, self._columns, self._count)
        where = self._appear.get(id(plan.when))
        if where is None:
            appears = plan.when.evaluate(self._columns, self._count)
            where = self._appear[id(plan.when)] = list(itertools.compress(range(self._count), appears))
        values = plan.value.evaluate(self._columns, self._count)
        return where, [values[index] for index in where]
