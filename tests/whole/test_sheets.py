"""The finished sheets, judged by programs and libraries that did not write them."""

from __future__ import annotations

import hashlib
import re
import subprocess
from datetime import date

import pikepdf
import pypdf
import pytest
from PIL import Image

MM = 72 / 25.4
POSTCARD = (100 * MM, 148 * MM)


@pytest.fixture(scope="module")
def sheets(finished):
    return finished.out / "print/sheets-0001.pdf"


@pytest.fixture(scope="module")
def document(sheets):
    with pikepdf.open(sheets) as opened:
        yield opened


@pytest.mark.parametrize(
    "words",
    [
        ["qpdf", "--check", "FILE"],
        ["mutool", "info", "FILE"],
        [
            "gs",
            "-q",
            "-dNOPAUSE",
            "-dBATCH",
            "-dSAFER",
            "-dLastPage=20",
            "-sDEVICE=nullpage",
            "-sOutputFile=/dev/null",
            "FILE",
        ],
        ["pdftoppm", "-r", "20", "-l", "6", "FILE", "RESULT"],
        ["pdftotext", "-l", "6", "FILE", "RESULT"],
        ["pdfinfo", "-box", "FILE"],
        ["pdffonts", "FILE"],
    ],
    ids=" ".join,
)
def test_a_reader_opens_the_sheets_without_a_warning(sheets, tool, tmp_path, words):
    program, *rest = words
    places = {"FILE": str(sheets), "RESULT": str(tmp_path / "result")}
    command = [tool(program), *(places.get(word, word) for word in rest)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"WARNING" not in done.stdout
    assert b"warning:" not in done.stdout


def test_pypdf_in_strict_mode_reads_every_page(sheets):
    with pypdf.PdfReader(sheets, strict=True) as reader:
        assert len(reader.pages) == len([page.get_contents().get_data() for page in reader.pages]) > 2


def test_every_font_is_embedded_and_subset(sheets, tool):
    listing = subprocess.run([tool("pdffonts"), sheets], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listing.splitlines()[2:]]
    assert len(rows) >= 3
    for row in rows:
        embedded, subset, unicode = row[-5:-2]
        assert (embedded, subset, unicode) == ("yes", "yes", "yes"), row


def test_pages_have_the_sheet_as_media_and_trim(document):
    for page in document.pages:
        media, trim = ([float(number) for number in box] for box in (page.MediaBox, page.TrimBox))
        assert media == pytest.approx([0, 0, 320 * MM, 450 * MM], abs=0.01)
        assert trim == pytest.approx(media, abs=0.01)
        assert "/ArtBox" not in page.obj


def test_the_file_has_the_keys_of_pdfx4(document):
    """ISO 15930-7:2010, 6.1 to 6.10."""
    metadata = str(document.open_metadata())
    assert re.search(r"GTS_PDFXVersion[^<]*(>|=\")PDF/X-4", metadata)
    (intent,) = document.Root.OutputIntents
    assert intent.S == "/GTS_PDFX"
    assert str(intent.OutputConditionIdentifier) == "FOGRA39"
    assert int(intent.DestOutputProfile.N) == 4
    assert document.docinfo.Trapped == "/False"
    assert [len(bytes(part)) for part in document.trailer.ID] == [16, 16]
    assert document.pdf_version == "1.6"
    assert not document.is_encrypted


def test_nothing_that_pdfx_forbids_is_in_the_file(document):
    forbidden = {"/JavaScript", "/Launch", "/OPI", "/AA", "/OpenAction", "/AcroForm", "/PS", "/Alternates", "/TR"}
    for obj in document.objects:
        if isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
            assert not forbidden & set(obj.keys())
    assert not any("/Annots" in page.obj for page in document.pages)


def test_no_stream_has_an_rgb_operator(document):
    for name, stream in content_streams(document):
        operators = {str(one.operator) for one in pikepdf.parse_content_stream(stream)}
        assert operators, name
        assert not operators & {"rg", "RG"}, name


def test_no_colour_space_is_rgb_or_lab(document):
    for obj in document.objects:
        for space in colour_spaces(obj):
            assert not names_in(space) & {"/DeviceRGB", "/CalRGB", "/Lab", "/RGB"}
    profiles = [
        obj
        for obj in document.objects
        if isinstance(obj, pikepdf.Stream) and "/N" in obj and obj.get("/Type") != "/ObjStm"
    ]
    assert {int(profile.N) for profile in profiles} == {4}


def test_pieces_are_set_in_black_alone_or_in_the_inks_of_the_layout(document):
    """Personal text and codes: 100 K, overprinting; the one other colour is the layout's cmyk(18 88 46 22) and 70 K."""
    allowed = {(0, 0, 0, 1), (0.18, 0.88, 0.46, 0.22), (0, 0, 0, 0.7), (0, 0, 0, 0)}
    for page in document.pages:
        instructions = pikepdf.parse_content_stream(page)
        inks = {
            tuple(float(number) for number in one.operands) for one in instructions if str(one.operator) in ("k", "K")
        }
        assert inks <= allowed
        assert not {str(one.operator) for one in instructions} & {"g", "G", "cs", "CS", "sc", "SC", "scn", "SCN", "sh"}
    states = [obj for obj in document.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/OP") is not None]
    assert any(state.OP and int(state.get("/OPM", 0)) == 1 for state in states)


def test_black_text_leaves_the_other_plates_empty(make_job, tool, tmp_path):
    """The same layout without artwork, pictures and colours, separated by Ghostscript."""
    job = make_job(range(1, 9))
    layout = job.own_layout()
    text = layout.read_text(encoding="utf-8")
    text = re.sub(r' artwork="[^"]+"| color="cmyk[^"]+"', "", text)
    layout.write_text(re.sub(r"<image [^>]+/>", "", text), encoding="utf-8")
    done = job.run()
    assert done.returncode == 0, done.stderr
    plates = tmp_path / "plate%d.tif"
    words = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", "-r100", f"-sOutputFile={plates}"]
    subprocess.run([tool("gs"), *words, "-dLastPage=2", str(job.out / "print/sheets-0001.pdf")], check=True)
    for side in (1, 2):
        ink = {plate: plate_ink(tmp_path / f"plate{side}({plate}).tif") for plate in ("Cyan", "Magenta", "Yellow")}
        assert ink == {"Cyan": 0, "Magenta": 0, "Yellow": 0}
        assert plate_ink(tmp_path / f"plate{side}(Black).tif") > 1000


def plate_ink(path):
    """Return how many pixels of a plate carry ink."""
    with Image.open(path) as plate:
        return sum(count for value, count in enumerate(plate.convert("L").histogram()) if value < 250)


def content_streams(document):
    """Yield pages and every form, wherever it hangs."""
    for number, page in enumerate(document.pages):
        yield f"page {number + 1}", page
    for obj in document.objects:
        if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Form":
            yield f"form {obj.objgen}", obj


def colour_spaces(obj):
    """Yield everything under a key that names a colour space."""
    if not isinstance(obj, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in ("/ColorSpace", "/CS", "/Cs", "/BC"):
        if key in obj:
            yield obj[key]
    for value in obj.values():
        if isinstance(value, pikepdf.Dictionary) and not value.is_indirect:
            yield from colour_spaces(value)


def names_in(space):
    if isinstance(space, pikepdf.Name):
        return {str(space)}
    if isinstance(space, pikepdf.Array):
        return set().union(*map(names_in, space)) if len(space) else set()
    if isinstance(space, pikepdf.Dictionary):
        return set().union(*(names_in(value) for value in space.values())) if len(space) else set()
    return set()


def test_bleed_of_the_artwork_reaches_beyond_the_trim_of_the_pieces(document):
    """Each static form is placed with a box 3 mm larger than the postcard on every side."""
    forms = [form for name, form in document.pages[0].Resources.XObject.items() if str(name) in ("/S0", "/S1")]
    for form in forms:
        left, bottom, right, top = (float(number) for number in form.BBox)
        assert (right - left, top - bottom) == pytest.approx([POSTCARD[0] + 6 * MM, POSTCARD[1] + 6 * MM], abs=0.05)
    assert len(forms) == 2


def test_dates_in_the_file_are_those_of_the_job(sheets):
    with pypdf.PdfReader(sheets) as reader:
        assert reader.metadata.creation_date.date() == date(2026, 12, 1)


def test_the_manifest_names_the_file_as_it_is(finished, output):
    (entry,) = output(finished.out).manifest["print"]
    data = (finished.out / entry["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert len(data) == entry["bytes"]
    with pypdf.PdfReader(finished.out / entry["file"]) as reader:
        assert len(reader.pages) == entry["pages"] == 2 * entry["sheets"]
