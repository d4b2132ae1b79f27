"""Boxes, rotations and units: the same picture, whichever way the page was exported."""

from __future__ import annotations

import numpy as np
import pytest
from pikepdf import Array

from vdp.errors import LayoutError
from vdp.slots.forms import FormRow, place_form
from vdp.slots.image import import_artwork
from vdp.slots.image.artwork import import_overlay, measure_overlay
from vdp.slots.image.artwork_rules import ImportRules
from vdp.slots.image.spec import ArtworkSpec
from vdp.units import Box

# An F of three bars: no turn or mirror image of it looks the same.
LETTER = b"0 0 0 1 k 40 20 4 24 re 40 40 16 4 re 40 31 10 4 re f 0 1 0 0 k 30 10 2 2 re f"
BOXES = {"TrimBox": [30, 10, 80, 50], "BleedBox": [27, 7, 83, 53], "CropBox": [20, 5, 90, 55]}
NAMES = {"trim": "TrimBox", "bleed": "BleedBox", "crop": "CropBox", "media": "MediaBox"}


def with_boxes(turn=0, unit=1.0, boxes=BOXES):
    def change(_pdf, made):
        made.obj.Rotate = turn
        if unit != 1:
            made.obj.UserUnit = unit
        for name, box in boxes.items():
            made.obj[f"/{name}"] = Array(box)

    return change


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("box", NAMES)
def test_each_box_of_a_page_is_placed_as_pdfium_shows_it(page, look, page_of, turn, box):
    path = page(LETTER, change=with_boxes(turn))
    size = measure_overlay(path, page=1, box=box)
    form = import_overlay(path, page=1, box=box, rules=ImportRules())
    ours = look(page_of(form, size=size), scale=4)
    wanted = BOXES.get(NAMES[box], [0, 0, 100, 60])
    shown = page(LETTER, change=with_boxes(turn, boxes={"CropBox": wanted, "MediaBox": wanted}), name="shown.pdf")
    theirs = look(shown, scale=4)
    assert ours.shape == theirs.shape
    assert (theirs < 100).any()
    assert abs(ours - theirs).max() <= 2


@pytest.mark.parametrize(
    ("boxes", "size"), [(BOXES, (50, 40)), ({"CropBox": [20, 5, 90, 55]}, (70, 50)), ({}, (100, 60))]
)
def test_without_a_trim_box_the_crop_box_counts_and_without_that_the_media(page, boxes, size):
    assert measure_overlay(page(LETTER, change=with_boxes(boxes=boxes)), page=1, box="trim") == size


def test_a_unit_of_the_page_makes_it_larger(page, look, page_of):
    path = page(LETTER, change=with_boxes(unit=2.0))
    assert measure_overlay(path, page=1, box="trim") == (100, 80)
    form = import_overlay(path, page=1, box="trim", rules=ImportRules())
    plain = import_overlay(page(LETTER, change=with_boxes(), name="b.pdf"), page=1, box="trim", rules=ImportRules())
    assert abs(look(page_of(form, size=(100, 80)), scale=2) - look(page_of(plain, size=(50, 40)), scale=4)).max() <= 2


def test_a_background_of_another_unit_is_laid_at_its_true_size(page):
    path = page(LETTER, change=with_boxes(unit=2.0))
    form = import_artwork(ArtworkSpec(path, 1), width=100, height=80, bleed=6)
    assert form.bleed == pytest.approx(6)
    with pytest.raises(LayoutError, match=r"35\.3 x 28\.2 mm"):
        import_artwork(ArtworkSpec(path, 1), width=50, height=40, bleed=6)


@pytest.mark.parametrize(("stated", "real"), [([30, 10, 80, 50], 0), ([28, 8, 82, 52], 2), ([20, 0, 90, 60], 5)])
def test_a_background_is_seen_as_far_as_its_own_bleed_box(page, stated, real):
    path = page(LETTER, change=with_boxes(boxes={"TrimBox": [30, 10, 80, 50], "BleedBox": stated}))
    form = import_artwork(ArtworkSpec(path, 1), width=50, height=40, bleed=5)
    assert form.bleed == pytest.approx(real)
    assert bool(form.notes) == (real < 5)
    assert not form.notes or "bleed of" in form.notes[0]


@pytest.mark.parametrize("change", [with_boxes(unit=400.0), with_boxes(turn=45), with_boxes(boxes={"TrimBox": [0, 0]})])
def test_absurd_pages_are_refused(page, change):
    with pytest.raises(LayoutError) as caught:
        measure_overlay(page(LETTER, change=change), page=1, box="trim")
    assert caught.value.code == "artwork.size"


@pytest.mark.parametrize("number", [0, 2])
def test_a_page_that_is_not_there_is_an_error(page, number):
    with pytest.raises(LayoutError) as caught:
        import_overlay(page(LETTER), page=number, box="trim", rules=ImportRules())
    assert caught.value.code == "artwork.page"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("fit", ["contain", "cover", "fill"])
def test_a_form_fills_its_slot_as_asked_whichever_way_it_is_turned(rotate, fit):
    row, slot = FormRow(None, "B0", 50, 40), Box(10, 20, 30, 60)
    a, b, c, d, e, f = place_form(row, slot, fit=fit, anchor=(0.5, 0.5), rotate=rotate)
    corners = np.array([(a * x + c * y + e, b * x + d * y + f) for x in (0, 50) for y in (0, 40)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    assert (low + high) / 2 == pytest.approx([25, 50])
    spare = high - low - [30, 60]
    if fit == "fill":
        assert spare == pytest.approx([0, 0])
    else:
        assert abs(spare).min() == pytest.approx(0)
        assert (spare <= 1e-9).all() if fit == "contain" else (spare >= -1e-9).all()
        assert a * d - b * c == pytest.approx(max(abs(a), abs(b)) ** 2)  # not stretched, not mirrored


def test_a_quarter_turn_is_clockwise(page, look, page_of):
    row, slot = FormRow(None, "B0", 50, 40), Box(0, 0, 40, 50)
    a, b, *_ = place_form(row, slot, fit="contain", anchor=(0, 0), rotate=90)
    assert (a, b) == pytest.approx((0, -1))


def test_what_a_screen_does_is_left_out_and_noted(page):
    def change(pdf, made):
        with_boxes()(pdf, made)
        made.obj.Annots = Array([])
        pdf.Root.OpenAction = Array([])
        pdf.attachments["data.txt"] = b"private"

    form = import_artwork(ArtworkSpec(page(LETTER, change=change), 1), width=50, height=40, bleed=3)
    assert form.notes == ("actions or JavaScript left out", "attached files left out")
    assert b"private" not in repr(form.objects).encode()
    assert form.bleed == pytest.approx(3)
