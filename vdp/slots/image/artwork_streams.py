"""Content streams of a foreign page, and those that its resources hold."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
from pikepdf import Dictionary, Name, Object

MAX_CONTENT = 64_000_000
"""Bytes of one content stream, decoded: a map with every house of a city has less; a deflate bomb more."""


class ArtworkFault(Exception):  # noqa: N818 - a fault like those of records, turned into a LayoutError at the door
    """A reason to refuse the artwork."""

    def __init__(self, code: str, text: str, cure: str) -> None:
        super().__init__(code, text, cure)
        self.code, self.text, self.cure = code, text, cure


class Holder(NamedTuple):
    """A stream with content and the resources that its names refer to. `mask`: it is the group of a luminosity mask."""

    stream: Object
    resources: Object
    mask: bool


def spell_name(name: Object) -> str:
    """Return a name with its slash, as pikepdf spells dictionary keys: bytes that are not UTF-8 as surrogates."""
    return bytes(name).decode("utf-8", "surrogateescape")


def readable(name: Object) -> str:
    """Return a name for people; bytes that are not UTF-8, as old exporters write Japanese names, become marks."""
    return bytes(name)[1:].decode("utf-8", "replace")


def inherited(page: Dictionary, key: str) -> Object | None:
    """Return a page attribute, from the page or a node above it (ISO 32000-1, 7.7.3.4)."""
    node: Object | None = page
    for _ in range(50):
        if node is None or key in node:
            break
        node = node.get("/Parent")
    return None if node is None else node.get(key)


def find_resources(page: Dictionary) -> Object:
    """Return the page's resources, its own or inherited ones."""
    found = inherited(page, "/Resources")
    return Dictionary() if found is None else found


def join_contents(pdf: pikepdf.Pdf, page: Dictionary) -> Object:
    """Return the page's content as one stream; an operator may not, but a path may, go on in the next stream."""
    if "/Contents" not in page:
        return pdf.make_stream(b"")
    parts = page["/Contents"]
    for part in parts.as_list() if isinstance(parts, pikepdf.Array) else [parts]:
        check_content_size(part)
    pikepdf.Page(page).contents_coalesce()
    return page["/Contents"]


def walk_streams(content: Object, resources: Object) -> Iterator[Holder]:
    """Yield the page's content and every stream that its resources hold, each once for each way it is used."""
    seen: set[tuple[tuple[int, int], bool]] = set()
    waiting = [Holder(content, resources, mask=False)]
    while waiting:
        holder = waiting.pop()
        if holder.stream.is_indirect:
            key = (holder.stream.objgen, holder.mask)
            if key in seen:
                continue
            seen.add(key)
        check_content_size(holder.stream)
        yield holder
        waiting += [
            Holder(inner, inner.get("/Resources", holder.resources), mask=holder.mask or luminosity)
            for inner, luminosity in inner_streams(holder.resources)
        ]


def inner_streams(resources: Object) -> Iterator[tuple[Object, bool]]:
    """Yield the streams with content of their own: forms, tiling patterns, soft masks (True: of luminosity)."""
    yield from ((form, False) for form in table(resources, "/XObject") if form.get("/Subtype") == Name.Form)
    yield from ((pattern, False) for pattern in table(resources, "/Pattern") if pattern.get("/PatternType") == 1)
    for state in table(resources, "/ExtGState"):
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary) and "/G" in mask:
            yield mask["/G"], mask.get("/S") == Name.Luminosity


def table(resources: Object, key: str) -> Iterator[Object]:
    """Yield the values of one kind of resource in the order of their names."""
    values = resources.get(key, Dictionary())
    for name in sorted(str(name) for name in values.keys()):  # noqa: SIM118 - a pikepdf object, not a dict
        yield values[name]


def check_content_size(stream: Object) -> None:
    """Refuse a content stream that unpacks to an absurd size, before it is unpacked."""
    coding = stream.get("/Filter")
    if isinstance(coding, pikepdf.Array):
        coding = coding[0] if len(coding) == 1 else None
    raw = stream.read_raw_bytes()
    size = len(raw)
    if coding == Name.FlateDecode:
        try:
            size = len(zlib.decompressobj().decompress(raw, MAX_CONTENT + 1))
        except zlib.error:
            return  # qpdf reads it, or says why not
    if size > MAX_CONTENT or (coding != Name.FlateDecode and coding is not None and size > MAX_CONTENT // 1000):
        text = f"the content is larger than {MAX_CONTENT // 1_000_000} MB"
        raise ArtworkFault("artwork.limit", text, "Simplify the page where it was made, or place it as an image.")
