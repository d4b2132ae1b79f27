"""Rows of lists over a whole batch: every row is printed once, in its place, or its record is held."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vdp.compose import Composer, Resources, take_inventory
from vdp.layout import compile_layout
from vdp.units import MM

HEAD = """<layout xmlns="urn:vdp:layout:1" name="test" lang="ja">
<fields><field name="name" type="text"/><field name="bought" type="list"><field name="day" type="date"/>
<field name="item" type="text"/><field name="amount" type="integer"/></field></fields>
<font id="gothic" family="Noto Sans JP"/><style id="body" size="8pt" spacing="solid"/><piece size="100mm 148mm">
"""
HEIGHT, STEP, TOP, ROWS = 148 * MM, 5 * MM, 20 * MM, 4
PLACE = re.compile(rb"q 1 0 0 1 0 (-?[0-9.]+) cm (.*?)Q\n", re.DOTALL)
BASELINE = re.compile(rb"1 0 0 1 [0-9.]+ ([0-9.]+) Tm")
CELLS = (
    '<text style="body" x="1mm" y="0mm" width="40mm" height="5mm">{p.item}</text>'
    '<text style="body" x="45mm" y="0mm" width="30mm" height="5mm" align="right">{p.amount:,}円</text>'
)


def repeat(content, *, over="hold", rows=ROWS, first=1):
    return (
        f'<repeat name="r" each="bought" as="p" x="10mm" y="20mm" width="80mm" height="30mm" row-height="5mm" '
        f'rows="{rows}" over="{over}" from="{first}">{content}</repeat>'
    )


@pytest.fixture(scope="module")
def composer(tmp_path_factory):
    path = tmp_path_factory.mktemp("rows") / "layout.xml"

    def build(front, back=""):
        page = f'<page side="back">{back}</page>' if back else ""
        path.write_text(f'{HEAD}<page side="front">{front}</page>{page}</piece></layout>', encoding="utf-8")
        plan = compile_layout(path)
        return Composer(plan, Resources(take_inventory([plan])))

    return build


def columns(lists):
    return {
        "name": [f"名{index}" for index in range(len(lists))],
        "bought": lists,
        "bought.day": [[date(2026, 1, 1)] * len(rows) for rows in lists],
        "bought.item": [[item for item, _ in rows] for rows in lists],
        "bought.amount": [[amount for _, amount in rows] for rows in lists],
    }


def composed(made, lists):
    return made.compose(columns(lists), len(lists))


def inside(content):
    """Return the page's baselines of each row of a piece, from its own place and that of its text."""
    return [
        [float(move) + float(baseline) for baseline in BASELINE.findall(ink)] for move, ink in PLACE.findall(content)
    ]


articles = st.tuples(st.sampled_from(["茶", "菓子", "豆", "AB"]), st.integers(0, 99_999))
batches = st.lists(st.lists(articles, max_size=7), min_size=1, max_size=6)
laws = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def holding(composer):
    return composer(repeat(CELLS))


@pytest.fixture(scope="module")
def summing(composer):
    ends = (
        '<more style="body">他{more}件</more><empty style="body">なし</empty><foot>'
        '<text style="body" x="1mm" y="0mm" width="60mm" height="5mm">計{count(bought)}件{sum(bought.amount)}円</text>'
        "</foot>"
    )
    return composer(repeat(CELLS + ends, over="summary"))


@laws
@given(lists=batches)
def test_every_row_is_printed_once_inside_its_row_or_the_record_is_held(holding, lists):
    held = {fault.index for fault in holding.measure(columns(lists), len(lists)) if fault.code == "layout.rows"}
    assert held == {index for index, rows in enumerate(lists) if len(rows) > ROWS}
    pieces = composed(holding, lists)
    for index, rows in enumerate(lists):
        if index in held:
            continue
        assert pieces.texts[0][index] == "".join(f"{item}{amount:,}円" for item, amount in rows)
        printed = inside(pieces.contents[0][index])
        assert len(printed) == len(rows)
        for number, baselines in enumerate(printed):
            top = HEIGHT - TOP - number * STEP
            assert len(baselines) == 2
            assert all(
                top - STEP <= baseline - 0.12 * 8 and baseline + 0.88 * 8 <= top + 0.01 for baseline in baselines
            )


@laws
@given(lists=batches)
def test_a_summary_counts_what_it_leaves_out_and_totals_all_rows(summing, lists):
    assert summing.measure(columns(lists), len(lists)) == []
    pieces = composed(summing, lists)
    for index, rows in enumerate(lists):
        cut = rows if len(rows) <= ROWS else rows[: ROWS - 1]
        expected = "".join(f"{item}{amount:,}円" for item, amount in cut)
        expected += "" if cut == rows else f"他{len(rows) - len(cut)}件"
        expected += "" if rows else "なし"
        expected += f"計{len(rows)}件{sum(amount for _, amount in rows)}円"
        assert pieces.texts[0][index] == expected
        moves = [float(move) for move, _ in PLACE.findall(pieces.contents[0][index])]
        lines = [*range(len(cut)), *([ROWS - 1] if cut != rows else []), *([] if rows else [0])]
        assert moves == pytest.approx([-STEP * n for n in (*lines, min(max(len(rows), 1), ROWS))], abs=1e-3)


@laws
@given(lists=batches)
def test_a_piece_does_not_depend_on_its_neighbours(summing, lists):
    together = composed(summing, lists)
    for index in range(len(lists)):
        one = {name: column[index : index + 1] for name, column in columns(lists).items()}
        alone = summing.compose(one, 1)
        assert alone.contents[0][0] == together.contents[0][index]
        assert alone.texts[0][0] == together.texts[0][index]


def test_rows_left_go_on_in_the_next_repeat(composer):
    made = composer(repeat(CELLS, over="continue", rows=3), repeat(CELLS, first=4).replace('"r"', '"s"'))
    rows = [(str(n), n) for n in range(8)]
    assert [(f.index, f.slot) for f in made.measure(columns([rows, rows[:7]]), 2)] == [(0, "s")]
    texts = composed(made, [rows[:5], []]).texts
    assert texts == [["00円11円22円", ""], ["33円44円", ""]]


def test_a_fault_in_a_cell_names_record_slot_and_row(composer):
    cell = '<text name="c" style="body" x="1mm" y="0mm" width="5mm" height="5mm">{p.item}</text>'
    made = composer(repeat(cell))
    faults = made.measure(columns([[("茶", 1)], [("茶", 1), ("長い品名", 2), ("長い品名", 3)]]), 2)
    assert [(f.index, f.slot, f.code, f.text.partition(":")[0]) for f in faults] == [
        (1, "c", "text.overflow", "row 2"),
        (1, "c", "text.overflow", "row 3"),
    ]


def test_the_narrowest_row_of_a_record_is_noted_as_fitted(composer):
    cell = (
        '<text name="item" style="body" x="1mm" y="0mm" width="20mm" height="5mm" fit="condense" min-scale="20%">'
        "{p.item}</text>"
    )
    lists = [[("茶", 1)], [("茶" * 10, 1), ("茶", 2), ("茶" * 14, 3)], [], [("豆" * 10, 1)]]
    faults, [(name, fitted)] = composer(repeat(cell)).survey(columns(lists), len(lists))
    assert (faults, name) == ([], "item")
    assert fitted.indices.tolist() == [1, 3]
    assert fitted.scale.tolist() == pytest.approx([20 * MM / (14 * 8), 20 * MM / (10 * 8)], abs=1e-4)


def test_conditions_see_the_row_and_the_record(composer):
    cell = (
        '<block when="p.amount > 10 and name = \'名1\'"><text style="body" x="1mm" y="0mm" width="30mm" height="5mm">'
    )
    made = composer(repeat(f"{cell}{{row}}{{name}}{{p.item}}</text></block>"))
    lists = [[("茶", 99)], [("茶", 5), ("豆", 50)]]
    assert composed(made, lists).texts == [["", "2名1豆"]]


def test_a_rule_of_a_row_stands_under_every_row(composer):
    made = composer(repeat(CELLS + '<rule x="0mm" y="4mm" width="80mm" height="1mm"/>'))
    content = composed(made, [[("茶", 1)] * 3]).contents[0][0]
    assert content.count(b" re f\n") == 3
    assert made.static == [b""]


def test_charts_stand_in_rows_and_hold_the_record_of_a_row_without_value(composer):
    bar = '<bar value="{p.amount}" max="100" x="10mm" y="1mm" width="20mm" height="3mm"/>'
    made = composer(repeat(bar))
    lists = [[("茶", 50), ("豆", 100)], [("茶", None)]]
    content = made.compose(columns(lists), 2).contents[0][0]
    lengths = [float(length) for length in re.findall(rb"([0-9.]+) [0-9.]+ re f", content)]
    assert lengths == pytest.approx([10 * MM, 20 * MM], abs=0.01)
    assert [(fault.index, fault.code) for fault in made.measure(columns(lists), 2)] == [(1, "shape.missing")]
