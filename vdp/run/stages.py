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
from vdp.pdf.profiles import find_profile, sheet_profile
from vdp.postal import open_authority, slip_fields, write_bundles
from vdp.records import Spool, open_source
from vdp.run.check import CheckOrder, CheckReceipt, CheckTask, Selection, identity_fields, slot_names
from vdp.run.chunk import Chunk, ComposeOrder, ComposeTask
from vdp.run.codes import code_places
from vdp.run.entries import piece_rows
from vdp.run.files import PressFiles, PrintFile, PrintFiles
from vdp.run.fitted import CODE as FITTED_CODE
from vdp.run.fitted import FittedTexts
from vdp.run.laps import add_laps
from vdp.run.ledger import Ledger
from vdp.run.order import JobOrder, order_job, plan_chunks
from vdp.run.output import MANIFEST, OutputFolder
from vdp.run.piece_files import PieceFile, PieceFiles
from vdp.run.piece_pages import PieceOutput, piece_size, plan_pieces
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
from vdp.workers import Executor

ROWS_PER_CHUNK = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """What the measuring pass found."""

    plan: Plan  # QR versions fixed
    total: int  # records in the source
    refusals: Refusals
    warnings: dict[str, int]  # by code, records with it
    images: dict[str, set[str]]  # by image slot, names in use
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

    files: list[PrintFile | PieceFile]
    spots: tuple[str, ...]
    notes: tuple[str, ...]  # of the artwork
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
    images: dict[str, set[str]] = {}
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
    return Checked(
        plan=fix_versions(plan, longest),
        total=source.count,
        refusals=refusals,
        warnings=warnings,
        images=images,
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
    images: dict[str, set[str]],
) -> None:
    if receipt.path is not None:
        spool.add(receipt.path)
        receipt.path.unlink()
    findings.extend(receipt.findings)
    for slot, length in receipt.longest.items():
        longest[slot] = max(longest.get(slot, 0), length)
    for slot, names in receipt.images.items():
        images.setdefault(slot, set()).update(names)


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
    up = prepared.grid.up if prepared.grid else 0
    order = order_job(authority, checked.records, checked.postal, up=up, lift=job.impose.lift)
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
    static = compose_static(
        (checked.plan, prepared.slip_plan),
        prepared.resources,
        prepared.grid,
        condition=prepared.condition,
        artworks=prepared.artworks,
        images=checked.images,
    )
    pieces = _plan_pieces(prepared, order, static)
    compose = _compose_order(prepared, checked, order, static=static, pieces=pieces, folder=folder)
    files = PressFiles(
        _open_sheets(prepared, static, folder) if prepared.grid else None,
        _open_pieces(prepared, order, pieces, static, folder) if pieces else None,
    )
    ledger = Ledger(folder.part / "ledger.sqlite")
    try:
        progress.stage("compose", order.pieces)
        laps = _append_chunks(prepared, order, compose, executor, files=files, ledger=ledger, progress=progress)
        finished = files.finish()
        ledger.add_bundles((b.number, b.level, b.code, b.count, b.first, b.part, b.parts) for b in order.mail.bundles)
        record_refusals(ledger, checked.refusals)
        ledger.add_fitted(checked.fitted.ledger_rows())
        ledger.add_facts(_ledger_facts(prepared, compose, checked))
    finally:
        files.abort()
        ledger.close()
    return Printed(finished, static.spots, static.notes, laps)


def _compose_order(
    prepared: Prepared,
    checked: Checked,
    order: JobOrder,
    *,
    static: StaticContent,
    pieces: PieceOutput | None,
    folder: OutputFolder,
) -> ComposeOrder:
    job = prepared.job
    return ComposeOrder(
        plan=checked.plan,
        slip_plan=prepared.slip_plan,
        slip_columns=slip_fields(order.mail.bundles, job=job.name, delay=job.postal.delay),
        records=_records_path(folder),
        inventory=prepared.inventory,
        grid=prepared.grid,
        pieces=pieces,
        forms=static.names(0, 2),
        slip_forms=static.names(2, 2),
        marks=("M0", "M1"),
        slug_face=SLUG_FACE,
        twins=prepared.twins,
        folder=folder.work,
    )


def _plan_pieces(prepared: Prepared, order: JobOrder, static: StaticContent) -> PieceOutput | None:
    output, plan = prepared.job.output, prepared.plan
    if not output.pieces:
        return None
    return plan_pieces(
        order.files,
        order.mail,
        piece_size(plan, prepared.slip_plan),
        parts=bool(find_profile(output.profile).parts),
        transparent=static.transparent,
        external_id=output.external_id,
    )


def _open_sheets(prepared: Prepared, static: StaticContent, folder: OutputFolder) -> PrintFiles:
    output = prepared.job.output
    return PrintFiles(
        folder.part / "print",
        static,
        prepared.resources,
        info=prepared.info,
        condition=prepared.condition,
        profile=sheet_profile(output.profile),
        split=output.split,
    )


def _open_pieces(
    prepared: Prepared, order: JobOrder, pieces: PieceOutput, static: StaticContent, folder: OutputFolder
) -> PieceFiles:
    return PieceFiles(
        folder.part / "print",
        pieces,
        static,
        prepared.resources,
        info=prepared.info,
        condition=prepared.condition,
        profile=prepared.job.output.profile,
        mail=order.mail,
    )


def _append_chunks(
    prepared: Prepared,
    order: JobOrder,
    compose: ComposeOrder,
    executor: Executor,
    *,
    files: PressFiles,
    ledger: Ledger,
    progress: ProgressView,
) -> dict[str, float]:
    """Append chunk after chunk; return the CPU seconds of the workers by step."""
    delivery = prepared.grid.press.delivery if prepared.grid else "same-order-face-down"
    chunks, waiting = _remember(plan_chunks(order, job=prepared.job.name, delivery=delivery))
    lift, laps = -1, dict[str, float]()
    for receipt in executor.map_ordered(ComposeTask, (compose,), chunks):
        chunk = waiting.pop(0)
        if chunk.lift != lift:
            files.begin_lift()
            lift = chunk.lift
        files.add_chunk(receipt, chunk)
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
    grid, pieces = prepared.grid, compose.pieces
    sides = (grid.front, grid.back) if grid else ()
    return {
        "job": prepared.job.name,
        "job_hash": prepared.job_hash,
        "up": str(grid.up if grid else 1),
        "sides": json.dumps([[[*face.bleed, *face.trim, face.rotate] for face in side] for side in sides]),
        "pages": json.dumps([[pieces.size.face()]] * pieces.size.sides if pieces else []),
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
        **_sheet_facts(prepared, order),
        **_reuse_facts(order, printed),
        "bundles": len(order.mail.bundles),
        "print files": len(printed.files),
        "spot colours": ", ".join(printed.spots) or "none",
        "artwork": "; ".join(printed.notes) or "nothing left out",
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


def _sheet_facts(prepared: Prepared, order: JobOrder) -> dict[str, int]:
    if prepared.grid is None:
        return {}
    lifts = order.lifts
    return {"sheets": lifts.sheets, "lifts": lifts.lifts, "pieces per sheet": prepared.grid.up}


def _reuse_facts(order: JobOrder, printed: Printed) -> dict[str, str]:
    """Return what a RIP has to read for a piece, by kind of print file."""
    facts: dict[str, str] = {}
    for name, kind in (("sheets", PrintFile), ("pieces", PieceFile)):
        files = [entry.file for entry in printed.files if isinstance(entry, kind)]
        if files:
            size, objects = sum(file.size for file in files), sum(file.objects for file in files)
            shared = sum(file.shared for file in files)
            facts[f"{name}: bytes a leaf"] = f"{size / len(order.leaves):.0f}, of them shared {shared / size:.1%}"
            facts[f"{name}: objects a leaf"] = f"{objects / len(order.leaves):.2f}"
    return facts


def _records_path(folder: OutputFolder) -> Path:
    return folder.work / "records.arrow"
