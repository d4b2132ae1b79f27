"""vdp verify OUT: read the finished files back and compare every piece with the ledger."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from vdp.run.verify import VerifyReport, verify_output

DIFFERS = 9
_SHOWN = 20


@click.command("verify")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--sample", type=click.IntRange(0), default=200, show_default=True, help="Pieces whose codes are scanned.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify_command(out: Path, sample: int, as_json: bool) -> None:
    """Read the finished files of OUT with other libraries and compare every piece with the ledger."""
    report = verify_output(out, sample=sample)
    click.echo(json.dumps(report.document(), ensure_ascii=False) if as_json else _as_text(report))
    if report.findings:
        sys.exit(DIFFERS)


def _as_text(report: VerifyReport) -> str:
    head = f"{report.verdict}: {report.compared:,} of {report.pieces:,} pieces compared, {report.codes_read:,} codes read"
    rows = [f"  sheet {row['sheet']}, slot {row['slot']}: {row['text']}" for row in report.findings[:_SHOWN]]
    more = len(report.findings) - _SHOWN
    return "\n".join([head, *rows, *([f"  … and {more:,} more"] if more > 0 else [])])
