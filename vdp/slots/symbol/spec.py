"""What the layout asks of a symbol slot."""

from __future__ import annotations

from dataclasses import dataclass

from vdp.slots.symbol.zint_table import FOUR_STATE, SYMBOLOGIES
from vdp.units import MM


@dataclass(frozen=True, slots=True)
class QrSpec:
    """A QR code (Model 2). Lengths in points; x, top is the upper left corner of the symbol without its quiet zone.

    `top` is measured upwards from the piece's lower trim edge. The symbol is (17 + 4·version) modules wide.
    """

    name: str
    x: float
    top: float
    module: float
    version: int = 0  # 0 until the measuring pass has fixed the smallest version that holds every value of the job
    level: str = "M"  # L | M | Q | H
    mask: int = -1  # -1: lowest penalty of all eight; 0 to 7: fixed


@dataclass(frozen=True, slots=True)
class CustomerBarcodeSpec:
    """Japan Post customer barcode (カスタマバーコード). `size` a in points, 8 to 11.5; x, y lower left of the bars."""

    name: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class BarcodeSpec:
    """One of SYMBOLOGIES. Lengths in points; x, top is the upper left corner of bars and text as printed.

    `top` is measured upwards from the piece's lower trim edge. `along` and `across` are the symbol's own directions,
    whatever its turn. `module`, `modules` and `version` are 0 until the measuring pass has fixed them for the job.
    """

    name: str
    symbology: str  # a key of SYMBOLOGIES
    x: float
    top: float
    along: float  # room for the bars, without quiet zones
    across: float
    module: float  # x-dimension; 0: as large as `width` allows
    height: float  # of the bars, without the text; 0: follows from the modules
    width: float = 0.0  # of the box that the bars are aligned in; 0: as wide as the longest symbol
    align: str = "left"  # left | center | right
    check: str = "none"  # none | given | add
    text: str = "none"  # none | below | above
    text_size: float = 0.0
    rotate: int = 0  # degrees counterclockwise
    reduction: float = 0.0  # by which every bar is drawn narrower
    ratio: int = 3  # of wide to narrow elements, where the symbology leaves it open
    level: str = ""
    version: str = ""  # as the layout writes it
    columns: int = 0  # of data in a PDF417
    dpi: int = 0  # modules are whole dots of this press; 0: not
    modules: int = 0  # of the longest symbol, across its bars
    number: int = 0  # zint's version of all symbols; rows of a PDF417

    @property
    def quiet(self) -> tuple[float, float, float, float]:
        """Return what stays free left, right, above and below of bars and text as printed, in millimetres."""
        row = SYMBOLOGIES[self.symbology]
        unit = 1.0 if row.kind == FOUR_STATE else self.module / MM or row.module[1]
        left, right, top, bottom = (zone * unit for zone in row.quiet)
        turns = {
            0: (left, right, top, bottom),
            90: (top, bottom, right, left),
            180: (right, left, bottom, top),
            270: (bottom, top, left, right),
        }
        return turns[self.rotate]
