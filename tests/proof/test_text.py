import numpy as np
import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import CIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from vdp.errors import VerifyError
from vdp.proof import read_sheet_texts
from vdp.proof.overlaps import find_layers

SHEET = (907, 1276)
CELL = (420, 300)


def cell_box(position):
    x, y = 20 + (position % 2) * 430, 30 + (position // 2) * 305
    return (x, y, x + CELL[0], y + CELL[1])


BOXES = [cell_box(position) for position in range(8)]


def draw_sheet(path, draw, *, rotate=90, pages=1):
    """Draw eight pieces a page; `draw(canvas, position)` sees upright pieces of 300 x 420 (or 420 x 300) points."""
    pdf = canvas.Canvas(str(path), pagesize=SHEET)
    for _ in range(pages):
        for position, (x0, y0, x1, y1) in enumerate(BOXES):
            pdf.saveState()
            pdf.translate(*{0: (x0, y0), 90: (x1, y0), 180: (x1, y1), 270: (x0, y1)}[rotate])
            pdf.rotate(rotate)
            draw(pdf, position)
            pdf.restoreState()
        pdf.showPage()
    pdf.save()
    return path


def read_one(path, boxes=BOXES):
    return next(read_sheet_texts(path, range(1), [boxes]))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_each_box_has_the_text_of_its_own_piece_only(tmp_path, rotate):
    path = draw_sheet(tmp_path / "a.pdf", lambda pdf, k: pdf.drawString(5, 5, f"PIECE {k} OF EIGHT"), rotate=rotate)
    assert read_one(path) == [f"PIECE{k}OFEIGHT" for k in range(8)]


@pytest.mark.parametrize("rotate", [0, 90, 270])
def test_text_objects_keep_content_order_whatever_their_place(tmp_path, rotate):
    def draw(pdf, position):
        pdf.drawString(200, 100, "third-on-the-line")
        pdf.drawString(20, 100, "left")
        pdf.drawString(20, 250, "top")
        pdf.drawString(20, 10, f"bottom{position}")

    path = draw_sheet(tmp_path / "a.pdf", draw, rotate=rotate)
    assert read_one(path) == [f"third-on-the-linelefttopbottom{k}" for k in range(8)]


@pytest.mark.parametrize("scale", [40, 60, 80, 100, 150])
def test_condensed_text_keeps_every_character(tmp_path, scale):
    line = "Illicit llamas fill 1111 mm WWW iiii ((--)) AVAToTa"

    def draw(pdf, _position):
        text = pdf.beginText(10, 20)
        text.setFont("Helvetica", 7)
        text.setHorizScale(scale)
        text.textOut(line)
        pdf.drawText(text)

    path = draw_sheet(tmp_path / "a.pdf", draw)
    assert read_one(path) == [line.replace(" ", "")] * 8


def test_a_hyphen_at_the_end_of_a_line_stays_a_hyphen(tmp_path):
    def draw(pdf, _position):
        pdf.drawString(20, 200, "3-20-")
        pdf.drawString(20, 180, "5-B604-")
        pdf.drawString(20, 160, "ab-")
        pdf.drawString(20, 140, "cd")

    path = draw_sheet(tmp_path / "a.pdf", draw, rotate=0)
    assert read_one(path) == ["3-20-5-B604-ab-cd"] * 8


def test_letters_set_one_by_one_downwards_are_read_in_order(tmp_path):
    """Vertical writing, and equal letters close together that a reader might take for fake bold."""

    def draw(pdf, _position):
        for row, letter in enumerate("AABB11--2"):
            pdf.drawString(150, 280 - row * 9, letter)

    path = draw_sheet(tmp_path / "a.pdf", draw)
    assert read_one(path) == ["AABB11--2"] * 8


@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("rotate", [0, 90, 270])
def test_japanese_is_read_in_both_writing_modes(tmp_path, rotate, vertical):
    line = "東京都千代田区霞が関一丁目３－２ー１ガルコーポ髙﨑様"
    font = CIDFont("HeiseiMin-W3", "UniJIS-UCS2-V" if vertical else "UniJIS-UCS2-H")
    pdfmetrics.registerFont(font)

    def draw(pdf, position):
        pdf.setFont(font.fontName, 9)
        encoded = f"{line}{position}".encode("utf-16-be").decode("latin-1")
        pdf.drawString(150, 280, encoded) if vertical else pdf.drawString(20, 100, encoded)

    path = draw_sheet(tmp_path / "a.pdf", draw, rotate=rotate)
    assert read_one(path) == [f"{line}{k}" for k in range(8)]


def test_text_that_runs_into_the_neighbour_is_found_there(tmp_path):
    pdf = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=SHEET)
    pdf.setFont("Courier", 10)  # cells of 6 points
    pdf.drawString(440 - 12, 100, "abcd")
    pdf.save()
    boxes = [(0, 0, 440, 1276), (440, 0, 907, 1276)]
    assert read_one(tmp_path / "a.pdf", boxes) == ["ab", "cd"]


def test_artwork_in_a_form_is_not_read(tmp_path):
    def draw(pdf, position):
        if position == 0 and not pdf.hasForm("art"):
            pdf.beginForm("art")
            pdf.drawString(10, 60, "STATIC")
            pdf.endForm()
        pdf.doForm("art")
        pdf.drawString(10, 20, f"own{position}")

    path = draw_sheet(tmp_path / "a.pdf", draw)
    assert read_one(path) == [f"own{k}" for k in range(8)]


def test_a_character_without_unicode_is_seen_but_unknown(tmp_path):
    """A font without ToUnicode would otherwise be read as its character codes, or not at all."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(pdf, _position):
        pdf.setFont("Vera", 12)
        pdf.drawString(10, 10, "AéB")

    path = draw_sheet(tmp_path / "a.pdf", draw)
    assert read_one(path) == ["AéB"] * 8
    with pikepdf.open(path) as document:
        for font in document.pages[0].Resources.Font.values():
            if "/ToUnicode" in font:
                del font["/ToUnicode"]
        document.save(tmp_path / "b.pdf")
    for text in read_one(tmp_path / "b.pdf"):
        assert len(text) == 3
        assert "\ufffd" in text


@pytest.mark.parametrize("text", ["𠮷", "邊\U000e0100", "ffi"])
def test_one_glyph_may_stand_for_several_code_units(tmp_path, text):
    """Kanji outside the BMP, a kanji with its variation selector, a ligature: as their ToUnicode says."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(pdf, _position):
        pdf.setFont("Vera", 12)
        pdf.drawString(10, 10, "AéB")

    path = draw_sheet(tmp_path / "a.pdf", draw)
    with pikepdf.open(path) as document:
        for font in document.pages[0].Resources.Font.values():
            if "/ToUnicode" in font:
                mapping = font.ToUnicode.read_bytes().replace(
                    b"<00E9>", b"<%s>" % text.encode("utf-16-be").hex().encode()
                )
                font.ToUnicode.write(mapping)
        document.save(tmp_path / "b.pdf")
    assert read_one(tmp_path / "b.pdf") == [f"A{text}B"] * 8


def test_pages_come_in_the_order_asked_for(tmp_path):
    pdf = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=SHEET)
    for number in range(3):
        pdf.drawString(100, 100, f"page{number}")
        pdf.showPage()
    pdf.save()
    texts = read_sheet_texts(tmp_path / "a.pdf", range(2, -1, -1), [[(0, 0, *SHEET)]] * 3)
    assert list(texts) == [["page2"], ["page1"], ["page0"]]


def test_an_empty_page_has_empty_texts(tmp_path):
    pdf = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=SHEET)
    pdf.showPage()
    pdf.save()
    assert read_one(tmp_path / "a.pdf") == [""] * 8


def test_a_missing_page_is_an_error(tmp_path):
    path = draw_sheet(tmp_path / "a.pdf", lambda pdf, _k: None)
    with pytest.raises(VerifyError, match="page 2") as caught:
        list(read_sheet_texts(path, [1], [BOXES]))
    assert caught.value.code == "verify.no-page"


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7\nnothing"])
def test_a_file_that_is_no_pdf_is_an_error(tmp_path, content):
    path = tmp_path / "a.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(VerifyError) as caught:
        list(read_sheet_texts(path, [0], [BOXES]))
    assert caught.value.code == "verify.unreadable"


@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize("shift", [0, 0.3, 2])
def test_text_over_the_same_text_is_read_as_often_as_it_stands_there(tmp_path, rotate, shift):
    def draw(pdf, position):
        for times in range(3):
            pdf.drawString(20 + times * shift, 100, f"shadow{position}")
        pdf.drawString(20, 200, "beside")

    path = draw_sheet(tmp_path / "a.pdf", draw, rotate=rotate)
    assert read_one(path) == [f"shadow{k}" * 3 + "beside" for k in range(8)]


def test_characters_over_the_same_characters_of_a_longer_text_are_read(tmp_path):
    def draw(pdf, position):
        pdf.drawString(20, 100, "A")
        pdf.drawString(20, 100, "AB")
        pdf.setFont("Helvetica", 13)
        pdf.drawString(20, 100, f"ABC{position}")

    assert read_one(draw_sheet(tmp_path / "a.pdf", draw)) == [f"AABABC{k}" for k in range(8)]


def test_equal_lines_that_touch_are_all_read(tmp_path):
    def draw(pdf, position):
        for row in range(4):
            pdf.drawString(20, 100 - row * 6, "0 円" if position % 2 else "100")

    assert read_one(draw_sheet(tmp_path / "a.pdf", draw))[0] == "100" * 4


def test_layers_are_found_over_more_boxes_than_are_compared_at_once():
    boxes = np.array([(n % 300, 0.0, n % 300 + 1, 1.0) for n in range(600)])
    assert find_layers(boxes).tolist() == [0] * 300 + [1] * 300
    assert find_layers(np.zeros((0, 4))).tolist() == []


@pytest.mark.parametrize("rotate", [0, 90])
def test_thin_strokes_beside_their_copies_are_read(tmp_path, rotate):
    """The boxes of their ink do not touch, their origins are nearly the same."""

    def draw(pdf, position):
        for shift in (0, 0.7):  # 0.05 em is the stroke, 0.07 em what pdfium takes for the same place
            pdf.drawString(60, 100 + shift, "_")

    path = draw_sheet(tmp_path / "a.pdf", draw, rotate=rotate)
    assert read_one(path) == ["__"] * 8
