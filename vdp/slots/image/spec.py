"""What the layout asks of an image slot and of artwork."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vdp.units import Box


@dataclass(frozen=True, slots=True)
class Clip:
    """A shape that cuts the part of the slot which the image fills. `points`: shares of it, from the lower left."""

    kind: str  # round | ellipse | polygon
    radius: float = 0.0  # in points, of round corners
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ImageSpec:
    """An image slot. `box` in points from the piece's lower left trim corner."""

    name: str
    box: Box
    folder: Path | None  # values are file names inside it; None: among the job's assets
    fit: str = "contain"  # contain | cover | fill | none
    anchor: tuple[float, float] = (0.5, 0.5)  # 0,0 left bottom; 1,1 right top, as seen on the piece
    missing: str = "hold"  # hold | fail | skip
    rotate: int = 0  # clockwise, in degrees: 0 | 90 | 180 | 270
    clip: Clip | None = None
    min_ppi: float = 150.0
    coarse: str = "warn"  # warn | hold: what fewer pixels per inch do
    color: bytes = b""  # state, space and tint of the one ink that it is printed in; b"": in its own colours

    @property
    def space(self) -> str:
        """The resource name of the colour space of that ink; "" for its own colours."""
        return self.color.split()[2][1:].decode("ascii") if self.color else ""


@dataclass(frozen=True, slots=True)
class ArtworkSpec:
    """One page of a PDF as static background; its trim box is laid on the piece's trim."""

    path: Path
    page: int = 1
