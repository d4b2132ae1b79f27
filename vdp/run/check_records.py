"""Stage: read, check and measure every record; stop when too many are held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vdp.errors import Finding, SourceError
from vdp.layout import Plan
from vdp.records import Spool, open_source
from vdp.records.join import JoinCounts
from vdp.records.source import Source
from vdp.records.spool import SharedValues
from vdp.run.check import CheckOrder, CheckReceipt, CheckTask, identity_fields, slot_names, spool_name
from vdp.run.fitted import CODE as FITTED_CODE
from vdp.run.fitted import FittedTexts
from vdp.run.laps import add_laps
from vdp.run.output import OutputFolder
from vdp.run.part_fields import part_fields
from vdp.run.part_notices import SHARED_ID
from vdp.run.prepare import Prepared, fix_versions
from vdp.run.progress import ProgressView
from vdp.run.report import Refusals, count_findings, write_refusals
from vdp.run.selection import Selection
from vdp.slots.image.album import WrittenAlbum, write_album
from vdp.workers import Executor

ROWS_PER_CHUNK = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """What the measuring pass found."""

    plan: Plan  # sizes of codes fixed
    total: int  # records of the run
    unselected: int  # other records of the source
    refusals: Refusals
    counted: dict[str, int]  # by code, records that were held or warned of; of the joined files what does not belong
    album: WrittenAlbum  # what is known of the images that records name
    artworks: dict[str, set[str]]  # by artwork slot, names in use
    pages: Counter[int]  # pieces by the number of pages that their text reaches, duplicates among them
    joins: dict[str, JoinCounts]  # by list field
    lists: list[Path]  # rows of joined files that need a look; the codes of printed records
    repeated_codes: dict[str, int]  # by field, codes that were drawn again
    records: NDArray[np.int64]  # of what is printed, in postal order
    postal: NDArray[np.int32]
    laps: dict[str, float]  # processor seconds of the workers by step
    fitted: FittedTexts
    shared_ids: SharedValues  # external ids of several records

    @property
    def findings(self) -> dict[str, int]:
        """Records by code: held, warned of, and printed with fitted texts."""
        return self.counted | ({FITTED_CODE: self.fitted.records} if self.fitted.records else {})

    def is_refused(self, max_held: float) -> bool:
        """Tell whether nothing is to be printed: more records are held than the job allows, or none is left."""
        # A quotient, not max_held * total: 0.29 * 100 is less than 29, and 29 / 100 is what TOML reads as 0.29.
        return not len(self.records) or self.refusals.count("held") / self.total > max_held


def check_records(
    prepared: Prepared, folder: OutputFolder, executor: Executor, *, progress: ProgressView, selection: Selection
) -> Checked:
    """Read, check and measure every record; keep the good ones in the spool."""
    job, plan = prepared.job, prepared.plan
    identity = identity_fields(plan.fields)
    source = open_source(job.records, plan.fields, folder=job.folder, identity=identity, codes=job.codes, job=job.name)
    told = part_fields(job)
    order = CheckOrder(plan, source.profile, job.postal, prepared.inventory, selection, prepared.gaiji, told)
    progress.stage("check", None)
    findings: list[Finding] = []
    longest: dict[str, int] = {}
    images: list[NDArray[np.void]] = []
    artworks: dict[str, set[str]] = {}
    pages: Counter[int] = Counter()
    laps: dict[str, float] = {}
    fitted = FittedTexts(folder.work / "fitted.bin", slot_names(plan))
    with Spool(folder.work / "spool.duckdb") as spool, _keeping_unreadable(source, folder):
        chunks = source.write_chunks(folder.work, rows=ROWS_PER_CHUNK, selected=selection.mask)
        for receipt in executor.map_ordered(CheckTask, (order,), chunks):
            _take_receipt(receipt, spool, findings, longest, images)
            _take_names(receipt, artworks)
            fitted.add(receipt.fitted)
            pages.update(receipt.pages)
            add_laps(laps, receipt.laps)
            progress.advance(receipt.count)
        suppressed = spool.close_suppressed(source.suppressed)
        duplicates = spool.close_duplicates()
        findings += [finding for finding in source.malformed if selection.has(finding.record)]
        records, postal = spool.keys()
        shared_ids = spool.count_shared(spool_name(told.external_id) if told else "")
    refusals = _refuse(findings, duplicates, suppressed)
    refused = (finding for _, found in refusals.rows.values() for finding in found)
    counted = count_findings(chain(findings, refused))
    if shared_ids.records:
        counted[SHARED_ID] = shared_ids.records
    fitted.count(records)
    total = selection.count(source.count)
    return Checked(
        plan=fix_versions(plan, longest),
        total=total,
        unselected=source.count - total,
        refusals=refusals,
        counted=counted | _count_strays(source.unjoined),
        artworks=artworks,
        album=write_album(folder.work / "album.npy", images),
        pages=pages,
        joins=source.unjoined,
        lists=[*source.write_strays(folder.part), *source.write_codes(folder.part, records)],
        repeated_codes=source.repeated_codes,
        records=records,
        postal=postal,
        laps=laps,
        fitted=fitted,
        shared_ids=shared_ids,
    )


@contextmanager
def _keeping_unreadable(source: Source, folder: OutputFolder) -> Iterator[None]:
    """Leave the list of a joined file's rows that cannot be read where a refused job leaves its held records."""
    try:
        yield
    except SourceError as error:
        if error.code != "records.join-row":
            raise
        source.write_strays(folder.part)
        cure = f"Correct the rows that {folder.publish_refusals()} lists, and run again."
        raise SourceError(error.code, error.text, where=error.where, cure=cure) from error


def _count_strays(joins: Mapping[str, JoinCounts]) -> dict[str, int]:
    """Return by code how many records and rows of joined files do not belong together."""
    counts: Counter[str] = Counter()
    for join in joins.values():
        counts.update(join.findings())
    return dict(+counts)


def _take_receipt(
    receipt: CheckReceipt,
    spool: Spool,
    findings: list[Finding],
    longest: dict[str, int],
    images: list[NDArray[np.void]],
) -> None:
    if receipt.path is not None:
        spool.add(receipt.path)
        receipt.path.unlink()
    findings.extend(receipt.findings)
    for slot, size in receipt.longest.items():
        longest[slot] = max(longest.get(slot, 0), size)
    if len(receipt.images):
        images.append(receipt.images)


def _take_names(receipt: CheckReceipt, artworks: dict[str, set[str]]) -> None:
    for slot, names in receipt.artworks.items():
        artworks.setdefault(slot, set()).update(names)


def _refuse(
    findings: list[Finding],
    duplicates: list[tuple[int, int]],
    suppressed: list[int],
) -> Refusals:
    rows: dict[int, tuple[str, tuple[Finding, ...]]] = {}
    for finding in findings:
        if finding.severity == "hold":
            earlier = rows.get(finding.record, ("held", ()))[1]
            rows[finding.record] = ("held", (*earlier, finding))
    for record, first in duplicates:
        text = f"the same name and address as record {first}"
        rows[record] = ("duplicate", (Finding("run.duplicate", "hold", record, "", text),))
    for record in suppressed:
        text = "the recipient is on the suppression list"
        rows[record] = ("suppressed", (Finding("run.suppressed", "hold", record, "", text),))
    return Refusals(dict(sorted(rows.items())))


def stop_if_too_many_held(prepared: Prepared, checked: Checked, folder: OutputFolder) -> None:
    """Stop before printing when more records are held than the job allows, or none is left."""
    job, held = prepared.job, checked.refusals.count("held")
    if not checked.is_refused(job.records.max_held):
        return
    write_refusals(job, checked.refusals, folder.part / "held.csv")
    refused = folder.publish_refusals()
    if not checked.total and not checked.unselected:
        raise SourceError(
            "run.nothing-to-print",
            f'"{job.records.source.name}" has no records: nothing is printed',
            cure="Correct source in [records], or export the list again.",
        )
    if not checked.total:
        raise SourceError(
            "run.nothing-to-print",
            f"none of the {checked.unselected} records is asked for: nothing is printed",
            cure="Correct --records or --limit.",
        )
    if not len(checked.records):
        suppressed, duplicate = (checked.refusals.count(state) for state in ("suppressed", "duplicate"))
        raise SourceError(
            "run.nothing-to-print",
            f"none of {checked.total} records is left: {held} held, {suppressed} suppressed, {duplicate} duplicate; "
            "nothing is printed",
            cure=f"Read the reasons in {refused / 'held.csv'}, correct the list, and run again.",
        )
    share = held / checked.total
    raise SourceError(
        "run.too-many-held",
        f"{held} of {checked.total} records are held ({share:.1%}; max-held is {job.records.max_held:.1%}): "
        "nothing is printed",
        cure=f"Read the reasons in {refused / 'held.csv'}, correct the list or raise max-held, and run again.",
    )
