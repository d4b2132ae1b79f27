"""vdp check: the measuring pass alone, in a folder of its own that is gone afterwards."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vdp.job import Job
from vdp.run.check_records import check_records
from vdp.run.ink import inspect_ink
from vdp.run.inputs import Inputs
from vdp.run.output import OutputFolder
from vdp.run.part_notices import told_notices
from vdp.run.prepare import prepare_job
from vdp.run.progress import ProgressView
from vdp.run.report import Notice
from vdp.run.selection import Selection
from vdp.workers import Executor


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What is known of a job before a sheet is written."""

    records: int
    printable: int
    held: int
    suppressed: int
    duplicate: int
    findings: dict[str, int]  # records by code
    not_selected: int  # other records of the source
    ink: dict[str, str]  # limit, and the most ink on each side
    notices: tuple[Notice, ...]  # of the job as a whole
    over_limit: bool  # more are held than the job allows, or none is left: vdp run would print nothing

    def document(self) -> dict[str, Any]:
        """Return the report as its JSON document."""
        return asdict(self) | {"notices": [notice._asdict() for notice in self.notices]}

    def text(self) -> str:
        """Return the report for people."""
        lines = [f"{self.records:,} records: {self.printable:,} can be printed, {self.held:,} are held"]
        lines += [f"  {count:>8,}  {code}" for code, count in self.findings.items()]
        lines += [f"  {notice.line()}" for notice in self.notices]
        if self.over_limit:
            why = "more are held than max-held allows" if self.printable else "none is left"
            lines.append(f"vdp run would print nothing: {why}")
        return "\n".join(lines)


def check_job(job: Job, *, executor: Executor, progress: ProgressView, selection: Selection) -> CheckReport:
    """Check every record of a job and count the findings."""
    with tempfile.TemporaryDirectory(prefix="vdp-check-") as scratch, OutputFolder(Path(scratch) / "check") as folder:
        with executor, Inputs(job.inputs).steady():
            prepared = prepare_job(job)
            checked = check_records(prepared, folder, executor, progress=progress, selection=selection)
        ink = inspect_ink(prepared, checked, folder=folder.work)
        refusals = checked.refusals
        held = refusals.count("held")
        return CheckReport(
            records=checked.total,
            printable=len(checked.records),
            held=held,
            suppressed=refusals.count("suppressed"),
            duplicate=refusals.count("duplicate"),
            findings=dict(sorted(checked.findings.items(), key=lambda item: (-item[1], item[0]))),
            not_selected=checked.unselected,
            ink=ink.facts,
            notices=(*told_notices(job, checked.shared_ids), *ink.notices),
            over_limit=checked.is_refused(job.records.max_held),
        )
