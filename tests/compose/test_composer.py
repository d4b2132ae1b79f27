from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vdp.errors import LayoutError

NAME = '<text name="n" style="body" x="10mm" y="10mm" width="80mm" height="5mm">{name}</text>'
HELLO = '<text name="hello" style="body" x="10mm" y="30mm" width="80mm" height="5mm">いつもありがとうございます</text>'
GOLD = '<block when="rank = \'gold\'"><text name="g" style="body" x="10mm" y="20mm" width="80mm" height="5mm">金{name}</text></block>'  # noqa: E501
CONSTANT_GOLD = '<block when="rank = \'gold\'"><text name="c" style="body" x="10mm" y="20mm" width="80mm" height="5mm">限定</text></block>'  # noqa: E501
SHORT = '<text name="short" style="body" x="10mm" y="40mm" width="20mm" height="5mm">{name}</text>'
LONG = (
    '<text name="all" style="body" lines="3" leading="12pt" x="10mm" y="40mm" width="20mm" height="20mm">{name}</text>'
)
QR = '<qr name="q" value="{url}" x="40mm" y="60mm" module="0.5mm"/>'


NAMES = st.sampled_from(["北", "高橋", "AB", "佐々木"])


@pytest.fixture
def mixed(composer):
    return composer(NAME + GOLD + LONG)


def columns(names, *, ranks=None, urls=None):
    count = len(names)
    return {
        "name": names,
        "rank": ranks or ["silver"] * count,
        "url": urls or [f"https://example.jp/{index}" for index in range(count)],
        "postal_code": [""] * count,
        "address1": [""] * count,
        "_barcode": [""] * count,
    }


def test_each_piece_has_the_ink_and_the_text_of_its_own_record(composer):
    made = composer(NAME)
    together = made.compose(columns(["北村", "高橋"]), 2)
    assert together.texts == [["北村", "高橋"]]
    for index, name in enumerate(["北村", "高橋"]):
        alone = made.compose(columns([name]), 1)
        assert alone.contents[0] == [together.contents[0][index]]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.tuples(NAMES, st.sampled_from(["gold", "silver"])), min_size=1, max_size=8))
def test_a_piece_does_not_depend_on_its_neighbours(mixed, pieces):
    names, ranks = [name for name, _ in pieces], [rank for _, rank in pieces]
    together = mixed.compose(columns(names, ranks=ranks), len(names))
    for index, (name, rank) in enumerate(pieces):
        alone = mixed.compose(columns([name], ranks=[rank]), 1)
        assert [side[0] for side in alone.contents] == [side[index] for side in together.contents]
        assert [side[0] for side in alone.texts] == [side[index] for side in together.texts]


def test_a_condition_shows_a_slot_on_the_pieces_that_meet_it(composer):
    made = composer(NAME + GOLD)
    pieces = made.compose(columns(["甲", "乙", "丙"], ranks=["gold", "silver", "gold"]), 3)
    assert pieces.texts == [["甲金甲", "乙", "丙金丙"]]
    assert pieces.contents[0][1] == made.compose(columns(["乙"]), 1).contents[0][0]


def test_a_constant_text_under_a_condition_is_no_static_content(composer):
    made = composer(NAME + CONSTANT_GOLD)
    assert made.static == [b""]
    pieces = made.compose(columns(["甲", "乙"], ranks=["gold", "silver"]), 2)
    assert pieces.texts == [["甲限定", "乙"]]


def test_what_is_the_same_for_everybody_is_composed_once(composer):
    made = composer(NAME + HELLO)
    assert b"BT" in made.static[0]
    assert made.compose(columns(["甲"]), 1).texts == [["甲"]]


def test_a_side_without_anything_personal_has_no_ink_of_its_own(composer):
    made = composer(NAME, HELLO)
    pieces = made.compose(columns(["甲", "乙"]), 2)
    assert pieces.contents[1] == [b"", b""]
    assert pieces.texts[1] == ["", ""]
    assert made.static[0] == b""
    assert b"BT" in made.static[1]


def test_faults_name_their_record_and_slot(composer):
    made = composer(NAME + SHORT)
    faults = made.measure(columns(["甲", "あ" * 20, "乙"]), 3)
    assert [(fault.index, fault.slot, fault.code, fault.severity) for fault in faults] == [
        (1, "short", "text.overflow", "hold")
    ]


def test_faults_of_a_slot_that_few_pieces_have_name_the_right_record(composer):
    made = composer(f"<block when=\"rank = 'gold'\">{SHORT}</block>")
    faults = made.measure(columns(["あ" * 30] * 3, ranks=["silver", "gold", "silver"]), 3)
    assert [fault.index for fault in faults] == [1]


@pytest.mark.parametrize("content", [NAME, LONG, QR, GOLD, f"<block when=\"rank = 'gold'\">{LONG}</block>"])
def test_a_batch_without_records_or_without_the_slot_is_composed(composer, content):
    made = composer(content)
    assert made.measure(columns([]), 0) == []
    assert made.longest(columns([]), 0) in ({}, {"q": 0})
    if content is not QR:
        assert made.compose(columns([]), 0).contents == [[]]
        assert made.compose(columns(["甲"]), 1).contents != [[]]


def test_a_static_text_that_does_not_fit_is_a_mistake_of_the_layout(composer):
    with pytest.raises(LayoutError) as caught:
        composer(SHORT.replace("{name}", "あ" * 30))
    assert caught.value.code == "text.overflow"
    assert caught.value.where is not None


def test_the_longest_value_of_a_growing_qr_code_is_told_by_its_version(composer):
    made = composer(QR)
    assert made.longest(columns(["a", "b"], urls=["https://a.jp/1", "https://a.jp/東"]), 2) == {"q": 2}


def test_a_qr_code_of_a_stated_version_does_not_grow(composer):
    assert composer(QR.replace("module", 'version="5" module')).longest(columns(["a"]), 1) == {}


@pytest.mark.parametrize(("length", "held"), [(20, False), (511, False), (512, True), (2900, True)])
def test_a_qr_code_that_would_reach_over_the_trim_is_a_fault_of_its_record(composer, length, held):
    """Room for 60 mm = 120 modules, 4 of them quiet: version 24 (113 modules), 511 bytes at level H."""
    made = composer(QR.replace("module", 'level="H" module'))
    url = "https://example.jp/".ljust(length, "x")
    codes = [fault.code for fault in made.measure(columns(["甲", "乙"], urls=["https://a.jp/", url]), 2)]
    assert len(codes) == (1 if held else 0)
    assert set(codes) <= {"symbol.qr-room", "symbol.qr-capacity"}


def test_code_slots_are_listed_in_the_order_of_their_values(composer):
    made = composer(
        QR.replace("module", 'version="5" module') + NAME,
        '<qr name="other" value="{name}" x="20mm" y="60mm" module="0.5mm" version="5"/>',
    )
    assert made.code_slots == [("front", "q"), ("back", "other")]
    pieces = made.compose(columns(["a", "b"]), 2)
    assert pieces.codes == [["https://example.jp/0", "https://example.jp/1"], ["a", "b"]]
