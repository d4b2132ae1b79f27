"""The command `vdp` and what every sub-command shares: errors to stderr, exit statuses."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType

import click

import vdp
from vdp.errors import JobError, VdpError, read_explanations
from vdp.workers import defect, start_server, storage_error

ENDINGS = {
    signal.SIGINT: ("interrupted", 130),
    signal.SIGTERM: ("terminated", 143),
    signal.SIGHUP: ("the terminal was closed", 129),
}
"""Signals that ask the process to end: what is told, and the status (128 + number)."""


class Ended(BaseException):
    """The process was asked to end, by the signal given."""


COMMANDS = {
    "run": ("vdp.cli.run", "run_command"),
    "check": ("vdp.cli.run", "check_command"),
    "verify": ("vdp.cli.verify", "verify_command"),
    "preflight": ("vdp.cli.preflight", "preflight_command"),
    "explain": ("vdp.cli.explain", "explain_command"),
    "postal": ("vdp.cli.postal", "postal"),
    "layout": ("vdp.cli.layout", "layout"),
    "impose": ("vdp.cli.impose", "impose"),
    "fonts": ("vdp.cli.fonts", "fonts"),
}
"""Module and name of each sub-command; only the one that is typed is imported."""

AT_WORK = ("run", "check", "verify")
"""Sub-commands with worker processes: their server starts before anything else, to import on a core of its own."""


class Commands(click.Group):
    """The sub-commands, imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Return the names in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """Import one sub-command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands)
@click.version_option(vdp.__version__, prog_name="vdp")
def commands() -> None:
    """Print-production engine for variable-data direct mail."""


def main() -> None:
    """Run the command line and end the process with its status."""
    try:
        _run()
    finally:
        _settle()


def _run() -> None:
    for number in ENDINGS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup and background jobs want it ignored
            signal.signal(number, _end)
    try:
        if sys.argv[1:2] and sys.argv[1] in AT_WORK:
            _stand_somewhere()
            start_server()
        with commands.make_context("vdp", sys.argv[1:]) as context:
            commands.invoke(context)
        if sys.stdout is not None:  # closed before we began
            sys.stdout.flush()
    except click.exceptions.Exit as done:  # --help and --version
        sys.exit(done.exit_code)
    except click.ClickException as error:
        with suppress(OSError):  # nobody may be there any more
            error.show()
        sys.exit(error.exit_code)
    except Ended as end:
        what, status = ENDINGS[end.args[0]]
        with suppress(OSError):  # a terminal that was closed takes no message
            click.echo(f"vdp: {what}; nothing unfinished was left under the output's name", err=True)
        sys.exit(status)
    except VdpError as error:
        sys.exit(_tell(error))
    except BrokenPipeError as error:  # who read our answer went away: it was not given in full
        sys.exit(storage_error(error).exit_status)
    except (OSError, sqlite3.OperationalError) as error:
        sys.exit(_tell(storage_error(error)))
    except Exception as error:  # noqa: BLE001 - the last line of defence: a place, not a traceback
        sys.exit(_tell(defect(error)))


def _settle() -> None:
    """Drop what pipes and terminals that are gone did not take: Python would end with a status of its own for it."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # either may have been closed before we began
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _stand_somewhere() -> None:
    """Raise JobError where the folder that the command was started in is gone: nothing relative to it can be found."""
    try:
        Path.cwd()
    except OSError as error:
        raise JobError(
            "run.no-folder",
            f"the folder that the command was started in cannot be entered: {error.strerror}",
            cure="Change to another folder, and give the command again.",
        ) from error


def _tell(error: VdpError) -> int:
    """Say what happened and what to do: the error's own cure, else that of its code."""
    known = read_explanations().get(error.code) if not error.cure else None
    with suppress(OSError):  # nobody may be there any more
        click.echo(f"vdp: {error}" + (f"\n  {known.cure}" if known else ""), err=True)
    return error.exit_status


def _end(number: int, _frame: FrameType | None) -> None:
    for each in ENDINGS:
        signal.signal(each, signal.SIG_IGN)  # once is enough: a second one must not break the tidying up
    raise Ended(signal.Signals(number))
