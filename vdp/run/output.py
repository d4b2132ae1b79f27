"""The output folder: written under another name, given its own only when everything in it is whole."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from vdp.errors import JobError, OutputError

MANIFEST = "manifest.json"
LEDGER = "ledger.sqlite"
_LOCK = "lock"
_REFUSAL = re.compile(r"held\.csv|orphans(-.+)?\.csv")


class OutputFolder:
    """A folder `OUT` that appears at once and whole; until then its files lie in `OUT.part`."""

    def __init__(self, path: Path, *, inputs: Iterable[Path] = ()) -> None:
        """`inputs`: files and folders that are read, which the output must not replace."""
        self.path = _resolve(path)
        self._inputs = tuple(inputs)
        self.part = self._beside(".part")
        self.work = self.part / "work"
        self.cleared = False  # whether a run that was killed had left files here
        self._lock = -1

    def __enter__(self) -> Self:
        for folder in (self.path, self.part, self._beside(".refused"), self._beside(".old")):
            _refuse_foreign(folder)
            _refuse_inputs(folder, self._inputs)
        try:
            self._clear_part()
            for folder in (self.work, self.part / "print", self.part / "postal"):
                folder.mkdir(parents=True)
            self._lock = _lock(self.work)
        except OSError as error:
            raise OutputError(
                "run.storage",
                f'the output folder "{self.part.name}" cannot be made: {error.strerror}',
                cure="Give a folder that can be written with --out.",
            ) from error
        return self

    def publish(self) -> None:
        """Drop the working files and give the folder its name, replacing an earlier output of the same name."""
        shutil.rmtree(self.work)
        self._give_name(self.path)

    def publish_refusals(self) -> Path:
        """Keep what explains a refused job (held.csv, orphans.csv) and nothing that looks like print files.

        Returns the folder's name, OUT.refused.
        """
        for name in ("print", "work", "postal"):
            shutil.rmtree(self.part / name, ignore_errors=True)
        for name in (LEDGER, MANIFEST, "codes.csv"):
            (self.part / name).unlink(missing_ok=True)
        self._give_name(self._beside(".refused"))
        return self._beside(".refused")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock >= 0:
            os.close(self._lock)
        shutil.rmtree(self.part, ignore_errors=True)

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def _give_name(self, path: Path) -> None:
        """Rename the finished folder; the earlier one goes only once the new one stands in its place."""
        earlier = self._beside(".old")
        shutil.rmtree(earlier, ignore_errors=True)
        try:
            if path.exists():
                path.replace(earlier)
            self.part.replace(path)
        except BaseException:
            if earlier.exists() and not path.exists():
                earlier.replace(path)
            raise
        shutil.rmtree(earlier, ignore_errors=True)

    def _clear_part(self) -> None:
        """Remove what a killed run left behind, unless that run is still alive."""
        if self.work.is_dir():
            os.close(_lock(self.work))
        if self.part.exists():
            self.cleared = any(self.part.iterdir())
            shutil.rmtree(self.part)


def hash_file(path: Path) -> str:
    """Return the SHA-256 by which the manifest knows a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lock(work: Path) -> int:
    """Return a lock that lasts as long as this process; raise JobError when another run holds it."""
    lock = os.open(work / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise JobError(
            "run.in-use",
            f'another run is writing "{work.parent.name}"',
            cure="Wait for it, or give another folder with --out.",
        ) from error
    return lock


def _resolve(path: Path) -> Path:
    try:
        found = path.resolve()
    except (OSError, RuntimeError) as error:  # Python before 3.13 raises RuntimeError for links in a circle
        raise _no_folder(path) from error
    if not found.name:
        raise _no_folder(path)
    encoding = sys.getfilesystemencoding()
    if encoding != "utf-8" and not str(found).isascii():  # libraries that write there take paths as UTF-8
        raise JobError(
            "run.path-encoding",
            f"the output folder has a path beyond ASCII, and file names are {encoding} in this locale",
            cure="Set LANG=C.UTF-8 or PYTHONUTF8=1, or give another folder with --out.",
        )
    return found


def _no_folder(path: Path) -> JobError:
    return JobError(
        "run.foreign-folder", f'"{path}" cannot be an output folder', cure="Give another folder with --out."
    )


def _refuse_inputs(folder: Path, inputs: Iterable[Path]) -> None:
    for path in inputs:
        if path.is_relative_to(folder):
            raise JobError(
                "run.input-in-output",
                f'"{path.name}", which the job reads, lies in the folder "{folder.name}", which the output replaces',
                cure="Move it beside the job file, or give another folder with --out.",
            )


def _refuse_foreign(path: Path) -> None:
    if path.exists() and not _is_ours(path):
        raise JobError(
            "run.foreign-folder",
            f'"{path.name}" exists and is not the output of a vdp job',
            cure="Give another folder with --out, or remove it yourself.",
        )


def _is_ours(path: Path) -> bool:
    """Tell whether a folder is empty, finished (manifest of ours), refused (lists alone) or left unfinished."""
    if not path.is_dir():
        return False
    names = {entry.name for entry in path.iterdir()}
    return all(map(_REFUSAL.fullmatch, names)) or {"work", "print"} <= names or _has_manifest(path)


def _has_manifest(path: Path) -> bool:
    try:
        document = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and "job_hash" in document
