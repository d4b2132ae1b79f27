"""A job with a table of the sender's user-defined characters (外字)."""

from __future__ import annotations

import json
import re

import pypdf
import pytest

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="plain" lang="ja">
  <fields><field name="name" type="text" required="yes"/></fields>
  <font id="gothic" family="Noto Sans JP"/>
  <piece size="100mm 148mm"><page side="front">
    <text x="10mm" y="20mm" width="80mm" height="5mm">{name}様</text>
  </page></piece>
</layout>
"""


@pytest.fixture
def gaiji_job(make_job):
    job = make_job([])
    job.layout.write_text(LAYOUT, encoding="utf-8")
    job.source.write_bytes(
        "氏名\r\n".encode("cp932") + b"\xf0\x40\x93\x63\r\n" + b"\xf0\x41\x93\x63\r\n" + b"\x8e\x52\x93\x63\r\n"
    )
    (job.path.parent / "gaiji.csv").write_text("code,text\nU+E000,U+9089 U+E0105\n", encoding="utf-8")
    text = re.sub(r'layout = ".*"', 'layout = "layout.xml"', job.path.read_text(encoding="utf-8"))
    text = text.replace('authority = "japan"', 'authority = "none"').replace("max-held = 0.05", "max-held = 0.5")
    job.path.write_text(text + '\n[fonts]\ngaiji = "gaiji.csv"\n', encoding="utf-8")
    return job


def test_a_listed_character_is_printed_and_an_unlisted_one_holds_its_record(gaiji_job, vdp, output):
    done = gaiji_job.run("--executor", "serial", "--json")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)["counts"]
    assert (counts["printed"], counts["held"]) == (2, 1)
    held = (gaiji_job.out / "held.csv").read_bytes()
    assert b"\xf0\x41\x93\x63" in held
    assert "U+E001" in held.decode("cp932")
    done = vdp("verify", gaiji_job.out, "--workers", 1)
    assert done.returncode == 0, done.stdout
    with pypdf.PdfReader(next((gaiji_job.out / "print").iterdir())) as reader:
        assert "\u9089\U000e0105田様" in reader.pages[0].extract_text()
