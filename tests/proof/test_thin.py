import hashlib

import pikepdf
import pypdfium2
import pytest
from reportlab.pdfgen import canvas

from vdp.proof import read_sheet_texts
from vdp.proof.thin import Mask, ThinFile, find_masks


@pytest.fixture(params=[False, True], ids=["plain", "deflated"])
def sheet(tmp_path, request):
    path = tmp_path / "a.pdf"
    pdf = canvas.Canvas(str(path), pagesize=(300, 300), pageCompression=0)
    pdf.beginForm("inner")
    pdf.drawString(10, 10, "INNER")
    pdf.endForm()
    pdf.beginForm("art")
    pdf.doForm("inner")
    pdf.drawString(10, 60, "STATIC")
    pdf.endForm()
    for number in range(2):
        pdf.doForm("art")
        pdf.drawString(10, 20, f"own{number}")
        pdf.showPage()
    pdf.save()
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        level = pikepdf.StreamDecodeLevel.generalized
        document.save(path, compress_streams=request.param, stream_decode_level=level)
    return path


def all_text(source):
    document = pypdfium2.PdfDocument(source)
    try:
        return [document[page].get_textpage().get_text_range().split() for page in range(len(document))]
    finally:
        document.close()


def test_masked_artwork_is_gone_and_everything_else_stays(sheet):
    assert all_text(sheet) == [["INNER", "STATIC", f"own{number}"] for number in range(2)]
    with ThinFile(sheet, find_masks(sheet)) as file:
        assert all_text(file) == [["own0"], ["own1"]]


def test_reading_leaves_the_file_untouched(sheet):
    before = hashlib.sha256(sheet.read_bytes()).digest()
    assert list(read_sheet_texts(sheet, [0, 1], [[(0, 0, 300, 300)]] * 2)) == [["own0"], ["own1"]]
    assert hashlib.sha256(sheet.read_bytes()).digest() == before


def test_masks_show_through_whatever_the_size_of_a_read(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")
    for step in range(1, 11):
        with ThinFile(path, (Mask(3, b"xyz"), Mask(8, b"!"))) as file:
            parts = iter(lambda: file.read(step), b"")  # noqa: B023 - used up at once
            assert b"".join(parts) == b"012xyz67!9"


def test_a_file_that_cannot_be_parsed_has_no_masks(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert find_masks(tmp_path / "a.pdf") == ()
