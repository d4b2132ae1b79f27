"""The symbologies that zint encodes for us: one row each, with what their standards ask.

Quiet zones and sizes as the sources say. Where a standard names no least x-dimension (ISO/IEC leave it to the
application), the row has 0.169 mm: four dots of a 600 dpi press, the finest that Japanese payment slips are printed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LINEAR, STACKED, MATRIX, FOUR_STATE = "linear", "stacked", "matrix", "four-state"

_FINEST = 0.169
_ANY = r"[^\x00-\x1f\x7f]{1,2000}"
_ELEMENTS = r"(\([0-9]{2,4}\)[!-'*-Z_a-z]{1,90}){1,12}"  # GS1 element strings; brackets only around identifiers


@dataclass(frozen=True, slots=True)
class Symbology:
    """One symbology. Lengths in millimetres unless they are said to be in modules."""

    title: str
    zint: str  # name in zint.Symbology
    number: int  # the same as libzint's number
    kind: str  # linear | stacked | matrix | four-state
    pattern: str  # of a whole value, its check digit left out
    wanted: str  # the same in words, after "the value is not …"
    quiet: tuple[float, float, float, float]  # left, right, top, bottom, in modules; of four-state ones in mm
    module: tuple[float, float, float]  # x-dimension: least, usual, most
    height: tuple[float, float, float]  # of the bars: least, usual, most; 0: follows from the modules
    source: str
    checks: tuple[str, ...] = ("none",)  # what `check` may be, the default first
    rule: str = ""  # mod10 | mod16 | mod43
    reader: str = ""  # zxing-cpp's name of the format; "": bars are read, not what they say
    gs1: bool = False
    wide: int = 0  # modules of zint's wide elements where the ratio may be chosen
    chain: tuple[int, ...] = ()  # zint's versions from small to large: a job takes the smallest that holds all
    versions: Mapping[str, int] = field(default_factory=dict)  # zint's version by name
    levels: Mapping[str, int] = field(default_factory=dict)  # zint's error correction by name, the default first
    tracker: float = 0.0  # height of a tracker bar, as a share of the full bar

    @property
    def scaled(self) -> bool:
        """Whether the height of its bars grows with the module (EAN and UPC)."""
        return self.reader.startswith(("EAN", "UPC"))


_SQUARES = tuple(range(1, 25))  # ECC 200, 10 × 10 to 144 × 144
_SIDES = (10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36, 40, 44, 48, 52, 64, 72, 80, 88, 96, 104, 120, 132, 144)
_OBLONGS = ("8x18", "8x32", "12x26", "12x36", "16x36", "16x48")
_DATA_MATRIX = {f"{side}x{side}": number for side, number in zip(_SIDES, _SQUARES, strict=True)}
_DATA_MATRIX |= {name: number for number, name in enumerate(_OBLONGS, start=25)}
_RMQR_WIDE, _RMQR_ALL = (43, 59, 77, 99, 139), (27, 43, 59, 77, 99, 139)
_RMQR_WIDTHS: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {7: _RMQR_WIDE, 9: _RMQR_WIDE, 11: _RMQR_ALL, 13: _RMQR_ALL, 15: _RMQR_WIDE, 17: _RMQR_WIDE}
)
_RMQR = {
    name: number
    for number, name in enumerate((f"R{h}x{w}" for h, widths in _RMQR_WIDTHS.items() for w in widths), start=1)
}
RMQR_CHAINS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {f"R{h}": tuple(_RMQR[f"R{h}x{width}"] for width in widths) for h, widths in _RMQR_WIDTHS.items()}
)
"""Versions of one height, from short to long (ISO/IEC 23941, table 1)."""

_CODE_128 = "printable ASCII, 1 to 80 characters"
_GS1 = "GS1 element strings such as (01)04912345123459(10)AB12"
_EAN_ADD_ON = r"(\+([0-9]{2}|[0-9]{5}))?"
_EAN_SOURCE = "ISO/IEC 15420; GS1 General Specifications 5.2: x-dimension 80 to 200 % of 0.330 mm"
_RETAIL = (0.264, 0.33, 0.66)
_LINEAR_MODULE, _LINEAR_HEIGHT = (_FINEST, 0.25, 1.016), (5.0, 10.0, 100.0)
_MATRIX_MODULE = (0.25, 0.5, 5.0)
_ALL_TEN = (10.0, 10.0, 0.0, 0.0)

_EAN_13 = Symbology(
    "EAN-13, JAN-13",
    "EANX_CHK",
    14,
    LINEAR,
    rf"[0-9]{{12}}{_EAN_ADD_ON}",
    "12 digits and a check digit, then + and an add-on of 2 or 5 digits or nothing",
    (11.0, 7.0, 0.0, 0.0),
    _RETAIL,
    (5.0, 22.85, 100.0),
    f"{_EAN_SOURCE}; JIS X 0507",
    ("given", "add"),
    "mod10",
    "EAN13",
)
_EAN_8 = Symbology(
    "EAN-8, JAN-8",
    "EANX_CHK",
    14,
    LINEAR,
    rf"[0-9]{{7}}{_EAN_ADD_ON}",
    "7 digits and a check digit, then + and an add-on of 2 or 5 digits or nothing",
    (7.0, 7.0, 0.0, 0.0),
    _RETAIL,
    (5.0, 18.23, 100.0),
    f"{_EAN_SOURCE}; JIS X 0507",
    ("given", "add"),
    "mod10",
    "EAN8",
)
_DATA_MATRIX_ROW = Symbology(
    "Data Matrix (ECC 200)",
    "DATAMATRIX",
    71,
    MATRIX,
    _ANY,
    "text without control characters",
    (1.0, 1.0, 1.0, 1.0),
    _MATRIX_MODULE,
    (0.0, 0.0, 0.0),
    "ISO/IEC 16022",
    reader="DataMatrix",
    chain=_SQUARES,
    versions=MappingProxyType(_DATA_MATRIX),
)

SYMBOLOGIES: Mapping[str, Symbology] = MappingProxyType(
    {
        "code128": Symbology(
            "Code 128",
            "CODE128",
            20,
            LINEAR,
            "[ -~]{1,80}",
            _CODE_128,
            _ALL_TEN,
            _LINEAR_MODULE,
            _LINEAR_HEIGHT,
            "ISO/IEC 15417; JIS X 0504",
            reader="Code128",
        ),
        "gs1-128": Symbology(
            "GS1-128",
            "GS1_128",
            16,
            LINEAR,
            _ELEMENTS,
            _GS1,
            _ALL_TEN,
            _LINEAR_MODULE,
            (10.0, 12.7, 100.0),
            "GS1 General Specifications 5.4; least height as on payment slips (GS1 Japan)",
            reader="Code128",
            gs1=True,
        ),
        "nw-7": Symbology(
            "NW-7, Codabar",
            "CODABAR",
            18,
            LINEAR,
            "[A-Da-d][0-9$:/.+-]{1,60}[A-Da-d]",
            "A to D, then digits and - $ : / . +, then A to D",
            _ALL_TEN,
            _LINEAR_MODULE,
            _LINEAR_HEIGHT,
            "JIS X 0506; EN 798",
            ("none", "given", "add"),
            "mod16",
            "Codabar",
            wide=2,
        ),
        "code39": Symbology(
            "Code 39",
            "CODE39",
            8,
            LINEAR,
            r"[0-9A-Z .$/+%-]{1,60}",
            "digits, capitals, blanks and - . $ / + %",
            _ALL_TEN,
            _LINEAR_MODULE,
            _LINEAR_HEIGHT,
            "ISO/IEC 16388; JIS X 0503",
            ("none", "given", "add"),
            "mod43",
            "Code39",
            wide=2,
        ),
        "ean-13": _EAN_13,
        "jan-13": _EAN_13,
        "ean-8": _EAN_8,
        "jan-8": _EAN_8,
        "upc-a": Symbology(
            "UPC-A",
            "UPCA_CHK",
            35,
            LINEAR,
            rf"[0-9]{{11}}{_EAN_ADD_ON}",
            "11 digits and a check digit, then + and an add-on of 2 or 5 digits or nothing",
            (9.0, 9.0, 0.0, 0.0),
            _RETAIL,
            (5.0, 22.85, 100.0),
            _EAN_SOURCE,
            ("given", "add"),
            "mod10",
            "UPCA",
        ),
        "itf": Symbology(
            "Interleaved 2 of 5 (ITF)",
            "C25INTER",
            3,
            LINEAR,
            "[0-9]{1,80}",
            "an even number of digits, check digit included, up to 80",
            _ALL_TEN,
            _LINEAR_MODULE,
            _LINEAR_HEIGHT,
            "ISO/IEC 16390; JIS X 0505",
            ("none", "given", "add"),
            "mod10",
            "ITF",
            wide=3,
        ),
        "itf-14": Symbology(
            "ITF-14",
            "ITF14",
            89,
            LINEAR,
            "[0-9]{13}",
            "13 digits and a check digit",
            _ALL_TEN,
            (0.25, 0.495, 1.016),
            (12.7, 31.75, 100.0),
            "GS1 General Specifications 5.3; JIS X 0502",
            ("given", "add"),
            "mod10",
            "ITF",
        ),
        "data-matrix": _DATA_MATRIX_ROW,
        "gs1-data-matrix": Symbology(
            "GS1 DataMatrix",
            "DATAMATRIX",
            71,
            MATRIX,
            _ELEMENTS,
            _GS1,
            (1.0, 1.0, 1.0, 1.0),
            _MATRIX_MODULE,
            (0.0, 0.0, 0.0),
            "ISO/IEC 16022; GS1 General Specifications 5.6",
            reader="DataMatrix",
            gs1=True,
            chain=_SQUARES,
            versions=MappingProxyType(_DATA_MATRIX),
        ),
        "pdf417": Symbology(
            "PDF417",
            "PDF417",
            55,
            STACKED,
            _ANY,
            "text without control characters",
            (2.0, 2.0, 2.0, 2.0),
            (_FINEST, 0.25, 1.0),
            (0.0, 0.0, 0.0),
            "ISO/IEC 15438; rows three modules high",
            reader="PDF417",
            chain=tuple(range(3, 91)),
            levels=MappingProxyType({str(level): level for level in (3, 0, 1, 2, 4, 5, 6, 7, 8)}),
        ),
        "micro-qr": Symbology(
            "Micro QR Code",
            "MICROQR",
            97,
            MATRIX,
            _ANY,
            "text without control characters",
            (2.0, 2.0, 2.0, 2.0),
            _MATRIX_MODULE,
            (0.0, 0.0, 0.0),
            "ISO/IEC 18004, 7.8.2 and 9.1; JIS X 0510",
            reader="MicroQRCode",
            chain=(2, 3, 4),
            versions=MappingProxyType({"M2": 2, "M3": 3, "M4": 4}),
            levels=MappingProxyType({"L": 1, "M": 2, "Q": 3}),
        ),
        "rmqr": Symbology(
            "rMQR Code",
            "RMQR",
            145,
            MATRIX,
            _ANY,
            "text without control characters",
            (2.0, 2.0, 2.0, 2.0),
            _MATRIX_MODULE,
            (0.0, 0.0, 0.0),
            "ISO/IEC 23941",
            reader="RMQRCode",
            chain=RMQR_CHAINS["R13"],
            versions=MappingProxyType(_RMQR),
            levels=MappingProxyType({"M": 2, "H": 4}),
        ),
        "imb": Symbology(
            "USPS Intelligent Mail barcode",
            "USPS_IMAIL",
            85,
            FOUR_STATE,
            "[0-9][0-4][0-9]{18}(-?([0-9]{5}|[0-9]{9}|[0-9]{11}))?",
            "20 digits, the second of them 0 to 4, then a ZIP code of 5, 9, 11 digits or none",
            (3.175, 3.175, 0.711, 0.711),
            (0.53, 0.577, 0.635),
            (3.175, 3.683, 4.191),
            "USPS-B-3200: 20 to 24 bars an inch, full bar 0.125 to 0.165 in, clear zone 0.125 in and 0.028 in",
            tracker=1 / 3,
        ),
        "mailmark-4s": Symbology(
            "Royal Mail 4-state Mailmark (barcodes C and L)",
            "MAILMARK_4S",
            121,
            FOUR_STATE,
            "[0-4][0-9A-Z]{2}([0-9]{2}|[0-9]{6})[0-9]{8}[0-9A-Z][0-9A-Z ]{8}",
            "22 characters of barcode C or 26 of barcode L, the destination filled up with blanks",
            (2.0, 2.0, 2.0, 2.0),
            (0.541, 0.6, 0.63),
            (4.22, 5.1, 5.84),
            "Royal Mail Mailmark barcode definition document (2015), 3.5: ascender 1.9 mm, tracker 1.3 mm",
            tracker=1.3 / 5.1,
            versions=MappingProxyType({"C": 22, "L": 26}),
        ),
        "mailmark-2d": Symbology(
            "Royal Mail 2D Mailmark (Data Matrix)",
            "MAILMARK_2D",
            119,
            MATRIX,
            "JGB [0-9A-Z ]{24,41}[^\x00-\x1f\x7f]{0,45}",
            "the characters of a complex mail data mark: JGB, a blank, then 24 at least",
            (4.0, 4.0, 4.0, 4.0),
            (0.5, 0.5, 0.7),
            (0.0, 0.0, 0.0),
            "Royal Mail Mailmark barcode definition document (2015), 2.4",
            reader="DataMatrix",
            chain=(8, 10),
            versions=MappingProxyType({"24x24": 8, "32x32": 10, "16x48": 30}),
        ),
    }
)
"""By the name that layouts write."""
