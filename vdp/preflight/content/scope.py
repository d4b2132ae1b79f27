"""Scope: one content stream while it is walked."""

from __future__ import annotations

from vdp.preflight.content.resources import Resources
from vdp.preflight.report import Mark

HERE = 0
"""Object number of a mark about the very stream that is walked; whoever walks it puts the number in."""


class Scope:
    """One content stream being walked: its resources, the object it is, its page, what rules said so far."""

    __slots__ = ("depth", "marks", "media", "number", "page", "resources")

    def __init__(
        self, resources: Resources, number: int, *, page: int, media: tuple[float, float], depth: int = 0
    ) -> None:
        self.resources = resources
        self.number = number
        self.page = page  # from 1
        self.media = media  # width and height in points
        self.depth = depth  # forms within one another
        self.marks: dict[Mark, int] = {}

    def inside(self, resources: Resources, number: int) -> Scope:
        """Return the scope of a stream that this one paints."""
        return Scope(resources, number, page=self.page, media=self.media, depth=self.depth + 1)

    def add(self, *marks: Mark) -> None:
        """Enter marks."""
        for mark in marks:
            self.marks[mark] = self.marks.get(mark, 0) + 1

    def fault(self, text: str) -> None:
        """Enter a fault of content."""
        self.add(Mark("GX-05", text))
