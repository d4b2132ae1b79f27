"""Compose pieces: a Plan's slots over the columns of a batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeGuard, TypeVar

import numpy as np

from vdp.compose.links import Limits, Link, group_links, limit_links, link_name, slot_values
from vdp.compose.resources import Resources
from vdp.errors import LayoutError
from vdp.layout import Plan, SlotPlan
from vdp.layout.plan import Spec
from vdp.slots import Fault, Kernel
from vdp.slots.symbol import qr_version
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec
from vdp.slots.text import TextKernel
from vdp.slots.text.fitted import Fitted
from vdp.slots.text.spec import PostalCodeSpec, TextSpec

Columns = Mapping[str, list[Any]]

T = TypeVar("T")

QUIET_MODULES = 4
"""Free on all sides of a QR code (ISO/IEC 18004:2015, 6.3.8)."""


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


@dataclass(frozen=True, slots=True)
class _Entry:
    """A slot that is composed per piece. `constant`: what it paints when its value is the same for all pieces."""

    plan: SlotPlan
    kernel: Kernel
    constant: bytes | None


class Composer:
    """A Plan bound to the resources of this process."""

    def __init__(self, plan: Plan, resources: Resources) -> None:
        self.plan = plan
        self.static: list[bytes] = []  # per page: content that is the same for every piece, under everything else
        self._pages: list[list[_Entry]] = []
        for page in plan.pages:
            static, entries = _split_static([(slot, resources.kernel(slot.spec)) for slot in page.slots])
            self.static.append(static)
            self._pages.append(entries)
        linked = [entry for entries in self._pages for entry in entries if link_name(entry.plan)]
        self._links = group_links(Link(e.plan, e.kernel) for e in linked if isinstance(e.kernel, TextKernel))
        self.code_slots = [
            (page.side, slot.spec.name)
            for page in plan.pages
            for slot in page.slots
            if isinstance(slot.spec, QrSpec | CustomerBarcodeSpec) and not _is_static(slot)
        ]

    def measure(self, columns: Columns, count: int) -> list[SlotFault]:
        """Return every fault of a batch."""
        return self.survey(columns, count).faults

    def survey(self, columns: Columns, count: int) -> Survey:
        """Return every fault of a batch, and the texts that are not set as their slots say."""
        survey = Survey([], [])
        limits = limit_links(self._links, columns, count)
        for entries in self._pages:
            for entry in entries:
                if entry.constant is not None:
                    continue
                where, values = slot_values(entry.plan, columns, count)
                if values:  # kernels see batches of at least one
                    self._survey_slot(entry, where, values, limits=limits, survey=survey)
        return survey

    def _survey_slot(
        self, entry: _Entry, where: list[int] | None, values: Sequence[str], *, limits: Limits, survey: Survey
    ) -> None:
        name = entry.plan.spec.name
        if isinstance(entry.kernel, TextKernel):
            found, fitted = entry.kernel.survey(values, most=limits.get(name))
            if len(fitted.indices):
                indices = fitted.indices if where is None else np.asarray(where)[fitted.indices]
                survey.fitted.append((name, fitted._replace(indices=indices)))
        else:
            found = entry.kernel.measure(values)
        if _grows(entry.plan.spec):
            found = [*found, *self._outgrown(entry.plan.spec, values, {fault.index for fault in found})]
        survey.faults.extend(SlotFault(_place(where, f.index), name, f.code, f.severity, f.text) for f in found)

    def longest(self, columns: Columns, count: int) -> dict[str, int]:
        """Return per QR slot without a fixed version the longest value of a batch in bytes."""
        entries = [entry for entries in self._pages for entry in entries if _grows(entry.plan.spec)]
        return {
            entry.plan.spec.name: max(map(_size, slot_values(entry.plan, columns, count)[1]), default=0)
            for entry in entries
            if entry.constant is None
        }

    def _outgrown(self, spec: QrSpec, values: Sequence[str], known: set[int]) -> Iterator[Fault]:
        """Yield a fault for every value whose symbol, with its quiet zone, would reach over the trim."""
        versions = {size: 0 for index, value in enumerate(values) if index not in known for size in [_size(value)]}
        versions = {size: qr_version(size, spec.level) for size in versions}
        room = min(self.plan.width - spec.x, spec.top) / spec.module - QUIET_MODULES + 1e-6
        for index, value in enumerate(values):
            version = versions.get(_size(value), 0)
            if index not in known and 17 + 4 * version > room:
                text = f"the value needs a QR code of version {version}, which has no room on the piece"
                yield Fault(index, "symbol.qr-room", "hold", text)

    def compose(self, columns: Columns, count: int) -> Pieces:
        """Compose a batch whose faults were dealt with before."""
        contents: list[list[bytes]] = []
        texts: list[list[str]] = []
        codes: list[list[str]] = []
        limits = limit_links(self._links, columns, count)
        for entries in self._pages:
            fragments: list[list[bytes]] = []
            shown: list[list[str]] = []
            for entry in entries:
                _compose_entry(entry, columns, count, limits=limits, fragments=fragments, shown=shown, codes=codes)
            contents.append([b"".join(parts) for parts in zip(*fragments, strict=True)] if fragments else [b""] * count)
            texts.append(["".join(parts) for parts in zip(*shown, strict=True)] if shown else [""] * count)
        return Pieces(contents, texts, codes)


def _grows(spec: Spec) -> TypeGuard[QrSpec]:
    """Tell whether a slot is a QR code as large as its longest value needs."""
    return isinstance(spec, QrSpec) and not spec.version


def _size(value: str) -> int:
    return len(value.encode("utf-8"))


def _compose_entry(
    entry: _Entry,
    columns: Columns,
    count: int,
    *,
    limits: Limits,
    fragments: list[list[bytes]],
    shown: list[list[str]],
    codes: list[list[str]],
) -> None:
    spec = entry.plan.spec
    where, values = slot_values(entry.plan, columns, count)
    ink = _ink(entry, values, limits)
    fragments.append(_scatter(ink, where, count, empty=b""))
    if isinstance(spec, TextSpec | PostalCodeSpec | CustomerBarcodeSpec):
        found = _scatter(entry.kernel.shown(values) if values else [], where, count, empty="")
        shown.append(found)
        if isinstance(spec, CustomerBarcodeSpec):
            codes.append(found)
    elif isinstance(spec, QrSpec):
        codes.append(_scatter(values, where, count, empty=""))


def _ink(entry: _Entry, values: Sequence[str], limits: Limits) -> list[bytes]:
    if entry.constant is not None:
        return [entry.constant] * len(values)
    if not values:  # kernels see batches of at least one
        return []
    if isinstance(entry.kernel, TextKernel):
        return entry.kernel.compose(values, most=limits.get(entry.plan.spec.name))
    return entry.kernel.compose(values)


def _place(where: list[int] | None, index: int) -> int:
    return index if where is None else where[index]


def _scatter(found: Sequence[T], where: list[int] | None, count: int, *, empty: T) -> list[T]:
    if where is None:
        return list(found)
    spread = [empty] * count
    for index, value in zip(where, found, strict=True):
        spread[index] = value
    return spread


def _is_static(slot: SlotPlan) -> bool:
    return slot.value.is_static and slot.when is None


def _split_static(slots: Sequence[tuple[SlotPlan, Kernel]]) -> tuple[bytes, list[_Entry]]:
    """Compose once what is the same for every piece; keep the rest as entries."""
    static: list[bytes] = []
    entries: list[_Entry] = []
    for slot, kernel in slots:
        constant = _compose_constant(slot, kernel) if slot.value.is_static else None
        if link_name(slot):
            constant = None  # a constant text too is set as small as the texts that it is linked with
        if constant is not None and slot.when is None:
            static.append(constant)
        else:
            entries.append(_Entry(slot, kernel, constant))
    return b"".join(static), entries


def _compose_constant(slot: SlotPlan, kernel: Kernel) -> bytes:
    values = slot.value.evaluate({}, 1)
    for fault in kernel.measure(values):
        if fault.severity != "warn":
            raise LayoutError(fault.code, f'the slot "{slot.spec.name}": {fault.text}', where=slot.place)
    return kernel.compose(values)[0]
