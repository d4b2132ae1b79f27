"""Run: who does the work, when, and what is kept of it?

In: a Job, an output folder, an executor.
Out: the finished output folder, or nothing under its name; a RunReport.
Invariant: every record is printed, held, suppressed or a duplicate; bytes do not depend on who did the work.
"""

from vdp.run.check import Selection
from vdp.run.pipeline import RunReport
from vdp.run.progress import BarProgress, SilentProgress
from vdp.run.workers import ProcessExecutor, SerialExecutor

__all__ = ["BarProgress", "ProcessExecutor", "RunReport", "Selection", "SerialExecutor", "SilentProgress"]
