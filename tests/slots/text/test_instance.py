"""Variable fonts: the face on paper is the one that fontTools' instancer makes."""

from __future__ import annotations

import io

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from vdp.errors import JobError
from vdp.slots.text import open_face
from vdp.slots.text.catalogue import FaceFile

LETTERS = {"A": 1, "B": 2}  # glyph ids


def file_of(path, weight, **axes):
    return FaceFile(f"Made/{weight}", path, 0, "", "", tuple(sorted(axes.items())))


def outline(glyph, glyphs=None):
    pen = RecordingPen()
    glyph.draw(pen)
    return pen.value


def wanted_outlines(path, location):
    font = instantiateVariableFont(TTFont(path), location)
    glyphs = font.getGlyphSet()
    return {name: outline(glyphs[name]) for name in LETTERS}, {name: font["hmtx"][name][0] for name in LETTERS}


@pytest.mark.parametrize("weight", [100, 400, 650, 900])
def test_truetype_instance_has_the_outlines_and_advances_of_the_instancer(make_font, weight):
    path = make_font("variable")
    wanted, advances = wanted_outlines(path, {"wght": weight, "wdth": 100})
    face = open_face(file_of(path, weight), "F0")
    program = face.subset(LETTERS.values())
    glyphs = TTFont(io.BytesIO(program.data)).getGlyphSet()
    order = TTFont(io.BytesIO(program.data)).getGlyphOrder()
    assert {name: outline(glyphs[order[glyph]]) for name, glyph in LETTERS.items()} == wanted
    assert {name: face.advances[glyph] for name, glyph in LETTERS.items()} == advances
    assert {name: program.widths[glyph] for name, glyph in LETTERS.items()} == advances


@pytest.mark.parametrize("weight", [400, 650, 900])
def test_cff2_instance_becomes_cff_with_the_outlines_of_the_instancer(make_font, weight):
    path = make_font("cff2")
    wanted, _ = wanted_outlines(path, {"wght": weight})
    program = open_face(file_of(path, weight), "F0").subset(LETTERS.values())
    assert program.kind == "cff"
    cff = CFFFontSet()
    cff.decompile(io.BytesIO(program.data), None)
    strings = cff[0].CharStrings
    order = cff[0].charset
    assert {name: outline(strings[order[glyph]]) for name, glyph in LETTERS.items()} == wanted


def test_other_axes_stand_at_their_defaults_unless_the_row_names_them(make_font):
    path = make_font("variable")
    assert dict(open_face(file_of(path, 900), "F0").location) == {"wght": 900.0, "wdth": 100.0}
    narrow = open_face(file_of(path, 900, wdth=75.0), "F0")
    assert dict(narrow.location) == {"wght": 900.0, "wdth": 75.0}
    assert narrow.advances[1] < open_face(file_of(path, 900), "F0").advances[1]


def test_an_axis_in_the_row_goes_before_the_weight(make_font):
    face = open_face(file_of(make_font("variable"), 700, wght=900.0), "F0")
    assert dict(face.location)["wght"] == 900.0


def test_a_heavy_instance_uses_the_forms_that_the_font_keeps_for_it(make_font):
    path = make_font("variable")
    light, heavy = (open_face(file_of(path, weight), "F0") for weight in (400, 900))
    order = TTFont(path).getGlyphOrder()
    assert [order[face.glyphs[face.codepoints == 0xA5][0]] for face in (light, heavy)] == ["yen", "yen.bold"]


@pytest.mark.parametrize(("weight", "axes"), [(950, {}), (50, {}), (400, {"wdth": 74.0}), (400, {"slnt": 0.0})])
def test_a_place_outside_the_axes_is_refused(make_font, weight, axes):
    with pytest.raises(JobError, match="cannot be set at") as caught:
        open_face(file_of(make_font("variable"), weight, **axes), "F0")
    assert caught.value.code == "text.font-axis"
    assert "wght from 100 to 900" in caught.value.cure


def test_axes_for_a_font_without_axes_are_refused(make_font):
    with pytest.raises(JobError) as caught:
        open_face(file_of(make_font("truetype"), 400, wdth=75.0), "F0")
    assert caught.value.code == "text.font-axis"


def test_instances_are_equal_byte_by_byte_and_named_by_their_axes(make_font):
    path = make_font("variable")
    first, second = (open_face(file_of(path, 700), "F0").subset([1, 2]) for _ in range(2))
    assert first == second
    assert first.name == "Made_100wdth_700wght"
    assert open_face(file_of(path, 800), "F0").subset([1, 2]).data != first.data


def test_a_static_font_keeps_its_postscript_name(make_font):
    assert open_face(file_of(make_font("cff"), 400), "F0").subset([1]).name == "Made-Regular"
