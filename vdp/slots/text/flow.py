"""A text that flows through frames: its lines fill the first frame and go on in the next, over the pages of a piece.

The text is broken into lines once, each as long as the frame that its number falls into; each frame sets its own range
of lines. That is possible because a flow is not fitted: how many lines a frame takes is known before the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vdp.slots.base import Fault
from vdp.slots.text.chain import FaceChain
from vdp.slots.text.fit import Setting, line_length, lines_room, most_lines
from vdp.slots.text.kernel import Bools, Characters, Ints, Lines
from vdp.slots.text.spec import FlowSpec, TextSpec
from vdp.slots.text.text import TextKernel
from vdp.units import Box

_SLACK = 0.01
"""Points by which frames of one length may differ: what the rounding of millimetres leaves."""


class FlowKernel:
    """Sets one frame of a flow, batch by batch. The first frame answers for the faults of the whole text."""

    def __init__(self, spec: FlowSpec, chain: FaceChain) -> None:
        frames = [replace(spec.text, box=box, lines=0, fit=(), width="max") for box in spec.frames]
        counts = [most_lines(frame, frame.size) for frame in frames]
        self._first = sum(counts[: spec.index])
        self._last = self._first + counts[spec.index]
        self._leads = spec.index == 0
        self._whole = TextKernel(_whole_frame(frames, counts), chain)
        self._frame = TextKernel(frames[spec.index], chain)

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return what does not fit all frames together, and missing glyphs; from the first frame only."""
        return self._whole.measure(values) if self._leads else []

    def reaches(self, values: Sequence[str]) -> list[bool]:
        """Tell for each text whether it has lines in this frame."""
        if not len(values):
            return []
        _, _, setting = self._whole.set(values)
        mine = self._mine(setting, len(values))
        found = np.zeros(len(values), dtype=bool)
        found[setting.lines.owner[mine]] = True
        return [bool(reached) for reached in found]

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return one fragment per text; a text that does not reach the frame paints nothing."""
        found = [b""] * len(values)
        if not found:
            return found
        _, characters, setting = self._whole.set(values)
        mine = self._mine(setting, len(values))
        owners = np.unique(setting.lines.owner[mine])
        if not len(owners):
            return found
        inks = self._frame.paint(*_cut(characters, setting, mine, owners))
        for index, ink in zip(owners.tolist(), inks, strict=True):
            found[index] = ink
        return found

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return the lines of each text that a reader of the frame finds."""
        if not len(values):
            return []
        texts, _, setting = self._whole.set(values)
        found: list[list[str]] = [[] for _ in values]
        lines, mine = setting.lines, self._mine(setting, len(values))
        together = "".join(texts)
        columns = (lines.owner[mine], lines.starts[mine], lines.ends[mine])
        for owner, start, end in zip(*(column.tolist() for column in columns), strict=True):
            found[owner].append(together[start:end])
        return [self._whole.chain.spell("".join(parts)) for parts in found]

    def _mine(self, setting: Setting, count: int) -> Bools:
        """Return which lines stand in this frame."""
        owner = setting.lines.owner
        number = np.arange(len(owner)) - np.searchsorted(owner, np.arange(count))[owner]
        mine: Bools = (number >= self._first) & (number < self._last)
        return mine


def _whole_frame(frames: Sequence[TextSpec], counts: Sequence[int]) -> TextSpec:
    """Return a frame with room for the lines of all frames."""
    frame, lines = frames[0], sum(counts)
    room = (lines - 1) * frame.leading + frame.size
    box = frame.box
    if frame.writing == "horizontal":
        box = Box(box.x, box.y, box.width, max(room, lines_room(frame)))
    else:
        box = Box(box.x, box.y, max(room, lines_room(frame)), box.height)
    lengths = [line_length(each) for each in frames]
    measures = tuple(length for length, count in zip(lengths, counts, strict=True) for _ in range(count))
    even = max(lengths) - min(lengths) <= _SLACK
    return replace(frame, box=box, lines=lines, measures=() if even else measures)


def _cut(characters: Characters, setting: Setting, mine: Bools, owners: Ints) -> tuple[Characters, Setting]:
    """Return the texts that have lines in a frame, with these lines only."""
    lines = setting.lines
    owner = np.searchsorted(owners, lines.owner[mine])
    cut = Lines(owner, lines.starts[mine], lines.ends[mine], lines.first[mine], lines.last[mine])
    return (
        characters._replace(starts=characters.starts[owners], ends=characters.ends[owners]),
        Setting(
            setting.scale[owners],
            setting.size[owners],
            setting.tracking[owners],
            cut,
            setting.widths[mine],
            setting.heads[mine],
            setting.overflows[owners],
        ),
    )
