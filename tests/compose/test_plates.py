"""Plates of special inks: behind all colours, plate by plate, what is static first, each within its own mark."""

from __future__ import annotations

import re

import pytest

from tests.compose.test_rows import CELLS, columns, composed, repeat
from vdp.compose import Composer, Resources, take_inventory
from vdp.layout import compile_layout

HEAD = """<layout xmlns="urn:vdp:layout:1" name="test" lang="ja">
<fields><field name="name" type="text"/><field name="bought" type="list"><field name="day" type="date"/>
<field name="item" type="text"/><field name="amount" type="integer"/></field></fields>
<ink id="white" kind="white"/><ink id="gloss" kind="varnish"/><ink id="gold" name="金" cmyk="0 20 60 20"/>
<ink id="plain" kind="clear" step="no"/>
<font id="gothic" family="Noto Sans JP"/><style id="body" size="8pt" spacing="solid"/><piece size="100mm 148mm">
"""
BOX = 'x="1mm" y="0mm" width="40mm" height="5mm"'
MARK = re.compile(rb"/(OC|Plate) /([LP]\.\w+) BDC\n(.*?)EMC\n", re.DOTALL)


@pytest.fixture
def compose_plates(tmp_path):
    def build(front):
        path = tmp_path / "layout.xml"
        path.write_text(f'{HEAD}<page side="front">{front}</page></piece></layout>', encoding="utf-8")
        plan = compile_layout(path)
        return Composer(plan, Resources(take_inventory([plan])))

    return build


def test_static_plates_lie_over_all_colours_and_under_the_pieces_own(compose_plates):
    made = compose_plates(
        f'<text {BOX} color="ink(gloss)">{{name}}</text><text {BOX}>{{name}}様</text>'
        f'<box {BOX} fill="ink(white)"/><box {BOX} fill="ink(plain)"/><box {BOX} fill="cmyk(0 9 0 0)"/>'
    )
    assert [ink.id for ink in made.covers[0]] == ["plain", "white"]
    assert b"k 2.835" in made.static[0]
    assert not MARK.search(made.static[0])
    (content,), (text,) = made.compose({"name": ["甲"]}, 1)[:2]
    before, mark, _ = content[0].partition(b"/Plate")
    assert b" Tj " in before
    assert mark
    assert [(tag, name) for tag, name, _ in MARK.findall(content[0])] == [
        (b"Plate", b"P.plain"),
        (b"OC", b"L.white"),
        (b"OC", b"L.gloss"),
    ]
    assert b"/T0.plain Do" in content[0]
    assert b"/T0.white Do" in content[0]
    assert text == ["甲様甲"]  # colours, then plates: as a reader finds them


def test_static_plates_are_shown_where_nothing_else_is_a_pieces_own(compose_plates):
    made = compose_plates(f'<box {BOX} fill="ink(white)"/>')
    assert made.compose({}, 2).contents == [[b"/OC /L.white BDC\n/T0.white Do EMC\n"] * 2]


def test_a_plate_that_a_record_does_not_have_leaves_no_mark(compose_plates):
    made = compose_plates(f'<block when="name = \'甲\'"><text {BOX} color="ink(white)">{{name}}</text></block>')
    found = made.compose({"name": ["甲", "乙"]}, 2).contents[0]
    assert (bool(MARK.search(found[0])), found[1]) == (True, b"")


def test_rows_of_a_list_are_printed_colour_by_colour_then_plate_by_plate(compose_plates):
    """A list has a copy of its rows for each plate; every cell stands where it stood."""
    white = CELLS.replace("<text ", '<text color="ink(white)" ')
    plain, both = compose_plates(repeat(CELLS)), compose_plates(repeat(white + CELLS))
    lists = [[("茶", 1), ("豆", 22)], [], [("AB", 333)]]
    (single,), (double,) = composed(plain, lists).contents, composed(both, lists).contents
    for one, two in zip(single, double, strict=True):
        assert two.startswith(one)
        rest = two[len(one) :]
        assert rest.count(b"BDC") == rest.count(b"EMC") == 2 * one.count(b" cm ")
        unmarked = re.sub(rb"/OC /L\.white BDC\n|EMC\n|/K gs /I\.white cs 1 scn | /K gs 0 0 0 1 k", b"", rest)
        assert unmarked == one
    (texts,) = composed(both, lists).texts
    assert texts == [text * 2 for text in composed(plain, lists).texts[0]]


def test_a_list_too_long_is_told_once_whatever_plates_it_has(compose_plates):
    white = CELLS.replace("<text ", '<text color="ink(white)" ')
    made = compose_plates(repeat(white + CELLS, rows=2))
    faults = made.measure(columns([[("茶", 1)] * 3]), 1)
    assert [fault.code for fault in faults] == ["layout.rows"]


def test_a_postal_code_is_printed_in_its_colour(compose_plates):
    made = compose_plates('<postal-code x="44.3mm" y="12mm" size="15pt" value="{name}" color="ink(gold)"/>')
    (content,) = made.compose({"name": ["1234567"]}, 1).contents
    assert content[0].startswith(b"/N gs /I.gold cs 1 scn BT /F0 15 Tf ")
    assert content[0].endswith(b"ET /K gs 0 0 0 1 k\n")
