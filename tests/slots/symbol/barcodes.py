"""Barcode kernels for tests, and their ink as pixels."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2

from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_kernel import BarcodeKernel
from vdp.slots.symbol.zint_size import fix_barcode, usual_height
from vdp.slots.symbol.zint_table import SYMBOLOGIES
from vdp.units import MM

PAGE = (420.0, 300.0)

GOOD = {
    "code128": ["ABC-abc 123456", "0123456789"],
    "gs1-128": ["(01)04912345123459(10)AB12", "(10)AB12(01)04912345123459"],
    "nw-7": ["A0123456789B", "c12-$:/.+d"],
    "code39": ["CODE 39", "ABC-123 $/+%."],
    "ean-13": ["4901234567894", "9780306406157", "4901234567894+12", "4901234567894+54499"],
    "jan-13": ["4569951116179"],
    "ean-8": ["49012347", "96385074"],
    "jan-8": ["49012347"],
    "upc-a": ["036000291452", "012345678905"],
    "itf": ["0123456789", "12"],
    "itf-14": ["14901234567891", "15400141288763"],
    "data-matrix": ["https://example.jp/c/1", "東京都千代田区"],
    "gs1-data-matrix": ["(01)04912345123459(10)AB12", "(10)AB12(01)04912345123459"],
    "pdf417": ["https://example.jp/c/1", "東京都千代田区"],
    "micro-qr": ["12345", "ABC12"],
    "rmqr": ["https://example.jp/c/1", "東京都千代田区"],
    "imb": ["01234567094987654321", "01234567094987654321-01234567891", "0123456709498765432101234"],
    "mailmark-4s": ["41038422416563762EF61AH8T ", "1100000000000XY11     "],
    "mailmark-2d": ["JGB 012100123412345678AB19XY1A 0             www.xyz.com", "JGB 012100123412345678AB19XY1A 0"],
}
"""Values that each symbology takes as they are, check digits included."""


class NoLine:
    """A line of text that is not set."""

    def __init__(self, name, box, align, size):
        self.box, self.align, self.size = box, align, size

    def measure(self, values):
        return []

    def shown(self, values):
        return list(values)

    def compose(self, values):
        return [b""] * len(values)


def make_spec(symbology, **changes):
    row = SYMBOLOGIES[symbology]
    module = changes.get("module", row.module[1] * MM)
    settings = {
        "name": "code",
        "symbology": symbology,
        "x": 40.0,
        "top": 200.0,
        "along": 360.0,
        "across": 190.0,
        "module": module,
        "height": usual_height(symbology, module) if module else 0.0,
        "check": row.checks[0],
        "columns": 4 if symbology == "pdf417" else 0,
    }
    return BarcodeSpec(**{**settings, **changes})


def fixed_kernel(values, symbology, **changes):
    spec = make_spec(symbology, **changes)
    return BarcodeKernel(fix_barcode(spec, BarcodeKernel(spec, NoLine).longest(values)), NoLine)


def render(content, *, dpi=600):
    """Return the page with the content as grey pixels."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=PAGE)
    page.Contents = pdf.make_stream(b"0 0 0 1 k " + content)
    file = io.BytesIO()
    pdf.save(file)
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        return document[0].render(scale=dpi / 72, grayscale=True).to_numpy().squeeze().copy()
