"""Where files of single pieces end: before they would pass their size, at a bundle, the same for all workers."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from tests.whole.conftest import ROOT, Job, write_job
from vdp.errors import OutputError
from vdp.job import read_job
from vdp.run.pipeline import produce
from vdp.run.progress import SilentProgress
from vdp.run.selection import Selection
from vdp.run.verify import verify_output
from vdp.workers import open_executor

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="split" lang="ja">
  <fields>
    <field name="customer_id" type="text" required="yes"/> <field name="name" type="text" required="yes"/>
    <field name="postal_code" type="text" required="yes"/> <field name="address1" type="text" required="yes"/>
  </fields>
  <font id="gothic" family="Noto Sans JP"/>
  <piece size="100mm 148mm">
    <page side="front"> <text x="10mm" y="20mm" width="80mm" height="9mm" overflow="clip">{name}</text> </page>
    <page side="back">
      <text x="10mm" y="20mm" width="80mm" height="9mm" overflow="clip">{customer_id}</text>
      <qr x="30mm" y="60mm" module="0.6mm" value="{customer_id}"/>
    </page>
  </piece>
</layout>
"""
SPLIT = 420_000
RECORDS = range(1, 501)


def run(job: Job, out: Path, *, workers: int = 0, split: int = SPLIT) -> Path:
    """Run a job in this process with a size of files that is smaller than a job may ask for."""
    settings = read_job(job.path)
    settings = replace(settings, output=replace(settings.output, split=split))
    executor = open_executor("process", workers=workers) if workers else open_executor("serial")
    produce(settings, out, executor=executor, progress=SilentProgress(), selection=Selection())
    return out


def pieces_job(folder: Path, words: str = 'profile = "pdf/vt-1"', *, bundles: bool = True) -> Job:
    job = write_job(folder, RECORDS)
    job.layout.write_text(LAYOUT, encoding="utf-8")
    job.edit(str(ROOT / "layouts/hagaki-coupon/layout.xml"), "layout.xml")
    job.edit('profile = "pdf/x-4"', words)
    if not bundles:
        job.edit('authority = "japan"', 'authority = "none"')
    return job


def rows_of(out: Path) -> list[dict]:
    manifest = json.loads((out / "manifest.json").read_text())
    return [row for row in manifest["print"] if "first_leaf" in row]


@pytest.fixture(scope="module")
def split(tmp_path_factory):
    folder = tmp_path_factory.mktemp("split")
    return run(pieces_job(folder / "job"), folder / "out")


def bundles_of(path: Path) -> list[list[str]]:
    """Return per bundle of a file the external ids of its parts, "" for the slip."""
    with pikepdf.open(path) as pdf:
        found = []
        for inner in pdf.Root.DPartRoot.DPartRootNode.DParts:
            for bundle in inner:
                parts = [part.DPM.CIP4_Root for records in bundle.DParts for part in records]
                found.append([str(part.get("/CIP4_Recipient", {}).get("/CIP4_ExternalID", "")) for part in parts])
        return found


def test_no_file_passes_its_size_and_none_ends_long_before(split):
    rows = rows_of(split)
    assert len(rows) >= 3
    assert all(row["bytes"] <= SPLIT for row in rows)
    for row, after in itertools.pairwise(rows):
        first = split / after["file"]
        with pikepdf.open(first) as pdf:  # the bundle that the file did not take, with its share of the trees
            part = pdf.Root.DPartRoot.DPartRootNode.DParts[0][0]
            leaves = sum(len(inner) for inner in part.DParts)
            taken = sum(len(page.Contents.read_raw_bytes()) + 700 for page in list(pdf.pages)[: 2 * leaves])
        assert row["bytes"] + taken > 0.85 * SPLIT


def test_files_follow_one_another_and_each_begins_with_the_slip_of_a_bundle(split):
    rows = rows_of(split)
    manifest = json.loads((split / "manifest.json").read_text())
    leaves = manifest["counts"]["printed"] + manifest["counts"]["tags"]
    assert [row["first_leaf"] for row in rows] == [1, *(row["last_leaf"] + 1 for row in rows[:-1])]
    assert rows[-1]["last_leaf"] == leaves
    pieces = [(row["first_piece"], row["last_piece"]) for row in rows]
    assert [first for first, _ in pieces] == [1, *(last + 1 for _, last in pieces[:-1])]
    seen = [bundle for row in rows for bundle in bundles_of(split / row["file"])]
    assert all(bundle[0] == "" and all(bundle[1:]) for bundle in seen)
    assert sum(map(len, seen)) == leaves
    assert verify_output(split, sample=4, executor=open_executor("serial")).verdict == "pass"


def test_files_are_the_same_for_any_number_of_workers(split, tmp_path):
    again = run(pieces_job(tmp_path / "job"), tmp_path / "out", workers=2)
    assert rows_of(again) == rows_of(split)


def test_mail_without_bundles_is_cut_between_any_two_pieces(tmp_path):
    job = pieces_job(tmp_path / "job", 'profile = "pdf/x-4"\nfiles = ["pieces"]', bundles=False)
    out = run(job, tmp_path / "out")
    rows = rows_of(out)
    assert len(rows) >= 3
    assert all(0.85 * SPLIT < row["bytes"] <= SPLIT for row in rows[:-1])
    assert verify_output(out, sample=4, executor=open_executor("serial")).verdict == "pass"


def test_a_bundle_that_is_larger_than_the_size_has_a_file_of_its_own(split, tmp_path):
    out = run(pieces_job(tmp_path / "job"), tmp_path / "out", split=10_000)
    count = sum(len(bundles_of(split / row["file"])) for row in rows_of(split))
    assert len(rows_of(out)) == count
    assert all(len(bundles_of(out / row["file"])) == 1 for row in rows_of(out))


def test_no_file_has_more_records_than_a_press_reads_at_once(split, tmp_path, monkeypatch):
    largest = max(len(bundle) for row in rows_of(split) for bundle in bundles_of(split / row["file"]))
    monkeypatch.setattr("vdp.run.piece_files.LEAVES_PER_FILE", largest)
    out = run(pieces_job(tmp_path / "job"), tmp_path / "out", split=500_000_000)
    rows = rows_of(out)
    counts = [row["last_leaf"] - row["first_leaf"] + 1 for row in rows]
    assert max(counts) <= largest
    for after, count in zip(rows[1:], counts, strict=False):
        assert count + len(bundles_of(out / after["file"])[0]) > largest


def test_sheets_of_a_press_that_delivers_the_last_first_leave_the_pieces_in_their_order(split, tmp_path):
    job = pieces_job(tmp_path / "job", 'profile = "pdf/vt-1"\nfiles = ["pieces", "imposed"]')
    press = (ROOT / "vdp/impose/presses/sra3-toner.toml").read_text(encoding="utf-8")
    assert 'delivery = "same-order-face-down"' in press
    own = press.replace('delivery = "same-order-face-down"', 'delivery = "reverse-order-face-up"')
    (job.folder / "press.toml").write_text(own, encoding="utf-8")
    job.edit('press = "sra3-toner"', 'press = "press"')
    job.edit("lift = 500", "lift = 5")
    out = run(job, tmp_path / "out")
    rows = rows_of(out)
    assert all(row["bytes"] <= SPLIT for row in rows)
    ids = [bundle for row in rows for bundle in bundles_of(out / row["file"])]
    assert ids == [bundle for row in rows_of(split) for bundle in bundles_of(split / row["file"])]
    assert verify_output(out, sample=4, executor=open_executor("serial")).verdict == "pass"
    assert not (tmp_path / "out.part").exists()


@pytest.mark.parametrize(("kind", "limit"), [("pieces", 400_000), ("imposed", 280_000)])
def test_a_file_beyond_what_a_table_can_address_is_refused_and_none_is_left(tmp_path, monkeypatch, kind, limit):
    """Ten digits for an offset: the limit is made small here, the file is not made large."""
    monkeypatch.setattr("vdp.pdf.writer.MAX_OFFSET", limit)
    job = pieces_job(tmp_path / "job", f'profile = "pdf/x-4"\nfiles = ["{kind}"]')
    with pytest.raises(OutputError) as caught:
        run(job, tmp_path / "out", split=500_000_000)
    assert caught.value.code == "pdf.too-large"
    assert "split" in caught.value.cure
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.rglob("*.pdf*"))
    if kind == "pieces":
        rows = rows_of(run(job, tmp_path / "out", split=limit))
        assert all(row["bytes"] <= limit for row in rows)


def test_a_lift_that_no_file_can_hold_goes_on_in_another(tmp_path, monkeypatch):
    """One lift of photographs may pass what PDF can address; here the limit is a small one."""
    monkeypatch.setattr("vdp.run.print_sheets.LEAVES_PER_CHUNK", 80)
    job = write_job(tmp_path / "job", RECORDS)
    whole = run(job, tmp_path / "whole", split=500_000_000)
    (one,) = json.loads((whole / "manifest.json").read_text())["print"]
    before_fonts = (whole / one["file"]).read_bytes().rindex(b"<</Type /Page ")
    with pikepdf.open(whole / one["file"]) as pdf:
        contents = sum(len(page.Contents.read_raw_bytes()) for page in pdf.pages)
    chunks = -(-one["sheets"] // 10)
    counts = []
    for most in (1, before_fonts - contents // 3):
        monkeypatch.setattr("vdp.run.files.MOST_BYTES", most)
        outs = [run(job, tmp_path / f"{most}-{workers}", workers=workers, split=500_000_000) for workers in (0, 2)]
        rows, again = (json.loads((out / "manifest.json").read_text())["print"] for out in outs)
        assert rows == again
        assert [row["first_sheet"] for row in rows] == [1, *(row["last_sheet"] + 1 for row in rows[:-1])]
        assert rows[-1]["last_sheet"] == one["last_sheet"]
        assert verify_output(outs[0], sample=4, executor=open_executor("serial")).verdict == "pass"
        counts.append(len(rows))
    assert counts[0] == chunks > counts[1] > 1


def test_files_of_too_many_objects_go_on_in_another_too(tmp_path, monkeypatch):
    monkeypatch.setattr("vdp.run.print_sheets.LEAVES_PER_CHUNK", 80)
    monkeypatch.setattr("vdp.run.files.MAX_OBJECTS", 200)
    out = run(write_job(tmp_path / "job", RECORDS), tmp_path / "out", split=500_000_000)
    rows = json.loads((out / "manifest.json").read_text())["print"]
    assert len(rows) == 2
    assert verify_output(out, sample=4, executor=open_executor("serial")).verdict == "pass"
