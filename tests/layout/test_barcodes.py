from __future__ import annotations

import pytest

from vdp.slots.symbol.zint_size import box_of
from vdp.slots.symbol.zint_table import SYMBOLOGIES
from vdp.units import MM

CODE = '<barcode symbology="{}" x="20mm" y="60mm" value="{{name}}" {}/>'


@pytest.fixture
def spec_of(compile_front):
    def compile_(symbology, attributes=""):
        (slot,) = compile_front(CODE.format(symbology, attributes)).pages[0].slots
        return slot.spec

    return compile_


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_every_symbology_has_usual_measures(spec_of, symbology):
    # Four-state codes are longer than this postcard is wide.
    turned = 'rotate="90"' if SYMBOLOGIES[symbology].kind == "four-state" else ""
    spec = spec_of(symbology, turned)
    row = SYMBOLOGIES[symbology]
    assert spec.module == pytest.approx(row.module[1] * MM)
    assert spec.height == pytest.approx(row.height[1] * MM)
    assert spec.check == row.checks[0]


def test_the_bars_of_a_retail_code_grow_with_its_module(spec_of):
    assert spec_of("jan-13", 'module="0.264mm"').height == pytest.approx(0.8 * 22.85 * MM)
    assert spec_of("jan-13", 'module="0.264mm" height="10mm"').height == pytest.approx(10 * MM)


def test_a_module_is_whole_dots_of_the_press_and_never_below_the_least(spec_of):
    assert spec_of("jan-13", 'module="0.33mm" dpi="600"').module == pytest.approx(8 * 72 / 600)
    assert spec_of("jan-13", 'module="0.264mm" dpi="600"').module == pytest.approx(7 * 72 / 600)  # six are 0.254 mm


def test_a_width_alone_leaves_the_module_open(spec_of):
    spec = spec_of("code128", 'width="50mm"')
    assert (spec.module, spec.along) == (0.0, pytest.approx(50 * MM))


def test_a_constant_value_fixes_the_size_at_once(compile_front):
    element = '<barcode symbology="jan-13" x="20mm" y="60mm" value="4901234567894" text="below"/>'
    plan = compile_front(element)
    spec = plan.pages[0].slots[0].spec
    assert spec.modules == 95
    assert box_of(spec).width == pytest.approx(95 * 0.33 * MM)
    assert "OCR-B/400" in plan.faces


def test_without_text_no_face_is_needed(compile_front):
    assert compile_front(CODE.format("code128", "")).faces == ()


@pytest.mark.parametrize(
    ("symbology", "attributes"),
    [
        ("jan-13", 'module="¦0.2mm"'),
        ("jan-13", 'module="¦0.7mm"'),
        ("code128", 'height="¦3mm"'),
        ("data-matrix", 'height="¦10mm"'),
        ("data-matrix", 'version="¦11x11"'),
        ("rmqr", 'version="¦R8"'),
        ("micro-qr", 'level="¦H"'),
        ("code128", 'level="¦L"'),
        ("jan-13", 'check="¦none"'),
        ("code128", 'check="¦add"'),
        ("qr-not", ""),
        ("data-matrix", 'text="¦below"'),
        ("data-matrix", 'reduction="¦20"'),
        ("code128", 'reduction="¦200"'),
        ("code128", 'ratio="¦2"'),
        ("code128", 'columns="¦3"'),
        ("pdf417", 'columns="¦31"'),
        ("code128", 'dpi="¦100"'),
        ("code128", 'width="¦0mm"'),
    ],
)
def test_what_a_standard_does_not_allow_is_refused(front_refusal, symbology, attributes):
    mark = "¦" if symbology == "qr-not" else ""
    error = front_refusal(f'<barcode symbology="{mark}{symbology}" x="20mm" y="60mm" value="{{name}}" {attributes}/>')
    assert error.code == ("layout.unknown-value" if symbology == "qr-not" else "layout.value")


@pytest.mark.parametrize(
    "place",
    ['x="¦2mm" y="60mm"', 'x="20mm" y="147mm"', 'x="20mm" y="60mm" width="¦79mm"'],
    ids=["left", "below", "right"],
)
def test_the_quiet_zone_stays_on_the_piece(front_refusal, place):
    height = 'height="¦10mm"' if "147mm" in place else 'height="10mm"'
    error = front_refusal(f'<barcode symbology="code128" {place} value="{{name}}" {height}/>')
    assert error.code == "layout.quiet-zone"
