"""Small fonts made on the spot, for what no shipped font shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib.featureVars import addFeatureVariations

GLYPHS = [".notdef", "A", "B", "yen", "yen.bold"]
CMAP = {0x41: "A", 0x42: "B", 0xA5: "yen"}
ADVANCES = {".notdef": 500, "A": 600, "B": 700, "yen": 500, "yen.bold": 500}
BOLDER = {"A": 100, "B": 60, "yen": 40, "yen.bold": 40}  # how far the right side and the advance go at wght 900


def draw(pen, name: str) -> None:
    right = ADVANCES[name] - 50
    pen.moveTo((50, 0))
    pen.lineTo((right, 0))
    pen.lineTo((right, 700))
    pen.lineTo((50, 650 if name == "yen.bold" else 700))
    pen.closePath()


def start(*, truetype: bool) -> FontBuilder:
    font = FontBuilder(1000, isTTF=truetype)
    font.setupGlyphOrder(GLYPHS)
    font.setupCharacterMap(CMAP)
    return font


def finish(font: FontBuilder, *, fs_type: int) -> TTFont:
    font.setupHorizontalMetrics({name: (ADVANCES[name], 50) for name in GLYPHS})
    font.setupHorizontalHeader(ascent=1160, descent=-288)
    font.setupNameTable({"familyName": "Made", "styleName": "Regular", "psName": "Made-Regular"})
    font.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWeightClass=400, fsType=fs_type)
    font.setupPost()
    return font.font


def truetype(*, variable: bool = False, fs_type: int = 0) -> TTFont:
    builder = start(truetype=True)
    glyphs = {}
    for name in GLYPHS:
        pen = TTGlyphPen(None)
        draw(pen, name)
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    font = finish(builder, fs_type=fs_type)
    if variable:
        builder.setupFvar([("wght", 100, 400, 900, "Weight"), ("wdth", 75, 100, 100, "Width")], [])
        builder.setupGvar({name: _deltas(bolder) for name, bolder in BOLDER.items()})
        addFeatureVariations(font, [([{"wght": (0.5, 1.0)}], {"yen": "yen.bold"})])
    return font


def _deltas(bolder: int) -> list[TupleVariation]:
    """Right side and advance (the second phantom point) move together; the width axis does the opposite."""
    moved = [(0, 0), (bolder, 0), (bolder, 0), (0, 0), (0, 0), (bolder, 0), (0, 0), (0, 0)]
    narrowed = [(-x // 2, y) for x, y in moved]
    return [TupleVariation({"wght": (0, 1, 1)}, moved), TupleVariation({"wdth": (-1, -1, 0)}, narrowed)]


def cff(*, fs_type: int = 0) -> TTFont:
    builder = start(truetype=False)
    strings = {}
    for name in GLYPHS:
        pen = T2CharStringPen(ADVANCES[name], None)
        draw(pen, name)
        strings[name] = pen.getCharString()
    builder.setupCFF("Made-Regular", {}, strings, {})
    return finish(builder, fs_type=fs_type)


def cff2() -> TTFont:
    builder = start(truetype=False)
    font = finish(builder, fs_type=0)
    builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    strings = {name: T2CharString(program=_blended(name)) for name in GLYPHS}
    builder.setupCFF2(strings, regions=[{"wght": (0, 1, 1)}])
    return font


def _blended(name: str) -> list[int | str]:
    width, bolder = ADVANCES[name] - 100, BOLDER.get(name, 0)
    across = [width, bolder, 1, "blend"]
    return [50, 0, "rmoveto", *across, "hlineto", 700, "vlineto", -width, -bolder, 1, "blend", "hlineto"]


@pytest.fixture
def make_font(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a small font: kind is truetype, variable, cff, cff2, collection or bitmap."""

    def make(kind: str = "truetype", *, name: str = "made.otf", fs_type: int = 0) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        match kind:
            case "collection":
                collection = TTCollection()
                collection.fonts = [truetype(), cff()]
                collection.save(path)
                return path
            case "truetype" | "bitmap":
                font = truetype(fs_type=fs_type)
            case "variable":
                font = truetype(variable=True, fs_type=fs_type)
            case "cff":
                font = cff(fs_type=fs_type)
            case _:
                font = cff2()
        if kind == "bitmap":
            del font["glyf"], font["loca"]
        font.save(path)
        return path

    return make
