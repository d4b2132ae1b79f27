"""Japanese line composition: closed up punctuation, quarter ems, hanging, justification, 字取り, 詰め組."""

from __future__ import annotations

import itertools

import pytest
import uharfbuzz as hb

from vdp.slots.text import TextKernel
from vdp.units import Box

WIDE = Box(0, 0, 1000, 14)


def places(read, kernel, text):
    """Return the left edge of each character's cell in em, from the first."""
    glyphs = read(kernel.compose([text])[0])
    return [round((glyph.x - glyphs[0].x) / glyph.size, 3) for glyph in glyphs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京", [0, 1]),
        ("「東」", [0, 1, 2]),  # alone at the line's head the bracket is flush, its cell begins before the line
        ("東、「京", [0, 1, 1.5, 2.5]),  # JLREQ simple rules, table 1: half an em between comma and bracket in all
        ("東」、京", [0, 1, 1.5, 2.5]),
        ("東（「京", [0, 1, 1.5, 2.5]),
        ("東A", [0, 1.25]),
        ("A東", [0, 0.608 + 0.25]),
        ("東1京", [0, 1.25, 1.25 + 0.555 + 0.25]),
        ("東　京", [0, 1, 2]),
    ],
)
def test_spaces_between_characters(spec, chain, read, text, expected):
    found = places(read, TextKernel(spec(box=WIDE), chain), text)
    assert found == pytest.approx(expected, abs=0.003)


def test_solid_setting_leaves_every_character_its_own_advance(spec, chain, read):
    kernel = TextKernel(spec(box=WIDE, spacing="solid"), chain)
    assert places(read, kernel, "東、「京A東") == pytest.approx([0, 1, 2, 3, 4, 4.608], abs=0.003)


def test_an_opening_bracket_stands_flush_with_the_line(spec, chain, read, ink):
    slot = spec(box=Box(10, 0, 100, 14))
    bracket, kanji = (read(TextKernel(slot, chain).compose([text])[0])[0] for text in ("「東", "東"))
    assert bracket.x == pytest.approx(kanji.x - 0.5 * slot.size, abs=0.01)
    assert ink(bracket)[0] >= 10.0


def test_a_closing_mark_at_the_end_does_not_count_its_blank_half(spec, chain, read):
    slot = spec(box=Box(0, 0, 100, 14), align="right")
    last = read(TextKernel(slot, chain).compose(["東。"])[0])[-1]
    assert last.x + 0.5 * slot.size == pytest.approx(100, abs=0.01)


def test_a_full_stop_hangs_where_the_slot_allows_it(spec, chain, read, spell):
    box = Box(0, 0, 55, 60)  # five em
    hanging = read(TextKernel(spec(box=box, lines=0, hang=True), chain).compose(["一二三四五。六"])[0])
    pushed = read(TextKernel(spec(box=box, lines=0), chain).compose(["一二三四五。六"])[0])
    assert spell(hanging) == ["一二三四五。", "六"]
    assert spell(pushed) == ["一二三四", "五。六"]


@pytest.mark.parametrize(("text", "tracking"), [("ｱ" * 10 + "｡ｱ", 0.0), ("東東東東。東", 1.0)])
def test_what_stands_before_a_stop_that_hangs_ends_within_the_box(spec, chain, read, text, tracking):
    stop = max(text.find("｡"), text.find("。"))
    width = 49.9 if tracking == 0.0 else 43.0  # the ten half kana are 50 wide, the four kanji 43 with what is between
    kernel = TextKernel(spec(box=Box(0, 0, width, 60), size=10.0, lines=0, hang=True, tracking=tracking), chain)
    glyphs = read(kernel.compose([text])[0])
    first = [glyph for glyph in glyphs if glyph.line == 0]
    if tracking:
        assert len(first) == stop + 1  # the stop alone lies outside
    last = first[min(len(first), stop) - 1]
    assert last.x + last.advance <= width + 0.01


def test_justified_lines_fill_the_width_except_the_last(spec, chain, read):
    slot = spec(box=Box(0, 0, 60, 60), lines=0, align="justify")  # 5.45 em
    glyphs = read(TextKernel(slot, chain).compose(["一二三四五六七八九"])[0])
    first = [glyph for glyph in glyphs if glyph.line == 0]
    last = [glyph for glyph in glyphs if glyph.line == 1]
    assert first[-1].x + first[-1].size == pytest.approx(60, abs=0.02)
    gaps = {round(b.x - a.x, 2) for a, b in itertools.pairwise(first)}
    assert max(gaps) - min(gaps) <= 0.02
    assert last[1].x - last[0].x == pytest.approx(11, abs=0.01)


def test_distributed_text_spreads_over_the_box_and_one_character_stays_at_its_head(spec, chain, read):
    slot = spec(box=Box(0, 0, 110, 14), align="distribute")
    glyphs = read(TextKernel(slot, chain).compose(["山田太"])[0])
    assert [round(glyph.x, 1) for glyph in glyphs] == pytest.approx([0, 49.5, 99], abs=0.1)
    assert read(TextKernel(slot, chain).compose(["山"])[0])[0].x == pytest.approx(0, abs=0.01)


def test_jidori_spreads_short_names_over_its_cells_and_leaves_long_ones_solid(spec, chain, read):
    kernel = TextKernel(spec(box=WIDE, cells=7), chain)
    assert places(read, kernel, "山田太郎") == pytest.approx([0, 2, 4, 6], abs=0.002)
    assert places(read, kernel, "勅使河原伊左衛門") == pytest.approx(range(8), abs=0.002)


def test_a_first_line_is_indented(spec, chain, read):
    slot = spec(box=Box(0, 0, 55, 60), lines=0, indent=1.0)
    glyphs = read(TextKernel(slot, chain).compose(["一二三四五六"])[0])
    assert [(glyph.line, round(glyph.x / 11, 2)) for glyph in glyphs] == [
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 4),
        (1, 0),
        (1, 1),
    ]


@pytest.mark.parametrize("text", ["AVATAR To", "Type 11", "WAVE, Yes."])
def test_latin_is_kerned_as_harfbuzz_does_and_kana_is_not(spec, chain, faces, read, text):
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(faces[0].program), buffer, {"kern": True, "liga": False})
    pen, expected = 0, []
    for position in buffer.glyph_positions:
        expected.append(pen / 1000)
        pen += position.x_advance
    kernel = TextKernel(spec(box=WIDE, spacing="solid"), chain)
    assert places(read, kernel, text) == pytest.approx(expected, abs=0.002)
    assert places(read, kernel, "キャッチャー") == pytest.approx(range(6), abs=0.002)


def test_proportional_setting_places_ink_as_the_font_says(spec, chain, faces, read):
    text = "「キャッチ」です、"
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(faces[0].program), buffer, {"kern": False, "liga": False, "palt": True})
    pen, expected = 0, []
    for position in buffer.glyph_positions:
        expected.append((pen + position.x_offset) / 1000)
        pen += position.x_advance
    kernel = TextKernel(spec(box=WIDE, spacing="solid", proportional=True), chain)
    glyphs = read(kernel.compose([text])[0])
    assert [glyph.x / 11 for glyph in glyphs] == pytest.approx(expected, abs=0.003)


def test_proportional_setting_takes_nothing_off_punctuation_that_the_font_has_narrowed(spec, chain, read):
    text = "「あ」「い」、（う）。"
    solid, japanese = (
        [glyph.x for glyph in read(TextKernel(slot, chain).compose([text])[0])]
        for slot in (spec(box=WIDE, spacing=spacing, proportional=True) for spacing in ("solid", "japanese"))
    )
    assert japanese == solid
