from __future__ import annotations

import importlib.util
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from vdp.slots.text import FaceChain, open_face, read_catalogue
from vdp.slots.text.spec import TextSpec
from vdp.units import Box

_where = importlib.util.spec_from_file_location("reading", Path(__file__).parent / "reading.py")
reading = importlib.util.module_from_spec(_where)
sys.modules["reading"] = reading  # dataclasses look their module up
_where.loader.exec_module(reading)


@pytest.fixture(scope="session")
def faces():
    catalogue = read_catalogue()
    return [open_face(catalogue[key], f"F{i}") for i, key in enumerate(("Noto Sans JP/400", "Noto Sans CJK JP/700"))]


@pytest.fixture(scope="session")
def chain(faces):
    return FaceChain(faces[:1])


@pytest.fixture(scope="session")
def spec():
    def make(**changes):
        return replace(TextSpec("slot", Box(10, 20, 120, 14), ("Noto Sans JP/400",), 11.0, 14.0), **changes)

    return make


@pytest.fixture(scope="session")
def read(faces):
    """Read a fragment into glyphs."""
    return reading.Reader(faces).read


@pytest.fixture(scope="session")
def read_shapes(faces):
    """Read a fragment into glyphs and the boxes of what is drawn beside them."""

    def both(fragment):
        reader = reading.Reader(faces)
        return reader.read(fragment), reader.shapes

    return both


@pytest.fixture(scope="session")
def ink(faces):
    """Return the ink box of a glyph that was read."""
    fonts = {face.resource: (face, face.font) for face in faces}
    return lambda glyph: reading.ink_box(glyph, *fonts[glyph.face.removesuffix("V")])


@pytest.fixture(scope="session")
def spell(faces):
    """Return the text of each line of glyphs in the first face."""
    back: dict[int, str] = {}
    for codepoint, glyph in zip(faces[0].codepoints.tolist(), faces[0].glyphs.tolist(), strict=True):
        if glyph not in back or re.match(r"[ -~\u3000-\u9fff]", chr(codepoint)):
            back[glyph] = chr(codepoint)

    def write(glyphs):
        lines: dict[int, str] = {}
        for glyph in glyphs:
            lines[glyph.line] = lines.get(glyph.line, "") + back[glyph.glyph]
        return [lines[line] for line in sorted(lines)]

    return write
