"""What the layout asks of a symbol slot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from vdp.slots.symbol.customer_barcode_table import LONG, PITCH, QUIET, SYMBOL_BARS, WIDTH
from vdp.slots.symbol.qr_tables import QUIET_MODULES, side_of
from vdp.slots.symbol.zint_table import FOUR_STATE, SYMBOLOGIES
from vdp.units import MM, Box


class Margins(NamedTuple):
    """What must stay free on each side of a code, in points."""

    left: float
    bottom: float
    right: float
    top: float

    def around(self, box: Box) -> Box:
        """Return a box with these margins."""
        width, height = box.width + self.left + self.right, box.height + self.bottom + self.top
        return Box(box.x - self.left, box.y - self.bottom, width, height)


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
    mode: str = "auto"  # auto | numeric | alphanumeric | byte | kanji
    most: int = 40  # largest version that has room on the piece
    dots: int = 0  # device dots of a module; 0: the device is not known
    asked: float = 0.0  # module that the layout asks for, before it was made a whole number of dots

    @property
    def box(self) -> Box:
        """Where the symbol lies; of a version not fixed yet, the smallest one."""
        side = side_of(self.version or 1) * self.module
        return Box(self.x, self.top - side, side, side)

    @property
    def quiet(self) -> Margins:
        """The quiet zone."""
        free = QUIET_MODULES * self.module
        return Margins(free, free, free, free)


@dataclass(frozen=True, slots=True)
class CustomerBarcodeSpec:
    """Japan Post customer barcode (カスタマバーコード). `size` a in points, 8 to 11.5.

    x, y is the lower left of the bars as they lie on the piece, turned or not.
    """

    name: str
    x: float
    y: float
    size: float
    vertical: bool = False  # read downwards: turned by 90 degrees clockwise
    reduction: int = 0  # micrometres that every bar is drawn narrower, because the press makes it wider

    @property
    def box(self) -> Box:
        """Where the bars lie."""
        length = ((SYMBOL_BARS - 1) * PITCH.drawn + WIDTH.drawn) * MM / 10 * self.size
        height = LONG.most * MM / 10 * self.size
        return Box(self.x, self.y, height, length) if self.vertical else Box(self.x, self.y, length, height)

    @property
    def quiet(self) -> Margins:
        """The quiet zone."""
        free = QUIET * MM
        return Margins(free, free, free, free)


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
    def box(self) -> Box:
        """Where bars and text lie as far as the layout says it; without a width, the corner where they begin."""
        length, height = self.width, self.height + (self.text_size if self.text != "none" else 0.0)
        width, depth = (length, height) if self.rotate % 180 == 0 else (height, length)
        return Box(self.x, self.top - depth, width, depth)

    @property
    def quiet(self) -> Margins:
        """The quiet zone of bars and text as printed."""
        row = SYMBOLOGIES[self.symbology]
        unit = MM if row.kind == FOUR_STATE else self.module or row.module[1] * MM
        left, right, top, bottom = (zone * unit for zone in row.quiet)
        turns = {
            0: Margins(left, bottom, right, top),
            90: Margins(top, left, bottom, right),
            180: Margins(right, top, left, bottom),
            270: Margins(bottom, right, top, left),
        }
        return turns[self.rotate]
