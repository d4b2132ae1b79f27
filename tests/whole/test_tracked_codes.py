"""A job whose pieces carry coupon codes and personal URLs, from the list to the sheets and back to the CRM."""

from __future__ import annotations

import csv
import json
import re

import pypdf
import pytest
from stdnum.iso7064 import mod_37_2

from vdp.job import read_job
from vdp.job.codes import LETTERS
from vdp.run.prepare import prepare_job

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="coupon" lang="ja">
  <fields>
    <field name="name" type="text" required="yes"/>
    <field name="address" type="text"/>
    <field name="coupon" type="text"/>
    <field name="coupon_arm" type="choice" values="A B"/>
    <field name="coupon_url" type="url"/>
    <field name="ticket" type="text"/>
  </fields>
  <font id="gothic" family="Noto Sans JP" weight="400"/>
  <piece size="100mm 148mm" bleed="3mm" safe="4mm">
    <page side="front">
      <text font="gothic" size="9pt" x="10mm" y="20mm" width="80mm" height="5mm">{name}様 No.{ticket}</text>
      <text font="gothic" size="9pt" x="10mm" y="30mm" width="80mm" height="5mm">[{coupon}]</text>
      <choose>
        <when test="coupon_arm = 'A'">
          <text font="gothic" size="9pt" x="10mm" y="40mm" width="80mm" height="5mm">10%</text>
        </when>
        <otherwise><text font="gothic" size="9pt" x="10mm" y="40mm" width="80mm" height="5mm">500円</text></otherwise>
      </choose>
      <qr value="{coupon_url}" x="30mm" y="60mm" module="0.6mm"/>
    </page>
  </piece>
</layout>
"""
CODES = """
[[codes]]
name = "coupon"
kind = "coupon"
pattern = "HARU-####-####"
secret = "coupon.key"
key = "customer_id"
arms = ["A", "B"]
url = "https://example.jp/p/{code}"

[[codes]]
name = "ticket"
kind = "serial"
start = 5001
"""
SECRET = b"a secret of the shop: 0f8a"
NAMES = ["北村", "佐々木", "高橋", "渡辺", "伊藤", "小林", "加藤", "吉田", "山本", "松本"]


@pytest.fixture
def coupon_job(make_job):
    def make(names=NAMES, *, folder="job", codes=CODES):
        job = make_job([], folder)
        job.layout.write_text(LAYOUT, encoding="utf-8")
        rows = "".join(f"C{number:04d},{name},港区芝1\n" for number, name in enumerate(names))
        job.source.write_text(f"customer_id,name,address\n{rows}", encoding="utf-8")
        (job.folder / "coupon.key").write_bytes(SECRET)
        text = re.sub(r'layout = ".*"', 'layout = "layout.xml"', job.path.read_text(encoding="utf-8"))
        text = text.replace("shop-cp932", "crm-utf8").replace('authority = "japan"', 'authority = "none"')
        job.path.write_text(text + codes, encoding="utf-8")
        return job

    return make


def codes_of(job):
    with (job.out / "codes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def finish(job, *options):
    done = job.run("--json", *(options or ("--executor", "serial")))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["counts"]


def test_codes_are_printed_listed_and_verified(coupon_job, vdp):
    job = coupon_job([*NAMES, NAMES[0]])
    counts = finish(job)
    assert (counts["printed"], counts["duplicate"]) == (10, 1)
    rows = codes_of(job)
    assert [row["record"] for row in rows] == [str(number) for number in range(1, 11)], "duplicates get no code"
    assert [row["customer_id"] for row in rows] == [f"C{number:04d}" for number in range(10)]
    assert [row["ticket"][:7] for row in rows] == [f"{5000 + number:07d}" for number in range(1, 11)]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(job.out / "print/sheets-0001.pdf").pages)
    assert sorted(re.findall(r"\[(HARU-.{9})\]", text)) == sorted(row["coupon"] for row in rows)
    assert text.count("10%") == sum(row["coupon_arm"] == "A" for row in rows)
    assert all(mod_37_2.is_valid(row["coupon"][5:].replace("-", ""), LETTERS) for row in rows)
    done = vdp("verify", job.out, "--workers", 1, "--json")
    answer = json.loads(done.stdout)
    assert (answer["verdict"], answer["compared"], answer["codes_read"]) == ("pass", 10, 10)
    papers = {paper["file"] for paper in json.loads((job.out / "manifest.json").read_text())["papers"]}
    assert "codes.csv" in papers


def test_codes_are_the_same_for_any_workers_and_for_a_part_of_the_list(coupon_job):
    serial, parallel, part = (coupon_job(folder=name) for name in ("one", "two", "part"))
    finish(serial)
    finish(parallel, "--workers", "2")
    assert finish(part, "--records", "3-5", "--executor", "serial")["input"] == 3
    assert codes_of(serial) == codes_of(parallel)
    assert codes_of(part) == codes_of(serial)[2:5]
    assert (serial.out / "print/sheets-0001.pdf").read_bytes() == (parallel.out / "print/sheets-0001.pdf").read_bytes()


def test_neither_the_secret_nor_a_code_is_outside_the_list_and_the_sheets(coupon_job):
    job = coupon_job()
    finish(job)
    codes = [row["coupon"].encode() for row in codes_of(job)]
    for path in job.out.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert SECRET not in data
            assert path.name == "codes.csv" or not any(code in data for code in codes), path.name


def test_another_secret_is_another_job(coupon_job):
    one, other = coupon_job(folder="one"), coupon_job(folder="other")
    (other.folder / "coupon.key").write_bytes(SECRET[::-1])
    same = coupon_job(folder="same")
    hashes = [prepare_job(read_job(job.path)).job_hash for job in (one, other, same)]
    assert hashes[0] == hashes[2] != hashes[1]


def test_a_refused_job_leaves_no_list_of_codes(coupon_job):
    job = coupon_job(["\ue000", *NAMES[:3]])  # a character that no font has: a quarter of the list is held
    done = job.run("--executor", "serial")
    assert done.returncode == 4
    assert [path.name for path in job.out.with_name("out.refused").iterdir()] == ["held.csv"]


def test_codes_that_are_too_short_stop_the_job_with_the_length_that_does(coupon_job):
    job = coupon_job(codes=CODES.replace("HARU-####-####", "####"))
    done = job.run("--executor", "serial")
    assert done.returncode == 2
    assert "[records.code-space]" in done.stderr
    assert "length = 6" in done.stderr


def test_a_check_counts_records_without_a_key(coupon_job):
    job = coupon_job()
    text = job.source.read_text(encoding="utf-8").replace("C0003", "")
    job.source.write_text(text, encoding="utf-8")
    done = job.run("--executor", "serial", "--json", command="check")
    assert json.loads(done.stdout)["findings"]["records.code-key"] == 1
