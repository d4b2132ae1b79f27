"""The sample and its layouts, as files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def make_customers(tmp_path_factory):
    """Run the generator; return the export's bytes and what it says about faults."""

    def run(count, *options):
        folder = tmp_path_factory.mktemp("customers")
        script = ROOT / "samples/spring-sale/make_customers.py"
        wanted = ["--count", str(count), "--out", folder / "out.csv", "--faults", folder / "faults.json", *options]
        subprocess.run([sys.executable, script, *map(str, wanted)], check=True, capture_output=True)
        return (folder / "out.csv").read_bytes(), json.loads((folder / "faults.json").read_text(encoding="utf-8"))

    return run


@pytest.fixture(scope="session")
def made(make_customers):
    return make_customers(10_000)


@pytest.fixture(scope="session")
def committed():
    return (ROOT / "samples/spring-sale/customers.csv").read_bytes()
