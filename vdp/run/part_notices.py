"""What is to be known of a job whose document parts carry fields of its records."""

from __future__ import annotations

from vdp.job import Job
from vdp.records.spool import SharedValues
from vdp.run.part_fields import part_fields
from vdp.run.report import Notice

SHARED_ID = "run.external-id-shared"


def told_notices(job: Job, shared: SharedValues) -> tuple[Notice, ...]:
    """Return what somebody should know before the files leave the house. `shared`: external ids of several pieces."""
    told, notices, where = part_fields(job), [], job.path.name
    if told and told.keys:
        text = f"whoever has the print files can read {', '.join(told.keys)} of every recipient"
        notices.append(Notice("run.dpm-readable", where, "", text))
    if shared.records:
        who = "1 record has" if shared.records == 1 else f"{shared.records} records have"
        text = (
            f"{who} an external id that an earlier one has; "
            f"the first is record {shared.record}, with that of record {shared.earlier}"
        )
        notices.append(Notice(SHARED_ID, where, "", text))
    return tuple(notices)
