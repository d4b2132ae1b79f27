"""Spots: which spot colours content names, and how it defines them."""

from __future__ import annotations

from vdp.preflight.content.colour import Space


class Spots:
    """The spot colours of one file."""

    def __init__(self) -> None:
        self.found: dict[str, dict[bytes, tuple[int, int]]] = {}  # name to definitions: object and page of first use

    def note(self, space: Space, number: int, page: int) -> None:
        """Remember the spot colours of a space by name and definition."""
        if space.family in {"Indexed", "Pattern"} and space.base is not None:
            self.note(space.base, number, page)
        elif space.family == "Separation":
            self.found.setdefault(space.names[0], {}).setdefault(space.tint, (number, page))
        elif space.family == "DeviceN":
            for name in space.names:
                self.found.setdefault(name, {})
            for ink in space.inks:
                self.note(ink, number, page)
