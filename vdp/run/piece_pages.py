"""Single pieces as pages: what workers know of their files, and the finished objects that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.errors import JobError
from vdp.impose import LiftPlan
from vdp.layout import Plan
from vdp.pdf.content import concat, deflate
from vdp.pdf.document_parts import PartGroup, part_metadata
from vdp.pdf.objects import MAX_NAME
from vdp.pdf.piece_numbers import ObjectBlock, PieceNumbers, number_pieces, write_pieces
from vdp.pdf.writer import format_boxes
from vdp.postal import MailOrder
from vdp.run.segment import write_segment
from vdp.units import Box, Matrix, to_um

_BLACK_OVERPRINTS = b"/K gs 0 0 0 1 k\n"
_SLIP = part_metadata("bundle slip")


class PieceSize(NamedTuple):
    """A page of one piece, in points: the bleed box is the medium."""

    width: float
    height: float
    bleed: float
    sides: int

    @property
    def media(self) -> tuple[float, float]:
        """Width and height with bleed."""
        return self.width + 2 * self.bleed, self.height + 2 * self.bleed

    def face(self) -> list[int]:
        """Return bleed and trim as corners in micrometres and the turn, 0: as the ledger keeps slots."""
        bleed, width, height = to_um(self.bleed), to_um(self.width), to_um(self.height)
        return [0, 0, width + 2 * bleed, height + 2 * bleed, bleed, bleed, bleed + width, bleed + height, 0]

    @property
    def trim(self) -> Box:
        """The piece as it is cut."""
        return Box(self.bleed, self.bleed, self.width, self.height)


def piece_size(plan: Plan, slip_plan: Plan) -> PieceSize:
    """Return the page of a plan's pieces; slips have the same."""
    return PieceSize(plan.width, plan.height, plan.bleed, max(len(plan.pages), len(slip_plan.pages)))


class PieceBlock(NamedTuple):
    """Finished pieces of one file in a segment."""

    file: int
    pieces: int
    start: int  # bytes in the segment
    stop: int
    numbers: NDArray[np.int64]  # objects, with where they begin in the block
    offsets: NDArray[np.int64]
    images: tuple[str, ...]  # resource names of the images on them


class PieceSegment(NamedTuple):
    """A segment file of finished pieces."""

    path: Path
    sha256: str
    blocks: list[PieceBlock]


@dataclass(frozen=True, slots=True, eq=False)
class PieceOutput:
    """The files of single pieces, planned before anything is composed."""

    size: PieceSize
    first_leaf: NDArray[np.int64]  # of each file
    slip_leaves: NDArray[np.int64]  # of each bundle; empty where the mail has none
    numbers: tuple[PieceNumbers, ...]  # of each file
    transparent: bool
    parts: bool  # whether recipients are document parts
    external_id: str  # field that names them, "" for the record number

    def groups(self, file: int) -> list[tuple[int, int]]:
        """Return the bundles of a file as (index, leaves in it)."""
        if not len(self.slip_leaves):
            return []
        first = int(self.first_leaf[file])
        bundles, counts = np.unique(
            self._bundles(np.arange(first, first + self.numbers[file].pieces)), return_counts=True
        )
        return list(zip(bundles.tolist(), counts.tolist(), strict=True))

    def named_groups(self, file: int, mail: MailOrder) -> list[PartGroup]:
        """Return the bundles of a file as the parts that they become."""
        return [PartGroup(count, f"bundle {mail.bundles[bundle].number}") for bundle, count in self.groups(file)]

    def parents(self, file: int, leaves: NDArray[np.int64]) -> list[int]:
        """Return the object numbers of the parts above some leaves of a file."""
        numbers = self.numbers[file]
        if not numbers.bundles:
            return [numbers.root + 1] * len(leaves)
        first = self._bundles(self.first_leaf[file : file + 1])[0]
        found: list[int] = (numbers.bundles + self._bundles(leaves) - first).tolist()
        return found

    def _bundles(self, leaves: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self.slip_leaves, leaves, side="right") - 1


def plan_pieces(
    files: LiftPlan, mail: MailOrder, size: PieceSize, *, parts: bool, transparent: bool, external_id: str
) -> PieceOutput:
    """Fix the object numbers of all files of single pieces."""
    firsts = np.array([bundle.first for bundle in mail.bundles], dtype=np.int64)
    output = PieceOutput(size, files.first_leaf, firsts + np.arange(len(firsts)), (), transparent, parts, external_id)
    numbers = tuple(
        number_pieces(
            int(count),
            sides=size.sides,
            parts=parts,
            bundles=_bundles_between(output.slip_leaves, int(first), int(first + count)),
        )
        for first, count in zip(files.first_leaf, files.count, strict=True)
    )
    return replace(output, numbers=numbers)


def _bundles_between(slip_leaves: NDArray[np.int64], first: int, last: int) -> int:
    """Return how many bundles have leaves in [first, last)."""
    if not len(slip_leaves):
        return 0
    begin, end = np.searchsorted(slip_leaves, [first, last - 1], side="right").tolist()
    return int(end - begin + 1)


class PageWriter:
    """Writes composed pieces as pages."""

    def __init__(self, output: PieceOutput, *, forms: Sequence[Sequence[str]]) -> None:
        """`forms`: per kind of leaf (piece, slip) and side, the static form, "" for none."""
        self._output = output
        size = output.size
        origin = concat(Matrix(1, 0, 0, 1, size.bleed, size.bleed)) + b"\n"
        self._heads = [[_head(origin, name) for name in names] for names in forms]
        self._page = format_boxes(
            size.media, trim=size.trim, bleed=Box(0, 0, *size.media), transparent=output.transparent
        )

    def write(
        self,
        path: Path,
        leaves: NDArray[np.int64],
        kinds: NDArray[np.int64],
        contents: Sequence[Sequence[bytes]],
        ids: Sequence[str],
        *,
        images: Sequence[tuple[str, ...]],
    ) -> PieceSegment:
        """Write leaves into a segment file.

        `leaves`: ascending, through the whole job. `kinds`: 0 piece, 1 slip. `contents`: per side and leaf, what is
        painted over the static form. `ids`: per leaf, what its document part is called, "" for a slip. `images`: per
        leaf, the images on it.
        """
        output = self._output
        files = np.searchsorted(output.first_leaf, leaves, side="right") - 1
        pages = [
            [deflate(self._heads[kind][side] + content) for kind, content in zip(kinds, side_contents, strict=True)]
            for side, side_contents in enumerate(contents[: output.size.sides])
        ]
        blocks: list[PieceBlock] = []
        data: list[bytes] = []
        at = 0
        for file in np.unique(files).tolist():
            mine = np.flatnonzero(files == file)
            block = self._write_file(file, leaves[mine], [[side[i] for i in mine] for side in pages], ids, mine)
            names = tuple(dict.fromkeys(name for index in mine.tolist() for name in images[index]))
            blocks.append(PieceBlock(file, len(mine), at, at + len(block.data), block.numbers, block.offsets, names))
            data.append(block.data)
            at += len(block.data)
        return PieceSegment(path, write_segment(path, data), blocks)

    def _write_file(
        self,
        file: int,
        leaves: NDArray[np.int64],
        pages: Sequence[Sequence[bytes]],
        ids: Sequence[str],
        mine: NDArray[np.int64],
    ) -> ObjectBlock:
        output = self._output
        places = (leaves - output.first_leaf[file]).tolist()
        parts: list[tuple[int, bytes]] = []
        if output.parts:
            metadata = [_metadata(ids[index]) for index in mine.tolist()]
            parts = list(zip(output.parents(file, leaves), metadata, strict=True))
        return write_pieces(output.numbers[file], places, pages, page=self._page, parts=parts)


def _head(origin: bytes, form: str) -> bytes:
    return origin + (b"/%b Do\n" % form.encode("ascii") if form else b"") + _BLACK_OVERPRINTS


def _metadata(external_id: str) -> bytes:
    return part_metadata(external_id=external_id) if external_id else _SLIP


def check_ids(ids: Sequence[str], records: Sequence[int]) -> None:
    """Raise JobError for an id that no PDF name can hold."""
    for value, record in zip(ids, records, strict=True):
        if not value or len(value.encode("utf-8")) > MAX_NAME:
            raise JobError(
                "run.external-id",
                f"record {record}: the external id is empty or longer than {MAX_NAME} bytes",
                cure="Name another field in external-id, or leave it out: then the record number is written.",
            )
