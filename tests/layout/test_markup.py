"""Markup in text elements: spans of the spec, markers in the values, and mistakes with their places."""

from __future__ import annotations

import pytest

from vdp.slots.text.spec import GROUP_RUBY, READING, RUBY, RUBY_END, span_marker

BOX = 'x="10mm" y="10mm" width="60mm" height="40mm"'
TEXT = f'<text {BOX} size="10pt" leading="240%" lines="0">'


@pytest.fixture
def slot(compile_front):
    def make(content, *, attributes=""):
        text = TEXT.replace("<text ", f"<text {attributes} ")
        return compile_front(f"{text}{content}</text>").pages[0].slots[0]

    return make


def value(slot, **columns):
    return slot.value.evaluate({name: [text] for name, text in columns.items()}, 1)[0]


def test_a_text_without_markup_has_no_spans(slot):
    plain = slot("{name}様<br/>へ")
    assert plain.spec.spans == ()
    assert (plain.spec.over, plain.spec.under) == (0.0, 0.0)
    assert value(plain, name="山田") == "山田様\nへ"


def test_a_span_takes_its_style_and_its_own_attributes_over_it(slot):
    made = slot('前<span style="body" size="150%" tracking="1pt">{name}</span>後')
    own, inner = made.spec.spans
    assert (own.faces[0], own.size, own.color) == ("Noto Sans JP/400", 1.0, b"0 0 0 1 k")
    assert (inner.faces, inner.size, inner.tracking) == (("Noto Serif JP/700",), 1.5, 1.0)
    assert inner.color == b"0 0.9 0.8 0 k"
    assert value(made, name="山田") == f"前{span_marker(1)}山田{span_marker(0)}後"


def test_the_faces_of_spans_are_faces_of_the_plan(compile_front):
    plan = compile_front(f'{TEXT}前<span font="mincho">後</span></text>')
    assert "Noto Serif JP/700" in plan.faces


def test_a_span_in_a_span_goes_on_from_it(slot):
    made = slot('<span color="cmyk(0 100 0 0)">a<u>b</u><em>c</em></span>')
    _, red, lined, dotted = made.spec.spans
    assert [span.color for span in (red, lined, dotted)] == [red.color] * 3
    assert (lined.underline, dotted.emphasis) == (True, "dot")
    back = span_marker(1)
    assert value(made) == f"{back}a{span_marker(2)}b{back}{span_marker(3)}c{back}{span_marker(0)}"


def test_emphasis_is_a_sesame_dot_in_vertical_writing(slot):
    assert slot("a<em>c</em>", attributes='writing-mode="vertical"').spec.spans[1].emphasis == "sesame"


def test_ruby_marks_its_base_and_its_reading(slot):
    made = slot('<ruby>{name}<rt>{rank}</rt></ruby>様<ruby kind="group">都<rt>みやこ</rt></ruby>')
    assert len(made.spec.spans) == 1
    assert value(made, name="山田", rank="やま だ") == (
        f"{RUBY}山田{READING}やま だ{RUBY_END}様{GROUP_RUBY}都{READING}みやこ{RUBY_END}"
    )
    assert made.spec.over == pytest.approx(0.5)


def test_line_ends_join_through_markup(slot):
    assert value(slot("\n 東\n <u>\n 京\n </u>\n 都\n")) == f"東{span_marker(1)}京{span_marker(0)}都"
    made = slot("one\n <u>two\n three</u>\n four")
    assert value(made) == f"one {span_marker(1)}two three{span_marker(0)} four"


def test_room_is_kept_for_what_stands_beside_the_lines(slot):
    large = slot('東<span size="15pt"><ruby>京<rt>きょう</rt></ruby></span><u>都</u>').spec
    assert large.over == pytest.approx(0.88 * 1.5 + 0.5 * 1.5 - 0.88)
    assert large.under == pytest.approx(0.1)
    upright = slot("<em>東</em><u>都</u>", attributes='writing-mode="vertical"').spec
    assert (upright.over, upright.under) == pytest.approx((0.5, 0.0))


@pytest.mark.parametrize("character", ["\ufdd1", "\ufdd5", "\ufdef"])
def test_markers_in_a_records_data_become_a_character_that_no_font_has(slot, character):
    made = slot("<u>{name}</u>")
    assert value(made, name=f"山{character}田") == f"{span_marker(1)}山\uffff田{span_marker(0)}"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"{TEXT}a¦\ufdd5b</text>", "layout.markup"),
        (f"{TEXT}<ruby>東<rt>ひがし</rt>¦京</ruby></text>", "layout.markup"),
        (f"{TEXT}¦<ruby>東</ruby></text>", "layout.missing-element"),
        (f"{TEXT}<ruby>東¦<u>京</u><rt>a</rt></ruby></text>", "layout.unknown-element"),
        (f'{TEXT}<span style="¦bodi">東</span></text>', "layout.unknown-style"),
        (f'{TEXT}<span font="¦gotik">東</span></text>', "layout.unknown-font"),
        (f'{TEXT}<span size="¦0pt">東</span></text>', "layout.markup"),
        (f'{TEXT}<span ¦align="left">東</span></text>', "layout.unknown-attribute"),
        (f'{TEXT}<em mark="¦star">東</em></text>', "layout.unknown-value"),
        (f"{TEXT}<u>{{¦nama}}</u></text>", "layout.unknown-field"),
        (f"¦{TEXT}<u> </u></text>", "layout.empty-text"),
        (f'<text {BOX} size="10pt" leading="¦140%" lines="0"><ruby>a<rt>b</rt></ruby></text>', "layout.value"),
        (f'<text {BOX} fit-width="exact" link="¦a">a</text>', "layout.value"),
    ],
)
def test_mistakes_are_named_at_their_place(front_refusal, content, code):
    assert front_refusal(content).code == code


def test_more_ways_of_setting_than_there_are_markers_are_refused(front_refusal):
    many = "".join(f'<span size="{size}%">a</span>' for size in range(50, 90))
    assert front_refusal(f"¦{TEXT}{many}</text>").code == "layout.markup"
