"""Run: who does the work, when, and what is kept of it?

In: a Job, an output folder, an executor.
Out: the finished output folder, or nothing under its name; reports as values.
Invariant: every record asked for is printed, held, suppressed or a duplicate; bytes do not depend on who did the work.
"""

from vdp.run.check_job import check_job
from vdp.run.pipeline import produce
from vdp.run.progress import open_progress
from vdp.run.selection import Selection

__all__ = ["Selection", "check_job", "open_progress", "produce"]
