"""Artwork as a slot: found in its folder only, imported once, placed by a matrix."""

from __future__ import annotations

import unicodedata

import pytest

from vdp.errors import DefectError, LayoutError
from vdp.slots.forms import ArtworkPages, FormRow
from vdp.slots.image.artwork_rules import ImportRules
from vdp.slots.image.artwork_slot import ArtworkKernel, ArtworkSlotSpec, list_artwork
from vdp.units import Box

SLOT = Box(10, 20, 50, 30)


@pytest.fixture
def folder(page, tmp_path):
    for name, content in (("gold.pdf", b"0 0 1 0 k 0 0 9 9 re f"), ("red.pdf", b"1 0 0 rg 0 0 9 9 re f")):
        page(content, name=name)
    (tmp_path / "broken.pdf").write_bytes(b"no PDF")
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"/>')
    (tmp_path / "photo.jpg").write_bytes(b"")
    (tmp_path / ".hidden.pdf").write_bytes(b"")
    return tmp_path


def kernel(folder, rules, **options):
    pages = ArtworkPages(folder, ())
    found = {name: row._replace(resource=f"B{n}") for n, (name, row) in enumerate(sorted(list_artwork(pages).items()))}
    return ArtworkKernel(ArtworkSlotSpec("badge", SLOT, pages, **options), found, rules)


def test_a_folder_offers_its_pdf_and_svg_with_their_sizes(folder):
    found = list_artwork(ArtworkPages(folder, ()))
    assert {name: (row.width, row.height) for name, row in found.items()} == {
        "broken.pdf": (0, 0),
        "gold.pdf": (100, 60),
        "logo.svg": (72, 72),
        "red.pdf": (100, 60),
    }


def test_a_constant_slot_looks_at_its_file_alone(folder):
    assert list(list_artwork(ArtworkPages(folder, ("gold.pdf",)))) == ["gold.pdf"]


def test_names_that_cannot_be_told_apart_are_refused(folder, page):
    page(name="GOLD.pdf")
    with pytest.raises(LayoutError) as caught:
        list_artwork(ArtworkPages(folder, ()))
    assert caught.value.code == "image.ambiguous"
    assert "GOLD" not in caught.value.text


def test_a_folder_that_is_not_there_is_an_error(folder):
    with pytest.raises(LayoutError) as caught:
        list_artwork(ArtworkPages(folder / "none", ()))
    assert caught.value.code == "image.folder"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "image.missing"),
        ("silver.pdf", "image.missing"),
        ("photo.jpg", "image.missing"),
        ("../gold.pdf", "image.bad-name"),
        ("broken.pdf", "artwork.damaged"),
        ("red.pdf", "artwork.rgb"),
        ("gold.pdf", None),
        ("logo.svg", None),
    ],
)
def test_each_value_is_judged_by_its_file_and_never_quoted(folder, condition, value, code):
    faults = kernel(folder, ImportRules(condition=condition)).measure(["gold.pdf", value])
    assert [fault.code for fault in faults] == ([code] if code else [])
    for fault in faults:
        assert (fault.index, fault.severity) == (1, "hold")
        assert not value or value not in fault.text


def test_rgb_is_no_fault_where_the_job_converts(folder, convert):
    assert kernel(folder, convert).measure(["red.pdf"]) == []


def test_policies_of_missing_artwork(folder, condition):
    rules = ImportRules(condition=condition)
    assert kernel(folder, rules, missing="skip").measure([""]) == []
    assert kernel(folder, rules, missing="skip").compose([""]) == [b""]
    assert [fault.severity for fault in kernel(folder, rules, missing="fail").measure([""])] == ["fail"]
    with pytest.raises(DefectError):
        kernel(folder, rules).compose([""])


def test_a_form_is_laid_into_its_slot_and_knocks_out(folder, condition):
    made = kernel(folder, ImportRules(condition=condition))
    assert made.compose(["gold.pdf", "gold.pdf"]) == [b"q /N gs 0.5 0 0 0.5 10 20 cm /B1 Do Q\n"] * 2
    assert made.shown(["gold.pdf"]) == [""]


def test_what_reaches_over_the_slot_is_clipped(folder, condition):
    [ink] = kernel(folder, ImportRules(condition=condition), fit="cover", anchor=(0, 0)).compose(["logo.svg"])
    assert ink == b"q /N gs 10 20 50 30 re W n 0.694444 0 0 0.694444 10 20 cm /B2 Do Q\n"


def test_a_name_in_another_unicode_form_is_the_same_name(page, tmp_path, condition):
    page(name=unicodedata.normalize("NFD", "ガ.pdf"))
    made = kernel(tmp_path, ImportRules(condition=condition))
    assert made.measure(["ガ.pdf", unicodedata.normalize("NFD", "ガ.pdf")]) == []


def test_a_row_knows_its_file(folder):
    assert list_artwork(ArtworkPages(folder, ()))["gold.pdf"] == FormRow(folder / "gold.pdf", "", 100, 60)
