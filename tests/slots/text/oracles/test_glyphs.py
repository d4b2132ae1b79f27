"""Glyph choice of whole repertoires through the text slot: cp932, JIS X 0213 and every variation sequence of a font.

Oracles: HarfBuzz for the glyph, with kerning and ligatures off; fontTools for what the font lists; Python's codecs for
what the repertoires hold.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest
import reading
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from vdp.slots.text import FaceChain, TextKernel, open_face, read_catalogue
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

KEYS = ("Noto Sans JP/400", "Noto Serif JP/400", "Noto Sans CJK JP/700")
CODECS = ("cp932", "shift_jis_2004", "euc_jis_2004")
SOFT_HYPHEN = "\u00ad"
"""Has no ink and no place in print: the character rules take it out."""

LONE_MARKS = set("\u0300\u0301\u0304\u030c")


@cache
def repertoire():
    """Return every character, or base with mark, that one code of a codec stands for."""
    found = set()
    for codec in CODECS:
        for lead in range(0x20, 0x100):
            for code in (bytes([lead]), *(bytes([lead, trail]) for trail in range(0x40, 0x100) if lead > 0x80)):
                text = code.decode(codec, "ignore")
                if text.encode(codec, "ignore") == code or codec == "cp932":
                    found.add(text)
    return sorted(text for text in found if text and unicodedata.category(text[0]) != "Cc")


@cache
def sequences(key):
    """Return every variation sequence that a font lists."""
    file = read_catalogue()[key]
    with TTFont(file.path, fontNumber=file.index) as font:
        [table] = [table for table in font["cmap"].tables if table.format == 14]
    return [chr(base) + chr(selector) for selector, row in table.uvsDict.items() for base, _ in row]


@pytest.fixture(scope="module", params=KEYS)
def face(request):
    return open_face(read_catalogue()[request.param], "F0")


def shape(font, text, *, vertical):
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    if vertical:
        buffer.direction = "ttb"
    hb.shape(font, buffer, {"kern": False, "vkrn": False, "liga": False})
    return [info.codepoint for info in buffer.glyph_infos]


def test_the_repertoires_are_whole(face):
    assert len(repertoire()) > 13_000
    assert len(sequences(face.key)) == 14_787


@pytest.mark.parametrize("vertical", [False, True], ids=["horizontal", "vertical"])
def test_glyphs_are_those_of_harfbuzz_and_what_it_cannot_set_alone_is_held(face, spec, vertical):
    chain = FaceChain([face])
    slot = spec(
        box=Box(0, 0, 999, 999), spacing="solid", upright_digits=0, writing="vertical" if vertical else "horizontal"
    )
    kernel = TextKernel(slot, VerticalChain([face], chain) if vertical else chain)
    texts = [*repertoire(), *sequences(face.key)]
    held = {fault.index for fault in kernel.measure(texts)}
    font, read = hb.Font(face.program), reading.Reader([face]).read
    good = [(at, text) for at, text in enumerate(texts) if at not in held]
    wrong = {}
    for (_, text), fragment in zip(good, kernel.compose([text for _, text in good]), strict=True):
        glyphs = read(fragment)
        sideways = any(glyph.matrix[1] < 0 for glyph in glyphs)
        expected = shape(font, text, vertical=vertical and not sideways)
        if [glyph.glyph for glyph in glyphs] != expected:
            wrong[text] = expected
    assert wrong.keys() <= {SOFT_HYPHEN}
    # Held: what HarfBuzz has no glyph for, what it lays two glyphs over another for, and marks without a base.
    shaped = {texts[at]: shape(font, texts[at], vertical=vertical) for at in held}
    drawn = {text: glyphs for text, glyphs in shaped.items() if 0 not in glyphs}
    assert {text for text, glyphs in drawn.items() if len(glyphs) == 1} == LONE_MARKS
    assert len(drawn) == 36
    assert not shaped.keys() & set(sequences(face.key))
