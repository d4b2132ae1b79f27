"""What the layout asks of a chart: bar, gauge, stamp card."""

from __future__ import annotations

from dataclasses import dataclass

from vdp.slots.forms import ArtworkPages
from vdp.slots.shape.spec import BLACK
from vdp.units import Box

SEPARATOR = "\x1f"
"""Between value and maximum, where both come from the record."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a value becomes a share of the whole."""

    most: float | None  # None: in the value, after SEPARATOR
    least: float = 0.0
    outside: str = "clamp"  # clamp | hold | fail: of a value beyond least and most
    missing: str = "hold"  # hold | fail | skip | zero: of a record without a value


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of a scale: `count` equal parts, 0 for none; lengths in points."""

    count: int = 0
    length: float = 0.0
    line: float = 0.0
    color: bytes = BLACK


@dataclass(frozen=True, slots=True)
class BarSpec:
    """A bar that is filled as far as the value. `box` in points from the piece's lower left trim corner."""

    name: str
    box: Box
    scale: Scale
    fill: bytes
    track: bytes = b""  # the operator that sets the colour of what is not filled; b"": nothing is painted there
    upright: bool = False  # fills from the bottom to the top
    round_ends: bool = False
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class GaugeSpec:
    """A round scale: an arc that is filled as far as the value, or a needle that points to it."""

    name: str
    box: Box
    scale: Scale
    fill: bytes  # of the arc, or of the needle
    line: float  # thickness of the arc in points
    track: bytes = b""
    needle: bool = False
    sweep: float = 180.0  # degrees, clockwise, symmetric about the top; 360 begins at the top
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class StampCardSpec:
    """A grid of stamps, row by row from the upper left, as many of them filled as the value says."""

    name: str
    box: Box
    scale: Scale
    columns: int
    fill: bytes
    line: float  # of the empty stamps, in points
    color: bytes = BLACK  # of that line
    gap: float = 0.0
    form: str = "circle"  # circle | square
    stamp: ArtworkPages | None = None  # artwork in the place of a filled stamp
    empty: ArtworkPages | None = None

    @property
    def count(self) -> int:
        """Number of stamps."""
        return int(self.scale.most or 0)
