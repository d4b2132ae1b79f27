"""A font that is ready to be embedded: the program's bytes and the facts that a PDF font dictionary states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FontProgram:
    """A subset font program whose character codes are its glyph ids.

    Lengths in 1/1000 em. `data` is the bare CFF table ("cff") or a TrueType file ("truetype").
    """

    name: str  # PostScript name, without subset tag
    kind: str  # "cff" | "truetype"
    data: bytes
    upem: int
    ascent: int
    descent: int  # negative below the baseline
    cap_height: int
    italic_angle: float
    bbox: tuple[int, int, int, int]
    flags: int  # ISO 32000-1, table 123
    stem_v: int
    widths: Mapping[int, int | float]  # glyph id -> advance, used glyphs only
    # In vertical writing: height of the origin and advance (negative: down) of all glyphs but those of `vertical`,
    # which has glyph id -> advance and origin; the origin of the others lies at half their width.
    vertical_default: tuple[float, float] = (880.0, -1000.0)
    vertical: Mapping[int, tuple[float, float, float]] = field(default_factory=dict)
