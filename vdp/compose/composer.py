"""Compose pieces: a Plan's slots over the columns of a batch."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vdp.compose.links import Limits, Link, group_links, limit_links, link_name
from vdp.compose.resources import Resources
from vdp.compose.rows import Columns, RowEntry, RowGroup, on_plate, slot_rows, spread
from vdp.compose.values import Values
from vdp.errors import LayoutError
from vdp.layout import Plan, SlotPlan
from vdp.pdf.inks import Ink
from vdp.slots import Kernel
from vdp.slots.image.artwork_slot import ArtworkSlotSpec
from vdp.slots.image.spec import ImageSpec
from vdp.slots.symbol import QrKernel
from vdp.slots.symbol.spec import BarcodeSpec, CustomerBarcodeSpec, QrSpec
from vdp.slots.symbol.zint_kernel import BarcodeKernel
from vdp.slots.text import TextKernel
from vdp.slots.text.fitted import Fitted
from vdp.slots.text.flow import FlowKernel
from vdp.slots.text.spec import FlowSpec, PostalCodeSpec, TextSpec

ImageFile = tuple[Path | None, str]
"""Folder (None: the job's assets) and name as a record gives it."""


@dataclass(frozen=True, slots=True)
class SlotFault:
    """A fault of one record in one slot."""

    index: int
    slot: str
    code: str
    severity: str
    text: str


class Survey(NamedTuple):
    """What measuring a batch tells."""

    faults: list[SlotFault]
    fitted: list[tuple[str, Fitted]]  # by slot; indices of the batch


class Pieces(NamedTuple):
    """A composed batch. Outer lists by page, inner ones by piece."""

    contents: list[list[bytes]]  # per-piece content, static content not included
    texts: list[list[str]]  # what a reader of the per-piece content must find, in order
    codes: list[list[str]]  # per code slot (Composer.code_slots), its values; "" where it is absent


class Composer:
    """A Plan bound to the resources of this process."""

    def __init__(self, plan: Plan, resources: Resources, *, first: int = 0) -> None:
        """`first`: number of the plan's first page among all that have static content."""
        self.plan = plan
        self.static: list[bytes] = []  # per page: content that is the same for every piece, under everything else
        self.covers: list[dict[Ink, bytes]] = []  # per page: the same by plate, over all colours
        self._shows: list[bytes] = []  # per page: what paints the forms of these
        self._pages: list[list[RowEntry | RowGroup]] = []
        for number, page in enumerate(plan.pages, start=first):
            static, covers, entries = _split_static([(slot, resources.kernel(slot.spec)) for slot in page.slots])
            self.static.append(static)
            self.covers.append(covers)
            shows = [b"%b/%b Do EMC\n" % (ink.mark, cover_name(number, ink).encode("ascii")) for ink in covers]
            self._shows.append(b"".join(shows))
            self._pages.append(entries)
        singles = [entry for entries in self._pages for entry in entries if isinstance(entry, RowEntry)]
        linked = [entry for entry in singles if link_name(entry.plan)]
        self._links = group_links(Link(e.plan, e.kernel) for e in linked if isinstance(e.kernel, TextKernel))
        self.code_slots = [
            (page.side, slot.spec.name)
            for page in plan.pages
            for slot in page.slots
            if isinstance(slot.spec, QrSpec | CustomerBarcodeSpec | BarcodeSpec) and not slot.is_static
        ]

    def conditional(self) -> list[list[tuple[SlotPlan, bytes]]]:
        """Return per page the slots that are the same on every piece that has them, with their content."""
        return [
            [
                (entry.plan, entry.constant)
                for entry in entries
                if isinstance(entry, RowEntry) and entry.constant and entry.plan.value.is_static
            ]
            for entries in self._pages
        ]

    def measure(self, columns: Columns, count: int) -> list[SlotFault]:
        """Return every fault of a batch."""
        return self.survey(columns, count).faults

    def survey(self, columns: Columns, count: int) -> Survey:
        """Return every fault of a batch, and the texts that are not set as their slots say."""
        survey = Survey([], [])
        limits = limit_links(self._links, columns, count)
        values_of = Values(columns, count)
        for entries in self._pages:
            for entry in entries:
                if isinstance(entry, RowGroup):
                    rows = entry.survey(columns)
                    survey.faults.extend(
                        SlotFault(f.index, name, f.code, f.severity, f.text) for name, f in rows.faults
                    )
                    survey.fitted.extend(rows.fitted)
                    continue
                if entry.constant is not None:
                    continue
                where, values = values_of(entry.plan)
                if values:  # kernels see batches of at least one
                    self._survey_slot(entry, where, values, limits=limits, survey=survey)
        return survey

    def _survey_slot(
        self, entry: RowEntry, where: list[int] | None, values: Sequence[str], *, limits: Limits, survey: Survey
    ) -> None:
        name = entry.plan.spec.name
        if isinstance(entry.kernel, TextKernel):
            found, fitted = entry.kernel.survey(values, most=limits.get(name))
            if len(fitted.indices):
                indices = fitted.indices if where is None else np.asarray(where)[fitted.indices]
                survey.fitted.append((name, fitted._replace(indices=indices)))
        else:
            found = entry.kernel.measure(values)
        survey.faults.extend(SlotFault(_place(where, f.index), name, f.code, f.severity, f.text) for f in found)

    def longest(self, columns: Columns, count: int) -> dict[str, int]:
        """Return per QR slot without a fixed version the version that the longest value needs, per barcode its size."""
        singles = [entry for entries in self._pages for entry in entries if isinstance(entry, RowEntry)]
        barcodes = {
            entry.plan.spec.name: entry.kernel.longest(slot_rows(entry.plan, columns, count)[1])
            for entry in singles
            if isinstance(entry.kernel, BarcodeKernel) and not entry.kernel.spec.modules
        }
        return barcodes | {
            entry.plan.spec.name: max(
                entry.kernel.versions(slot_rows(entry.plan, columns, count)[1]).tolist(), default=0
            )
            for entry in singles
            if entry.constant is None and isinstance(entry.kernel, QrKernel) and not entry.kernel.spec.version
        }

    def pages(self, columns: Columns, count: int) -> list[int]:
        """Return per piece the pages that its flows reach, counted from the front; 1 without a flow."""
        reached = [1] * count
        for number, entries in enumerate(self._pages, start=1):
            for entry in entries:
                if isinstance(entry, RowEntry) and isinstance(entry.kernel, FlowKernel):
                    where, values = slot_rows(entry.plan, columns, count)
                    for index, there in enumerate(entry.kernel.reaches(values)):
                        if there:
                            reached[_place(where, index)] = number
        return reached

    def images(self, columns: Columns, count: int) -> Counter[ImageFile]:
        """Return the image files that a batch names, and by how many records or rows of theirs.

        A file that the layout itself names counts as one of several records.
        """
        slots = [slot for page in self.plan.pages for slot in page.slots if isinstance(slot.spec, ImageSpec)]
        used: Counter[ImageFile] = Counter()
        users: dict[ImageFile, set[int]] = {}  # a record that names a file in two slots is one
        for slot in slots:
            where, values = (None, _row_values(slot, columns)) if slot.repeat else slot_rows(slot, columns, count)
            files = [(slot.spec.folder, value) for value in values] if isinstance(slot.spec, ImageSpec) else []
            if slot.value.is_static:
                used.update(dict.fromkeys(files, 2))
            elif slot.repeat or len(slots) == 1:
                used.update(files)
            else:
                for at, file in zip(range(count) if where is None else where, files, strict=True):
                    users.setdefault(file, set()).add(at)
        used.update({file: len(records) for file, records in users.items()})
        return used

    def artworks(self, columns: Columns, count: int) -> dict[str, list[str]]:
        """Return per slot of artwork the names that a batch uses."""
        used: dict[str, list[str]] = {}
        for slot in (slot for page in self.plan.pages for slot in page.slots):
            if isinstance(slot.spec, ArtworkSlotSpec):
                values = slot.value.evaluate(columns, count) if slot.repeat is None else _row_values(slot, columns)
                used[slot.spec.name] = sorted(set(values))
        return used

    def compose(self, columns: Columns, count: int) -> Pieces:
        """Compose a batch whose faults were dealt with before."""
        contents: list[list[bytes]] = []
        texts: list[list[str]] = []
        codes: list[list[str]] = []
        limits = limit_links(self._links, columns, count)
        values_of = Values(columns, count)
        for entries, show in zip(self._pages, self._shows, strict=True):
            fragments: list[list[bytes]] = []
            shown: list[list[str]] = []
            plates = next((at for at, entry in enumerate(entries) if entry.plate is not None), len(entries))
            for at, entry in enumerate(entries):
                if at == plates and show:
                    fragments.append([show] * count)
                if isinstance(entry, RowGroup):
                    ink, text = entry.compose(columns)
                    fragments.append(ink)
                    shown.append(text)
                    continue
                where, values = values_of(entry.plan)
                ink = on_plate(entry, _ink(entry, values, limits))
                fragments.append(spread(ink, where, count, empty=b""))
                _note_shown(entry, where, values, count=count, shown=shown, codes=codes)
            if plates == len(entries) and show:
                fragments.append([show] * count)
            contents.append([b"".join(parts) for parts in zip(*fragments, strict=True)] if fragments else [b""] * count)
            texts.append(["".join(parts) for parts in zip(*shown, strict=True)] if shown else [""] * count)
        return Pieces(contents, texts, codes)


def cover_name(page: int, ink: Ink) -> str:
    """Return the resource name of the form of what is the same for every piece on a plate."""
    return f"T{page}.{ink.id}"


def _note_shown(
    entry: RowEntry,
    where: list[int] | None,
    values: Sequence[str],
    *,
    count: int,
    shown: list[list[str]],
    codes: list[list[str]],
) -> None:
    """Put down what a reader must find of a slot."""
    spec = entry.plan.spec
    if isinstance(spec, TextSpec | FlowSpec | PostalCodeSpec | CustomerBarcodeSpec | BarcodeSpec):
        found = spread(entry.kernel.shown(values) if values else [], where, count, empty="")
        shown.append(found)
        if isinstance(spec, CustomerBarcodeSpec):
            codes.append(found)
        elif isinstance(entry.kernel, BarcodeKernel):
            codes.append(spread(entry.kernel.scanned(values), where, count, empty=""))
    elif isinstance(spec, QrSpec):
        codes.append(spread(values, where, count, empty=""))


def _ink(entry: RowEntry, values: Sequence[str], limits: Limits) -> list[bytes]:
    if entry.constant is not None:
        return [entry.constant] * len(values)
    if not values:  # kernels see batches of at least one
        return []
    if isinstance(entry.kernel, TextKernel):
        return entry.kernel.compose(values, most=limits.get(entry.plan.spec.name))
    return entry.kernel.compose(values)


def _place(where: list[int] | None, index: int) -> int:
    return index if where is None else where[index]


def _row_values(slot: SlotPlan, columns: Columns) -> Sequence[str]:
    assert slot.repeat is not None  # noqa: S101 - the caller has looked
    return RowGroup(slot.repeat, ()).values(slot, columns)


def _split_static(
    slots: Sequence[tuple[SlotPlan, Kernel]],
) -> tuple[bytes, dict[Ink, bytes], list[RowEntry | RowGroup]]:
    """Compose once what is the same for every piece; keep the rest as entries, the slots of a repeat as one.

    What is the same is content under everything else, and content of each plate, on top of it.
    """
    static: list[bytes] = []
    covers: dict[Ink, bytes] = {}
    entries: list[RowEntry | RowGroup] = []
    counted: set[str] = set()  # repeats: of their colours and their plates, the first notes lists that are too long
    for (repeat, _), group in itertools.groupby(slots, key=lambda pair: (pair[0].repeat, pair[0].plate)):
        made = [RowEntry(slot, kernel, _constant(slot, kernel)) for slot, kernel in group]
        if repeat is not None:
            entries.append(RowGroup(repeat, made, counts=repeat.name not in counted))
            counted.add(repeat.name)
            continue
        for entry in made:
            if not entry.plan.is_static or entry.constant is None:
                entries.append(entry)
            elif entry.plan.plate is None:
                static.append(entry.constant)
            else:
                covers[entry.plan.plate] = covers.get(entry.plan.plate, b"") + entry.constant
    return b"".join(static), covers, entries


def _constant(slot: SlotPlan, kernel: Kernel) -> bytes | None:
    """Compose a slot that is the same for every piece; not one that must be set as small as what it is linked with."""
    return _compose_constant(slot, kernel) if slot.value.is_static and not link_name(slot) else None


def _compose_constant(slot: SlotPlan, kernel: Kernel) -> bytes:
    values = slot.value.evaluate({}, 1)
    for fault in kernel.measure(values):
        if fault.severity != "warn":
            raise LayoutError(fault.code, f'the slot "{slot.spec.name}": {fault.text}', where=slot.place)
    return kernel.compose(values)[0]
