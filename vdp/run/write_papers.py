"""Stage: bundles, refused records, reports, and last the manifest."""

from __future__ import annotations

from collections.abc import Sequence

from vdp.errors import DefectError
from vdp.job import Job
from vdp.pdf.inks import Ink
from vdp.pdf.plates import PLATES
from vdp.postal import write_bundles
from vdp.run.check_records import Checked
from vdp.run.codes import module_facts
from vdp.run.files import PrintFile
from vdp.run.order import JobOrder
from vdp.run.output import LEDGER, MANIFEST, OutputFolder
from vdp.run.part_fields import part_fields
from vdp.run.part_notices import told_notices
from vdp.run.piece_files import PieceFile
from vdp.run.prepare import Prepared
from vdp.run.print_sheets import Printed
from vdp.run.report import Counts, write_manifest, write_refusals, write_report


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
    write_report(
        part,
        job,
        counts=counts,
        findings=checked.findings,
        fitted=checked.fitted.slots,
        facts=_facts(prepared, checked, order, printed),
        notices=(*told_notices(job, checked.shared_ids), *printed.ink.notices),
    )
    papers = [part / name for name in ("held.csv", LEDGER, "postal/bundles.csv", "report.html", "report.json")]
    papers += checked.lists
    write_manifest(
        part / MANIFEST,
        job,
        job_hash=prepared.job_hash,
        counts=counts,
        unselected=checked.unselected,
        files=printed.files,
        papers=papers,
        faces=prepared.inventory.faces,
        plates=list_plates(printed, prepared.plan.inks),
    )
    return counts


def _facts(prepared: Prepared, checked: Checked, order: JobOrder, printed: Printed) -> dict[str, object]:
    """Return what the report tells of a job besides its counts."""
    facts = {
        "records not selected": checked.unselected,
        **_sheet_facts(prepared, order),
        **_reuse_facts(order, printed),
        **_told_facts(prepared.job),
        "bundles": len(order.mail.bundles),
        "print files": len(printed.files),
        "plates beside CMYK": "; ".join(map(_plate_text, list_plates(printed, prepared.plan.inks))) or "none",
        "artwork": "; ".join(printed.notes) or "nothing left out",
        **printed.ink.facts,
        "text reaches page": ", ".join(f"{page}: {checked.pages[page]}" for page in sorted(checked.pages)),
    }
    facts |= module_facts(checked.plan)
    for field, join in checked.joins.items():
        facts[f"{field}: records without a row"] = join.unmatched
        facts[f"{field}: rows without a record"] = join.orphans
        facts[f"{field}: rows equal to an earlier one"] = join.repeated
    for field, count in checked.repeated_codes.items():
        facts[f"{field}: codes drawn again"] = count
    return facts


def _told_facts(job: Job) -> dict[str, str]:
    """Return what print files say of a person in their document parts."""
    told = part_fields(job)
    return {"document parts carry": told.words()} if told else {}


def list_plates(printed: Printed, defined: Sequence[Ink]) -> list[dict[str, str]]:
    """Return the plates that the press needs beside CMYK, as it lays them; those of artwork alone last.

    `defined`: all inks of the layout; of one that only artwork prints in, nothing is marked as a step.
    """
    own = [
        {"name": ink.name, "kind": ink.kind, "step": " ".join(PLATES[ink.kind].step).strip() if ink.layered else ""}
        for ink in printed.inks
    ]
    kinds = {ink.name: ink.kind for ink in defined}
    foreign = [name for name in printed.spots if name not in {plate["name"] for plate in own}]
    return own + [{"name": name, "kind": kinds.get(name, "artwork"), "step": ""} for name in foreign]


def _plate_text(plate: dict[str, str]) -> str:
    return f"{plate['name']} ({plate['kind']}{', ' + plate['step'] if plate['step'] else ''})"


def _sheet_facts(prepared: Prepared, order: JobOrder) -> dict[str, object]:
    if prepared.grid is None:
        return {}
    lifts, bundles = order.lifts, order.mail.bundles
    facts: dict[str, object] = {"sheets": lifts.sheets, "lifts": lifts.lifts, "pieces per sheet": prepared.grid.up}
    if lifts.split_bundles:
        facts["bundles cut by a lift"] = ", ".join(str(bundles[index].number) for index in lifts.split_bundles)
    return facts


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
