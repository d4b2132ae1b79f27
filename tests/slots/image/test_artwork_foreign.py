"""Artwork as other programs write it: Ghostscript; fonts of every kind; a deflate bomb."""

from __future__ import annotations

import subprocess

import pytest
from pikepdf import Array, Dictionary, Name

from vdp.errors import LayoutError
from vdp.slots.image.artwork import import_overlay
from vdp.slots.image.artwork_rules import ImportRules

POSTSCRIPT = b"""%!PS-Adobe-3.0
<< /PageSize [100 60] >> setpagedevice
0.8 0.1 0.2 setrgbcolor 5 5 30 20 rectfill
0 0 0 setrgbcolor /Helvetica findfont 12 scalefont setfont 5 40 moveto (Festival) show
<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [50 0 95 0] /Extend [false false]
   /Function << /FunctionType 2 /Domain [0 1] /C0 [1 1 0] /C1 [0 0 1] /N 1 >> >> shfill
showpage
"""


@pytest.fixture
def by_ghostscript(tmp_path, tool):
    source, path = tmp_path / "art.ps", tmp_path / "gs.pdf"
    source.write_bytes(POSTSCRIPT)
    words = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.6"]
    words += ["-dPDFSETTINGS=/prepress"]  # embeds the base fonts as well
    subprocess.run([tool("gs"), *words, f"-sOutputFile={path}", source], check=True, capture_output=True)
    return path


def test_a_page_of_ghostscript_is_converted_with_its_fonts_and_shadings(
    by_ghostscript, convert, look, page_of, inks_of
):
    with pytest.raises(LayoutError) as caught:
        import_overlay(by_ghostscript, page=1, box="trim", rules=ImportRules())
    assert caught.value.code == "artwork.rgb"
    form = import_overlay(by_ghostscript, page=1, box="trim", rules=convert)
    data = page_of(form)
    assert b"DeviceRGB" not in data
    ours, theirs = look(data, scale=4), look(by_ghostscript, scale=4)
    assert ((ours.max(axis=2) < 120) == (theirs.max(axis=2) < 120)).mean() > 0.97  # the text stands where it stood
    assert abs(ours - theirs).mean() < 25  # inks on a screen are duller


def test_qpdf_and_poppler_read_what_was_imported(by_ghostscript, convert, page_of, tmp_path, tool):
    path = tmp_path / "ours.pdf"
    path.write_bytes(page_of(import_overlay(by_ghostscript, page=1, box="trim", rules=convert)))
    for words in ([tool("qpdf"), "--check", path], [tool("pdftoppm"), "-r", "36", path, tmp_path / "p"]):
        done = subprocess.run(words, capture_output=True, check=True)
        assert done.stderr == b""
    fonts = subprocess.run([tool("pdffonts"), path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)


def font(kind, **more):
    if kind == "Type0":
        inner = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Kozuka, **more)
        return Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Kozuka, DescendantFonts=Array([inner]))
    return Dictionary(Type=Name.Font, Subtype=Name(f"/{kind}"), BaseFont=Name.Kozuka, **more)


@pytest.mark.parametrize("kind", ["Type0", "Type1", "TrueType", "MMType1"])
@pytest.mark.parametrize("deep", [False, True])
def test_fonts_of_every_kind_are_refused_by_name_where_they_are_not_embedded(page, kind, deep):
    def change(pdf, made):
        fonts = Dictionary(Font=Dictionary(F=font(kind)))
        if not deep:
            made.obj.Resources = fonts
            return
        form = pdf.make_stream(b"BT /F 9 Tf (x) Tj ET", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), Resources=fonts)
        tile = pdf.make_stream(b"/Fm Do", PatternType=1, PaintType=1, TilingType=1, XStep=5, YStep=5)
        tile.BBox, tile.Resources = Array([0, 0, 5, 5]), Dictionary(XObject=Dictionary(Fm=form))
        made.add_resource(tile, Name.Pattern, Name.P)

    content = b"/Pattern cs /P scn 0 0 9 9 re f" if deep else b"BT /F 9 Tf (x) Tj ET"
    with pytest.raises(LayoutError) as caught:
        import_overlay(page(content, change=change), page=1, box="trim", rules=ImportRules())
    assert caught.value.code == "artwork.font"
    assert "Kozuka" in caught.value.text


def test_type_3_fonts_are_refused(page):
    change = lambda _, made: made.obj.__setitem__("/Resources", Dictionary(Font=Dictionary(F=font("Type3"))))  # noqa: E731
    with pytest.raises(LayoutError) as caught:
        import_overlay(page(b"BT /F 9 Tf (x) Tj ET", change=change), page=1, box="trim", rules=ImportRules())
    assert caught.value.code == "artwork.font"
    assert "Type 3" in caught.value.text


def test_a_content_that_unpacks_to_an_absurd_size_is_refused_before_it_is_read(page):
    path = page(b"0 0 9 9 re f\n" * 5_500_000, name="bomb.pdf")
    with pytest.raises(LayoutError) as caught:
        import_overlay(path, page=1, box="trim", rules=ImportRules())
    assert caught.value.code == "artwork.limit"
