"""Codes of a whole job, read back from its finished sheets."""

from __future__ import annotations

import json
import re

import pytest

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="codes" lang="ja">
  <fields>
    <field name="name" type="text" required="yes"/> <field name="number" type="text"/> <field name="bars" type="text"/>
    <field name="place" type="text"/>
  </fields>
  <font id="gothic" family="Noto Sans JP"/>
  <piece size="100mm 148mm">
    <page side="front">
      <text x="30mm" y="10mm" width="60mm" height="5mm">{name}様</text>
      <customer-barcode name="down" x="12mm" y="12mm" size="9pt" direction="vertical" value="{bars}"/>
      <customer-barcode name="across" x="14mm" y="130mm" size="8pt" value="{bars}"/>
      <qr name="digits" x="30mm" y="30mm" module="0.4mm" mode="numeric" value="{number}"/>
      <qr name="kanji" x="30mm" y="55mm" module="0.4mm" mode="kanji" value="{place}"/>
      <qr name="mixed" x="60mm" y="30mm" module="0.5mm" value="{number}{place}{number}"/>
    </page>
    <page side="back">
      <qr name="fixed" x="30mm" y="30mm" module="0.6mm" version="4" mask="3" level="Q" value="{bars}"/>
    </page>
  </piece>
</layout>
"""
ROWS = [
    ("北村", "0123456789012345678", "26300233-30-8-403", "東京都渋谷区恵比寿"),
    ("高橋", "5", "1540023", "大阪"),
    ("渡辺", "999999999999999999999999", "91000673-80-25J1-2B", "北海道札幌市中央区大通西"),
]


@pytest.fixture
def codes_job(make_job):
    def make(rows=ROWS, *, output=""):
        job = make_job([])
        job.layout.write_text(LAYOUT, encoding="utf-8")
        lines = "".join(",".join(row) + "\n" for row in rows)
        job.source.write_text("name,number,bars,place\n" + lines, encoding="utf-8")
        text = re.sub(r'layout = ".*"', 'layout = "layout.xml"', job.path.read_text(encoding="utf-8"))
        text = text.replace("shop-cp932", "crm-utf8").replace('authority = "japan"', 'authority = "none"')
        job.path.write_text(text.replace('split = "500MB"', f'split = "500MB"\n{output}'), encoding="utf-8")
        return job

    return make


def run(job, vdp):
    done = job.run("--executor", "serial", "--json")
    assert done.returncode == 0, done.stderr
    checked = vdp("verify", job.out, "--workers", 1, "--sample", 100, "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    facts = json.loads((job.out / "report.json").read_text(encoding="utf-8"))["facts"]
    return json.loads(done.stdout)["counts"], json.loads(checked.stdout), facts


def test_codes_of_every_kind_and_turn_are_read_back(codes_job, vdp):
    counts, found, facts = run(codes_job(output="dpi = 1200\nbar-width-reduction = 60"), vdp)
    assert counts["printed"] == 3
    assert found["codes_read"] == 3 * 6
    assert facts["QR code kanji"] == "version 2, modules of 0.381 mm, 18 dots of 1200 dpi, 0.400 mm asked for"


def test_pieces_that_lie_turned_on_the_sheet_are_read_too(codes_job, vdp):
    job = codes_job()
    job.edit('press = "sra3-toner"', 'press = "13x19-toner"')
    job.layout.write_text(LAYOUT.replace("100mm 148mm", "148mm 190mm"), encoding="utf-8")
    _, found, facts = run(job, vdp)
    assert found["codes_read"] == 3 * 6
    assert facts["QR code kanji"] == "version 2, modules of 0.381 mm, 9 dots of 600 dpi, 0.400 mm asked for"


def test_what_a_code_cannot_hold_is_held_and_named(codes_job):
    rows = [
        *ROWS,
        ("小林", "12a", "1540023", "東京"),
        ("加藤", "12", "1540000", "東京"),
        ("吉田", "12", "1540023", "東京abc"),
        ("山本", "12", "15400231" + "-1" * 40, "東京"),
        ("松本", "12", "1540023", ""),
    ]
    job = codes_job(rows)
    job.edit("max-held = 0.05", "max-held = 0.9")
    done = job.run("--executor", "serial", "--json")
    assert json.loads(done.stdout)["counts"]["held"] == 5
    reasons = (job.out / "held.csv").read_text(encoding="utf-8-sig")
    codes = ("qr-mode", "representative-code", "qr-mode", "qr-capacity", "empty")
    held = reasons.splitlines()[1:]
    assert [code for line, code in zip(held, codes, strict=True) if f"symbol.{code}" in line] == list(codes)
