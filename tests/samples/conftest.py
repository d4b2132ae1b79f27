"""The sample and its layouts, as files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def redrawn_picture(tmp_path_factory):
    """Draw a picture of a sample anew; return its mean difference from the one that is kept, of 255."""

    def run(sample, name, out):
        folder = tmp_path_factory.mktemp("pictures")
        words = [ROOT / f"samples/{sample}/draw_pictures.py", "--out", out, "--folder", folder]
        subprocess.run([sys.executable, *map(str, words)], check=True, capture_output=True)
        kept = ROOT / f"samples/{sample}/pictures/{name}.png"
        with Image.open(folder / f"{name}.png") as new, Image.open(kept) as old:
            assert new.size == old.size
            return ImageStat.Stat(ImageChops.difference(new.convert("L"), old.convert("L"))).mean[0]

    return run


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
