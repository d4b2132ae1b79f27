"""Phrases are found when the layout is compiled, and marked in the values; records are never segmented."""

from __future__ import annotations

import pytest

from vdp.layout import compile_layout, phrases
from vdp.layout.phrases import mark_phrases
from vdp.slots.text.spec import PHRASE, READING, RUBY, RUBY_END, span_marker

BOX = 'x="10mm" y="10mm" width="60mm" height="60mm"'
BY_PHRASE = f'<text {BOX} size="10pt" leading="240%" lines="0" word-break="auto-phrase">'


@pytest.fixture
def slot(compile_front):
    return lambda content: compile_front(f"{BY_PHRASE}{content}</text>").pages[0].slots[0]


def value(slot, **columns):
    return slot.value.evaluate({name: [text] for name, text in columns.items()}, 1)[0]


def split(slot, **columns):
    return value(slot, **columns).removeprefix(PHRASE).split(PHRASE)


LAYOUT = (
    '<layout xmlns="urn:vdp:layout:1" name="t"><fields><field name="rank" type="choice" '
    'values="大切なお客様だけの特典 特典"/></fields><font id="g" family="Noto Sans JP"/><piece size="100mm 148mm">'
    '{flow}<page side="front">{text}</page></piece></layout>'
)


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("あなたの街に新しいお店がやってきます", "あなたの|街に|新しい|お店が|やってきます"),
        ("春の大感謝祭　開催中", "春の|大感謝祭　|開催中"),
        ("今だけのチャンスをお見逃しなく！", "今だけの|チャンスを|お見逃しなく！"),
        ("ポイントが二倍になる五日間", "ポイントが|二倍に|なる|五日間"),
    ],
)
def test_headlines_are_cut_into_phrases(slot, headline, expected):
    made = slot(headline)
    assert made.spec.phrases
    assert len(made.spec.spans) == 1
    assert "|".join(split(made)) == expected


def test_a_text_of_its_own_lines_has_phrases_in_each(slot):
    assert value(slot("お店が<br/>やってきます")) == f"{PHRASE}お店が\nやってきます"


def test_the_value_of_a_field_is_kept_whole_with_what_belongs_to_it(slot):
    made = slot("{name}様の現在のポイントは{points:,}ポイントです")
    found = split(made, name="勅使河原 伊左衛門之助", points=12345)
    assert found == ["勅使河原 伊左衛門之助様の", "現在の", "ポイントは", "12,345ポイントです"]


def test_no_record_is_segmented(slot, monkeypatch):
    made = slot("{name}様の街にお店がやってきます")
    monkeypatch.setattr(phrases, "_segmenter", None)  # whoever asked for it would fail
    assert split(made, name="あなたの街に新しいお店が")[0] == "あなたの街に新しいお店が様の"


def test_the_values_of_a_choice_are_known_and_segmented(tmp_path):
    path = tmp_path / "choice.xml"
    path.write_text(LAYOUT.format(flow="", text=f"{BY_PHRASE}{{rank}}のご案内</text>"), encoding="utf-8")
    made = compile_layout(path).pages[0].slots[0]
    assert split(made, rank="大切なお客様だけの特典") == ["大切な", "お客様だけの", "特典の", "ご案内"]
    assert split(made, rank="特典") == ["特典の", "ご案内"]
    assert made.value.fields == ("rank",)


def test_markup_takes_no_part(slot):
    made = slot("新しい<u>お<ruby>店<rt>みせ</rt></ruby>が</u>やってきます")
    lined, own = span_marker(1), span_marker(0)
    assert value(made) == (f"{PHRASE}新しい{lined}{PHRASE}お{RUBY}店{READING}みせ{RUBY_END}が{own}{PHRASE}やってきます")


def test_a_records_own_noncharacters_mark_nothing(slot):
    assert split(slot("{name}"), name=f"山{PHRASE}田") == ["山\uffff田"]


def test_readings_from_records_are_left_alone():
    parts = [f"{RUBY}東京{READING}とうきょうに行く{RUBY_END}", "へ"]
    assert "".join(mark_phrases(parts, {})).count(PHRASE) == 1


def test_a_plain_text_has_no_phrases(compile_front):
    made = compile_front(f"<text {BOX}>あなたの街に新しいお店が</text>").pages[0].slots[0]
    assert not made.spec.phrases
    assert made.value.text == "あなたの街に新しいお店が"


def test_a_flow_is_not_broken_by_phrases(refusal):
    flow = '<flow name="a" word-break="auto-phrase">本文</flow>'
    error = refusal(LAYOUT.format(flow=flow, text=f'<text flow="a" {BOX}/>'))
    assert error.code == "layout.flow"
    assert "phrases" in str(error)
