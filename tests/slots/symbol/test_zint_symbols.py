"""What is printed is what zint draws, and says what it was given."""

from __future__ import annotations

import numpy as np
import pytest
import zint
from barcodes import GOOD, PAGE, fixed_kernel, render

from vdp.proof.barcodes import BARS_ONLY, FORMATS, decode_barcode
from vdp.slots.symbol.zint_encoder import ZintEncoder
from vdp.slots.symbol.zint_size import box_of
from vdp.slots.symbol.zint_table import FOUR_STATE, LINEAR, STACKED, SYMBOLOGIES
from vdp.units import MM

EVERY = [(symbology, value) for symbology, values in GOOD.items() for value in values]
LEVELS = {"pdf417": 3, "micro-qr": 1, "rmqr": 2}
LETTERS = str.maketrans("FADT", "1234")


def own_raster(symbology, value, kernel):
    """Return zint's raster of a value as booleans, one per module and row."""
    row, spec = SYMBOLOGIES[symbology], kernel.spec
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology(row.number)
    symbol.show_text = False
    symbol.output_options = zint.OutputOptions.BARCODE_NO_QUIET_ZONES
    if row.gs1:
        symbol.input_mode = zint.InputMode.GS1 | zint.InputMode.GS1PARENS
    if symbology in LEVELS:
        symbol.option_1 = LEVELS[symbology]
    if row.kind == STACKED:
        symbol.option_2, symbol.option_3 = spec.columns, spec.number
    elif spec.number:
        symbol.option_2 = spec.number
    if symbology == "imb" and len(value) == 25:
        value = f"{value[:20]}-{value[20:]}"
    symbol.encode(value[:-1] if symbology == "itf-14" else value)
    symbol.buffer()
    pixels = np.asarray(symbol.bitmap)[::2, ::2].max(axis=2) < 128  # zint draws two pixels a module
    if row.kind == LINEAR:  # without the border of ITF-14 and what an add-on leaves above its bars
        middle = pixels[pixels.shape[0] // 2]
        where = np.flatnonzero(middle)
        return middle[where[0] : where[-1] + 1][None] if symbology != "itf-14" else middle[5:-5][None]
    if row.kind == FOUR_STATE:
        return pixels[[0, pixels.shape[0] // 2, -1]]
    return pixels


def printed(kernel, value):
    """Return our ink as booleans, one per module and row, taken in the middle of each."""
    spec = kernel.spec
    pixels = render(kernel.compose([value])[0], dpi=288) < 128
    box = box_of(spec)
    left, top = round(box.x * 4), round((PAGE[1] - box.y - box.height) * 4)
    columns = [left + 4 * module + 1 for module in range(spec.modules)]
    kind = SYMBOLOGIES[spec.symbology].kind
    if kind in {LINEAR, FOUR_STATE}:
        shares = (1 / 8, 1 / 2, 7 / 8) if kind == FOUR_STATE else (1 / 2,)
        rows = [top + round(box.height * 4 * share) for share in shares]
    else:
        rows = [top + 4 * module + 1 for module in range(round(box.height))]
    found = pixels[np.ix_(rows, columns)]
    return found[:, : int(np.flatnonzero(found.any(axis=0))[-1]) + 1]


@pytest.mark.parametrize(("symbology", "value"), EVERY)
def test_the_ink_is_bit_by_bit_what_zint_draws(symbology, value):
    ratio = {"nw-7": 2, "code39": 2}.get(symbology, 3)
    kernel = fixed_kernel([value], symbology, module=1.0, ratio=ratio)
    wanted = own_raster(symbology, value, kernel)
    found = printed(kernel, value)
    assert found.shape == wanted.shape
    assert np.array_equal(found, wanted)


@pytest.mark.parametrize(("symbology", "value"), EVERY)
def test_a_reader_finds_the_value_on_the_raster(symbology, value):
    kernel = fixed_kernel([value], symbology)
    found = decode_barcode(render(kernel.compose([value])[0]), 0, symbology=symbology)
    assert kernel.scanned([value])[0] in found


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("symbology", ["code128", "jan-13", "itf-14", "data-matrix", "pdf417", "imb", "mailmark-4s"])
def test_a_turned_symbol_lies_in_its_box_and_is_read(symbology, rotate):
    value = GOOD[symbology][0]
    kernel = fixed_kernel([value], symbology, rotate=rotate, top=290.0, x=60.0)
    pixels = render(kernel.compose([value])[0], dpi=600)
    rows, columns = (np.flatnonzero((pixels < 128).any(axis=axis)) * 72 / 600 for axis in (1, 0))
    box = box_of(kernel.spec)
    assert [columns[0], columns[-1]] == pytest.approx([box.x, box.x + box.width], abs=0.3)
    assert [PAGE[1] - rows[-1], PAGE[1] - rows[0]] == pytest.approx([box.y, box.y + box.height], abs=0.3)
    assert kernel.scanned([value])[0] in decode_barcode(pixels, rotate, symbology=symbology)


# USPS-B-3200, 2.1.2 and the examples of its appendix.
@pytest.mark.parametrize(
    ("value", "bars"),
    [
        ("01234567094987654321", "ATTFATTDTTADTAATTDTDTATTDAFDDFADFDFTFFFFFTATFAAAATDFFTDAADFTFDTDT"),
        ("0123456709498765432101234", "DTTAFADDTTFTDTFTFDTDDADADAFADFATDDFTAAAFDTTADFAAATDFDTDFADDDTDFFT"),
        ("01234567094987654321012345678", "ADFTTAFDTTTTFATTADTAAATFTFTATDAAAFDDADATATDTDTTDFDTDATADADTDFFTFA"),
        ("01234567094987654321-01234567891", "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA"),
    ],
)
def test_the_examples_of_the_intelligent_mail_specification(value, bars):
    assert fixed_kernel([value], "imb").scanned([value]) == [bars.translate(LETTERS)]


# Royal Mail Mailmark barcode C and L encoding and decoding instructions: the worked examples.
@pytest.mark.parametrize(
    ("value", "bars"),
    [
        ("1100000000000XY11     ", "TTDTTATTDTAATTDTAATTDTAATTDTTDDAATAADDATAATDDFAFTDDTAADDDTAAFDFAFF"),
        ("21B2254800659JW5O9QA6Y", "DAATATTTADTAATTFADDDDTTFTFDDDDFFDFDAFTADDTFFTDDATADTTFATTDAFDTFDDA"),
        (
            "11000000000000000XY11     ",
            "TTDTTATDDTTATTDTAATTDTAATDDTTATTDTTDATFTAATDDTAATDDTATATFAADDAATAATDDTAADFTFTA",
        ),
        (
            "41038422416563762EF61AH8T ",
            "DTTFATTDDTATTTATFTDFFFTFDFDAFTTTADTTFDTFDDDTDFDDFTFAADTFDTDTDTFAATAFDDTAATTDTT",
        ),
    ],
)
def test_the_worked_examples_of_mailmark(value, bars):
    assert fixed_kernel([value], "mailmark-4s").scanned([value]) == [bars.translate(LETTERS)]


def test_trailing_blanks_that_a_crm_has_dropped_are_put_back():
    value = "11000000000000000XY11"
    kernel = fixed_kernel([value], "mailmark-4s", version="L")
    assert kernel.compose([value]) == kernel.compose([value.ljust(26)])


def test_the_library_fills_one_array_for_every_symbol():
    encoder = ZintEncoder(fixed_kernel(["A"], "code128").spec, version=0)
    rows = []
    for value in (b"12345678901234567890", b"A"):
        assert encoder.encode(value) == 0
        rows.append(encoder.packed_row())
    assert rows[0] != rows[1]
    assert not any(rows[1][6:])  # nothing of the longer symbol is left


def test_bars_are_narrower_by_the_reduction():
    value = "0123456789"
    plain, reduced = (
        render(fixed_kernel([value], "code128", module=2.0, reduction=by).compose([value])[0], dpi=720) < 128
        for by in (0.0, 0.4)
    )
    row = round((PAGE[1] - 190.0) * 10)
    bars = np.count_nonzero(np.diff(plain[row].astype(int)) == 1)
    assert plain[row].sum() - reduced[row].sum() == bars * 4  # at 720 dpi
    assert np.count_nonzero(np.diff(reduced[row].astype(int)) == 1) == bars


def test_wide_elements_are_three_modules_unless_two_are_asked_for():
    narrow, usual = (fixed_kernel(["A1A"], "nw-7", ratio=ratio).spec.modules for ratio in (2, 3))
    assert usual - narrow == 8  # A has three wide elements, 1 two


def test_the_long_bars_of_ean_stand_beside_the_digits():
    value = "4901234567894"
    kernel = fixed_kernel([value], "jan-13", module=1.0, text="below", text_size=9.0)
    pixels = render(kernel.compose([value])[0], dpi=288) < 128
    bottom = round((PAGE[1] - kernel.spec.top + kernel.spec.height) * 4)
    inked = np.flatnonzero(pixels[bottom + 10, 160 + 1 : 160 + 95 * 4 : 4])
    assert inked.tolist() == [0, 2, 46, 48, 92, 94]


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_quiet_zones_are_those_of_zint(symbology):
    row, value = SYMBOLOGIES[symbology], GOOD[symbology][0]
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology(row.number)
    symbol.show_text = False
    symbol.output_options = zint.OutputOptions.BARCODE_QUIET_ZONES
    if row.gs1:
        symbol.input_mode = zint.InputMode.GS1 | zint.InputMode.GS1PARENS
    symbol.encode(value[:-1] if symbology == "itf-14" else value)
    symbol.buffer()
    dark = np.asarray(symbol.bitmap).max(axis=2) < 128
    sides = [dark.any(axis=0), dark.any(axis=0)[::-1], dark.any(axis=1), dark.any(axis=1)[::-1]]
    found = [int(np.argmax(side)) / 2 for side in sides]
    if symbology == "itf-14":  # zint's border runs around the quiet zone
        assert row.quiet[:2] == (10.0, 10.0)
    elif row.kind == FOUR_STATE:  # zint rounds to half modules of its own bar width
        assert [zone / row.module[1] for zone in row.quiet] == pytest.approx(found, abs=1.1)
    else:
        assert found[2:] == list(row.quiet[2:])
        assert found[0] == row.quiet[0]
        assert found[1] - row.quiet[1] in {0, 1}  # NW-7 ends with a gap


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_quiet_zones_turn_with_the_symbol(rotate):
    quiet = fixed_kernel(["4901234567894"], "jan-13", rotate=rotate).spec.quiet
    zones = {0: (11, 0, 7, 0), 90: (0, 11, 0, 7), 180: (7, 0, 11, 0), 270: (0, 7, 0, 11)}[rotate]  # as Margins
    assert quiet == pytest.approx([0.33 * MM * zone for zone in zones])


def test_numbers_and_readers_of_the_table_are_known():
    for name, row in SYMBOLOGIES.items():
        assert getattr(zint.Symbology, row.zint).value == row.number
        assert (name in FORMATS) != (name in BARS_ONLY)
        assert (row.kind == FOUR_STATE) == (name in BARS_ONLY)
        assert bool(row.reader) != (row.kind == FOUR_STATE)
        assert row.module[0] <= row.module[1] <= row.module[2]
        assert row.module[0] >= 0.1 * MM / MM
