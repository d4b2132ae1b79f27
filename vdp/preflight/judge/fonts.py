"""FO: fonts that content selects, and the codes that it shows in them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from vdp.preflight.content.fonts import FontUse
from vdp.preflight.file.bits import Bits
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Stream, Value, readable
from vdp.preflight.judge.programs import Program, open_program
from vdp.preflight.judge.unicode import is_text, is_visible, read_to_unicode
from vdp.preflight.report import WARN, Report
from vdp.preflight.terms import Terms

_TAG = re.compile(r"([^+]*)\+(.*)")
_GOOD_TAG = re.compile(r"[A-Z]{6}\Z")
_LARGEST = 64 << 20
_TOLERANCE = 1.01  # thousandths of an em: W may be rounded to whole numbers
_WIDTHS_ASKED = 256
_RESTRICTED, _NO_SUBSET, _BITMAP_ONLY = 0x0002, 0x0100, 0x0200  # OpenType, OS/2 fsType
_KINDS = frozenset({"Type1C", "CIDFontType0C", "OpenType"})  # ISO 32000-1, table 126
_NEED_PROGRAM = ("FO-02", "FO-03", "FO-04")


class Face(NamedTuple):
    """A font as the rules see it."""

    use: FontUse
    kind: str
    name: str
    page: int
    descriptor: dict[str, Value]
    descendant: dict[str, Value]


class FontRules:
    """FO-01 to FO-09. A font that is forgotten and met again is judged again, for what was shown since."""

    def __init__(self, source: PdfSource, report: Report, terms: Terms) -> None:
        self._source, self._report, self._terms = source, report, terms
        self._judged = Bits(len(source.backend.used()))
        self._count = 0
        self._silent: set[str] = set()  # why some programs do not say what their licence allows
        logging.getLogger("fontTools").setLevel(logging.ERROR)

    def judge(self, uses: Iterable[FontUse]) -> None:
        """Judge fonts of which no more is to be collected."""
        for use in uses:
            self._count += self._judged.add(use.number)
            try:
                use.flush()
            except (PdfFault, ValueError) as fault:
                text = f"what is shown in a font cannot be read: {fault}"
                self._report.add("GX-05", text, number=use.number)
            try:
                self._silent.add(_judge_font(use, self._source, self._report, self._terms))
            except PdfFault as fault:
                text = f"the font cannot be read: {fault}"
                self._report.add("FO-01", text, number=use.number, page=use.first_page)

    def finish(self) -> None:
        """Enter what is known of all fonts."""
        self._report.facts["fonts"] = self._count
        for why in sorted(self._silent - {""}):
            self._report.skip("FO-08", f"{why}; whether it may be embedded only the font's own file tells")


def _judge_font(use: FontUse, source: PdfSource, report: Report, terms: Terms) -> str:
    """Judge one font; return why its licence bits are not known, "" if they are, or if FO-01 says enough."""
    face = _read_face(use, source)
    if face.kind == "Type3":
        report.add("FO-09", "a Type 3 font", number=use.number, page=face.page)
        _judge_unicode(face, source, report)
        return ""
    _judge_names(face, source, report)
    program = _open(face, source, report, terms)
    if program is None:
        return ""
    to_unicode = _judge_unicode(face, source, report)
    try:
        return _judge_program(face, source, program, to_unicode, report)
    except PdfFault:
        raise
    except Exception as fault:  # noqa: BLE001 - fontTools reads glyphs late, and raises what their data raise
        text = f"the program of the font {face.name} cannot be read ({type(fault).__name__})"
        report.add("FO-01", text, number=use.number, page=face.page)
        return ""


def _judge_program(face: Face, source: PdfSource, program: Program, to_unicode: dict[int, str], report: Report) -> str:
    """FO-02 to FO-05, FO-08; return why licence bits are not known."""
    use = face.use
    encoding = source.resolve(use.dictionary.get("Encoding"))
    if face.kind == "Type0" and isinstance(encoding, Name) and encoding in {"Identity-H", "Identity-V"}:
        _judge_glyphs(face, program, to_unicode, report)
        _judge_widths(face, source, program, report)
        _judge_cid_set(face, source, program, report)
    else:
        for rule in _NEED_PROGRAM:
            report.skip(
                rule,
                f"glyphs are compared for fonts with Identity encoding only, not for {face.name}",
                number=use.number,
            )
    bits = program.licence()
    if bits is not None and bits & (_RESTRICTED | _BITMAP_ONLY):
        report.add("FO-08", f"the licence bits of {face.name} forbid embedding (fsType {bits})", number=use.number)
    elif bits is not None and bits & _NO_SUBSET and "+" in face.name:
        report.add("FO-08", f"the licence bits of {face.name} forbid subsets (fsType {bits})", number=use.number)
    return program.silent if bits is None else ""


def _read_face(use: FontUse, source: PdfSource) -> Face:
    dictionary = use.dictionary
    kind = str(source.resolve(dictionary.get("Subtype")))
    below = source.array(dictionary.get("DescendantFonts")) if kind == "Type0" else []
    descendant = source.dictionary(below[0]) if below else {}
    if kind == "Type0" and not descendant:
        raise PdfFault("a Type0 font has no descendant")
    owner = descendant if kind == "Type0" else dictionary
    name = source.resolve(owner.get("BaseFont", dictionary.get("BaseFont")))
    return Face(
        use, kind, readable(str(name))[:80], use.first_page, source.dictionary(owner.get("FontDescriptor")), descendant
    )


def _open(face: Face, source: PdfSource, report: Report, terms: Terms) -> Program | None:
    """FO-01; return the font program where it can be read."""
    key = next((key for key in ("FontFile", "FontFile2", "FontFile3") if key in face.descriptor), None)
    stream = source.resolve(face.descriptor[key]) if key else None
    if key is None or not isinstance(stream, Stream):
        outcome = WARN if face.use.invisible_only and not terms.is_x1a else ""
        text = f"the font {face.name} is not embedded" + ("; only invisible text uses it" if outcome else "")
        report.add("FO-01", text, number=face.use.number, page=face.page, outcome=outcome)
        return None
    if key == "FontFile":
        data = source.data(stream, limit=_LARGEST)
        if not data.startswith((b"%!", b"\x80\x01")) or b"eexec" not in data:  # Adobe Type 1 Font Format, 2.4
            text = f"the program of the font {face.name} is no Type 1 font"
            report.add("FO-01", text, number=stream.number, page=face.page)
        for rule in _NEED_PROGRAM:
            report.skip(rule, f"programs of Type 1 are not read ({face.name})", number=face.use.number)
        return None
    kind = "FontFile2" if key == "FontFile2" else str(source.resolve(stream.dictionary.get("Subtype")))
    if key == "FontFile3" and kind not in _KINDS:
        text = f"the program of the font {face.name} does not say of which kind it is (/Subtype)"
        report.add("FO-01", text, number=stream.number, page=face.page)
    if kind == "OpenType" and terms.is_x1a:
        text = f"the font {face.name} is embedded as OpenType, which PDF 1.4 does not know"
        report.add("FO-01", text, number=face.use.number, page=face.page)
    mapping = source.resolve(face.descendant.get("CIDToGIDMap"))
    try:
        to_gid = source.data(mapping, limit=1 << 20) if isinstance(mapping, Stream) else None
        return open_program(source.data(stream, limit=_LARGEST), kind=kind, to_gid=to_gid)
    except PdfFault:
        raise
    except Exception as fault:  # noqa: BLE001 - fontTools raises what its tables raise
        text = f"the program of the font {face.name} cannot be read ({type(fault).__name__})"
        report.add("FO-01", text, number=stream.number, page=face.page)
        return None


def _judge_glyphs(face: Face, program: Program, to_unicode: dict[int, str], report: Report) -> None:
    """FO-03, FO-04: codes are CIDs."""
    for code in np.flatnonzero(face.use.codes).tolist():
        page = face.use.pages.get(code, face.page)
        if code == 0:
            report.add("FO-04", f"the glyph .notdef of {face.name} is shown", number=face.use.number, page=page)
        elif not program.has(code):
            report.add(
                "FO-03", f"the glyph {code} of {face.name} is not in its program", number=face.use.number, page=page
            )
        elif is_visible(to_unicode.get(code, " ")) and program.is_empty(code):
            text = f"the glyph {code} of {face.name} is empty, though it stands for U+{ord(to_unicode[code][0]):04X}"
            report.add("FO-03", text, number=face.use.number, page=page)


def _judge_widths(face: Face, source: PdfSource, program: Program, report: Report) -> None:
    """FO-02: up to 256 of the glyphs that are shown, spread evenly."""
    widths = read_widths(source, face.descendant)
    default = source.resolve(face.descendant.get("DW", 1000))
    shown = [code for code in np.flatnonzero(face.use.codes).tolist() if program.has(code)]
    for code in shown[:: max(1, -(-len(shown) // _WIDTHS_ASKED))]:
        stated = widths.get(code, float(default) if isinstance(default, (int, float)) else 1000.0)
        try:
            real = program.width(code)
        except Exception as fault:  # noqa: BLE001 - a charstring may break in many ways
            report.add(
                "FO-01",
                f"the glyph {code} of {face.name} cannot be read ({type(fault).__name__})",
                number=face.use.number,
            )
            continue
        if abs(stated - real) > _TOLERANCE:
            text = f"the glyph {code} of {face.name} is {real:.0f} wide in its program, {stated:.0f} in the PDF"
            report.add("FO-02", text, number=face.use.number, page=face.use.pages.get(code, face.page))


def read_widths(source: PdfSource, descendant: dict[str, Value]) -> dict[int, float]:
    """Return widths by CID from /W (ISO 32000-1, 9.7.4.3)."""
    items = [source.resolve(item) for item in source.array(descendant.get("W"))]
    widths: dict[int, float] = {}
    at = 0
    while at + 1 < len(items):
        first, second = items[at], items[at + 1]
        if not isinstance(first, int):
            break
        if isinstance(second, list):
            values = [source.resolve(each) for each in second]
            widths.update((first + i, float(v)) for i, v in enumerate(values) if isinstance(v, (int, float)))
            at += 2
            continue
        width = items[at + 2] if at + 2 < len(items) else None
        if not isinstance(second, int) or not isinstance(width, (int, float)) or second - first > 65_535:
            break
        widths.update(dict.fromkeys(range(first, second + 1), float(width)))
        at += 3
    return widths


def _judge_cid_set(face: Face, source: PdfSource, program: Program, report: Report) -> None:
    """FO-05."""
    stream = source.resolve(face.descriptor.get("CIDSet"))
    if not isinstance(stream, Stream):
        return
    bits = np.unpackbits(np.frombuffer(source.data(stream, limit=1 << 20), dtype=np.uint8))
    stated, real = set(np.flatnonzero(bits).tolist()) - {0}, program.cids() - {0}
    # A subset that keeps its glyph ids has empty places, which need no mention.
    lacking = [cid for cid in real - stated if not program.is_blank(cid)]
    if lacking or stated - real:
        text = f"the CIDSet of {face.name} names {len(stated - real)} glyphs too many and lacks {len(lacking)}"
        report.add("FO-05", text, number=stream.number)


def _judge_unicode(face: Face, source: PdfSource, report: Report) -> dict[int, str]:
    """FO-06; return the text of each code."""
    dictionary = face.use.dictionary
    stream = source.resolve(dictionary.get("ToUnicode"))
    if not isinstance(stream, Stream):
        encoding = source.resolve(dictionary.get("Encoding"))
        names = isinstance(encoding, (Name, dict)) and face.kind not in {"Type0", "Type3"}
        known = names or (isinstance(encoding, Name) and encoding.startswith("Uni"))
        if not known and face.use.codes.any():
            report.add("FO-06", f"the font {face.name} has no /ToUnicode", number=face.use.number, page=face.page)
        return {}
    found = read_to_unicode(source.data(stream, limit=_LARGEST))
    lacking = [code for code in np.flatnonzero(face.use.codes).tolist() if code and not is_text(found.get(code, ""))]
    if lacking:
        page = face.use.pages.get(lacking[0], face.page)
        text = f"{len(lacking)} codes shown in {face.name} have no Unicode value, first {lacking[0]}"
        report.add("FO-06", text, number=face.use.number, page=page)
    return found


def _judge_names(face: Face, source: PdfSource, report: Report) -> None:
    """FO-07."""
    dictionary = face.use.dictionary
    names = [source.resolve(face.descriptor.get("FontName")), source.resolve(face.descendant.get("BaseFont"))]
    names.append(source.resolve(dictionary.get("BaseFont")))
    tags = [match[1] if (match := _TAG.match(str(name))) else "" for name in names if isinstance(name, Name)]
    if any(tag and not _GOOD_TAG.match(tag) for tag in tags):
        report.add("FO-07", f"the tag of {face.name} is not of six capitals", number=face.use.number)
    elif len(set(tags)) > 1:
        report.add("FO-07", f"the dictionaries of {face.name} have different tags", number=face.use.number)
