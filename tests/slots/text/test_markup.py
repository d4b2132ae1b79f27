"""Markup within a text: spans of their own, ruby, emphasis dots, underlines, in both writing directions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import FaceChain, TextKernel
from vdp.slots.text.ruby import pair_readings
from vdp.slots.text.spec import GROUP_RUBY, JUKUGO_RUBY, READING, RUBY, RUBY_END, Span, span_marker
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

BLACK, RED = b"0 0 0 1 k", b"0 1 1 0 k"
REGULAR, BOLD = ("Noto Sans JP/400",), ("Noto Sans CJK JP/700",)
OWN = Span(REGULAR, 1.0, 0.0, BLACK)
LARGE = Span(BOLD, 1.5, 0.0, RED)
DOTS = Span(REGULAR, 1.0, 0.0, BLACK, emphasis="dot")
SESAME = Span(REGULAR, 1.0, 1.0, BLACK, emphasis="sesame")
LINE = Span(REGULAR, 0.8, 0.0, BLACK, underline=True)
SPANS = (OWN, LARGE, DOTS, SESAME, LINE)
PAGE = Box(100, 50, 120, 140)


def set_as(index, text):
    return f"{span_marker(index)}{text}{span_marker(0)}"


def with_ruby(base, reading, *, kind=RUBY):
    return f"{kind}{base}{READING}{reading}{RUBY_END}"


@pytest.fixture(scope="session")
def chains(faces):
    regular, bold = FaceChain(faces[:1]), FaceChain(faces[1:])
    upright = VerticalChain(faces[:1], regular), VerticalChain(faces[1:], bold)
    return {"horizontal": (regular, bold), "vertical": upright}


@pytest.fixture(scope="session")
def kernel(spec, chains):
    def make(writing="horizontal", **changes):
        own, bold = chains[writing]
        slot = spec(
            **{
                "box": PAGE,
                "size": 10.0,
                "leading": 24.0,
                "lines": 0,
                "writing": writing,
                "spans": SPANS,
                "over": 1.4,
                "under": 0.4,
            }
            | changes
        )
        return TextKernel(slot, own, [bold if span.faces == BOLD else own for span in slot.spans])

    return make


def ems(glyphs):
    """Return the left edge of each glyph in em of 10 pt from the first."""
    return [round((glyph.x - glyphs[0].x) / 10, 3) for glyph in glyphs]


WORDS = st.text(alphabet="東京都千代田（）「」、。ー・っキャあいうAbc12 ", min_size=1, max_size=8)
KANA = st.text(alphabet="あいうえおかっきゃん", min_size=1, max_size=6)
PARTS = st.one_of(
    st.tuples(st.just("plain"), WORDS, st.just("")),
    st.tuples(st.sampled_from([1, 2, 3, 4]), WORDS, st.just("")),
    st.tuples(st.sampled_from([RUBY, GROUP_RUBY]), st.text(alphabet="東京都千代田", min_size=1, max_size=3), KANA),
    st.lists(KANA, min_size=1, max_size=4).map(lambda parts: (JUKUGO_RUBY, "東京都千"[: len(parts)], " ".join(parts))),
)


def write(parts):
    """Return the marked value, the text of its line, and its readings."""
    value, line, readings = "", "", ""
    for kind, text, reading in parts:
        line += text
        readings += reading.replace(" ", "") if kind == JUKUGO_RUBY else reading
        if kind == "plain":
            value += text
        else:
            value += set_as(kind, text) if isinstance(kind, int) else with_ruby(text, reading, kind=kind)
    return value, line, readings


@given(
    parts=st.lists(PARTS, min_size=1, max_size=8),
    writing=st.sampled_from(["horizontal", "vertical"]),
    align=st.sampled_from(["left", "center", "right", "justify", "distribute"]),
)
@settings(max_examples=250, deadline=None)
def test_no_character_is_lost_no_marker_printed_and_all_ink_is_in_the_box(
    parts, writing, align, kernel, read_shapes, ink, faces
):
    made = kernel(writing, align=align, fit=("condense", "shrink"), min_scale=0.7, min_size=6, upright_digits=0)
    value, line, readings = write(parts)
    if made.measure([value]):
        return
    glyphs, shapes = read_shapes(made.compose([value])[0])
    wanted = [character for character in line + readings if character != " "]
    spaces = {face.resource: face.glyphs[face.codepoints == 0x20][0] for face in faces}
    assert sum(glyph.glyph != spaces[glyph.face.removesuffix("V")] for glyph in glyphs) == len(wanted)
    assert made.shown([value]) == [line + readings]
    boxes = [found for glyph in glyphs if (found := ink(glyph))] + shapes
    for left, bottom, right, top in boxes:
        assert left >= PAGE.x - 1
        assert bottom >= PAGE.y - 1
        assert right <= PAGE.x + PAGE.width + 1
        assert top <= PAGE.y + PAGE.height + 1


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_a_batch_sets_every_string_as_it_would_alone(kernel, writing):
    values = [
        "東京",
        "",
        set_as(1, "東"),
        "京" + with_ruby("都", "みやこ") + set_as(3, "千代"),
        span_marker(2),
        "田" + set_as(4, "25") + "回\n" + set_as(2, "終"),
    ]
    made = kernel(writing)
    assert made.compose(values) == [made.compose([value])[0] for value in values]
    assert made.compose(["", span_marker(2)]) == [b"", b""]


def test_a_span_has_its_own_face_size_and_colour(kernel, read):
    first, inner, last = read(kernel().compose(["東" + set_as(1, "京") + "都"])[0])
    assert (first.face, first.size, first.color) == ("F0", 10.0, "0 0 0 1")
    assert (inner.face, inner.size, inner.color) == ("F1", 15.0, "0 1 1 0")
    assert (last.face, last.size, last.color) == ("F0", 10.0, "0 0 0 1")
    assert (inner.x - first.x, last.x - inner.x) == pytest.approx((10, 15), abs=0.01)
    assert inner.y == first.y  # one baseline


def test_larger_type_is_centred_on_a_vertical_line(kernel, read, ink):
    first, inner, last = read(kernel("vertical").compose(["東" + set_as(1, "国") + "都"])[0])
    assert (first.y - first.size * 0.12) - (last.y - last.size * 0.12) == pytest.approx(25, abs=0.02)
    assert inner.x + 7.5 == pytest.approx(first.x + 5, abs=0.02)


def test_blanks_of_punctuation_are_as_large_as_the_punctuation(kernel, read):
    glyphs = read(kernel().compose(["東、" + set_as(1, "「京")])[0])
    assert ems(glyphs)[2:] == pytest.approx([2 - 0.75, 2 - 0.75 + 1.5], abs=0.01)


def test_mono_ruby_stands_in_the_middle_above_each_character(kernel, read):
    glyphs = read(kernel().compose([with_ruby("東京", "ひ·みや")])[0])
    assert [glyph.size for glyph in glyphs] == [10, 10, 5, 5, 5]
    assert ems(glyphs) == pytest.approx([0, 1, 0.25, 1, 1.5], abs=0.003)
    assert glyphs[2].y - glyphs[0].y == pytest.approx(8.8 + 0.12 * 5, abs=0.01)  # em box on em box


def test_group_ruby_is_spread_one_two_one(kernel, read):
    glyphs = read(kernel().compose([with_ruby("明後日", "あす", kind=GROUP_RUBY)])[0])
    assert ems(glyphs)[3:] == pytest.approx([0.5, 2.0], abs=0.003)  # 2 em free: a half, one, a half


def test_a_base_shorter_than_its_ruby_is_made_wider(kernel, read):
    glyphs = read(kernel().compose(["東" + with_ruby("承", "うけたまわ") + "京"])[0])
    assert ems(glyphs)[:3] == pytest.approx([0, 1 + 0.75, 1 + 2.5], abs=0.003)
    assert ems(glyphs)[3] == pytest.approx(1.0, abs=0.003)


def test_ruby_reaches_over_kana_by_half_its_em_and_not_over_kanji(kernel, read):
    glyphs = read(kernel().compose(["東へ" + with_ruby("承", "うけたまわ") + "京"])[0])
    assert ems(glyphs)[4] == pytest.approx(2 - 0.25, abs=0.003)
    assert ems(glyphs)[3] - ems(glyphs)[2] == pytest.approx((2.5 - 0.25 + 1) / 2, abs=0.003)
    alone = read(kernel().compose([with_ruby("承", "うけたまわ") + "は"])[0])
    assert ems(alone)[1] == pytest.approx((2.25 + 1) / 2, abs=0.003)


def test_vertical_ruby_stands_on_the_right(kernel, read):
    glyphs = read(kernel("vertical").compose([with_ruby("東京", "ひ·みや")])[0])
    assert {round(glyph.x - glyphs[0].x, 2) for glyph in glyphs[2:]} == {10.0}
    assert {glyph.face for glyph in glyphs} == {"F0V"}


def test_a_ruby_is_never_broken(kernel, read):
    made = kernel(box=Box(0, 0, 50, 200))
    glyphs = read(made.compose(["東京都" + with_ruby("千代田", "ちよだ", kind=GROUP_RUBY)])[0])
    rows = [round(glyph.y) for glyph in glyphs[:6]]
    assert rows[:3] == [rows[0]] * 3
    assert rows[3:] == [rows[3]] * 3
    assert rows[3] < rows[0]
    [fault] = made.measure([with_ruby("千代田千代田", "ちよだ")])
    assert fault.code == "text.overflow"


@pytest.mark.parametrize(
    ("base", "reading", "kind", "expected"),
    [
        ("東京", "とう きょう", RUBY, [(0, 1, "とう", True), (1, 2, "きょう", True)]),
        ("東京", "とう·きょう", GROUP_RUBY, [(0, 2, "とうきょう", False)]),
        ("山田 花子", "やまだ　はなこ", RUBY, [(0, 2, "やまだ", False), (3, 5, "はなこ", False)]),
        ("東京", "とうきょう", RUBY, [(0, 2, "とうきょう", False)]),
        ("京", "きょう", RUBY, [(0, 1, "きょう", True)]),
        ("花 子", "はな こ", RUBY, [(0, 1, "はな", True), (2, 3, "こ", True)]),
        ("花　", "はな こ", JUKUGO_RUBY, [(0, 1, "はなこ", False)]),
        ("東京", " ", RUBY, []),
        ("", "きょう", RUBY, []),
    ],
)
def test_readings_are_paired_with_their_bases(base, reading, kind, expected):
    assert pair_readings(base, reading, kind=kind) == expected


def test_a_character_of_a_ruby_without_a_glyph_is_held(kernel):
    [fault] = kernel().measure(["東" + with_ruby("京", "き\u0e01")])
    assert (fault.code, fault.severity) == ("text.missing-glyph", "hold")
    assert "U+0E01" in fault.text


@pytest.mark.parametrize("missing", ["\u0e01", "\u05d0"])
def test_what_is_missing_in_several_spans_of_the_same_faces_is_said_once(kernel, missing):
    value = missing + set_as(2, missing) + with_ruby("東", missing)
    assert len(kernel().measure([value])) == 1


def test_a_missing_glyph_is_looked_for_in_the_faces_of_its_span(kernel):
    [fault] = kernel().measure([set_as(1, "\u0e01")])
    assert BOLD[0] in fault.text


def test_used_characters_are_those_of_each_span_and_its_ruby(kernel, chains):
    regular, bold = chains["horizontal"]
    regular.take_used(), bold.take_used()
    kernel().compose(["東" + set_as(1, "京" + with_ruby("都", "みやこ"))])
    assert [chr(c) for c in regular.take_used().codepoints.tolist()] == ["東"]
    assert [chr(c) for c in bold.take_used().codepoints.tolist()] == sorted("京都みやこ")


def test_variation_sequences_and_upright_digits_work_within_spans(kernel, read):
    value = "第" + set_as(4, "25") + "回" + with_ruby("辻\U000e0101", "つじ")
    made = kernel("vertical")
    assert made.measure([value]) == []
    assert len(read(made.compose([value])[0])) == 1 + 2 + 1 + 1 + 2
    assert made.shown([value]) == ["第25回辻\U000e0101つじ"]


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_dots_stand_beside_every_character_but_punctuation(kernel, read_shapes, writing):
    glyphs, shapes = read_shapes(kernel(writing).compose(["東" + set_as(2, "京、都") + "。"])[0])
    assert len(shapes) == 2
    for (left, bottom, right, top), glyph in zip(shapes, (glyphs[1], glyphs[3]), strict=True):
        middle = (left + right) / 2 if writing == "horizontal" else (bottom + top) / 2
        cell = glyph.x if writing == "horizontal" else glyph.y - 0.12 * 10
        assert middle == pytest.approx(cell + 5, abs=0.02)
        assert bottom > glyph.y + 8.8 if writing == "horizontal" else left > glyph.x + 10


def test_an_underline_is_as_long_as_its_text_on_every_line(kernel, read_shapes):
    made = kernel(box=Box(0, 0, 50, 200))
    glyphs, shapes = read_shapes(made.compose(["東京都" + set_as(4, "千代田")])[0])
    assert [round(right - left, 2) for left, _, right, _ in shapes] == [16, 8]
    assert shapes[0][0] == pytest.approx(glyphs[3].x, abs=0.02)
    assert all(top < glyphs[3].y for _, _, _, top in shapes[:1])


def test_blanks_beyond_the_box_are_not_underlined(kernel, read_shapes):
    made = kernel(lines=1, align="right", tracking=1.0)
    assert read_shapes(made.compose([set_as(4, "　")])[0])[1] == []


def test_a_clipped_text_loses_a_ruby_as_a_whole(kernel, read):
    made = kernel(box=Box(0, 0, 50, 30), overflow="clip", lines=1)
    value = "東京都" + with_ruby("千代田", "ちよだ", kind=GROUP_RUBY)
    assert made.shown([value, "東" * 9]) == ["東京都", "東" * 5]
    assert len(read(made.compose([value])[0])) == 3


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_a_reading_over_brackets_at_the_edges_of_a_line_stays_in_its_box(kernel, read, writing):
    box = Box(100, 50, 60, 60)
    value = "東京都千代田" + with_ruby("「春」", "ながいよみかたです", kind=GROUP_RUBY) + "東京都"
    glyphs = [glyph for glyph in read(kernel(writing, box=box).compose([value])[0]) if glyph.size == 5]
    if writing == "horizontal":
        assert glyphs[0].x >= 99.99
        value = "東京" + with_ruby("「春の」", "ながいよみかたですよ", kind=GROUP_RUBY)
        last = read(kernel(box=Box(100, 50, 50, 60)).compose([value])[0])[-1]
        assert last.x + last.advance * last.matrix[0] <= 150.01
    else:
        assert glyphs[0].y + 0.88 * 5 * glyphs[0].matrix[3] <= 110.01


def test_digits_of_a_vertical_reading_stand_upright_side_by_side(kernel, read, faces):
    made = kernel("vertical", spans=(OWN,), over=0.5)
    glyphs = read(made.compose([with_ruby("平成", "東12京", kind=GROUP_RUBY)])[0])[2:]
    upright = dict(zip(faces[0].codepoints.tolist(), faces[0].glyphs.tolist(), strict=True))
    assert [glyph.glyph for glyph in glyphs] == [upright[ord(c)] for c in "東12京"]
    assert {glyph.size for glyph in glyphs} == {5}
    kana, one, two, _ = glyphs
    assert one.y == two.y < kana.y
    assert one.matrix[0] == pytest.approx(1000 / (2 * 555), abs=0.001)  # both digits in one em
    middle = (one.x + two.x + two.matrix[0] * two.advance) / 2
    assert middle == pytest.approx(kana.x + 2.5, abs=0.02)  # of the line of ruby


@given(
    value=st.text(alphabet="東京か、。「」」AVTo.,-12 ", max_size=30),
    base=st.sampled_from(["", "東京", "AV"]),
    reading=st.sampled_from(["", "とう きょう", "ながいよみ"]),
    writing=st.sampled_from(["horizontal", "vertical"]),
    lines=st.sampled_from([0, 1]),
    with_spans=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_a_clipped_text_shows_what_it_prints(kernel, read, value, base, reading, writing, lines, with_spans):
    box = Box(0, 0, 50, 64) if writing == "horizontal" else Box(0, 0, 64, 50)
    made = kernel(writing, box=box, lines=lines, overflow="clip", spans=(OWN,) * with_spans, over=0.5 * with_spans)
    text = value + (with_ruby(base, reading, kind=JUKUGO_RUBY) + "のAV" if with_spans else "")
    blanks = {1}  # the glyph of a space
    printed = [glyph for glyph in read(made.compose([text])[0]) if glyph.glyph not in blanks]
    assert len(printed) == len(made.shown([text])[0].replace(" ", ""))


def test_shrinking_shrinks_spans_and_ruby_alike(kernel, read):
    made = kernel(box=Box(0, 0, 60, 30), lines=1, fit=("shrink",), min_size=2.0)
    glyphs = read(made.compose(["東京" + set_as(1, "都千代") + with_ruby("田", "た")])[0])
    size = glyphs[0].size
    assert size < 10
    assert [round(glyph.size / size, 2) for glyph in glyphs] == [1, 1, 1.5, 1.5, 1.5, 1, 0.5]
