from __future__ import annotations

import io
from itertools import pairwise

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from vdp.slots.symbol import CustomerBarcodeKernel, customer_barcode_font, encode_customer_barcode
from vdp.slots.symbol.customer_barcode_font import CUSTOMER_BARCODE_FACE, cut_of
from vdp.slots.symbol.spec import CustomerBarcodeSpec

MM_PER_POINT = 25.4 / 72
# 日本郵便「郵便番号・バーコードマニュアル」 page 12: millimetres at 10 pt.
LONG, TIMING = (3.40, 3.60), (1.05, 1.35)
WIDTH, SPACE, PITCH = (0.50, 0.70), (0.45, 0.60), (0.95, 1.30)
SIZES = [8, 9, 10, 11.5]
VALUES = ["26300233-30-8-403", "0641234567-89", "1234567A0K9Z5LJ-", "91000673-80-25J1-2B"]
NAMES = {f"CC{n}": letter for n, letter in enumerate("ABCDEFGH", start=1)}


@pytest.fixture(scope="module")
def font():
    with TTFont(io.BytesIO(customer_barcode_font())) as opened:
        yield opened


def boxes_of(font, value, size):
    """Return (left, bottom, right, top) in millimetres of each bar that the text of a barcode draws."""
    barcode = encode_customer_barcode(value)
    text = "(" + "".join([NAMES.get(code, code) for code in (*barcode.codes, barcode.check)]) + ")"
    scale = size * MM_PER_POINT / font["head"].unitsPerEm
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    boxes, origin = [], 0
    for character in text:
        pen = DecomposingRecordingPen(glyphs)
        glyphs[names[ord(character)]].draw(pen)
        for contour in contours(pen.value):
            xs, ys = zip(*contour, strict=True)
            assert set(contour) == {(x, y) for x in (min(xs), max(xs)) for y in (min(ys), max(ys))}
            boxes.append([scale * c for c in (origin + min(xs), min(ys), origin + max(xs), max(ys))])
        origin += glyphs[names[ord(character)]].width
    return boxes


def contours(commands):
    points = []
    for command, arguments in commands:
        if command == "closePath":
            yield points
            points = []
        else:
            points += arguments


def within(length, limits, size):
    least, most = limits
    return least * size / 10 <= length <= most * size / 10


@pytest.mark.parametrize("value", VALUES)
def test_the_outlines_are_the_bars_of_the_barcode(font, value):
    boxes = boxes_of(font, value, 10)
    foot, head = min(box[1] for box in boxes), max(box[3] for box in boxes)
    kinds = {(True, True): "1", (False, True): "2", (True, False): "3", (False, False): "4"}
    bars = "".join(kinds[box[1] == foot, box[3] == head] for box in boxes)
    assert bars == encode_customer_barcode(value).bars


@pytest.mark.parametrize("size", SIZES)
def test_long_and_timing_bars_are_within_tolerance(font, size):
    barcode = encode_customer_barcode(VALUES[0])
    for bar, (_, bottom, _, top) in zip(barcode.bars, boxes_of(font, VALUES[0], size), strict=True):
        if bar == "1":
            assert within(top - bottom, LONG, size)
        elif bar == "4":
            assert within(top - bottom, TIMING, size)


@pytest.mark.parametrize("size", SIZES)
def test_widths_spaces_and_pitches_are_within_tolerance_across_codes_too(font, size):
    boxes = boxes_of(font, VALUES[0], size)
    assert len(boxes) == 67
    for here, after in pairwise(boxes):
        assert within(here[2] - here[0], WIDTH, size)
        assert within(after[0] - here[2], SPACE, size)
        assert within(after[0] - here[0], PITCH, size)


@pytest.mark.parametrize("size", SIZES)
def test_semi_long_bars_run_from_the_far_end_of_the_timing_bars_to_one_end_of_the_long_ones(font, size):
    boxes = boxes_of(font, VALUES[1], size)
    extents = {}
    for bar, (_, bottom, _, top) in zip(encode_customer_barcode(VALUES[1]).bars, boxes, strict=True):
        extents.setdefault(bar, set()).add((bottom, top))
    (long,), (upper,), (lower,), (timing,) = (extents[bar] for bar in "1234")
    assert upper == (timing[0], long[1])
    assert lower == (long[0], timing[1])
    assert timing[0] - long[0] == pytest.approx(long[1] - timing[1], abs=1e-9)


def test_bars_differ_from_the_drawn_dimensions_by_less_than_a_micrometre(font):
    left, bottom, right, top = boxes_of(font, VALUES[0], 10)[0]
    assert (left, bottom) == (0, 0)
    assert right == pytest.approx(0.6, abs=0.001)
    assert top == pytest.approx(3.5, abs=0.001)


def test_the_widths_for_pdf_are_those_of_the_font_without_rounding(font):
    program = CustomerBarcodeKernel.program()
    upem = font["head"].unitsPerEm
    order = font.getGlyphOrder()
    assert {glyph: width * upem for glyph, width in program.widths.items()} == {
        glyph: 1000 * font["hmtx"][name][0] for glyph, name in enumerate(order)
    }


def test_glyph_ids_and_characters_agree_with_the_fonts_character_map(font):
    cmap = font.getBestCmap()
    assert {font.getGlyphID(cmap[ord(c)]): c for c in "0123456789-ABCDEFGH()"} == CustomerBarcodeKernel.unicode()


def test_the_font_allows_embedding_and_carries_the_name_of_the_face(font):
    assert font["OS/2"].fsType == 0
    assert font["name"].getDebugName(1) == CUSTOMER_BARCODE_FACE


def test_the_font_is_the_same_bytes_every_time():
    assert customer_barcode_font() == customer_barcode_font() == CustomerBarcodeKernel.program().data


@pytest.mark.parametrize(("size", "reduction"), [(8, 20), (9, 45), (11.5, 100)])
def test_a_reduction_takes_micrometres_off_every_bar_and_leaves_its_middle(size, reduction):
    spec = CustomerBarcodeSpec("barcode", 0.0, 0.0, size, reduction=reduction)
    with (
        TTFont(io.BytesIO(customer_barcode_font(cut_of(spec)))) as narrow,
        TTFont(io.BytesIO(customer_barcode_font())) as f,
    ):
        pairs = zip(boxes_of(narrow, VALUES[1], size), boxes_of(f, VALUES[1], size), strict=True)
        for (left, bottom, right, top), (was_left, was_bottom, was_right, was_top) in pairs:
            assert was_right - was_left - (right - left) == pytest.approx(reduction / 1000, abs=0.0005)
            assert left + right == pytest.approx(was_left + was_right, abs=0.0005)
            assert (bottom, top) == (was_bottom, was_top)


def test_fonts_of_different_cuts_have_different_names():
    assert CustomerBarcodeKernel.program(200).name != CustomerBarcodeKernel.program().name
