"""Compose one chunk of sheets: read its records, compose pieces and slips, lay them, write a segment."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

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
from vdp.run.check import record_columns
from vdp.run.laps import Laps
from vdp.run.pictures import PICTURES, Planes, Shelf, describe, named_pictures, side_pictures
from vdp.run.segment import SegmentFile

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
    slugs: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class ChunkReceipt:
    """What a worker hands back: a segment file of deflated sheet contents, and who lies where."""

    path: Path
    sha256: str
    pictures: dict[str, Planes]  # images of one record each; in the segment, before the side that shows one first
    lengths: list[list[int]]  # per side and sheet, bytes in the segment (front and back of a sheet side by side)
    images: list[list[tuple[str, ...]]]  # per side and sheet, resource names of the images on it
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
    grid: Grid
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
        self._slips = Composer(order.slip_plan, self._resources)
        self._sheets = SheetComposer(order.grid, self._resources, slug_face=order.slug_face, marks=order.marks)
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
        cells = _cells(item.leaves, sequences, bundles)
        images = _name_images(cells, pieces, slips)
        sides = self._sheets.compose(
            cells,
            (Stock(self._order.forms, _sides(pieces)), Stock(self._order.slip_forms, _sides(slips))),
            item.slugs,
        )
        laps.end("sheets")
        path = self._order.folder / f"segment-{item.index:06d}.bin"
        with SegmentFile(path) as segment:
            pictures = self._write_sheets(segment, sides, images)
            laps.end("images")
        laps.end("write")
        contents = [*_hash_contents(pieces), *_hash_contents(slips)]
        texts = [*self._hash_texts(pieces), *self._hash_texts(slips)]
        codes = [*_hash_codes(pieces, batch.count), *([b""] * len(bundles))]
        laps.end("hash")
        return ChunkReceipt(
            path=path,
            sha256=segment.sha256,
            pictures=pictures,
            lengths=[[len(content) for content in side] for side in sides],
            images=images,
            sequences=sequences,
            records=batch.records,
            bundles=bundles,
            contents=contents,
            texts=texts,
            codes=codes,
            used=self._resources.take_used(),
            laps=laps.seconds,
        )

    def _write_sheets(
        self, segment: SegmentFile, sides: list[list[bytes]], images: list[list[tuple[str, ...]]]
    ) -> dict[str, Planes]:
        """Write front and back of each sheet in turn, each after the images that it shows first."""
        written: dict[str, Planes] = {}
        for sheet, names in zip(zip(*sides, strict=True), zip(*images, strict=True), strict=True):
            for content, shown in zip(sheet, names, strict=True):
                self._write_pictures(segment, shown, written)
                segment.write(content)
        for name in written:
            self._resources.library.forget(name)
        return written

    def _write_pictures(self, segment: SegmentFile, names: tuple[str, ...], written: dict[str, Planes]) -> None:
        """Make the images of a side: shared ones onto the shelf, those of one record into the segment, each once."""
        library = self._resources.library
        for name in names:
            if name in written:
                continue
            if library.recipes[name].shared:
                self._shelf.lay(name, library)
                continue
            picture = library.prepare(library.recipes[name])
            segment.write(picture.data)
            segment.write(picture.mask_data)
            written[name] = describe(picture)

    def _compose_slips(self, bundles: NDArray[np.int64]) -> Pieces:
        columns = {name: [column[b] for b in bundles.tolist()] for name, column in self._order.slip_columns.items()}
        return self._slips.compose(columns, len(bundles))

    def _hash_texts(self, pieces: Pieces) -> list[bytes]:
        sides = [self._fingerprints.take(texts) for texts in _padded(pieces.texts, len(pieces.texts[0]), "")]
        return [b"".join(side) for side in zip(*sides, strict=True)]


def _name_images(cells: NDArray[np.int64], pieces: Pieces, slips: Pieces) -> list[list[tuple[str, ...]]]:
    """Return per side and sheet the images that its pieces and slips paint."""
    rows = cells.tolist()
    contents = [[*ours, *theirs] for ours, theirs in zip(_sides(pieces), _sides(slips), strict=True)]
    return [side_pictures(rows, list(map(named_pictures, side))) for side in contents]


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


def _cells(leaves: NDArray[np.int64], sequences: NDArray[np.int64], bundles: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of each leaf in the row of composed pieces and slips, -1 for blanks."""
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
