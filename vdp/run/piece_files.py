"""The files of single pieces: written in the order of the mail, a new one begun before the last would be too large."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.compose import Resources
from vdp.compose.resources import Use
from vdp.pdf import DocumentInfo, OutputCondition, PdfFile
from vdp.pdf.document_parts import PartGroup, reserve_root, write_parts
from vdp.pdf.objects import Ref
from vdp.pdf.piece_objects import PieceShape, write_pieces
from vdp.pdf.writer import WrittenFile
from vdp.pdf.xref import ENTRY_SIZE
from vdp.postal import MailOrder
from vdp.run.order import LEAVES_PER_FILE
from vdp.run.pictures import OwnPictures, Shelf
from vdp.run.piece_order import PieceChunk, PieceOrder, PieceRun, Unit
from vdp.run.piece_pages import PieceOutput, PieceSegment
from vdp.run.press_file import PressFile
from vdp.run.static import StaticContent

IMAGES_PER_FILE = 4_000
"""Most images in a file: they are in one dictionary, which readers need not take beyond 4,095 entries
(PDF Reference 1.4, table C.1)."""

_DOCUMENT = 10_000  # bytes of what ends every file: catalog, info, XMP, output intent, upper nodes, trailer
_BUNDLE = 400  # bytes of the part of a bundle beside its children, at most
_PICTURE = 600  # bytes of an image and its mask beside their data, at most
_SPARE = 1.1  # fonts grow with their glyphs, more or less


class PieceFile(NamedTuple):
    """A finished file of single pieces: its leaves, the pages of each, the first and last sequence."""

    file: WrittenFile
    leaves: range
    sides: int
    pieces: tuple[int, int] | None


class _OpenFile:
    """A file in the making, and what it will weigh."""

    def __init__(self, press: PressFile, shape: PieceShape, *, root: int, first_leaf: int) -> None:
        self.press, self.shape, self.root = press, shape, root
        self.leaves = range(first_leaf, first_leaf)
        self.parts = array("I")  # numbers of the recipients' parts
        self.bundles: list[tuple[int, int, int]] = []  # index, number of its part, pieces
        self.size = press.pdf.size + _DOCUMENT + ENTRY_SIZE * press.pdf.objects + _PICTURE * press.named()
        self._known: set[int] = set()  # chunks whose characters are counted in, by their first leaf
        self._fonts = 0, 0  # bytes and characters when they were measured

    def weigh(self, unit: Unit) -> int:
        """Return what a unit adds at most, but for fonts."""
        size = _BUNDLE + sum(
            int(run.chunk.sizes[run.at.start : run.at.stop].sum()) + len(run.at) * self.shape.most for run in unit
        )
        return size + sum(self.press.picture_bytes(name, run.chunk.own) + _PICTURE for run, name in self.new(unit))

    def new(self, unit: Unit) -> list[tuple[PieceRun, str]]:
        """Return the images of a unit that the file does not have, each once."""
        names: dict[str, PieceRun] = {}
        for run in unit:
            if run.chunk.has_images:
                for shown in run.chunk.images[run.at.start : run.at.stop]:
                    for name in shown:
                        if not self.press.has(name):
                            names.setdefault(name, run)
        return [(run, name) for name, run in names.items()]

    def weigh_fonts(self, unit: Unit) -> int:
        """Return what the fonts take at most when a unit comes in."""
        extra = [run.chunk.used for run in unit if run.chunk.number not in self._known]
        count = self.press.count_characters(extra)
        size, measured = self._fonts
        if not measured or not measured <= count <= _SPARE * measured:
            self._fonts = size, measured = self.press.font_bytes(extra), max(1, count)
        return size if count == measured else int(size * _SPARE * count / measured)

    def take_characters(self, run: PieceRun) -> None:
        """Count in the characters of a chunk."""
        if run.chunk.number not in self._known:
            self._known.add(run.chunk.number)
            self.press.add_used(run.chunk.used)


class PieceFiles:
    """Writes single pieces into one file or several."""

    def __init__(
        self,
        folder: Path,
        output: PieceOutput,
        static: StaticContent,
        resources: Resources,
        *,
        info: DocumentInfo,
        condition: OutputCondition,
        profile: str,
        mail: MailOrder,
        leaves: int,
        split: int,
        shelf: Shelf,
    ) -> None:
        """`leaves`: pieces and slips of the whole job. `split`: bytes that no file passes if a bundle fits in."""
        self._folder = folder
        self._output = output
        self._static = static
        self._resources = resources
        self._info = info
        self._condition = condition
        self._profile = profile
        self._mail = mail
        self._split = split
        self._shelf = shelf
        firsts = np.array([bundle.first for bundle in mail.bundles], dtype=np.int64)
        self._slips: NDArray[np.int64] = firsts + np.arange(len(firsts))
        self._order = PieceOrder(leaves, self._slips)
        self._open: _OpenFile | None = None
        self._finished: list[PieceFile] = []

    def add(self, segment: PieceSegment, used: Use, own: OwnPictures) -> None:
        """Take the pieces of a chunk, and its own images, which are closed when no piece needs them any more."""
        chunk = PieceChunk(segment, used, own)
        for unit in self._order.add(chunk):
            self._place(unit)
        chunk.rest()

    def finish(self) -> list[PieceFile]:
        """Return all files, whole once every chunk was added."""
        self._order.finish()
        self._close()
        return self._finished

    def abort(self) -> None:
        """Leave nothing of an unfinished file."""
        if self._open is not None:
            self._open.press.pdf.abort()

    def _place(self, unit: Unit) -> None:
        """Append a unit; before the file would be too large, a new one is begun."""
        file = self._open or self._begin(unit[0].first)
        if not self._fits(file, unit):
            pieces = [PieceRun(run.chunk, range(at, at + 1)) for run in unit for at in run.at]
            if self._order.loose and len(pieces) > 1:
                for piece in pieces:
                    self._place([piece])
                return
            if file.leaves:
                self._close()
                file = self._begin(unit[0].first)
        self._append(file, unit)

    def _fits(self, file: _OpenFile, unit: Unit) -> bool:
        if len(file.leaves) + sum(len(run.at) for run in unit) > LEAVES_PER_FILE:
            return False
        if file.press.named() + len(file.new(unit)) > IMAGES_PER_FILE:
            return False
        size = file.size + file.weigh(unit)
        if size > self._split:
            return False
        return size < self._split // 2 or size + file.weigh_fonts(unit) <= self._split

    def _begin(self, leaf: int) -> _OpenFile:
        path = self._folder / f"pieces-{len(self._finished) + 1:04d}.pdf"
        pdf = PdfFile(path, info=self._info, condition=self._condition, profile=self._profile)
        resources = pdf.reserve()
        root = reserve_root(pdf) if self._output.parts else 0
        press = PressFile(pdf, self._static, self._resources, self._shelf, page_resources=Ref(resources))
        shape = PieceShape(self._output.size.sides, resources, self._output.boxes, parts=self._output.parts)
        self._open = _OpenFile(press, shape, root=root, first_leaf=leaf)
        return self._open

    def _append(self, file: _OpenFile, unit: Unit) -> None:
        file.size += file.weigh(unit)
        for run, name in file.new(unit):
            file.press.keep(name, run.chunk.own)
        pieces = sum(len(run.at) for run in unit)
        parent = self._part_above(file, unit[0].first, pieces) if self._output.parts else 0
        for run in unit:
            self._write(file, run, parent)
            file.take_characters(run)
            run.chunk.release(len(run.at))
        file.leaves = range(file.leaves.start, file.leaves.stop + pieces)

    def _write(self, file: _OpenFile, run: PieceRun, parent: int) -> None:
        pdf, shape = file.press.pdf, file.shape
        rows = list(run.chunk.read(run.at))
        first = pdf.reserve(len(rows) * shape.stride)
        numbers = range(first, first + len(rows) * shape.stride, shape.stride)
        pages = [number + 2 * side + 1 for number in numbers for side in range(shape.sides)]
        block = write_pieces(
            shape,
            first,
            [row[: shape.sides] for row in rows],
            nodes=pdf.list_pages(pages),
            parts=[(parent, row[shape.sides]) for row in rows] if shape.parts else (),
        )
        pdf.append_block(block)
        if shape.parts:
            file.parts.extend(number + 2 * shape.sides for number in numbers)

    def _part_above(self, file: _OpenFile, leaf: int, pieces: int) -> int:
        """Return the number of the part that holds the pieces of a unit."""
        if self._order.loose:
            return file.root + 1
        number = file.press.pdf.reserve()
        bundle = int(self._slips.searchsorted(leaf, side="right")) - 1
        file.bundles.append((bundle, number, pieces))
        return number

    def _close(self) -> None:
        file, self._open = self._open, None
        if file is None:
            return
        pdf, bundles = file.press.pdf, self._mail.bundles
        if self._output.parts:
            named = [PartGroup(part, count, f"bundle {bundles[at].number}") for at, part, count in file.bundles]
            root = write_parts(
                pdf,
                file.root,
                file.parts,
                named,
                job=self._info.title,
                job_id=self._info.job_hash[:16],
                creator=self._info.creator,
            )
            pdf.set_catalog("DPartRoot", root)
        sides, sequences = file.shape.sides, self._sequences(file.leaves)
        self._finished.append(PieceFile(file.press.finish(), file.leaves, sides, sequences))

    def _sequences(self, leaves: range) -> tuple[int, int] | None:
        """Return the first and last sequence among some leaves; every bundle begins with its slip."""
        before = int(self._slips.searchsorted(leaves.start))
        within = int(self._slips.searchsorted(leaves.stop)) - before
        first = leaves.start - before
        count = len(leaves) - within
        return (first, first + count - 1) if count else None
