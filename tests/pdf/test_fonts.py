from __future__ import annotations

import io
import subprocess

import pikepdf
import pylopdf_fonts_jp
import pypdf
import pypdfium2
import pytest
import uharfbuzz as hb
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.pdf import FontProgram, write_font
from vdp.pdf.flate import deflate_content
from vdp.pdf.fonts import subset_tag, to_unicode_cmap, width_array
from vdp.pdf.objects import Ref, serialize
from vdp.units import Box

TEXT = "春のご案内 Wave 𠮷野"
WIDTHS = st.dictionaries(st.integers(0, 400), st.sampled_from([1000, 500, 500, 250.5]), max_size=60)


@pytest.fixture(scope="module")
def cff() -> tuple[FontProgram, dict[int, str]]:
    """A CFF subset of Noto Sans JP cut by HarfBuzz, with the text of each glyph."""
    face = hb.Face(hb.Blob.from_file_path(str(pylopdf_fonts_jp.sans_path())))
    font = hb.Font(face)
    glyphs = {font.get_nominal_glyph(ord(char)): char for char in TEXT}
    request = hb.SubsetInput()
    request.glyph_set.update({0, *glyphs})
    request.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    data = bytes(hb.subset(face, request).reference_table("CFF ").data)
    widths = {glyph: font.get_glyph_h_advance(glyph) for glyph in glyphs}
    program = FontProgram(
        "NotoSansJP-Regular", "cff", data, 1000, 880, -120, 733, 0.0, (-1002, -1048, 2928, 1808), 4, 80, widths
    )
    return program, glyphs


@pytest.fixture(scope="module")
def truetype() -> tuple[FontProgram, dict[int, str]]:
    """A TrueType font of two boxes, 600 and 1000 wide."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A", "B"])
    outlines = {}
    for name, width in ((".notdef", 500), ("A", 600), ("B", 1000)):
        pen = TTGlyphPen(None)
        pen.moveTo((50, 0))
        for point in ((50, 700), (width - 50, 700), (width - 50, 0)):
            pen.lineTo(point)
        pen.closePath()
        outlines[name] = pen.glyph()
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics({".notdef": (500, 50), "A": (600, 50), "B": (1000, 50)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupMaxp()
    builder.setupHead(unitsPerEm=1000)
    out = io.BytesIO()
    builder.font.save(out)
    widths = {1: 600, 2: 1000}
    program = FontProgram(
        "Boxes", "truetype", out.getvalue(), 1000, 800, -200, 700, 0.0, (0, -200, 1000, 800), 4, 80, widths
    )
    return program, {1: "A", 2: "B"}


@pytest.fixture
def write_text(new_file):
    """Return a function that sets all glyphs of a font on one page."""

    def write(program, glyphs):
        with new_file() as pdf:
            number = pdf.reserve()
            write_font(pdf, number, program, unicode=glyphs)
            resources = pdf.add_object({"Font": {"F0": Ref(number)}})
            content = b"BT /F0 20 Tf 30 200 Td <%b> Tj ET" % b"".join(b"%04X" % glyph for glyph in glyphs)
            pdf.add_page(
                pdf.append_content(deflate_content(content)), resources, media=(300, 400), trim=Box(0, 0, 300, 400)
            )
            return pdf.finish().path

    return write


@pytest.mark.parametrize(("kind", "named"), [("cff", "CID Type 0C"), ("truetype", "CID TrueType")])
def test_poppler_sees_an_embedded_subset_with_unicode(write_text, tool, request, kind, named):
    path = write_text(*request.getfixturevalue(kind))
    done = subprocess.run([tool("pdffonts"), path], capture_output=True, text=True, check=True)
    row = done.stdout.splitlines()[2]
    assert done.stderr == ""
    assert named in row
    assert row.split()[-5:-2] == ["yes", "yes", "yes"]
    assert row[6] == "+"


@pytest.mark.parametrize("kind", ["cff", "truetype"])
def test_qpdf_finds_nothing_wrong_with_the_font(write_text, tool, request, kind):
    path = write_text(*request.getfixturevalue(kind))
    assert subprocess.run([tool("qpdf"), "--check", path], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("kind", ["cff", "truetype"])
def test_two_readers_extract_the_text_that_was_set(write_text, request, kind):
    program, glyphs = request.getfixturevalue(kind)
    path = write_text(program, glyphs)
    text = "".join(glyphs.values())
    assert pypdf.PdfReader(path, strict=True).pages[0].extract_text().strip() == text
    with pypdfium2.PdfDocument(path) as document:
        assert document[0].get_textpage().get_text_range().strip() == text


def test_pdfium_advances_by_the_widths_of_the_font(write_text, cff):
    program, glyphs = cff
    with pypdfium2.PdfDocument(write_text(program, glyphs)) as document:
        page = document[0].get_textpage()
        last = page.get_charbox(page.count_chars() - 1, loose=True)
    assert last[2] == pytest.approx(30 + sum(program.widths.values()) * 20 / 1000, abs=0.05)


def test_the_subset_tag_follows_from_the_glyph_set(cff):
    program, _ = cff
    other = FontProgram(**{field: getattr(program, field) for field in program.__slots__} | {"widths": {1: 1000}})
    assert subset_tag(program) == subset_tag(program) != subset_tag(other)
    assert len(subset_tag(program)) == 6
    assert subset_tag(program).isalpha()
    assert subset_tag(program).isupper()


@given(widths=WIDTHS)
@settings(deadline=None, max_examples=200)
def test_the_width_array_expands_to_the_widths_that_are_not_1000(widths):
    array = pikepdf.Object.parse(serialize(width_array(widths)))
    found, at = {}, 0
    while at < len(array):
        first = int(array[at])
        if isinstance(array[at + 1], pikepdf.Array):
            found.update({first + step: float(width) for step, width in enumerate(array[at + 1].as_list())})
            at += 2
        else:
            found.update(dict.fromkeys(range(first, int(array[at + 1]) + 1), float(array[at + 2])))
            at += 3
    assert found == {glyph: width for glyph, width in widths.items() if width != 1000}


def test_a_cmap_of_many_glyphs_is_split_into_blocks_of_a_hundred():
    cmap = to_unicode_cmap({glyph: chr(0x4E00 + glyph) for glyph in range(250)})
    assert [int(line.split()[0]) for line in cmap.splitlines() if line.endswith(b"beginbfchar")] == [100, 100, 50]


def test_a_character_beyond_the_first_plane_is_a_surrogate_pair():
    assert b"<0007> <D842DFB7>" in to_unicode_cmap({7: "\U00020bb7", 8: ""})
    assert b"<0008>" not in to_unicode_cmap({7: "\U00020bb7", 8: ""})
