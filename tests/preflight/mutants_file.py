"""FS, MD, OI."""

from __future__ import annotations

import re
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.preflight.base import ICC, XMP, make_form, make_image, set_xmp
from tests.preflight.corpus import X1, X4, case
from vdp.preflight.terms import House


def replaced(old: bytes, new: bytes):
    """Return a change of bytes that keeps the file's length."""
    assert len(old) == len(new)

    def change(raw: bytes) -> bytes:
        assert old in raw
        return raw.replace(old, new, 1)

    return change


def appended(content_of_object: bytes):
    """Return a change that appends an incremental update with one object."""

    def change(raw: bytes) -> bytes:
        start = int(re.findall(rb"startxref\s+(\d+)", raw)[-1])
        trailer = re.findall(rb"trailer\s*(<<.*?>>)\s*startxref", raw, re.DOTALL)[-1]
        size = int(re.search(rb"/Size (\d+)", trailer)[1])
        new = size
        body = b"%d 0 obj\n" % new + content_of_object + b"\nendobj\n"
        at = len(raw) + len(body)
        trailer = re.sub(rb"/Size \d+", b"/Size %d /Prev %d" % (new + 1, start), trailer)
        table = b"xref\n%d 1\n%010d 00000 n \ntrailer " % (new, len(raw))
        return raw + body + table + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % at

    return change


def page(pdf: Pdf) -> pikepdf.Object:
    return pdf.pages[0].obj


# FS
case("FS-01", X4, breaks_bytes=lambda raw: b"junk\n" + raw)
case("FS-01", X4, breaks_bytes=replaced(b"%PDF-1.6", b"%PDF-1.3"))
case("FS-01", X1, breaks_bytes=replaced(b"%PDF-1.4", b"%PDF-1.7"), near_bytes=replaced(b"%PDF-1.4", b"%PDF-1.3"))
case(
    "FS-02",
    X4,
    breaks_bytes=lambda raw: re.sub(rb"\n%[\x80-\xff]{4}", b"\n%abcd", raw, count=1),
    near_bytes=lambda raw: re.sub(rb"\n%[\x80-\xff]{4}", b"\n%\xe2\xe3\xcf\xd3", raw, count=1),
)
case("FS-03", X4, breaks_bytes=lambda raw: re.sub(rb"/ID (?=\[)", b"/XD ", raw))
case(
    "FS-04",
    X4,
    options={
        "encryption": pikepdf.Encryption(owner="o", user="", R=4, aes=True),
        "deterministic_id": False,
        "stream_decode_level": None,
    },
    near=lambda pdf: pdf.docinfo.__setitem__("/Subject", "about /Encrypt"),
)


def shifted(raw: bytes) -> bytes:
    """Let one entry of the table miss its object by one byte."""
    entry = re.search(rb"\n(\d{10}) 00000 n", raw)
    return raw[: entry.start(1)] + b"%010d" % (int(entry[1]) + 1) + raw[entry.end(1) :]


case("FS-05", X4, breaks_bytes=shifted, near_bytes=appended(b"<</Nothing true>>"))
case("FS-05", X4, breaks_bytes=lambda raw: raw[: -len(raw) // 4])


def stated(length: int):
    """Return a change of the length of the first content stream."""

    def change(raw: bytes) -> bytes:
        match = re.search(rb"/Length (\d+)(?=[^>]*>>\s*stream\nq )", raw)
        new = b"%d" % (int(match[1]) + length)
        assert len(new) == len(match[1])
        return raw[: match.start(1)] + new + raw[match.end(1) :]

    return change


case("FS-06", X4, breaks_bytes=stated(-7), near_bytes=stated(0))
case("FS-06", X4, breaks_bytes=stated(5))


def coded(pdf: Pdf, filters: object, data: bytes) -> None:
    page(pdf).Contents = pdf.make_indirect(Stream(pdf, data, Filter=filters))


LZW = bytes([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01])
case(
    "FS-07",
    X4,
    lambda pdf: coded(pdf, Name.LZWDecode, LZW),
    lambda pdf: coded(pdf, Name.FlateDecode, zlib.compress(b"q Q")),
)
case(
    "FS-07",
    X1,
    lambda pdf: page(pdf).Resources.XObject.__setitem__("/I9", make_image(pdf, b"x", Filter=Name.JBIG2Decode)),
    lambda pdf: page(pdf).Resources.XObject.__setitem__("/I9", make_image(pdf, b"x", Filter=Name.CCITTFaxDecode)),
)


def inline(code: bytes):
    """Return a change that paints an inline image."""
    return lambda pdf: setattr(
        page(pdf),
        "Contents",
        pdf.make_indirect(Stream(pdf, b"q 9 0 0 9 30 30 cm\nBI /W 1 /H 1 /BPC 8 /CS /G " + code + b"\nEI Q\n")),
    )


case("FS-07", X4, inline(b"/F /LZW ID \x80\x0b\x60"), inline(b"/F /AHx ID 00>"))
case(
    "FS-08",
    X4,
    lambda pdf: make_and_hold(pdf, F="other.bin"),
    lambda pdf: make_and_hold(pdf, Private="other.bin"),
)


def make_and_hold(pdf: Pdf, **keys: object) -> None:
    page(pdf).Resources.XObject["/Fm9"] = make_form(pdf, b"", **keys)


case(
    "FS-09",
    X4,
    lambda pdf: setattr(pdf.Root, "Big", Array(range(8192))),
    lambda pdf: setattr(pdf.Root, "Big", Array(range(8191))),
)
case(
    "FS-09",
    X4,
    lambda pdf: setattr(pdf.Root, "Big", Name("/" + "n" * 128)),
    lambda pdf: setattr(pdf.Root, "Big", Name("/" + "n" * 127)),
)
case("FS-09", X4, lambda pdf: setattr(pdf.Root, "Big", "n" * 32768), lambda pdf: setattr(pdf.Root, "Big", "n" * 32767))
case("FS-09", X1, lambda pdf: setattr(pdf.Root, "Big", 32768.5), lambda pdf: setattr(pdf.Root, "Big", 32766.5))
case("FS-09", X4, lambda pdf: tall(pdf, 14401), lambda pdf: tall(pdf, 14400))


def tall(pdf: Pdf, height: int) -> None:
    page(pdf).MediaBox = Array([0, 0, 300, height])


def content(pdf: Pdf, data: bytes) -> None:
    page(pdf).Contents = pdf.make_indirect(Stream(pdf, data))


case("FS-09", X4, lambda pdf: content(pdf, b"q " * 29 + b"Q " * 29), lambda pdf: content(pdf, b"q " * 28 + b"Q " * 28))
case("FS-11", X1, options={"object_stream_mode": pikepdf.ObjectStreamMode.generate, "force_version": "1.5"})
case("FS-12", X4, breaks_bytes=appended(b"<</Nothing true>>"))
case(
    "FS-12",
    X4,
    breaks_bytes=replaced(b"/Count 2", b"/Count 5"),
    near=lambda pdf: setattr(pdf.Root, "Extra", pdf.make_indirect(Dictionary())),
)


# MD
case("MD-01", X1, lambda pdf: pdf.docinfo.__setitem__("/GTS_PDFXVersion", "PDF/X-1a"), lambda pdf: older(pdf))


def older(pdf: Pdf) -> None:
    pdf.docinfo["/GTS_PDFXVersion"], pdf.docinfo["/GTS_PDFXConformance"] = "PDF/X-1:2001", "PDF/X-1a:2001"


case("MD-01", X4, lambda pdf: pdf.docinfo.__delitem__("/GTS_PDFXVersion"))


def xmp(old: str, new: str):
    """Return a change of the XMP packet."""
    assert old in XMP
    return lambda pdf: set_xmp(pdf, XMP.replace(old, new))


case("MD-02", X4, xmp(">PDF/X-4<", ">PDF/X-9<"), xmp(">PDF/X-4<", ">\n  PDF/X-4\n<"))
case(
    "MD-02",
    X4,
    xmp("<pdfxid:GTS_PDFXVersion>", "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion><pdfxid:GTS_PDFXVersion>"),
)
case("MD-02", X4, xmp("http://www.npes.org/pdfx/ns/id/", "http://ns.adobe.com/pdfx/1.3/"))
case(
    "MD-03",
    X4,
    lambda pdf: pdf.docinfo.__setitem__("/Title", ""),
    lambda pdf: pdf.docinfo.__setitem__("/CreationDate", "D:20261121000000Z"),
)
case("MD-03", X4, lambda pdf: pdf.docinfo.__setitem__("/ModDate", "D:20261121090001+09'00'"))
case(
    "MD-03",
    X1,
    lambda pdf: pdf.docinfo.__setitem__("/ModDate", "yesterday"),
    lambda pdf: pdf.docinfo.__setitem__("/ModDate", "D:2026"),
)
case(
    "MD-04",
    X1,
    lambda pdf: pdf.docinfo.__setitem__("/Trapped", Name.Unknown),
    lambda pdf: pdf.docinfo.__setitem__("/Trapped", Name("/True")),
)
case("MD-04", X4, lambda pdf: pdf.docinfo.__setitem__("/Trapped", "False"))
case("MD-04", X4, xmp(">False<", ">True<"))
case("MD-05", X4, xmp("<xmpMM:VersionID>1</xmpMM:VersionID>", ""), xmp("uuid:1", "uuid:2"))
case("MD-06", X1, lambda pdf: pdf.docinfo.__setitem__("/GTS_PDFXConformance", "PDF/X-1a:2001"), older)
case(
    "MD-07",
    X1,
    lambda pdf: pdf.docinfo.__setitem__("/Private", 7),
    lambda pdf: pdf.docinfo.__setitem__("/Private", "7"),
)
case("MD-08", X4, xmp("</dc:title>", ""), xmp("uuid:1", "uuid:&#x31;"))
case("MD-08", X4, xmp("<x:xmpmeta", "<!DOCTYPE x [<!ENTITY e 'x'>]><x:xmpmeta"))


# OI
def intent(pdf: Pdf) -> pikepdf.Object:
    return pdf.Root.OutputIntents[0]


def another(pdf: Pdf, kind: str) -> None:
    copy = Dictionary(dict(intent(pdf).items()))
    copy.S = Name("/" + kind)
    pdf.Root.OutputIntents.append(pdf.make_indirect(copy))


case("OI-01", X4, lambda pdf: another(pdf, "GTS_PDFX"), lambda pdf: another(pdf, "GTS_PDFA1"))
case("OI-01", X1, lambda pdf: pdf.Root.__delitem__("/OutputIntents"))
case(
    "OI-02",
    X4,
    lambda pdf: intent(pdf).__delitem__("/OutputConditionIdentifier"),
    lambda pdf: setattr(intent(pdf), "OutputConditionIdentifier", "FOGRA51"),
)
case("OI-03", X4, lambda pdf: unregistered(pdf, ""), lambda pdf: unregistered(pdf, "our press"))
case(
    "OI-03",
    X4,
    lambda pdf: setattr(intent(pdf), "OutputConditionIdentifier", "JC201103"),
    lambda pdf: setattr(intent(pdf), "OutputConditionIdentifier", "JCS2011"),
)


def unregistered(pdf: Pdf, described: str) -> None:
    del intent(pdf)["/RegistryName"]
    intent(pdf).Info = described


def icc(change):
    """Return a change of the output profile."""

    def apply(pdf: Pdf) -> None:
        raw = bytearray(ICC.read_bytes())
        change(raw)
        stream = Stream(pdf, bytes(raw))
        stream.N = 4
        intent(pdf).DestOutputProfile = pdf.make_indirect(stream)

    return apply


def put(at: int, value: bytes):
    return lambda raw: raw.__setitem__(slice(at, at + len(value)), value)


case("OI-04", X4, icc(put(12, b"mntr")), icc(put(40, b"APPL")))
case("OI-04", X4, icc(put(36, b"xxxx")))
case("OI-04", X4, icc(lambda raw: raw.extend(b"\0" * 4)))
case("OI-04", X4, lambda pdf: setattr(intent(pdf).DestOutputProfile, "N", 3))
case("OI-04", X4, lambda pdf: intent(pdf).__delitem__("/DestOutputProfile"))
case(
    "OI-04",
    X1,
    icc(lambda raw: raw.__setitem__(slice(raw.index(b"B2A0"), raw.index(b"B2A0") + 4), b"X2A0")),
    lambda pdf: intent(pdf).__delitem__("/DestOutputProfile"),
)
case("OI-05", X4, house=House(condition="JC200103"), near_house=House(condition="FOGRA39"))
case("OI-06", X1, icc(put(8, b"\x04\x20")), icc(put(8, b"\x02\x40")))
case("OI-06", X4, icc(put(8, b"\x04\x30")), icc(put(8, b"\x04\x20")))
