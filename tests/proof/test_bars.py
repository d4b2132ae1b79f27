import numpy as np
import pytest
from reportlab.pdfgen import canvas

from vdp.proof import read_bars
from vdp.proof.bars import classify_bars

MM = 72 / 25.4
# 郵便番号・バーコードマニュアル p25 (the 16 official examples, in its order), then p17, p06 (two) and p22 (two).
OFFICIAL = [
    "1313232131214414413231231241431214441423141412314431243243243214131",
    "1314411412314411411431232114441411443243243243243243243243243211131",
    "1311411414414414411432114141432141431241411414443243243243243241131",
    "1314432114414441114432112341432143243243243243243243243243243241131",
    "1314432114114414414432123141411414443243243243243243243243243241131",
    "1312314421314414431231212314414443243243243243243243243243243241431",
    "1313221331214411414413231241413214441414132411432114412343243214431",
    "1311441123114414431232111411441432141411441432114411443243243211131",
    "1314413221314413214431213211441412323114443243243243243243243224331",
    "1314141114414414411432112341432141411441143243243243243243243234231",
    "1314423114414423131211421341413223143243243243243243243243243244131",
    "1331211421314414414114132141421341411412341413243243243243243232431",
    "1332114114414414412332141141421341432132414411441411443243243214131",
    "1332113231214414411411432141421334211432411411414432143243243212331",
    "1314432112314423114412313241141411414113212341413231241413241431231",
    "1341111414414414432121331241423114441413214132441111441413232441131",
    "1311414414414414411431211441431241413241414114431243243243243241131",
    "1311414112314414413231231241411432141412341413214414143243243232131",
    "1331214114411411414432113213241411432414431214423143243243243214131",
    "1311414414423121341113243243243243243243243243243243243243243214431",
    "1341123114423132141111413211414143243243243243243243243243243211431",
]
# Bottom and top of each state in sixths of the long bar.
EXTENTS = {"1": (0, 6), "2": (2, 6), "3": (0, 4), "4": (2, 4)}


def draw_bars(pdf, bars, *, x, y, size, long=0.36, width=0.06):
    """Draw bars by the manual's table (p12): pitch 0.12, bar 0.06, long bar 0.36 mm per point of size."""
    for index, state in enumerate(bars):
        low, high = EXTENTS[state]
        unit = long * size * MM / 6
        left = x + index * 0.12 * size * MM
        pdf.rect(left, y + low * unit, width * size * MM, (high - low) * unit, stroke=0, fill=1)


def draw_piece(path, bars, *, size=9.0, rotate=0, long=0.36, width=0.06, text=""):
    """Draw one rotated piece on a sheet and return the box of bars and quiet zone on the sheet."""
    pdf = canvas.Canvas(str(path), pagesize=(907, 1276))
    length, height, quiet = 66.5 * 0.12 * size * MM, long * size * MM, 2 * MM
    pdf.translate(400.3, 600.7)
    pdf.rotate(rotate)
    draw_bars(pdf, bars, x=0, y=0, size=size, long=long, width=width)
    pdf.drawString(0, -quiet - 12, "text below the quiet zone")
    if text:
        pdf.drawString(10, 2, text)
    pdf.save()
    x0, y0, x1, y1 = -quiet, -quiet, length + quiet, height + quiet
    turned = {0: (x0, y0, x1, y1), 90: (-y1, x0, -y0, x1), 180: (-x1, -y1, -x0, -y0), 270: (y0, -x1, y1, -x0)}[rotate]
    return (turned[0] + 400.3, turned[1] + 600.7, turned[2] + 400.3, turned[3] + 600.7)


@pytest.mark.parametrize("bars", OFFICIAL)
def test_the_official_examples_are_read_back(tmp_path, bars):
    box = draw_piece(tmp_path / "a.pdf", bars)
    assert read_bars(tmp_path / "a.pdf", 0, box, 0) == bars


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [8.0, 9.0, 10.0, 11.5])
def test_bars_are_read_in_every_size_and_rotation(tmp_path, size, rotate):
    box = draw_piece(tmp_path / "a.pdf", OFFICIAL[6], size=size, rotate=rotate)
    assert read_bars(tmp_path / "a.pdf", 0, box, rotate) == OFFICIAL[6]


@pytest.mark.parametrize(("long", "width"), [(0.34, 0.05), (0.35, 0.055), (0.36, 0.07)])
def test_bars_at_the_limits_of_the_tolerance_are_read(tmp_path, long, width):
    box = draw_piece(tmp_path / "a.pdf", OFFICIAL[0], long=long, width=width)
    assert read_bars(tmp_path / "a.pdf", 0, box, 0) == OFFICIAL[0]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_symbol_that_lies_otherwise_than_asked_is_not_read(tmp_path, rotation):
    box = draw_piece(tmp_path / "a.pdf", OFFICIAL[0])
    assert read_bars(tmp_path / "a.pdf", 0, box, rotation) == ""


@pytest.mark.parametrize("bars", [OFFICIAL[0][:-1], OFFICIAL[0] + "1", OFFICIAL[0][3:], "4" * 67, ""])
def test_anything_but_a_whole_symbol_is_not_read(tmp_path, bars):
    box = draw_piece(tmp_path / "a.pdf", bars)
    assert read_bars(tmp_path / "a.pdf", 0, box, 0) == ""


def test_a_missing_bar_is_not_read_even_if_the_count_is_made_up_elsewhere(tmp_path):
    pdf = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 100))
    draw_bars(pdf, OFFICIAL[0][:30], x=20, y=20, size=9)
    draw_bars(pdf, OFFICIAL[0][30:], x=20 + 31 * 0.12 * 9 * MM, y=20, size=9)
    pdf.save()
    assert read_bars(tmp_path / "a.pdf", 0, (10, 10, 300, 40), 0) == ""


def test_ink_over_the_bars_is_not_read_as_the_symbol(tmp_path):
    box = draw_piece(tmp_path / "a.pdf", OFFICIAL[0], text="WWWWWWWWWWWWWWWWWWWWWWWWWW")
    assert read_bars(tmp_path / "a.pdf", 0, box, 0) != OFFICIAL[0]


def test_one_changed_bar_changes_what_is_read(tmp_path):
    changed = OFFICIAL[0][:20] + ("4" if OFFICIAL[0][20] != "4" else "1") + OFFICIAL[0][21:]
    box = draw_piece(tmp_path / "a.pdf", changed)
    assert read_bars(tmp_path / "a.pdf", 0, box, 0) == changed != OFFICIAL[0]


def test_an_empty_raster_holds_no_symbol():
    assert classify_bars(np.zeros((50, 500), dtype=bool)) == ""
