"""The PDF/A twin of a print file: a copy that says it were PDF/A, so that a validator of PDF/A can be asked about it.

No free validator knows PDF/X or PDF/VT. PDF/A shares many of their rules (fonts embedded, widths, colour against the
output intent, no transparency in PDF/A-1, no LZW, no actions, file identifier). page-validation, which has no part in
vdp, judges these: PDF/A-1b for PDF/X-1a, both of PDF 1.4, and PDF/A-2b for PDF/X-4 and PDF/VT-1.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import page
import pikepdf
from fontTools.cffLib import CFFFontSet, FDArrayIndex, FDSelect, FontDict
from fontTools.pens.t2CharStringPen import T2CharStringPen
from pikepdf import Dictionary, Name, Pdf, Stream

_ABOUT = """<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>"""
_SCHEMAS = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>{}</rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_SCHEMA = """<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{prefix}</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{space}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"""
_PROPERTY = """<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>{name}</pdfaProperty:description></rdf:li>"""
_OURS = (
    ("pdfx", "http://ns.adobe.com/pdfx/1.3/", {"GTS_PDFXVersion": "Text"}),
    ("pdfxid", "http://www.npes.org/pdfx/ns/id/", {"GTS_PDFXVersion": "Text"}),
    ("pdfvtid", "http://www.npes.org/pdfvt/ns/id/", {"GTS_PDFVTVersion": "Text", "GTS_PDFVTModDate": "Date"}),
)


def make_twin(path: Path, out: Path, *, part: int) -> Path:
    """Write the twin of a print file, changed in nothing but what it says of itself."""
    with pikepdf.open(path) as pdf:
        _claim(pdf, _ABOUT.format(part=part))
        return save_exactly(pdf, out)


def make_plain_twin(path: Path, out: Path, *, part: int) -> Path:
    """Write a twin without what page-validation misreads or PDF/A alone asks for; what is left must have no finding.

    Glyphs are drawn again by fontTools from our own font programs, without subroutines and with widths that need no
    font dictionary (`KNOWN` in the tests says why); XMP describes its schemas and has no pdf:Trapped.
    """
    with pikepdf.open(path) as pdf:
        for descriptor in [each for each in pdf.objects if isinstance(each, Dictionary) and "/FontFile3" in each]:
            descriptor.FontFile3.write(draw_plainly(descriptor.FontFile3.read_bytes()))
        for stream in list(find_ending_in_return(pdf)):
            stream.write(stream.read_bytes() + b" ")  # uncompressed; a blank more changes neither content nor tables
        schemas = _SCHEMAS.format("".join(_describe(*each) for each in _OURS))
        _claim(pdf, _ABOUT.format(part=part) + schemas, without=("<pdf:Trapped>False</pdf:Trapped>",))
        return save_exactly(pdf, out)


def save_exactly(pdf: Pdf, out: Path) -> Path:
    """Write a file as it is: no stream coded anew, no object packed."""
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.preserve,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=False,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    return out


def find_ending_in_return(pdf: Pdf) -> Iterator[pikepdf.Stream]:
    """Yield the streams whose data, as they lie in the file, end in a carriage return."""
    return (each for each in pdf.objects if isinstance(each, Stream) and each.read_raw_bytes().endswith(b"\r"))


def find(path: Path, *, part: int) -> dict[str, str]:
    """Return what page-validation finds: the number of the rule -> its first message. It tells one place per rule."""
    report = page.validate_pdf(path, profile=f"{part}b")
    assert report.rules.total > 130, "all rules of the profile are asked"
    return {failure.rule_id.split("-", 1)[1]: failure.message for failure in report.failures}


def _claim(pdf: Pdf, about: str, *, without: tuple[str, ...] = ()) -> None:
    ours = pdf.Root.OutputIntents[0]
    pdf.Root.OutputIntents.append(
        Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=ours.OutputConditionIdentifier,
            DestOutputProfile=ours.DestOutputProfile,
        )
    )
    text = pdf.Root.Metadata.read_bytes().decode()
    for each in without:
        assert each in text
        text = text.replace(each, "")
    pdf.Root.Metadata.write(text.replace("</rdf:RDF>", f"{about}</rdf:RDF>").encode())


def _describe(prefix: str, space: str, properties: dict[str, str]) -> str:
    items = "".join(_PROPERTY.format(name=name, kind=kind) for name, kind in properties.items())
    return _SCHEMA.format(prefix=prefix, space=space, properties=items)


def draw_plainly(program: bytes) -> bytes:
    """Return a CFF program with each glyph drawn again: keyed by CID, no subroutine, all widths written out."""
    fonts = read_cff(program)
    top = fonts[0]
    if not hasattr(top, "ROS"):
        _key_by_cid(top)
    for name in top.charset:
        glyph = top.CharStrings.getItemAndSelector(name)[0]
        if len(glyph.bytecode) > 1:  # else a gap that the subset left, or a blank of the width 1000
            width = draw(glyph)
            pen = T2CharStringPen(width, None)
            glyph.draw(pen)
            drawn = pen.getCharString(glyph.private, glyph.globalSubrs, optimize=False)
            drawn.compile()
            glyph.program, glyph.bytecode = None, drawn.bytecode
    for each in top.FDArray:
        each.Private.nominalWidthX, each.Private.defaultWidthX = 0, 1000
    out = io.BytesIO()
    fonts.compile(out, SimpleNamespace(recalcBBoxes=False))
    return out.getvalue()


def read_cff(program: bytes) -> CFFFontSet:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(program), None)
    return fonts


def draw(glyph) -> float:
    """Return a glyph's width in the font program, as fontTools reads it with the glyph's own font dictionary."""
    glyph.draw(T2CharStringPen(None, None))
    return glyph.width


def _key_by_cid(top) -> None:
    """Turn a font keyed by names into one keyed by CIDs, each glyph's CID being its index."""
    strings, names = top.CharStrings, list(top.charset)
    cids = [".notdef", *(f"cid{number:05}" for number in range(1, len(names)))]
    single = FontDict()
    single.Private = top.Private
    fonts, select = FDArrayIndex(), FDSelect()
    fonts.append(single)
    select.format, select.gidArray = 3, [0] * len(names)
    strings.charStrings = {cid: strings.charStrings[name] for cid, name in zip(cids, names, strict=True)}
    strings.fdArray, strings.fdSelect = fonts, select
    top.rawDict["ROS"] = top.ROS = ("Adobe", "Identity", 0)
    top.FDArray, top.FDSelect, top.CIDCount, top.charset = fonts, select, len(names), cids
    for key in ("Private", "Encoding"):
        top.rawDict.pop(key, None)
        if hasattr(top, key):
            delattr(top, key)
