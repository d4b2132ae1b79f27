"""The manifest of a job's assets: which files there are, and the SHA-256 of each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

from vdp.errors import JobError, Place
from vdp.slots.image.names import fold_name, is_plain_name, normalize_name

_HASH = re.compile(r"[0-9a-fA-F]{64}")
_CURE = 'Write a CSV file with the header "name,sha256", or JSON: {"photo.jpg": "64 hexadecimal digits"}.'


def read_manifest(path: Path) -> dict[str, bytes]:
    """Return name (in NFC) -> SHA-256. Raises JobError with the entry that is at fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        entries = list(_read_json(text, path) if path.suffix.lower() == ".json" else _read_csv(text, path))
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        raise _fault(path, 0, f"it cannot be read: {type(error).__name__}") from error
    found: dict[str, bytes] = {}
    for number, name, digest in entries:
        if not name or not is_plain_name(name):
            raise _fault(path, number, "a name is empty, a path, or has control characters")
        if not _HASH.fullmatch(digest):
            raise _fault(path, number, "a SHA-256 is not 64 hexadecimal digits")
        if normalize_name(name) in found:
            raise _fault(path, number, "a name stands twice")
        found[normalize_name(name)] = bytes.fromhex(digest)
    if len({fold_name(name) for name in found}) != len(found):
        text = "the manifest has names that differ only in case, width or Unicode form"
        cure = "Rename the files, so that nobody can take one for the other."
        raise JobError("image.ambiguous", text, where=Place(path.name), cure=cure)
    return found


def _read_csv(text: str, path: Path) -> Iterable[tuple[int, str, str]]:
    rows = csv.reader(io.StringIO(text), strict=True)
    if [cell.strip() for cell in next(rows, [])] != ["name", "sha256"]:
        raise _fault(path, 1, "its header is not name,sha256")
    for row in rows:
        if len(row) != 2:
            raise _fault(path, rows.line_num, "a row has not two cells")
        yield rows.line_num, row[0], row[1].strip()


def _read_json(text: str, path: Path) -> Iterable[tuple[int, str, str]]:
    document = json.loads(text, object_pairs_hook=list)  # pairs: a name that stands twice must not vanish
    if not isinstance(document, list) or not all(isinstance(pair, tuple) for pair in document):
        raise _fault(path, 0, "it is not one object")
    for name, digest in document:
        if not isinstance(digest, str):
            raise _fault(path, 0, "a SHA-256 is no text")
        yield 0, name, digest


def _fault(path: Path, line: int, text: str) -> JobError:
    return JobError("image.manifest", f"the manifest of assets: {text}", where=Place(path.name, line), cure=_CURE)
