"""PdfFile: one PDF file, written from front to back."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np

from vdp.errors import DefectError, OutputError, Place
from vdp.pdf.condition import OutputCondition, check_version
from vdp.pdf.guard import check_object
from vdp.pdf.metadata import DocumentInfo, file_identifier, info_dictionary, output_intent, xmp_packet
from vdp.pdf.objects import (
    MAX_OBJECTS,
    Name,
    PdfObject,
    Ref,
    Stream,
    deflated_stream,
    format_real,
    renumber,
    serialize,
    serialize_stream_head,
)
from vdp.pdf.page_tree import PageTree
from vdp.pdf.part_file import PartFile
from vdp.pdf.piece_objects import ObjectBlock
from vdp.pdf.profiles import Profile, find_profile
from vdp.pdf.resources import cmyk_group
from vdp.pdf.xref import MAX_OFFSET, format_table
from vdp.units import Box

__all__ = ["DocumentInfo", "PdfFile", "WrittenFile"]

_CATALOG, _INFO, _XMP, _INTENT, _ICC = range(1, 6)
_PAGE_SIDE = (3.0, 14_400.0)  # least and greatest, in points (ISO 32000-1, table C.1)
_STREAM_TAIL = b"\nendstream\nendobj\n"


class WrittenFile(NamedTuple):
    """A finished file."""

    path: Path
    size: int
    sha256: str
    pages: int
    objects: int
    shared: int  # bytes of what all pages share: everything that is neither a page, its content nor its document part


class PdfFile:
    """A PDF/X file in the making. Not finished means not there: leaving the `with` block removes the part file.

    Every method that writes may raise OutputError (disk full, file too large); the part file is removed then.
    """

    def __init__(self, path: Path, *, info: DocumentInfo, condition: OutputCondition, profile: str = "pdf/x-4") -> None:
        self._info = info
        self._condition = condition
        self._profile = find_profile(profile)
        check_version(condition, newest=self._profile.newest_icc, profile=profile)
        self._catalog: dict[str, PdfObject] = {}
        self._offsets = array("Q", [0])
        self._tree = PageTree(self)
        self._own = 0  # bytes of pages and their contents
        self._boxes: dict[tuple[tuple[float, float], Box, Box | None, bool], bytes] = {}
        self._out = PartFile(path)
        # ISO 32000-1, 7.5.2: four bytes above 127 tell transfer programs that the file is binary.
        self._out.write(b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % self._profile.header)
        self.reserve(_ICC)
        self.write_object(_ICC, deflated_stream({"N": condition.components}, condition.profile))

    @property
    def profile(self) -> Profile:
        """The level that the file keeps."""
        return self._profile

    @property
    def path(self) -> Path:
        """The name that the finished file gets."""
        return self._out.path

    @property
    def size(self) -> int:
        """Bytes written so far, for the decision to go on in another file."""
        return self._out.position

    @property
    def has_records(self) -> bool:
        """Whether the level has document parts, so that things can belong to a record."""
        return bool(self._profile.parts)

    @property
    def objects(self) -> int:
        """Object numbers given out so far."""
        return len(self._offsets) - 1

    @property
    def pages(self) -> int:
        """Pages added so far."""
        return len(self._tree)

    def reserve(self, count: int = 1) -> int:
        """Return the first of `count` contiguous new object numbers; each must be written before `finish`."""
        first = len(self._offsets)
        if first + count - 1 > MAX_OBJECTS:
            raise self._too_large("objects", MAX_OBJECTS)
        self._offsets.extend([0] * count)
        return first

    def write_object(self, number: int, value: PdfObject | Stream) -> None:
        """Write an object under a reserved number."""
        check_object(value.dictionary if isinstance(value, Stream) else value, self._profile)
        if isinstance(value, Stream):
            self._put(number, serialize_stream_head(value.dictionary, len(value.data)), value.data, _STREAM_TAIL)
        else:
            self._put(number, serialize(value), b"", b"\nendobj\n")

    def add_object(self, value: PdfObject | Stream) -> Ref:
        """Write an object under the next number."""
        number = self.reserve()
        self.write_object(number, value)
        return Ref(number)

    def append_objects(self, objects: Sequence[PdfObject | Stream]) -> int:
        """Write objects that refer to one another by their index in `objects`; return the number of the first."""
        base = self.reserve(len(objects))
        for number, value in enumerate(objects, start=base):
            if isinstance(value, Stream):
                dictionary = {key: renumber(item, base) for key, item in value.dictionary.items()}
                self.write_object(number, Stream(dictionary, value.data))
            else:
                self.write_object(number, renumber(value, base))
        return base

    def append_content(self, data: bytes | memoryview) -> Ref:
        """Write a content stream that is deflated already, under the next number."""
        number = self.reserve()
        begin = self.size
        self._put(number, b"<</Filter /FlateDecode /Length %d>>\nstream\n" % len(data), data, _STREAM_TAIL)
        self._own += self.size - begin
        return Ref(number)

    def add_page(
        self,
        content: Ref,
        resources: Ref,
        *,
        media: tuple[float, float],
        trim: Box,
        bleed: Box | None = None,
        transparent: bool = False,
    ) -> Ref:
        """Write a page object. Boxes in points from the media's lower left corner; `transparent` states the group."""
        key = (media, trim, bleed, transparent)
        boxes = self._boxes.get(key)
        if boxes is None:
            boxes = self._boxes[key] = format_boxes(media, trim=trim, bleed=bleed, transparent=transparent)
        number = self.reserve()
        parent = self._tree.add(number)
        head = b"<</Type /Page /Parent %d 0 R /Resources %d 0 R /Contents %d 0 R "
        begin = self.size
        self._put(number, head % (parent, resources.number, content.number), boxes, b"\nendobj\n")
        self._own += self.size - begin
        return Ref(number)

    def list_pages(self, numbers: Iterable[int]) -> list[int]:
        """Put pages into the page tree that come by `append_block`; return the node above each."""
        return [self._tree.add(number) for number in numbers]

    def append_block(self, block: ObjectBlock) -> None:
        """Write finished objects under reserved numbers."""
        offsets = np.frombuffer(self._offsets, dtype=np.uint64)
        numbers = block.numbers
        if len(numbers) and not (numbers.min() > 0 and numbers.max() < len(offsets) and not offsets[numbers].any()):
            raise DefectError("pdf.object-number", "an object of a block was not reserved, or is written twice")
        if self._out.position + len(block.data) > MAX_OFFSET:
            raise self._too_large("bytes", MAX_OFFSET)
        offsets[numbers] = block.offsets.astype(np.uint64) + np.uint64(self._out.position)
        self._out.write(block.data)
        self._own += len(block.data)

    def set_catalog(self, key: str, value: PdfObject) -> None:
        """Add an entry to the catalog."""
        self._catalog[key] = value

    def finish(self) -> WrittenFile:
        """Write what ends the file, bring it to the disk and give it its name."""
        if not len(self._tree):
            self.abort()
            raise DefectError("pdf.no-pages", "a file without pages")
        content = f"{self.path.name} {self._out.sha256}"
        self._write_document(content)
        missing = self._offsets[1:].count(0)
        if missing:
            self.abort()
            raise DefectError("pdf.object-missing", f"{missing} reserved objects were never written")
        self._write_trailer(content)
        self._out.publish()
        return WrittenFile(self.path, self.size, self._out.sha256, self.pages, self.objects, self.size - self._own)

    def abort(self) -> None:
        """Close and remove the part file; nothing happens if the file is finished."""
        self._out.abort()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()

    def _write_document(self, content: str) -> None:
        pages = self._tree.write()
        self.write_object(_INTENT, output_intent(self._condition, Ref(_ICC)))
        packet = xmp_packet(self._info, profile=self._profile, content=content)
        self.write_object(_XMP, Stream({"Type": Name("Metadata"), "Subtype": Name("XML")}, packet))
        self.write_object(_INFO, info_dictionary(self._info, profile=self._profile))
        catalog: dict[str, PdfObject] = {
            "Type": Name("Catalog"),
            "Pages": pages,
            "Metadata": Ref(_XMP),
            "OutputIntents": [Ref(_INTENT)],
            **self._catalog,
        }
        self.write_object(_CATALOG, catalog)

    def _write_trailer(self, content: str) -> None:
        start = self.size
        for block in format_table(self._offsets):
            self._out.write(block)
        trailer: dict[str, PdfObject] = {
            "Size": len(self._offsets),
            "Root": Ref(_CATALOG),
            "Info": Ref(_INFO),
            "ID": file_identifier(self._info, content=content),
        }
        self._out.write(b"trailer\n" + serialize(trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % start)

    def _put(self, number: int, head: bytes, data: bytes | memoryview, tail: bytes) -> None:
        if not 0 < number < len(self._offsets) or self._offsets[number]:
            raise DefectError("pdf.object-number", f"object {number} was not reserved, or is written twice")
        if self._out.position > MAX_OFFSET:
            raise self._too_large("bytes", MAX_OFFSET)
        self._offsets[number] = self._out.position
        self._out.write(b"%d 0 obj\n" % number + head)
        self._out.write(data)
        self._out.write(tail)

    def _too_large(self, what: str, limit: int) -> OutputError:
        self.abort()
        text = f"the file would have more than {limit} {what}, which PDF cannot address"
        cure = "Lower split in [output], so that the job is written as several files."
        return OutputError("pdf.too-large", text, where=Place(str(self.path)), cure=cure)


def format_boxes(media: tuple[float, float], *, trim: Box, bleed: Box | None, transparent: bool) -> bytes:
    """Return the boxes of a page and the group of a transparent one: what its dictionary ends with."""
    least, most = _PAGE_SIDE
    if not all(least <= side <= most for side in media):
        text = f"a page of {media[0]:g} by {media[1]:g} points; PDF allows {least:g} to {most:g}"
        raise DefectError("pdf.limit", text)
    boxes = {"MediaBox": Box(0, 0, *media), "TrimBox": trim} | ({"BleedBox": bleed} if bleed else {})
    parts = [b"/%s %s" % (name.encode("ascii"), _rectangle(box)) for name, box in boxes.items()]
    if transparent:
        parts.append(b"/Group " + serialize(cmyk_group()))
    return b" ".join(parts) + b">>"


def _rectangle(box: Box) -> bytes:
    corners = (box.x, box.y, box.x + box.width, box.y + box.height)
    return b"[" + b" ".join([format_real(corner) for corner in corners]) + b"]"
