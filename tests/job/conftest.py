"""The least job file, least.toml, in a folder with the files that it names."""

from __future__ import annotations

from pathlib import Path

import pytest

LEAST = Path(__file__).with_name("least.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "job"
    path.mkdir()
    for name in ("layout.xml", "list.csv"):
        (path / name).touch()
    return path


@pytest.fixture
def write_job(folder):
    """Write the least job file with more lines; return its path."""

    def write(more=""):
        path = folder / "job.toml"
        path.write_text(LEAST + more, encoding="utf-8")
        return path

    return write
