"""A finished PDF as pdfium sees it when its artwork is blank paper.

pdfium parses a page's form XObjects anew at every use, eight artworks on an 8-up sheet, before it gives any text. That
text is not wanted, so the streams of the forms that pages use directly are masked while the file is read; the file
itself is not touched. A form that cannot be masked safely is left as it is: slower, never different.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_DICTIONARY_AT_MOST = 65_536
_DEEPEST_TREE = 64
_LENGTH = re.compile(rb"/Length\s+(\d+)\s*(?:/|>>)")  # pypdf does not keep it; an indirect length is not followed
_EMPTY_FLATE = zlib.compress(b"")


class Mask(NamedTuple):
    """Bytes to be seen in place of those at `start`."""

    start: int
    data: bytes


class ThinFile(io.RawIOBase):
    """A seekable file with masks over some of its bytes."""

    def __init__(self, path: Path, masks: tuple[Mask, ...]) -> None:
        self._file = path.open("rb")
        self._masks = masks

    def readable(self) -> bool:
        """Tell that the file can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that the file can be read anywhere."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move, as in any file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._file.tell()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read as any file does, then lay the masks over what was read."""
        start = self._file.tell()
        count = self._file.readinto(buffer)
        view = memoryview(buffer).cast("B")
        for mask in self._masks:
            low, high = max(start, mask.start), min(start + count, mask.start + len(mask.data))
            if low < high:
                view[low - start : high - start] = mask.data[low - mask.start : high - mask.start]
        return count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def find_masks(path: Path) -> tuple[Mask, ...]:
    """Return masks for the forms that the first page uses directly; none where the file cannot be parsed.

    The pages of a print file share their resources, so that these are all; a form of another page stays unmasked.
    """
    try:
        with PdfReader(path) as reader, path.open("rb") as file:
            forms = sorted(set(_forms_of_first_page(reader)))
            return tuple(mask for number in forms if (mask := _mask_form(reader, number, file)) is not None)
    except (PyPdfError, OSError, ValueError, LookupError, TypeError, AttributeError):
        return ()


def _forms_of_first_page(reader: PdfReader) -> Iterator[int]:
    """Yield the object numbers of form XObjects in the first page's resources."""
    resources = _first_page(reader).get("/Resources")
    names = resources.get_object().get("/XObject") if resources is not None else None
    for target in names.get_object().values() if names is not None else ():
        if isinstance(target, IndirectObject):
            stream = target.get_object()
            if isinstance(stream, DictionaryObject) and stream.get("/Subtype") == "/Form":
                yield target.idnum


def _first_page(reader: PdfReader) -> DictionaryObject:
    """Return the first page; pypdf's own list would hold all of them in memory."""
    node: Any = reader.root_object["/Pages"].get_object()
    for _ in range(_DEEPEST_TREE):
        if "/Kids" not in node:
            break
        node = node["/Kids"][0].get_object()
    return cast("DictionaryObject", node)


def _mask_form(reader: PdfReader, number: int, file: io.BufferedReader) -> Mask | None:
    """Return a mask that leaves a form without content, or None when its bytes are not where they should be."""
    stream = reader.get_object(number)
    offset = reader.xref.get(0, {}).get(number)
    if offset is None or not isinstance(stream, StreamObject):
        return None
    file.seek(offset)
    head = file.read(_DICTIONARY_AT_MOST)
    keyword = head.find(b"stream")
    if keyword < 0 or not head.startswith(b"%d 0 obj" % number):
        return None
    begin = keyword + len(b"stream\r\n" if head[keyword + 6 : keyword + 7] == b"\r" else b"stream\n")
    written = _LENGTH.search(head, 0, keyword)
    if written is None:
        return None
    length = int(written[1])
    file.seek(offset + begin + length)
    if not file.read(12).lstrip(b"\r\n").startswith(b"endstream"):
        return None
    data = _blank(length, stream.get("/Filter"))
    return None if data is None else Mask(offset + begin, data)


def _blank(length: int, filters: object) -> bytes | None:
    """Return `length` bytes that decode to nothing, or to spaces."""
    if filters is None:
        return b" " * length
    if filters in ("/FlateDecode", ["/FlateDecode"]) and length >= len(_EMPTY_FLATE):
        return _EMPTY_FLATE.ljust(length, b"\0")
    return None
