"""A job with spans, ruby, dots and lines in both writing directions: it verifies, and tells what it fitted."""

from __future__ import annotations

import json
import re
import sqlite3

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="marked" lang="ja">
  <fields>
    <field name="name" type="text" required="yes"/><field name="kana" type="text"/>
    <field name="points" type="integer" default="0"/>
  </fields>
  <font id="sans" family="Noto Sans JP"/><font id="serif" family="Noto Serif JP"/>
  <style id="body" font="sans" size="10pt" leading="260%" lines="0"/>
  <style id="large" font="serif" size="15pt" color="cmyk(0 100 100 0)"/>
  <piece size="100mm 148mm">
    <page side="front">
      <text style="body" x="10mm" y="10mm" width="80mm" height="50mm" align="justify">CONTENT</text>
      <text style="body" x="10mm" y="65mm" width="80mm" height="65mm" writing-mode="vertical">CONTENT</text>
      <text name="a" x="10mm" y="135mm" width="20mm" height="5mm" size="9pt" fit="condense" link="n">{name}</text>
      <text name="b" x="40mm" y="135mm" width="20mm" height="5mm" size="9pt" fit="condense" link="n">{kana}</text>
    </page>
  </piece>
</layout>
"""
CONTENT = """<ruby>{name}<rt>{kana}</rt></ruby>様の現在の
ポイントは<span style="large">{points:,}</span>ポイントです。
<em>十二月末日</em>までに、<u>お近くの店舗</u>へ25回、<ruby>承<rt>うけたまわ</rt></ruby>りに<ruby>東京<rt>とう·きょう</rt></ruby>
からABC<u>DEF</u>とお越しください。"""
ROWS = """name,kana,points
山田 花子,やまだ はなこ,12345
髙橋 一郎,たか·はし·いち·ろう,5
小林,こばやし,
佐藤 辻\U000e0101子,さとう つじこ,1000000
鈴木\ufdd1,すずき,1
"""


def test_a_job_with_markup_verifies_and_accounts_for_its_fitted_texts(make_job, vdp):
    job = make_job([])
    job.layout.write_text(LAYOUT.replace("CONTENT", CONTENT), encoding="utf-8")
    job.source.write_text(ROWS, encoding="utf-8")
    text = re.sub(r'layout = ".*"', 'layout = "layout.xml"', job.path.read_text(encoding="utf-8"))
    text = text.replace("shop-cp932", "crm-utf8").replace('authority = "japan"', 'authority = "none"')
    job.path.write_text(re.sub(r"max-held = .*", "max-held = 0.5", text), encoding="utf-8")
    done = job.run("--executor", "serial", "--json")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)["counts"]
    assert (counts["printed"], counts["held"]) == (4, 1)  # a marker in the data has no glyph
    checked = json.loads(vdp("verify", job.out, "--workers", 1, "--json").stdout)
    assert (checked["verdict"], checked["compared"]) == ("pass", 4)
    with sqlite3.connect(job.out / "ledger.sqlite") as ledger:
        rows = ledger.execute("SELECT record, slot, scale, size FROM fitted").fetchall()
    ledger.close()
    assert [(record, slot) for record, slot, _, _ in rows] == [(2, "a"), (2, "b")]
    assert rows[0][2:] == rows[1][2:]
    assert 0.6 <= rows[0][2] < 1
    report = json.loads((job.out / "report.json").read_text(encoding="utf-8"))
    assert [(row["slot"], row["count"], row["smallest_scale"]) for row in report["fitted"]] == [
        ("a", 1, rows[0][2]),
        ("b", 1, rows[0][2]),
    ]
    assert {row["code"]: row["records"] for row in report["findings"]}["text.fitted"] == 1
