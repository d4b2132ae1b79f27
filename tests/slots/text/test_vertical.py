"""Vertical writing: upright glyphs down the line, Latin on its side, digits upright in one em, lines to the left."""

from __future__ import annotations

import pytest
import uharfbuzz as hb
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import FaceChain, TextKernel
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

COLUMN = Box(100, 50, 12, 200)


@pytest.fixture(scope="session")
def upright(faces):
    return VerticalChain(faces[:1], FaceChain(faces[:1]))


@pytest.fixture(scope="session")
def column(spec, upright):
    def make(**changes):
        return TextKernel(
            spec(**{"writing": "vertical", "box": COLUMN, "size": 10.0, "leading": 15.0} | changes), upright
        )

    return make


def shaped(faces, text):
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ttb"
    hb.shape(hb.Font(faces[0].program), buffer, {"kern": False, "vkrn": False})
    return [info.codepoint for info in buffer.glyph_infos]


def test_glyphs_are_those_that_harfbuzz_chooses_for_vertical_text(column, faces, read):
    text = "東京都「千代田」、ラーメン（カ）。"
    glyphs = read(column(spacing="solid").compose([text])[0])
    assert [glyph.glyph for glyph in glyphs] == shaped(faces, text)
    assert {glyph.face for glyph in glyphs} == {"F0V"}


def test_characters_stand_one_below_the_other_in_the_middle_of_the_column(column, read):
    glyphs = read(column().compose(["東京都"])[0])
    assert [glyph.x for glyph in glyphs] == pytest.approx([102 + 0] * 3, abs=0.01)  # right edge 112, half an em in
    assert [glyph.y for glyph in glyphs] == pytest.approx([250 - 8.8, 240 - 8.8, 230 - 8.8], abs=0.01)


def test_spaces_of_japanese_setting_run_down_the_line(column, read):
    glyphs = read(column().compose(["東、「京"])[0])
    steps = [round((glyphs[0].y - glyph.y) / 10, 2) for glyph in glyphs]
    assert steps == pytest.approx([0, 1, 1.5, 2.5], abs=0.003)


def test_latin_lies_on_its_side_centred_on_the_line(column, read):
    _first, *latin, last = read(column().compose(["東ABC京"])[0])
    assert {glyph.face for glyph in latin} == {"F0"}
    assert {glyph.matrix for glyph in latin} == {(0.0, -1.0, 1.0, 0.0)}
    assert {round(glyph.x, 2) for glyph in latin} == {round(107 - 0.38 * 10, 2)}
    assert latin[0].y == pytest.approx(250 - 10 - 2.5, abs=0.01)  # a quarter em from the kanji
    assert last.y < latin[-1].y


@pytest.mark.parametrize("digits", ["5", "25", "123"])
def test_short_numbers_stand_upright_in_one_em(column, read, ink, digits):
    before, *group, after = read(column().compose([f"東{digits}京"])[0])
    assert len(group) == len(digits)
    assert before.y - after.y == pytest.approx(20, abs=0.01)
    boxes = [ink(glyph) for glyph in group]
    assert min(box[0] for box in boxes) >= 102 - 0.2
    assert max(box[2] for box in boxes) <= 112 + 0.2
    assert min(box[1] for box in boxes) >= 230 - 0.2
    assert max(box[3] for box in boxes) <= 240 + 0.2
    middle = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
    assert middle == pytest.approx(107, abs=0.5)


def test_longer_numbers_and_numbers_in_words_lie_on_their_side(column, read):
    for text in ("東1234京", "東A12京", "東03-12京"):
        inner = read(column().compose([text])[0])[1:-1]
        assert {glyph.matrix[1] for glyph in inner} == {-1.0}


def test_upright_digits_can_be_switched_off(column, read):
    inner = read(column(upright_digits=0).compose(["東25京"])[0])[1:-1]
    assert {glyph.matrix[1] for glyph in inner} == {-1.0}


def test_lines_follow_from_right_to_left(column, read):
    glyphs = read(column(box=Box(0, 0, 60, 30), lines=0).compose(["一二三四五六七"])[0])
    assert [glyph.line for glyph in glyphs] == [0, 0, 0, 1, 1, 1, 2]
    assert [round(glyphs[at].x) for at in (0, 3, 6)] == [50, 35, 20]


def test_condensing_makes_characters_flat(column, read):
    kernel = column(box=Box(100, 50, 12, 60), fit=("condense",), min_scale=0.6)
    glyphs = read(kernel.compose(["東" * 8])[0])  # eight em in six
    assert {glyph.matrix for glyph in glyphs} == {(1.0, 0.0, 0.0, 0.75)}
    assert glyphs[0].y - glyphs[-1].y == pytest.approx(7 * 7.5, abs=0.02)


@given(
    value=st.text(alphabet="東京都千代田（）「」、。ー・っキャAbc0123456789 ", min_size=1, max_size=30),
    align=st.sampled_from(["left", "center", "right", "justify", "distribute"]),
)
@settings(max_examples=200, deadline=None)
def test_vertical_ink_never_leaves_its_box(value, align, column, read, ink):
    kernel = column(
        box=Box(100, 50, 40, 90), lines=0, align=align, fit=("condense", "shrink"), min_scale=0.7, min_size=6
    )
    if kernel.measure([value]):
        return
    glyphs = read(kernel.compose([value])[0])
    for glyph in glyphs:
        found = ink(glyph)
        if found:
            assert found[0] >= 100 - 1
            assert found[2] <= 140 + 1
            assert found[1] >= 50 - 1
            assert found[3] <= 140 + 1


def test_digits_without_a_width_are_set_as_they_are(faces, spec, read):
    """A damaged font may say so: its text is wrong, but no reason to stop at a division."""
    flat = FaceChain(faces[:1])
    chain = VerticalChain(faces[:1], flat)
    flat.advances[flat.codes[[ord(c) for c in "12"]]] = 0.0
    kernel = TextKernel(spec(writing="vertical", box=COLUMN, size=10.0), chain)
    assert len(read(kernel.compose(["東12京"])[0])) == 4


def test_what_is_set_on_its_side_or_in_groups_is_the_horizontal_chains_account(column, upright):
    upright.take_used()
    upright.horizontal.take_used()
    column().compose(["東25京AB、"])
    assert [chr(c) for c in upright.take_used().codepoints.tolist()] == sorted("東京、")
    assert [chr(c) for c in upright.horizontal.take_used().codepoints.tolist()] == sorted("25AB")


def test_shown_text_is_the_text(column):
    assert column().shown(["東25京AB"]) == ["東25京AB"]


VPAL = {"kern": False, "vkrn": False, "liga": False, "vpal": True}


def test_proportional_setting_places_ink_as_the_fonts_vpal_says(column, faces, read):
    text = "「キャッチ」です、ショップ・とうきょう"
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ttb"
    hb.shape(hb.Font(faces[0].program), buffer, VPAL)
    pen, expected = 0, []
    for position in buffer.glyph_positions:
        expected.append((pen + position.y_offset) / 1000)
        pen += position.y_advance
    top = COLUMN.y + COLUMN.height
    for spacing in ("solid", "japanese"):  # the font has closed the punctuation up: nothing else is taken off
        glyphs = read(column(proportional=True, spacing=spacing).compose([text])[0])
        assert [(glyph.y - top) / 10 for glyph in glyphs] == pytest.approx(expected, abs=0.003)


def test_a_piece_after_sideways_text_stands_where_vpal_puts_it(column, faces, read):
    alone = read(column(proportional=True).compose(["東「あ"])[0])
    after = read(column(proportional=True, spacing="solid").compose(["東ABC「あ"])[0])
    assert alone[2].y - alone[1].y == pytest.approx(after[5].y - after[4].y, abs=0.02)
    length = sum(float(faces[0].advances[glyph.glyph]) for glyph in after[1:4]) / 100
    assert alone[1].y - after[4].y == pytest.approx(length, abs=0.02)


def test_proportional_ink_stays_in_its_column(column, read, ink):
    top, bottom = COLUMN.y + COLUMN.height, COLUMN.y
    for glyph in read(column(proportional=True, align="distribute").compose(["「あ」、（い）「う」"])[0]):
        box = ink(glyph)
        assert bottom - 1.3 <= box[1]
        assert box[3] <= top + 1.3
