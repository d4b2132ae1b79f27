"""vdp run and vdp check."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import asdict
from pathlib import Path

import click

from vdp.job import read_job
from vdp.run import BarProgress, ProcessExecutor, RunReport, Selection, SerialExecutor, SilentProgress
from vdp.run.inspect import CheckReport, inspect_job
from vdp.run.pipeline import produce
from vdp.run.workers import Executor

_RANGE = re.compile(r"(\d+)(?:-(\d+))?")

_job = click.argument("job", type=click.Path(path_type=Path))
_workers = click.option("--workers", type=click.IntRange(1, 256), help="Processes; default: one per core.")
_executor = click.option(
    "--executor", type=click.Choice(["process", "serial"]), default="process", show_default=True, help="Who works."
)
_records = click.option("--records", "wanted", default="", help="Only these records, such as 1,5-9.")
_limit = click.option("--limit", type=click.IntRange(1), help="Only the first N records.")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.command("run")
@_job
@click.option("--out", type=click.Path(path_type=Path), help="Output folder; default: out/NAME beside you.")
@_workers
@_executor
@_records
@_limit
@_json
def run_command(
    job: Path,
    out: Path | None,
    workers: int | None,
    executor: str,
    wanted: str,
    limit: int | None,
    as_json: bool,
) -> None:
    """Turn JOB.toml into press-ready sheets and a ledger of every record."""
    settings = read_job(job)
    folder = out or Path("out") / settings.name
    with _progress() as progress:
        report = produce(
            settings,
            folder,
            executor=_make_executor(executor, workers),
            progress=progress,
            selection=_read_selection(wanted, limit),
        )
    click.echo(json.dumps(_as_document(report), ensure_ascii=False) if as_json else _as_text(report))


@click.command("check")
@_job
@_workers
@_executor
@_records
@_limit
@_json
def check_command(
    job: Path, workers: int | None, executor: str, wanted: str, limit: int | None, as_json: bool
) -> None:
    """Find all that can be known of JOB.toml without writing a sheet."""
    settings = read_job(job)
    with _progress() as progress:
        report = inspect_job(
            settings,
            executor=_make_executor(executor, workers),
            progress=progress,
            selection=_read_selection(wanted, limit),
        )
    click.echo(json.dumps(asdict(report), ensure_ascii=False) if as_json else _check_text(report))
    if report.over_limit:
        sys.exit(4)


def _progress() -> BarProgress | SilentProgress:
    return BarProgress() if sys.stderr.isatty() else SilentProgress()


def _make_executor(name: str, workers: int | None) -> Executor:
    return SerialExecutor() if name == "serial" else ProcessExecutor(workers or len(os.sched_getaffinity(0)))


def _read_selection(wanted: str, limit: int | None) -> Selection:
    ranges = []
    for part in filter(None, wanted.split(",")):
        match = _RANGE.fullmatch(part.strip())
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise click.UsageError(f'"{part}" is not a record number or a range such as 5-9.')
        ranges.append((int(match[1]), int(match[2] or match[1])))
    return Selection(tuple(ranges), limit or 0)


def _as_document(report: RunReport) -> dict[str, object]:
    seconds = sum(report.stages.values())
    return {
        "out": str(report.out),
        "counts": asdict(report.counts),
        "seconds": round(seconds, 3),
        "recipients_per_second": round(report.counts.input / seconds, 1),
        "stages": {name: round(value, 3) for name, value in report.stages.items()},
    }


def _as_text(report: RunReport) -> str:
    counts, seconds = report.counts, sum(report.stages.values())
    return (
        f"{report.out}: {counts.printed:,} printed, {counts.held:,} held, {counts.suppressed:,} suppressed, "
        f"{counts.duplicate:,} duplicate of {counts.input:,} records; {counts.tags:,} bundle slips, "
        f"{counts.blanks:,} blanks; {seconds:.1f} s ({counts.input / seconds:,.0f} records a second)"
    )


def _check_text(report: CheckReport) -> str:
    lines = [f"{report.records:,} records: {report.printable:,} can be printed, {report.held:,} are held"]
    lines += [f"  {count:>8,}  {code}" for code, count in report.findings.items()]
    return "\n".join(lines)
