"""vdp preflight FILE: does a PDF keep its profile?"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from vdp.cli.options import json_option
from vdp.preflight import PROFILES, check_pdf, format_html, read_house

BROKEN = 5


@click.command("preflight")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--profile", type=click.Choice(PROFILES), default="pdf/x-4", show_default=True, help="What it should keep."
)
@click.option(
    "--house", type=click.Path(path_type=Path), help="House profile (TOML): what the shop asks for beyond it."
)
@click.option("--html", "page", type=click.Path(path_type=Path), help="Write the report as a page, too.")
@json_option
def preflight_command(file: Path, *, profile: str, house: Path | None, page: Path | None, as_json: bool) -> None:
    """Check FILE, a PDF of any producer, against a PDF/X or PDF/VT level and a house profile."""
    report = check_pdf(file, profile=profile, house=read_house(house) if house else None)
    if page is not None:
        page.write_text(format_html(report), encoding="utf-8")
    click.echo(json.dumps(report.document(), ensure_ascii=False) if as_json else report.text())
    if report.verdict == "fail":
        sys.exit(BROKEN)
