"""Compose one chunk: read its records, compose pieces and slips, lay them on sheets or pages, write segments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from vdp.compose import Composer, Fingerprints, Inventory, SheetComposer
from vdp.compose.composer import Pieces
from vdp.compose.fingerprint import hash_value
from vdp.compose.resources import Use, open_resources
from vdp.compose.sheets import BLANK, Stock
from vdp.impose import Grid
from vdp.layout import Plan
from vdp.records import open_records
from vdp.records.batch import Batch
from vdp.run.check import record_columns
from vdp.run.laps import Laps
from vdp.run.pictures import PICTURES, PictureSegment, Shelf, named_pictures, side_pictures, write_pictures
from vdp.run.piece_pages import SLIP, PageWriter, PieceOutput, PieceSegment
from vdp.run.segment import write_segment

T = TypeVar("T")

CONTENT_BYTES = 16
"""Length of the hash of a piece's content."""


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """A run of sheets of one lift.

    `leaves` (sheets, up): the sequence of a piece; -1 for a blank; -2 - b for the slip of bundle b.
    """

    index: int
    lift: int
    sheets: range  # sheet numbers in printing order
    leaves: NDArray[np.int64]
    places: NDArray[np.int64]  # the same shape: place of each leaf in the whole stream, -1 for a blank
    slugs: tuple[tuple[str, ...], tuple[str, ...]]


class SheetSegment(NamedTuple):
    """A segment file of deflated sheet contents."""

    path: Path
    sha256: str
    lengths: list[list[int]]  # per side and sheet, bytes in the segment (front and back of a sheet side by side)
    images: list[list[tuple[str, ...]]]  # per side and sheet, resource names of the images on it


@dataclass(frozen=True, slots=True, eq=False)
class ChunkReceipt:
    """What a worker hands back: segment files of sheets, of single pieces or both, and who lies where."""

    sheets: SheetSegment | None
    pages: PieceSegment | None
    pictures: PictureSegment | None  # images of one record each
    sequences: NDArray[np.int64]  # pieces, ascending
    records: list[int]
    bundles: NDArray[np.int64]  # bundle indices of the slips
    contents: list[bytes]  # content hash of each piece, then of each slip
    texts: list[bytes]  # text fingerprints of both sides, likewise
    codes: list[bytes]  # code fingerprints, likewise
    used: Use  # what was set, by face chain
    laps: dict[str, float]  # processor seconds by step


@dataclass(frozen=True, slots=True)
class ComposeOrder:
    """What a worker needs to compose chunks."""

    plan: Plan
    slip_plan: Plan
    slip_columns: dict[str, list[str]]
    records: Path
    inventory: Inventory
    grid: Grid | None  # of sheets; None when no sheets are printed
    pieces: PieceOutput | None  # files of single pieces, None when none are written
    forms: tuple[str, ...]  # static form of each side of the piece, "" for none
    slip_forms: tuple[str, ...]
    marks: tuple[str, str]
    slug_face: str
    twins: Mapping[int, int]
    album: Path  # what is known of the images
    folder: Path  # of segments


class ComposeTask:
    """Composes chunks in one process."""

    def __init__(self, order: ComposeOrder) -> None:
        self._order = order
        self._resources = open_resources(order.inventory)
        self._resources.library.open_album(order.album)
        self._shelf = Shelf(order.folder / PICTURES)
        self._composer = Composer(order.plan, self._resources)
        self._slips = Composer(order.slip_plan, self._resources, first=2)
        self._sheets = (
            SheetComposer(order.grid, self._resources, slug_face=order.slug_face, marks=order.marks)
            if order.grid
            else None
        )
        self._pages = PageWriter(order.pieces, forms=(order.forms, order.slip_forms)) if order.pieces else None
        self._records = open_records(order.records)
        self._fingerprints = Fingerprints(order.twins)
        self._resources.take_used()  # what static content uses is the parent's account

    def run(self, item: Chunk) -> ChunkReceipt:
        """Compose the sheets of one chunk."""
        laps = Laps()
        sequences = np.sort(item.leaves[item.leaves >= 0])
        bundles = np.sort(-2 - item.leaves[item.leaves < BLANK])
        batch = self._records.read(_ranges(sequences))
        laps.end("read")
        pieces = self._composer.compose(record_columns(batch), batch.count)
        slips = self._compose_slips(bundles)
        laps.end("pieces")
        cells = number_cells(item.leaves, sequences, bundles)
        stocks = (Stock(self._order.forms, _sides(pieces)), Stock(self._order.slip_forms, _sides(slips)))
        names = [list(map(named_pictures, side)) for side in _joined(stocks)]
        images = [side_pictures(cells.tolist(), side) for side in names]
        sheets = self._lay_sheets(item, cells, stocks, images)
        laps.end("sheets")
        pages = self._write_pages(item, cells, stocks, batch, names)
        laps.end("pages")
        pictures = self._write_pictures(item, images)
        laps.end("images")
        contents = [*_hash_contents(pieces), *_hash_contents(slips)]
        texts = [*self._hash_texts(pieces), *self._hash_texts(slips)]
        codes = [*_hash_codes(pieces, batch.count), *([b""] * len(bundles))]
        laps.end("hash")
        return ChunkReceipt(
            sheets=sheets,
            pages=pages,
            pictures=pictures,
            sequences=sequences,
            records=batch.records,
            bundles=bundles,
            contents=contents,
            texts=texts,
            codes=codes,
            used=self._resources.take_used(),
            laps=laps.seconds,
        )

    def _write_pictures(self, item: Chunk, images: list[list[tuple[str, ...]]]) -> PictureSegment | None:
        """Make ready the images of a chunk, in the order in which its sheets show them."""
        names = dict.fromkeys(name for sheet in zip(*images, strict=True) for side in sheet for name in side)
        path = self._order.folder / f"pictures-{item.index:06d}.bin"
        return write_pictures(path, names, self._resources.library, self._shelf, turn=item.index)

    def _lay_sheets(
        self,
        item: Chunk,
        cells: NDArray[np.int64],
        stocks: tuple[Stock, Stock],
        images: list[list[tuple[str, ...]]],
    ) -> SheetSegment | None:
        if self._sheets is None:
            return None
        sides = self._sheets.compose(cells, stocks, item.slugs)
        path = self._order.folder / f"segment-{item.index:06d}.bin"
        digest = write_segment(path, [content for sheet in zip(*sides, strict=True) for content in sheet])
        return SheetSegment(path, digest, [[len(content) for content in side] for side in sides], images)

    def _write_pages(
        self,
        item: Chunk,
        cells: NDArray[np.int64],
        stocks: tuple[Stock, Stock],
        batch: Batch,
        names: list[list[tuple[str, ...]]],
    ) -> PieceSegment | None:
        """Write the leaves of a chunk as single pieces, in the order of the stream."""
        output = self._order.pieces
        if self._pages is None or output is None:
            return None
        order = np.argsort(item.places[item.places >= 0])
        numbers = cells[item.places >= 0][order]
        kinds = (numbers >= batch.count).astype(np.int64)
        contents = _joined(stocks)
        metadata = self._metadata(batch, len(stocks[1].contents[0]), output)
        picked = numbers.tolist()
        path = self._order.folder / f"pages-{item.index:06d}.bin"
        return self._pages.write(
            path,
            item.places[item.places >= 0][order],
            kinds,
            [[side[number] for number in picked] for side in contents],
            [metadata[number] for number in picked],
            images=[tuple(name for side in names for name in side[number]) for number in picked],
        )

    def _metadata(self, batch: Batch, slips: int, output: PieceOutput) -> list[bytes]:
        """Return the metadata of the document parts of a batch, then of some slips."""
        if output.told is None:
            return [b""] * (batch.count + slips)
        return [*output.told.write(record_columns(batch), batch.records), *([SLIP] * slips)]

    def _compose_slips(self, bundles: NDArray[np.int64]) -> Pieces:
        columns = {name: [column[b] for b in bundles.tolist()] for name, column in self._order.slip_columns.items()}
        return self._slips.compose(columns, len(bundles))

    def _hash_texts(self, pieces: Pieces) -> list[bytes]:
        sides = [self._fingerprints.take(texts) for texts in _padded(pieces.texts, len(pieces.texts[0]), "")]
        return [b"".join(side) for side in zip(*sides, strict=True)]


def _joined(stocks: tuple[Stock, Stock]) -> list[list[bytes]]:
    """Return per side the contents of pieces and slips in one row."""
    return [[*pieces, *slips] for pieces, slips in zip(*(stock.contents for stock in stocks), strict=True)]


def _sides(pieces: Pieces) -> list[list[bytes]]:
    return _padded(pieces.contents, len(pieces.contents[0]), b"")


def _padded(pages: Sequence[list[T]], count: int, empty: T) -> list[list[T]]:
    """Return two sides; a piece of one page has an empty back."""
    return [*pages, *([[empty] * count] * (2 - len(pages)))]


def _ranges(sequences: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return ascending numbers as [start, stop) ranges."""
    if not len(sequences):
        return []
    gaps = np.flatnonzero(np.diff(sequences) != 1) + 1
    starts = sequences[np.concatenate(([0], gaps))]
    stops = sequences[np.concatenate((gaps, [len(sequences)])) - 1] + 1
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def number_cells(
    leaves: NDArray[np.int64], sequences: NDArray[np.int64], bundles: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the number of each leaf in the row of composed pieces, then slips; -1 for blanks.

    `leaves` as in Chunk; `sequences` of the pieces and `bundles` of the slips ascend.
    """
    as_piece = np.searchsorted(sequences, leaves)
    as_slip = len(sequences) + np.searchsorted(bundles, -2 - leaves)
    return np.where(leaves >= 0, as_piece, np.where(leaves == BLANK, BLANK, as_slip))


def _hash_contents(pieces: Pieces) -> list[bytes]:
    return [
        hashlib.blake2b(b"\f".join(sides), digest_size=CONTENT_BYTES).digest()
        for sides in zip(*pieces.contents, strict=True)
    ]


def _hash_codes(pieces: Pieces, count: int) -> list[bytes]:
    if not pieces.codes:
        return [b""] * count
    return [b"".join(map(hash_value, values)) for values in zip(*pieces.codes, strict=True)]
