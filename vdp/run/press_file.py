"""One press file in the making: shared objects reserved at its start, fonts written at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from vdp.compose import Resources
from vdp.compose.resources import ChainKey, Use
from vdp.pdf import PdfFile, write_font
from vdp.pdf.flate import deflate_shared
from vdp.pdf.inks import write_layers, write_paints
from vdp.pdf.objects import PdfObject, Ref
from vdp.pdf.resources import BLACK_OVERPRINTS, form_stream, knockout_state, overprint_state, resource_dictionary
from vdp.pdf.writer import WrittenFile
from vdp.run.pictures import OwnPictures, Planes, Shelf, add_picture, named_pictures
from vdp.run.static import StaticContent
from vdp.slots.image import ImportedForm
from vdp.slots.symbol import CustomerBarcodeKernel
from vdp.slots.text.chain import Used, preferred
from vdp.slots.text.vertical_ink import vertical_resource
from vdp.units import Box


def _font_names(resources: Resources) -> list[str]:
    """Return the resource names of all fonts: faces, those of them that are set vertically, the barcode's."""
    names = [face.resource for face in resources.faces.values()]
    upright = {key for writing, keys in resources.chains if writing == "vertical" for key in keys}
    names += [vertical_resource(resources.faces[key].resource) for key in sorted(upright)]
    return [*names, *resources.inventory.barcodes.values()]


_FONT_ENTRIES = 4000  # bytes of a font's dictionaries and of the heads of its streams, at most
_FONT_ENTRY = 24  # bytes of a glyph's width and text in them, at most
_VERTICAL_ENTRY = 40  # bytes of a glyph with vertical metrics of its own, at most
_BARCODE_FONT = 20_000  # bytes of the font of the customer barcode, at most


class Placed(NamedTuple):
    """An image in a file."""

    ref: Ref
    transparent: bool


class PressFile:
    """A PDF whose pages share fonts, images and static forms."""

    def __init__(
        self,
        pdf: PdfFile,
        static: StaticContent,
        resources: Resources,
        shelf: Shelf,
        *,
        page_resources: Ref | None = None,
    ) -> None:
        """`page_resources`: the number of those of all pages; without one, pages are sheets and have marks."""
        self.pdf = pdf
        self._static = static
        self._resources = resources
        self._fonts = {name: Ref(pdf.reserve()) for name in _font_names(resources)}
        self._states = {"K": pdf.add_object(overprint_state()), "N": pdf.add_object(knockout_state())}
        self._spaces = write_paints(pdf, static.paints, nchannel=pdf.profile.layers)
        self._layers, layered = write_layers(pdf, static.inks)
        if layered:
            pdf.set_catalog("OCProperties", layered)
        self._shelf = shelf
        self._pictures: dict[str, Placed] = {}  # those that more than one page may show
        self._last: dict[str, Placed] = {}  # images of one record on the last side: its other side may show them too
        self._font_resources, self._state_resources = Ref(pdf.reserve()), pdf.add_object(self._states)
        self._space_resources = pdf.add_object(self._spaces) if self._spaces else None
        self._layer_resources = pdf.add_object(self._layers) if self._layers else None
        self._page_resources = page_resources
        self._dictionaries: dict[tuple[str, ...], Ref] = {}  # resources of sides, by the shared images on them
        self._artworks = {name: self._import(artwork) for name, artwork in static.artworks.items()}
        marks = {} if page_resources else self._write_marks()
        self._xobjects = {**self._artworks, **marks, **self._write_forms()}
        self.transparent = static.transparent or any(picture.transparent for picture in self._pictures.values())
        self._used: dict[ChainKey, list[Used]] = {}
        self.add_used(static.used)

    def add_used(self, use: Use) -> None:
        """Remember what the pages of this file set."""
        for key, used in use.items():
            self._used.setdefault(key, []).append(used)

    def finish(self) -> WrittenFile:
        """Write fonts and resources, then close the file."""
        self.pdf.write_object(self._font_resources.number, self._write_fonts())
        if self._page_resources is not None:
            self.pdf.write_object(self._page_resources.number, self._dictionary(self._pictures))
        return self.pdf.finish()

    def place(self, names: tuple[str, ...], own: OwnPictures) -> tuple[Ref, bool]:
        """Append the images of a side that are not here yet; return its resources, and whether one is transparent.

        Sides with the same shared images have the same dictionary.
        """
        if names in self._dictionaries:
            return self._dictionaries[names], any(self._pictures[name].transparent for name in names)
        mine = {name: self._last.get(name) or self._append(*own.read(name)) for name in names if name in own}
        placed = {name: mine[name] if name in own else self._shared(name) for name in names}
        made = self.pdf.add_object(self._dictionary(placed))
        if not mine:
            self._dictionaries[names] = made
        self._last = mine
        return made, any(picture.transparent for picture in placed.values())

    def has(self, name: str) -> bool:
        """Tell whether an image is here."""
        return name in self._pictures

    def named(self) -> int:
        """Count the XObjects that all pages share."""
        return len(self._xobjects) + len(self._pictures)

    def keep(self, name: str, own: OwnPictures) -> None:
        """Append an image for all pages of the file, unless it is here already."""
        if name in own:
            self._pictures[name] = self._append(*own.read(name), scope="Record" if self.pdf.has_records else "")
        else:
            self._shared(name)

    def picture_bytes(self, name: str, own: OwnPictures) -> int:
        """Return what the data of an image takes."""
        return own.size(name) if name in own else self._shelf.size(name)

    def font_bytes(self, extra: Sequence[Use] = ()) -> int:
        """Return what the fonts of this file would take now; `extra`: what would be set besides."""
        used = self._with(extra)
        size = _BARCODE_FONT * len(self._resources.inventory.barcodes)
        for face in self._resources.faces.values():
            unicode = self._glyphs(face.key, used)
            program = face.subset(unicode)
            size += len(deflate_shared(program.data)) + _FONT_ENTRIES + _FONT_ENTRY * len(unicode)
            if vertical_resource(face.resource) in self._fonts:
                size += _VERTICAL_ENTRY * len(face.with_vertical(program).vertical)
        return size

    def count_characters(self, extra: Sequence[Use] = ()) -> int:
        """Count the characters that were set; `extra`: set besides."""
        return sum(
            len(set[int]().union(*(used.codepoints.tolist() for used in parts), *(used.clusters for used in parts)))
            for parts in self._with(extra).values()
        )

    def _with(self, extra: Sequence[Use]) -> dict[ChainKey, list[Used]]:
        found = {key: list(parts) for key, parts in self._used.items()}
        for use in extra:
            for key, used in use.items():
                found.setdefault(key, []).append(used)
        return found

    def _shared(self, name: str) -> Placed:
        """Return a shared image, appended when this file needs it first."""
        if name not in self._pictures:
            self._pictures[name] = self._append(*self._shelf.take(name), scope="File")
        return self._pictures[name]

    def _append(self, planes: Planes, data: bytes, *, scope: str = "") -> Placed:
        return Placed(add_picture(self.pdf, planes, data, scope=scope, spaces=self._spaces), planes.mask is not None)

    def _dictionary(self, pictures: Mapping[str, Placed]) -> dict[str, PdfObject]:
        xobjects = {**self._xobjects, **{name: picture.ref for name, picture in pictures.items()}}
        return resource_dictionary(
            fonts=self._font_resources,
            xobjects=xobjects,
            states=self._state_resources,
            spaces=self._space_resources,
            layers=self._layer_resources,
        )

    def _write_marks(self) -> dict[str, Ref]:
        """Write the marks of both sides; of a sheet that is turned over its axis they are one form."""
        box, written = Box(0, 0, *self._static.sheet), dict[bytes, Ref]()
        for content in self._static.marks.values():
            if content not in written:
                written[content] = self.pdf.add_object(form_stream(box, content, resources={}))
        return {name: written[content] for name, content in self._static.marks.items()}

    def _write_forms(self) -> dict[str, Ref]:
        forms: dict[str, Ref] = {}
        for form in self._static.forms:
            xobjects = {name: self._shared(name).ref for name in named_pictures(form.content)} | self._artworks
            content = BLACK_OVERPRINTS + form.content
            if form.artwork is not None:
                xobjects["A"] = self._import(form.artwork)
                content = b"/A Do\n" + content
            resources = resource_dictionary(
                fonts=self._fonts, xobjects=xobjects, states=self._states, spaces=self._spaces
            )
            layer = self._layers[form.plate.property_list] if form.plate and form.plate.layered else None
            stream = form_stream(form.box, content, resources=resources, layer=layer, shared=True)
            forms[form.name] = self.pdf.add_object(stream)
        return forms

    def _import(self, artwork: ImportedForm) -> Ref:
        return Ref(self.pdf.append_objects(artwork.objects) + artwork.root)

    def _write_fonts(self) -> dict[str, Ref]:
        """Subset each face once, to the glyphs that the pages of this file show."""
        for face in self._resources.faces.values():
            unicode = self._glyphs(face.key, self._used)
            vertical = self._fonts.get(vertical_resource(face.resource))
            program = face.subset(unicode)
            write_font(
                self.pdf,
                self._fonts[face.resource].number,
                program if vertical is None else face.with_vertical(program),
                unicode=unicode,
                vertical=None if vertical is None else vertical.number,
            )
        for cut, name in self._resources.inventory.barcodes.items():
            font = self._fonts[name].number
            write_font(self.pdf, font, CustomerBarcodeKernel.program(cut), unicode=CustomerBarcodeKernel.unicode())
        return self._fonts

    def _glyphs(self, face: str, used: Mapping[ChainKey, Sequence[Used]]) -> dict[int, str]:
        """Return the glyphs of a face that were set, in whatever chain and direction, with their texts."""
        found: dict[int, str] = {}
        for (writing, keys), parts in sorted(used.items()):
            if face not in keys:
                continue
            chain = self._resources.chain(keys, writing=writing)
            codepoints = np.unique(np.concatenate([part.codepoints for part in parts]))
            clusters = tuple(sorted({cluster for part in parts for cluster in part.clusters}))
            whole = Used(codepoints[chain.codes[codepoints] > 0], clusters)
            for glyph, text in chain.glyphs_of(whole)[keys.index(face)].items():
                if preferred(text, found.get(glyph)):
                    found[glyph] = text
        return found
