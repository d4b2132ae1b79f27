from __future__ import annotations

import io
import re

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp

from vdp.errors import DefectError, read_explanations
from vdp.slots.symbol import QrKernel, qr_versions
from vdp.slots.symbol.qr import TOO_LONG
from vdp.slots.symbol.spec import QrSpec
from vdp.units import MM

FRAGMENT = re.compile(
    rb"q (\S+) 0 0 (\S+) (\S+) (\S+) cm "
    rb"BI /IM true /W (\d+) /H (\d+) /BPC 1 /D \[1 0\] /I false /F /AHx ID ([0-9a-f]+)>\nEI Q\n"
)


def spec(**changes):
    settings = {"name": "web", "x": 20.0, "top": 120.0, "module": 0.5 * MM, "version": 3, "level": "M"}
    return QrSpec(**{**settings, **changes})


def render(content):
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 140))
    page.Contents = pdf.make_stream(b"0 0 0 1 k " + content)
    file = io.BytesIO()
    pdf.save(file)
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        return document[0].render(scale=4, grayscale=True).to_numpy().squeeze().copy()


@pytest.mark.parametrize(
    ("length", "level", "version"),
    [(0, "M", 0), (1, "M", 1), (17, "L", 1), (18, "L", 2), (2953, "L", 40), (43, "M", 4)],
)
def test_the_version_is_the_smallest_that_holds_the_value(length, level, version):
    assert qr_versions(["x" * length, "x"], level).tolist() == [version, 1]


def test_no_version_holds_more_than_the_largest():
    assert qr_versions(["x" * 2954, "1" * 7090, "1" * 7089], "L").tolist() == [TOO_LONG, TOO_LONG, 40]


def test_a_value_that_fits_has_no_fault():
    assert QrKernel(spec()).measure(["x" * 42]) == []


def test_a_value_too_long_for_the_version_is_held_without_quoting_it():
    (fault,) = QrKernel(spec()).measure(["ok", "secret" * 8])[0:]
    assert (fault.index, fault.code, fault.severity) == (1, "symbol.qr-capacity", "hold")
    assert "secret" not in fault.text


def test_length_is_counted_in_bytes_of_utf_8():
    assert [fault.index for fault in QrKernel(spec(mode="byte")).measure(["あ" * 14, "あ" * 15])] == [1]


def test_a_value_longer_than_bytes_may_be_is_set_in_other_modes():
    assert [fault.index for fault in QrKernel(spec()).measure(["あ" * 15, "あ" * 26, "あ" * 27, "1" * 101])] == [2]


def test_a_value_that_has_no_room_on_the_piece_is_held():
    (fault,) = QrKernel(spec(version=0, most=3)).measure(["x" * 42, "x" * 43])
    assert (fault.index, fault.code, fault.severity) == (1, "symbol.qr-room", "hold")


def test_before_the_version_is_fixed_the_largest_is_the_limit():
    assert [fault.index for fault in QrKernel(spec(version=0)).measure(["x" * 2331, "x" * 2332])] == [1]


def test_an_empty_value_is_held():
    (fault,) = QrKernel(spec()).measure([""])
    assert (fault.index, fault.code, fault.severity) == (0, "symbol.empty", "hold")


def test_every_code_is_explained():
    codes = {"empty", "qr-capacity", "qr-mode", "qr-room", "qr-version", "customer-barcode", "representative-code"}
    codes = {f"symbol.{code}" for code in codes}
    assert codes <= read_explanations().keys()


def test_composing_before_the_version_is_fixed_is_a_defect():
    with pytest.raises(DefectError, match="not fixed"):
        QrKernel(spec(version=0)).compose(["x"])


def test_composing_a_value_that_was_not_held_back_is_a_defect():
    with pytest.raises(DefectError, match="longer than a QR code 3-M"):
        QrKernel(spec()).compose(["x" * 43])


def test_an_empty_value_paints_nothing_and_keeps_the_others_in_place():
    one, two = QrKernel(spec()).compose(["1", "2"])
    assert QrKernel(spec()).compose(["", "1", "", "2"]) == [b"", one, b"", two]
    assert QrKernel(spec()).compose([""]) == [b""]
    assert QrKernel(spec()).compose([]) == []


def test_the_mask_covers_the_modules_exactly():
    (fragment,) = QrKernel(spec(version=2)).compose(["vdp"])
    width, height, x, y, columns, rows, digits = FRAGMENT.fullmatch(fragment).groups()
    assert (columns, rows, len(digits)) == (b"25", b"25", 2 * 25 * 4)
    assert width == height
    assert float(width) == pytest.approx(25 * 0.5 * MM, abs=0.001)
    assert (float(x), float(y) + float(height)) == pytest.approx((20.0, 120.0), abs=0.001)


@pytest.mark.parametrize("mask", [-1, 5])
def test_a_reader_finds_the_value_on_the_rendered_page(mask):
    value = "https://example.jp/c/000123456?q=夏"
    (fragment,) = QrKernel(spec(mask=mask)).compose([value])
    (found,) = zxingcpp.read_barcodes(render(fragment))
    assert found.text == value


def test_dark_modules_are_the_painted_ones_and_lie_where_the_spec_says():
    (fragment,) = QrKernel(spec(version=1, module=2.0, x=10.0, top=130.0)).compose(["vdp"])
    ink = render(fragment) < 128
    rows, columns = np.nonzero(ink)
    # 140 pt high page at 4 px/pt: the top edge, 130 pt, is row 40; the symbol is 21 modules of 8 px.
    assert (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1) == (40, 40 + 168, 40, 40 + 168)
    assert ink[40:48, 40 : 40 + 7 * 8].all()  # the upper edge of a finder pattern
    assert not ink[48:56, 48 : 40 + 6 * 8].any()
