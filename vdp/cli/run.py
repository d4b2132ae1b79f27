"""vdp run and vdp check."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from vdp.cli.options import executor_option, json_option, limit_option, records_option, workers_option
from vdp.job import read_job
from vdp.run import Selection, check_job, open_progress, produce
from vdp.workers import open_executor

REFUSED = 4

_RANGE = re.compile(r"(\d{1,12})(?:-(\d{1,12}))?", re.ASCII)
_job = click.argument("job", type=click.Path(path_type=Path))


@click.command("run")
@_job
@click.option("--out", type=click.Path(path_type=Path), help="Output folder; default: out/NAME where you are.")
@workers_option
@executor_option
@records_option
@limit_option
@json_option
def run_command(
    job: Path,
    *,
    out: Path | None,
    workers: int | None,
    executor: str,
    wanted: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Turn JOB.toml into press-ready sheets and a ledger of every record."""
    settings = read_job(job)
    with open_progress() as progress:
        report = produce(
            settings,
            out or Path("out") / settings.name,
            executor=open_executor(executor, workers=workers),
            progress=progress,
            selection=_read_selection(wanted, limit),
        )
    click.echo(json.dumps(report.document(), ensure_ascii=False) if as_json else report.text())


@click.command("check")
@_job
@workers_option
@executor_option
@records_option
@limit_option
@json_option
def check_command(
    job: Path, *, workers: int | None, executor: str, wanted: str | None, limit: int | None, as_json: bool
) -> None:
    """Find all that can be known of JOB.toml without writing a sheet."""
    settings = read_job(job)
    with open_progress() as progress:
        report = check_job(
            settings,
            executor=open_executor(executor, workers=workers),
            progress=progress,
            selection=_read_selection(wanted, limit),
        )
    click.echo(json.dumps(report.document(), ensure_ascii=False) if as_json else report.text())
    if report.over_limit:
        sys.exit(REFUSED)


def _read_selection(wanted: str | None, limit: int | None) -> Selection:
    """Return the records asked for; an empty list is a mistake, never "all"."""
    ranges = []
    for part in wanted.split(",") if wanted is not None else ():
        match = _RANGE.fullmatch(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last:
            raise click.UsageError(f'"{part}" is not a record number from 1, or a range such as 5-9.')
        ranges.append((first, last))
    return Selection(tuple(ranges), limit or 0)
