"""The customer barcode as a font: one glyph per code, the em being the manual's point size a.

Text of this font at a points has bars of the manual's dimensions × a / 10. Its baseline is the foot of the long bars.
A font of another cut has bars narrower by so many units, at the same pitch, for a press that prints them wider.
"""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

from vdp.pdf import FontProgram
from vdp.slots.symbol.customer_barcode_table import (
    BARS,
    CHARACTERS,
    LONG,
    PITCH,
    START,
    START_CHARACTER,
    STOP,
    STOP_CHARACTER,
    TIMING,
    WIDTH,
)
from vdp.slots.symbol.spec import CustomerBarcodeSpec
from vdp.units import MM

CUSTOMER_BARCODE_FACE = "vdp customer barcode"

_NAME = "VdpCustomerBarcode"
_EPOCH = 0  # 1904-01-01: the font has no date, so that its bytes never change
_UPEM = 16000  # 0.22 µm at 10 pt, and a multiple of 1000, so that PDF's widths in 1/1000 em are exact
_PER_MM = _UPEM * MM / 10.0

# Rounded so that the spaces do not pass 0.60 mm, and that bars of the two kinds of semi-long are mirror images.
_PITCH = round(PITCH.drawn * _PER_MM / 16) * 16
_WIDTH = round(WIDTH.drawn * _PER_MM)
_LONG = round(LONG.drawn * _PER_MM / 2) * 2
_TIMING = round(TIMING.drawn * _PER_MM / 2) * 2
_LOW, _HIGH = (_LONG - _TIMING) // 2, (_LONG + _TIMING) // 2
_EXTENTS = {"1": (0, _LONG), "2": (_LOW, _LONG), "3": (0, _HIGH), "4": (_LOW, _HIGH)}

_SHAPES = {
    **{character: BARS[code] for character, code in CHARACTERS.items()},
    START_CHARACTER: START,
    STOP_CHARACTER: STOP,
}
_GLYPHS = {character: glyph for glyph, character in enumerate(_SHAPES, start=1)}


def glyph_of(character: str) -> int:
    """Return the glyph id of a character: 0-9, -, A-H for CC1-CC8, ( for start, ) for stop."""
    return _GLYPHS[character]


def font_unicode() -> dict[int, str]:
    """Return the character of each glyph, for text extraction."""
    return {glyph: character for character, glyph in _GLYPHS.items()}


def cut_of(spec: CustomerBarcodeSpec) -> int:
    """Return by how many units of the em the bars of a slot are narrower; always even."""
    return round(spec.reduction / 1000 * MM / spec.size * _UPEM / 2) * 2


def customer_barcode_font(cut: int = 0) -> bytes:
    """Return the TrueType font of a cut, the same bytes at every call."""
    names = [".notdef", *(f"bars{bars}" for bars in _SHAPES.values())]
    builder = FontBuilder(_UPEM, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=_EPOCH, modified=_EPOCH)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(character): names[glyph] for character, glyph in _GLYPHS.items()})
    outlines = [TTGlyphPen(None).glyph(), *(_outline(bars, cut) for bars in _SHAPES.values())]
    builder.setupGlyf(dict(zip(names, outlines, strict=True)))
    # Every first bar begins half a cut behind the origin: its left side bearing.
    bearings = [(0, 0), *((_advance(bars), cut // 2) for bars in _SHAPES.values())]
    builder.setupHorizontalMetrics(dict(zip(names, bearings, strict=True)))
    builder.setupHorizontalHeader(ascent=_LONG, descent=0)
    builder.setupNameTable({"familyName": CUSTOMER_BARCODE_FACE, "styleName": "Regular", "psName": _name(cut)})
    builder.setupOS2(sTypoAscender=_LONG, usWinAscent=_LONG, sCapHeight=_LONG, fsType=0)
    builder.setupPost(keepGlyphNames=False)
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def font_program(cut: int = 0) -> FontProgram:
    """Return the font of a cut with what a PDF font dictionary states of it; to be embedded whole."""
    height, scale = round(_LONG * 1000 / _UPEM), 1000 / _UPEM
    return FontProgram(
        name=_name(cut),
        kind="truetype",
        data=customer_barcode_font(cut),
        upem=_UPEM,
        ascent=height,
        descent=0,
        cap_height=height,
        italic_angle=0.0,
        bbox=(0, 0, round((2 * _PITCH + _WIDTH) * scale), height),
        flags=4,  # symbolic (ISO 32000-1, table 123)
        stem_v=round((_WIDTH - cut) * scale),
        widths={0: 0} | {_GLYPHS[character]: _advance(bars) * 1000 // _UPEM for character, bars in _SHAPES.items()},
    )


def _name(cut: int) -> str:
    return f"{_NAME}{cut or ''}"


def _outline(bars: str, cut: int) -> Glyph:
    pen = TTGlyphPen(None)
    for place, bar in enumerate(bars):
        left, (bottom, top) = place * _PITCH + cut // 2, _EXTENTS[bar]
        right = left + _WIDTH - cut
        pen.moveTo((left, bottom))
        for corner in ((left, top), (right, top), (right, bottom)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def _advance(bars: str) -> int:
    return len(bars) * _PITCH
