"""How many records are held, and what is told of them."""

from __future__ import annotations

import json
import re

import pytest

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="plain" lang="ja">
  <fields><field name="name" type="text" required="yes"/><field name="company" type="text"/></fields>
  <font id="gothic" family="Noto Sans JP"/>
  <piece size="100mm 148mm"><page side="front">
    <text x="10mm" y="20mm" width="20mm" height="5mm" overflow="hold">{name}</text>
    <text x="10mm" y="40mm" width="20mm" height="5mm" overflow="clip">{company}</text>
  </page></piece>
</layout>
"""
LONG = "長" * 40


@pytest.fixture
def check(make_job):
    def run(rows, *, most):
        job = make_job([])
        job.layout.write_text(LAYOUT, encoding="utf-8")
        lines = ["氏名,会社名", *(",".join(row) for row in rows), ""]
        job.source.write_bytes("\r\n".join(lines).encode("cp932"))
        text = re.sub(r'layout = ".*"', 'layout = "layout.xml"', job.path.read_text(encoding="utf-8"))
        text = text.replace('authority = "japan"', 'authority = "none"')
        job.path.write_text(text.replace("max-held = 0.05", f"max-held = {most}"), encoding="utf-8")
        done = job.run("--executor", "serial", "--json", command="check")
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    return run


def test_a_code_that_holds_some_records_and_warns_of_others_counts_both(check):
    found = check([(LONG, "店"), ("名", LONG), ("氏", LONG), (f"{LONG}長", LONG)], most=1)
    assert (found["printable"], found["held"]) == (2, 2)
    assert found["findings"]["text.overflow"] == 4


def test_as_many_held_as_the_job_allows_are_not_too_many(check):
    rows = [(f"名{number}" if number >= 29 else LONG, f"店{number}") for number in range(100)]
    assert not check(rows, most=0.29)["over_limit"]
    assert check(rows, most=0.28)["over_limit"]
