"""What the layout asks of an image slot and of artwork."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vdp.units import Box


@dataclass(frozen=True, slots=True)
class ImageSpec:
    """An image slot. `box` in points from the piece's lower left trim corner."""

    name: str
    box: Box
    folder: Path  # values are file names inside it
    fit: str = "contain"  # contain | cover | fill
    anchor: tuple[float, float] = (0.5, 0.5)  # 0,0 left bottom; 1,1 right top
    missing: str = "hold"  # hold | fail | skip


@dataclass(frozen=True, slots=True)
class ArtworkSpec:
    """One page of a PDF as static background; its trim box is laid on the piece's trim."""

    path: Path
    page: int = 1
