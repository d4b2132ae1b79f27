"""The files of sheets: those of finished chunks appended in order.

A new file begins at a lift once the last is full; within a lift only where PDF could not address the file any more.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from vdp.compose import Resources
from vdp.pdf import DocumentInfo, OutputCondition, PdfFile
from vdp.pdf.objects import MAX_OBJECTS
from vdp.pdf.writer import WrittenFile
from vdp.pdf.xref import MAX_OFFSET
from vdp.run.chunk import Chunk, ChunkReceipt, SheetSegment
from vdp.run.pictures import OwnPictures, Shelf
from vdp.run.piece_files import PieceFile, PieceFiles
from vdp.run.press_file import PressFile
from vdp.run.segment import read_segment
from vdp.run.static import StaticContent
from vdp.units import Box

MOST_BYTES = MAX_OFFSET - 2**28
"""Where a file of sheets ends in any case; what is left is for fonts and the page tree."""
_PAGE_BYTES = 2048  # of a page and an image beside their data: dictionaries, entries of tables
_PAGE_OBJECTS = 4


class PrintFile(NamedTuple):
    """A finished print file and the sheets in it, in page order: two pages each; `pieces`: first and last sequence."""

    file: WrittenFile
    sheets: list[int]
    pieces: tuple[int, int] | None


class PressFiles:
    """Both kinds of print files, either of which may be absent."""

    def __init__(self, sheets: PrintFiles | None, pieces: PieceFiles | None) -> None:
        self._sheets = sheets
        self._pieces = pieces

    def begin_lift(self) -> None:
        """Tell that the next chunk begins a lift."""
        if self._sheets:
            self._sheets.begin_lift()

    def add_chunk(self, receipt: ChunkReceipt, chunk: Chunk) -> None:
        """Append what a chunk became."""
        own = OwnPictures(receipt.pictures)
        if self._sheets and receipt.sheets:
            self._sheets.add_chunk(receipt, receipt.sheets, list(chunk.sheets), own)
        if self._pieces and receipt.pages:
            self._pieces.add(receipt.pages, receipt.used, own)
        else:
            own.close()

    def finish(self) -> list[PrintFile | PieceFile]:
        """Close the last files; return all."""
        sheets = self._sheets.finish() if self._sheets else []
        return [*sheets, *(self._pieces.finish() if self._pieces else [])]

    def abort(self) -> None:
        """Leave nothing of unfinished files."""
        for files in (self._sheets, self._pieces):
            if files:
                files.abort()


class PrintFiles:
    """Writes the sheets of a job into one file or several."""

    def __init__(
        self,
        folder: Path,
        static: StaticContent,
        resources: Resources,
        *,
        info: DocumentInfo,
        condition: OutputCondition,
        profile: str,
        split: int,
        shelf: Shelf,
    ) -> None:
        self._folder = folder
        self._static = static
        self._resources = resources
        self._info = info
        self._condition = condition
        self._profile = profile
        self._split = split
        self._shelf = shelf
        self._open: PressFile | None = None
        self._sheets: list[int] = []
        self._pieces: list[int] = []  # first and last sequence of each chunk
        self.finished: list[PrintFile] = []

    def begin_lift(self) -> None:
        """Close the file if it is full; the next sheets begin a new one."""
        if self._open is not None and self._open.pdf.size >= self._split:
            self._finish_file()

    def add_chunk(self, receipt: ChunkReceipt, segment: SheetSegment, sheets: list[int], own: OwnPictures) -> None:
        """Append the sheets of a chunk, front and back."""
        data = read_segment(segment.path, segment.sha256)
        if self._sheets and not self._has_room(segment, len(data), own):
            self._finish_file()
        file = self._current()
        view, at = memoryview(data), 0
        for lengths, images in zip(zip(*segment.lengths, strict=True), zip(*segment.images, strict=True), strict=True):
            for length, names in zip(lengths, images, strict=True):
                self._add_page(file, view[at : at + length], names, own)
                at += length
        self._sheets.extend(sheets)
        self._pieces.extend(receipt.sequences[[0, -1]].tolist() if len(receipt.sequences) else ())
        file.add_used(receipt.used)
        segment.path.unlink()

    def finish(self) -> list[PrintFile]:
        """Close the last file; return all."""
        if self._open is not None:
            self._finish_file()
        return self.finished

    def abort(self) -> None:
        """Leave nothing of an unfinished file."""
        if self._open is not None:
            self._open.pdf.abort()

    def _has_room(self, segment: SheetSegment, data: int, own: OwnPictures) -> bool:
        """Tell whether PDF can address the open file when a chunk with `data` bytes of content is added."""
        file = self._current()
        used = {name for side in segment.images for names in side for name in names}
        images = [name for name in used if not file.has(name)]
        entries = sum(len(side) for side in segment.images) + 2 * len(images)  # an image may have a mask
        size = data + sum(file.picture_bytes(name, own) for name in images) + _PAGE_BYTES * entries
        pdf = file.pdf
        return pdf.size + size <= MOST_BYTES and pdf.objects + _PAGE_OBJECTS * entries < MAX_OBJECTS

    def _current(self) -> PressFile:
        if self._open is None:
            path = self._folder / f"sheets-{len(self.finished) + 1:04d}.pdf"
            pdf = PdfFile(path, info=self._info, condition=self._condition, profile=self._profile)
            self._open = PressFile(pdf, self._static, self._resources, self._shelf)
        return self._open

    def _finish_file(self) -> None:
        assert self._open is not None  # noqa: S101 - callers have looked
        ends = self._pieces
        pieces = (min(ends), max(ends)) if ends else None
        self.finished.append(PrintFile(self._open.finish(), self._sheets, pieces))
        self._open, self._sheets, self._pieces = None, [], []

    def _add_page(self, file: PressFile, content: memoryview, names: tuple[str, ...], own: OwnPictures) -> None:
        """Append one side of a sheet after the images that it shows first."""
        sheet = self._static.sheet
        resources, transparent = file.place(names, own)
        file.pdf.add_page(
            file.pdf.append_content(content),
            resources,
            media=sheet,
            trim=Box(0, 0, *sheet),
            transparent=file.transparent or transparent,
        )
