"""Every print file of ours before every reader at hand: nobody has anything to say, and all see the same ink."""

from __future__ import annotations

import json
import logging
import subprocess
from itertools import permutations

import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageFilter

from tests.whole.evidence.conftest import Print

PAGES = {"pieces": 12, "sheets": 2}  # a bundle slip and five pieces; one sheet
TRIM = {"pieces": (100, 148), "sheets": (320, 450)}  # mm; the sheet is the press's
PPI = 36
SPEECHLESS = {
    "qpdf": ["qpdf", "--check", "FILE"],
    "pdfinfo": ["pdfinfo", "-box", "FILE"],
    "pdffonts": ["pdffonts", "FILE"],
    "mutool-info": ["mutool", "info", "FILE"],
    "gs": ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=nullpage", "FILE"],
}
RASTERS = {
    "poppler": ["pdftoppm", "-r", str(PPI), "-gray", "FILE", "OUT/page"],
    "gs": ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pnggray", f"-r{PPI}", "-sOutputFile=OUT/%02d.png"],
    # -N: without colour management, which some builds of MuPDF lack and then warn of
    "mutool": ["mutool", "draw", "-q", "-N", "-c", "gray", "-r", str(PPI), "-o", "OUT/%02d.png", "FILE"],
}
RASTERS["gs"] += ["-dUseCropBox", "FILE"]


def run(words, path, out=""):
    named = [word.replace("FILE", str(path)).replace("OUT", str(out)) for word in words]
    return subprocess.run(named, capture_output=True, check=False, timeout=120)


def test_our_checker_fails_nothing_and_warns_of_nothing(printed, path, vdp, tmp_path):
    """Asked with a house profile that names what the job was ordered with, it leaves nothing unchecked either."""
    width, height = TRIM[printed.kind]
    records = "records = 6" if printed.level == "pdf/vt-1" else ""
    bleed = 3 if printed.kind == "pieces" else 0
    house = tmp_path / "house.toml"
    house.write_text(
        f'trim = "{width}mm {height}mm"\nbleed = "{bleed}mm"\npages = {PAGES[printed.kind]}\n{records}\n'
        'condition = "FOGRA39"\nspots = ["Festival Red"]\nmin-text = "4pt"\nmin-line = "0.2pt"\n'
        'min-ppi = 149\nink-limit = 330\nrich-black-limit = 280\nfail = ["CO-06", "CO-07", "CO-09"]\n'
    )
    done = vdp("preflight", path, "--profile", printed.level, "--house", house, "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["verdict"]) == (0, "pass"), done.stdout
    outcomes = {rule["rule"]: rule["outcome"] for rule in report["rules"]}
    assert {rule for rule, outcome in outcomes.items() if outcome != "pass"} <= {"FO-08"}
    assert len(outcomes) > 70


@pytest.mark.parametrize("reader", SPEECHLESS)
def test_readers_have_nothing_to_say(path, tool, reader):
    tool(SPEECHLESS[reader][0])
    done = run(SPEECHLESS[reader], path)
    assert (done.returncode, done.stderr) == (0, b"")
    if reader == "qpdf":
        assert b"No syntax or stream encoding errors found" in done.stdout


@pytest.fixture(scope="module")
def rasters(path_of, tmp_path_factory):
    """Return a function from print file and program to the pages in gray; a program that speaks fails the test."""
    kept = {}

    def draw(printed, reader):
        if (printed, reader) not in kept:
            out = tmp_path_factory.mktemp(reader)
            done = run(RASTERS[reader], path_of(printed), out)
            assert (done.returncode, done.stderr) == (0, b"")
            kept[printed, reader] = [Image.open(each).convert("L") for each in sorted(out.iterdir())]
        return kept[printed, reader]

    return draw


@pytest.mark.parametrize("reader", RASTERS)
def test_renderers_draw_every_page_and_have_nothing_to_say(printed, rasters, tool, reader):
    tool(RASTERS[reader][0])
    pages = rasters(printed, reader)
    assert_drawn(pages, printed)


def assert_drawn(pages, printed):
    """Every page has dark ink but the back of a bundle slip."""
    assert len(pages) == PAGES[printed.kind]
    blank = [number for number, page in enumerate(pages) if page.getextrema()[0] > 60]
    assert blank == ([1] if printed.kind == "pieces" else [])


def draw_by_pdfium(path):
    document = pypdfium2.PdfDocument(path)
    pages = [page.render(scale=PPI / 72, grayscale=True).to_pil().convert("L") for page in document]
    document.close()
    return pages


def test_pdfium_draws_every_page(printed, path):
    pages = draw_by_pdfium(path)
    assert_drawn(pages, printed)


def test_all_renderers_see_the_same_ink(printed, path, rasters, tool):
    """What one inks is near ink of every other. Colours differ: some convert by profile, some do not."""
    drawn = [draw_by_pdfium(path), *(rasters(printed, reader) for reader in RASTERS if tool(RASTERS[reader][0]))]
    assert all(see_the_same_ink(pages) for pages in zip(*drawn, strict=True))


def see_the_same_ink(pages):
    """Tell whether each page's dark pixels lie within two pixels of some ink of every other page."""
    size = tuple(min(page.size[axis] for page in pages) for axis in (0, 1))
    shapes = [page.crop((0, 0, *size)) for page in pages]
    dark = [np.asarray(page) < 100 for page in shapes]
    near = [np.asarray(page.filter(ImageFilter.MinFilter(5))) < 245 for page in shapes]
    return not any((dark[one] & ~near[other]).any() for one, other in permutations(range(len(pages)), 2))


@pytest.mark.parametrize("printed", [Print("pdf/x-4", "pieces")], ids=str)
def test_a_page_that_lacks_one_line_is_told_from_the_others(path, tmp_path):
    with pikepdf.open(path) as pdf:
        instructions = pikepdf.parse_content_stream(pdf.pages[2])
        shown = [index for index, each in enumerate(instructions) if str(each.operator) in {"Tj", "TJ"}]
        del instructions[shown[-1]]
        pdf.pages[2].Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
        pdf.save(tmp_path / "lacks.pdf")
    whole, lacking = draw_by_pdfium(path)[2], draw_by_pdfium(tmp_path / "lacks.pdf")[2]
    assert see_the_same_ink([whole, whole])
    assert not see_the_same_ink([whole, lacking])


def test_poppler_finds_every_font_embedded_with_unicode(path, tool):
    lines = run([tool("pdffonts"), "FILE"], path).stdout.decode().splitlines()[2:]
    marks = [line.split()[-5:-2] for line in lines]  # embedded, subset, Unicode; then number and generation
    assert len(marks) == 9  # four faces, three of them also downwards, the barcode's, the artwork's
    assert all(mark == ["yes", "yes", "yes"] for mark in marks)


def test_pypdf_walks_boxes_and_parts_without_a_complaint(printed, path, caplog):
    """A strict reader that has no part in writing; it says what it dislikes by errors, warnings and its log."""
    caplog.set_level(logging.DEBUG)
    reader = pypdf.PdfReader(path, strict=True)
    pages = list(reader.pages)
    assert len(pages) == PAGES[printed.kind]
    for page in pages:
        trim, media = np.array(page["/TrimBox"], float), np.array(page["/MediaBox"], float)
        bleed = np.array(page["/BleedBox"], float) if printed.kind == "pieces" else media
        assert (media[:2] <= bleed[:2]).all() and (bleed[:2] <= trim[:2]).all()  # noqa: PT018 - one nest
        assert (media[2:] >= bleed[2:]).all() and (bleed[2:] >= trim[2:]).all()  # noqa: PT018
        assert (trim[2:] - trim[:2]) * 25.4 / 72 == pytest.approx(TRIM[printed.kind], abs=0.01)
    parts = reader.root_object.get("/DPartRoot")
    assert (parts is not None) == (printed.level == "pdf/vt-1")
    if parts is not None:
        walk_parts(parts, pages)
    assert reader.xmp_metadata is not None
    assert caplog.records == []


def walk_parts(root, pages):
    """Follow the tree: each leaf has its pages in order, every page names its leaf, every part its parent."""
    numbers = [page.indirect_reference.idnum for page in pages]
    depths, at = [], 0

    def visit(part, parent, depth):
        nonlocal at
        node = part.get_object()
        assert node.raw_get("/Parent").idnum == parent.idnum
        if "/DParts" in node:
            assert all(inner for inner in node["/DParts"])
            for inner in node["/DParts"]:
                for each in inner:
                    visit(each, part, depth + 1)
            return
        depths.append(depth)
        first, last = (numbers.index(node.raw_get(key).idnum) for key in ("/Start", "/End"))
        assert first == at
        assert all(pages[each].raw_get("/DPart").idnum == part.idnum for each in range(first, last + 1))
        at = last + 1

    visit(root.raw_get("/DPartRootNode"), root.indirect_reference, 0)
    assert at == len(pages)
    assert set(depths) == {len(root["/NodeNameList"]) - 1} == {root["/RecordLevel"]}
    assert len(depths) == 6
