"""The letter of the samples: a table from a second file, a text that goes on overleaf, counted to the last yen."""

from __future__ import annotations

import csv
import json
import re
import shutil
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
    with (SAMPLES / "letter/customers.csv").open(encoding="cp932", newline="") as file:
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


def test_rows_that_need_a_look_are_listed_and_in_the_manifest(letters):
    out, _ = letters
    with (out / "orphans.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = (SAMPLES / "letter/purchases.csv").read_text(encoding="utf-8").splitlines()
    assert [row["状態"] for row in rows] == ["該当なし"] * 3 + ["重複"]
    for row in rows:
        assert lines[int(row["行"]) - 1].startswith(f"{row['販売日']},{row['会員番号']},{row['商品名']},")
    papers = {paper["file"] for paper in json.loads((out / "manifest.json").read_text(encoding="utf-8"))["papers"]}
    assert "orphans.csv" in papers
    findings = {row["code"]: row["records"] for row in json.loads((out / "report.json").read_text())["findings"]}
    assert (findings["records.join-orphan"], findings["records.join-repeated"]) == (3, 1)


def test_a_row_that_cannot_be_read_stops_the_letters_and_is_listed(tmp_path, vdp):
    for name in ("customers.csv", "purchases.toml"):
        shutil.copy(SAMPLES / "letter" / name, tmp_path / name)
    job = (SAMPLES / "letter/job.toml").read_text(encoding="utf-8")
    (tmp_path / "job.toml").write_text(job.replace("../../layouts", str(SAMPLES.parent / "layouts")), encoding="utf-8")
    text = (SAMPLES / "letter/purchases.csv").read_text(encoding="utf-8")
    (tmp_path / "purchases.csv").write_text(text + "2026-12-01,20000255,桜の羊羹,1,1,080\n", encoding="utf-8")
    done = vdp("run", tmp_path / "job.toml", "--out", tmp_path / "out", "--executor", "serial")
    assert done.returncode == 4
    assert "out.refused lists" in done.stderr
    assert "桜" not in done.stderr
    assert [path.name for path in (tmp_path / "out.refused").iterdir()] == ["orphans.csv"]
    assert (tmp_path / "out.refused/orphans.csv").read_text(encoding="utf-8").count("[records.column-count]") == 1


def test_the_generator_writes_the_committed_files(tmp_path):
    script = SAMPLES / "letter/make_purchases.py"
    subprocess.run([sys.executable, script, "--folder", tmp_path], check=True)
    for name in ("customers.csv", "purchases.csv"):
        assert (tmp_path / name).read_bytes() == (SAMPLES / "letter" / name).read_bytes()


def test_the_samples_stay_small():
    assert max(path.stat().st_size for path in (SAMPLES / "letter").rglob("*") if path.is_file()) < 120_000
