"""The sheets of a finished job keep PDF/X-4, as a checker that shares no code with their writer sees it."""

from __future__ import annotations

import sqlite3

import pikepdf
import pytest

from vdp.preflight import check_pdf
from vdp.preflight.content.lexer import read_operators_carefully, read_operators_quickly


@pytest.fixture(scope="module")
def report(finished):
    return check_pdf(finished.out / "print/sheets-0001.pdf", profile="pdf/x-4")


def test_our_sheets_keep_pdf_x_4(report):
    assert report.verdict == "pass", report.text()
    assert [found for found in report.findings if found.outcome == "fail"] == []


def test_the_quick_lexer_reads_all_our_sheets_as_the_careful_one_does(finished):
    with pikepdf.open(finished.out / "print/sheets-0001.pdf") as opened:
        for page in opened.pages:
            content = page.Contents.read_bytes()
            quick = read_operators_quickly(content)
            assert quick is not None
            careful = list(read_operators_carefully(content))
            assert [(a.split(), b) for a, b in quick] == [(a.split(), b) for a, b in careful]


def test_our_fonts_are_whole(report):
    assert {report.outcome(f"FO-0{n}") for n in (1, 2, 3, 4, 5, 6, 7)} == {"pass"}


def test_a_finding_on_a_page_names_the_sheet_and_its_records(finished, tmp_path):
    path = finished.out / "print/sheets-0001.pdf"
    report = check_pdf(path, profile="pdf/x-1a")  # another level, so that something is found
    report.add("BX-01", "something", page=3)
    text = next(found.text for found in report.findings if found.rule == "BX-01")
    with sqlite3.connect(finished.out / "ledger.sqlite") as ledger:
        rows = ledger.execute(
            "SELECT record FROM pieces WHERE sheet = 1 AND record IS NOT NULL ORDER BY slot"
        ).fetchall()
    assert text == f"something (sheet 2, records {', '.join(str(row[0]) for row in rows)})"


def test_why_licence_bits_are_not_known_is_said(finished):
    report = check_pdf(finished.out / "print/sheets-0001.pdf", profile="pdf/x-4")
    (text,) = [found.text for found in report.findings if found.rule == "FO-08"]
    assert report.outcome("FO-08") == "not-checked"
    assert text.startswith("a font program that is a bare CFF table has no place for licence bits; ")
