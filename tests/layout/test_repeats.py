# ruff: noqa: E501 -- a layout is one line
"""Repeats, tables, flows and shapes: what they compile to, and where their mistakes are."""

from __future__ import annotations

import pytest

from vdp.layout import compile_layout
from vdp.layout.plan import Repeat
from vdp.slots.shape.spec import BoxSpec, RuleSpec
from vdp.slots.text.spec import FlowSpec, TextSpec
from vdp.units import MM

HEAD = """\
<layout xmlns="urn:vdp:layout:1" name="test" lang="ja">
<fields><field name="name" type="text"/><field name="bought" type="list"><field name="day" type="date"/>
<field name="item" type="text"/><field name="amount" type="integer"/></field></fields>
<font id="gothic" family="Noto Sans JP"/><style id="cell" size="8pt"/>
<piece size="100mm 148mm">
"""
TAIL = "\n</piece></layout>\n"
REPEAT = 'each="bought" as="p" x="10mm" y="20mm" width="80mm" height="50mm" row-height="5mm"'
CELL = '<text x="1mm" y="0mm" width="30mm" height="5mm">{p.item}</text>'
TABLE = '<table each="bought" as="p" x="10mm" y="20mm" width="80mm" row-height="5mm" rows="6" pad="1mm"'
COLUMNS = '<column width="50mm" title="品">{p.item}</column><column width="30mm" align="right">{p.amount:,}</column>'


@pytest.fixture
def compiled(tmp_path):
    def compile_(front, back="", *, flows=""):
        path = tmp_path / "layout.xml"
        pages = f'<page side="front">{front}</page>' + (f'<page side="back">{back}</page>' if back else "")
        path.write_text(HEAD + flows + pages + TAIL, encoding="utf-8")
        return compile_layout(path)

    return compile_


@pytest.fixture
def mistake(tmp_path):
    """Compile pages that must be refused; `¦` marks where the first mistake must be, and is taken out."""

    def refuse(content):
        before, mark, after = content.partition("¦")
        assert mark
        path = tmp_path / "layout.xml"
        path.write_text(HEAD + before + after + TAIL, encoding="utf-8")
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the code is looked at
            compile_layout(path)
        where = caught.value.where
        line = HEAD.count("\n") + 1 + before.count("\n")
        assert (where.line, where.column) == (line, len(before) - before.rfind("\n")), str(caught.value)
        return caught.value.code

    return refuse


def slots(plan, side=0):
    return plan.pages[side].slots


def test_a_repeat_gives_its_slots_with_the_boxes_of_the_first_row(compiled):
    (slot,) = slots(compiled(f'<repeat name="r" {REPEAT} rows="10">{CELL}</repeat>'))
    assert slot.repeat == Repeat("r", "bought", "p", 0, 10, "hold", 5 * MM, empty=False)
    assert slot.spec.box == pytest.approx((11 * MM, (148 - 25) * MM, 30 * MM, 5 * MM))
    assert slot.value.fields == ("p.item",)


def test_percentages_in_a_row_are_of_the_row(compiled):
    (slot,) = slots(compiled(f'<repeat {REPEAT} rows="10"><rule x="0%" y="90%" width="50%" height="10%"/></repeat>'))
    assert slot.spec.box == pytest.approx((10 * MM, (148 - 25) * MM, 40 * MM, 0.5 * MM))


def test_a_table_is_its_titles_its_rules_and_a_repeat(compiled):
    made = slots(compiled(f'{TABLE} name="t" style="cell" over="summary">{COLUMNS}<more>他{{more}}件</more></table>'))
    assert [(slot.spec.name, slot.role, slot.repeat is not None) for slot in made] == [
        ("t.title1", "row", False),
        ("t.head-rule1", "row", False),
        ("t.head-rule2", "row", False),
        ("t.column1", "row", True),
        ("t.column2", "row", True),
        ("t.rule", "row", True),
        ("front.more1", "more", True),
    ]
    first, second = made[3].spec, made[4].spec
    assert first.box == pytest.approx((11 * MM, (148 - 30) * MM, 48 * MM, 5 * MM))
    assert second.box == pytest.approx((61 * MM, (148 - 30) * MM, 28 * MM, 5 * MM))
    assert (second.align, second.valign, second.size) == ("right", "middle", 8.0)
    rule = made[5].spec
    assert isinstance(rule, RuleSpec)
    assert rule.box == pytest.approx((10 * MM, (148 - 30) * MM, 80 * MM, 0.25), abs=1e-3)


def test_slots_of_a_flow_know_all_frames(compiled):
    frame = '<text flow="body" x="10mm" y="20mm" width="80mm" height="{}mm"/>'
    flow = '<flow name="body" style="cell" align="justify">{name}様</flow>'
    plan = compiled(frame.format(30), frame.format(50), flows=flow)
    (front,), (back,) = slots(plan), slots(plan, 1)
    assert isinstance(front.spec, FlowSpec)
    assert [frame.height for frame in back.spec.frames] == pytest.approx([30 * MM, 50 * MM])
    assert (front.spec.index, back.spec.index) == (0, 1)
    assert back.spec.text.align == "justify"
    assert plan.faces == ("Noto Sans JP/400",)


def test_rules_and_boxes_are_static_and_may_bleed(compiled):
    made = slots(
        compiled(
            '<rule x="-3mm" y="99mm" width="6mm" height="0.25pt"/>'
            '<box x="0mm" y="0mm" width="100%" height="100%" line="1pt" fill="cmyk(0 10 0 0)" color="cmyk(0 0 0 50)"/>'
        )
    )
    assert all(slot.is_static for slot in made)
    assert made[1].spec == BoxSpec("front.box1", made[1].spec.box, 1.0, b"0 0 0 0.5 k", b"0 0.1 0 0 k")


def test_a_list_goes_on_in_a_second_repeat(compiled):
    first = f'<repeat {REPEAT} rows="3" over="continue">{CELL}</repeat>'
    plan = compiled(first, f'<repeat {REPEAT} rows="8" from="4">{CELL}</repeat>')
    assert slots(plan, 1)[0].repeat.first == 3
    assert isinstance(slots(plan)[0].spec, TextSpec)


FRONT = '<page side="front">'
ROWS10 = f"{FRONT}<repeat {REPEAT} rows="


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f'{FRONT}<repeat {REPEAT.replace("bought", "¦baught")} rows="3">{CELL}</repeat></page>', "layout.unknown-field"),
        (f'{FRONT}<repeat {REPEAT.replace("bought", "¦name", 1)} rows="3">{CELL}</repeat></page>', "layout.unknown-field"),
        (f'{FRONT}<repeat {REPEAT.replace(chr(34) + "p" + chr(34), chr(34) + "¦name" + chr(34))} rows="3"/></page>', "layout.duplicate"),
        (f'{ROWS10}"¦11">{CELL}</repeat></page>', "layout.repeat"),
        (f'{ROWS10}"¦0">{CELL}</repeat></page>', "layout.repeat"),
        (f'{ROWS10}"3" over="¦summary">{CELL}</repeat></page>', "layout.repeat"),
        (f'{ROWS10}"3" over="¦continue">{CELL}</repeat></page>', "layout.repeat"),
        (f'{ROWS10}"3">{CELL.replace("p.item", "¦p.itm")}</repeat></page>', "layout.unknown-field"),
        (f'{ROWS10}"3">{CELL.replace("30mm", "¦80mm")}</repeat></page>', "layout.outside"),
        (f'{ROWS10}"3"><block when="row = 1">¦<qr x="0mm" y="0mm" value="a" module="0.5mm"/></block></repeat></page>', "layout.repeat"),
        (f'{ROWS10}"3"><foot><text x="0mm" y="0mm" width="9mm" height="5mm">{{¦p.item}}</text></foot></repeat></page>', "layout.unknown-field"),
        (f'{FRONT}<text x="1mm" y="1mm" width="9mm" height="5mm">{{¦p.item}}</text></page>', "layout.unknown-field"),
        (f'{FRONT}<text x="1mm" y="1mm" width="9mm" height="5mm">{{¦bought.item}}</text></page>', "layout.expression-type"),
        (f'{FRONT}{TABLE.replace("80mm", "¦70mm")}>{COLUMNS}</table></page>', "layout.table"),
        (f'{FRONT}<box x="1mm" y="1mm" width="9mm" height="5mm"/></page>'.replace("<box", "¦<box"), "layout.value"),
        (f'{FRONT}<rule ¦x="-4mm" y="1mm" width="9mm" height="5mm"/></page>'.replace('¦x="', 'x="¦'), "layout.outside"),
        (f'¦<flow name="a">x</flow>{FRONT}</page>', "layout.flow"),
        (f'<flow name="a">x</flow>{FRONT}<text flow="¦b" x="1mm" y="1mm" width="9mm" height="5mm"/><text flow="a" x="1mm" y="1mm" width="9mm" height="5mm"/></page>', "layout.flow"),
        (f'<flow name="a">x</flow>{FRONT}<text flow="a" x="1mm" y="1mm" width="9mm" height="5mm" ¦size="9pt"/></page>', "layout.flow"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_place(mistake, content, code):
    assert mistake(content) == code
