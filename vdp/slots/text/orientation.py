"""How characters stand in vertical lines: Unicode Vertical_Orientation (UAX #50).

The ranges are those of VerticalOrientation.txt of Unicode 16.0.0 (UAX #50, revision 31), joined; what Unicode 17.0.0
(revision 33) changed stands apart below them. Data of Unicode, Inc. under the Unicode License v3.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.jlreq_classes import UNICODE_SIZE

ROTATED: Final = 0  # R: lies on its right side
UPRIGHT: Final = 1  # U
TRANSFORMED_UPRIGHT: Final = 2  # Tu: a glyph of its own (feature vert); without one, upright
TRANSFORMED_ROTATED: Final = 3  # Tr: a glyph of its own (feature vert); without one, rotated

# U, with the Tu and Tr that lie among them; everything else is R.
_UPRIGHT: Final = """
A7 A9 AE B1 BC-BE D7 F7 2EA-2EB 1100-11FF 1401-167F 18B0-18FF 2016 2020-2021 2030-2031 203B-203C 2042 2047-2049
2051 2065 20DD-20E0 20E2-20E4 2100-2101 2103-2109 210F 2113-2114 2116-2117 211E-2123 2125 2127 2129 212E
2135-213F 2145-214A 214C-214D 214F-2189 218C-218F 221E 2234-2235 2300-2307 230C-231F 2324-232B 237D-239A
23BE-23CD 23CF 23D1-23DB 23E2-2422 2424-24FF 25A0-2619 2620-2767 2776-2793 2B12-2B2F 2B50-2B59 2B97 2BB8-2BD1
2BD3-2BEB 2BF0-2BFF 2E50-2E51 2E80-A4CF A960-A97F AC00-D7FF E000-FAFF FE10-FE1F FE30-FE48 FE50-FE57 FE59-FE62
FE67-FE6F FF01-FF0C FF0E-FF1B FF1F-FF60 FFE0-FFE7 FFF0-FFF8 FFFC-FFFD 10980-1099F 11580-115FF 11A00-11ABF
13000-1467F 16FE0-18D7F 1AFF0-1B2FF 1CF00-1CFCF 1D000-1D1FF 1D2E0-1D37F 1D800-1DAAF 1F000-1F7FF 1F900-1FAFF
20000-2FFFD 30000-3FFFD F0000-FFFFD 100000-10FFFD
"""
_TRANSFORMED_UPRIGHT: Final = """
3001-3002 3041 3043 3045 3047 3049 3063 3083 3085 3087 308E 3095-3096 309B-309C 30A1 30A3 30A5 30A7 30A9 30C3
30E3 30E5 30E7 30EE 30F5-30F6 3127 31F0-31FF 32FF-3357 337B-337F FE50-FE52 FF01 FF0C FF0E FF1F 1F200-1F201
"""
_TRANSFORMED_ROTATED: Final = """
2329-232A 3008-3011 3014-301F 3030 30A0 30FC FE59-FE5E FF08-FF09 FF1A-FF1B FF3B FF3D FF3F FF5B-FF60 FFE3
"""
# Unicode 17.0.0: two blocks more, small letters after the example of small kana, quotation marks after brackets.
_UPRIGHT_17: Final = "18D80-18DFF 1CEC0-1CEFF"
_TRANSFORMED_UPRIGHT_17: Final = "31B4-31B7 31BB 1B132 1B150-1B152 1B155 1B164-1B167"
_TRANSFORMED_ROTATED_17: Final = "2018-2019 201C-201D"


def orientations() -> NDArray[np.uint8]:
    """Return the vertical orientation of every code point."""
    found = np.full(UNICODE_SIZE, ROTATED, dtype=np.uint8)
    for orientation, ranges in (
        (UPRIGHT, _UPRIGHT + _UPRIGHT_17),
        (TRANSFORMED_UPRIGHT, _TRANSFORMED_UPRIGHT + _TRANSFORMED_UPRIGHT_17),
        (TRANSFORMED_ROTATED, _TRANSFORMED_ROTATED + _TRANSFORMED_ROTATED_17),
    ):
        for part in ranges.split():
            first, _, last = part.partition("-")
            found[int(first, 16) : int(last or first, 16) + 1] = orientation
    return found
