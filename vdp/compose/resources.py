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
from vdp.slots.image import ImageKernel, ImageSettings, Library
from vdp.slots.image.spec import ImageSpec
from vdp.slots.shape import BoxSpec, RuleSpec, ShapeKernel
from vdp.slots.symbol import CustomerBarcodeKernel, QrKernel
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec
from vdp.slots.text import FaceChain, PostalCodeKernel, TextKernel, open_face, read_catalogue
from vdp.slots.text.catalogue import FaceFile
from vdp.slots.text.chain import Used
from vdp.slots.text.flow import FlowKernel
from vdp.slots.text.spec import FlowSpec, PostalCodeSpec, TextSpec
from vdp.slots.text.vertical import VerticalChain

ChainKey = tuple[str, tuple[str, ...]]
"""Writing direction and face keys."""

Use = dict[ChainKey, Used]
"""What was set, by chain."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that pages may name, decided once by the parent and sent to every worker."""

    faces: tuple[FaceFile, ...]  # resources F0, F1, …
    barcode: str  # resource of the customer barcode's font, "" when no slot needs it
    images: ImageSettings | None = None  # what images are made for; None where no slot has one

    def face_resource(self, key: str) -> str:
        """Return the resource name of a face."""
        return f"F{[face.key for face in self.faces].index(key)}"


def take_inventory(
    plans: Iterable[Plan],
    *,
    images: ImageSettings | None = None,
    faces: Iterable[str] = (),
    catalogue: Path | None = None,
) -> Inventory:
    """List the faces and symbols that some plans may need; `faces` adds those of sheet texts.

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
    has_barcode = any(isinstance(spec, CustomerBarcodeSpec) for spec in specs)
    return Inventory(
        faces=tuple(known[key] for key in keys),
        barcode=f"F{len(keys)}" if has_barcode else "",
        images=images,
    )


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


KERNELS: Mapping[type, Callable[[Any, Resources], Kernel]] = {
    TextSpec: lambda spec, resources: TextKernel(
        spec,
        resources.chain(spec.faces, writing=spec.writing),
        [resources.chain(span.faces, writing=spec.writing) for span in spec.spans],
    ),
    FlowSpec: lambda spec, resources: FlowKernel(spec, resources.chain(spec.text.faces, writing=spec.text.writing)),
    PostalCodeSpec: lambda spec, resources: PostalCodeKernel(spec, resources.chain((spec.face,))),
    QrSpec: lambda spec, _: QrKernel(spec),
    CustomerBarcodeSpec: lambda spec, resources: CustomerBarcodeKernel(spec, resources.inventory.barcode),
    ImageSpec: lambda spec, resources: ImageKernel(spec, resources.library),
    RuleSpec: lambda spec, _: ShapeKernel(spec),
    BoxSpec: lambda spec, _: ShapeKernel(spec),
}
"""One row per kind of slot."""
