"""Composed pieces on their way to their files: in whatever order chunks come, they leave in the order of the mail."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.compose.resources import Use
from vdp.errors import DefectError
from vdp.run.pictures import OwnPictures
from vdp.run.piece_pages import PieceSegment
from vdp.run.segment import read_segment

_LOOSE = 20
"""Pieces that are looked at together where the mail has no bundles. Part of no byte of the output."""


class PieceChunk:
    """The pieces of a chunk, with the images of single records; kept on disk where others come before them."""

    def __init__(self, segment: PieceSegment, used: Use, own: OwnPictures) -> None:
        self.used, self.own = used, own
        self.leaves, self.images = segment.leaves, segment.images
        self.sizes: NDArray[np.int64] = segment.lengths.sum(axis=1)
        self.has_images = any(segment.images)
        self._segment = segment
        self._data: bytes | None = read_segment(segment.path, segment.sha256)
        self._starts = np.concatenate(([0], np.cumsum(self.sizes)))
        self._left = len(segment.leaves)

    @property
    def number(self) -> int:
        """Its first leaf, which no other chunk has."""
        return int(self.leaves[0])

    def read(self, at: range) -> Iterator[list[memoryview]]:
        """Yield per piece its sides and its metadata."""
        start, stop = int(self._starts[at.start]), int(self._starts[at.stop])
        if self._data is not None:
            data = memoryview(self._data)[start:stop]
        else:
            with self._segment.path.open("rb") as file:
                file.seek(start)
                data = memoryview(file.read(stop - start))
        place = 0
        for row in self._segment.lengths[at.start : at.stop].tolist():
            parts = []
            for length in row:
                parts.append(data[place : place + length])
                place += length
            yield parts

    def rest(self) -> None:
        """Let go of memory and open files; what is asked for later is read again."""
        self._data = None
        self.own.rest()

    def release(self, count: int) -> None:
        """Tell that some pieces are in their file; with the last one the segments go."""
        self._left -= count
        if not self._left:
            self._segment.path.unlink()
            self.own.close()


class PieceRun(NamedTuple):
    """Neighbouring pieces of one chunk: `at` are their places in the chunk."""

    chunk: PieceChunk
    at: range

    @property
    def first(self) -> int:
        """The first leaf."""
        return int(self.chunk.leaves[self.at.start])

    def cut(self, leaves: int) -> tuple[PieceRun, PieceRun]:
        """Return the first so many leaves, and the rest."""
        middle = self.at.start + leaves
        return self._replace(at=range(self.at.start, middle)), self._replace(at=range(middle, self.at.stop))


Unit = list[PieceRun]
"""What no file may part: the pieces of a bundle, slip included; of mail without bundles, some pieces."""


class PieceOrder:
    """Takes chunks in any order and gives out units in the order of the mail."""

    def __init__(self, leaves: int, slip_leaves: NDArray[np.int64]) -> None:
        """`slip_leaves`: the first leaf of each bundle; empty where the mail has none."""
        self.loose = not len(slip_leaves)
        self._ends = slip_leaves[1:]
        self._leaves = leaves
        self._next = 0
        self._waiting: dict[int, PieceRun] = {}  # by first leaf
        self._unit: Unit = []

    def add(self, chunk: PieceChunk) -> Iterator[Unit]:
        """Yield the units that are whole with a chunk."""
        breaks = np.flatnonzero(np.diff(chunk.leaves) != 1) + 1
        edges = [0, *breaks.tolist(), len(chunk.leaves)]
        for start, stop in pairwise(edges):
            run = PieceRun(chunk, range(start, stop))
            self._waiting[run.first] = run
        while self._next in self._waiting:
            run = self._waiting.pop(self._next)
            self._next += len(run.at)
            yield from self._cut(run)

    def finish(self) -> None:
        """Raise DefectError for pieces that never came."""
        if self._next != self._leaves or self._unit:
            raise DefectError("run.piece-missing", f"{self._leaves - self._next} pieces never came")

    def _cut(self, run: PieceRun) -> Iterator[Unit]:
        while run.at:
            length = self._end_after(run.first) - run.first
            if length > len(run.at):
                self._unit.append(run)
                return
            head, run = run.cut(length)
            unit, self._unit = [*self._unit, head], []
            yield unit

    def _end_after(self, leaf: int) -> int:
        """Return where the unit ends that holds a leaf."""
        if self.loose:
            return min(self._leaves, leaf - leaf % _LOOSE + _LOOSE)
        at = int(self._ends.searchsorted(leaf, side="right"))
        return int(self._ends[at]) if at < len(self._ends) else self._leaves
