"""The corridor: from a job to press-ready sheets, stage by stage."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vdp.job import Job
from vdp.run.check_records import check_records, stop_if_too_many_held
from vdp.run.inputs import Inputs
from vdp.run.order_records import order_records
from vdp.run.output import OutputFolder
from vdp.run.prepare import prepare_job
from vdp.run.print_sheets import print_sheets
from vdp.run.progress import ProgressView
from vdp.run.report import Counts
from vdp.run.selection import Selection
from vdp.run.write_papers import write_papers
from vdp.workers import Executor


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage: for the operator's screen and the benchmark, never for a file of the output."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run tells when it ends."""

    out: Path
    counts: Counts
    unselected: int  # records that --records or --limit left out; no part of the counts
    stages: dict[str, float]
    laps: dict[str, dict[str, float]]  # by stage, processor seconds of the workers by step

    @property
    def seconds(self) -> float:
        """Time of all stages."""
        return sum(self.stages.values())

    def document(self) -> dict[str, Any]:
        """Return the report as its JSON document."""
        return {
            "out": str(self.out),
            "counts": asdict(self.counts),
            "not_selected": self.unselected,
            "seconds": round(self.seconds, 3),
            "recipients_per_second": round(self.counts.input / self.seconds, 1),
            "stages": {name: round(value, 3) for name, value in self.stages.items()},
            "workers": {
                stage: {step: round(value, 3) for step, value in laps.items()} for stage, laps in self.laps.items()
            },
        }

    def text(self) -> str:
        """Return the report for people."""
        counts, seconds = self.counts, self.seconds
        rest = f" ({self.unselected:,} not selected)" if self.unselected else ""
        return (
            f"{self.out}: {counts.printed:,} printed, {counts.held:,} held, {counts.suppressed:,} suppressed, "
            f"{counts.duplicate:,} duplicate of {counts.input:,} records{rest}; {counts.tags:,} bundle slips, "
            f"{counts.blanks:,} blanks; {seconds:.1f} s ({counts.input / seconds:,.0f} records a second)"
        )


def produce(job: Job, out: Path, *, executor: Executor, progress: ProgressView, selection: Selection) -> RunReport:
    """Turn a job into an output folder."""
    watch, inputs = Stopwatch(), Inputs(job.inputs)
    with OutputFolder(out, inputs=job.inputs) as folder, executor:
        if folder.cleared:
            progress.note(f"{folder.part}: what a run that was killed had left here is removed")
        with watch.stage("prepare"), inputs.steady():
            prepared = prepare_job(job)
        with watch.stage("check"), inputs.steady():
            checked = check_records(prepared, folder, executor, progress=progress, selection=selection)
        stop_if_too_many_held(prepared, checked, folder)
        with watch.stage("order"):
            ordered = order_records(prepared, checked, folder)
        with watch.stage("compose"):
            printed = print_sheets(prepared, checked, ordered, folder, executor, progress=progress)
        with watch.stage("papers"), inputs.steady(job.reread):
            counts = write_papers(prepared, checked, ordered, printed, folder)
        folder.publish()
    return RunReport(
        folder.path, counts, checked.unselected, watch.seconds, {"check": checked.laps, "compose": printed.laps}
    )
