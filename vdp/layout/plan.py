"""The Plan: a compiled layout. Frozen, picklable, sent once to every worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vdp.errors import Place
from vdp.layout.expression import Expression
from vdp.records import Field
from vdp.slots.image.spec import ArtworkSpec, ImageSpec
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec
from vdp.slots.text.spec import PostalCodeSpec, TextSpec

Spec = TextSpec | PostalCodeSpec | QrSpec | CustomerBarcodeSpec | ImageSpec


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """A slot: its spec, the value that fills it and the condition under which it appears."""

    spec: Spec
    value: Expression
    when: Expression | None
    place: Place


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One side of the piece."""

    side: str  # front | back
    artwork: ArtworkSpec | None
    slots: tuple[SlotPlan, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled layout. Lengths in points."""

    name: str
    path: Path
    fields: tuple[Field, ...]
    width: float
    height: float
    bleed: float
    safe: float
    pages: tuple[PagePlan, ...]

    @property
    def faces(self) -> tuple[str, ...]:
        """Every face key of every text slot, sorted."""
        keys: set[str] = set()
        for page in self.pages:
            for slot in page.slots:
                if isinstance(slot.spec, TextSpec):
                    keys.update(slot.spec.faces, *(span.faces for span in slot.spec.spans))
                elif isinstance(slot.spec, PostalCodeSpec):
                    keys.add(slot.spec.face)
        return tuple(sorted(keys))
