"""The stages that the corridor names. Each takes values, returns values, and keeps its files in the work folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vdp.errors import DefectError, Finding, SourceError
from vdp.layout import Plan
from vdp.postal import open_authority, slip_fields, write_bundles
from vdp.records import Spool, open_source
from vdp.run.check import CheckOrder, CheckReceipt, CheckTask, Selection, identity_fields, slot_names
from vdp.run.chunk import Chunk, ComposeOrder, ComposeTask
from vdp.run.codes import code_places
from vdp.run.entries import piece_rows
from vdp.run.files import PrintFile, PrintFiles
from vdp.run.fitted import CODE as FITTED_CODE
from vdp.run.fitted import FittedTexts
from vdp.run.laps import add_laps
from vdp.run.ledger import Ledger
from vdp.run.order import SHEETS_PER_CHUNK, SHEETS_WITH_IMAGES, JobOrder, order_job, plan_chunks
from vdp.run.output import MANIFEST, OutputFolder
from vdp.run.pictures import PICTURES
from vdp.run.prepare import SLUG_FACE, Prepared, fix_versions
from vdp.run.progress import ProgressView
from vdp.run.report import (
    Counts,
    Refusals,
    count_findings,
    record_refusals,
    write_manifest,
    write_refusals,
    write_report,
)
from vdp.run.static import StaticContent, compose_static
from vdp.slots.image.album import write_album
from vdp.workers import Executor

ROWS_PER_CHUNK = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """What the measuring pass found."""

    plan: Plan  # QR versions fixed
    total: int  # records in the source
    refusals: Refusals
    warnings: dict[str, int]  # by code, records with it
    album: Path  # what is known of the images that records name
    own_images: bool  # whether some images are of one record each
    pages: Counter[int]  # pieces by the number of pages that their text reaches, duplicates among them
    joins: dict[str, tuple[int, int]]  # by list field: records without a row, rows without a record
    records: NDArray[np.int64]  # of what is printed, in postal order
    postal: NDArray[np.int32]
    laps: dict[str, float]  # processor seconds of the workers by step
    fitted: FittedTexts

    @property
    def findings(self) -> dict[str, int]:
        """Records by code: held, warned of, and printed with fitted texts."""
        held = count_findings(finding for _, found in self.refusals.rows.values() for finding in found)
        return self.warnings | held | ({FITTED_CODE: self.fitted.records} if self.fitted.records else {})


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """The finished print files, and the spot colours on them."""

    files: list[PrintFile]
    spots: tuple[str, ...]
    laps: dict[str, float]  # processor seconds of the workers by step


def check_records(
    prepared: Prepared, folder: OutputFolder, executor: Executor, *, progress: ProgressView, selection: Selection
) -> Checked:
    """Read, check and measure every record; keep the good ones in the spool."""
    job, plan = prepared.job, prepared.plan
    identity = identity_fields(plan.fields)
    source = open_source(job.records, plan.fields, folder=job.folder, identity=identity)
    order = CheckOrder(plan, source.profile, job.postal, prepared.inventory, selection, prepared.gaiji)
    progress.stage("check", None)
    findings: list[Finding] = []
    longest: dict[str, int] = {}
    images: list[NDArray[np.void]] = []
    pages: Counter[int] = Counter()
    laps: dict[str, float] = {}
    fitted = FittedTexts(folder.work / "fitted.bin", slot_names(plan))
    with Spool(folder.work / "spool.duckdb") as spool:
        chunks = source.write_chunks(folder.work, rows=ROWS_PER_CHUNK)
        for receipt in executor.map_ordered(CheckTask, (order,), chunks):
            _take_receipt(receipt, spool, findings, longest, images)
            fitted.add(receipt.fitted)
            pages.update(receipt.pages)
            add_laps(laps, receipt.laps)
            progress.advance(receipt.count)
        suppressed = spool.close_suppressed(source.suppressed)
        duplicates = spool.close_duplicates()
        findings += [finding for finding in source.malformed if selection.has(finding.record)]
        findings += source.findings
        records, postal = spool.keys()
    refusals = _refuse(findings, duplicates, suppressed, selection, source.count)
    warnings = count_findings(finding for finding in findings if finding.severity == "warn")
    fitted.count(records)
    album, own_images = write_album(folder.work / "album.npy", images)
    return Checked(
        plan=fix_versions(plan, longest),
        total=source.count,
        refusals=refusals,
        warnings=warnings,
        album=album,
        own_images=own_images,
        pages=pages,
        joins=source.unjoined,
        records=records,
        postal=postal,
        laps=laps,
        fitted=fitted,
    )


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
    for slot, length in receipt.longest.items():
        longest[slot] = max(longest.get(slot, 0), length)
    if len(receipt.images):
        images.append(receipt.images)


def _refuse(
    findings: list[Finding],
    duplicates: list[tuple[int, int]],
    suppressed: list[int],
    selection: Selection,
    total: int,
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
    if selection != Selection():
        for record in range(1, total + 1):
            if not selection.has(record):
                text = "the record was not asked for"
                rows[record] = ("suppressed", (Finding("run.not-selected", "hold", record, "", text),))
    return Refusals(dict(sorted(rows.items())))


def stop_if_too_many_held(prepared: Prepared, checked: Checked, folder: OutputFolder) -> None:
    """Stop before printing when more records are held than the job allows, or none is left."""
    job, held = prepared.job, checked.refusals.count("held")
    if len(checked.records) and held <= job.records.max_held * checked.total:
        return
    write_refusals(job, checked.refusals, folder.part / "held.csv")
    folder.publish_refusals()
    refused = folder.path.with_name(folder.path.name + ".refused")
    share = held / checked.total if checked.total else 0.0
    raise SourceError(
        "run.too-many-held" if len(checked.records) else "run.nothing-to-print",
        f"{held} of {checked.total} records are held ({share:.1%}; max-held is {job.records.max_held:.1%}): "
        "nothing is printed",
        cure=f"Read the reasons in {refused / 'held.csv'}, correct the list or raise max-held, and run again.",
    )


def order_records(prepared: Prepared, checked: Checked, folder: OutputFolder) -> JobOrder:
    """Fix the order of all pieces and write the records in it."""
    job = prepared.job
    authority = open_authority(job.postal.authority, date=job.postal.date)
    order = order_job(authority, checked.records, checked.postal, up=prepared.grid.up, lift=job.impose.lift)
    with Spool(folder.work / "spool.duckdb") as spool:
        spool.write_ordered(order.records, _records_path(folder))
    return order


def print_sheets(
    prepared: Prepared,
    checked: Checked,
    order: JobOrder,
    folder: OutputFolder,
    executor: Executor,
    *,
    progress: ProgressView,
) -> Printed:
    """Compose every chunk in the workers and append it to the print files and the ledger, in order."""
    prepared.resources.library.open_album(checked.album)
    static = compose_static(
        (checked.plan, prepared.slip_plan),
        prepared.resources,
        prepared.grid,
        artworks=prepared.artworks,
    )
    compose = _compose_order(prepared, checked, order, static=static, folder=folder)
    files = _open_files(prepared, static, folder)
    ledger = Ledger(folder.part / "ledger.sqlite")
    try:
        progress.stage("compose", order.pieces)
        laps = _append_chunks(
            prepared, checked, order, compose, executor, files=files, ledger=ledger, progress=progress
        )
        finished = files.finish()
        ledger.add_bundles((b.number, b.level, b.code, b.count, b.first, b.part, b.parts) for b in order.mail.bundles)
        record_refusals(ledger, checked.refusals)
        ledger.add_fitted(checked.fitted.ledger_rows())
        ledger.add_facts(_ledger_facts(prepared, compose, checked))
    finally:
        files.abort()
        ledger.close()
    return Printed(finished, static.spots, laps)


def _compose_order(
    prepared: Prepared, checked: Checked, order: JobOrder, *, static: StaticContent, folder: OutputFolder
) -> ComposeOrder:
    job = prepared.job
    return ComposeOrder(
        plan=checked.plan,
        slip_plan=prepared.slip_plan,
        slip_columns=slip_fields(order.mail.bundles, job=job.name, delay=job.postal.delay),
        records=_records_path(folder),
        inventory=prepared.inventory,
        grid=prepared.grid,
        forms=static.names(0, 2),
        slip_forms=static.names(2, 2),
        marks=("M0", "M1"),
        slug_face=SLUG_FACE,
        twins=prepared.twins,
        album=checked.album,
        folder=folder.work,
    )


def _open_files(prepared: Prepared, static: StaticContent, folder: OutputFolder) -> PrintFiles:
    output = prepared.job.output
    return PrintFiles(
        folder.part / "print",
        static,
        prepared.resources,
        info=prepared.info,
        condition=prepared.condition,
        profile=output.profile,
        split=output.split,
        pictures=folder.work / PICTURES,
    )


def _append_chunks(
    prepared: Prepared,
    checked: Checked,
    order: JobOrder,
    compose: ComposeOrder,
    executor: Executor,
    *,
    files: PrintFiles,
    ledger: Ledger,
    progress: ProgressView,
) -> dict[str, float]:
    """Append chunk after chunk; return the CPU seconds of the workers by step."""
    delivery = prepared.grid.press.delivery
    most = SHEETS_WITH_IMAGES if checked.own_images else SHEETS_PER_CHUNK
    chunks, waiting = _remember(plan_chunks(order, job=prepared.job.name, delivery=delivery, most=most))
    lift, laps = -1, dict[str, float]()
    for receipt in executor.map_ordered(ComposeTask, (compose,), chunks):
        chunk = waiting.pop(0)
        if chunk.lift != lift:
            files.begin_lift()
            lift = chunk.lift
        files.add_chunk(receipt, list(chunk.sheets))
        ledger.add_pieces(piece_rows(order, chunk, receipt))
        add_laps(laps, receipt.laps)
        progress.advance(len(receipt.sequences))
    return laps


def _remember(chunks: Iterator[Chunk]) -> tuple[Iterator[Chunk], list[Chunk]]:
    """Return the chunks and the list of those that were handed out but not answered yet."""
    waiting: list[Chunk] = []

    def hand_out() -> Iterator[Chunk]:
        for chunk in chunks:
            waiting.append(chunk)
            yield chunk

    return hand_out(), waiting


def _ledger_facts(prepared: Prepared, compose: ComposeOrder, checked: Checked) -> dict[str, str]:
    """Return what verify needs to know about the job."""
    grid = prepared.grid
    return {
        "job": prepared.job.name,
        "job_hash": prepared.job_hash,
        "up": str(grid.up),
        "sides": json.dumps(
            [[[*face.bleed, *face.trim, face.rotate] for face in side] for side in (grid.front, grid.back)]
        ),
        "twins": json.dumps({f"{one:x}": f"{other:x}" for one, other in compose.twins.items()}),
        "codes": json.dumps(code_places(checked.plan)),
    }


def write_papers(
    prepared: Prepared, checked: Checked, order: JobOrder, printed: Printed, folder: OutputFolder
) -> Counts:
    """Write bundles, refused records, report and manifest; refuse to finish when the counts do not balance."""
    job, part = prepared.job, folder.part
    refusals = checked.refusals
    counts = Counts(
        input=checked.total,
        printed=order.pieces,
        held=refusals.count("held"),
        suppressed=refusals.count("suppressed"),
        duplicate=refusals.count("duplicate"),
        tags=order.slips,
        blanks=order.lifts.blanks,
    )
    if not counts.balanced:
        raise DefectError("run.counts", f"the records do not add up: {counts}", cure="Report this as a defect of vdp.")
    write_bundles(part / "postal" / "bundles.csv", order.mail)
    write_refusals(job, refusals, part / "held.csv")
    facts = {
        "sheets": order.lifts.sheets,
        "lifts": order.lifts.lifts,
        "pieces per sheet": prepared.grid.up,
        "bundles": len(order.mail.bundles),
        "print files": len(printed.files),
        "spot colours": ", ".join(printed.spots) or "none",
        "text reaches page": ", ".join(f"{page}: {checked.pages[page]}" for page in sorted(checked.pages)),
    }
    for field, (unmatched, orphans) in checked.joins.items():
        facts[f"{field}: records without a row"] = unmatched
        facts[f"{field}: rows without a record"] = orphans
    write_report(part, job, counts=counts, findings=checked.findings, fitted=checked.fitted.slots, facts=facts)
    papers = [part / name for name in ("held.csv", "ledger.sqlite", "postal/bundles.csv", "report.html", "report.json")]
    write_manifest(
        part / MANIFEST,
        job,
        job_hash=prepared.job_hash,
        counts=counts,
        files=printed.files,
        papers=papers,
        faces=prepared.inventory.faces,
    )
    return counts


def _records_path(folder: OutputFolder) -> Path:
    return folder.work / "records.arrow"
