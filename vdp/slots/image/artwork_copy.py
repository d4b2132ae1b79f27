"""Objects of a foreign PDF as neutral values: no reader's types, references as indices."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pikepdf

from vdp.errors import DefectError
from vdp.pdf.inks import separation
from vdp.pdf.objects import Name, PdfObject, Raw, Ref, Stream, deflated_stream
from vdp.slots.image.artwork_check import PageCheck
from vdp.slots.image.artwork_streams import ArtworkFault, spell_name

# Ways out of the page, editors' private data, and what only a screen uses.
_DROPPED = {"/Parent", "/Metadata", "/PieceInfo", "/LastModified", "/StructParent", "/StructParents", "/Thumb", "/HT"}
_DROPPED |= {"/OC", "/Interpolate", "/ProcSet", "/Length", "/HTP"}
_KEPT_FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode"}
_DECODED_FILTERS = {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}
_MAX_DEPTH = 100


class ObjectCopier:
    """Copies what is reachable, each indirect object once, in the order of its discovery."""

    def __init__(self, check: PageCheck) -> None:
        self._check = check
        self._objects: list[PdfObject | Stream] = []
        self._indices: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, pikepdf.Object]] = []

    def copy(self, value: object) -> PdfObject:
        """Return a neutral value; indirect objects in it become references and are copied by `finish`."""
        return self._copy(value, depth=0)

    def copy_page_group(self, page: pikepdf.Object) -> PdfObject:
        """Return the page's transparency group as a form's: a page group is always isolated (ISO 32000-1, 11.4.7)."""
        if "/Group" not in page:
            return None
        return {**self._copy_dictionary(page["/Group"], depth=0), "I": True}

    def add(self, value: PdfObject | Stream) -> int:
        """Append an object of our own and return its index."""
        self._objects.append(value)
        return len(self._objects) - 1

    def finish(self) -> tuple[PdfObject | Stream, ...]:
        """Copy everything that is still waiting and return all objects."""
        while self._waiting:
            index, value = self._waiting.pop()
            self._objects[index] = (
                self._copy_stream(value) if isinstance(value, pikepdf.Stream) else self._copy_direct(value, depth=0)
            )
        return tuple(self._objects)

    def _copy(self, value: object, *, depth: int) -> PdfObject:
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            if value.objgen not in self._indices:
                self._indices[value.objgen] = self.add(None)
                self._waiting.append((self._indices[value.objgen], value))
            return Ref(self._indices[value.objgen])
        return self._copy_direct(value, depth=depth)

    def _copy_direct(self, value: object, *, depth: int) -> PdfObject:
        if depth > _MAX_DEPTH:
            raise ArtworkFault("artwork.limit", "objects are nested too deeply", "Export the page as PDF/X-4.")
        if isinstance(value, pikepdf.Dictionary):
            return self._copy_dictionary(value, depth=depth)
        if isinstance(value, pikepdf.Array):
            if not self._check.nchannel and _is_nchannel(value):
                value = _plain_device_n(value)
            ink = self._check.known_ink(value)
            return separation(ink) if ink else [self._copy(item, depth=depth + 1) for item in _items(value)]
        if isinstance(value, pikepdf.Name):
            return Name(spell_name(value)[1:])
        if isinstance(value, pikepdf.String):
            return bytes(value)
        if isinstance(value, Decimal):
            return Raw(format(value, "f").encode("ascii"))  # as written: a tint function may need all its decimals
        if value is None or isinstance(value, bool | int | float):
            return value
        raise DefectError("artwork.object", f"an object of the kind {type(value).__name__}")

    def _copy_dictionary(self, value: pikepdf.Object, *, depth: int) -> dict[str, PdfObject]:
        self._check.check_dictionary(value)
        copied: dict[str, PdfObject] = {}
        for key in sorted(str(key) for key in value.keys()):  # noqa: SIM118 - a pikepdf object, not a dict
            item = _get(value, key)
            if key not in _DROPPED and not _is_layer(item):
                copied[key[1:]] = (
                    self._copy_fonts(item) if _is_font_table(key, item) else self._copy(item, depth=depth + 1)
                )
        return copied

    def _copy_fonts(self, fonts: pikepdf.Object) -> dict[str, PdfObject]:
        names = sorted(str(key) for key in fonts.keys())  # noqa: SIM118 - a pikepdf object, not a dict
        return {name[1:]: self._copy(fonts[name], depth=1) for name in names if self._check.keeps_font(fonts[name])}

    def _copy_stream(self, value: pikepdf.Stream) -> Stream:
        filters = _filters(value)
        holds_content = value.get("/Subtype") == pikepdf.Name.Form or value.get("/PatternType") == 1
        dictionary = self._copy_dictionary(value, depth=0)
        if holds_content:
            resources = value.get("/Resources", self._check.resources)
            dictionary.setdefault("Resources", self._copy(resources, depth=1))
            return _deflate(dictionary, self._check.clean_content(value, resources))
        if set(filters) <= _KEPT_FILTERS and filters:
            return Stream(dictionary, value.read_raw_bytes())
        if set(filters) <= _DECODED_FILTERS:
            return _deflate(dictionary, value.read_bytes())
        if filters[-1] == "/DCTDecode" and set(filters[:-1]) <= _DECODED_FILTERS:
            dictionary.pop("DecodeParms", None)
            return Stream({**dictionary, "Filter": Name("DCTDecode")}, _strip_outer(value))
        text = f"a stream is compressed by {', '.join(name[1:] for name in filters)}"
        raise ArtworkFault("artwork.filter", text, "Export the page with Flate (ZIP) or JPEG compression.")


def _strip_outer(value: pikepdf.Stream) -> bytes:
    reader: Callable[[], pikepdf.Pdf] = pikepdf.new
    with reader() as scratch:
        outer = scratch.make_stream(value.read_raw_bytes())
        outer["/Filter"] = pikepdf.Array(value["/Filter"].as_list()[:-1])
        return outer.read_bytes()


def _deflate(dictionary: dict[str, PdfObject], data: bytes) -> Stream:
    plain = {key: item for key, item in dictionary.items() if key not in {"Filter", "DecodeParms"}}
    return deflated_stream(plain, data)


def _filters(stream: pikepdf.Stream) -> list[str]:
    value = stream.get("/Filter")
    if value is None:
        return []
    return [spell_name(name) for name in value.as_list()] if isinstance(value, pikepdf.Array) else [spell_name(value)]


def _is_font_table(key: str, item: object) -> bool:
    return key == "/Font" and isinstance(item, pikepdf.Dictionary)


def _is_layer(item: object) -> bool:
    """Return whether a value is a layer or a membership of layers, which content no longer names."""
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") in {pikepdf.Name.OCG, pikepdf.Name.OCMD}


def _is_nchannel(array: pikepdf.Object) -> bool:
    return len(array) > 4 and array[0] == pikepdf.Name.DeviceN


def _plain_device_n(array: pikepdf.Object) -> pikepdf.Array:
    """Return a DeviceN space whose attributes are those of PDF 1.4: what its inks are by themselves."""
    attributes = {"/Colorants": array[4]["/Colorants"]} if "/Colorants" in array[4] else {}
    return pikepdf.Array([*array.as_list()[:4], *([pikepdf.Dictionary(attributes)] if attributes else [])])


def _items(array: pikepdf.Object) -> list[object]:
    return list(array.as_list())


def _get(value: pikepdf.Object, key: str) -> pikepdf.Object:
    return value[key]
