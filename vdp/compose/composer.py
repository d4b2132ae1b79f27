"""Compose pieces: a Plan's slots over the columns of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from vdp.compose.resources import Resources
from vdp.errors import LayoutError
from vdp.layout import Plan, SlotPlan
from vdp.slots import Kernel
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec
from vdp.slots.text.spec import PostalCodeSpec, TextSpec

Columns = Mapping[str, list[Any]]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SlotFault:
    """A fault of one record in one slot."""

    index: int
    slot: str
    code: str
    severity: str
    text: str


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
        self.code_slots = [
            (page.side, slot.spec.name)
            for page in plan.pages
            for slot in page.slots
            if isinstance(slot.spec, QrSpec | CustomerBarcodeSpec) and not _is_static(slot)
        ]

    def measure(self, columns: Columns, count: int) -> tuple[list[SlotFault], dict[str, int]]:
        """Return every fault of a batch, and per QR slot without a fixed version the longest value in bytes."""
        faults: list[SlotFault] = []
        longest: dict[str, int] = {}
        for entries in self._pages:
            for entry in entries:
                if entry.constant is not None:
                    continue
                where, values = _values(entry.plan, columns, count)
                spec = entry.plan.spec
                if isinstance(spec, QrSpec) and not spec.version:
                    longest[spec.name] = max((len(value.encode("utf-8")) for value in values), default=0)
                faults.extend(
                    SlotFault(_place(where, fault.index), spec.name, fault.code, fault.severity, fault.text)
                    for fault in entry.kernel.measure(values)
                )
        return faults, longest

    def compose(self, columns: Columns, count: int) -> Pieces:
        """Compose a batch whose faults were dealt with before."""
        contents: list[list[bytes]] = []
        texts: list[list[str]] = []
        codes: list[list[str]] = []
        for entries in self._pages:
            fragments: list[list[bytes]] = []
            shown: list[list[str]] = []
            for entry in entries:
                _compose_entry(entry, columns, count, fragments=fragments, shown=shown, codes=codes)
            contents.append([b"".join(parts) for parts in zip(*fragments, strict=True)] if fragments else [b""] * count)
            texts.append(["".join(parts) for parts in zip(*shown, strict=True)] if shown else [""] * count)
        return Pieces(contents, texts, codes)


def _compose_entry(
    entry: _Entry,
    columns: Columns,
    count: int,
    *,
    fragments: list[list[bytes]],
    shown: list[list[str]],
    codes: list[list[str]],
) -> None:
    spec = entry.plan.spec
    where, values = _values(entry.plan, columns, count)
    ink = entry.kernel.compose(values) if entry.constant is None else [entry.constant] * len(values)
    fragments.append(_scatter(ink, where, count, empty=b""))
    if isinstance(spec, TextSpec | PostalCodeSpec | CustomerBarcodeSpec):
        found = _scatter(entry.kernel.shown(values), where, count, empty="")
        shown.append(found)
        if isinstance(spec, CustomerBarcodeSpec):
            codes.append(found)
    elif isinstance(spec, QrSpec):
        codes.append(_scatter(values, where, count, empty=""))


def _values(slot: SlotPlan, columns: Columns, count: int) -> tuple[list[int] | None, Sequence[str]]:
    """Return the values of a slot, and the indices of the pieces that have it (None: all)."""
    values: Sequence[str] = slot.value.evaluate(columns, count)
    if slot.when is None:
        return None, values
    where = [index for index, appears in enumerate(slot.when.evaluate(columns, count)) if appears]
    return where, [values[index] for index in where]


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
