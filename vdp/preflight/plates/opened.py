"""What pages of one file, and plates of one page, have in common."""

from __future__ import annotations

from typing import Any

import pikepdf

from vdp.preflight.plates.colours import Space, SpaceReader
from vdp.preflight.plates.images import ImageInks
from vdp.preflight.plates.streams import Step, read_steps

_MOST_KEPT = 200_000  # instructions kept from page to page
_MOST_IMAGES = 8


class Opened:
    """What pages of one file have in common: parsed forms, decoded images."""

    def __init__(self, file: pikepdf.Pdf, reader: SpaceReader) -> None:
        self.file, self.reader = file, reader
        self.steps: dict[tuple[int, int], list[Step]] = {}
        self.images: dict[tuple[int, int], ImageInks] = {}

    def forget(self) -> None:
        """Forget most of it, once it is much."""
        if sum(map(len, self.steps.values())) > _MOST_KEPT:
            self.steps.clear()
        if len(self.images) > _MOST_IMAGES:
            self.images.clear()


class Shared:
    """What the plates of one page have in common: its instructions, doubts."""

    def __init__(self, opened: Opened) -> None:
        self.source, self.reader = opened.file, opened.reader
        self.steps, self.images = opened.steps, opened.images
        self.lower: set[str] = set()  # reasons why there may be more ink than was measured
        self.names: set[str] = set()  # all colorants met
        self.modes: set[str] = set()  # all blend modes met but Normal

    def parse(self, stream: Any) -> list[Step]:
        """Return the instructions of a stream."""
        key = stream.objgen
        if key not in self.steps or key == (0, 0):
            self.steps[key] = read_steps(stream)
        return self.steps[key]

    def note(self, space: Space) -> None:
        """Remember a space that paints."""
        self.names.update(space.plates)
        if space.doubt:
            self.lower.add(space.doubt)
