"""Inks beside CMYK: their definitions, the colours that name them, and the plates that lie on top."""

from __future__ import annotations

import re

import pytest

from tests.layout.conftest import HEAD, TAIL
from vdp.layout import compile_layout
from vdp.pdf.plates import PLATES

INKS = """\
<ink id="red" name="PANTONE 186 C" cmyk="0 100 81 4"/><ink id="gold" name="PANTONE 871 C" cmyk="20 40 80 20"/>
<ink id="white" kind="white"/><ink id="varnish" kind="varnish" name="Spot Varnish"/>
"""
BOX = 'x="10mm" y="10mm" width="30mm" height="10mm"'


def with_inks(content, inks=INKS):
    return HEAD.replace('<font id="gothic"', inks + '<font id="gothic"') + content + TAIL


@pytest.fixture
def compile_inks(tmp_path):
    def compile_(content, inks=INKS):
        path = tmp_path / "layout.xml"
        path.write_text(with_inks(content, inks), encoding="utf-8")
        return compile_layout(path)

    return compile_


@pytest.fixture
def ink_refusal(refusal):
    """Return what is refused, and hold the error to the place that `¦` marks."""

    def refuse(content, inks=INKS):
        text = with_inks(content, inks)
        before, mark, after = text.partition("¦")
        error = refusal(before + after)
        if mark:
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            assert (error.where.line, error.where.column) == (line, column), str(error)
        return error

    return refuse


def colors(plan):
    return [slot.spec.color for slot in plan.pages[0].slots]


@pytest.mark.parametrize(
    ("color", "operators", "colorants"),
    [
        ("ink(red)", b"/N gs /I.red cs 1 scn", ["PANTONE 186 C"]),
        ("ink(red 60)", b"/N gs /I.red cs 0.6 scn", ["PANTONE 186 C"]),
        ("ink(red 12.5)", b"/N gs /I.red cs 0.125 scn", ["PANTONE 186 C"]),
        ("ink(red 60) + ink(gold)", b"/N gs /I.gold.red cs 1 0.6 scn", ["PANTONE 871 C", "PANTONE 186 C"]),
        ("ink(gold) + ink(red 60)", b"/N gs /I.gold.red cs 1 0.6 scn", ["PANTONE 871 C", "PANTONE 186 C"]),
        ("ink(red) + K", b"/N gs /I.red.K cs 1 1 scn", ["PANTONE 186 C", "Black"]),
        ("cmyk(10 0 0 20) + ink(red)", b"/N gs /I.red.CK cs 1 0.1 0.2 scn", ["PANTONE 186 C", "Cyan", "Black"]),
        ("ink(varnish)", b"/K gs /I.varnish cs 1 scn", ["Spot Varnish"]),
    ],
)
def test_a_colour_of_inks_sets_its_space_its_tints_and_its_overprint(compile_inks, color, operators, colorants):
    plan = compile_inks(f'<rule {BOX} color="{color}"/>')
    assert colors(plan) == [operators]
    (paint,) = plan.paints
    assert [*(ink.name for ink in paint.inks), *paint.process] == colorants
    assert b"/" + paint.resource.encode() + b" cs" in operators


def test_plain_colours_stay_as_they_were(compile_inks):
    plan = compile_inks(f'<rule {BOX} color="K"/><rule {BOX} color="cmyk(0 90 80 0)"/>')
    assert colors(plan) == [b"0 0 0 1 k", b"0 0.9 0.8 0 k"]
    assert plan.paints == ()
    assert [ink.id for ink in plan.inks] == ["red", "gold", "white", "varnish"]


def test_an_ink_may_be_told_to_overprint_or_to_knock_out(compile_inks):
    inks = '<ink id="a" name="A" cmyk="0 0 0 9" overprint="yes"/><ink id="w" kind="white" overprint="no"/>'
    plan = compile_inks(f'<rule {BOX} color="ink(a)"/><rule {BOX} color="ink(w)"/>', inks)
    assert colors(plan) == [b"/K gs /I.a cs 1 scn", b"/N gs /I.w cs 1 scn"]


def test_every_attribute_that_is_a_colour_takes_inks(compile_inks):
    content = f"""
    <text {BOX} color="ink(red)">あ<span color="ink(gold 30)">い</span><span color="K">う</span></text>
    <box {BOX} line="1pt" color="ink(red)" fill="ink(gold)"/>
    <bar {BOX} value="{{points}}" max="9" fill="ink(red)" track="cmyk(0 0 9 0)" marks="2" mark-color="ink(gold)"/>
    <gauge {BOX} value="{{points}}" max="9" fill="ink(red)" line="1mm" track="ink(gold)"/>
    <stamp-card {BOX} value="{{points}}" of="4" columns="2" fill="ink(red)" color="ink(gold)"/>
    <postal-code x="44mm" y="12mm" color="ink(red)"/>
    """
    text, box, bar, gauge, card, code = (slot.spec for slot in compile_inks(content).pages[0].slots)
    assert [span.color for span in text.spans] == [
        b"/N gs /I.red cs 1 scn",
        b"/N gs /I.gold cs 0.3 scn",
        b"0 0 0 1 k",
    ]
    assert box.fill == gauge.track == card.color == bar.marks.color == b"/N gs /I.gold cs 1 scn"
    assert box.color == bar.fill == gauge.fill == card.fill == code.color == b"/N gs /I.red cs 1 scn"
    assert bar.track == b"/N gs 0 0 0.09 0 k"  # an ink of another state may have come before


def test_a_style_may_name_an_ink(compile_inks):
    style = '<style id="s" font="gothic" color="ink(red)"/>'
    assert colors(compile_inks(f'<text {BOX} style="s">あ</text>', INKS + style)) == [b"/N gs /I.red cs 1 scn"]


def test_special_inks_come_last_each_plate_by_itself(compile_inks):
    content = "".join(
        f'<rule name="{name}" {BOX} color="{color}"/>'
        for name, color in [
            ("w1", "ink(white)"),
            ("v1", "ink(varnish)"),
            ("k", "K"),
            ("w2", "ink(white)"),
            ("r", "ink(red)"),
        ]
    )
    slots = compile_inks(content).pages[0].slots
    assert [slot.spec.name for slot in slots] == ["k", "r", "v1", "w1", "w2"]
    assert [slot.plate.property_list if slot.plate else "" for slot in slots] == [
        "",
        "",
        "L.varnish",
        "L.white",
        "L.white",
    ]


@pytest.mark.parametrize(
    ("color", "code", "told"),
    [
        ("ink(rad)", "layout.ink-color", 'there is no ink "rad"'),
        ("ink(red) + ink(red 5)", "layout.ink-color", "twice"),
        ("K + cmyk(1 0 0 0) + ink(red)", "layout.ink-color", "one part in CMYK"),
        ("K + cmyk(1 0 0 0)", "layout.ink-color", "one part in CMYK"),
        ("ink(white) + K", "layout.ink-color", "cannot be mixed"),
        ("ink(red 101)", "layout.value", "cannot be"),
        ("ink(red, gold)", "layout.value", "cannot be"),
        ("red", "layout.value", "cannot be"),
    ],
)
def test_a_colour_that_cannot_be_is_refused_at_its_place(ink_refusal, color, code, told):
    error = ink_refusal(f'<rule {BOX} color="¦{color}"/>')
    assert error.code == code
    assert told in str(error)
    assert error.cure


@pytest.mark.parametrize(
    ("ink", "told"),
    [
        ('<ink id="a" name="¦Black" cmyk="0 0 0 9"/>', "cannot be the name"),
        ('<ink id="a" name="¦ all " cmyk="0 0 0 9"/>', "cannot be the name"),
        ('<ink id="a" name="¦None" cmyk="0 0 0 9"/>', "cannot be the name"),
        ('<ink id="a" name="¦cy-an" cmyk="0 0 0 9"/>', "cannot be the name"),
        ('<ink id="a" name="¦..." cmyk="0 0 0 9"/>', "neither letter nor digit"),
        ('<ink id="a" name="¦ Gold" cmyk="0 0 0 9"/>', "blanks around"),
        (f'<ink id="a" name="¦{"金" * 43}" cmyk="0 0 0 9"/>', "127 bytes"),
        ('¦<ink id="a" cmyk="0 0 0 9"/>', "needs the name"),
        ('¦<ink id="a" name="Gold"/>', "needs the inks"),
        ('<ink id="¦red" name="Gold" cmyk="0 0 0 9"/>', "is taken"),
        ('<ink id="¦abcdefghijklmnopqrstuvwxy" name="Gold" cmyk="0 0 0 9"/>', "at most 24 characters"),
        ('<ink id="a" name="¦PANTONE 186 C" cmyk="0 0 0 9"/>', "has the name of another ink"),
        ('<ink id="a" name="¦Pantone 186C" cmyk="0 0 0 9"/>', 'a name like "PANTONE 186 C"'),
        ('<ink id="a" name="¦ＰＡＮＴＯＮＥ １８６ Ｃ" cmyk="0 0 0 9"/>', "a name like"),
        ('<ink id="a" kind="¦lacquer"/>', "no value of kind"),
    ],
)
def test_an_ink_that_a_press_could_mistake_is_refused_at_its_place(ink_refusal, ink, told):
    error = ink_refusal(f'<rule {BOX} color="ink(gold)"/>', INKS + ink)
    assert told in str(error)
    assert error.cure


@pytest.mark.parametrize(
    "slot",
    [
        f'¦<text {BOX}>あ<span color="ink(varnish)">い</span></text>',
        f'¦<box {BOX} line="1pt" fill="ink(white)"/>',
        f'¦<box {BOX} line="1pt" color="ink(varnish)" fill="ink(white)"/>',
        f'¦<bar {BOX} value="{{points}}" max="9" fill="ink(white)" marks="2"/>',
        f'¦<stamp-card {BOX} value="{{points}}" of="4" columns="2" fill="ink(white)"/>',
    ],
)
def test_a_slot_is_printed_on_one_plate_alone(ink_refusal, slot):
    assert ink_refusal(slot).code == "layout.plate"


@pytest.mark.parametrize("color", ["K", "ink(red 50)", "ink(red) + ink(gold)", "ink(red) + K"])
def test_an_image_is_printed_in_one_whole_ink(ink_refusal, color):
    error = ink_refusal(f'<image {BOX} src="{{photo}}" color="¦{color}"/>')
    assert error.code == "layout.ink-color"


def test_every_kind_has_a_step_of_the_standard_or_none(compile_inks):
    kinds = [kind for kind in PLATES if kind != "spot"]
    inks = "".join(f'<ink id="{kind}" kind="{kind}"/>' for kind in kinds)
    plan = compile_inks("".join(f'<rule {BOX} color="ink({kind})"/>' for kind in kinds), inks)
    assert {slot.plate.kind for slot in plan.pages[0].slots} == set(kinds)
    assert all(slot.plate.overprint and re.fullmatch(r"[A-Z]\w+", slot.plate.name) for slot in plan.pages[0].slots)


QR = '<qr name="q" x="40mm" y="50mm" module="0.5mm" version="1" value="{name}"/>'
GROUND = 'x="30mm" y="40mm" width="40mm" height="40mm"'


@pytest.mark.parametrize("fill", ["ink(white)", "ink(red 10)", "ink(varnish)"])
def test_a_code_may_stand_on_white_and_on_a_pale_tint(compile_inks, fill):
    assert compile_inks(f'<box {GROUND} fill="{fill}"/>{QR}').pages


@pytest.mark.parametrize("fill", ["ink(red)", "ink(gold 50) + K"])
def test_a_code_may_not_stand_on_a_dark_ink(ink_refusal, fill):
    assert ink_refusal(f'<box {GROUND} fill="{fill}"/>{QR}').code == "layout.quiet-zone"


HARD_WHITE = INKS.replace('kind="white"', 'kind="white" overprint="no"')
NAME = f"<text {BOX}>{{name}}</text>"


@pytest.mark.parametrize(
    "slot",
    [
        '<box x="¦39mm" y="5mm" width="30mm" height="10mm" fill="ink(white)"/>',
        '<rule x="¦10mm" y="12mm" width="30mm" height="1mm" color="ink(white)"/>',
        '<text x="¦10mm" y="10mm" width="30mm" height="10mm" color="ink(white)">{name}</text>',
        '<image x="¦10mm" y="10mm" width="30mm" height="10mm" src="{photo}" color="ink(white)"/>',
    ],
)
@pytest.mark.parametrize("other", [NAME, NAME.replace("<text", '<text color="ink(varnish)"')])
def test_a_white_that_does_not_overprint_takes_no_text_away(ink_refusal, slot, other):
    for content in (slot + other, other + slot):  # it is printed last wherever it is written
        error = ink_refusal(content, HARD_WHITE)
        assert error.code == "layout.knock-out"
        assert '"front.text' in error.text


@pytest.mark.parametrize(
    "slot",
    [
        '<box x="41mm" y="5mm" width="30mm" height="10mm" fill="ink(white)"/>',
        f'<text {BOX} color="ink(white)">{{name}}</text>',
    ],
)
def test_a_white_that_does_not_overprint_may_stand_beside_a_text_and_over_areas(compile_inks, slot):
    area = f'<box {BOX} fill="cmyk(90 0 0 0)"/>'
    alone = NAME if "<box" in slot else ""
    assert compile_inks(area + alone + slot, HARD_WHITE).pages
    assert compile_inks(
        f'<choose><when test="vip">{slot}</when><otherwise>{NAME}</otherwise></choose>', HARD_WHITE
    ).pages
    assert compile_inks(slot + NAME).pages
