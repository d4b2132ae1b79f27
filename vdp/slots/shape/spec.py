"""What the layout asks of a shape."""

from __future__ import annotations

from dataclasses import dataclass

from vdp.units import Box

BLACK = b"0 0 0 1 k"
"""The operator that sets the fill colour to 100 K."""


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A straight rule (罫線): a filled rectangle. `box` in points from the piece's lower left trim corner."""

    name: str
    box: Box
    color: bytes = BLACK  # the operator that sets the fill colour


@dataclass(frozen=True, slots=True)
class BoxSpec:
    """A rectangle with a line around it, a filling, or both. The line lies inside the box."""

    name: str
    box: Box
    line: float = 0.0  # width of the line in points; 0: none
    color: bytes = BLACK  # of the line
    fill: bytes = b""  # the operator that sets the fill colour; b"": not filled
