"""The files of single pieces: finished blocks appended, whichever file they belong to, until it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from vdp.compose import Resources
from vdp.compose.resources import Use
from vdp.errors import DefectError
from vdp.pdf import DocumentInfo, OutputCondition, PdfFile
from vdp.pdf.document_parts import write_parts
from vdp.pdf.objects import Ref
from vdp.pdf.piece_numbers import ObjectBlock
from vdp.pdf.writer import WrittenFile
from vdp.postal import MailOrder
from vdp.run.pictures import OwnPictures, Shelf
from vdp.run.piece_pages import PieceOutput, PieceSegment
from vdp.run.press_file import PressFile
from vdp.run.segment import read_segment
from vdp.run.static import StaticContent


class PieceFile(NamedTuple):
    """A finished file of single pieces: its leaves, the pages of each, the first and last sequence."""

    file: WrittenFile
    leaves: range
    sides: int
    pieces: tuple[int, int] | None


class PieceFiles:
    """Writes single pieces; sheets come in another order than pieces, so several files may be open."""

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
        shelf: Shelf,
    ) -> None:
        self._folder = folder
        self._output = output
        self._static = static
        self._resources = resources
        self._info = info
        self._condition = condition
        self._profile = profile
        self._mail = mail
        self._shelf = shelf
        self._open: dict[int, PressFile] = {}
        self._left: dict[int, int] = {}
        self._finished: dict[int, PieceFile] = {}

    def add(self, segment: PieceSegment, used: Use, own: OwnPictures) -> None:
        """Append the pieces of a chunk; close the files that are whole with them."""
        data = read_segment(segment.path, segment.sha256)
        for block in segment.blocks:
            file = self._file(block.file)
            file.pdf.append_block(ObjectBlock(data[block.start : block.stop], block.numbers, block.offsets))
            for name in block.images:
                file.keep(name, own)
            file.add_used(used)
            self._left[block.file] -= block.pieces
            if not self._left[block.file]:
                self._finish(block.file)
        segment.path.unlink()

    def finish(self) -> list[PieceFile]:
        """Return all files; every one is whole once every chunk was added."""
        if self._open:
            raise DefectError("run.piece-missing", f"{sum(self._left.values())} pieces never came")
        return [self._finished[index] for index in sorted(self._finished)]

    def abort(self) -> None:
        """Leave nothing of unfinished files."""
        for file in self._open.values():
            file.pdf.abort()

    def _file(self, index: int) -> PressFile:
        if index not in self._open:
            path = self._folder / f"pieces-{index + 1:04d}.pdf"
            pdf = PdfFile(path, info=self._info, condition=self._condition, profile=self._profile)
            numbers = self._output.numbers[index]
            pdf.plan_pieces(numbers)
            self._open[index] = PressFile(
                pdf, self._static, self._resources, self._shelf, page_resources=Ref(numbers.resources)
            )
            self._left[index] = numbers.pieces
        return self._open[index]

    def _finish(self, index: int) -> None:
        file = self._open.pop(index)
        if self._output.parts:
            root = write_parts(
                file.pdf,
                self._output.numbers[index],
                self._output.named_groups(index, self._mail),
                job=self._info.title,
                job_id=self._info.job_hash[:16],
                creator=self._info.creator,
            )
            file.pdf.set_catalog("DPartRoot", root)
        first = int(self._output.first_leaf[index])
        leaves = range(first, first + self._output.numbers[index].pieces)
        self._finished[index] = PieceFile(file.finish(), leaves, self._output.size.sides, self._sequences(leaves))

    def _sequences(self, leaves: range) -> tuple[int, int] | None:
        """Return the first and last sequence among some leaves; every bundle begins with its slip."""
        slips = self._output.slip_leaves
        before = int(slips.searchsorted(leaves.start))
        within = int(slips.searchsorted(leaves.stop)) - before
        first = leaves.start - before
        count = len(leaves) - within
        return (first, first + count - 1) if count else None
