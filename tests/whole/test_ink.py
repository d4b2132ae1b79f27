"""Ink of a whole job: what its sides and its pictures put on paper, told before anything is printed."""

from __future__ import annotations

import json

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from vdp.job import read_job
from vdp.run import Selection
from vdp.run.check_job import check_job
from vdp.run.progress import SilentProgress
from vdp.workers import open_executor

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="ink"><fields>
<field name="postal_code" type="text"/><field name="name" type="text" required="yes"/>
<field name="photo" type="image"/><field name="rank" type="choice" values="gold silver"/></fields>
<font id="f" family="Noto Sans JP"/>
<piece size="100mm 148mm"><page side="front" artwork="ground.pdf">
<text x="10mm" y="10mm" width="80mm" height="6mm">{name}</text>EXTRA
<image src="{photo}" folder="photos" x="50mm" y="100mm" width="40mm" height="40mm" min-ppi="10"/>
</page></piece></layout>"""
ROWS = [
    ("060-0042", f"山田 {n}", photo, rank)
    for n, photo, rank in ((1, "a.tif", "gold"), (2, "a.tif", "silver"), (3, "b.tif", "gold"), (4, "b.tif", "gold"))
]
BADGE = """<block when="rank = 'gold'"><box name="badge" x="10mm" y="60mm" width="30mm" height="30mm"
 fill="cmyk(80 80 80 70)"/></block>"""


@pytest.fixture
def job(make_job):
    """A job whose ground has 60 % of ink, and 260 % in a square; photo b has 380 %."""
    job = make_job([1], name="ink")
    job.edit(job.path.read_text().split('layout = "')[1].split('"')[0], "layout.xml")
    job.edit('profile = "shop-cp932"\nmax-held = 0.05', 'profile = "crm-utf8"\nmax-held = 0.9')
    lines = ["postal_code,name,photo,rank", *(",".join(map(str, row)) for row in ROWS)]
    job.source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    job.layout.write_text(LAYOUT.replace("EXTRA", ""), encoding="utf-8")
    canvas = Canvas(str(job.folder / "ground.pdf"), pagesize=(283.4646, 419.5276), invariant=True)
    canvas.setFillColorCMYK(0.6, 0, 0, 0)
    canvas.rect(0, 0, 284, 420, stroke=0, fill=1)
    canvas.setFillColorCMYK(0.8, 0.8, 0.5, 0.5)
    canvas.rect(28.3465, 28.3465, 56.693, 56.693, stroke=0, fill=1)  # 10 to 30 mm from the left, 118 to 138 from above
    canvas.showPage()
    canvas.save()
    (job.folder / "photos").mkdir()
    for name, ink in (("a", (100, 100, 0, 0)), ("b", (255, 255, 255, 204))):
        Image.new("CMYK", (200, 200), ink).save(job.folder / "photos" / f"{name}.tif")
    return job


def inspect(job):
    executor = open_executor("serial", workers=1)
    return check_job(read_job(job.path), executor=executor, progress=SilentProgress(), selection=Selection())


def set_key(job, section, line):
    text = job.path.read_text()
    head = f"[{section}]\n"
    job.path.write_text(text.replace(head, head + line + "\n") if head in text else f"{text}\n{head}{line}\n")


def without_dark_photo(job):
    job.source.write_text(job.source.read_text().replace("b.tif", "a.tif"))


def test_a_picture_that_records_share_is_measured_where_it_lies(job):
    report = inspect(job)
    [notice] = report.notices
    assert (notice.code, notice.where, notice.slot) == ("run.ink-limit", "front", "front.image1")
    assert notice.text.endswith("the paper takes 320 %")
    assert "380 % of ink on average of 15 mm2" in notice.text
    assert "b.tif" not in notice.text


def test_the_place_and_the_sum_of_a_side_are_told(job):
    without_dark_photo(job)
    set_key(job, "output", "ink-limit = 250")
    [notice] = [each for each in inspect(job).notices if not each.slot]
    assert notice.text.startswith("260 % of ink on average of 15 mm2, ")
    words = notice.text.split()
    across, down = (int(words[index - 1]) for index, word in enumerate(words) if word == "mm")
    assert 10 <= across <= 30
    assert 118 <= down <= 138


def test_below_the_limit_nothing_is_told_but_the_most(job):
    without_dark_photo(job)
    report = inspect(job)
    assert report.notices == ()
    assert report.ink["ink limit"].startswith("320 % (GWG 2015")
    assert report.ink["ink, front"].startswith("260 %") or report.ink["ink, front"].startswith("at most")


def test_what_hangs_on_a_condition_is_measured_upon_the_ground(job):
    without_dark_photo(job)
    job.layout.write_text(LAYOUT.replace("EXTRA", BADGE), encoding="utf-8")
    set_key(job, "output", "ink-limit = 305")
    found = {(each.code, each.slot) for each in inspect(job).notices}
    assert ("layout.ink-limit", "badge") in found
    assert ("run.ink-limit", "badge") in found


def test_an_image_in_an_ink_that_overprints_is_measured_upon_the_ground(job):
    """100 % of a spot colour over the square's 260 %."""
    ink = '<ink id="blue" name="Blue" cmyk="80 60 0 0" overprint="OVER"/><font'
    inked = (
        LAYOUT.replace("<font", ink, 1).replace("EXTRA", "").replace('min-ppi="10"', 'min-ppi="10" color="ink(blue)"')
    )
    inked = inked.replace('x="50mm" y="100mm"', 'x="10mm" y="108mm"')
    Image.new("L", (200, 200), 0).save(job.folder / "photos/a.tif")
    without_dark_photo(job)
    set_key(job, "output", "ink-limit = 300")
    job.layout.write_text(inked.replace("OVER", "yes"), encoding="utf-8")
    [notice] = inspect(job).notices
    assert (notice.code, notice.slot) == ("run.ink-limit", "front.image1")
    assert "360 % of ink" in notice.text
    job.layout.write_text(inked.replace("OVER", "no"), encoding="utf-8")
    assert inspect(job).notices == ()


def test_a_strict_job_stops_and_leaves_nothing(job):
    set_key(job, "policy", 'ink = "fail"')
    done = job.run()
    assert done.returncode == 3
    assert "[run.ink-limit]" in done.stderr
    assert not job.out.exists()


def test_a_strict_job_stops_for_its_layout_before_the_records_are_read(job):
    job.layout.write_text(LAYOUT.replace("EXTRA", BADGE.replace("80 70", "80 90")), encoding="utf-8")
    set_key(job, "policy", 'ink = "fail"')
    job.source.write_bytes(b"\xff\xff")
    done = job.run()
    assert done.returncode == 3
    assert "[layout.ink-limit]" in done.stderr


def test_the_report_of_a_run_lists_what_to_look_at(job):
    done = job.run()
    assert done.returncode == 0
    assert "[run.ink-limit]" in done.stderr
    document = json.loads((job.out / "report.json").read_text(encoding="utf-8"))
    assert [notice["code"] for notice in document["notices"]] == ["run.ink-limit"]
    assert document["facts"]["ink limit"].startswith("320 %")
    assert "run.ink-limit" in (job.out / "report.html").read_text(encoding="utf-8")
    assert not list(job.out.rglob("ink.pdf"))


def test_a_job_may_leave_its_ink_alone(job):
    set_key(job, "policy", 'ink = "ignore"')
    assert inspect(job).notices == ()
