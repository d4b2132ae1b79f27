"""Options that several sub-commands share."""

from __future__ import annotations

import click

workers_option = click.option("--workers", type=click.IntRange(1, 256), help="Processes; default: one per core.")

executor_option = click.option(
    "--executor", type=click.Choice(["process", "serial"]), default="process", show_default=True, help="Who works."
)

records_option = click.option("--records", "wanted", help="Only these records, such as 1,5-9.")

limit_option = click.option("--limit", type=click.IntRange(1), help="Only the first N records.")

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
