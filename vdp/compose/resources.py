"""Resources: which fonts and images do the slots of a job share, and under which names do pages know them?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vdp.errors import DefectError, LayoutError
from vdp.layout import Plan
from vdp.layout.plan import Spec
from vdp.slots import Kernel
from vdp.slots.forms import ArtworkPages, FormRow
from vdp.slots.image import ImageKernel, ImageSettings, Library
from vdp.slots.image.artwork import import_overlay
from vdp.slots.image.artwork_rules import ImportRules
from vdp.slots.image.artwork_slot import ArtworkKernel, ArtworkSlotSpec, list_artwork
from vdp.slots.image.spec import ImageSpec
from vdp.slots.shape import BoxSpec, ChartKernel, RuleSpec, ShapeKernel, draw_bar, draw_gauge
from vdp.slots.shape.chart import Draw
from vdp.slots.shape.chart_spec import BarSpec, GaugeSpec, StampCardSpec
from vdp.slots.shape.stamps import draw_stamps
from vdp.slots.symbol import CustomerBarcodeKernel, QrKernel
from vdp.slots.symbol.customer_barcode_font import cut_of
from vdp.slots.symbol.spec import BarcodeSpec, CustomerBarcodeSpec, QrSpec
from vdp.slots.symbol.zint_kernel import BarcodeKernel
from vdp.slots.symbol.zint_text import TEXT_FACE
from vdp.slots.text import FaceChain, PostalCodeKernel, TextKernel, open_face, read_catalogue
from vdp.slots.text.catalogue import FaceFile
from vdp.slots.text.chain import Used
from vdp.slots.text.flow import FlowKernel
from vdp.slots.text.spec import FlowSpec, PostalCodeSpec, TextSpec
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

_LEAST_SCALE, _LEAST_SIZE = 0.6, 4.0
"""To which the digits beside a barcode may be condensed and shrunk: narrower than the bars of any symbology here."""

ChainKey = tuple[str, tuple[str, ...]]
"""Writing direction and face keys."""

Use = dict[ChainKey, Used]
"""What was set, by chain."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that pages may name, decided once by the parent and sent to every worker."""

    faces: tuple[FaceFile, ...]  # resources F0, F1, …
    barcodes: Mapping[int, str]  # by cut: resources of the customer barcode's fonts
    forms: Mapping[ArtworkPages, Mapping[str, FormRow]]  # artwork of slots, by file name; resources B0, B1, …
    rules: ImportRules  # how that artwork is imported
    images: ImageSettings | None = None  # what images are made for; None where no slot has one


def take_inventory(
    plans: Iterable[Plan],
    *,
    images: ImageSettings | None = None,
    faces: Iterable[str] = (),
    catalogue: Path | None = None,
    rules: ImportRules | None = None,
) -> Inventory:
    """List the faces, symbols and artwork that some plans may need; `faces` adds those of sheet texts.

    `images`: what images are made for, needed where a slot has one. `catalogue` is the job's own one.
    Raises LayoutError for a face that no catalogue has, JobError for a face that cannot be used.
    """
    plans = tuple(plans)
    known = read_catalogue(catalogue)
    keys = sorted({*faces, *(key for plan in plans for key in plan.faces)})
    for key in keys:
        if key not in known:
            raise LayoutError(
                "text.font-missing",
                f'the face "{key}" is in no catalogue of fonts',
                cure=f"Known faces: {', '.join(sorted(known))}. A job adds its own: [fonts] catalogue.",
            )
    specs = [slot.spec for plan in plans for page in plan.pages for slot in page.slots]
    cuts = sorted({cut_of(spec) for spec in specs if isinstance(spec, CustomerBarcodeSpec)})
    return Inventory(
        faces=tuple(known[key] for key in keys),
        barcodes={cut: f"F{number}" for number, cut in enumerate(cuts, start=len(keys))},
        images=images,
        forms=_number_forms({pages for spec in specs for pages in artwork_of(spec)}),
        rules=rules or ImportRules(),
    )


def artwork_of(spec: Spec) -> tuple[ArtworkPages, ...]:
    """Return the artwork that a slot may show; not that of a page, which is no slot."""
    if isinstance(spec, ArtworkSlotSpec):
        return (spec.pages,)
    return tuple(pages for pages in (spec.stamp, spec.empty) if pages) if isinstance(spec, StampCardSpec) else ()


def _number_forms(wanted: Iterable[ArtworkPages]) -> dict[ArtworkPages, dict[str, FormRow]]:
    """Return the artwork of all slots; slots that show the same page share its form."""
    names: dict[tuple[Path, int, str], str] = {}
    forms: dict[ArtworkPages, dict[str, FormRow]] = {}
    for pages in sorted(wanted):
        forms[pages] = {}
        for name, row in sorted(list_artwork(pages).items()):
            resource = names.setdefault((row.path, pages.page, pages.box), f"B{len(names)}")
            forms[pages][name] = row._replace(resource=resource)
    return forms


class Resources:
    """The inventory opened in one process: faces read, chains shared by the slots that use the same fonts."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.faces = {file.key: open_face(file, f"F{index}") for index, file in enumerate(inventory.faces)}
        self.chains: dict[ChainKey, FaceChain] = {}
        self._library = Library(inventory.images) if inventory.images else None

    @property
    def library(self) -> Library:
        """The image files of the job."""
        if self._library is None:
            raise DefectError("image.no-settings", "images are asked for without saying what they are made for")
        return self._library

    def chain(self, keys: tuple[str, ...], *, writing: str = "horizontal") -> FaceChain:
        """Return the shared chain of some faces in a writing direction."""
        key = (writing, keys)
        if key not in self.chains:
            faces = [self.faces[name] for name in keys]
            if writing == "vertical":
                self.chains[key] = VerticalChain(faces, self.chain(keys))
            else:
                self.chains[key] = FaceChain(faces)
        return self.chains[key]

    def barcode_line(self, name: str, box: Box, align: str, size: float) -> Kernel:
        """Return the kernel of one line of digits beside a barcode."""
        spec = TextSpec(
            name,
            box,
            (TEXT_FACE,),
            size,
            size,
            align=align,
            fit=("condense", "shrink"),
            min_scale=_LEAST_SCALE,
            min_size=min(size, _LEAST_SIZE),
            spacing="solid",
        )
        return TextKernel(spec, self.chain((TEXT_FACE,)))

    def take_used(self) -> Use:
        """Return what every chain has set since the last call; vertical chains pass some of it to horizontal ones."""
        keys = sorted(self.chains, key=lambda key: (key[0] != "vertical", key[1]))
        return {key: self.chains[key].take_used() for key in keys}

    def kernel(self, spec: Spec) -> Kernel:
        """Return a kernel for a slot's spec."""
        return KERNELS[type(spec)](spec, self)


_opened: list[Resources] = []


def open_resources(inventory: Inventory) -> Resources:
    """Return the inventory opened in this process: the tasks of a worker, one after the other, share it."""
    if not _opened or _opened[0].inventory != inventory:
        _opened[:] = [Resources(inventory)]
    return _opened[0]


def _draw_stamps(spec: StampCardSpec, resources: Resources) -> tuple[int, Draw]:
    rows = [_only_form(pages, resources) if pages else None for pages in (spec.stamp, spec.empty)]
    return draw_stamps(spec, stamp=rows[0], empty=rows[1])


def _only_form(pages: ArtworkPages, resources: Resources) -> FormRow:
    """Return the form of constant artwork; raise LayoutError where it cannot be used."""
    found = resources.inventory.forms[pages]
    row = next(iter(found.values()))
    import_overlay(row.path, page=pages.page, box=pages.box, rules=resources.inventory.rules)
    return row


KERNELS: Mapping[type, Callable[[Any, Resources], Kernel]] = {
    TextSpec: lambda spec, resources: TextKernel(
        spec,
        resources.chain(spec.faces, writing=spec.writing),
        [resources.chain(span.faces, writing=spec.writing) for span in spec.spans],
    ),
    FlowSpec: lambda spec, resources: FlowKernel(spec, resources.chain(spec.text.faces, writing=spec.text.writing)),
    PostalCodeSpec: lambda spec, resources: PostalCodeKernel(spec, resources.chain((spec.face,))),
    QrSpec: lambda spec, _: QrKernel(spec),
    CustomerBarcodeSpec: lambda spec, resources: CustomerBarcodeKernel(
        spec, resources.inventory.barcodes[cut_of(spec)]
    ),
    BarcodeSpec: lambda spec, resources: BarcodeKernel(spec, resources.barcode_line),
    ImageSpec: lambda spec, resources: ImageKernel(spec, resources.library),
    RuleSpec: lambda spec, _: ShapeKernel(spec),
    BoxSpec: lambda spec, _: ShapeKernel(spec),
    BarSpec: lambda spec, _: ChartKernel(spec.scale, *draw_bar(spec)),
    GaugeSpec: lambda spec, _: ChartKernel(spec.scale, *draw_gauge(spec)),
    StampCardSpec: lambda spec, resources: ChartKernel(spec.scale, *_draw_stamps(spec, resources), offset=0.0),
    ArtworkSlotSpec: lambda spec, resources: ArtworkKernel(
        spec, resources.inventory.forms[spec.pages], resources.inventory.rules
    ),
}
"""One row per kind of slot."""
