"""Rules that ask about single objects, wherever they lie: filters, external data, limits, XObjects, hints, actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vdp.preflight.file.filters import NAMES
from vdp.preflight.file.shapes import Shape
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Ref, Stream, Value
from vdp.preflight.limits import (
    MAX_ARRAY,
    MAX_COLORANTS,
    MAX_COLORANTS_14,
    MAX_INTEGER,
    MAX_NAME,
    MAX_REAL,
    MAX_STRING,
    MAX_STRING_14,
)
from vdp.preflight.report import NOT_CHECKED, Mark, Report
from vdp.preflight.terms import Terms

# ISO 32000-1, table 198.
_ACTIONS = frozenset(
    {"GoTo", "GoToR", "GoToE", "Launch", "Thread", "URI", "Sound", "Movie", "Hide", "Named", "SubmitForm", "ResetForm"}
    | {"ImportData", "JavaScript", "SetOCGState", "Rendition", "Trans", "GoTo3DView"}
)
_FILES = frozenset({"F", "UF", "DOS", "Mac", "Unix"})  # table 45
_SCOPES = frozenset({"SingleUse", "Record", "File", "Stream", "Global", "Unknown"})


class ObjectRules:
    """Judges each shape of object once, and enters its findings for every object of that shape."""

    def __init__(self, source: PdfSource, report: Report, terms: Terms) -> None:
        self._source, self._report, self._terms = source, report, terms
        self._rules: tuple[Callable[[Value | Stream, dict[str, Value]], Iterator[Mark]], ...] = (
            self._filters,
            self._external,
            self._limits,
            self._packed,
            self._xobject,
            self._hints,
            self._actions,
        )

    def judge(self, number: int, value: Value | Stream, shape: Shape) -> tuple[Mark, ...]:  # noqa: ARG002 - the port's
        """Return what rules say of an object; the caller enters it for each object of the shape."""
        dictionary = value.dictionary if isinstance(value, Stream) else value if isinstance(value, dict) else {}
        shape.alone = any(map(self._leads_on, _dictionaries(dictionary if isinstance(value, Stream) else value)))
        return tuple(mark for rule in self._rules for mark in rule(value, dictionary))

    def _leads_on(self, item: dict[str, Value]) -> bool:
        """Tell whether a dictionary refers to what may be an action, or to embedded files."""
        if isinstance(item.get("EF"), Ref):
            return True
        target = self._source.resolve(item["A"]) if isinstance(item.get("A"), Ref) and "Rect" not in item else None
        return isinstance(target, dict) and self._source.resolve(target.get("Type")) in (None, "Action")

    def repeat(self, marks: tuple[Mark, ...], number: int) -> None:
        """Enter the marks of a shape for one object."""
        for mark in marks:
            self._report.mark(mark._replace(number=number))

    def _filters(self, value: Value | Stream, dictionary: dict[str, Value]) -> Iterator[Mark]:
        if not isinstance(value, Stream):
            return
        try:
            chain = [name for name, _ in self._source.chain(dictionary)]
        except PdfFault as fault:
            yield Mark("FS-07", f"the filters of a stream cannot be read: {fault}")
            return
        forbidden = {"LZWDecode"} | ({"JBIG2Decode", "JPXDecode"} if self._terms.is_x1a else set())
        for name in chain:
            if name in forbidden:
                yield Mark("FS-07", f"a stream is coded as {name}")
            elif name == "Crypt" or name not in set(NAMES.values()) | {"JPXDecode", "JBIG2Decode"}:
                yield Mark("FS-07", f"a stream names the filter {name}, which PDF does not know or the level forbids")
            elif name == "JPXDecode":
                yield Mark("FS-07", "the limits of PDF/X for JPEG 2000 were not checked", 0, NOT_CHECKED)

    def _external(self, value: Value | Stream, dictionary: dict[str, Value]) -> Iterator[Mark]:
        if isinstance(value, Stream):
            for key in ("F", "FFilter", "FDecodeParms"):
                if key in dictionary:
                    yield Mark("FS-08", f"a stream has /{key}: its data would lie in another file")

    def _limits(self, value: Value | Stream, dictionary: dict[str, Value]) -> Iterator[Mark]:
        longest = MAX_STRING_14 if self._terms.is_x1a else MAX_STRING
        stack: list[Value] = [dictionary if isinstance(value, Stream) else value]
        while stack:
            item = stack.pop()
            if isinstance(item, dict):
                stack.extend(item.values())
                yield from _long_names(item)
            elif isinstance(item, Name):
                if len(item) > MAX_NAME:
                    yield Mark("FS-09", f"a name of {len(item)} bytes; PDF allows {MAX_NAME}")
            elif isinstance(item, list):
                if len(item) > MAX_ARRAY:
                    yield Mark("FS-09", f"an array of {len(item)} elements; PDF allows {MAX_ARRAY}")
                stack.extend(item)
                yield from self._colorants(item)
            elif isinstance(item, bytes):
                if len(item) > longest:
                    yield Mark("FS-09", f"a string of {len(item)} bytes; PDF allows {longest}")
            elif isinstance(item, float) and self._terms.is_x1a and abs(item) > MAX_REAL:
                yield Mark("FS-09", f"the number {item:g}; PDF 1.4 allows {MAX_REAL:g}")
            elif isinstance(item, int) and not -MAX_INTEGER - 1 <= item <= MAX_INTEGER:
                yield Mark("FS-09", f"the integer {item} does not fit into 32 bits")

    def _colorants(self, item: list[Value]) -> Iterator[Mark]:
        if len(item) < 4 or item[0] != "DeviceN" or not isinstance(item[0], Name):
            return
        names = self._source.array(item[1])
        most = MAX_COLORANTS_14 if self._terms.is_x1a else MAX_COLORANTS
        if len(names) > most:
            yield Mark("FS-09", f"a DeviceN space of {len(names)} inks; PDF allows {most}")

    def _packed(self, value: Value | Stream, dictionary: dict[str, Value]) -> Iterator[Mark]:
        if isinstance(value, Stream) and dictionary.get("Type") in ("ObjStm", "XRef"):
            what = "an object stream" if dictionary["Type"] == "ObjStm" else "a cross-reference stream"
            yield Mark("FS-11", f"{what}, which PDF 1.4 does not have")

    def _xobject(self, value: Value | Stream, dictionary: dict[str, Value]) -> Iterator[Mark]:
        kind = self._source.resolve(dictionary.get("Subtype")) if isinstance(value, Stream) else None
        if kind == "PS" or (isinstance(value, Stream) and self._source.resolve(dictionary.get("Subtype2")) == "PS"):
            yield Mark("GX-02", "a PostScript XObject")
        if isinstance(value, Stream) and "PS" in dictionary and kind == "Form":
            yield Mark("GX-02", "a form with PostScript data")
        if "OPI" in dictionary and kind in ("Form", "Image"):
            yield Mark("GX-02", "an OPI dictionary: the printed picture would be another one")
        if "Ref" in dictionary and kind == "Form":
            yield Mark("GX-02", "a reference XObject: the printed page would be another file's")
        if kind == "Image":
            yield from self._image(dictionary)

    def _image(self, dictionary: dict[str, Value]) -> Iterator[Mark]:
        others = [self._source.dictionary(each) for each in self._source.array(dictionary.get("Alternates"))]
        if others and not self._terms.is_x1a:
            yield Mark("GX-02", "an image has alternates")
        elif any(self._source.resolve(each.get("DefaultForPrinting")) is True for each in others):
            yield Mark("GX-02", "an image has an alternate for printing")
        if self._source.resolve(dictionary.get("Interpolate")) is True:
            yield Mark("GX-03", "an image asks for interpolation")

    def _hints(self, value: Value | Stream, dictionary: dict[str, Value]) -> Iterator[Mark]:
        if not isinstance(value, Stream) or not dictionary.keys() & {
            "GTS_Scope",
            "GTS_Env",
            "GTS_XID",
            "GTS_Encapsulated",
        }:
            return
        scope = self._source.resolve(dictionary.get("GTS_Scope"))
        if "GTS_Scope" in dictionary and not (isinstance(scope, Name) and scope in _SCOPES):
            yield Mark("VT-11", f"/GTS_Scope is {_shown(scope)}")
        if scope in ("Stream", "Global") and not isinstance(self._source.resolve(dictionary.get("GTS_Env")), bytes):
            yield Mark("VT-11", f"/GTS_Scope /{scope} needs the text /GTS_Env")
        if scope == "Record" and not self._has_records():
            yield Mark("VT-11", "/GTS_Scope /Record in a file whose document parts have no /RecordLevel")
        if "GTS_XID" in dictionary and not isinstance(self._source.resolve(dictionary["GTS_XID"]), bytes):
            yield Mark("VT-11", "/GTS_XID is not a string")
        marked = self._source.resolve(dictionary.get("GTS_Encapsulated"))
        if "GTS_Encapsulated" in dictionary and not isinstance(marked, bool):
            yield Mark("VT-11", "/GTS_Encapsulated is neither true nor false")
        if marked is True:
            yield from self._encapsulated(dictionary)

    def _has_records(self) -> bool:
        catalog = self._source.dictionary(self._source.trailer.get("Root"))
        level = self._source.resolve(self._source.dictionary(catalog.get("DPartRoot")).get("RecordLevel"))
        return isinstance(level, int)

    def _encapsulated(self, dictionary: dict[str, Value]) -> Iterator[Mark]:
        kind = self._source.resolve(dictionary.get("Subtype"))
        if kind == "Image":
            if "Intent" not in dictionary and self._source.resolve(dictionary.get("ImageMask")) is not True:
                yield Mark("VT-12", "an image marked encapsulated takes its rendering intent from around it")
            if "SMask" in dictionary or "Mask" in dictionary:
                yield Mark("VT-12", "an image marked encapsulated shows what lies below through its mask")
        elif kind == "Form":
            group = self._source.dictionary(dictionary.get("Group"))
            if group.get("S") != "Transparency" or self._source.resolve(group.get("I")) is not True:
                yield Mark("VT-12", "a form marked encapsulated is not an isolated transparency group")

    def _actions(self, value: Value | Stream, dictionary: dict[str, Value]) -> Iterator[Mark]:
        get = self._source.resolve
        if get(dictionary.get("Type")) == "Page":
            for key in ("AA", "PresSteps"):
                if key in dictionary:
                    yield Mark("AN-02", f"a page has /{key}")
        if get(dictionary.get("Type")) == "EmbeddedFile":
            yield Mark("AN-04", "an embedded file")
        for item in _dictionaries(value.dictionary if isinstance(value, Stream) else value):
            kind = get(item.get("S"))
            if kind == "JavaScript" or (kind == "Rendition" and "JS" in item):  # resources may be called JS
                yield Mark("AN-02", "JavaScript")
            elif get(item.get("Type")) == "Action":
                yield Mark("AN-02", f"an action ({_shown(kind)})")
            target = None if "Rect" in item else get(item.get("A"))  # of annotations their own rule tells
            if isinstance(target, dict) and (step := get(target.get("S"))) in _ACTIONS:
                yield Mark("AN-02", f"something leads to an action ({_shown(step)})")
            files = get(item.get("EF"))
            if isinstance(files, dict) and not _FILES.isdisjoint(files):  # resources may be called EF
                yield Mark("AN-04", "a file specification with an embedded file")


def _dictionaries(value: Value) -> Iterator[dict[str, Value]]:
    """Yield a dictionary and those that stand in it, or in an array."""
    stack: list[Value] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def _long_names(item: dict[str, Value]) -> Iterator[Mark]:
    for key in item:
        if len(key) > MAX_NAME:
            yield Mark("FS-09", f"a name of {len(key)} bytes; PDF allows {MAX_NAME}")


def _shown(value: Value | Stream) -> str:
    return f"/{value}" if isinstance(value, Name) else "of no known form"
