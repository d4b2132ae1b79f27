"""vdp verify OUT: read the finished files back and compare every piece with the ledger."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from vdp.cli.options import json_option, workers_option
from vdp.run.verify import verify_output
from vdp.workers import open_executor

DIFFERS = 9


@click.command("verify")
@click.argument("out", type=click.Path(path_type=Path))
@workers_option
@click.option(
    "--sample", type=click.IntRange(0), default=200, show_default=True, help="Pieces whose codes are scanned."
)
@json_option
def verify_command(out: Path, *, workers: int | None, sample: int, as_json: bool) -> None:
    """Read the finished files of OUT with other libraries and compare every piece with the ledger."""
    report = verify_output(out, sample=sample, executor=open_executor(workers=workers))
    click.echo(json.dumps(report.document(), ensure_ascii=False) if as_json else report.text())
    if report.findings:
        sys.exit(DIFFERS)
