"""MD: Info dictionary and XMP."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import NamedTuple
from xml.parsers import expat

from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Stream, Value
from vdp.preflight.report import Report
from vdp.preflight.terms import Terms

_DC, _XMP = "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/xap/1.0/"
_MM, _PDF = "http://ns.adobe.com/xap/1.0/mm/", "http://ns.adobe.com/pdf/1.3/"
_PDFXID, _PDFVT = "http://www.npes.org/pdfx/ns/id/", "http://www.npes.org/pdfvt/ns/id/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TOP, _DESCRIPTION = f"{_RDF}\nRDF", f"{_RDF}\nDescription"
_LANGUAGE = "http://www.w3.org/XML/1998/namespace\nlang"
_WIDE = (b"\xfe\xff", b"\xff\xfe")
_STANDARD = frozenset(
    {"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate", "Trapped"}
)
_LARGEST = 16 << 20
# ISO 32000-1, annex D.2: where PDFDocEncoding is not Latin-1.
_DOC_ENCODING = dict(
    zip(
        (*range(0x18, 0x20), *range(0x80, 0xA1)),
        "\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc"
        "\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a\u2212\u2030\u201e\u201c\u201d\u2018\u2019\u201a\u2122\ufb01\ufb02"
        "\u0141\u0152\u0160\u0178\u017d\u0131\u0142\u0153\u0161\u017e\ufffd\u20ac",
        strict=True,
    )
)
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([Zz+\-])(\d\d)?'?(\d\d)?'?)?\Z")
_XMP_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:(Z)|([+\-])(\d\d):(\d\d))?)?)?)?\Z"
)


class Metadata(NamedTuple):
    """Info and XMP as they were read; XMP properties by namespace and name, each with all its values."""

    info: dict[str, Value | Stream]
    xmp: dict[tuple[str, str], list[str]]
    xmp_there: bool


def read_metadata(source: PdfSource, report: Report, terms: Terms) -> Metadata:
    """Read Info and XMP; MD-08."""
    raw = source.dictionary(source.trailer.get("Info"))
    info = {key: source.resolve(value) for key, value in raw.items()}
    catalog = source.dictionary(source.trailer.get("Root"))
    stream = source.resolve(catalog.get("Metadata"))
    if not isinstance(stream, Stream):
        if not terms.is_x1a:
            report.add("MD-08", "the catalog has no /Metadata stream")
        return Metadata(info, {}, xmp_there=False)
    try:
        return Metadata(info, parse_xmp(source.data(stream, limit=_LARGEST)), xmp_there=True)
    except (PdfFault, expat.ExpatError, ValueError) as fault:
        text = f"line {fault.lineno}" if isinstance(fault, expat.ExpatError) else str(fault)
        report.add("MD-08", f"the XMP packet is not well-formed: {text}", number=stream.number)
        return Metadata(info, {}, xmp_there=False)


def parse_xmp(packet: bytes) -> dict[tuple[str, str], list[str]]:
    """Return the simple properties of an XMP packet, of a text in several languages its default first.

    Raises ExpatError and ValueError.
    """
    found: dict[tuple[str, str], list[str]] = {}
    path: list[str] = []
    default: list[bool] = []
    text: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name == _DESCRIPTION and path[-1:] == [_TOP]:
            for key, value in attributes.items():
                if "\n" in key and not key.startswith(_RDF):
                    found.setdefault(_split(key), []).append(value.strip())
        path.append(name)
        text.clear()
        default.append(attributes.get(_LANGUAGE) == "x-default")

    def end(name: str) -> None:
        path.pop()
        is_default = default.pop()
        if path[-2:] == [_TOP, _DESCRIPTION]:  # further in are parts of a structure, which say nothing of the file
            found.setdefault(_split(name), []).append("".join(text).strip())
        elif name == f"{_RDF}\nli" and path[-4:-2] == [_TOP, _DESCRIPTION]:
            values = found.setdefault(_split(path[-2]), [])
            values.insert(0 if is_default else len(values), "".join(text).strip())
            text.clear()

    def refuse(*_: object) -> None:
        raise ValueError("it has a document type")

    parser = expat.ParserCreate(namespace_separator="\n")
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = refuse
    padding = b"\0\0" if b"\0" in packet[:4] or packet[:2] in _WIDE else b"\0"  # two bytes a character in UTF-16
    while packet.endswith(padding):
        packet = packet[: -len(padding)]
    parser.Parse(packet, True)  # noqa: FBT003 - as expat calls it
    return {key: [value for value in values if value] for key, values in found.items()}


def _split(name: str) -> tuple[str, str]:
    space, _, local = name.rpartition("\n")
    return space, local


def judge_metadata(meta: Metadata, report: Report, terms: Terms) -> None:
    """MD-01 to MD-07."""
    _judge_version(meta, report, terms)
    _judge_dates(meta, report, terms)
    _judge_trapped(meta, report, terms)
    if not terms.is_x1a:
        for space, name in ((_MM, "DocumentID"), (_MM, "VersionID"), (_MM, "RenditionClass"), (_XMP, "MetadataDate")):
            if not meta.xmp.get((space, name)):
                report.add("MD-05", f"XMP has no {'xmpMM' if space == _MM else 'xmp'}:{name}")
    if "GTS_PDFXConformance" in meta.info and text_of(meta.info.get("GTS_PDFXVersion")) == "PDF/X-1a:2003":
        report.add("MD-06", "/GTS_PDFXConformance stands beside /GTS_PDFXVersion (PDF/X-1a:2003)")
    for key, value in meta.info.items():
        if key not in _STANDARD and not isinstance(value, bytes):
            report.add("MD-07", f"the Info key {key[:60]} is not a text string")


def _judge_version(meta: Metadata, report: Report, terms: Terms) -> None:
    stated = text_of(meta.info.get("GTS_PDFXVersion"))
    conformance = text_of(meta.info.get("GTS_PDFXConformance"))
    if terms.is_x1a:
        older = stated in {"PDF/X-1:2001", "PDF/X-1a:2001"} and conformance == "PDF/X-1a:2001"
        if stated != "PDF/X-1a:2003" and not older:
            report.add("MD-01", f'/GTS_PDFXVersion is "{stated[:40]}", not "PDF/X-1a:2003"')
        return
    if stated != "PDF/X-4":
        report.add("MD-01", f'/GTS_PDFXVersion of Info is "{stated[:40]}", not "PDF/X-4"', outcome="warn")
    values = meta.xmp.get((_PDFXID, "GTS_PDFXVersion"), [])
    if values != ["PDF/X-4"]:
        report.add("MD-02", f"pdfxid:GTS_PDFXVersion {_unlike(values, 'PDF/X-4')}")


def _judge_dates(meta: Metadata, report: Report, terms: Terms) -> None:
    for key, names in (
        ("Title", (_DC, "title")),
        ("CreationDate", (_XMP, "CreateDate")),
        ("ModDate", (_XMP, "ModifyDate")),
    ):
        info = text_of(meta.info.get(key)).strip()
        xmp = next(iter(meta.xmp.get(names, [])), "")
        is_date = key != "Title"
        if not info:
            report.add("MD-03", f"Info has no /{key}")
        elif is_date and parse_pdf_date(info) is None:
            report.add("MD-03", f"/{key} of Info is not a date")
        if not xmp and not terms.is_x1a and meta.xmp_there:
            report.add("MD-03", f"XMP has no {names[1]}")
        elif xmp and is_date and parse_xmp_date(xmp) is None:
            report.add("MD-03", f"{names[1]} of XMP is not a date")
        elif xmp and info and not _agree(info, xmp, is_date=is_date):
            report.add("MD-03", f"/{key} of Info and {names[1]} of XMP differ")


def _agree(info: str, xmp: str, *, is_date: bool) -> bool:
    if not is_date:
        return info == xmp
    return _same_moment(parse_pdf_date(info), parse_xmp_date(xmp))


def _same_moment(first: datetime | None, second: datetime | None) -> bool:
    if first is None or second is None:
        return True  # said elsewhere
    if (first.tzinfo is None) != (second.tzinfo is None):
        return first.replace(tzinfo=None) == second.replace(tzinfo=None)
    return first == second


def _judge_trapped(meta: Metadata, report: Report, terms: Terms) -> None:
    trapped = meta.info.get("Trapped")
    if not isinstance(trapped, Name) or trapped not in {"True", "False"}:
        what = f"/{trapped}" if isinstance(trapped, Name) else "not a name" if "Trapped" in meta.info else "not there"
        report.add("MD-04", f"/Trapped of Info is {what}; it must be /True or /False")
        return
    stated = meta.xmp.get((_PDF, "Trapped"), [])
    if (stated or (not terms.is_x1a and meta.xmp_there)) and stated != [str(trapped)]:
        report.add("MD-04", "pdf:Trapped of XMP does not say what Info says" if stated else "XMP has no pdf:Trapped")


def judge_vt_version(meta: Metadata, report: Report) -> None:
    """VT-02."""
    values = meta.xmp.get((_PDFVT, "GTS_PDFVTVersion"), [])
    if values != ["PDF/VT-1"]:
        report.add("VT-02", f"pdfvtid:GTS_PDFVTVersion {_unlike(values, 'PDF/VT-1')}")
    stated = next(iter(meta.xmp.get((_PDFVT, "GTS_PDFVTModDate"), [])), "")
    changed = next(iter(meta.xmp.get((_XMP, "ModifyDate"), [])), "")
    if not stated or parse_xmp_date(stated) is None:
        report.add("VT-02", "pdfvtid:GTS_PDFVTModDate is not there, or is not a date")
    elif not _same_moment(parse_xmp_date(stated), parse_xmp_date(changed)):
        report.add("VT-02", "pdfvtid:GTS_PDFVTModDate differs from xmp:ModifyDate")


def _unlike(values: list[str], wanted: str) -> str:
    if len(values) == 1:
        return f'is "{values[0][:40]}", not "{wanted}"'
    return f"stands there {len(values)} times" if values else "is not there"


def text_of(value: Value | Stream) -> str:
    """Return a text string as text; "" for anything else (ISO 32000-1, 7.9.2.2)."""
    if not isinstance(value, bytes):
        return ""
    if value[:2] == b"\xfe\xff":
        return value[2:].decode("utf-16-be", "replace")
    if value[:3] == b"\xef\xbb\xbf":
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1").translate(_DOC_ENCODING)


def parse_pdf_date(text: str) -> datetime | None:
    """Return a date of PDF (ISO 32000-1, 7.9.4); without zone where none is given; None for no date."""
    match = _PDF_DATE.match(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, sign, zone_hour, zone_minute = match.groups()
    return _moment(year, month, day, hour, minute, second, sign, zone_hour, zone_minute)


def parse_xmp_date(text: str) -> datetime | None:
    """Return a date of XMP (ISO 16684-1, 8.2.1.2); None for no date."""
    match = _XMP_DATE.match(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, utc, sign, zone_hour, zone_minute = match.groups()
    return _moment(year, month, day, hour, minute, second, utc or sign, zone_hour, zone_minute)


def _moment(year: str, *parts: str | None) -> datetime | None:
    month, day, hour, minute, second, sign, zone_hour, zone_minute = parts
    try:
        moment = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001 - the zone comes next, where one is given
    except ValueError:
        return None
    if sign is None:
        return moment
    shift = timedelta(hours=int(zone_hour or 0), minutes=int(zone_minute or 0))
    if shift >= timedelta(days=1):
        return None
    return moment.replace(tzinfo=timezone(-shift if sign == "-" else shift))
