"""The Plan: a compiled layout. Frozen, picklable, sent once to every worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vdp.errors import Place
from vdp.layout.expression import Expression
from vdp.pdf.inks import Ink, Paint
from vdp.records import Field
from vdp.slots.image.artwork_slot import ArtworkSlotSpec
from vdp.slots.image.spec import ArtworkSpec, ImageSpec
from vdp.slots.shape.chart_spec import BarSpec, GaugeSpec, StampCardSpec
from vdp.slots.shape.spec import BoxSpec, RuleSpec
from vdp.slots.symbol.spec import BarcodeSpec, CustomerBarcodeSpec, QrSpec
from vdp.slots.symbol.zint_text import TEXT_FACE
from vdp.slots.text.spec import FlowSpec, PostalCodeSpec, TextSpec

Spec = (
    TextSpec
    | FlowSpec
    | PostalCodeSpec
    | QrSpec
    | CustomerBarcodeSpec
    | BarcodeSpec
    | ImageSpec
    | ArtworkSlotSpec
    | RuleSpec
    | BoxSpec
    | BarSpec
    | GaugeSpec
    | StampCardSpec
)

ROW_NUMBER, ROWS_LEFT = "_row", "_more"
"""Columns that slots of a repeat have beside those of the record and of the row."""

TOO_MANY_ROWS = "layout.rows"
"""Code of a record whose list has more rows than there is room for."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Slots that stand once for every row of a list. Their boxes are those of the first row."""

    name: str
    each: str  # the list field
    alias: str  # columns of a row are called alias.field
    first: int  # rows that another repeat prints before
    rows: int  # most rows
    over: str  # hold | fail | continue | summary: of a list with more
    step: float  # from a row down to the next, in points
    empty: bool  # whether a text stands in the place of the first row of an empty list


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """A slot: its spec, the value that fills it and the condition under which it appears.

    In a repeat, `role` says where: row (each), more (in the place of the last row of a list too long), empty (of the
    first row of an empty list), foot (after the last row). `plate`: the special ink that it is printed in; such slots
    come after those that print colours.
    """

    spec: Spec
    value: Expression
    when: Expression | None
    place: Place
    repeat: Repeat | None = None
    role: str = "row"
    plate: Ink | None = None

    @property
    def is_static(self) -> bool:
        """Whether it is the same on every piece."""
        return self.value.is_static and self.when is None and self.repeat is None


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
    inks: tuple[Ink, ...] = ()  # all that the layout defines
    paints: tuple[Paint, ...] = ()  # colour spaces of those that its colours name, by resource name

    @property
    def is_vertical(self) -> bool:
        """Whether some text is set in vertical writing."""
        specs = [slot.spec for page in self.pages for slot in page.slots]
        texts = [spec.text if isinstance(spec, FlowSpec) else spec for spec in specs]
        return any(isinstance(text, TextSpec) and text.writing == "vertical" for text in texts)

    @property
    def faces(self) -> tuple[str, ...]:
        """Every face key of every text slot, sorted."""
        keys: set[str] = set()
        for page in self.pages:
            for slot in page.slots:
                if isinstance(slot.spec, TextSpec):
                    keys.update(slot.spec.faces, *(span.faces for span in slot.spec.spans))
                elif isinstance(slot.spec, FlowSpec):
                    keys.update(slot.spec.text.faces)
                elif isinstance(slot.spec, PostalCodeSpec):
                    keys.add(slot.spec.face)
                elif isinstance(slot.spec, BarcodeSpec) and slot.spec.text != "none":
                    keys.add(TEXT_FACE)
        return tuple(sorted(keys))
