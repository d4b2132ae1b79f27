from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vdp.errors import Finding
from vdp.job import read_job
from vdp.run.fitted import FittedSlot
from vdp.run.report import Counts, Refusals, count_findings, write_report

WHOLE = st.integers(0, 10**6)


@given(WHOLE, WHOLE, WHOLE, WHOLE, WHOLE)
def test_counts_balance_only_when_every_record_is_accounted_for(total, printed, held, suppressed, duplicate):
    counts = Counts(total, printed, held, suppressed, duplicate)
    assert counts.balanced == (total == printed + held + suppressed + duplicate)
    assert Counts(printed + held + suppressed + duplicate, printed, held, suppressed, duplicate).balanced


def test_slips_and_blanks_are_no_records():
    assert Counts(1, 1, 0, 0, 0, tags=5, blanks=7).balanced


def finding(code, record, slot=""):
    return Finding(code, "hold", record, slot, "a text")


def test_a_code_is_counted_once_for_each_record():
    found = [finding("a.b", 1, "x"), finding("a.b", 1, "y"), finding("a.b", 2), finding("c.d", 1)]
    assert count_findings(found) == {"a.b": 2, "c.d": 1}


def test_refusals_are_counted_by_status():
    refusals = Refusals({1: ("held", ()), 2: ("held", ()), 3: ("duplicate", ())})
    assert [refusals.count(status) for status in ("held", "duplicate", "suppressed")] == [2, 1, 0]


@pytest.fixture
def job(tmp_path):
    (tmp_path / "l.xml").touch()
    (tmp_path / "s.csv").touch()
    (tmp_path / "job.toml").write_text(
        '[job]\nname = "<b>&co"\nlayout = "l.xml"\n[records]\nsource = "s.csv"\nprofile = "x"\n'
        f"[postal]\ndate = {date(2026, 12, 1)}\n"
    )
    return read_job(tmp_path / "job.toml")


class Cells(HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def test_the_report_for_people_escapes_what_it_quotes(job, tmp_path):
    counts = Counts(1234567, 1234567, 0, 0, 0)
    write_report(tmp_path, job, counts=counts, findings={"records.date": 3}, fitted={}, facts={"sheets": 5})
    page = Cells(tmp_path / "report.html")
    assert "<b>&co" in page.texts
    assert "b" not in page.tags
    assert "1,234,567" in page.texts
    assert "records.date" in page.texts


def test_the_report_for_machines_has_counts_findings_by_frequency_and_facts(job, tmp_path):
    findings = {"records.date": 3, "image.missing": 3, "text.overflow": 8}
    write_report(
        tmp_path,
        job,
        counts=Counts(9, 9, 0, 0, 0),
        findings=findings,
        fitted={"head": FittedSlot(2, 0.875, 10.2)},
        facts={"sheets": 5},
    )
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [row["code"] for row in document["findings"]] == ["text.overflow", "image.missing", "records.date"]
    assert all(row["cause"] for row in document["findings"])
    assert document["fitted"] == [{"slot": "head", "count": 2, "smallest_scale": 0.875, "smallest_size": 10.2}]
    assert document["facts"] == {"sheets": 5}
    assert document["counts"]["input"] == 9


def test_reports_leave_no_unfinished_file(job, tmp_path):
    write_report(tmp_path, job, counts=Counts(9, 9, 0, 0, 0), findings={}, fitted={}, facts={})
    assert not list(tmp_path.glob("*.tmp"))
