"""The port of all slots: a kernel turns a column of values into a column of ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fault:
    """One value of a batch that cannot be set as asked. `text` never quotes the value."""

    index: int  # position in the batch
    code: str
    severity: str  # "hold" | "fail" | "warn"
    text: str


class Kernel(Protocol):
    """Bound once per worker to a slot's spec and resources, then called batch by batch."""

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return the faults of a batch without composing it."""

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return PDF content per value, in points from the piece's lower left trim corner. b"" paints nothing."""

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return per value the text that a reader of the page finds; "" for ink that is no text."""
