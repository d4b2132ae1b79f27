"""vdp explain CODE: cause and cure of a finding, an error, or a rule of preflight."""

from __future__ import annotations

from difflib import get_close_matches

import click

from vdp.errors import Explanation, read_explanations
from vdp.preflight.rules import read_rules


@click.command("explain")
@click.argument("code", required=False)
def explain_command(code: str | None) -> None:
    """Print cause and cure of CODE; without CODE, list all codes."""
    known = read_explanations()
    if code is None:
        for name in known:
            click.echo(name)
        return
    for key, row in read_rules().items():
        known[key] = Explanation(key, f"broken: {row.title} ({row.source})", row.cure)
    if code not in known:
        near = get_close_matches(code, known, n=1)
        hint = f' Did you mean "{near[0]}"?' if near else " `vdp explain` lists all codes."
        raise click.UsageError(f'there is no code "{code}".{hint}')
    click.echo(f"{code}\n  cause: {known[code].cause}\n  cure:  {known[code].cure}")
