"""Stage: fix the order of all pieces, and write the records once more in it."""

from __future__ import annotations

from pathlib import Path

from vdp.postal import open_authority
from vdp.records import Spool
from vdp.run.check_records import Checked
from vdp.run.order import JobOrder, order_job
from vdp.run.output import OutputFolder
from vdp.run.prepare import Prepared


def order_records(prepared: Prepared, checked: Checked, folder: OutputFolder) -> JobOrder:
    """Fix the order of all pieces and write the records in it."""
    job = prepared.job
    authority = open_authority(job.postal.authority, date=job.postal.date)
    up = prepared.grid.up if prepared.grid else 0
    order = order_job(authority, checked.records, checked.postal, up=up, lift=job.impose.lift)
    with Spool(folder.work / "spool.duckdb") as spool:
        spool.write_ordered(order.records, records_path(folder))
    return order


def records_path(folder: OutputFolder) -> Path:
    """Return where the ordered records lie."""
    return folder.work / "records.arrow"
