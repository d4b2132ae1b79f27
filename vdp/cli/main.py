"""The command `vdp` and what every sub-command shares: errors to stderr, exit statuses."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import click

import vdp
from vdp.cli.explain import explain_command
from vdp.cli.impose import impose
from vdp.cli.layout import layout
from vdp.cli.postal import postal
from vdp.cli.run import check_command, run_command
from vdp.cli.verify import verify_command
from vdp.errors import VdpError
from vdp.run.workers import defect, storage_error

INTERRUPTED = 130
TERMINATED = 143


@click.group()
@click.version_option(vdp.__version__, prog_name="vdp")
def commands() -> None:
    """Print-production engine for variable-data direct mail."""


for command in (run_command, check_command, verify_command, explain_command, postal, layout, impose):
    commands.add_command(command)


def main() -> None:
    """Run the command line and end the process with its status."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        status = commands.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; nothing unfinished was left under the output's name", err=True)
        sys.exit(INTERRUPTED)
    except VdpError as error:
        sys.exit(_tell(error))
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        sys.exit(_tell(storage_error(error)))
    except Exception as error:  # noqa: BLE001 - the last line of defence: a place, not a traceback
        sys.exit(_tell(defect(error)))
    sys.exit(status if isinstance(status, int) else 0)


def _tell(error: VdpError) -> int:
    click.echo(f"vdp: {error}", err=True)
    return error.exit_status


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)
