"""The code card: every symbology on a page, printed, and read back from its raster."""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest
from stdnum import ean

from vdp.layout import compile_layout
from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_table import SYMBOLOGIES


@pytest.fixture(scope="module")
def plan(root):
    return compile_layout(root / "layouts/code-card/layout.xml")


@pytest.fixture(scope="module")
def printed(root, tmp_path_factory):
    out = tmp_path_factory.mktemp("codes") / "out"
    words = ("run", str(root / "samples/codes/job.toml"), "--out", str(out), "--limit", "2", "--executor", "serial")
    subprocess.run(_vdp(*words), check=True, capture_output=True)
    return out


def _vdp(*words):
    return [sys.executable, "-c", "from vdp.cli import main; main()", *words]


def test_every_symbology_is_on_the_card(plan):
    shown = {slot.spec.symbology for slot in plan.pages[0].slots if isinstance(slot.spec, BarcodeSpec)}
    assert shown | {"ean-13", "ean-8"} == set(SYMBOLOGIES)  # JAN is EAN under its Japanese name


def test_all_records_are_printed_and_all_codes_read(printed):
    words = _vdp("verify", str(printed), "--sample", "4", "--workers", "1")
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    said = answer.stdout + answer.stderr
    assert "2 of 2 pieces compared, 40 codes read" in said
    assert "of imb, mailmark-4s the bars alone" in said


def test_the_values_are_what_the_script_writes(root, tmp_path):
    script = tmp_path / "make_codes.py"
    script.write_bytes((root / "samples/codes/make_codes.py").read_bytes())
    subprocess.run([sys.executable, script], check=True)
    assert (tmp_path / "codes.csv").read_bytes() == (root / "samples/codes/codes.csv").read_bytes()
    with (tmp_path / "codes.csv").open(encoding="utf-8", newline="") as file:
        assert all(ean.is_valid(row["jan"]) and ean.is_valid(row["jan8"]) for row in csv.DictReader(file))


def test_the_picture_shows_what_the_sample_prints(printed, redrawn_picture):
    assert redrawn_picture("codes", "card", printed) < 1
