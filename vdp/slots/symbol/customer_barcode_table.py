"""Tables of Japan Post's customer barcode (カスタマバーコード): bars, check values, dimensions.

Source: 日本郵便「郵便番号・バーコードマニュアル」, pages 12, 13 and 21.
"""

from __future__ import annotations

from typing import NamedTuple

# Bars of each code: 1 long, 2 semi-long upwards, 3 semi-long downwards, 4 timing.
BARS = {
    "0": "144",
    "1": "114",
    "2": "132",
    "3": "312",
    "4": "123",
    "5": "141",
    "6": "321",
    "7": "213",
    "8": "231",
    "9": "411",
    "-": "414",
    "CC1": "324",
    "CC2": "342",
    "CC3": "234",
    "CC4": "432",
    "CC5": "243",
    "CC6": "423",
    "CC7": "441",
    "CC8": "111",
}
START, STOP = "13", "31"

# The order of the codes is the order of their check values: 0 to 9, 10 for the hyphen, 11 to 18 for CC1 to CC8.
CODES = tuple(BARS)
MODULUS = 19

# One character for each code, as the barcode font maps them; A to H are CC1 to CC8.
CHARACTERS = dict(zip("0123456789-ABCDEFGH", CODES, strict=True))
START_CHARACTER, STOP_CHARACTER = "(", ")"

PAYLOAD = 20  # codes: postal code 7, address display number 13
SYMBOL_BARS = 67  # start 2, three for each of the 20 codes and the check digit, stop 2
FILLER = "CC4"


class Dimension(NamedTuple):
    """A length in millimetres at 10 pt: least, drawn, most. At a points all are multiplied by a / 10."""

    least: float
    drawn: float
    most: float


# Page 12. The nominal long bar, 3.6 mm, is the most that is allowed, and ink only ever adds to it: the middle is drawn.
LONG = Dimension(3.40, 3.50, 3.60)
TIMING = Dimension(1.05, 1.20, 1.35)
WIDTH = Dimension(0.50, 0.60, 0.70)
SPACE = Dimension(0.45, 0.60, 0.60)
PITCH = Dimension(0.95, 1.20, 1.30)

# Page 13: millimetres that stay free on all sides, at any size.
QUIET = 2.0
