"""One content stream in the making, with its resources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pikepdf import Dictionary

from vdp.preflight.plates.doubt import Doubt


class Output:
    """The operators of one plate's stream. `isolated`: whether what is not painted there is transparent."""

    def __init__(self, source: Any, depth: int, *, isolated: bool) -> None:
        self.parts: list[bytes] = []
        self.source = source  # resources that the original names
        self.depth = depth
        self.isolated = isolated
        self.resources: dict[str, dict[str, Any]] = {}
        self.costs: dict[object, int] = {}  # of forms, as often as they are painted
        self._named: dict[tuple[str, object], bytes] = {}

    def original(self, category: str, name: Any) -> Any:
        """Return what the original resources call by a name. Raises Doubt."""
        part = self.source.get(f"/{category}") if self.source is not None else None
        value = part.get(str(name)) if part is not None else None
        if value is None:
            raise Doubt(f"a name without a resource ({category})")
        return value

    def name(self, category: str, key: object, make: Callable[[], Any]) -> bytes:
        """Return the name of a resource, made when it is first asked for."""
        found = self._named.get((category, key))
        if found is None:
            part = self.resources.setdefault(category, {})
            found = self._named[category, key] = f"/{category[0]}{len(part)}".encode("ascii")
            part[found.decode("ascii")] = make()
        return found

    def dictionary(self) -> Dictionary:
        """Return the resources."""
        return Dictionary({f"/{category}": Dictionary(part) for category, part in self.resources.items()})

    def spaces(self) -> Any:
        """Return the colour spaces that the original resources name; None if there are none."""
        return self.source.get("/ColorSpace") if self.source is not None else None

    def leave(self) -> None:
        """Leave the plate as it is. Raises Doubt where that would not let the ground through."""
        if self.isolated:
            raise Doubt("overprint within an isolated transparency group")
