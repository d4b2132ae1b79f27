"""The output folder: written under another name, given its own only when everything in it is whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from vdp.errors import JobError, OutputError

MANIFEST = "manifest.json"


class OutputFolder:
    """A folder `OUT` that appears at once and whole; until then its files lie in `OUT.part`."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.part = self.path.with_name(self.path.name + ".part")
        self.work = self.part / "work"

    def __enter__(self) -> Self:
        if self.path.exists() and not _is_ours(self.path):
            raise JobError(
                "run.foreign-folder",
                f'"{self.path.name}" exists and is not the output of a vdp job',
                cure="Give another folder with --out, or remove it yourself.",
            )
        try:
            shutil.rmtree(self.part, ignore_errors=True)
            for folder in (self.work, self.part / "print", self.part / "postal"):
                folder.mkdir(parents=True)
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
        if self.path.exists():
            shutil.rmtree(self.path)
        self.part.replace(self.path)

    def publish_refusals(self) -> None:
        """Keep what explains a refused job (held.csv, report.json) and nothing that looks like print files."""
        for name in ("print", "work", "postal"):
            shutil.rmtree(self.part / name, ignore_errors=True)
        for name in ("ledger.sqlite", MANIFEST):
            (self.part / name).unlink(missing_ok=True)
        refused = self.path.with_name(self.path.name + ".refused")
        shutil.rmtree(refused, ignore_errors=True)
        self.part.replace(refused)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.part, ignore_errors=True)


def _is_ours(path: Path) -> bool:
    return path.is_dir() and ((path / MANIFEST).is_file() or not any(path.iterdir()))
