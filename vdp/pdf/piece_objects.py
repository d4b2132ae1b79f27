"""Single pieces as finished objects: for each in turn content and page of every side, and its document part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.pdf.xref import ENTRY_SIZE

_DIGITS = 7  # of an object number, at most (pdf/objects.py, MAX_OBJECTS)
_CONTENT = b"%d 0 obj\n<</Filter /FlateDecode /Length %d>>\nstream\n"
_CONTENT_END = b"\nendstream\nendobj\n"
_PAGE = b"%d 0 obj\n<</Type /Page /Parent %d 0 R /Resources %d 0 R /Contents %d 0 R "
_PART = b"%d 0 obj\n<</Type /DPart /Parent %d 0 R /Start %d 0 R"
_KID = _DIGITS + 5  # bytes of a reference among the children of a node


class PieceShape(NamedTuple):
    """What is the same for all pieces of a file."""

    sides: int  # 1 or 2
    resources: int  # object number of the resources of all pages
    page: bytes  # what all page dictionaries end with (boxes)
    parts: bool  # whether each piece is a document part

    @property
    def stride(self) -> int:
        """Objects of a piece."""
        return 2 * self.sides + self.parts

    @property
    def most(self) -> int:
        """Bytes that a piece takes at most beside contents and metadata, its share of table and trees included."""
        numbers = _DIGITS - 2  # what a number may be longer than its %d
        side = len(_CONTENT) + 2 * numbers + 2 + len(_CONTENT_END) + len(_PAGE) + 4 * numbers + len(self.page) + 8
        part = len(_PART) + 3 * numbers + len(b" /End %d 0 R") + numbers + len(b">>\nendobj\n") + _KID
        link = len(b"/DPart %d 0 R ") + numbers
        return self.sides * (side + _KID + self.parts * link) + self.parts * part + ENTRY_SIZE * self.stride


class ObjectBlock(NamedTuple):
    """Finished objects that lie one behind the other: their bytes, their numbers, where each begins."""

    data: bytes
    numbers: NDArray[np.int64]
    offsets: NDArray[np.int64]


def write_pieces(
    shape: PieceShape,
    first: int,
    contents: Sequence[Sequence[bytes | memoryview]],
    *,
    nodes: Sequence[int],
    parts: Sequence[tuple[int, bytes | memoryview]] = (),
) -> ObjectBlock:
    """Write content, page and document part of some pieces as the objects from `first` on.

    `contents`: per piece and side, a deflated content stream. `nodes`: per page, the node of the page tree above it.
    `parts`: per piece the number of the parent part, and metadata.
    """
    chunks: list[bytes | memoryview] = []
    offsets: list[int] = []
    at = 0

    def put(*pieces: bytes | memoryview) -> None:
        nonlocal at
        offsets.append(at)
        chunks.extend(pieces)
        at += sum(map(len, pieces))

    for index, sides in enumerate(contents):
        number = first + index * shape.stride
        part = number + 2 * shape.sides
        link = b"/DPart %d 0 R " % part if shape.parts else b""
        for side, data in enumerate(sides):
            content = number + 2 * side
            put(_CONTENT % (content, len(data)), data, _CONTENT_END)
            node = nodes[index * shape.sides + side]
            put(_PAGE % (content + 1, node, shape.resources, content), link, shape.page, b"\nendobj\n")
        if shape.parts:
            parent, metadata = parts[index]
            last = b" /End %d 0 R" % (part - 1) if shape.sides > 1 else b""
            put(_PART % (part, parent, number + 1), last, metadata, b">>\nendobj\n")
    return ObjectBlock(b"".join(chunks), np.arange(first, first + len(offsets)), np.array(offsets, dtype=np.int64))
