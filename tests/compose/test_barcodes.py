"""Barcodes among the other slots: measured, fixed for the job, composed with their digits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vdp.compose import Composer, Resources, take_inventory
from vdp.errors import LayoutError
from vdp.run.codes import code_places
from vdp.run.prepare import fix_versions

JAN = '<barcode name="jan" symbology="jan-13" x="20mm" y="20mm" value="{name}" text="below"/>'
CODE = '<barcode name="code" symbology="code128" x="10mm" y="60mm" value="{name}" text="below" text-size="9pt"/>'
MATRIX = '<barcode name="matrix" symbology="data-matrix" x="10mm" y="90mm" value="{url}"/>'
GOOD = ["4901234567894", "9780306406157"]


def columns(names, urls=None):
    count = len(names)
    return {"name": names, "rank": ["silver"] * count, "url": urls or names, "postal_code": [""] * count}


def fixed(made, table, count):
    """Return the composer of the plan whose sizes a batch has fixed."""
    plan = fix_versions(made.plan, made.longest(table, count))
    return Composer(plan, Resources(take_inventory([plan], faces=("Noto Sans JP/400",))))


def test_a_barcode_is_measured_fixed_and_composed_with_its_digits(composer):
    made = composer(JAN + CODE)
    table = columns(GOOD)
    assert made.measure(table, 2) == []
    assert made.longest(table, 2) == {"jan": 95, "code": 123}
    pieces = fixed(made, table, 2).compose(table, 2)
    assert pieces.texts == [[2 * value for value in GOOD]]
    assert pieces.codes == [GOOD, GOOD]


def test_faults_name_their_record_and_slot(composer):
    faults = composer(JAN).measure(columns(["4901234567894", "4901234567890", "12"]), 3)
    assert [(fault.index, fault.slot, fault.code) for fault in faults] == [
        (1, "jan", "symbol.check-digit"),
        (2, "jan", "symbol.barcode-value"),
    ]


def test_digits_that_are_longer_than_their_bars_are_made_smaller(composer):
    made = composer(CODE.replace("60mm", "130mm").replace('text="below"', 'module="0.169mm" height="5mm" text="below"'))
    table = columns(["1234567890" * 6])
    assert made.measure(table, 1) == []
    assert fixed(made, table, 1).compose(table, 1).texts == [["1234567890" * 6]]


def test_a_value_too_long_for_the_piece_is_a_fault_of_its_record(composer):
    faults = composer(CODE).measure(columns(["ABC", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh"]), 2)
    assert [(fault.index, fault.code) for fault in faults] == [(1, "symbol.barcode-room")]


def test_a_wrong_constant_is_a_mistake_of_the_layout(composer):
    with pytest.raises(LayoutError) as caught:
        composer(JAN.replace("{name}", "4901234567890"))
    assert caught.value.code == "symbol.check-digit"
    assert caught.value.where is not None


def test_a_constant_code_is_static_content_and_not_scanned(composer):
    made = composer(JAN.replace("{name}", "4901234567894"))
    assert b" re\n" in made.static[0]
    assert made.code_slots == code_places(made.plan) == []


def test_places_of_codes_have_their_quiet_zones(composer):
    made = composer(MATRIX)
    table = columns(["a"], urls=["https://example.jp/c/1"])
    (place,) = code_places(fixed(made, table, 1).plan)
    assert (place["kind"], place["turn"]) == ("data-matrix", 0)
    assert place["box"][2] == pytest.approx((20 + 2) * 0.5 * 72 / 25.4)


def test_a_size_that_is_fixed_stays(composer):
    made = composer(MATRIX)
    table = columns(["a"], urls=["https://example.jp/c/1"])
    plan = fix_versions(made.plan, {"matrix": 9})
    again = fix_versions(plan, {"matrix": 1})
    assert again == plan != made.plan
    assert fixed(made, table, 1).plan != replace(plan)
