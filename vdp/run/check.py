"""The measuring pass over one chunk: everything that can hold a record back, found before any order is fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vdp.compose import Composer, Inventory
from vdp.compose.resources import open_resources
from vdp.errors import Finding, JobError
from vdp.job import PostalSettings
from vdp.layout import Plan
from vdp.postal import Authority, open_authority
from vdp.records import Field, check_chunk
from vdp.records.batch import Batch
from vdp.records.identity import ADDRESS_FIELD, NAME_FIELDS, POSTAL_FIELD, parts_of_identity
from vdp.records.profile import Profile
from vdp.run.fitted import FITTED, Rows, fitted_rows
from vdp.run.laps import Laps
from vdp.run.part_fields import PartFields
from vdp.run.selection import Selection
from vdp.slots.image.album import ALBUM
from vdp.slots.text.gaiji import GaijiTable, apply_gaiji, find_unmapped


@dataclass(frozen=True, slots=True)
class CheckReceipt:
    """What one chunk of raw records became."""

    path: Path | None  # checked file for the spool; None when nothing was kept
    count: int
    findings: list[Finding]
    longest: dict[str, int]  # per code slot without a size: the version or size that its longest value kept needs
    images: NDArray[np.void]  # rows of the album: the files that the records kept name
    artworks: dict[str, list[str]]  # per artwork slot: the names it uses
    pages: dict[int, int]  # pieces by the number of pages that their text reaches
    laps: dict[str, float]  # processor seconds by step
    fitted: Rows  # texts that were fitted, of the records kept


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """What a worker needs to check chunks."""

    plan: Plan
    profile: Profile
    postal: PostalSettings
    inventory: Inventory
    selected: Selection
    gaiji: GaijiTable | None = None
    told: PartFields | None = None  # what document parts are to tell of the records


class CheckTask:
    """Checks chunks in one process."""

    def __init__(self, order: CheckOrder) -> None:
        self._order = order
        self._authority: Authority = open_authority(order.postal.authority, date=order.postal.date)
        resources = open_resources(order.inventory)
        self._composer, self._library = Composer(order.plan, resources), resources.library
        names = [field.name for field in order.plan.fields]
        self._addresses = [name for name in names if name.startswith(ADDRESS_FIELD)]
        self._has_postal = POSTAL_FIELD in names
        self._slots = slot_names(order.plan)
        self._identity = identity_fields(order.plan.fields)

    def run(self, item: Path) -> CheckReceipt:
        """Check one raw chunk file and write its good records beside it."""
        laps = Laps()
        batch, findings = check_chunk(item, self._order.plan.fields, profile=self._order.profile)
        total = batch.count
        if not self._order.selected.is_everything:
            batch = batch.keep(self._order.selected.mask(np.array(batch.records, np.int64)).tolist())
            kept = set(batch.records)
            findings = [finding for finding in findings if finding.record in kept]
        batch, gaiji_findings = self._replace_gaiji(batch)
        findings = [*findings, *gaiji_findings]
        laps.end("convert")
        if not batch.count:
            nothing = np.zeros(0, dtype=ALBUM)
            return CheckReceipt(None, total, findings, {}, nothing, {}, {}, laps.seconds, np.zeros(0, dtype=FITTED))
        batch, postal_findings = self._check_postal(batch)
        findings = [*findings, *postal_findings]
        batch = _drop_held(batch, findings)
        laps.end("postal")
        slot_findings, fitted = self._measure(batch)
        told = self._order.told
        part_findings = told.find_faults(record_columns(batch), batch.records) if told else []
        findings = [*findings, *slot_findings, *part_findings]
        batch = _drop_held(batch, [*slot_findings, *part_findings])
        images = self._library.rows(self._composer.images(record_columns(batch), batch.count))
        artworks = self._composer.artworks(record_columns(batch), batch.count)
        longest = self._composer.longest(record_columns(batch), batch.count)
        pages = Counter(self._composer.pages(record_columns(batch), batch.count))
        laps.end("measure")
        batch = batch.with_text("_identity", batch.recipients(self._identity))
        path = item.with_name(item.name.replace("chunk", "checked"))
        batch.write(path)
        laps.end("identify")
        return CheckReceipt(
            path, total, findings, longest, images, artworks, dict(sorted(pages.items())), laps.seconds, fitted
        )

    def _replace_gaiji(self, batch: Batch) -> tuple[Batch, list[Finding]]:
        """Put in place of user-defined characters (外字) what the job's table says; hold those that it lacks."""
        table, findings = self._order.gaiji, []
        if table is None:
            return batch, []
        records = batch.records
        for name in [field.name for field in self._order.plan.fields if field.type == "text"]:
            values = batch.column(name)
            for index, codepoints in find_unmapped(table, values):
                listed = " ".join(f"U+{codepoint:04X}" for codepoint in codepoints)
                text = f"the table of user-defined characters has no {listed}"
                findings.append(Finding("text.gaiji", "hold", records[index], name, text))
            replaced = apply_gaiji(table, values)
            if replaced != values:
                batch = batch.replace_text(name, replaced)
        return batch, findings

    def _check_postal(self, batch: Batch) -> tuple[Batch, list[Finding]]:
        if not self._has_postal:
            nothing = [""] * batch.count
            return batch.with_text("_postal", nothing).with_text("_barcode", nothing).with_text("_number", nothing), []
        addresses = [" ".join(parts) for parts in zip(*(batch.column(name) for name in self._addresses), strict=True)]
        check = self._authority.check(batch.column(POSTAL_FIELD), addresses or [""] * batch.count)
        records = batch.records
        findings = [
            Finding(fault.code, fault.severity, records[fault.index], POSTAL_FIELD, fault.text)
            for fault in check.faults
        ]
        numbers = [payload[7:] for payload in check.numbers]
        batch = batch.with_text("_postal", check.postal_codes)
        return batch.with_text("_barcode", check.numbers).with_text("_number", numbers), findings

    def _measure(self, batch: Batch) -> tuple[list[Finding], Rows]:
        faults, fitted = self._composer.survey(record_columns(batch), batch.count)
        records = batch.records
        findings = [
            Finding(fault.code, fault.severity, records[fault.index], fault.slot, fault.text) for fault in faults
        ]
        for finding in findings:
            if finding.severity == "fail":
                raise JobError(
                    finding.code,
                    f'record {finding.record}, slot "{finding.slot}": {finding.text}',
                    cure='The slot says "fail" for this fault; correct the record or let the slot hold it.',
                )
        held = {finding.record for finding in findings if finding.severity == "hold"}
        return findings, fitted_rows(fitted, self._slots, records=records, held=held)


def slot_names(plan: Plan) -> list[str]:
    """Return the names of all slots; their places are the slots' numbers."""
    return [slot.spec.name for page in plan.pages for slot in page.slots]


def record_columns(batch: Batch) -> Mapping[str, list[Any]]:
    """Return the columns that the layout sees: the postal code is the cleaned one."""
    return _Cleaned(batch.columns())


def spool_name(field: str) -> str:
    """Return the column that has what the layout sees as a field."""
    return "_postal" if field == POSTAL_FIELD else field


class _Cleaned(Mapping[str, list[Any]]):
    """Columns with the sender's postal code replaced by the checked one."""

    def __init__(self, columns: Mapping[str, list[Any]]) -> None:
        self._columns = columns

    def __getitem__(self, name: str) -> list[Any]:
        return self._columns[spool_name(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def identity_fields(fields: Sequence[Field]) -> tuple[str, ...]:
    """Return the fields by which two records are the same recipient: name, company, postal code, address.

    None without a field "name" (people of one company share the rest) or without one of the address.
    """
    names, places = parts_of_identity([field.name for field in fields])
    known = {*names, *places} if NAME_FIELDS[0] in names and places else set()
    return tuple(field.name for field in fields if field.name in known)


def _drop_held(batch: Batch, findings: Sequence[Finding]) -> Batch:
    held = {finding.record for finding in findings if finding.severity == "hold"}
    return batch.keep([record not in held for record in batch.records]) if held else batch
