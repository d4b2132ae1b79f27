"""Pieces smaller than a postcard, that no post office bundles: cards printed in the order of the list."""

from __future__ import annotations

import json

import pytest

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


def run_cards(folder, vdp, rows, *, fields="", records=""):
    """Run a job of cards whose layout may declare further fields; return what ended and the counts."""
    more = "".join(f'<field name="{name}" type="text"/>' for name in fields.split())
    (folder / "layout.xml").write_text(LAYOUT.replace("</fields>", f"{more}</fields>"), encoding="utf-8")
    job = JOB.replace('profile = "crm-utf8"', f'profile = "crm-utf8"{records}')
    (folder / "job.toml").write_text(job, encoding="utf-8")
    (folder / "people.csv").write_text(rows, encoding="utf-8")
    done = vdp("run", folder / "job.toml", "--out", folder / "out", "--json", "--executor", "serial")
    return done, json.loads(done.stdout)["counts"] if done.returncode == 0 else None


@pytest.mark.parametrize(
    ("fields", "rows", "printed"),
    [
        ("", "name\n田中\n田中\n", 2),
        ("address", "name,address\n田中,\n田中,\n", 2),
        ("address", "name,address\n田中,港区芝1\n田中,港区芝1\n田中,港区芝2\n", 2),
        (
            "first address",
            "name,first,address\n田中,一,芝\n田中,二,芝\n",
            1,
        ),
    ],
)
def test_two_of_one_name_are_both_printed_unless_their_address_is_the_same(tmp_path, vdp, fields, rows, printed):
    done, counts = run_cards(tmp_path, vdp, rows, fields=fields)
    assert done.returncode == 0, done.stderr
    assert counts["printed"] == printed
    assert counts["input"] == counts["printed"] + counts["duplicate"]


def test_a_suppression_list_needs_names_and_addresses(tmp_path, vdp):
    (tmp_path / "stop.csv").write_text("name\n田中\n", encoding="utf-8")
    done, _ = run_cards(tmp_path, vdp, "name\n田中\n", records=', suppress = "stop.csv"')
    assert done.returncode == 2
    assert "[records.suppression-fields]" in done.stderr


def test_cards_are_printed_without_slips_and_verify(tmp_path, vdp):
    done, counts = run_cards(tmp_path, vdp, "name\n山田\n佐藤\n")
    assert done.returncode == 0, done.stderr
    assert (counts["printed"], counts["tags"]) == (2, 0)
    checked = vdp("verify", tmp_path / "out")
    assert checked.returncode == 0, checked.stderr
