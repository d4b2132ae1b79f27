"""White, varnish and a spot colour through whole jobs: plates as Ghostscript separates them, and what verify reads."""

from __future__ import annotations

import json
import shutil
import subprocess

import numpy as np
import pikepdf
import pytest
from PIL import Image

from vdp.errors import LayoutError
from vdp.job import read_job
from vdp.preflight import check_pdf
from vdp.run import Selection, produce
from vdp.run.progress import SilentProgress
from vdp.run.verify import verify_output
from vdp.units import MM
from vdp.workers import open_executor

DPI = 100
NAMES = ["山田太郎", "鈴木花子", "佐藤"]
LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="plates" lang="ja">
<fields><field name="postal_code" type="text" required="yes"/><field name="name" type="text" required="yes"/>
</fields>
<ink id="red" name="PANTONE 186 C" cmyk="0 100 81 4"/>
<ink id="white" kind="white"/><ink id="varnish" kind="varnish" name="Spot Varnish"/><ink id="die" kind="cut"/>
<font id="gothic" family="Noto Sans JP"/>
<piece size="100mm 148mm" bleed="2mm">
<page side="front">
<box name="ground" x="5mm" y="5mm" width="20mm" height="20mm" fill="ink(white)"/>
<qr name="code" x="8mm" y="8mm" module="0.5mm" value="{name}"/>
<box x="30mm" y="5mm" width="20mm" height="20mm" fill="cmyk(100 0 0 0)"/>
<box name="half" x="40mm" y="5mm" width="20mm" height="20mm" fill="ink(varnish 50)"/>
<box x="65mm" y="5mm" width="20mm" height="20mm" fill="cmyk(0 0 100 0)"/>
<box x="65mm" y="5mm" width="20mm" height="10mm" fill="ink(red 60) + cmyk(0 0 0 20)"/>
<text name="print" x="5mm" y="30mm" width="80mm" height="8mm" size="18pt">{name}様</text>
<text name="gloss" x="5mm" y="30mm" width="80mm" height="8mm" size="18pt" color="ink(varnish)">{name}様</text>
<text name="red" x="5mm" y="42mm" width="80mm" height="8mm" size="18pt" color="ink(red)">{name}</text>
<text name="lit" x="5mm" y="42mm" width="80mm" height="8mm" size="18pt" color="ink(white)">{name}</text>
<box x="5mm" y="60mm" width="40mm" height="10mm" fill="cmyk(0 100 0 0)"/>
<image x="5mm" y="60mm" width="40mm" height="10mm" src="mask.png" fit="fill" min-ppi="1" color="ink(varnish)"/>
<image x="46mm" y="60mm" width="40mm" height="10mm" src="photo.jpg" fit="fill" min-ppi="1" color="ink(red)"/>
<text name="relief" x="5mm" y="75mm" width="40mm" height="8mm" size="18pt" color="ink(varnish)">{name}</text>
<box x="5mm" y="75mm" width="40mm" height="8mm" fill="ink(varnish 50)"/>
<box x="50mm" y="75mm" width="36mm" height="8mm" fill="ink(white 40)"/>
<image x="50mm" y="75mm" width="36mm" height="8mm" src="stripes.png" fit="fill" min-ppi="1" color="ink(white)"/>
<box name="cutter" x="2mm" y="2mm" width="86mm" height="140mm" line="0.5pt" color="ink(die)"/>
</page>
</piece></layout>
"""
JOB = """[job]
name = "plates"
layout = "layout.xml"
[records]
source = "records.csv"
profile = "crm-utf8"
[postal]
date = 2026-12-01
[output]
condition = "FOGRA39"
files = ["imposed", "pieces"]
"""


class PlateJob:
    def __init__(self, folder) -> None:
        self.folder, self.out = folder, folder / "out"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "layout.xml").write_text(LAYOUT, encoding="utf-8")
        draw_images(folder)
        rows = "".join(f"1000001,{name}\n" for name in NAMES)
        (folder / "records.csv").write_text("postal_code,name\n" + rows, encoding="utf-8")
        (folder / "job.toml").write_text(JOB, encoding="utf-8")

    def edit(self, name, old, new):
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    def run(self, executor="serial"):
        job = read_job(self.folder / "job.toml")
        opened = open_executor(executor, workers=None if executor == "serial" else 2)
        produce(job, self.out, executor=opened, progress=SilentProgress(), selection=Selection())

    def files(self):
        return sorted((self.out / "print").iterdir())


LEVELS = (0, 64, 128, 255)
"""Of gray, in the four columns of the images; the last column of the mask is transparent and black."""


def draw_images(folder):
    gray = np.repeat(np.array(LEVELS, dtype=np.uint8), 40)[None].repeat(40, axis=0)
    alpha = np.full_like(gray, 255)
    alpha[:, 120:] = 0
    gray_mask = np.where(alpha == 0, 0, gray).astype(np.uint8)
    Image.fromarray(np.dstack([gray_mask] * 3 + [alpha]), "RGBA").save(folder / "mask.png")
    Image.fromarray(np.tile(np.repeat([0, 255], 40), 2)[None].repeat(40, axis=0).astype(np.uint8)).convert("1").save(
        folder / "stripes.png"
    )
    Image.fromarray(gray).convert("RGB").save(folder / "photo.jpg", quality=95)


@pytest.fixture
def job(tmp_path):
    return PlateJob(tmp_path / "job")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    job = PlateJob(tmp_path_factory.mktemp("plates"))
    job.run()
    return job


@pytest.fixture(scope="module")
def separate(tool):
    """Return what separates a page: its plates by name, as shares of ink."""

    def run(path, folder, page):
        folder.mkdir(exist_ok=True)
        words = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", f"-r{DPI}"]
        words += [f"-dFirstPage={page}", f"-dLastPage={page}", f"-sOutputFile={folder}/p%d.tif", str(path)]
        subprocess.run([tool("gs"), *words], check=True, capture_output=True)
        found = {
            file.stem[3:-1]: 1 - np.asarray(Image.open(file).convert("L")) / 255 for file in folder.glob("p1(*).tif")
        }
        assert found
        return found

    return run


def region(plate, x, y, width, height):
    """Return the pixels well inside a box of a single piece, in mm from its upper left trim corner."""
    edges = [(value + 2) * MM * DPI / 72 for value in (x, y, x + width, y + height)]
    left, top, right, bottom = (round(edge) for edge in edges)
    return plate[top + 2 : bottom - 2, left + 2 : right - 2]


@pytest.fixture(scope="module")
def plates(done, tmp_path_factory, separate):
    pieces, _ = done.files()
    return separate(pieces, tmp_path_factory.mktemp("separated"), 2)


def test_the_job_needs_the_plates_that_the_layout_names(done, plates):
    assert plates.keys() == {"Cyan", "Magenta", "Yellow", "Black", "PANTONE 186 C", "White", "Spot Varnish", "Cut"}
    listed = json.loads((done.out / "manifest.json").read_text(encoding="utf-8"))["plates"]
    assert listed == [
        {"name": "White", "kind": "white", "step": "White"},
        {"name": "PANTONE 186 C", "kind": "spot", "step": ""},
        {"name": "Spot Varnish", "kind": "varnish", "step": "Varnish"},
        {"name": "Cut", "kind": "cut", "step": "Structural Cutting"},
    ]
    report = (done.out / "report.json").read_text(encoding="utf-8")
    assert "White (white, White); PANTONE 186 C (spot); Spot Varnish (varnish, Varnish)" in report


def test_white_lies_whole_under_what_is_printed_on_it(plates):
    """The code is painted in black where the white is: neither takes anything from the other."""
    white, black = (region(plates[name], 5, 5, 20, 20) for name in ("White", "Black"))
    assert white.min() > 0.99
    assert 0.1 < black.mean() < 0.5
    assert black.max() > 0.99


def test_varnish_takes_no_colour_away(plates):
    assert region(plates["Cyan"], 30, 5, 20, 20).min() > 0.99
    assert np.abs(region(plates["Spot Varnish"], 40, 5, 20, 20) - 0.5).max() < 0.01
    assert region(plates["Spot Varnish"], 30, 5, 9, 20).max() < 0.01


def test_a_mixture_lies_on_its_plates_and_knocks_out_the_others(plates):
    assert np.abs(region(plates["PANTONE 186 C"], 65, 5, 20, 10) - 0.6).max() < 0.01
    assert np.abs(region(plates["Black"], 65, 5, 20, 10) - 0.2).max() < 0.01
    assert region(plates["Yellow"], 65, 5, 20, 10).max() < 0.01
    assert region(plates["Yellow"], 65, 15, 20, 10).min() > 0.99


def test_the_name_in_varnish_is_the_name_in_black_dot_for_dot(plates):
    black, gloss = (region(plates[name], 5, 30, 80, 8) for name in ("Black", "Spot Varnish"))
    assert black.sum() > 50
    assert np.abs(black - gloss).max() < 0.01


def test_white_over_a_spot_colour_leaves_it(plates):
    red, white = (region(plates[name], 5, 42, 80, 8) for name in ("PANTONE 186 C", "White"))
    assert red.sum() > 50
    assert np.abs(red - white).max() < 0.01


@pytest.mark.parametrize(("plate", "x"), [("Spot Varnish", 5), ("PANTONE 186 C", 46)])
def test_an_image_in_one_ink_is_as_dark_on_its_plate_as_it_is(plates, plate, x):
    for column, level in enumerate(LEVELS):
        found = region(plates[plate], x + 10 * column, 60, 10, 10)[:, 3:-3]
        assert np.abs(found - (1 - level / 255)).max() < 0.02, column
    for name in plates.keys() - {plate}:
        rest = region(plates[name], x, 60, 40, 10)
        assert rest.min() > 0.99 if (name, x) == ("Magenta", 5) else rest.max() < 0.01, name


def test_what_all_pieces_share_lies_under_what_is_the_pieces_own_on_every_plate(plates):
    found = region(plates["Spot Varnish"], 5, 75, 40, 8)
    assert found.max() > 0.99
    assert np.abs(np.median(found) - 0.5) < 0.01


def test_a_1_bit_image_leaves_its_plate_where_it_is_white(plates):
    for column, wanted in enumerate((1, 0.4, 1, 0.4)):
        found = region(plates["White"], 50 + 9 * column, 75, 9, 8)[:, 3:-3]
        assert np.abs(found - wanted).max() < 0.01, column


def test_lines_of_the_cutter_take_nothing_away(plates):
    assert plates["Cut"].max() > 0.9
    assert plates["Cut"].mean() < 0.02


def test_sheets_have_the_same_plates(done, separate, tmp_path):
    _, sheets = done.files()
    single = separate(done.files()[0], tmp_path / "pieces", 2)
    laid = separate(sheets, tmp_path / "sheets", 1)
    assert laid.keys() == single.keys()
    for name in ("White", "Spot Varnish", "PANTONE 186 C"):
        several = laid[name].sum() / single[name].sum()
        assert 2.5 < several < 3.5, (name, several)  # three pieces; the third has a shorter name


def findings(path, level):
    return [found for found in check_pdf(path, profile=level).findings if found.outcome != "not-checked"]


def test_our_checker_and_qpdf_find_nothing(done, tool):
    for path in done.files():
        assert subprocess.run([tool("qpdf"), "--check", path], capture_output=True, check=False).returncode == 0
        assert findings(path, "pdf/x-4") == []


def test_records_of_pdf_vt_have_the_same_plates_by_any_number_of_workers(done, job):
    job.edit("job.toml", "[output]", '[output]\nprofile = "pdf/vt-1"')
    job.run("process")
    pieces, sheets = job.files()
    assert findings(pieces, "pdf/vt-1") == []
    with pikepdf.open(pieces) as vt, pikepdf.open(done.files()[0]) as plain:
        found = [[page.Contents.read_bytes() for page in pdf.pages] for pdf in (vt, plain)]
    assert found[0] == found[1]
    with pikepdf.open(sheets) as one, pikepdf.open(done.files()[1]) as other:
        assert one.pages[0].Contents.read_bytes() == other.pages[0].Contents.read_bytes()


def test_poppler_renders_it_without_a_word(done, tool, tmp_path):
    for path in done.files():
        ran = subprocess.run(
            [tool("pdftoppm"), "-r", "30", "-png", path, tmp_path / "p"], capture_output=True, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, b"")


def test_x1a_refuses_processing_steps_at_the_ink_and_takes_plain_plates(job, separate, tmp_path):
    job.edit("job.toml", "[output]", '[output]\nprofile = "pdf/x-1a"')
    with pytest.raises(LayoutError) as caught:
        job.run()
    assert (caught.value.code, caught.value.where.line) == ("run.processing-step", 5)
    assert 'step="no"' in caught.value.cure
    assert not job.out.exists()
    for ink in ('kind="white"', 'name="Spot Varnish"', 'kind="cut"'):
        job.edit("layout.xml", f"{ink}/>", f'{ink} step="no"/>')
    job.run()
    for path in job.files():
        assert check_pdf(path, profile="pdf/x-1a").verdict == "pass"
        with pikepdf.open(path) as pdf:
            assert "/OCProperties" not in pdf.Root
    assert region(separate(job.files()[0], tmp_path / "x1a", 2)["White"], 5, 5, 20, 20).min() > 0.99
    assert verify_output(job.out, sample=0, executor=open_executor("serial")).verdict == "pass"


def test_verify_reads_every_plate_and_the_codes_below_it(done):
    report = verify_output(done.out, sample=10, executor=open_executor("serial"))
    assert (report.verdict, report.compared, report.codes_read) == ("pass", 3, 6)


def test_verify_reads_plates_by_names_in_any_script(job):
    job.edit("layout.xml", 'kind="white"', 'kind="white" name="白版（１）"')
    job.edit("layout.xml", "Spot Varnish", "Vérnis (brillant) #2")
    job.run()
    report = verify_output(job.out, sample=10, executor=open_executor("serial"))
    assert (report.verdict, report.compared, report.codes_read) == ("pass", 3, 6)


def test_a_white_that_leaves_nothing_of_a_code_is_found(job):
    """Printed last, and without overprint: the layout is refused, and verify sees what the press would print."""
    hard = '<ink id="hard" kind="white" name="Hard" overprint="no"/>'
    job.edit("layout.xml", '<ink id="white"', f'{hard}<ink id="white"')
    job.edit("layout.xml", 'height="20mm" fill="ink(white)"', 'height="20mm" fill="ink(hard)"')
    with pytest.raises(LayoutError) as caught:
        job.run()
    assert caught.value.code == "layout.quiet-zone"
    job.edit("layout.xml", '<qr name="code"', '<qr name="code" quiet="ignore"')
    job.run()
    report = verify_output(job.out, sample=10, executor=open_executor("serial"))
    assert (report.verdict, report.codes_read) == ("fail", 0)


@pytest.mark.parametrize("plate", [b"/L.varnish", b"/L.white"])
def test_verify_finds_a_wrong_name_on_a_plate_alone(done, output, tmp_path, plate):
    """The texts of two pieces are exchanged on one plate; in black they are right."""
    found = output(shutil.copytree(done.out, tmp_path / "out"))
    found.pdf = found.path / "print/pieces-0001.pdf"
    with found.document() as pdf:
        contents = [page.Contents.read_bytes() for page in pdf.pages]
        one, other = [number for number, content in enumerate(contents) if plate in content][:2]
        texts = [text_on(contents[number], plate) for number in (one, other)]
        for number, new in ((one, texts[1]), (other, texts[0])):
            changed = contents[number].replace(text_on(contents[number], plate), new)
            pdf.pages[number].Contents = pdf.make_stream(changed)
    findings = found.findings()
    assert len(findings) == 2
    assert all("the front is not that of piece" in finding["text"] for finding in findings)


def text_on(content, plate):
    """Return the marked content of a plate that is text."""
    parts = [part.partition(b"EMC")[0] for part in content.split(b"/OC " + plate + b" BDC\n")[1:]]
    return next(part for part in parts if b"Tj" in part)


def test_artwork_gets_the_layouts_definition_of_an_ink(job):
    """PANTONE 186 C of the artwork looks otherwise there, even in Lab: one definition goes into the file."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(104 * MM, 152 * MM)).obj
        page.TrimBox = [2 * MM, 2 * MM, 102 * MM, 150 * MM]
        lab = [pikepdf.Name.Lab, {"/WhitePoint": [0.9642, 1, 0.8249], "/Range": [-128, 127, -128, 127]}]
        tint = {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [100, 0, 0], "/C1": [45, 70, 40], "/N": 1}
        spaces = {
            f"/C{number}": pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name("/" + name), *parts])
            for number, (name, parts) in enumerate(
                [
                    ("PANTONE 186 C", (lab, tint)),
                    ("Pantone 186C", (pikepdf.Name.DeviceCMYK, tint | {"/C0": [0, 0, 0, 0], "/C1": [0, 1, 1, 0]})),
                ]
            )
        }
        page.Resources = {"/ColorSpace": spaces}
        page.Contents = pdf.make_stream(b"/C0 cs 1 scn 20 20 30 30 re f /C1 cs 1 scn 60 20 30 30 re f")
        pdf.save(job.folder / "front.pdf")
    job.edit("layout.xml", '<page side="front">', '<page side="front" artwork="front.pdf">')
    job.run()
    told = (job.out / "report.json").read_text(encoding="utf-8")
    assert "the spot colour PANTONE 186 C looks as the layout says" in told
    assert "PANTONE 186 C and Pantone 186C differ in case, blanks or signs alone" in told
    assert {found.rule for found in findings(job.files()[0], "pdf/x-4")} == {"CO-12"}
