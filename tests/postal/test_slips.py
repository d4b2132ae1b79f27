"""Slips and the list of bundles."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pytest

from vdp.errors import JobError, OutputError
from vdp.postal import Bundle, open_authority, slip_fields, write_bundles

BUNDLES = (
    Bundle(1, 5, "00123", 60, 0, 1, 2),
    Bundle(2, 5, "00123", 59, 60, 2, 2),
    Bundle(3, 3, "100", 10, 119, 1, 1),
    Bundle(4, 2, "10", 12, 129, 1, 1),
    Bundle(5, 0, "雑", 1, 141, 1, 1),
)


def test_slips_show_code_count_and_part():
    columns = slip_fields(BUNDLES, job="spring", delay="3-day")
    assert columns["slip_code"] == ["001-23", "001-23", "100", "10", "雑"]
    assert columns["slip_count"] == ["60", "59", "10", "12", "1"]
    assert columns["slip_part"] == ["1/2", "2/2", "", "", ""]
    assert columns["slip_class"] == ["特割"] * 5
    assert columns["slip_number"] == ["1", "2", "3", "4", "5"]
    assert columns["slip_total"] == ["5"] * 5
    assert columns["slip_first"] == ["1", "61", "120", "130", "142"]
    assert columns["slip_last"] == ["60", "119", "129", "141", "142"]
    assert columns["slip_job"] == ["spring"] * 5


def test_unknown_delay_class_is_refused():
    with pytest.raises(JobError, match="unknown-delay"):
        slip_fields(BUNDLES, job="spring", delay="never")


def test_job_without_bundles_has_no_slips():
    assert set(map(tuple, slip_fields((), job="spring").values())) == {()}


def test_list_of_bundles_is_a_spreadsheet_file(tmp_path):
    mail = open_authority("japan", date=date(2026, 12, 1)).bundle(np.array([10_001] * 12 + [9_990_001], dtype=np.int32))
    write_bundles(tmp_path / "bundles.csv", mail)
    data = (tmp_path / "bundles.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 3
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [(row["郵便区番号"], row["通数"], row["最後の番号"]) for row in rows] == [
        ("001-00", "12", "12"),
        ("雑", "1", "13"),
    ]
    assert [(row["level"], row["code"], row["first"]) for row in rows] == [("5", "00100", "1"), ("0", "雑", "13")]


def test_missing_folder_is_reported(tmp_path):
    mail = open_authority("none").bundle(np.zeros(0, dtype=np.int32))
    with pytest.raises(OutputError, match="cannot-write"):
        write_bundles(tmp_path / "absent" / "bundles.csv", mail)
