"""Every print file of ours as a PDF/A twin before page-validation, which has no part in vdp (see twin.py).

Two twins: one that differs from the print file in nothing but its claim, whose findings are all listed in `KNOWN`; and
a plain one without what these findings are about, which must have none, so that nothing can hide behind a known one.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

from tests.whole.evidence.conftest import Print
from tests.whole.evidence.twin import (
    draw,
    find,
    find_ending_in_return,
    make_plain_twin,
    make_twin,
    read_cff,
    save_exactly,
)

MISREAD = {
    # page-validation 0.11 takes nominalWidthX and subroutines of a wrong font dictionary, and does not see a width
    # before hmoveto. fontTools and the faces themselves say that /W is right: the test of widths below.
    "TRUETYPE-GLYPH-WIDTH-001",
    # It looks up CIDs as names in a font keyed by names (OCR-B), where a CID is an index: ISO 32000-1, 9.7.4.2. The
    # glyphs are there: the test of widths below draws them.
    "TRUETYPE-GLYPH-PRESENCE-001",
}
ONLY_PDF_A = {
    # PDF/A knows the XMP schemas of 2004 and 2005, in which pdf:Trapped is not yet; ISO 15930-7, 6.9 wants it.
    "XMP-PREDEFINED-PROPERTY-001",
    "XMP-PREDEFINED-VALUE-TYPE-001",
    # PDF/A asks a file to describe further schemas within itself; PDF/X and PDF/VT do not know such descriptions.
    "XMP-EXTENSION-PROPERTY-DEFINITION-001",
    "XMP-EXTENSION-PROPERTY-VALUE-SHAPE-001",
}
KNOWN = {
    # PDF/A-1 alone asks for a CIDSet; PDF 2.0 deprecates it, and a wrong one fails in other levels. We write none.
    1: MISREAD | ONLY_PDF_A | {"CID-SUBSET-CIDSET-001"},
    # The sum of the XMP findings under a further number.
    2: MISREAD | ONLY_PDF_A | {"XMP-PROPERTY-DEFINITION-001"},
}
ENDS_IN_RETURN = {
    # Where the data of a stream happen to end in a carriage return, it takes that and the line feed before "endstream"
    # for one line end, and the data for a byte short. /Length counts right: qpdf and our own FS-06 compare it.
    "STREAM-LENGTH-001"
}
LEFT = {1: {"CID-SUBSET-CIDSET-001"}, 2: set()}
"""What a plain twin may still have."""

FACES = {
    "NotoSansJP-Regular": files("pylopdf_fonts_jp"),
    "NotoSerifJP-Regular": files("pylopdf_fonts_jp"),
    "NotoSansCJKjp-Bold": files("noto_cjk_sans_jp_bold"),
    "OCRB-Regular": Path(__file__).parents[3] / "fonts",
}


def part_of(printed: Print) -> int:
    return 1 if printed.profile == "pdf/x-1a" else 2


@pytest.fixture(scope="module")
def plain_twin(path_of, tmp_path_factory):
    """Return a function that makes the plain twin of a print file, each made once. Not to be changed."""

    @cache
    def make(printed):
        out = tmp_path_factory.mktemp("plain") / f"{printed}.pdf"
        return make_plain_twin(path_of(printed), out, part=part_of(printed))

    return make


def test_a_twin_has_only_known_findings(printed, path, tmp_path):
    part = part_of(printed)
    twin = make_twin(path, tmp_path / "twin.pdf", part=part)
    with pikepdf.open(twin) as pdf:
        by_chance = ENDS_IN_RETURN if any(find_ending_in_return(pdf)) else set()
    assert find(twin, part=part).keys() == KNOWN[part] | by_chance


def test_a_plain_twin_has_none(printed, plain_twin):
    part = part_of(printed)
    assert find(plain_twin(printed), part=part).keys() == LEFT[part]


def test_widths_and_glyphs_are_those_of_the_face(printed, path):
    """What page-validation misreads, read by fontTools: /W, the embedded program and the face it was cut from agree."""
    seen = {}
    with pikepdf.open(path) as pdf:
        for font in pdf.objects:
            if isinstance(font, Dictionary) and font.get("/Subtype") == Name.CIDFontType0:
                name = str(font.BaseFont).partition("+")[2]
                top = read_cff(font.FontDescriptor.FontFile3.read_bytes())[0]
                stated = read_widths(font)
                face = read_face(name)
                for index, glyph in enumerate(top.charset):
                    cid, outline = read_cid(glyph, index), top.CharStrings.getItemAndSelector(glyph)[0]
                    if len(outline.bytecode) > 1:
                        width = draw(outline)
                        assert stated.get(cid, int(font.DW)) == width == face[cid], (name, cid)
                        seen[name] = seen.get(name, 0) + 1
    assert seen.keys() == FACES.keys()
    assert min(seen.values()) >= 8, "digits in OCR-B, and more in the others"


@cache
def read_face(name: str) -> dict[int, float]:
    """Return the widths of a face in thousandths of an em. Codes in our files are its glyph indices."""
    (path,) = [each for each in FACES[name].iterdir() if each.name in {f"{name}.otf", "OCRB.otf"}]
    with TTFont(str(path), lazy=True) as font:
        order, advances, em = font.getGlyphOrder(), font["hmtx"].metrics, font["head"].unitsPerEm
        return {index: advances[glyph][0] * 1000 / em for index, glyph in enumerate(order)}


def read_cid(glyph: str, index: int) -> int:
    """Return the CID of a glyph: what its name says, or its index in a font keyed by names."""
    return int(glyph[3:]) if re.fullmatch(r"cid\d{5}", glyph) else index


def read_widths(font: Dictionary) -> dict[int, float]:
    """Read /W: first CID and an array, or first CID, last CID and one width (ISO 32000-1, 9.7.4.3)."""
    rest, widths = list(font.W), {}
    while rest:
        first = int(rest.pop(0))
        following = rest.pop(0)
        if isinstance(following, Array):
            widths |= {first + index: float(width) for index, width in enumerate(following)}
        else:
            widths |= dict.fromkeys(range(first, int(following) + 1), float(rest.pop(0)))
    return widths


# Faults put into a plain twin: the validator must find each, by the one rule that is about it.


def font_of(pdf, name):
    fonts = [each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/DW") is not None]
    return next(font for font in fonts if str(font.BaseFont).endswith(name))


def widen(name, entry):
    def spoil(pdf):
        widths = font_of(pdf, name).W[1]
        widths[entry] = int(widths[entry]) + 20

    return spoil


def paint(content, **states):
    """Return a fault that begins a page with some content."""

    def spoil(pdf):
        page = pdf.pages[2]
        for name, state in states.items():
            page.obj.Resources.ExtGState[f"/{name}"] = Dictionary(Type=Name.ExtGState, **state)
        page.contents_add(content, prepend=True)

    return spoil


def take_out_font(pdf):
    del font_of(pdf, "NotoSerifJP-Regular").FontDescriptor["/FontFile3"]


def swap_program(pdf):
    font_of(pdf, "NotoSerifJP-Regular").FontDescriptor.FontFile3 = font_of(pdf, "OCRB-Regular").FontDescriptor.FontFile3


def forget_glyph_map(pdf):
    del font_of(pdf, "VdpCustomerBarcode")["/CIDToGIDMap"]


def add_script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def add_attachment(pdf):
    pdf.attachments["a.txt"] = b"a"


def add_group(pdf):
    pdf.pages[2].obj.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)


def add_layers(pdf):
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())


def code_as_lzw(pdf):
    stream = Stream(pdf, b"")
    stream.write(bytes([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01]), filter=Name.LZWDecode)
    pdf.pages[2].obj.Contents = stream


def lead_outside(pdf):
    next(each for each in pdf.objects if isinstance(each, Stream) and each.get("/Subtype") == Name.Image).F = "a.jpg"


def spoil_profile(pdf):
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    profile.write(profile.read_bytes().replace(b"prtr", b"xxxx", 1))


X1, X4 = Print("pdf/x-1a", "pieces"), Print("pdf/x-4", "pieces")
AREA = b" 0 0 9 9 re f "
FAULTS = {
    "a wrong width of a CFF font": (X4, widen("NotoSansCJKjp-Bold", 0), {"TRUETYPE-GLYPH-WIDTH-001"}),
    "a wrong width of a TrueType font": (X4, widen("ABCDEF+Base", 0), {"TRUETYPE-GLYPH-WIDTH-001"}),
    "a font that is not embedded": (X4, take_out_font, {"FONT-EMBEDDING-001"}),
    "a program without the glyphs": (X4, swap_program, {"TRUETYPE-GLYPH-PRESENCE-001"}),
    "no map from CIDs to glyphs": (X4, forget_glyph_map, {"CIDTOGIDMAP-001"}),
    "alpha in PDF/X-1a": (X1, paint(b"q /A gs" + AREA + b"Q", A={"ca": 0.5}), {"EXTGSTATE-FILL-ALPHA-001"}),
    "a blend mode in PDF/X-1a": (
        X1,
        paint(b"q /A gs" + AREA + b"Q", A={"BM": Name.Multiply}),
        {"EXTGSTATE-BLEND-MODE-001"},
    ),
    "a transparency group in PDF/X-1a": (X1, add_group, {"TRANSPARENCY-GROUP-001"}),
    "layers in PDF/X-1a": (X1, add_layers, {"OPTIONAL-CONTENT-001"}),
    "RGB in PDF/X-1a": (X1, paint(b"1 0 0 rg" + AREA), {"DEVICE-RGB-001"}),
    "RGB under a CMYK intent": (X4, paint(b"1 0 0 rg" + AREA), {"DEVICE-RGB-001"}),
    "a transfer function": (X4, paint(b"q /A gs" + AREA + b"Q", A={"TR": Name.Identity}), {"EXTGSTATE-TR-001"}),
    "LZW": (X4, code_as_lzw, {"STREAM-FILTER-001"}),
    "a stream outside": (X4, lead_outside, {"STREAM-EXTERNAL-DATA-001"}),
    "a script": (X4, add_script, {"ACTION-TYPE-001"}),
    "an attachment": (X4, add_attachment, {"EMBEDDED-FILE-PDFA-001"}),
    "a profile of no class": (X4, spoil_profile, {"OUTPUTINTENT-001"}),
    "an unknown operator": (X4, paint(b"1 2 frobnicate"), {"CONTENT-OPERATOR-001"}),
    "states nested 29 deep": (X4, paint(b"q " * 29 + b"Q " * 29), {"GRAPHICS-STATE-NESTING-001"}),
    "an unknown rendering intent": (X4, paint(b"/Nice ri"), {"RENDERING-INTENT-001"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_twin_is_found(fault, plain_twin, tmp_path):
    printed, spoil, expected = FAULTS[fault]
    part = part_of(printed)
    with pikepdf.open(plain_twin(printed)) as pdf:
        spoil(pdf)
        spoilt = save_exactly(pdf, tmp_path / "spoilt.pdf")
    assert find(spoilt, part=part).keys() == expected | LEFT[part]


def test_a_stream_that_ends_in_a_return_is_misread(plain_twin, tmp_path):
    """The proof of ENDS_IN_RETURN: one byte of white space makes the finding come and go."""
    found = []
    for end in (b"\r", b" "):
        with pikepdf.open(plain_twin(X4)) as pdf:
            pdf.pages[2].Contents = pdf.make_stream(b"0 0 0 1 k 0 0 9 9 re f" + end)
            found.append(find(save_exactly(pdf, tmp_path / "end.pdf"), part=2).keys())
    assert found == [ENDS_IN_RETURN, set()]


def test_a_lost_file_identifier_in_a_twin_is_found(plain_twin, tmp_path):
    data = plain_twin(X4).read_bytes()
    assert len(re.findall(rb"/ID ?\[", data)) == 1
    (tmp_path / "spoilt.pdf").write_bytes(re.sub(rb"/ID( ?\[)", rb"/IX\1", data))
    assert find(tmp_path / "spoilt.pdf", part=2).keys() == {"TRAILER-ID-001"}
