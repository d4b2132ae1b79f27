"""The static artwork is fit for a press: CMYK and one spot, outlines, boxes, and clear space where data goes."""

from __future__ import annotations

import io
import subprocess
import sys
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms

MM = 72 / 25.4
SIDES = ("front", "back")


@pytest.fixture(scope="module")
def artwork(root):
    def path(side):
        return root / f"layouts/hagaki-coupon/{side}.pdf"

    return path


@pytest.fixture(scope="module")
def redrawn(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("artwork")
    subprocess.run([sys.executable, root / "layouts/hagaki-coupon/draw_artwork.py", folder], check=True)
    return folder


def _instructions(path):
    with pikepdf.open(path) as pdf:
        return [(str(i.operator), [str(o) for o in i.operands]) for i in pikepdf.parse_content_stream(pdf.pages[0])]


def _is_white(path, left, top, right, bottom):
    """Return whether the rectangle, in millimetres from the upper left trim corner, has no ink."""
    with pypdfium2.PdfDocument(path) as pdf:
        image = pdf[0].render(scale=4).to_pil()
    scale = image.width / 106
    box = [round((n + 3) * scale) for n in (left, top, right, bottom)]
    return image.crop(box).convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize("side", SIDES)
def test_redrawing_gives_the_committed_bytes(artwork, redrawn, side):
    assert (redrawn / f"{side}.pdf").read_bytes() == artwork(side).read_bytes()


@pytest.mark.parametrize("side", SIDES)
def test_paint_is_cmyk_or_spot(artwork, side):
    operators = {operator for operator, _ in _instructions(artwork(side))}
    assert operators & {"k", "K", "scn"}
    assert not operators & {"rg", "RG", "g", "G", "sh", "Do", "BI"}


@pytest.mark.parametrize("side", SIDES)
def test_one_separation_with_a_cmyk_alternate(artwork, side):
    with pikepdf.open(artwork(side)) as pdf:
        spaces = list(pdf.pages[0].Resources.ColorSpace.values())
        assert [(str(s[0]), str(s[1]), str(s[2])) for s in spaces] == [
            ("/Separation", "/VDP Spring Pink", "/DeviceCMYK")
        ]


@pytest.mark.parametrize("side", SIDES)
def test_text_is_outlines(artwork, side):
    with pikepdf.open(artwork(side)) as pdf:
        assert "/Font" not in pdf.pages[0].Resources
    assert not {"BT", "Tj", "TJ", "Tf"} & {operator for operator, _ in _instructions(artwork(side))}


@pytest.mark.parametrize("side", SIDES)
def test_boxes_are_a_postcard_with_three_millimetres_of_bleed(artwork, side):
    with pikepdf.open(artwork(side)) as pdf:
        page = pdf.pages[0]
        boxes = [[float(n) / MM for n in box] for box in (page.MediaBox, page.BleedBox, page.TrimBox)]
    assert boxes[0] == pytest.approx([0, 0, 106, 154], abs=0.001)
    assert boxes[1] == boxes[0]
    assert boxes[2] == pytest.approx([3, 3, 103, 151], abs=0.001)


def test_postal_code_frame_has_the_measures_of_japan_post(artwork):
    boxes, line, stroke = [], 0.0, []
    for operator, operands in _instructions(artwork("front")):
        if operator == "K":
            stroke = [float(n) for n in operands]
        elif operator == "w":
            line = float(operands[0]) / MM
        elif operator == "re" and stroke[1:3] == [0.78, 0.82]:
            assert stroke[0] == stroke[3] == 0, "cyan or black in the frame"
            x, y, width, height = (float(n) / MM for n in operands)
            boxes.append((x - 3 + line / 2, 154 - 3 - y - height + line / 2, width - line, height - line, line))
    boxes.sort()
    assert [b[2] for b in boxes] == pytest.approx([5.7] * 7, abs=0.01)
    assert [b[3] for b in boxes] == pytest.approx([8.0] * 7, abs=0.01)
    assert [b[1] for b in boxes] == pytest.approx([12.0] * 7, abs=0.01)
    gaps = [after[0] - before[0] - before[2] for before, after in pairwise(boxes)]
    assert gaps == pytest.approx([1.3, 1.3, 1.9, 1.1, 1.1, 1.1], abs=0.01)
    assert 100 - (boxes[-1][0] + boxes[-1][2]) == pytest.approx(8.0, abs=0.01)
    assert all(0.4 <= b[4] <= 0.6 for b in boxes[:3])
    assert all(0.2 <= b[4] <= 0.4 for b in boxes[3:])


def test_address_and_customer_barcode_stand_on_white(artwork):
    assert _is_white(artwork("front"), 12.1, 34, 98, 74)


def test_qr_code_and_its_quiet_zone_stand_on_white(artwork):
    quiet = 4 * 0.6
    assert _is_white(artwork("back"), 69.3 - quiet, 116.1 - quiet, 86.7 + quiet, 133.5 + quiet)


@pytest.mark.parametrize("name", ["coffee", "tea", "sweets"])
def test_product_pictures_are_srgb_and_fine_enough(root, name):
    path = root / f"layouts/hagaki-coupon/products/{name}.jpg"
    with Image.open(path) as image:
        assert (image.mode, image.size) == ("RGB", (900, 700))
        profile = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"])))
    assert profile.startswith("sRGB")
    assert path.stat().st_size < 400_000
