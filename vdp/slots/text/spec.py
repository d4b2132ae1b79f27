"""What the layout asks of a text slot."""

from __future__ import annotations

from dataclasses import dataclass

from vdp.units import Box


@dataclass(frozen=True, slots=True)
class TextSpec:
    """A horizontal text slot. Lengths in points, `box` from the piece's lower left trim corner."""

    name: str
    box: Box
    faces: tuple[str, ...]  # face keys such as "Noto Sans JP/400", first choice first
    size: float
    leading: float  # from baseline to baseline
    align: str = "left"  # left | center | right
    valign: str = "top"  # top | middle | bottom
    lines: int = 1  # most lines; 0: as many as the height takes
    fit: tuple[str, ...] = ()  # "condense" (長体), "shrink"; in this order
    min_scale: float = 1.0  # floor of condense
    min_size: float = 0.0  # floor of shrink
    tracking: float = 0.0  # added after every character
    color: bytes = b"0 0 0 1 k"  # the operator that sets the fill colour
    overflow: str = "hold"  # hold | fail | clip
    missing_glyph: str = "hold"  # hold | fail | geta


@dataclass(frozen=True, slots=True)
class PostalCodeSpec:
    """Seven digits in the printed frame of a postcard (郵便番号枠), one centred in each box.

    `left` and `baseline` in points; `centres` are the digits' centres measured from `left`.
    """

    name: str
    left: float
    baseline: float
    centres: tuple[float, ...]
    face: str
    size: float
    color: bytes = b"0 0 0 1 k"
