"""The order of the job: mailing order, bundles with their slips, lifts, and the chunks of sheets to compose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vdp.impose import LiftPlan, plan_lifts
from vdp.impose.press import Delivery
from vdp.postal import Authority, MailOrder
from vdp.run.chunk import Chunk

LEAVES_PER_CHUNK = 1000
"""About how many leaves a worker composes in one go. Part of no byte of a page."""

LEAVES_WITH_IMAGES = 128
"""The same where records have images of their own: a chunk then weighs a megabyte a piece on disk."""

LEAVES_PER_FILE = 50_000
"""Most leaves in a file of single pieces: a DFE reads a file before it prints any of it."""


@dataclass(frozen=True, slots=True, eq=False)
class JobOrder:
    """Which record is printed where. A leaf is a piece or a bundle slip; a slip precedes its bundle."""

    records: NDArray[np.int64]  # record numbers in mailing order
    mail: MailOrder
    leaves: NDArray[np.int64]  # per leaf: sequence of its piece, or -2 - b for the slip of bundle b
    lifts: LiftPlan  # of sheets; where none are printed, of as many single pieces as a file holds at most

    @property
    def pieces(self) -> int:
        """Count of pieces."""
        return len(self.records)

    @property
    def slips(self) -> int:
        """Count of bundle slips."""
        return len(self.leaves) - self.pieces


def order_job(
    authority: Authority,
    records: NDArray[np.int64],
    postal: NDArray[np.int32],
    *,
    up: int,
    lift: int,
) -> JobOrder:
    """Bundle the mail and lay its leaves into lifts. `records` and `postal` come in postal order; `up` 0: no sheets.

    Without an authority that ties bundles, or without any postal code, records keep the order of their source.
    """
    if not (authority.bundles and postal.any()):
        listed = np.argsort(records)
        records, postal = records[listed], postal[listed]
    mail = authority.bundle(postal)
    leaves = _insert_slips(mail, len(records))
    ends = np.flatnonzero(leaves < -1)[1:]  # a bundle ends where the next one's slip begins
    ends = np.append(ends, len(leaves)) if len(leaves) and mail.bundles else np.array([], dtype=np.int64)
    lifts = plan_lifts(len(leaves), ends, up=up or 1, depth=lift if up else LEAVES_PER_FILE)
    return JobOrder(records[mail.order], mail, leaves, lifts)


def _insert_slips(mail: MailOrder, pieces: int) -> NDArray[np.int64]:
    firsts = np.array([bundle.first for bundle in mail.bundles], dtype=np.int64)
    leaves = np.empty(pieces + len(firsts), dtype=np.int64)
    is_slip = np.zeros(len(leaves), dtype=bool)
    is_slip[firsts + np.arange(len(firsts))] = True
    leaves[is_slip] = -2 - np.arange(len(firsts))
    leaves[~is_slip] = np.arange(pieces)
    return leaves


def plan_chunks(order: JobOrder, *, job: str, delivery: Delivery, most: int = LEAVES_PER_CHUNK) -> Iterator[Chunk]:
    """Yield the chunks in printing order: runs of sheets, of about so many leaves, that do not cross a lift."""
    lifts, index = order.lifts, 0
    stream = np.append(order.leaves, -1)  # so that leaf -1, a blank, stays -1
    for emission in lifts.emission(delivery):
        step = max(1, most // lifts.up)
        for at in range(0, len(emission), step):
            sheets = emission[at : at + step]
            low, high = min(sheets), max(sheets) + 1
            places = lifts.leaves_of_sheets(low, high)[:: sheets.step]
            leaves = stream[places]
            lift = int(np.searchsorted(lifts.first_sheet, low, side="right")) - 1
            slugs = _slugs(order, leaves, lift=lift, sheets=sheets, job=job)
            yield Chunk(index, lift, sheets, leaves, places, slugs)
            index += 1


def _slugs(
    order: JobOrder, leaves: NDArray[np.int64], *, lift: int, sheets: range, job: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sheet texts: job, lift, sheet, side, and the pieces that the sheet carries, by position."""
    total = order.lifts.sheets
    fronts, backs = [], []
    for sheet, row in zip(sheets, leaves.tolist(), strict=True):
        head = f"{job}   lift {lift + 1}/{order.lifts.lifts}   sheet {sheet + 1}/{total}"
        pieces = " ".join(str(leaf + 1) if leaf >= 0 else ("-" if leaf == -1 else "slip") for leaf in row)
        fronts.append(f"{head}   front   pieces {pieces}")
        backs.append(f"{head}   back   pieces {pieces}")
    return tuple(fronts), tuple(backs)
