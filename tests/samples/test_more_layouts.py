"""The vertical postcard and the sealed card: artwork fit for a press, places that post office and folder leave."""

from __future__ import annotations

import subprocess
import sys

import pikepdf
import pypdfium2
import pytest

from vdp.layout import compile_layout
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec
from vdp.slots.text.spec import PostalCodeSpec, TextSpec

MM = 72 / 25.4
ARTWORK = {
    "hagaki-tategaki": {"front.pdf": (100, 148), "back.pdf": (100, 148)},
    "zfold": {"outer.pdf": (300, 148), "inner.pdf": (300, 148)},
}
FILES = [(layout, name) for layout, names in ARTWORK.items() for name in names]
FOLDS = (100, 200)
GLUE = 5.0  # mm on both sides of folds and inside edges where codes may suffer


@pytest.fixture(scope="module")
def redrawn(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("artwork")
    for layout in ARTWORK:
        (folder / layout).mkdir()
        subprocess.run([sys.executable, root / f"layouts/{layout}/draw_artwork.py", folder / layout], check=True)
    return folder


@pytest.fixture(scope="module", params=ARTWORK)
def plan(request, root):
    return compile_layout(root / f"layouts/{request.param}/layout.xml")


@pytest.fixture(scope="module")
def zfold(root):
    return compile_layout(root / "layouts/zfold/layout.xml")


@pytest.mark.parametrize(("layout", "name"), FILES)
def test_redrawing_gives_the_committed_bytes(root, redrawn, layout, name):
    assert (redrawn / layout / name).read_bytes() == (root / "layouts" / layout / name).read_bytes()


@pytest.mark.parametrize(("layout", "name"), FILES)
def test_artwork_is_cmyk_or_spot_outlines_with_bleed(root, layout, name):
    with pikepdf.open(root / "layouts" / layout / name) as pdf:
        page = pdf.pages[0]
        operators = {str(instruction.operator) for instruction in pikepdf.parse_content_stream(page)}
        media, trim = ([float(n) / MM for n in box] for box in (page.MediaBox, page.TrimBox))
        assert "/Font" not in page.Resources
    assert operators & {"k", "K"}
    assert not operators & {"rg", "RG", "g", "G", "sh", "Do", "BI", "BT"}
    width, height = ARTWORK[layout][name]
    assert media == pytest.approx([0, 0, width + 6, height + 6], abs=0.001)
    assert trim == pytest.approx([3, 3, width + 3, height + 3], abs=0.001)


def bars_of(plan):
    [bars] = [slot.spec for slot in plan.pages[0].slots if isinstance(slot.spec, CustomerBarcodeSpec)]
    return bars.x, bars.y, bars.x + 133 * 0.6 * MM * bars.size / 10, bars.y + 3.6 * MM * bars.size / 10


def test_customer_barcode_keeps_its_distances_from_the_edges_of_what_is_mailed(plan):
    left, bottom, right, top = bars_of(plan)
    assert min(left, bottom, 100 * MM - right, plan.height - top) >= 10 * MM
    for slot in plan.pages[0].slots:
        if isinstance(slot.spec, TextSpec):
            box = slot.spec.box
            apart = max(box.x - right, left - box.x - box.width, box.y - top, bottom - box.y - box.height)
            assert apart >= 2 * MM, slot.spec.name


@pytest.mark.parametrize(("layout", "name"), [("hagaki-tategaki", "front.pdf"), ("zfold", "outer.pdf")])
def test_address_and_barcode_stand_on_white(root, layout, name):
    with pypdfium2.PdfDocument(root / "layouts" / layout / name) as pdf:
        image = pdf[0].render(scale=4).to_pil().convert("L")
    scale = 4 * MM
    for left, top, right, bottom in ((44, 23, 92, 128), (12.1, 127.4, 88, 134.8)):
        box = [round((n + 3) * scale) for n in (left, top, right, bottom)]
        assert image.crop(box).getextrema() == (255, 255)


def test_postal_code_stands_in_the_frame_of_the_panel_that_the_postman_sees(plan):
    [code] = [slot.spec for slot in plan.pages[0].slots if isinstance(slot.spec, PostalCodeSpec)]
    assert code.left == pytest.approx(44.3 * MM)
    assert 100 * MM - (code.left + code.centres[-1]) == pytest.approx((8 + 5.7 / 2) * MM)


def test_address_lines_step_down_from_the_right(plan):
    lines = [slot.spec.box for slot in plan.pages[0].slots if getattr(slot.spec, "name", "").startswith("address")]
    tops = [plan.height - box.y - box.height for box in lines[:3]]
    assert [box.x for box in lines[:3]] == sorted((box.x for box in lines[:3]), reverse=True)
    assert tops == sorted(tops)
    assert tops[0] < tops[1] < tops[2]


def test_addressee_stands_on_the_middle_axis_of_the_card(plan):
    [box] = [slot.spec.box for slot in plan.pages[0].slots if getattr(slot.spec, "name", "") == "addressee"]
    assert box.x + box.width / 2 == pytest.approx(50 * MM)
    assert plan.height / 2 - 4 * MM < box.y + box.height / 2 < plan.height / 2 + 6 * MM


def test_live_slots_of_the_sealed_card_keep_off_its_folds_and_codes_off_the_glue(zfold):
    for page in zfold.pages:
        for slot in page.slots:
            if isinstance(slot.spec, TextSpec):
                left, right = slot.spec.box.x / MM, (slot.spec.box.x + slot.spec.box.width) / MM
            elif isinstance(slot.spec, QrSpec):
                left, right = slot.spec.x / MM, (slot.spec.x + 29 * slot.spec.module) / MM
            else:
                continue
            for line in (0, *FOLDS, 300):
                assert right <= line - GLUE or left >= line + GLUE, slot.spec.name


def test_fold_marks_lie_outside_the_trim_at_both_folds(root):
    for name in ARTWORK["zfold"]:
        with pikepdf.open(root / "layouts/zfold" / name) as pdf:
            steps = list(pikepdf.parse_content_stream(pdf.pages[0]))
        points = [[float(n) / MM - 3 for n in step.operands] for step in steps if str(step.operator) in {"m", "l"}]
        for fold in FOLDS:
            marks = sorted(y for x, y in points if abs(x - fold) < 1e-3 and not 0 <= y <= 148)
            assert len(marks) == 4
            assert all(y < -0.5 or y > 148.5 for y in marks)
