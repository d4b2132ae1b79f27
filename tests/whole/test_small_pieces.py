"""Pieces smaller than a postcard, that no post office bundles: cards printed in the order of the list."""

from __future__ import annotations

import json

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="card">
  <fields><field name="name" type="text" required="yes"/></fields>
  <font id="sans" family="Noto Sans JP"/>
  <piece size="91mm 55mm" bleed="3mm" safe="3mm">
    <page side="front"><text x="10mm" y="20mm" width="70mm" height="9mm" size="17pt">{name}　様</text></page>
  </piece>
</layout>"""

JOB = """job = { name = "card", layout = "layout.xml" }
records = { source = "people.csv", profile = "crm-utf8" }
postal = { date = 2026-12-01, authority = "none" }
output = { files = ["imposed", "pieces"] }
"""


def test_cards_are_printed_without_slips_and_verify(tmp_path, vdp):
    (tmp_path / "layout.xml").write_text(LAYOUT, encoding="utf-8")
    (tmp_path / "job.toml").write_text(JOB, encoding="utf-8")
    (tmp_path / "people.csv").write_text("name\n山田\n佐藤\n", encoding="utf-8")
    done = vdp("run", tmp_path / "job.toml", "--out", tmp_path / "out", "--json", "--executor", "serial")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)["counts"]
    assert (counts["printed"], counts["tags"]) == (2, 0)
    checked = vdp("verify", tmp_path / "out")
    assert checked.returncode == 0, checked.stderr
