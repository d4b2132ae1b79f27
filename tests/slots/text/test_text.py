"""A text slot: ink that stays in its box, faults for what cannot be set, never anything silent."""

from __future__ import annotations

import itertools
import re

import pytest
import uharfbuzz as hb
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import FaceChain, TextKernel
from vdp.slots.text.breaks import break_classes
from vdp.slots.text.kernel import NO_END, NO_START
from vdp.slots.text.text import GETA
from vdp.units import Box

KANJI = "東京都千代田区霞が関一丁目髙﨑渡邉齋藤春特別優待券様"
KANA = "あいうえおかがキャッチャーラーメンっゅょ"
MARKS = "、。（）「」・ー々！？"
LATIN = "ABCxyz0123456789-., "
CHARACTERS = st.text(alphabet=KANJI + KANA + MARKS + LATIN, max_size=40)


def read_fragment(fragment: bytes) -> list[dict[str, object]]:
    """Read a fragment as a PDF reader does: text state, position and glyphs of each shown string."""
    shown, state = [], {"scale": 1.0, "tracking": 0.0}
    tokens = fragment.decode("ascii").split()
    stack: list[str] = []
    for token in tokens:
        match token:
            case "Tf":
                state |= {"face": stack[-2], "size": float(stack[-1])}
            case "Tz":
                state["scale"] = float(stack[-1]) / 100
            case "Tc":
                state["tracking"] = float(stack[-1])
            case "Tm":
                state |= {"x": float(stack[-2]), "y": float(stack[-1])}
            case "Td":
                state |= {"x": state["x"] + float(stack[-2]), "y": state["y"] + float(stack[-1])}
            case "Tj":
                digits = stack[-1].strip("<>")
                glyphs = [int(digits[i : i + 4], 16) for i in range(0, len(digits), 4)]
                shown.append({**state, "glyphs": glyphs})
            case _:
                stack.append(token)
                continue
        stack = []
    return shown


def width_of(line, face) -> float:
    em = sum(face.advances[glyph] for glyph in line["glyphs"]) / 1000 * line["size"]
    return (em + max(len(line["glyphs"]) - 1, 0) * line["tracking"]) * line["scale"]


def test_sets_each_character_as_the_glyph_that_harfbuzz_chooses(spec, chain, faces):
    text = "髙橋 﨑子様 1-2-3"
    [line] = read_fragment(TextKernel(spec(box=Box(0, 0, 500, 14)), chain).compose([text])[0])
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(faces[0].program), buffer, {"kern": False, "liga": False})
    assert line["glyphs"] == [info.codepoint for info in buffer.glyph_infos]
    assert sum(position.x_advance for position in buffer.glyph_positions) == sum(
        faces[0].advances[glyph] for glyph in line["glyphs"]
    )


@given(values=st.lists(CHARACTERS, min_size=1, max_size=8), align=st.sampled_from(["left", "center", "right"]))
@settings(max_examples=150, deadline=None)
def test_a_fitted_line_never_leaves_its_box(values, align, chain, faces, spec):
    slot = spec(fit=("condense", "shrink"), min_scale=0.6, min_size=5.0, align=align)
    kernel = TextKernel(slot, chain)
    held = {fault.index for fault in kernel.measure(values)}
    good = [value for index, value in enumerate(values) if index not in held]
    for value, fragment in zip(good, kernel.compose(good), strict=True):
        for line in read_fragment(fragment):
            width = width_of(line, faces[0])
            assert line["x"] >= slot.box.x - 0.01
            assert line["x"] + width <= slot.box.x + slot.box.width + 0.01
            assert len(line["glyphs"]) == len(value)
            assert line["size"] >= slot.min_size - 0.001
            assert line["scale"] >= slot.min_scale - 0.0001


@given(value=st.text(alphabet=KANJI + KANA + MARKS + LATIN, max_size=160))
@settings(max_examples=150, deadline=None)
def test_a_paragraph_keeps_every_character_its_box_and_the_line_breaking_rules(value, chain, faces, spec):
    slot = spec(box=Box(0, 0, 130, 120), lines=0, fit=("condense", "shrink"), min_scale=0.8, min_size=6.0)
    kernel = TextKernel(slot, chain)
    if kernel.measure([value]):
        return
    lines = read_fragment(kernel.compose([value])[0])
    texts = spell(lines, faces[0])
    assert "".join(texts).replace(" ", "") == value.replace(" ", "")
    classes = break_classes()
    for above, below in itertools.pairwise(texts):
        assert classes[ord(below[0])] != NO_START
        assert classes[ord(above[-1])] != NO_END
    for line in lines:
        assert width_of(line, faces[0]) <= slot.box.width + 0.01
        assert line["y"] - 0.12 * line["size"] >= slot.box.y - 0.01


def test_a_latin_word_is_not_broken(spec, chain, faces):
    kernel = TextKernel(spec(box=Box(0, 0, 100, 60), lines=0), chain)
    texts = spell(read_fragment(kernel.compose(["お電話は0120-123-456まで、URLはexample.jp"])[0]), faces[0])
    assert any("0120-123-456" in text for text in texts)
    assert any("example.jp" in text for text in texts)


def test_a_forced_line_break_begins_a_new_line_even_when_it_is_empty(spec, chain):
    lines = read_fragment(TextKernel(spec(box=Box(0, 0, 100, 60), lines=0), chain).compose(["一\n\n二"])[0])
    assert [len(line["glyphs"]) for line in lines] == [1, 0, 1]
    assert lines[0]["y"] - lines[2]["y"] == pytest.approx(28.0)


def test_a_line_break_in_a_slot_of_one_line_is_an_overflow(spec, chain):
    [fault] = TextKernel(spec(), chain).measure(["一\n二"])
    assert fault.code == "text.overflow"


def test_condense_comes_before_shrink_and_stops_at_its_floor(spec, chain):
    kernel = TextKernel(spec(fit=("condense", "shrink"), min_scale=0.8, min_size=7.0), chain)
    [line] = read_fragment(kernel.compose(["東" * 12])[0])  # 132 pt at 11 pt in 120 pt
    assert (line["size"], line["scale"]) == (11.0, pytest.approx(0.9090, abs=1e-4))
    [line] = read_fragment(kernel.compose(["東" * 15])[0])
    assert line["scale"] == 0.8
    assert line["size"] == pytest.approx(10.0, abs=0.01)


def test_shrink_comes_first_when_the_layout_says_so(spec, chain):
    kernel = TextKernel(spec(fit=("shrink", "condense"), min_scale=0.8, min_size=7.0), chain)
    [line] = read_fragment(kernel.compose(["東" * 12])[0])
    assert (line["size"], line["scale"]) == (pytest.approx(10.0, abs=0.01), 1.0)


def test_a_text_too_long_for_every_setting_is_held(spec, chain):
    faults = TextKernel(spec(fit=("condense",), min_scale=0.8), chain).measure(["短い", "東" * 30])
    assert [(fault.index, fault.code, fault.severity) for fault in faults] == [(1, "text.overflow", "hold")]


def test_clip_prints_what_fits_and_warns(spec, chain):
    kernel = TextKernel(spec(overflow="clip"), chain)
    assert [fault.severity for fault in kernel.measure(["東" * 30])] == ["warn"]
    [line] = read_fragment(kernel.compose(["東" * 30])[0])
    assert len(line["glyphs"]) == 10
    assert kernel.shown(["東" * 30]) == ["東" * 10]


@pytest.mark.parametrize("character", ["\ue000", "\U0001f600", "\U000e0100", "\u0001"])
def test_a_character_without_a_glyph_is_held_and_named_by_its_code_point(spec, chain, character):
    [fault] = TextKernel(spec(), chain).measure([f"山{character}"])
    assert (fault.code, fault.severity) == ("text.missing-glyph", "hold")
    assert f"U+{ord(character):04X}" in fault.text
    assert "山" not in fault.text


def test_geta_stands_for_a_missing_glyph_only_when_the_slot_says_so(spec, chain, faces):
    kernel = TextKernel(spec(missing_glyph="geta"), chain)
    assert kernel.measure(["山\ue000"]) == []
    assert spell(read_fragment(kernel.compose(["山\ue000"])[0]), faces[0]) == ["山" + GETA]


def test_the_next_face_of_the_chain_supplies_what_the_first_lacks(spec, faces):
    chain = FaceChain(faces)
    only_second = next(
        c for c in faces[1].codepoints.tolist() if c > 0x4E00 and c not in set(faces[0].codepoints.tolist())
    )
    text = "山" + chr(only_second) + "田"
    runs = read_fragment(TextKernel(spec(), chain).compose([text])[0])
    assert [(run["face"], len(run["glyphs"])) for run in runs] == [("/F0", 1), ("/F1", 1), ("/F0", 1)]
    glyph = int(faces[1].glyphs[faces[1].codepoints.tolist().index(only_second)])
    assert runs[1]["glyphs"] == [glyph]


def test_an_empty_text_paints_nothing(spec, chain):
    assert TextKernel(spec(), chain).compose(["", "山"])[0] == b""


def test_colour_is_set_and_put_back(spec, chain):
    fragment = TextKernel(spec(color=b"0 0.9 0.8 0 k"), chain).compose(["山"])[0]
    assert fragment.startswith(b"0 0.9 0.8 0 k BT")
    assert fragment.endswith(b"ET 0 0 0 1 k\n")


def test_tracking_counts_towards_the_width_but_not_after_the_last_character(spec, chain, faces):
    wide = spec(box=Box(0, 0, 200, 14), tracking=2.0, align="right")
    [line] = read_fragment(TextKernel(wide, chain).compose(["東京都"])[0])
    assert line["x"] + width_of(line, faces[0]) == pytest.approx(200, abs=0.02)


@pytest.mark.parametrize(
    ("valign", "baseline"), [("top", 40 - 0.88 * 10), ("middle", 30 + 5 - 8.8), ("bottom", 20 + 1.2)]
)
def test_valign_places_the_em_box(spec, chain, valign, baseline):
    [line] = read_fragment(TextKernel(spec(box=Box(0, 20, 99, 20), size=10.0, valign=valign), chain).compose(["東"])[0])
    assert line["y"] == pytest.approx(baseline, abs=0.001)


def test_used_code_points_are_collected_and_forgotten(spec, chain):
    chain.take_used()
    TextKernel(spec(), chain).compose(["東京", "京都"])
    assert [chr(c) for c in chain.take_used().tolist()] == sorted("東京都")
    assert chain.take_used().tolist() == []


def spell(lines, face) -> list[str]:
    back: dict[int, str] = {}
    for codepoint, glyph in zip(face.codepoints.tolist(), face.glyphs.tolist(), strict=True):
        back.setdefault(glyph, chr(codepoint))
        if re.match(r"[ -~\u3000-\u9fff]", chr(codepoint)):
            back[glyph] = chr(codepoint)
    return ["".join(back[glyph] for glyph in line["glyphs"]) for line in lines]
