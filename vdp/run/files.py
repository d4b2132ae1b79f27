"""The print files: sheets of finished chunks appended in order, a new file at a lift once the last is full."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from vdp.compose import Resources
from vdp.compose.resources import ChainKey, Use
from vdp.pdf import DocumentInfo, OutputCondition, PdfFile, write_font
from vdp.pdf.objects import Ref
from vdp.pdf.resources import form_stream, knockout_state, overprint_state, resource_dictionary
from vdp.pdf.writer import WrittenFile
from vdp.run.chunk import ChunkReceipt
from vdp.run.pictures import Planes, Shelf, add_picture, lay_static, named_pictures
from vdp.run.segment import check_segment
from vdp.run.static import StaticContent
from vdp.slots.symbol import CustomerBarcodeKernel
from vdp.slots.text.chain import Used, preferred
from vdp.slots.text.vertical_ink import vertical_resource
from vdp.units import Box


class PrintFile(NamedTuple):
    """A finished print file and the sheets in it, in page order: two pages each; `pieces`: first and last sequence."""

    file: WrittenFile
    sheets: list[int]
    pieces: tuple[int, int] | None


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
        pictures: Path,
    ) -> None:
        self._folder = folder
        self._static = static
        self._resources = resources
        self._info = info
        self._condition = condition
        self._profile = profile
        self._split = split
        self._shelf = Shelf(pictures)
        contents = [form.content for form in static.forms]
        lay_static(contents, resources.library, self._shelf)
        self._open: _OpenFile | None = None
        self.finished: list[PrintFile] = []

    def begin_lift(self) -> None:
        """Close the file if it is full; the next sheets begin a new one."""
        if self._open is not None and self._open.pdf.size >= self._split:
            self._finish_file()

    def add_chunk(self, receipt: ChunkReceipt, sheets: list[int]) -> None:
        """Append the sheets of a chunk, front and back."""
        check_segment(receipt.path, receipt.sha256)
        file = self._current()
        with receipt.path.open("rb") as segment:
            own: dict[str, _Placed] = {}
            for lengths, images in zip(
                zip(*receipt.lengths, strict=True), zip(*receipt.images, strict=True), strict=True
            ):
                for length, names in zip(lengths, images, strict=True):
                    for name in (name for name in names if name in receipt.pictures and name not in own):
                        own[name] = file.add_own_picture(receipt.pictures[name], segment)
                    file.add_page(segment.read(length), names, own)
        file.sheets.extend(sheets)
        file.pieces.extend(receipt.sequences[[0, -1]].tolist() if len(receipt.sequences) else ())
        file.add_used(receipt.used)
        receipt.path.unlink()

    def finish(self) -> list[PrintFile]:
        """Close the last file; return all."""
        if self._open is not None:
            self._finish_file()
        return self.finished

    def abort(self) -> None:
        """Leave nothing of an unfinished file."""
        if self._open is not None:
            self._open.pdf.abort()

    def _current(self) -> _OpenFile:
        if self._open is None:
            path = self._folder / f"sheets-{len(self.finished) + 1:04d}.pdf"
            pdf = PdfFile(path, info=self._info, condition=self._condition, profile=self._profile)
            self._open = _OpenFile(pdf, self._static, self._resources, self._shelf)
        return self._open

    def _finish_file(self) -> None:
        assert self._open is not None  # noqa: S101 - callers have looked
        ends = self._open.pieces
        pieces = (min(ends), max(ends)) if ends else None
        self.finished.append(PrintFile(self._open.finish(), self._open.sheets, pieces))
        self._open = None


def _font_names(resources: Resources) -> list[str]:
    """Return the resource names of all fonts: faces, those of them that are set vertically, the barcode's."""
    names = [face.resource for face in resources.faces.values()]
    upright = {key for writing, keys in resources.chains if writing == "vertical" for key in keys}
    names += [vertical_resource(resources.faces[key].resource) for key in sorted(upright)]
    return names + ([resources.inventory.barcode] if resources.inventory.barcode else [])


class _Placed(NamedTuple):
    """An image in a print file."""

    ref: Ref
    transparent: bool


class _OpenFile:
    """One PDF in the making: shared objects reserved at its start, fonts written at its end."""

    def __init__(self, pdf: PdfFile, static: StaticContent, resources: Resources, shelf: Shelf) -> None:
        self.pdf = pdf
        self.sheets: list[int] = []
        self.pieces: list[int] = []  # first and last sequence of each chunk
        self._static = static
        self._resources = resources
        self._media = static.sheet
        self._trim = Box(0, 0, *static.sheet)
        self._fonts = {name: Ref(pdf.reserve()) for name in _font_names(resources)}
        self._states = {"K": pdf.add_object(overprint_state()), "N": pdf.add_object(knockout_state())}
        self._shelf = shelf
        self._pictures: dict[str, _Placed] = {}  # shared ones that this file has
        self._font_resources, self._state_resources = Ref(pdf.reserve()), pdf.add_object(self._states)
        self._dictionaries: dict[tuple[str, ...], Ref] = {}  # resources of sides, by the shared images on them
        self._xobjects = {**self._write_marks(), **self._write_forms()}
        self._transparent = static.transparent or any(picture.transparent for picture in self._pictures.values())
        self._used: dict[ChainKey, list[Used]] = {}
        self.add_used(static.used)

    def add_own_picture(self, planes: Planes, segment: BinaryIO) -> _Placed:
        """Append an image that one record has for itself, and that comes next in the segment."""
        data = segment.read(planes.size)
        return _Placed(add_picture(self.pdf, planes, data), planes.mask is not None)

    def add_page(self, content: bytes, names: tuple[str, ...], own: Mapping[str, _Placed]) -> None:
        """Append one side of a sheet. `names`: the images on it; `own`: those that no other chunk has."""
        placed = {name: own[name] if name in own else self._shared(name) for name in names}
        self.pdf.add_page(
            self.pdf.append_content(content),
            self._resources_of(names, placed, keep=own.keys().isdisjoint(names)),
            media=self._media,
            trim=self._trim,
            transparent=self._transparent or any(picture.transparent for picture in placed.values()),
        )

    def _shared(self, name: str) -> _Placed:
        """Return a shared image, appended when this file needs it first."""
        if name not in self._pictures:
            planes, data = self._shelf.take(name)
            self._pictures[name] = _Placed(add_picture(self.pdf, planes, data, scope="File"), planes.mask is not None)
        return self._pictures[name]

    def _resources_of(self, names: tuple[str, ...], placed: Mapping[str, _Placed], *, keep: bool) -> Ref:
        """Return the resource dictionary of a side: sides with the same shared images have the same one."""
        if names in self._dictionaries:
            return self._dictionaries[names]
        xobjects = {**self._xobjects, **{name: picture.ref for name, picture in placed.items()}}
        made = self.pdf.add_object(
            resource_dictionary(fonts=self._font_resources, xobjects=xobjects, states=self._state_resources)
        )
        if keep:
            self._dictionaries[names] = made
        return made

    def add_used(self, use: Use) -> None:
        """Remember what the pages of this file set."""
        for key, used in use.items():
            self._used.setdefault(key, []).append(used)

    def finish(self) -> WrittenFile:
        """Write fonts and resources, then close the file."""
        self.pdf.write_object(self._font_resources.number, self._write_fonts())
        return self.pdf.finish()

    def _write_marks(self) -> dict[str, Ref]:
        box = self._trim
        return {
            name: self.pdf.add_object(form_stream(box, content, resources={}))
            for name, content in self._static.marks.items()
        }

    def _write_forms(self) -> dict[str, Ref]:
        forms: dict[str, Ref] = {}
        for form in self._static.forms:
            xobjects = {name: self._shared(name).ref for name in named_pictures(form.content)}
            content = b"/K gs 0 0 0 1 k\n" + form.content
            if form.artwork is not None:
                base = self.pdf.append_objects(form.artwork.objects)
                xobjects["A"] = Ref(base + form.artwork.root)
                content = b"/A Do\n" + content
            resources = resource_dictionary(fonts=self._fonts, xobjects=xobjects, states=self._states)
            forms[form.name] = self.pdf.add_object(form_stream(form.box, content, resources=resources))
        return forms

    def _write_fonts(self) -> dict[str, Ref]:
        """Subset each face once, to the glyphs that the pages of this file show."""
        for face in self._resources.faces.values():
            unicode = self._glyphs(face.key)
            vertical = self._fonts.get(vertical_resource(face.resource))
            write_font(
                self.pdf,
                self._fonts[face.resource].number,
                face.subset(unicode),
                unicode=unicode,
                vertical=None if vertical is None else vertical.number,
            )
        if self._resources.inventory.barcode:
            font = self._fonts[self._resources.inventory.barcode].number
            write_font(self.pdf, font, CustomerBarcodeKernel.program(), unicode=CustomerBarcodeKernel.unicode())
        return self._fonts

    def _glyphs(self, face: str) -> dict[int, str]:
        """Return the glyphs of a face that were set, in whatever chain and direction, with their texts."""
        found: dict[int, str] = {}
        for (writing, keys), parts in sorted(self._used.items()):
            if face not in keys:
                continue
            chain = self._resources.chain(keys, writing=writing)
            codepoints = np.unique(np.concatenate([used.codepoints for used in parts]))
            clusters = tuple(sorted({cluster for used in parts for cluster in used.clusters}))
            used = Used(codepoints[chain.codes[codepoints] > 0], clusters)
            for glyph, text in chain.glyphs_of(used)[keys.index(face)].items():
                if preferred(text, found.get(glyph)):
                    found[glyph] = text
        return found
