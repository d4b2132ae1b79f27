"""The letter of the samples: a table from a second file, a text that goes on overleaf, counted to the last yen."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pypdf
import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
ROWS = 12
TOTAL = re.compile(r"お買い上げ合計([0-9,]+)件([0-9,]+)円")


def read(path, encoding, key):
    with path.open(encoding=encoding, newline="") as file:
        found = defaultdict(list)
        for row in csv.DictReader(file):
            found[row[key]].append(row)
    return found


@pytest.fixture(scope="module")
def letters(tmp_path_factory, vdp):
    """The letters to the first 200 customers."""
    out = tmp_path_factory.mktemp("letter") / "out"
    done = vdp("run", SAMPLES / "letter/job.toml", "--out", out, "--limit", 200, "--workers", 1, "--json")
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)["counts"]


@pytest.fixture(scope="module")
def purchases():
    return read(SAMPLES / "letter/purchases.csv", "utf-8", "会員番号")


def test_the_letters_verify(letters, vdp):
    out, counts = letters
    done = vdp("verify", out, "--workers", 1, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["compared"] == counts["printed"] >= 190


def test_totals_and_counts_are_those_of_the_file(letters, output, purchases):
    out, _ = letters
    with (SAMPLES / "spring-sale/customers.csv").open(encoding="cp932", newline="") as file:
        customers = [row["会員番号"] for row in csv.DictReader(file)]
    wanted = []
    for row in output(out).rows():
        mine = purchases.get(customers[row["record"] - 1], [])
        wanted.append((len(mine), sum(int(line["税込金額"].replace(",", "")) for line in mine)))
    found = []
    for page in pypdf.PdfReader(out / "print/sheets-0001.pdf").pages:
        text = "".join(page.extract_text().split())
        found += [tuple(int(number.replace(",", "")) for number in match) for match in TOTAL.findall(text)]
    assert sorted(found) == sorted(wanted)
    assert any(count > ROWS for count, _ in wanted)
    assert any(count == 0 for count, _ in wanted)


def test_the_report_says_how_far_the_text_reaches_and_what_was_not_joined(letters):
    out, _ = letters
    facts = (out / "report.html").read_text(encoding="utf-8")
    assert "text reaches page" in facts
    assert "purchases: records without a row" in facts


def test_the_generator_writes_the_committed_file(tmp_path):
    script = SAMPLES / "letter/make_purchases.py"
    subprocess.run([sys.executable, script, "--out", tmp_path / "made.csv"], check=True)
    assert (tmp_path / "made.csv").read_bytes() == (SAMPLES / "letter/purchases.csv").read_bytes()
