"""Job: what did the operator ask for?

In: the path of a job.toml.
Out: a frozen Job with every path resolved and every value checked.
Invariant: read once at the door; unknown keys are refused; paths stay where the operator put them.
"""

from vdp.job.read import read_job
from vdp.job.settings import ImposeSettings, Job, OutputSettings, PostalSettings, RecordsSettings

__all__ = ["ImposeSettings", "Job", "OutputSettings", "PostalSettings", "RecordsSettings", "read_job"]
