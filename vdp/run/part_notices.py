"""What is to be known of a job whose document parts carry fields of its records."""

from __future__ import annotations

from vdp.job import Job
from vdp.run.part_fields import part_fields
from vdp.run.report import Notice


def told_notices(job: Job) -> tuple[Notice, ...]:
    """Return what somebody should know before files with the fields of `dpm` leave the house."""
    keys = part_fields(job).keys
    if not keys:
        return ()
    text = f"whoever has the print files can read {', '.join(keys)} of every recipient"
    return (Notice("run.dpm-readable", job.path.name, "", text),)
