from __future__ import annotations

import io

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from vdp.slots.symbol import CustomerBarcodeKernel, encode_customer_barcode
from vdp.slots.symbol.spec import CustomerBarcodeSpec

VALUE = "27301023-20-5B604"
SCALE = 16  # pixels per point: 0.022 mm
MM = SCALE * 72 / 25.4


@pytest.fixture(scope="module")
def page():
    """Open a page with one barcode at 10 pt, its foot 20 pt above the lower edge."""
    (content,) = CustomerBarcodeKernel(CustomerBarcodeSpec("barcode", x=12.0, y=20.0, size=10.0), "F0").compose([VALUE])
    pdf = pikepdf.new()
    sheet = pdf.add_blank_page(page_size=(260, 50))
    sheet.Contents = pdf.make_stream(content)
    sheet.Resources = Dictionary(Font=Dictionary(F0=embed(pdf)))
    file = io.BytesIO()
    pdf.save(file)
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        yield document[0]


def embed(pdf):
    program = CustomerBarcodeKernel.program()
    name = Name("/" + program.name)
    rows = "".join(f"<{glyph:04x}> <{ord(text):04x}>\n" for glyph, text in CustomerBarcodeKernel.unicode().items())
    cmap = (
        f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(rows.splitlines())} beginbfchar {rows} endbfchar"
    )
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=program.flags,
        FontBBox=Array(program.bbox),
        ItalicAngle=0,
        Ascent=program.ascent,
        Descent=program.descent,
        CapHeight=program.cap_height,
        StemV=program.stem_v,
        FontFile2=pdf.make_stream(program.data),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=Array([0, Array([program.widths[glyph] for glyph in sorted(program.widths)])]),
        CIDToGIDMap=Name.Identity,
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(cmap.encode()),
    )


def test_the_rendered_bars_read_as_the_barcode(page):
    ink = page.render(scale=SCALE, grayscale=True).to_numpy().squeeze() < 128
    foot, height = (50 - 20) * SCALE, 3.5 * MM
    rows = [round(foot - height * part) for part in (0.9, 0.5, 0.1)]  # above, on and below the timing bars' zone
    upper, middle, lower = ink[rows]
    edges = np.flatnonzero(np.diff(middle.astype(np.int8))) + 1
    starts, stops = edges[::2], edges[1::2]
    kinds = {(True, True): "1", (True, False): "2", (False, True): "3", (False, False): "4"}
    centres = (starts + stops) // 2
    bars = "".join(kinds[bool(upper[c]), bool(lower[c])] for c in centres)
    assert bars == encode_customer_barcode(VALUE).bars


def test_the_rendered_bars_have_the_nominal_pitch(page):
    ink = page.render(scale=SCALE, grayscale=True).to_numpy().squeeze() < 128
    columns = np.flatnonzero(ink.any(axis=0))
    assert columns[0] == pytest.approx(12 * SCALE, abs=1)
    # 67 bars and 66 spaces of 0.6 mm.
    assert (columns[-1] + 1 - columns[0]) / MM == pytest.approx(133 * 0.6, abs=0.1)


def test_text_extraction_gives_the_codes(page):
    assert page.get_textpage().get_text_bounded().strip() == "(27301023-20-5A1604DD0)"
