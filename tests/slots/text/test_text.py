"""A text slot: ink that stays in its box, faults for what cannot be set, never anything silent."""

from __future__ import annotations

import itertools
import re

import pytest
import uharfbuzz as hb
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import FaceChain, TextKernel, open_face, read_catalogue
from vdp.slots.text.jlreq import CLOSING, HYPHEN, ITERATION, MIDDLE_DOT, OPENING, PREFIX
from vdp.slots.text.jlreq_classes import classes
from vdp.slots.text.prepare import GETA
from vdp.units import Box

KANJI = "東京都千代田区霞が関一丁目髙﨑渡邉齋藤春特別優待券様"
KANA = "あいうえおかがキャッチャーラーメンっゅょ"
MARKS = "、。（）「」・ー々！？"
LATIN = "ABCxyz0123456789-., "
CHARACTERS = st.text(alphabet=KANJI + KANA + MARKS + LATIN, max_size=40)
OVERHANG = 0.06  # em by which Latin letters may overhang their own cell


@pytest.fixture(scope="session")
def inside(read, ink):
    """Assert that all ink of a fragment lies in a box."""

    def check(fragment, box):
        for glyph in read(fragment):
            found = ink(glyph)
            if found is None:
                continue
            slack = OVERHANG * glyph.size
            assert found[0] >= box.x - slack
            assert found[2] <= box.x + box.width + slack
            assert found[1] >= box.y - 2 * slack
            assert found[3] <= box.y + box.height + 2 * slack

    return check


def test_sets_each_character_as_the_glyph_that_harfbuzz_chooses(spec, chain, faces, read):
    text = "髙橋 﨑子様 1-2-3"
    glyphs = read(TextKernel(spec(box=Box(0, 0, 500, 14), spacing="solid"), chain).compose([text])[0])
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(faces[0].program), buffer, {"kern": False, "liga": False})
    assert [glyph.glyph for glyph in glyphs] == [info.codepoint for info in buffer.glyph_infos]


@given(values=st.lists(CHARACTERS, min_size=1, max_size=8), align=st.sampled_from(["left", "center", "right"]))
@settings(max_examples=150, deadline=None)
def test_a_fitted_line_never_leaves_its_box(values, align, chain, spec, read, inside):
    slot = spec(fit=("condense", "shrink"), min_scale=0.6, min_size=5.0, align=align)
    kernel = TextKernel(slot, chain)
    held = {fault.index for fault in kernel.measure(values)}
    good = [value for index, value in enumerate(values) if index not in held]
    for value, fragment in zip(good, kernel.compose(good), strict=True):
        assert len(read(fragment)) == len(value)
        inside(fragment, slot.box)
        for glyph in read(fragment):
            assert glyph.size >= slot.min_size - 0.001
            assert glyph.matrix[0] >= slot.min_scale - 0.0001


@given(
    value=st.text(alphabet=KANJI + KANA + MARKS + LATIN, max_size=160),
    align=st.sampled_from(["left", "right", "justify"]),
    strict=st.booleans(),
    indent=st.sampled_from([0.0, 1.0]),
)
@settings(max_examples=200, deadline=None)
def test_a_paragraph_keeps_every_character_its_box_and_the_rules(
    value, align, strict, indent, chain, spec, read, inside, spell
):
    slot = spec(
        box=Box(0, 0, 130, 120),
        lines=0,
        fit=("condense", "shrink", "track"),
        min_scale=0.8,
        min_size=6.0,
        min_tracking=-50.0,
        align=align,
        strict=strict,
        indent=indent,
    )
    kernel = TextKernel(slot, chain)
    if kernel.measure([value]):
        return
    fragment = kernel.compose([value])[0]
    texts = spell(read(fragment))
    assert "".join(texts).replace(" ", "") == value.replace(" ", "")
    inside(fragment, slot.box)
    kinds = classes()
    never_first = {CLOSING, HYPHEN, MIDDLE_DOT} | ({ITERATION} if strict else set())
    for above, below in itertools.pairwise(texts):
        if kinds[ord(below[0])] in never_first or kinds[ord(above[-1])] in {OPENING, PREFIX}:
            assert len(re.findall(r"[\s、。（）「」・ー々！？っゅょャッ.,A-Za-z0-9-]", above)) == len(
                above
            )  # no other break


def test_a_latin_word_is_not_broken(spec, chain, read, spell):
    kernel = TextKernel(spec(box=Box(0, 0, 100, 60), lines=0), chain)
    texts = spell(read(kernel.compose(["お電話は0120-123-456まで、URLはexample.jp"])[0]))
    assert any("0120-123-456" in text for text in texts)
    assert any("example.jp" in text for text in texts)


def test_a_forced_line_break_begins_a_new_line_even_when_it_is_empty(spec, chain, read):
    glyphs = read(TextKernel(spec(box=Box(0, 0, 100, 60), lines=0), chain).compose(["一\n\n二"])[0])
    assert [glyph.line for glyph in glyphs] == [0, 2]
    assert glyphs[0].y - glyphs[1].y == pytest.approx(28.0)


def test_a_line_break_in_a_slot_of_one_line_is_an_overflow(spec, chain):
    [fault] = TextKernel(spec(), chain).measure(["一\n二"])
    assert fault.code == "text.overflow"


def test_condense_comes_before_shrink_and_stops_at_its_floor(spec, chain, read):
    kernel = TextKernel(spec(fit=("condense", "shrink"), min_scale=0.8, min_size=7.0), chain)
    glyph = read(kernel.compose(["東" * 12])[0])[0]  # 132 pt at 11 pt in 120 pt
    assert (glyph.size, glyph.matrix[0]) == (11.0, pytest.approx(0.9090, abs=1e-4))
    glyph = read(kernel.compose(["東" * 15])[0])[0]
    assert glyph.matrix[0] == 0.8
    assert glyph.size == pytest.approx(10.0, abs=0.01)


def test_shrink_comes_first_when_the_layout_says_so(spec, chain, read):
    kernel = TextKernel(spec(fit=("shrink", "condense"), min_scale=0.8, min_size=7.0), chain)
    glyph = read(kernel.compose(["東" * 12])[0])[0]
    assert (glyph.size, glyph.matrix[0]) == (pytest.approx(10.0, abs=0.01), 1.0)


def test_track_brings_characters_closer_and_no_closer_than_its_floor(spec, chain, read, inside):
    slot = spec(fit=("track",), min_tracking=-100.0)
    kernel = TextKernel(slot, chain)
    first, second = read(kernel.compose(["東" * 11 + "京"])[0])[:2]  # 12 em in 10.9
    assert second.x - first.x == pytest.approx((120 - 11) / 11, abs=0.02)
    assert [fault.code for fault in kernel.measure(["東" * 13])] == ["text.overflow"]


def test_wrap_takes_further_lines_only_when_one_is_not_enough(spec, chain, read):
    slot = spec(box=Box(0, 0, 120, 40), lines=2, fit=("condense", "wrap"), min_scale=0.8)
    kernel = TextKernel(slot, chain)
    short, longer, longest = (read(f) for f in kernel.compose(["東" * 10, "東" * 12, "東" * 18]))
    assert {glyph.line for glyph in short} == {glyph.line for glyph in longer} == {0}
    assert longer[0].matrix[0] == pytest.approx(0.909, abs=1e-3)
    assert {glyph.line for glyph in longest} == {0, 1}
    assert longest[0].matrix[0] == 1.0


def test_an_exact_fit_fills_the_width_in_both_directions(spec, chain, read):
    kernel = TextKernel(spec(width="exact", min_scale=0.5), chain)
    for text in ("東" * 8, "東" * 14):
        last = read(kernel.compose([text])[0])[-1]
        assert last.x + last.advance * last.matrix[0] == pytest.approx(130, abs=0.05)


def test_an_exact_fit_condenses_once_even_where_condense_is_among_the_steps(spec, chain, read):
    slot = spec(width="exact", fit=("condense", "shrink"), min_scale=0.8, min_size=5.0)
    last = read(TextKernel(slot, chain).compose(["東" * 13])[0])[-1]
    assert last.x + last.advance * last.matrix[0] == pytest.approx(130, abs=0.05)


def test_a_text_too_long_for_every_setting_is_held(spec, chain):
    faults = TextKernel(spec(fit=("condense",), min_scale=0.8), chain).measure(["短い", "東" * 30])
    assert [(fault.index, fault.code, fault.severity) for fault in faults] == [(1, "text.overflow", "hold")]


def test_clip_prints_what_fits_and_warns(spec, chain, read):
    kernel = TextKernel(spec(overflow="clip"), chain)
    assert [fault.severity for fault in kernel.measure(["東" * 30])] == ["warn"]
    assert len(read(kernel.compose(["東" * 30])[0])) == 10
    assert kernel.shown(["東" * 30]) == ["東" * 10]


@pytest.mark.parametrize("character", ["\ue000", "\U0001f600", "\U000e01ef", "\u0001", "\u0e01", "\U00100000"])
def test_a_character_without_a_glyph_is_held_and_named_by_its_code_point(spec, chain, character):
    faults = TextKernel(spec(), chain).measure([f"山{character}" if character < "\U00100000" else character])
    assert [(fault.code, fault.severity) for fault in faults] == [("text.missing-glyph", "hold")]
    assert "山" not in faults[0].text
    if character < "\U00100000":
        assert f"U+{ord(character):04X}" in faults[0].text


def test_geta_stands_for_a_missing_glyph_only_when_the_slot_says_so(spec, chain, read, spell):
    kernel = TextKernel(spec(missing_glyph="geta"), chain)
    assert kernel.measure(["山\ue000"]) == []
    assert spell(read(kernel.compose(["山\ue000"])[0])) == ["山" + GETA]


def test_a_font_without_the_geta_mark_holds_what_it_has_no_glyph_for(spec):
    chain = FaceChain([open_face(read_catalogue()["OCR-B/400"], "F0")])
    kernel = TextKernel(spec(missing_glyph="geta"), chain)
    faults = kernel.measure(["A1", "A山"])
    assert [(fault.index, fault.code, fault.severity) for fault in faults] == [(1, "text.missing-glyph", "hold")]
    assert f"U+{ord(GETA):04X} in OCR-B/400" in faults[0].text


def test_the_next_face_of_the_chain_supplies_what_the_first_lacks(spec, faces, read):
    chain = FaceChain(faces)
    known = set(faces[0].codepoints.tolist())
    only_second = next(c for c in faces[1].codepoints.tolist() if c > 0x4E00 and c not in known)
    glyphs = read(TextKernel(spec(), chain).compose(["山" + chr(only_second) + "田"])[0])
    assert [glyph.face for glyph in glyphs] == ["F0", "F1", "F0"]
    assert glyphs[1].glyph == int(faces[1].glyphs[faces[1].codepoints.tolist().index(only_second)])


def test_an_empty_text_paints_nothing_and_an_empty_batch_is_no_fault(spec, chain):
    for lines in (0, 1, 2):
        kernel = TextKernel(spec(lines=lines, box=Box(0, 0, 99, 50)), chain)
        assert kernel.compose(["", "山"])[0] == b""
        assert (kernel.compose([]), kernel.measure([]), kernel.shown([])) == ([], [], [])
        assert kernel.measure(["", ""]) == []
        assert kernel.compose(["", ""]) == [b"", b""]


def test_colour_is_set_and_put_back(spec, chain):
    fragment = TextKernel(spec(color=b"0 0.9 0.8 0 k"), chain).compose(["山"])[0]
    assert fragment.startswith(b"/N gs 0 0.9 0.8 0 k BT")
    assert fragment.endswith(b"ET /K gs 0 0 0 1 k\n")


def test_tracking_counts_towards_the_width_but_not_after_the_last_character(spec, chain, read):
    wide = spec(box=Box(0, 0, 200, 14), tracking=2.0, align="right")
    last = read(TextKernel(wide, chain).compose(["東京都"])[0])[-1]
    assert last.x + last.advance == pytest.approx(200, abs=0.02)


@pytest.mark.parametrize(
    ("valign", "baseline"), [("top", 40 - 0.88 * 10), ("middle", 30 + 5 - 8.8), ("bottom", 20 + 1.2)]
)
def test_valign_places_the_em_box(spec, chain, valign, baseline, read):
    slot = spec(box=Box(0, 20, 99, 20), size=10.0, valign=valign)
    assert read(TextKernel(slot, chain).compose(["東"])[0])[0].y == pytest.approx(baseline, abs=0.001)


def test_used_code_points_are_collected_and_forgotten(spec, chain):
    chain.take_used()
    TextKernel(spec(), chain).compose(["東京", "京都"])
    assert [chr(c) for c in chain.take_used().codepoints.tolist()] == sorted("東京都")
    assert chain.take_used().codepoints.tolist() == []


def test_a_variation_sequence_is_one_glyph_and_keeps_its_text(spec, chain, faces, read):
    text = "辻\U000e0101"
    chain.take_used()
    kernel = TextKernel(spec(), chain)
    assert kernel.measure([text]) == []
    [glyph] = read(kernel.compose([text])[0])
    assert glyph.glyph == faces[0].variation_glyph(ord("辻"), 0xE0101)
    used = chain.take_used()
    assert used.clusters == (text,)
    assert chain.glyphs_of(used)[0] == {glyph.glyph: text}
    assert kernel.shown([text]) == [text]


def test_a_variation_sequence_that_the_font_does_not_list_is_held(spec, chain):
    [fault] = TextKernel(spec(), chain).measure(["山\U000e01ef"])
    assert "U+E01EF" in fault.text


def test_a_combining_mark_that_makes_one_glyph_is_set_and_others_are_held(spec, chain, read):
    kernel = TextKernel(spec(), chain)
    assert len(read(kernel.compose(["セ\u309a"])[0])) == 1
    assert [fault.code for fault in kernel.measure(["山\u0301"])] == ["text.missing-glyph"]
