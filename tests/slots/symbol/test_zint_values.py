"""What may be in a barcode, how large it becomes, and what is held."""

from __future__ import annotations

import re

import pytest
import zint
from barcodes import GOOD, NoLine, fixed_kernel, make_spec
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import ean

from vdp.errors import DefectError, read_explanations
from vdp.slots.symbol.device_grid import whole_dots, whole_dots_above, whole_dots_below
from vdp.slots.symbol.zint_check import mod10, mod16, mod43
from vdp.slots.symbol.zint_kernel import BarcodeKernel
from vdp.slots.symbol.zint_size import fix_barcode
from vdp.slots.symbol.zint_table import RMQR_CHAINS, SYMBOLOGIES
from vdp.units import MM

QUICK = settings(deadline=None, max_examples=60)
HEAD = re.compile(rb"/W (\d+) /H (\d+) ")


def faults(symbology, value, **changes):
    return [fault.code for fault in BarcodeKernel(make_spec(symbology, **changes), NoLine).measure([value])]


@QUICK
@given(st.from_regex(r"[0-9]{7,13}", fullmatch=True))
def test_gs1_check_digits_are_those_of_stdnum(digits):
    assert mod10(digits) == ean.calc_check_digit(digits)


# GS1 General Specifications 7.9; ITF-14 5.3; an UPC-A and a Japanese code that are printed on articles.
@pytest.mark.parametrize(
    "code", ["6291041500213", "15400141288763", "036000291452", "4569951116179", "376104250021234569"]
)
def test_published_codes_have_their_check_digits(code):
    assert mod10(code[:-1]) == code[-1]


def own_text(number, value):
    symbol = zint.Symbol()
    symbol.symbology, symbol.option_2 = number, 2 if number is zint.Symbology.CODABAR else 1
    symbol.encode(value)
    return symbol.text.strip("*").replace("_", " ")  # zint shows a blank as _


@QUICK
@given(st.from_regex(r"[A-D][0-9$:/.+-]{1,20}[A-D]", fullmatch=True))
def test_the_check_character_of_nw_7_is_that_of_zint(value):
    assert own_text(zint.Symbology.CODABAR, value) == f"{value[:-1]}{mod16(value)}{value[-1]}"


@QUICK
@given(st.from_regex(r"[0-9A-Z.$/+%-]{1,20}", fullmatch=True))
def test_the_check_character_of_code_39_is_that_of_zint(value):
    assert own_text(zint.Symbology.CODE39, value) == value + mod43(value)


@pytest.mark.parametrize(("symbology", "value"), [(s, v) for s, values in GOOD.items() for v in values])
def test_good_values_have_no_fault(symbology, value):
    assert faults(symbology, value) == []


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_an_empty_value_is_held(symbology):
    assert faults(symbology, "") == ["symbol.empty"]


@pytest.mark.parametrize(
    ("symbology", "value"),
    [
        ("code128", "東京"),
        ("code128", "tab\t"),
        ("gs1-128", "0104912345123459"),
        ("gs1-128", "(01)"),
        ("nw-7", "1234567"),
        ("nw-7", "A12E4A"),
        ("code39", "abc"),
        ("jan-13", "49012345678"),
        ("jan-13", "49012345a7894"),
        ("jan-13", "4901234567894+123"),
        ("jan-8", "4901234567894"),
        ("upc-a", "4901234567894"),
        ("itf", "123"),
        ("itf-14", "1490123456789"),
        ("data-matrix", "a\x00b"),
        ("imb", "05234567094987654321"[:2] + "6" * 17),
        ("imb", "09234567094987654321"),
        ("imb", "01234567094987654321-012"),
        ("mailmark-4s", "41038422416563762EF61AH8T"),
        ("mailmark-2d", "ABC 012100123412345678AB19XY1A 0"),
    ],
)
def test_characters_and_lengths_that_a_symbology_does_not_know_are_held(symbology, value):
    assert faults(symbology, value) == ["symbol.barcode-value"]


@pytest.mark.parametrize(
    ("symbology", "value"),
    [("jan-13", "4901234567890"), ("jan-8", "49012340"), ("upc-a", "036000291453"), ("itf-14", "14901234567890")],
)
def test_a_wrong_check_digit_is_held(symbology, value):
    assert faults(symbology, value) == ["symbol.check-digit"]


@pytest.mark.parametrize(("symbology", "value"), [("nw-7", "A12340A"), ("code39", "ABC-1234A"), ("itf", "123456")])
def test_a_wrong_check_digit_is_held_where_the_layout_says_that_there_is_one(symbology, value):
    assert faults(symbology, value, check="given") == ["symbol.check-digit"]
    assert faults(symbology, value, check="none") == []


@pytest.mark.parametrize(
    ("symbology", "value", "whole"),
    [
        ("jan-13", "490123456789", "4901234567894"),
        ("jan-13", "490123456789+12", "490123456789412"),
        ("upc-a", "03600029145", "0036000291452"),
        ("itf", "1234567", "12345670"),
        ("nw-7", "A1234567A", "A12345674A"),
        ("code39", "ABC-1234", "ABC-1234-"),
    ],
)
def test_a_check_digit_is_added(symbology, value, whole):
    kernel = fixed_kernel([value], symbology, check="add")
    assert kernel.scanned([value]) == [whole]
    assert faults(symbology, value, check="add") == []


@pytest.mark.parametrize(
    "value",
    ["(01)04912345123458(10)AB12", "(01)123", "(11)991399", "(05)1"],
    ids=["check digit", "length", "date", "AI"],
)
def test_gs1_contents_that_break_the_rules_of_their_identifiers_are_held(value):
    assert faults("gs1-128", value) == faults("gs1-data-matrix", value) == ["symbol.barcode-refused"]


def test_findings_never_quote_the_value():
    for symbology, value in [("jan-13", "4901234567890"), ("gs1-128", "(01)04912345123458"), ("code39", "secret")]:
        (fault,) = BarcodeKernel(make_spec(symbology), NoLine).measure([value])
        assert value not in fault.text
        assert not set(re.findall(r"[0-9]{4,}", fault.text))


def test_every_code_is_explained():
    codes = {"barcode-value", "check-digit", "barcode-refused", "barcode-capacity", "barcode-room", "barcode-size"}
    assert {f"symbol.{code}" for code in codes} <= read_explanations().keys()


@pytest.mark.parametrize(
    ("symbology", "value", "changes"),
    [
        ("data-matrix", "é" * 1000, {}),
        ("data-matrix", "x" * 20, {"version": "10x10"}),
        ("micro-qr", "1" * 36, {}),
        ("micro-qr", "1" * 20, {"version": "M2"}),
        ("rmqr", "x" * 60, {"version": "R7"}),
        ("rmqr", "x" * 30, {"version": "R13x27"}),
        ("pdf417", "x" * 1300, {"columns": 1}),
        ("mailmark-2d", "JGB 012100123412345678AB19XY1A 0".ljust(45) + "x" * 45, {"version": "24x24"}),
    ],
)
def test_what_no_allowed_size_holds_is_held(symbology, value, changes):
    assert faults(symbology, value, **changes) == ["symbol.barcode-capacity"]


@pytest.mark.parametrize(
    ("symbology", "changes"),
    [
        ("code128", {"along": 20 * MM}),
        ("code128", {"module": 0.0, "width": 10 * MM, "along": 10 * MM}),
        ("nw-7", {"along": 20 * MM}),
        ("data-matrix", {"across": 8 * MM}),
        ("pdf417", {"across": 3 * MM}),
    ],
)
def test_what_has_no_room_is_held(symbology, changes):
    value = {"code128": "ABC-abc 123456", "nw-7": "A0123456789B"}.get(symbology, "https://example.jp/c/1")
    assert faults(symbology, value, **changes) == ["symbol.barcode-room"]


def test_without_a_module_the_longest_symbol_fills_the_width():
    values = ["12", "123456789012"]
    kernel = fixed_kernel(values, "code128", module=0.0, width=60 * MM, along=60 * MM)
    assert kernel.spec.module * kernel.spec.modules == pytest.approx(60 * MM)
    on_grid = fixed_kernel(values, "code128", module=0.0, width=60 * MM, along=60 * MM, dpi=600).spec
    assert on_grid.module * 600 / 72 == pytest.approx(round(on_grid.module * 600 / 72))
    assert 0 <= 60 * MM - on_grid.module * on_grid.modules < on_grid.modules * 72 / 600


@pytest.mark.parametrize("symbology", ["data-matrix", "gs1-data-matrix", "pdf417", "micro-qr", "rmqr", "mailmark-2d"])
def test_all_symbols_of_a_slot_have_the_size_of_the_largest(symbology):
    short, long = {
        "gs1-data-matrix": ("(10)A", "(01)04912345123459(10)ABCDEFGHIJKLMNOPQRST"),
        "micro-qr": ("1", "ABC12345678"),
        "mailmark-2d": ("JGB 012100123412345678AB19XY1A 0", "JGB 012100123412345678AB19XY1A 0".ljust(45) + "abc" * 14),
    }.get(symbology, ("1", "https://example.jp/campaign/2026/spring/0001"))
    sizes = [HEAD.search(ink).groups() for ink in fixed_kernel([short, long], symbology).compose([short, long])]
    (alone,) = [HEAD.search(ink).groups() for ink in fixed_kernel([short], symbology).compose([short])]
    assert sizes[0] == sizes[1] != alone


@pytest.mark.parametrize("symbology", ["data-matrix", "pdf417", "micro-qr", "rmqr"])
@settings(deadline=None, max_examples=25)
@given(
    data=st.lists(st.from_regex(r"[0-9]{1,20}|[A-Z ]{1,14}|[a-z0-9:/.]{1,9}|[ぁ-ん]{1,3}", fullmatch=True), min_size=1)
)
def test_what_measuring_lets_pass_is_composed_at_the_size_of_the_job(symbology, data):
    kernel = BarcodeKernel(make_spec(symbology, version="R7" if symbology == "rmqr" else ""), NoLine)
    held = {fault.index for fault in kernel.measure(data)}
    kept = [value for index, value in enumerate(data) if index not in held]
    fixed = BarcodeKernel(fix_barcode(kernel.spec, kernel.longest(data)), NoLine)
    assert all(fixed.compose(kept))


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_a_symbol_does_not_depend_on_the_ones_before_it(symbology):
    values = [*GOOD[symbology], GOOD[symbology][0]]
    if symbology in {"data-matrix", "pdf417", "rmqr"}:
        values = ["1", "https://example.jp/campaign/2026", "2"]
    kernel = BarcodeKernel(make_spec(symbology), NoLine)
    assert kernel.measure(values) == []
    assert kernel.longest(values) == max(kernel.longest([value]) for value in values) == kernel.longest(values[::-1])
    fixed = BarcodeKernel(fix_barcode(kernel.spec, kernel.longest(values)), NoLine)
    assert fixed.compose(values[::-1]) == fixed.compose(values)[::-1] == [fixed.compose([v])[0] for v in values[::-1]]


def test_a_value_that_was_never_measured_stops_the_job():
    kernel = fixed_kernel(["1"], "micro-qr")
    with pytest.raises(DefectError, match="error"):
        kernel.compose(["12345678901234567890"])
    with pytest.raises(DefectError, match="not fixed"):
        BarcodeKernel(make_spec("code128"), NoLine).compose(["1"])


def test_the_heights_of_rmqr_grow_in_width_alone():
    names = {number: name for name, number in SYMBOLOGIES["rmqr"].versions.items()}
    for height, chain in RMQR_CHAINS.items():
        widths = [int(names[number].split("x")[1]) for number in chain]
        assert widths == sorted(widths)
        assert all(names[number].startswith(f"{height}x") for number in chain)


def test_equal_values_are_equal_ink_and_an_empty_one_none():
    kernel = fixed_kernel(["A", "B"], "code128")
    one, other, again, nothing = kernel.compose(["A", "B", "A", ""])
    assert one == again != other
    assert nothing == b""
    assert kernel.compose([""]) == [b""]
    assert kernel.compose([]) == []


@pytest.mark.parametrize(("align", "share"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_short_symbols_are_aligned_in_the_width(align, share):
    kernel = fixed_kernel(["12", "1234567890"], "code128", module=1.0, width=200.0, along=200.0, align=align)
    ink = kernel.compose(["12"])[0]
    width = fixed_kernel(["12"], "code128").spec.modules
    assert float(ink.split()[5]) == pytest.approx(40.0 + round((200 - width) * share), abs=0.6)


@QUICK
@given(st.floats(0.1, 20.0), st.sampled_from([300, 600, 1200, 2400]))
def test_lengths_on_the_grid_are_whole_dots(length, dpi):
    dot = 72 / dpi
    nearest, below, above = whole_dots(length, dpi), whole_dots_below(length, dpi), whole_dots_above(length, dpi)
    for found in (nearest, below, above):
        assert found / dot == pytest.approx(round(found / dot))
    assert below <= length + 1e-5
    assert above >= length - 1e-5
    assert abs(nearest - length) <= dot / 2 + 1e-9 or nearest == dot


def test_without_a_grid_lengths_stay_what_they_are():
    assert whole_dots(1.23, 0) == whole_dots_below(1.23, 0) == whole_dots_above(1.23, 0) == 1.23
