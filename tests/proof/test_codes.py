import pytest
import qrcode
from reportlab.pdfgen import canvas

from vdp.proof import decode_codes


def draw_qr(pdf, value, *, x, y, module):
    symbol = qrcode.QRCode(border=0)
    symbol.add_data(value)
    symbol.make(fit=True)
    rows = symbol.get_matrix()
    for row, cells in enumerate(rows):
        for column, dark in enumerate(cells):
            if dark:
                pdf.rect(x + column * module, y + (len(rows) - 1 - row) * module, module, module, stroke=0, fill=1)
    return len(rows) * module


def draw_page(path, *, rotate=0):
    """Draw two pieces side by side, each with codes; return their boxes."""
    pdf = canvas.Canvas(str(path), pagesize=(907, 600))
    boxes = []
    for k in range(2):
        x = 20 + k * 430
        boxes.append((x, 20, x + 420, 440))
        pdf.saveState()
        pdf.translate(*{0: (x, 20), 90: (x + 420, 20), 180: (x + 420, 440), 270: (x, 440)}[rotate])
        pdf.rotate(rotate)
        draw_qr(pdf, f"https://example.jp/c/{k:08d}?s=山", x=30, y=300, module=1.2)
        pdf.restoreState()
    pdf.save()
    return boxes


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_each_box_gives_the_code_of_its_own_piece(tmp_path, rotate):
    boxes = draw_page(tmp_path / "a.pdf", rotate=rotate)
    assert decode_codes(tmp_path / "a.pdf", 0, boxes) == [[f"https://example.jp/c/{k:08d}?s=山"] for k in range(2)]


def test_a_box_tight_about_the_quiet_zone_is_enough(tmp_path):
    pdf = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 300))
    size = draw_qr(pdf, "TIGHT", x=100, y=100, module=1.0)
    pdf.save()
    assert decode_codes(tmp_path / "a.pdf", 0, [(96, 96, 104 + size, 104 + size)]) == [["TIGHT"]]


def test_several_codes_come_from_the_top_then_from_the_left(tmp_path):
    pdf = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 400))
    for value, x, y in (("low", 40, 40), ("right", 240, 240), ("left", 40, 240)):
        draw_qr(pdf, value, x=x, y=y, module=2)
    pdf.save()
    assert decode_codes(tmp_path / "a.pdf", 0, [(0, 0, 400, 400)]) == [["left", "right", "low"]]


def test_a_box_without_codes_is_empty(tmp_path):
    pdf = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 300))
    pdf.drawString(100, 100, "no code")
    pdf.save()
    assert decode_codes(tmp_path / "a.pdf", 0, [(0, 0, 300, 300)]) == [[]]
