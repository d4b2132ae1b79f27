"""vdp impose: how pieces lie on sheets."""

from __future__ import annotations

import json
import re

import click

from vdp.cli.options import json_option
from vdp.impose.report import PIECES, FitRow, fit_report

_SIZE = re.compile(r"(\d+(?:\.\d+)?)[x×](\d+(?:\.\d+)?)")


def parse_sizes(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return sizes in millimetres such as 100x148 as (width, height) in micrometres."""
    matches = [_SIZE.fullmatch(value) for value in values]
    for value, match in zip(values, matches, strict=True):
        if match is None:
            message = f'"{value}" is not a size; write width x height in mm, such as 100x148'
            raise click.BadParameter(message)
    return tuple((round(float(match[1]) * 1000), round(float(match[2]) * 1000)) for match in matches if match)


@click.group()
def impose() -> None:
    """Show how pieces lie on sheets."""


@impose.command()
@click.option(
    "--piece", "pieces", multiple=True, metavar="WxH", callback=parse_sizes, help="Trim size in mm; repeatable."
)
@click.option("--press", "presses", multiple=True, metavar="NAME", help="Press profile; repeatable. Default: all.")
@click.option("--bleed", type=click.FloatRange(min=0, max=50), default=3.0, show_default=True, help="Bleed in mm.")
@json_option
def fit(pieces: tuple[tuple[int, int], ...], presses: tuple[str, ...], bleed: float, *, as_json: bool) -> None:
    """Print how many pieces each press carries, with a gutter of two bleeds and with a common cut."""
    rows = fit_report(pieces or PIECES, presses, bleed=round(bleed * 1000))
    if as_json:
        document = {"bleed": bleed, "fits": [_describe(row) for row in rows]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(f"{'piece':>12} {'press':<20} {'sheet':>13} {'gutter':>6} {'up':>4} {'grid':>6} {'turn':>5} {'used':>6}")
    for row in rows:
        click.echo(
            f"{_mm(row.piece):>12} {row.press:<20} {_mm(row.sheet):>13} {row.gutter / 1000:>6g} {row.up:>4} "
            f"{f'{row.columns}x{row.rows}':>6} {row.rotate:>5} {row.used:>6.1%}"
        )


def _describe(row: FitRow) -> dict[str, object]:
    return {
        "press": row.press,
        "sheet": [value / 1000 for value in row.sheet],
        "piece": [value / 1000 for value in row.piece],
        "gutter": row.gutter / 1000,
        "up": row.up,
        "columns": row.columns,
        "rows": row.rows,
        "rotate": row.rotate,
        "used": row.used,
    }


def _mm(size: tuple[int, int]) -> str:
    return f"{size[0] / 1000:g}x{size[1] / 1000:g}"
