"""Cut-and-stack (串刺し面付け) by lifts: which leaf lies on which sheet at which position.

A lift of `count` leaves and `depth` sheets holds leaf `first_leaf + k * depth + d` at position k of its sheet d; so
cutting the lift and piling its stacks in order of position restores the sequence, and blanks fall at its very end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.errors import DefectError, JobError
from vdp.impose.press import Delivery

BLANK = -1


class Spot(NamedTuple):
    """Where a leaf lies; all counted from 0, `depth` from the top of the lift."""

    lift: int
    position: int
    depth: int
    sheet: int


@dataclass(frozen=True, slots=True, eq=False)
class LiftPlan:
    """All lifts of a job, one row per lift in int64 arrays. Memory is proportional to the lifts, not the leaves."""

    leaves: int
    up: int
    first_leaf: NDArray[np.int64]
    count: NDArray[np.int64]
    depth: NDArray[np.int64]  # sheets
    first_sheet: NDArray[np.int64]
    split_bundles: tuple[int, ...]  # indices of bundles that no single lift holds

    @property
    def lifts(self) -> int:
        """Count of lifts."""
        return len(self.first_leaf)

    @property
    def sheets(self) -> int:
        """Count of sheets."""
        return int(self.depth.sum())

    @property
    def blanks(self) -> int:
        """Count of positions without a leaf, at most up - 1 per lift."""
        return self.sheets * self.up - self.leaves

    def sheets_of_lift(self, lift: int) -> range:
        """Return the sheet numbers of a lift from its top."""
        first = int(self.first_sheet[lift])
        return range(first, first + int(self.depth[lift]))

    def locate(self, leaf: int) -> Spot:
        """Return where a leaf lies. Raises DefectError `impose.no-such-leaf`."""
        return Spot(*self.locate_leaves(np.array([leaf], dtype=np.int64))[0].tolist())

    def locate_leaves(self, leaves: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return an (n, 4) array of lift, position, depth and sheet. Raises DefectError `impose.no-such-leaf`."""
        if leaves.size and (int(leaves.min()) < 0 or int(leaves.max()) >= self.leaves):
            raise DefectError("impose.no-such-leaf", f"a leaf outside 0..{self.leaves - 1} was asked for")
        lift = np.searchsorted(self.first_leaf, leaves, side="right") - 1
        position, depth = np.divmod(leaves - self.first_leaf[lift], self.depth[lift])
        return np.stack((lift, position, depth, self.first_sheet[lift] + depth), axis=1)

    def leaf_at(self, sheet: int, position: int) -> int:
        """Return the leaf on a sheet at a position, or -1 for a blank. Raises DefectError `impose.no-such-sheet`."""
        if not 0 <= position < self.up:
            raise DefectError("impose.no-such-sheet", f"a position outside 0..{self.up - 1} was asked for")
        return int(self.leaves_of_sheets(sheet, sheet + 1)[0, position])

    def leaves_of_sheets(self, first: int, last: int) -> NDArray[np.int64]:
        """Return the leaves of sheets [first, last) as (last - first, up), -1 for a blank.

        Raises DefectError `impose.no-such-sheet`.
        """
        if not 0 <= first <= last <= self.sheets:
            raise DefectError("impose.no-such-sheet", f"sheets outside 0..{self.sheets - 1} were asked for")
        sheets = np.arange(first, last, dtype=np.int64)
        lift = np.searchsorted(self.first_sheet, sheets, side="right") - 1
        offset = np.arange(self.up) * self.depth[lift][:, None] + (sheets - self.first_sheet[lift])[:, None]
        leaves = self.first_leaf[lift][:, None] + offset
        return np.where(offset < self.count[lift][:, None], leaves, BLANK)

    def emission(self, delivery: Delivery) -> Iterator[range]:
        """Yield the sheet numbers of each lift in the order in which the press must print them.

        Face down in the same order, the finished pile is turned over; face up, the last sheet goes first.
        Either way sheet 0 of a lift ends on top of it.
        """
        if delivery == "same-order-face-down":
            yield from (self.sheets_of_lift(lift) for lift in range(self.lifts))
        else:
            yield from (self.sheets_of_lift(lift)[::-1] for lift in reversed(range(self.lifts)))


def plan_lifts(leaves: int, ends: Sequence[int] | NDArray[np.int64], *, up: int, depth: int) -> LiftPlan:
    """Return lifts of at most `depth` sheets, `up` leaves a sheet, each closed at the last bundle end that fits.

    `ends` are the exclusive leaf indices at which bundles end, ascending, the last one = `leaves`; empty means that
    the mail has no bundles. A bundle larger than a lift starts a lift of its own and is split.
    Raises JobError `impose.bad-lift`, DefectError `impose.bad-ends`.
    """
    if up < 1 or depth < 1:
        raise JobError("impose.bad-lift", "a lift needs at least one sheet", cure="set [impose] lift to 1 or more")
    bounds = _check_ends(leaves, np.asarray(ends, dtype=np.int64))
    starts, split = _close_lifts(leaves, bounds, up * depth)
    first_leaf = np.array(starts, dtype=np.int64)
    count = np.diff(first_leaf, append=leaves)
    sheets = -(-count // up)
    first_sheet = np.cumsum(sheets) - sheets
    return LiftPlan(leaves, up, first_leaf, count, sheets, first_sheet, tuple(split))


def _check_ends(leaves: int, ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Accept ends that ascend from above 0 to `leaves`."""
    good = leaves >= 0 and (not ends.size or (int(ends[-1]) == leaves and bool(np.all(np.diff(ends, prepend=0) > 0))))
    if not good:
        raise DefectError("impose.bad-ends", f"the bundle ends do not ascend from above 0 to {leaves}")
    return ends


def _close_lifts(leaves: int, ends: NDArray[np.int64], room: int) -> tuple[list[int], list[int]]:
    """Return the first leaf of each lift, and the bundles that had to be split."""
    starts: list[int] = []
    split: list[int] = []
    start = 0
    while start < leaves:
        starts.append(start)
        close = min(start + room, leaves)
        fitting = int(np.searchsorted(ends, close, side="right"))  # bundles that end at or before `close`
        if fitting and ends[fitting - 1] > start:
            close = int(ends[fitting - 1])
        elif ends.size and split[-1:] != [fitting]:
            split.append(fitting)
        start = close
    return starts, split
