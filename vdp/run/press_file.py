"""One press file in the making: shared objects reserved at its start, fonts written at its end."""

from __future__ import annotations

import numpy as np

from vdp.compose import Resources
from vdp.compose.resources import ChainKey, Use
from vdp.pdf import PdfFile, write_font
from vdp.pdf.objects import Ref
from vdp.pdf.resources import form_stream, knockout_state, overprint_state, resource_dictionary
from vdp.pdf.writer import WrittenFile
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


class PressFile:
    """A PDF whose pages share fonts, images and static forms."""

    def __init__(
        self, pdf: PdfFile, static: StaticContent, resources: Resources, *, page_resources: Ref | None = None
    ) -> None:
        """`page_resources`: the number that was planned for them; without one, pages are sheets and have marks."""
        self.pdf = pdf
        self._static = static
        self._resources = resources
        self._fonts = {name: Ref(pdf.reserve()) for name in _font_names(resources)}
        self._states = {"K": pdf.add_object(overprint_state()), "N": pdf.add_object(knockout_state())}
        self._shared = {name: pdf.add_object(stream) for name, stream in static.images.items()}
        self._shared |= {name: self._append(artwork) for name, artwork in static.artworks.items()}
        self.page_resources = page_resources or Ref(pdf.reserve())
        marks = {} if page_resources else self._write_marks()
        self._xobjects = {**self._shared, **marks, **self._write_forms()}
        self._used: dict[ChainKey, list[Used]] = {}
        self.add_used(static.used)

    def add_used(self, use: Use) -> None:
        """Remember what the pages of this file set."""
        for key, used in use.items():
            self._used.setdefault(key, []).append(used)

    def finish(self) -> WrittenFile:
        """Write fonts and resources, then close the file."""
        fonts = self._write_fonts()
        dictionary = resource_dictionary(fonts=fonts, xobjects=self._xobjects, states=self._states)
        self.pdf.write_object(self.page_resources.number, dictionary)
        return self.pdf.finish()

    def _write_marks(self) -> dict[str, Ref]:
        box = Box(0, 0, *self._static.sheet)
        return {
            name: self.pdf.add_object(form_stream(box, content, resources={}))
            for name, content in self._static.marks.items()
        }

    def _write_forms(self) -> dict[str, Ref]:
        forms: dict[str, Ref] = {}
        for form in self._static.forms:
            xobjects, content = dict(self._shared), b"/K gs 0 0 0 1 k\n" + form.content
            if form.artwork is not None:
                xobjects["A"] = self._append(form.artwork)
                content = b"/A Do\n" + content
            resources = resource_dictionary(fonts=self._fonts, xobjects=xobjects, states=self._states)
            forms[form.name] = self.pdf.add_object(form_stream(form.box, content, resources=resources, shared=True))
        return forms

    def _append(self, artwork: ImportedForm) -> Ref:
        return Ref(self.pdf.append_objects(artwork.objects) + artwork.root)

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
        for cut, name in self._resources.inventory.barcodes.items():
            font = self._fonts[name].number
            write_font(self.pdf, font, CustomerBarcodeKernel.program(cut), unicode=CustomerBarcodeKernel.unicode())
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
