"""A DuckDB file of this room: within a memory limit, with nothing that reaches out of it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from vdp.errors import OutputError, Place


def open_database(path: Path, *, memory: str) -> duckdb.DuckDBPyConnection:
    """Open or create a file. Raises OutputError `records.spool`."""
    try:
        connection = duckdb.connect(
            str(path),
            config={
                "memory_limit": memory,
                "threads": 2,
                "temp_directory": str(path.with_name(path.name + ".spill")),  # spilled rows are personal data
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
    except duckdb.Error as error:
        cure = "check the folder, or remove the spool to build it again"
        raise OutputError("records.spool", "the spool cannot be opened", where=Place(str(path)), cure=cure) from error
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
