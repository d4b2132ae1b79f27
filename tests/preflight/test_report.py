"""The report: what it lists when there is much, and what a file may not do to whoever reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vdp.errors import JobError
from vdp.preflight.limits import MOST_FINDINGS
from vdp.preflight.report import Report
from vdp.preflight.rules import read_rules
from vdp.preflight.terms import read_house


def test_many_warnings_do_not_keep_a_failure_from_the_list() -> None:
    report = Report("a.pdf", "pdf/x-4", read_rules())
    for page in range(1, 3 * MOST_FINDINGS):
        report.add("GX-06", "thin", page=page)
    report.add("GX-06", "thinner than the house's limit", page=1000, outcome="fail")
    assert [found.page for found in report.findings if found.outcome == "fail"] == [1000]
    assert sum(found.outcome == "warn" for found in report.findings) == MOST_FINDINGS
    assert f"GX-06: {2 * MOST_FINDINGS - 1} more are not listed" in report.text()


def test_names_of_a_file_do_not_move_the_terminal() -> None:
    report = Report("a.pdf", "pdf/x-4", read_rules())
    report.add("CO-03", "the spot colour \x1b[2J\x9b31m is not expected")
    assert "\x1b" not in report.text()
    assert "\x9b" not in report.text()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("bleed = 3", 'bleed = 3 is not a length in quotes such as "3mm"'),
        ("pages = 1.5", "pages should be a whole number, not 1.5"),
        ('fail = "CO-06"', "fail should be a list in brackets"),
        ("spots = [1]", "each of spots should be a text in quotes"),
        ("min-ppi = true", "min-ppi should be a number"),
    ],
)
def test_a_wrong_value_of_a_house_profile_is_told_in_its_terms(line: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(JobError) as caught:
        read_house(path)
    assert text in str(caught.value)
