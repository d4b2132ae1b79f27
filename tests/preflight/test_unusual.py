"""Files that are right in unusual ways: no rule may fail, and none may warn."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String
from PIL import Image

from tests.preflight.base import TO_UNICODE, XMP, make_base, make_font, make_form, make_image, save, set_xmp
from tests.preflight.mutants_odd import SRGB, add, own, profile, ramp
from vdp.preflight import check_pdf
from vdp.preflight.content import samples
from vdp.preflight.file.filters import count_inflated

PACKED = {"object_stream_mode": ObjectStreamMode.generate}
PAINTS = b" 50 50 9 9 re f "


def function(pdf: Pdf, code: bytes, *, ins: int) -> Stream:
    made = Stream(pdf, code)
    made["/FunctionType"], made["/Domain"], made["/Range"] = 4, Array([0, 1] * ins), Array([0, 1] * 4)
    return pdf.make_indirect(made)


def tile(pdf: Pdf) -> Stream:
    made = Stream(pdf, b"0 0 5 5 re f")
    entries = {"PatternType": 1, "PaintType": 2, "TilingType": 1, "BBox": Array([0, 0, 9, 9]), "XStep": 9, "YStep": 9}
    for key, value in {**entries, "Resources": Dictionary()}.items():
        made[f"/{key}"] = value
    return pdf.make_indirect(made)


def all_inks(pdf: Pdf) -> None:
    """Every kind of colour that PDF/X-1a knows, under names that inline images would abbreviate."""
    gold = Array([Name.Separation, Name.Gold, Name.DeviceCMYK, ramp(0, 0, 1, 0)])
    steps = Dictionary(FunctionType=3, Domain=[0, 1], Functions=Array([ramp(1)] * 2), Bounds=[0.5], Encode=[0, 1] * 2)
    tint = function(pdf, b"{0 0}", ins=2)
    wash = Dictionary(ShadingType=2, ColorSpace=gold, Coords=[0, 0, 9, 9], Function=ramp(1))
    palette = Array([Name.Indexed, gold, 1, String("\0\x7f")])
    stencil = make_image(pdf, bytes(8 * 64), BitsPerComponent=1, ImageMask=True, ColorSpace=None, Decode=Array([1, 0]))
    spaces = {
        "G": gold,
        "RGB": Array([Name.DeviceN, Array([Name.Gold, Name.Black]), Name.DeviceCMYK, tint]),
        "CMYK": Array([Name.Pattern, gold]),
        "I": palette,
        "Grey": Array([Name.Separation, Name.Silver, Name.DeviceGray, steps]),
        "All": Array([Name.Separation, Name.All, Name.DeviceCMYK, ramp(1, 1, 1, 1)]),
    }
    own(pdf, 0, "ColorSpace", **spaces)
    own(pdf, 0, "Pattern", T=tile(pdf), S=Dictionary(PatternType=2, Shading=wash))
    own(pdf, 0, "Shading", W=Dictionary(ShadingType=3, ColorSpace=gold, Coords=[0, 0, 0, 9, 9, 9], Function=ramp(1)))
    own(pdf, 0, "XObject", A=make_image(pdf, bytes(8 * 64), BitsPerComponent=1, ColorSpace=palette), M=stencil)
    own(pdf, 0, "XObject", K=make_image(pdf, bytes(64 * 64 * 2), ColorSpace=spaces["RGB"], Mask=stencil))
    state = Dictionary(CA=1, ca=1.0, BM=Name.Normal, SMask=Name("/None"), TR2=Name.Default, RI=Name.Perceptual, FL=1)
    own(pdf, 0, "ExtGState", S=state)
    add(pdf, 0, b"/S gs /G cs .5 scn" + PAINTS + b"/RGB cs .5 .5 scn" + PAINTS + b"/CMYK cs .3 /T scn" + PAINTS)
    add(pdf, 0, b"/Pattern cs /S scn" + PAINTS + b"/I cs 1 sc" + PAINTS + b"/Grey cs 1 scn" + PAINTS + b"/All CS 1 SCN")
    add(pdf, 0, b"0 0 m 9 0 l S q 0 0 9 9 re W n /W sh Q q 9 0 0 9 50 50 cm /A Do /K Do 0 g /M Do Q")


def transparency(pdf: Pdf) -> None:
    """Groups, soft masks, blend modes, layers, profiles: what PDF/X-4 adds."""
    lab = Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.82], Range=[-100, 100, -100, 100])])
    soft = make_image(pdf, bytes(64 * 64), ColorSpace=Name.DeviceGray)
    glow = make_form(pdf, b"0 g" + PAINTS, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray, I=True))
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, K=True)
    out = io.BytesIO()
    Image.new("CMYK", (64, 64), (9, 9, 9, 9)).save(out, "JPEG")
    twice = make_image(
        pdf,
        out.getvalue().hex().encode() + b">",
        Filter=Array([Name.ASCIIHexDecode, Name.DCTDecode]),
        Decode=[1, 0] * 4,
    )
    first, second = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("first", "second"))
    order = Array([Array([String("together"), first]), second])
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([first, second]),
        D=Dictionary(Name="default", Order=order, OFF=Array([second])),
        Configs=Array([Dictionary(Name="other")]),
    )
    pdf.pages[0].obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    any_of = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([first, second]), P=Name.AnyOn))
    own(pdf, 0, "Properties", L=first, M=any_of)
    own(pdf, 0, "ColorSpace", C=lab, R=profile(pdf), DefaultRGB=profile(pdf))
    inside = Dictionary(ColorSpace=Dictionary(C=lab))
    own(pdf, 0, "XObject", F=make_form(pdf, b"/C cs 50 20 20 sc" + PAINTS, Resources=inside, Group=group), T=twice)
    own(pdf, 0, "XObject", A=make_image(pdf, bytes(64 * 64 * 3), ColorSpace=profile(pdf), SMask=soft))
    own(pdf, 0, "XObject", D=make_image(pdf, bytes(64 * 64 * 8), BitsPerComponent=16))
    own(pdf, 0, "XObject", L=make_image(pdf, bytes([129, 0]) * 128 + b"\x80", Filter=Name.RunLengthDecode))
    mask = Dictionary(S=Name.Luminosity, G=glow, BC=Array([0]))
    own(pdf, 0, "ExtGState", T=Dictionary(SMask=mask, ca=0.5, CA=0.5, BM=Array([Name.Multiply]), OP=False))
    add(
        pdf,
        0,
        b"/T gs /OC /L BDC /F Do EMC /OC /M BDC q 9 0 0 9 50 50 cm /A Do /D Do /T Do /L Do Q EMC 1 0 0 rg" + PAINTS,
    )


def all_indirect(pdf: Pdf) -> None:
    resources = pdf.pages[0].obj.Resources
    image, font = resources.XObject.I0, resources.Font.F0
    below, intent = font.DescendantFonts[0], pdf.Root.OutputIntents[0]
    for thing in (pdf.Root.Pages, resources, image, font, below, intent, resources.ExtGState.K, pdf.pages[0].obj):
        for key in set(thing.keys()) - {"/Parent", "/Length", "/Contents"}:
            thing[key] = pdf.make_indirect(thing[key])
    for page in pdf.pages:
        page.obj.Contents = pdf.make_indirect(Array([page.obj.Contents]))
    intent.DestOutputProfile.N = pdf.make_indirect(4)


def inherited(pdf: Pdf) -> None:
    top, pages = pdf.Root.Pages, [page.obj for page in pdf.pages]
    middle = [pdf.make_indirect(Dictionary(Type=Name.Pages, Parent=top, Count=1, Kids=Array([page]))) for page in pages]
    top.MediaBox, top.Resources, top.Rotate = Array([300, 300, 0, 0]), pages[0].Resources, 0
    for page, node in zip(pages, middle, strict=True):
        del page["/MediaBox"], page["/Resources"]
        page.Parent = node
    top.Kids = Array(middle)


def odd_content(pdf: Pdf) -> None:
    page = pdf.pages[0].obj
    whole = page.Contents.read_bytes()
    cut = whole.index(b"0 0 0 1 k") + 4
    page.Contents = Array([pdf.make_indirect(Stream(pdf, part)) for part in (whole[:cut], whole[cut:], b"")])
    inline = b"q 9 0 0 9 50 50 cm BI /W 4 /H 4 /BPC 8 /CS /CMYK ID " + b"\0EI \xffEI Q EI".ljust(64, b"\0") + b"\nEI Q"
    pdf.pages[1].obj.Contents = pdf.make_indirect(
        Stream(
            pdf,
            b"% ( and [ \r q\r0 0 0 1 k %x\r\n40 40 50 20 re\rf*\rQ BT/F0 20 Tf 1 0 0 1 60 120 Tm"
            b"[(\\000\\001)-20(\\000\x02)"
            b'<0001>]TJ T* <00 01> Tj 3 Tr(\\0\\001)Tj 0 Tr 1 2(\\000\\001)" ET /Span<</Lang(ja)>>BDC EMC /P MP\n'
            + inline,
        )
    )


def short_xmp(pdf: Pdf) -> None:
    """The properties as attributes, a history beside them, in a compressed stream."""
    body = XMP[XMP.index("<dc:title>") : XMP.index("</rdf:Description>")]
    title, rest = body.split("</dc:title>")
    words = "".join(f' {name}="{value}"' for name, value in re.findall(r"<([\w:]+)>([^<]*)</\1>", rest))
    event = '<rdf:li rdf:parseType="Resource"><xmp:Label>a</xmp:Label></rdf:li>'
    event = f"<xmpMM:History><rdf:Seq>{event}</rdf:Seq></xmpMM:History>"
    head = XMP[: XMP.index("<dc:title>")].rstrip().removesuffix(">")
    set_xmp(pdf, f"{head}{words}>{title}</dc:title>{event}</rdf:Description></rdf:RDF></x:xmpmeta>")


def japanese_title(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = "春の案内"
    set_xmp(pdf, XMP.replace(">base<", ">春の案内<"))


def trimmings(pdf: Pdf) -> None:
    """What lies beside the pages and is not printed."""
    first = pdf.pages[0].obj
    picture = Stream(pdf, bytes(12))
    for key, value in {"Width": 2, "Height": 2, "BitsPerComponent": 8, "ColorSpace": Name.DeviceRGB}.items():
        picture[f"/{key}"] = value
    first.Thumb = pdf.make_indirect(picture)
    corner = make_form(pdf, b"0 G 0 0 m 9 9 l S")
    mark = Dictionary(Type=Name.Annot, Subtype=Name.PrinterMark, Rect=[0, 0, 9, 9], F=4, AP=Dictionary(N=corner))
    first.Annots = Array([pdf.make_indirect(mark)])
    element = Dictionary(Type=Name.StructElem, S=Name.Link, K=0, Pg=first, A=Dictionary(O=Name.Layout))
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=pdf.make_indirect(element)))
    root.K.P = root
    pdf.Root.StructTreeRoot, pdf.Root.AcroForm = root, Dictionary(Fields=Array([]))
    pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L, PrintArea=Name.MediaBox, ViewClip=Name.BleedBox)
    pdf.Root.OpenAction = Array([first, Name.Fit])
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def simple_font(pdf: Pdf) -> None:
    held = make_font(pdf).DescendantFonts[0].FontDescriptor
    held.Flags = 32
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/ABCDEF+Base"), FontDescriptor=held)
    font.FirstChar, font.LastChar, font.Widths, font.Encoding = 65, 66, Array([600, 700]), Name.WinAnsiEncoding
    own(pdf, 0, "Font", S=pdf.make_indirect(font))
    add(pdf, 0, b"BT /S 12 Tf 50 50 Td (AB) Tj ET")


def ranged(pdf: Pdf) -> None:
    """ToUnicode with ranges, widths with ranges, glyphs by a stream."""
    font = make_font(pdf)
    cut = TO_UNICODE.index(b"2 beginbfchar")
    font.ToUnicode.write(TO_UNICODE[:cut] + b"1 beginbfrange <0001> <0002> [<0041> <0042>] endbfrange endcmap")
    below = font.DescendantFonts[0]
    below.W, below.DW = Array([1, 1, 600, 2, 2, 700.4]), 1
    below.CIDToGIDMap = pdf.make_indirect(Stream(pdf, bytes([0, 0, 0, 1, 0, 2])))
    own(pdf, 0, "Font", F0=font)


def three_levels(pdf: Pdf) -> None:
    root = pdf.Root.DPartRoot
    top, leaves, middle = root.DPartRootNode, list(root.DPartRootNode.DParts[0]), []
    for leaf in leaves:
        del leaf["/End"]
        middle.append(pdf.make_indirect(Dictionary(Type=Name.DPart, Parent=top, DParts=Array([Array([leaf])]))))
        leaf.Parent = middle[-1]
    top.DParts = pdf.make_indirect(Array([Array([each]) for each in middle]))
    root.NodeNameList, root.RecordLevel = Array([Name.A, Name.B, Name.C]), pdf.make_indirect(2)
    root.Type, top.Type = pdf.make_indirect(Name.DPartRoot), pdf.make_indirect(Name.DPart)
    leaves[0].DPM = pdf.make_indirect(Dictionary(XX_A=1, XX_B=1.5, XX_C=True, XX_D="text", XX_E=Array([1, Name.X])))


def art_boxes(pdf: Pdf) -> None:
    for page in pdf.pages:
        page.obj.ArtBox = Array([280, 280, 20, 20])
        page.obj.MediaBox = Array([300, 300, -10, -10])
        del page.obj["/TrimBox"], page.obj["/BleedBox"]


def own_condition(pdf: Pdf) -> None:
    intent = pdf.Root.OutputIntents[0]
    del intent["/RegistryName"]
    intent.OutputConditionIdentifier = "Shop, press 4"


UNUSUAL: list[tuple[str, Callable[[Pdf], None], dict[str, Any]]] = [
    ("pdf/x-1a", all_inks, {}),
    ("pdf/x-1a", all_indirect, {}),
    ("pdf/x-1a", art_boxes, {"linearize": True}),
    ("pdf/x-1a", own_condition, {"qdf": True}),
    ("pdf/x-1a", lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/DestOutputProfile"), {}),
    ("pdf/x-4", transparency, PACKED),
    ("pdf/x-4", all_indirect, PACKED | {"linearize": True}),
    ("pdf/x-4", inherited, {}),
    ("pdf/x-4", odd_content, {}),
    ("pdf/x-4", short_xmp, {"compress_streams": True}),
    ("pdf/x-4", japanese_title, {}),
    ("pdf/x-4", trimmings, {}),
    ("pdf/x-4", simple_font, {}),
    ("pdf/x-4", ranged, {}),
    ("pdf/vt-1", three_levels, PACKED),
]


@pytest.mark.parametrize(("level", "change", "options"), UNUSUAL)
def test_what_is_right_in_an_unusual_way_passes(
    level: str, change: Callable[[Pdf], None], options: dict[str, Any], tmp_path: Path
) -> None:
    pdf = make_base(level)
    change(pdf)
    report = check_pdf(save(pdf, tmp_path / "unusual.pdf", level, **options), profile=level)
    assert [found for found in report.findings if found.outcome != "not-checked"] == []
    assert report.verdict == "pass"


@pytest.mark.parametrize("level", ["pdf/x-1a", "pdf/x-4"])
def test_layers_without_any_list_of_layers_are_a_warning(level: str, tmp_path: Path) -> None:
    """As files have them whose pages were taken from others: every reader paints all of it."""
    pdf = make_base(level)
    own(pdf, 0, "Properties", L=pdf.make_indirect(Dictionary(Type=Name.OCG, Name="left over")))
    add(pdf, 0, b"/OC /L BDC 0 0 0 1 k 50 50 9 9 re f EMC")
    report = check_pdf(save(pdf, tmp_path / "left.pdf", level), profile=level)
    assert [(found.rule, found.outcome) for found in report.findings if found.outcome != "not-checked"] == [
        ("AN-05", "warn")
    ]


def test_a_profile_and_a_mask_of_many_images_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a profile that many small images share would use up what is inflated of one file."""
    counted: list[int] = []

    def count(data: bytes, *, limit: int) -> int:
        counted.append(len(data))
        return count_inflated(data, limit=limit)

    pdf = make_base("pdf/x-4")
    space, packed = profile(pdf, data=SRGB + bytes(1 << 20)), {"Filter": Name.FlateDecode}
    soft = make_image(pdf, zlib.compress(bytes(64 * 64)), ColorSpace=Name.DeviceGray, **packed)
    shades = [zlib.compress(bytes([shade]) * 64 * 64 * 3) for shade in range(9)]
    shown = {f"X{at}": make_image(pdf, data, ColorSpace=space, SMask=soft, **packed) for at, data in enumerate(shades)}
    own(pdf, 0, "XObject", **shown)
    add(pdf, 0, b"q 9 0 0 9 50 50 cm %b Q" % b" ".join(b"/%b Do" % name.encode() for name in shown))
    path = save(pdf, tmp_path / "shared.pdf", "pdf/x-4")
    monkeypatch.setattr("vdp.preflight.file.source.FILE_FLOOR", 5 << 20)
    monkeypatch.setattr("vdp.preflight.file.source.FILE_RATIO", 0)
    monkeypatch.setattr(samples, "count_inflated", count)
    report = check_pdf(path, profile="pdf/x-4")
    assert [found for found in report.findings if found.outcome != "not-checked"] == []
    assert len(counted) == len(shades) + 1


@pytest.mark.parametrize("place", range(3))
def test_of_bookmarks_alike_only_those_are_told_that_lead_to_an_action(place: int, tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    targets = [Dictionary(O=Name.Layout) for _ in range(3)]
    targets[place] = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))
    held = [pdf.make_indirect(Dictionary(Title="first", A=pdf.make_indirect(target))) for target in targets]
    pdf.Root.PieceInfo = Dictionary(Maker=Dictionary(LastModified="D:20261121090000Z", Private=Array(held)))
    report = check_pdf(save(pdf, tmp_path / "alike.pdf", "pdf/x-4"), profile="pdf/x-4")
    assert [found.rule for found in report.findings if found.outcome != "not-checked"] == ["AN-02"]
