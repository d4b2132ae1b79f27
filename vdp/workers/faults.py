"""Faults that nobody foresaw, told by kind and place."""

from __future__ import annotations

import sqlite3
import traceback

from vdp.errors import DefectError, OutputError


def defect(error: BaseException) -> DefectError:
    """Describe an unexpected fault by its kind and place; its message may quote a recipient's data, so it stays out."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    return DefectError(
        "run.defect", f"an unexpected {type(error).__name__} at {places}", cure="Report this as a defect of vdp."
    )


def storage_error(error: OSError | sqlite3.OperationalError) -> OutputError:
    """Turn an error of the operating system, or of the ledger on a full disk, into ours."""
    if isinstance(error, OSError):
        name = error.filename.rpartition("/")[2] if isinstance(error.filename, str) else ""
        what = f"{f' {name}' if name else ''}: {error.strerror or type(error).__name__}"
    else:
        what = f" the ledger: {error}"
    return OutputError(
        "run.storage",
        f"the system refused to read or write{what}",
        cure="Free space or correct the permissions, then run the job again.",
    )
