"""Segments: what a worker hands to the parent through the work folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from vdp.errors import DefectError


def write_segment(path: Path, parts: Sequence[bytes]) -> str:
    """Write parts one behind the other under a temporary name, then rename; return the SHA-256."""
    data = b"".join(parts)
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return hashlib.sha256(data).hexdigest()


def read_segment(path: Path, sha256: str) -> bytes:
    """Return a segment's bytes; raise DefectError when they are not those that were written."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise DefectError("run.segment-changed", f"the segment {path.name} changed after it was written")
    return data
