"""Workers: in which processes is the work done?

In: a task (built once where it runs) and its items.
Out: one receipt per item, in the order of the items, whoever made it.
Invariant: never further ahead than the window; a worker that dies costs one attempt of one item, and nothing else.
"""

from vdp.workers.executor import Executor
from vdp.workers.faults import defect, storage_error
from vdp.workers.processes import ProcessExecutor, open_executor, start_server

__all__ = [
    "Executor",
    "ProcessExecutor",
    "defect",
    "open_executor",
    "start_server",
    "storage_error",
]
