"""Dated rules: the right file for a day."""

from __future__ import annotations

from datetime import date

import pytest

from vdp.errors import DefectError, JobError
from vdp.postal import open_authority
from vdp.postal.japan.rules import rules_on


def write(folder, name, day, least, most):
    (folder / name).write_text(f"effective-from = {day}\nmin = {least}\nmax = {most}\n", encoding="utf-8")


def test_rules_change_on_their_day(tmp_path):
    write(tmp_path, "bundling-2024-10.toml", "2024-10-01", 10, 100)
    write(tmp_path, "bundling-2027-04.toml", "2027-04-01", 20, 80)
    assert rules_on(date(2027, 3, 31), folder=tmp_path).min_pieces == 10
    assert rules_on(date(2027, 4, 1), folder=tmp_path).min_pieces == 20
    assert rules_on(None, folder=tmp_path).max_pieces == 80


def test_shipped_rules_hold_in_2026():
    rules = rules_on(date(2026, 12, 1))
    assert (rules.min_pieces, rules.max_pieces) == (10, 100)


def test_day_before_all_rules_is_refused():
    with pytest.raises(JobError, match="no-rules"):
        open_authority("japan", date=date(2020, 1, 1))


def test_rules_that_cannot_be_met_are_refused(tmp_path):
    write(tmp_path, "bundling-2024-10.toml", "2024-10-01", 10, 15)
    with pytest.raises(DefectError, match="bad-rules"):
        rules_on(None, folder=tmp_path)
