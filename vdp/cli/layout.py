"""vdp layout: check a layout, print its schema and its manual."""

from __future__ import annotations

from pathlib import Path

import click

from vdp.layout import compile_layout
from vdp.layout.manual import write_manual
from vdp.layout.schema import write_schema
from vdp.units import parse_length


@click.group()
def layout() -> None:
    """Check layouts, print the language's schema and manual."""


@layout.command()
@click.argument("path", metavar="LAYOUT.xml", type=click.Path(path_type=Path))
@click.option("--piece", metavar="'100mm 148mm'", help="Size of the job's pieces, for a layout sized in percent.")
def check(path: Path, piece: str | None) -> None:
    """Compile a layout and print what it holds; every mistake comes with its line and column."""
    plan = compile_layout(path, piece=_read_size(piece) if piece else None)
    for page in plan.pages:
        for slot in page.slots:
            click.echo(f"{slot.spec.name}\t{slot.place}")
    slots = sum(len(page.slots) for page in plan.pages)
    click.echo(f"{plan.name}: {len(plan.pages)} pages, {slots} slots, {len(plan.fields)} fields, no mistakes", err=True)


def _read_size(text: str) -> tuple[float, float]:
    try:
        width, height = (parse_length(length) for length in text.split())
    except ValueError as error:
        message = 'write width and height, such as --piece "100mm 148mm"'
        raise click.UsageError(message) from error
    return width, height


@layout.command()
def schema() -> None:
    """Print the RELAX NG schema."""
    click.echo(write_schema(), nl=False)


@layout.command()
def vocabulary() -> None:
    """Print the manual of the language in Markdown."""
    click.echo(write_manual(), nl=False)
