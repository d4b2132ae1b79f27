"""The finished sheet as three renderers of other hands see it: every line in the same place, in the same ink."""

from __future__ import annotations

import re
import subprocess
from itertools import combinations

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageFilter

DPI = 150
MM_PER_PIXEL = 25.4 / DPI
BLUR = 1.5  # pixels: a quarter of a millimetre, the width of a stem in text of 9 points
REACH = 4  # pixels: how far displaced lines are looked for

FARTHEST = 0.15
"""Millimetres that a line may lie apart in two renderings, their common offset taken off: half of what must be found.

Measured: pdfium and MuPDF 0.04; poppler, which sets glyphs on whole pixels down the page, 0.11 from either.
"""
OFFSET = 0.15
"""Millimetres by which a renderer may lay a whole page elsewhere; measured 0.12, poppler's."""
UNLIKE = 30.0
"""Mean difference of grey (of 255) of the blurred pixels of a line; measured 24.5: poppler makes stems thinner."""


def render_poppler(pdf, folder, tool):
    stem = folder / "poppler"
    words = [tool("pdftoppm"), "-r", str(DPI), "-gray", "-singlefile", "-f", "1", "-l", "1", pdf, stem]
    subprocess.run(words, check=True, capture_output=True)
    return Image.open(stem.with_suffix(".pgm")).convert("L")


def render_mupdf(pdf, folder, tool):
    path = folder / "mupdf.png"
    words = [tool("mutool"), "draw", "-q", "-r", str(DPI), "-c", "gray", "-o", path, pdf, "1"]
    subprocess.run(words, check=True, capture_output=True)
    return Image.open(path).convert("L")


def render_pdfium(pdf, _folder, _tool):
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=DPI / 72).to_pil().convert("L")


RENDERERS = {"pdfium": render_pdfium, "MuPDF": render_mupdf, "poppler": render_poppler}


def draw(pdf, renderer, folder, tool):
    """Return the ink of the first page as numbers, blurred."""
    image = RENDERERS[renderer](pdf, folder, tool)
    assert image.size == (1350, 1950)
    return 255.0 - np.asarray(image.filter(ImageFilter.GaussianBlur(BLUR)), dtype=float)


@pytest.fixture(scope="module")
def strips(sheets, slot_table):
    """Return the boxes of single lines in pixels: left, top, right, bottom."""
    found = {}
    for (record, name), (left, bottom, right, top) in sheets.boxes.items():
        more = slot_table[name][4]
        leading = re.search(r'leading="(\d+)pt"', more)
        step = float(leading[1]) if leading else 1000.0
        half = (step - float(re.search(r'size="(\d+)pt"', more)[1])) / 2 if leading else 0.0
        vertical = "vertical" in more
        begin, end = (right + half, left) if vertical else (top + half, bottom)
        for number, at in enumerate(np.arange(begin, end, -step)):
            beyond = max(at - step, end - half)
            box = (beyond, bottom, at, top) if vertical else (left, beyond, right, at)
            x0, y0, x1, y1 = (n * DPI / 72 for n in box)
            found[record, name, number] = (round(x0), round(1950 - y1), round(x1), round(1950 - y0))
    return found


def displacement(one, other, strip):
    """Return by how many millimetres a strip lies farther right and down in `other`, and how unlike its pixels are."""
    left, top, right, bottom = strip
    mine = one[top:bottom, left:right]
    if mine.max() < 60:
        return None  # no line here
    steps = range(-REACH, REACH + 1)
    costs = np.array(
        [[((other[top + y : bottom + y, left + x : right + x] - mine) ** 2).mean() for x in steps] for y in steps]
    )
    row, column = np.unravel_index(costs.argmin(), costs.shape)
    down = row - REACH + _vertex(costs[:, column], row)
    across = column - REACH + _vertex(costs[row], column)
    there = other[top:bottom, left:right]
    unlike = np.abs(there - mine)[(mine > 30) | (there > 30)].mean()
    return across * MM_PER_PIXEL, down * MM_PER_PIXEL, float(unlike)


def _vertex(costs, at):
    """Return where between the neighbours of the least cost the parabola through the three is lowest."""
    if not 0 < at < len(costs) - 1:
        return 0.0
    before, least, after = costs[at - 1 : at + 2]
    return (before - after) / max(2 * (before - 2 * least + after), 1e-9)


def compare(one, other, strips):
    """Return per line how far it lies off in millimetres, and how unlike it is; then the offset of the whole page."""
    found = {key: displacement(one, other, strip) for key, strip in strips.items()}
    found = {key: value for key, value in found.items() if value}
    across, down = (float(np.median([value[axis] for value in found.values()])) for axis in (0, 1))
    lines = {key: (float(np.hypot(x - across, y - down)), unlike) for key, (x, y, unlike) in found.items()}
    return lines, float(np.hypot(across, down))


@pytest.fixture(scope="module")
def drawings(sheets, tmp_path_factory):
    kept = {}

    def get(renderer, tool):
        if renderer not in kept:
            kept[renderer] = draw(sheets.pdf, renderer, tmp_path_factory.mktemp(renderer), tool)
        return kept[renderer]

    return get


@pytest.mark.parametrize(("one", "other"), list(combinations(RENDERERS, 2)))
def test_every_line_lies_where_other_renderers_see_it(drawings, strips, tool, one, other):
    lines, offset = compare(drawings(one, tool), drawings(other, tool), strips)
    assert len(lines) >= 60
    assert offset <= OFFSET
    assert {key: value for key, value in lines.items() if value[0] > FARTHEST or value[1] > UNLIKE} == {}


@pytest.mark.parametrize("shift", [(0.3, 0.0), (0.0, 0.3)], ids=["across", "down"])
@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_line_moved_by_three_tenths_of_a_millimetre_is_found(
    sheets, drawings, strips, tool, tmp_path, renderer, shift
):
    moved = tmp_path / "moved.pdf"
    move_a_line(sheets.pdf, moved, *shift)
    lines, _offset = compare(drawings("pdfium", tool), draw(moved, renderer, tmp_path, tool), strips)
    assert [name for (_record, name, _line), (far, _) in lines.items() if far > FARTHEST] == ["name"]


def move_a_line(pdf, path, across, down):
    """Move the first line of 16 points by so many millimetres."""
    with pikepdf.open(pdf) as document:
        page = document.pages[0]
        content = page.Contents.read_bytes()
        [place, *_] = re.finditer(rb"(?<= 16 Tf 1 0 0 1 )([0-9.]+) ([0-9.]+)(?= Tm)", content)
        there = b"%.3f %.3f" % (float(place[1]) + across * 72 / 25.4, float(place[2]) - down * 72 / 25.4)
        page.Contents = document.make_stream(content[: place.start()] + there + content[place.end() :])
        document.save(path)
