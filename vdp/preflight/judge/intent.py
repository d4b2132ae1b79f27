"""OI: output intent and its ICC profile (ICC.1:2004-10, 7.2)."""

from __future__ import annotations

import hashlib

from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault, Ref, Stream, Value
from vdp.preflight.judge.metadata import text_of
from vdp.preflight.report import Report
from vdp.preflight.terms import House, Terms

_REGISTRY = "http://www.color.org"
# Conditions of the ICC characterization data registry that print shops name; snapshot of 2026-09-28.
REGISTERED = frozenset(
    {f"FOGRA{n}" for n in (*range(27, 33), *range(39, 61))}
    | {"JCS2011", "JC200103", "JC200104", "JCW2003", "JCN2002"}
    | {f"CGATS21-2-CRPC{n}" for n in range(1, 8)}
    | {"CGATS TR 001", "CGATS TR 002", "CGATS TR 003", "CGATS TR 005", "CGATS TR 006"}
)
_SPACES = {b"CMYK": ("DeviceCMYK", 4), b"GRAY": ("DeviceGray", 1), b"RGB ": ("DeviceRGB", 3)}
_LARGEST = 64 << 20
_TAGS = 132
_ENTRY = 12


def judge_intent(source: PdfSource, report: Report, *, profile: str, house: House) -> Terms:
    """OI-01 to OI-06; return the terms that colour is judged by."""
    catalog = source.dictionary(source.trailer.get("Root"))
    intents = [source.dictionary(each) for each in source.array(catalog.get("OutputIntents"))]
    for_print = [each for each in intents if source.resolve(each.get("S")) == "GTS_PDFX"]
    terms = Terms(profile, house)
    if len(for_print) != 1:
        report.add("OI-01", f"{len(for_print)} output intents are GTS_PDFX; one is needed")
    if not for_print:
        report.skip("OI-04", "there is no output intent")
        report.skip("OI-06", "there is no output intent")
        return terms
    intent = for_print[0]
    identifier = text_of(source.resolve(intent.get("OutputConditionIdentifier")))
    value = intent.get("DestOutputProfile")
    stream = source.resolve(value)
    _judge_condition(source, intent, identifier, report, embedded=isinstance(stream, Stream))
    if house.condition and identifier != house.condition:
        report.add("OI-05", f"the output condition is {identifier[:60]}; the house asks for {house.condition}")
    elif not house.condition:
        report.skip("OI-05", "the house profile names no condition")
    if not isinstance(stream, Stream):
        if not terms.is_x1a:
            report.add("OI-04", "the output intent has no embedded profile")
        return Terms(profile, house, intent="DeviceCMYK" if terms.is_x1a else "")
    number = value.number if isinstance(value, Ref) else 0
    return _judge_profile(source, stream, number, report, terms)


def _judge_condition(
    source: PdfSource, intent: dict[str, Value], identifier: str, report: Report, *, embedded: bool
) -> None:
    """OI-02, OI-03."""
    if not identifier:
        report.add("OI-02", "the output intent has no /OutputConditionIdentifier")
    registry = text_of(source.resolve(intent.get("RegistryName")))
    described = text_of(source.resolve(intent.get("Info")))
    if registry.rstrip("/") == _REGISTRY:
        if identifier and identifier not in REGISTERED:
            report.add(
                "OI-03", f"{identifier[:60]} is not in this program's list of registered conditions", outcome="warn"
            )
    elif not embedded or not described:
        missing = " and ".join(w for w, there in (("/DestOutputProfile", embedded), ("/Info", described)) if not there)
        report.add("OI-03", f"the condition is of no registry, and {missing} is missing")


def _judge_profile(source: PdfSource, stream: Stream, number: int, report: Report, terms: Terms) -> Terms:
    """OI-04, OI-06."""
    try:
        data = source.data(stream, limit=_LARGEST)
    except PdfFault as fault:
        report.add("OI-04", f"the profile cannot be decoded: {fault}", number=number)
        return terms
    digest = hashlib.sha256(data).digest()
    if len(data) < _TAGS or data[36:40] != b"acsp":
        report.add("OI-04", "the profile is not an ICC profile", number=number)
        return terms
    space, parts = _SPACES.get(data[16:20], ("", 0))
    faults = []
    if int.from_bytes(data[0:4]) != len(data):
        faults.append(f"its size field says {int.from_bytes(data[0:4])} bytes, it has {len(data)}")
    if data[12:16] != b"prtr":
        faults.append("its class is not prtr (output device)")
    number_of = source.resolve(stream.dictionary.get("N"))
    stated = number_of if isinstance(number_of, int) else None
    if not parts or stated != parts:
        faults.append(f"/N is {stated}, its colour space is {data[16:20].decode('ascii', 'replace').strip()}")
    if terms.is_x1a and space == "DeviceRGB":
        faults.append("PDF/X-1a takes CMYK or grey")
    tags = _tags(data)
    if b"B2A0" not in tags and not (space == "DeviceGray" and b"kTRC" in tags):  # ICC.1:2004-10, 8.5: a curve will do
        faults.append("it has no table from colour to ink (B2A0)")
    if data[20:24] not in {b"Lab ", b"XYZ "}:
        faults.append("its connection space is neither Lab nor XYZ")
    for text in faults:
        report.add("OI-04", f"the profile cannot be the output condition: {text}", number=number)
    major, minor = data[8], data[9] >> 4
    if terms.is_x1a and major != 2:
        report.add("OI-06", f"the profile is of ICC version {major}.{minor}; PDF 1.4 knows 2", number=number)
    elif major not in {2, 4} or (major == 4 and minor > 2):
        report.add(
            "OI-06", f"the profile is of ICC version {major}.{minor}; PDF 1.6 knows 2 and 4.0 to 4.2", number=number
        )
    return Terms(terms.profile, terms.house, intent=space, icc=number, icc_digest=digest)


def _tags(data: bytes) -> set[bytes]:
    count = int.from_bytes(data[128:132])
    entries = range(_TAGS, min(_TAGS + _ENTRY * count, len(data) - _ENTRY + 1), _ENTRY)
    whole = (int.from_bytes(data[at + 4 : at + 8]) + int.from_bytes(data[at + 8 : at + 12]) for at in entries)
    return {data[at : at + 4] for at, end in zip(entries, whole, strict=True) if end <= len(data)}
