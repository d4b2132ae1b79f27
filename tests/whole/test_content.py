"""What is written of a piece depends on its record alone: not on the pieces beside it, its chunk or its place."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing

import pytest

from tests.whole.conftest import ROOT, VDP


def contents(sample, out, limit):
    """Return the content hash of every record of the first `limit`."""
    words = [VDP, "run", ROOT / "samples" / sample / "job.toml", "--limit", str(limit), "--out", out, "--workers", "1"]
    subprocess.run(words, check=True, capture_output=True)
    with closing(sqlite3.connect(out / "ledger.sqlite")) as ledger:
        return dict(ledger.execute("SELECT record, content FROM pieces WHERE kind = 'piece'"))


@pytest.mark.parametrize("sample", ["spring-sale", "tategaki"])
def test_a_piece_is_written_alike_among_few_and_among_many(sample, tmp_path):
    few, many = contents(sample, tmp_path / "few", 9), contents(sample, tmp_path / "many", 90)
    assert len(few) >= 8
    assert len(set(many.values())) > 80
    assert few.items() <= many.items()
