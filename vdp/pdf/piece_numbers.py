"""The object numbers of a file of pieces, known before anything is composed: so workers write finished objects.

After the five objects of every file come the resources of all pages, the lowest nodes of the page tree, the upper
document parts, then for each piece in turn: content and page of each side, and its document part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.pdf.page_tree import FAN_OUT

FIRST_FREE = 6
"""First number after catalog, info, XMP, output intent and ICC profile."""


class PieceNumbers(NamedTuple):
    """The plan of one file of pieces."""

    pieces: int
    sides: int
    resources: int
    nodes: int  # first of the lowest nodes of the page tree
    root: int  # DPartRoot, then the part of the job; 0: the file has no document parts
    bundles: int  # first part of a bundle; 0: the mail has no bundles
    first: int  # first object of the first piece
    stride: int  # objects of a piece

    @property
    def pages(self) -> int:
        """Count of pages."""
        return self.pieces * self.sides

    @property
    def node_count(self) -> int:
        """Count of the lowest nodes of the page tree."""
        return -(-self.pages // FAN_OUT)

    @property
    def end(self) -> int:
        """The number after the last piece's objects."""
        return self.first + self.pieces * self.stride

    def page_numbers(self) -> NDArray[np.uint32]:
        """Return the object numbers of all pages in order."""
        pieces = np.arange(self.pieces, dtype=np.uint32)[:, None] * np.uint32(self.stride)
        sides = np.arange(self.sides, dtype=np.uint32) * np.uint32(2)
        return (np.uint32(self.first + 1) + pieces + sides).ravel()


def number_pieces(pieces: int, *, sides: int, parts: bool, bundles: int = 0) -> PieceNumbers:
    """Return the numbers of a file of `pieces` pieces of 1 or 2 sides; `bundles`: how many begin or go on in it."""
    nodes = FIRST_FREE + 1
    root = nodes + -(-pieces * sides // FAN_OUT)
    upper = 2 if parts else 0
    first = root + upper + (bundles if parts else 0)
    stride = 2 * sides + (1 if parts else 0)
    return PieceNumbers(
        pieces,
        sides,
        FIRST_FREE,
        nodes,
        root if parts else 0,
        root + upper if parts and bundles else 0,
        first,
        stride,
    )


class ObjectBlock(NamedTuple):
    """Finished objects that lie one behind the other: their bytes, their numbers, where each begins."""

    data: bytes
    numbers: NDArray[np.int64]
    offsets: NDArray[np.int64]


def write_pieces(
    numbers: PieceNumbers,
    places: Sequence[int],
    contents: Sequence[Sequence[bytes]],
    *,
    page: bytes,
    parts: Sequence[tuple[int, bytes]] = (),
) -> ObjectBlock:
    """Write content, page and document part of some pieces.

    `places`: which pieces of the file they are. `contents`: per side and piece, a deflated content stream. `page`: what
    all page dictionaries end with (boxes). `parts`: per piece the number of the parent part, and metadata.
    """
    chunks: list[bytes] = []
    found: list[int] = []
    offsets: list[int] = []
    at = 0
    middle = b"/Resources %d 0 R /Contents " % numbers.resources

    def put(number: int, *pieces: bytes) -> None:
        nonlocal at
        found.append(number)
        offsets.append(at)
        chunks.extend(pieces)
        at += sum(map(len, pieces))

    for index, place in enumerate(places):
        number = numbers.first + place * numbers.stride
        part = number + 2 * numbers.sides
        link = b"/DPart %d 0 R " % part if parts else b""
        for side in range(numbers.sides):
            data = contents[side][index]
            content = number + 2 * side
            node = numbers.nodes + (place * numbers.sides + side) // FAN_OUT
            head = b"%d 0 obj\n<</Filter /FlateDecode /Length %d>>\nstream\n" % (content, len(data))
            put(content, head, data, b"\nendstream\nendobj\n")
            head = b"%d 0 obj\n<</Type /Page /Parent %d 0 R %b%d 0 R " % (content + 1, node, middle, content)
            put(content + 1, head, link, page, b"\nendobj\n")
        if parts:
            parent, metadata = parts[index]
            last = b" /End %d 0 R" % (part - 1) if numbers.sides > 1 else b""
            head = b"%d 0 obj\n<</Type /DPart /Parent %d 0 R /Start %d 0 R" % (part, parent, number + 1)
            put(part, head, last, metadata, b">>\nendobj\n")
    return ObjectBlock(b"".join(chunks), np.array(found, dtype=np.int64), np.array(offsets, dtype=np.int64))
