"""Files written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from vdp.errors import OutputError, Place


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path that becomes `path` when the block succeeds, and is removed when it does not.

    Raises OutputError `records.write`.
    """
    unfinished = path.with_name(path.name + ".tmp")
    try:
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        text = f"the file cannot be written: {error.strerror or 'input/output error'}"
        cure = "check the free space and the permissions of the folder"
        raise OutputError("records.write", text, where=Place(str(path)), cure=cure) from error
    finally:
        unfinished.unlink(missing_ok=True)


def write_batches(path: Path, schema: Any, batches: Iterable[Any]) -> None:
    """Write record batches to an Arrow IPC file. Raises OutputError `records.write`."""
    with (
        replacing(path) as unfinished,
        pa.OSFile(str(unfinished), "wb") as sink,
        pa.ipc.new_file(sink, schema) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)
