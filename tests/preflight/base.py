"""Small sound files, one per level, made with pikepdf and fontTools: what the mutants are cut from."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, Pdf, Stream

ICC = Path(__file__).parents[2] / "vdp" / "pdf" / "conditions" / "FOGRA39L_coated.icc"
CONTENT = (
    b"q 0 0 0 1 k 40 40 50 20 re f Q\nBT /F0 20 Tf 1 0 0 1 60 120 Tm 0 0 0 1 k <00010002> Tj ET\n"
    b"q 30 0 0 30 60 150 cm /I0 Do Q\n"
)
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:pdfvtid="http://www.npes.org/pdfvt/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">base</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>2026-11-21T09:00:00+09:00</xmp:CreateDate><xmp:ModifyDate>2026-11-21T09:00:00+09:00</xmp:ModifyDate>
<xmp:MetadataDate>2026-11-21T09:00:00+09:00</xmp:MetadataDate><pdf:Trapped>False</pdf:Trapped>
<xmpMM:DocumentID>uuid:1</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
VT = (
    "<pdfvtid:GTS_PDFVTVersion>PDF/VT-1</pdfvtid:GTS_PDFVTVersion>"
    "<pdfvtid:GTS_PDFVTModDate>2026-11-21T00:00:00Z</pdfvtid:GTS_PDFVTModDate>"
)
VERSIONS = {"pdf/x-1a": "1.4", "pdf/x-4": "1.6", "pdf/vt-1": "1.6"}


@cache
def font_program(*, licence: int = 0) -> bytes:
    """Return a TrueType font with three glyphs: .notdef, A (600 wide) and B (700 wide)."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A", "B"])
    builder.setupCharacterMap({65: "A", 66: "B"})
    glyphs = {}
    for name, width in ((".notdef", 400), ("A", 600), ("B", 700)):
        pen = TTGlyphPen(None)
        pen.moveTo((50, 0))
        pen.lineTo((50, 700))
        pen.lineTo((width - 50, 0))
        pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({".notdef": (400, 50), "A": (600, 50), "B": (700, 50)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Base", "styleName": "Regular"})
    builder.setupOS2(fsType=licence)
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


TO_UNICODE = (
    b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "
    b"2 beginbfchar <0001> <0041> <0002> <0042> endbfchar endcmap"
)


def make_font(pdf: Pdf, **descriptor: object) -> pikepdf.Object:
    """Return a Type0 font over the three glyphs."""
    parts: dict[str, object] = {
        "Type": Name.FontDescriptor,
        "FontName": Name("/ABCDEF+Base"),
        "Flags": 4,
        "FontBBox": [0, 0, 700, 700],
        "ItalicAngle": 0,
        "Ascent": 800,
        "Descent": -200,
        "CapHeight": 700,
        "StemV": 80,
        "FontFile2": pdf.make_indirect(Stream(pdf, font_program())),
    }
    parts.update(descriptor)
    held = pdf.make_indirect(Dictionary(**{key: value for key, value in parts.items() if value is not None}))
    below = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/ABCDEF+Base"),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        CIDToGIDMap=Name.Identity,
        DW=1000,
        W=Array([1, Array([600, 700])]),
        FontDescriptor=held,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/ABCDEF+Base"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(below)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, TO_UNICODE)),
        )
    )


def make_image(pdf: Pdf, data: bytes | None = None, **keys: object) -> pikepdf.Object:
    """Return an image of 64 by 64 pixels in DeviceCMYK, about 50 % ink unless `data` says otherwise."""
    image = Stream(pdf, data if data is not None else bytes([64, 64, 0, 0]) * 64 * 64)
    parts = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": 64,
        "Height": 64,
        "BitsPerComponent": 8,
        "ColorSpace": Name.DeviceCMYK,
        "Intent": Name.RelativeColorimetric,
    } | keys
    for key, value in parts.items():
        if value is not None:
            image[f"/{key}"] = value
    return pdf.make_indirect(image)


def make_form(pdf: Pdf, content: bytes, **keys: object) -> pikepdf.Object:
    """Return a form XObject."""
    form = Stream(pdf, content)
    parts = {
        "Type": Name.XObject,
        "Subtype": Name.Form,
        "BBox": Array([0, 0, 300, 300]),
        "Resources": Dictionary(),
    } | keys
    for key, value in parts.items():
        if value is not None:
            form[f"/{key}"] = value
    return pdf.make_indirect(form)


def make_base(profile: str, *, pages: int = 2) -> Pdf:
    """Return a sound file of a level; PDF/VT has one record per page."""
    pdf = Pdf.new()
    profile_stream = Stream(pdf, ICC.read_bytes())
    profile_stream["/N"] = 4
    resources = pdf.make_indirect(
        Dictionary(
            Font=Dictionary(F0=make_font(pdf)),
            XObject=Dictionary(I0=make_image(pdf)),
            ExtGState=Dictionary(K=Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1)),
        )
    )
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(300, 300)).obj
        page.BleedBox, page.TrimBox = Array([10, 10, 290, 290]), Array([20, 20, 280, 280])
        page.Resources = resources
        page.Contents = pdf.make_indirect(Stream(pdf, CONTENT))
    pdf.Root.OutputIntents = Array(
        [
            pdf.make_indirect(
                Dictionary(
                    Type=Name.OutputIntent,
                    S=Name.GTS_PDFX,
                    OutputConditionIdentifier="FOGRA39",
                    RegistryName="http://www.color.org",
                    Info="FOGRA39L",
                    DestOutputProfile=pdf.make_indirect(profile_stream),
                )
            )
        ]
    )
    info = {"/Title": "base", "/Creator": "tests", "/Producer": "tests"}
    info |= {"/CreationDate": "D:20261121090000+09'00'", "/ModDate": "D:20261121090000+09'00'"}
    for key, value in info.items():
        pdf.docinfo[key] = value
    pdf.docinfo["/Trapped"] = Name("/False")
    pdf.docinfo["/GTS_PDFXVersion"] = "PDF/X-1a:2003" if profile == "pdf/x-1a" else "PDF/X-4"
    if profile != "pdf/x-1a":
        set_xmp(pdf, XMP if profile == "pdf/x-4" else XMP.replace("<pdfxid:", VT + "<pdfxid:", 1))
    if profile == "pdf/vt-1":
        add_parts(pdf)
    return pdf


def set_xmp(pdf: Pdf, text: str) -> None:
    """Put an XMP packet into the catalog."""
    stream = Stream(pdf, text.encode("utf-8"))
    stream["/Type"], stream["/Subtype"] = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(stream)


def add_parts(pdf: Pdf) -> None:
    """Give each page a part of its own, as record, under one root part."""
    root = pdf.make_indirect(
        Dictionary(Type=Name.DPartRoot, NodeNameList=Array([Name.Job, Name.Record]), RecordLevel=1)
    )
    top = pdf.make_indirect(Dictionary(Type=Name.DPart, Parent=root))
    root.DPartRootNode = top
    leaves = []
    for number, page in enumerate(pdf.pages):
        metadata = Dictionary(CIP4_Root=Dictionary(CIP4_Recipient=Dictionary(CIP4_ExternalID=Name(f"/R{number}"))))
        leaf = pdf.make_indirect(Dictionary(Type=Name.DPart, Parent=top, Start=page.obj, End=page.obj, DPM=metadata))
        page.obj.DPart = leaf
        leaves.append(leaf)
    top.DParts = Array([Array(leaves)])
    pdf.Root.DPartRoot = root


def save(pdf: Pdf, path: Path, profile: str, **options: object) -> Path:
    """Write a file without any help of pikepdf's that would hide a fault."""
    settings: dict[str, object] = {
        "force_version": VERSIONS[profile],
        "object_stream_mode": pikepdf.ObjectStreamMode.disable,
        "stream_decode_level": pikepdf.StreamDecodeLevel.none,
        "compress_streams": False,
        "deterministic_id": True,
        "fix_metadata_version": False,
    }
    pdf.save(path, **(settings | options))
    return path


Change = Callable[[Pdf], None]
