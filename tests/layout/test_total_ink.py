"""The inks of a layout's own colours."""

from __future__ import annotations

import pytest

from vdp.errors import LayoutError
from vdp.layout import compile_layout
from vdp.layout.total_ink import judge_inks, stop_for_inks

BOX = 'x="10mm" y="10mm" width="50mm" height="20mm"'
RICH = "cmyk(40 0 0 100)"


def notes(plan, limit=320.0):
    return [(note.code, note.slot, note.text) for note in judge_inks(plan, limit)]


def codes(plan, limit=320.0):
    return [note.code for note in judge_inks(plan, limit)]


@pytest.mark.parametrize(
    "element",
    [
        '<rule color="cmyk(90 90 90 60)" BOX/>',
        '<box fill="cmyk(90 90 90 60)" line="0pt" BOX/>',
        '<box line="1pt" color="cmyk(90 90 90 60)" BOX/>',
        '<bar value="5" max="9" fill="cmyk(90 90 90 60)" BOX/>',
        '<bar value="5" max="9" track="cmyk(90 90 90 60)" BOX/>',
        '<bar value="5" max="9" marks="3" mark-color="cmyk(90 90 90 60)" BOX/>',
        '<gauge value="5" max="9" fill="cmyk(90 90 90 60)" BOX/>',
        '<stamp-card value="1" of="4" columns="2" fill="cmyk(90 90 90 60)" BOX/>',
    ],
)
def test_an_area_with_more_ink_than_the_paper_takes_is_named(element, compile_front):
    plan = compile_front(element.replace("BOX", BOX))
    [(code, slot, text)] = notes(plan)
    assert code == "layout.ink-limit"
    assert slot.startswith("front.")
    assert "330 %" in text
    assert "320 %" in text
    assert codes(plan, 330.0) == []
    assert codes(plan, None) == []


def test_a_colour_that_is_not_painted_is_not_judged(compile_front):
    assert codes(compile_front(f'<box fill="K" line="0pt" color="cmyk(90 90 90 90)" {BOX}/>')) == []
    assert codes(compile_front(f'<bar value="5" max="9" mark-color="cmyk(90 90 90 90)" {BOX}/>')) == []


def test_a_colour_is_named_with_the_place_of_its_slot(compile_front):
    [note] = judge_inks(compile_front(f'<box name="frame" fill="cmyk(90 90 90 90)" {BOX}/>'), 300.0)
    assert note.slot == "frame"
    assert note.place.line > 0
    assert note.place.column > 0


@pytest.mark.parametrize(
    ("size", "color", "expected"),
    [
        ("11.9pt", RICH, ["layout.rich-black"]),
        ("12pt", RICH, []),
        ("6pt", "K", []),
        ("6pt", "cmyk(0 0 0 85)", []),
        ("6pt", "cmyk(1 0 0 85)", ["layout.rich-black"]),
        ("6pt", "cmyk(1 0 0 84)", []),
        ("6pt", "cmyk(0 90 80 0)", []),
        ("7.9pt", "cmyk(18 88 46 22)", ["layout.small-text-inks"]),
        ("8pt", "cmyk(18 88 46 22)", []),
        ("30pt", "cmyk(90 90 90 90)", ["layout.ink-limit"]),
    ],
)
def test_small_text_in_several_inks_is_named(size, color, expected, compile_front):
    assert codes(compile_front(f'<text size="{size}" color="{color}" {BOX}>{{name}}</text>')) == expected


def test_text_is_as_small_as_it_may_be_shrunk(compile_front):
    source = f'<text size="14pt" fit="shrink" min-size="%s" color="{RICH}" {BOX}>{{name}}</text>'
    assert codes(compile_front(source % "9pt")) == ["layout.rich-black"]
    assert codes(compile_front(source % "12pt")) == []


def test_a_span_is_judged_by_its_own_size_and_colour(compile_front):
    source = f'<text size="20pt" {BOX}>{{name}} <span size="9pt" color="{RICH}">%s</span></text>'
    [(code, _, text)] = notes(compile_front(source % "x"))
    assert code == "layout.rich-black"
    assert "9.0 pt" in text
    assert "Cyan" in text


def test_a_strict_job_stops_at_the_first_and_names_the_others(compile_front):
    small = f'<text size="6pt" color="{RICH}" {BOX}>{{name}}</text>'
    plan = compile_front(f'{small}<box fill="cmyk(90 90 90 90)" {BOX}/>')
    with pytest.raises(LayoutError) as caught:
        stop_for_inks(plan, 300.0)
    assert caught.value.code == "layout.rich-black"
    assert "layout.ink-limit" in caught.value.text
    stop_for_inks(compile_front(f"<text {BOX}>{{name}}</text>"), 300.0)


INKS = """<layout xmlns="urn:vdp:layout:1" name="x"><fields><field name="name" type="text"/></fields>
<font id="f" family="Noto Sans JP"/>
<ink id="gold" name="PANTONE 871 C" cmyk="20 40 80 20"/><ink id="white" kind="white"/>
<piece size="100mm 148mm"><page side="front">%s</page></piece></layout>"""


@pytest.fixture
def compile_inks(tmp_path):
    def compile_(content, layout=INKS):
        path = tmp_path / "layout.xml"
        path.write_text(layout % content, encoding="utf-8")
        return compile_layout(path)

    return compile_


def test_spot_colours_count_and_special_plates_do_not(compile_inks):
    mixed = f'<box line="0pt" fill="cmyk(100 100 50 0) + ink(gold 90)" {BOX}/>'
    assert notes(compile_inks(mixed))[0][2].startswith("a colour of 340 % of ink")
    assert codes(compile_inks(mixed), 340.0) == []
    assert codes(compile_inks(f'<box line="0pt" fill="ink(white)" {BOX}/>'), 50.0) == []


@pytest.mark.parametrize("ink", ["gs", "bags", "I", "cs", "scn", "k", "K", "N"])
def test_an_ink_may_be_called_like_an_operator(compile_inks, ink):
    box = f'<box line="0pt" fill="cmyk(100 100 50 0) + ink({ink} 90)" {BOX}/>'
    plan = compile_inks(box, INKS.replace('"gold"', f'"{ink}"'))
    assert notes(plan)[0][2].startswith("a colour of 340 % of ink")


def test_black_with_a_spot_colour_is_no_black_for_small_text(compile_inks):
    text = f'<text size="9pt" color="%s" {BOX}>{{name}}</text>'
    [(code, _, said)] = notes(compile_inks(text % "K + ink(gold 30)"))
    assert code == "layout.rich-black"
    assert "PANTONE 871 C" in said
    assert codes(compile_inks(text % "ink(gold)")) == []
