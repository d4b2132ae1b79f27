import pikepdf
import pytest
from reportlab.pdfgen import canvas

from vdp.errors import VerifyError
from vdp.proof import read_structure
from vdp.proof.structure import PageBoxes


@pytest.fixture
def three_pages(tmp_path):
    path = tmp_path / "a.pdf"
    pdf = canvas.Canvas(str(path), pagesize=(300, 400))
    for _ in range(3):
        pdf.drawString(10, 10, "x")
        pdf.showPage()
    pdf.save()
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[1].TrimBox = pikepdf.Array([20, 30, 280, 370])
        document.pages[1].BleedBox = pikepdf.Array([10, 20, 290, 380])
        document.save()
    return path


def test_pages_are_counted(three_pages):
    assert read_structure(three_pages).pages == 3


def test_boxes_are_read_as_corners_in_points(three_pages):
    boxes = read_structure(three_pages, pages=[1]).boxes
    assert boxes == (PageBoxes((0, 0, 300, 400), (10, 20, 290, 380), (20, 30, 280, 370)),)


def test_a_page_without_trim_has_that_of_its_media(three_pages):
    assert read_structure(three_pages).boxes[0].trim == (0, 0, 300, 400)


def test_a_page_beyond_the_end_is_an_error(three_pages):
    with pytest.raises(VerifyError) as caught:
        read_structure(three_pages, pages=[3])
    assert caught.value.code == "verify.no-page"


@pytest.mark.parametrize("keep", [0, 20, 700])
def test_a_truncated_file_is_an_error(three_pages, keep):
    three_pages.write_bytes(three_pages.read_bytes()[:keep])
    with pytest.raises(VerifyError) as caught:
        read_structure(three_pages)
    assert caught.value.code == "verify.unreadable"
