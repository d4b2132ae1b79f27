"""Stage: compose every chunk in the workers; append it to the print files and the ledger, in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from vdp.pdf.inks import Ink
from vdp.postal import slip_fields
from vdp.run.check_records import Checked
from vdp.run.chunk import Chunk, ComposeOrder, ComposeTask
from vdp.run.codes import code_places
from vdp.run.entries import piece_rows
from vdp.run.files import PressFiles, PrintFile
from vdp.run.ink import InkReport, measure_ink
from vdp.run.laps import add_laps
from vdp.run.ledger import Ledger
from vdp.run.open_files import open_press_files, plan_piece_files
from vdp.run.order import LEAVES_PER_CHUNK, LEAVES_WITH_IMAGES, JobOrder, plan_chunks
from vdp.run.order_records import records_path
from vdp.run.output import LEDGER, OutputFolder
from vdp.run.part_notices import told_notices
from vdp.run.pictures import PICTURES, Shelf, lay_static
from vdp.run.piece_files import PieceFile
from vdp.run.piece_pages import PieceOutput
from vdp.run.prepare import SLUG_FACE, Prepared
from vdp.run.progress import ProgressView
from vdp.run.report import record_refusals
from vdp.run.static import StaticContent, compose_static
from vdp.workers import Executor


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """The finished print files, and the spot colours on them."""

    files: list[PrintFile | PieceFile]
    inks: tuple[Ink, ...]  # of the layouts' own, as the press lays them
    spots: tuple[str, ...]  # of inks and artwork
    notes: tuple[str, ...]  # of the artwork
    ink: InkReport
    laps: dict[str, float]  # processor seconds of the workers by step


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
    prepared.resources.library.open_album(checked.album.path)
    static = compose_static(
        (checked.plan, prepared.slip_plan),
        prepared.resources,
        prepared.grid,
        artworks=prepared.artworks,
        used=checked.artworks,
    )
    pieces = plan_piece_files(prepared, static, transparent=checked.album.clear)
    compose = _compose_order(prepared, checked, order, static=static, pieces=pieces, folder=folder)
    shelf = Shelf(folder.work / PICTURES)
    lay_static([form.content for form in static.forms], prepared.resources.library, shelf)
    files = open_press_files(prepared, order, static, pieces=pieces, folder=folder.part / "print", shelf=shelf)
    ledger = Ledger(folder.part / LEDGER)
    try:
        progress.stage("compose", order.pieces)
        laps = _append_chunks(
            prepared, checked, order, compose, executor, files=files, ledger=ledger, progress=progress
        )
        ink = measure_ink(prepared, checked.plan, static, shelf, folder=folder.work)  # shared pictures are made by now
        finished = files.finish()
        ledger.add_bundles((b.number, b.level, b.code, b.count, b.first, b.part, b.parts) for b in order.mail.bundles)
        record_refusals(ledger, checked.refusals)
        ledger.add_fitted(checked.fitted.ledger_rows())
        ledger.add_facts(_ledger_facts(prepared, compose, checked, static))
    finally:
        files.abort()
        ledger.close()
    for notice in (*told_notices(prepared.job, checked.shared_ids), *ink.notices):
        progress.note(notice.line())
    return Printed(finished, static.inks, static.spots, static.notes, ink, laps)


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
        records=records_path(folder),
        inventory=prepared.inventory,
        grid=prepared.grid,
        pieces=pieces,
        forms=static.names(0, 2),
        slip_forms=static.names(2, 2),
        marks=("M0", "M1"),
        slug_face=SLUG_FACE,
        twins=prepared.twins,
        album=checked.album.path,
        folder=folder.work,
    )


def _append_chunks(
    prepared: Prepared,
    checked: Checked,
    order: JobOrder,
    compose: ComposeOrder,
    executor: Executor,
    *,
    files: PressFiles,
    ledger: Ledger,
    progress: ProgressView,
) -> dict[str, float]:
    """Append chunk after chunk; return the processor seconds of the workers by step."""
    delivery = prepared.grid.press.delivery if prepared.grid else "same-order-face-down"
    most = LEAVES_WITH_IMAGES if checked.album.own else LEAVES_PER_CHUNK
    chunks, waiting = _remember(plan_chunks(order, job=prepared.job.name, delivery=delivery, most=most))
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


def _ledger_facts(prepared: Prepared, compose: ComposeOrder, checked: Checked, static: StaticContent) -> dict[str, str]:
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
        "plates": json.dumps({ink.name: ink.overprint for ink in static.inks if ink.is_special}),
    }
