"""Jobs of other sizes and shapes: each runs, verifies, and lies on its sheets as asked."""

from __future__ import annotations

import itertools
import json
import re

import pypdf
import pytest

PLAIN = """<layout xmlns="urn:vdp:layout:1" name="plain" lang="ja">
  <fields>
    <field name="name" type="text" required="yes"/>
    <field name="address" type="text"/>
    <field name="rank" type="choice" values="gold silver" default="silver"/>
  </fields>
  <font id="gothic" family="Noto Sans JP" weight="400"/>
  <style id="body" font="gothic" size="9pt"/>
  <piece size="100mm 148mm" bleed="3mm" safe="4mm">
    <page side="front">
      <text name="hello" style="body" x="10mm" y="20mm" width="80mm" height="5mm">{name}様</text>
      MORE
    </page>
  </piece>
</layout>
"""
MANY_LINES = """<choose><when test="rank = 'gold'">
  <text name="long" style="body" leading="14pt" lines="3" x="10mm" y="40mm" width="80mm" height="15mm">{name}様だけに、特別なお知らせがございます。どうぞお楽しみに。</text>
</when></choose>"""  # noqa: E501
NAMES = ["北村", "佐々木", "高橋", "渡辺", "伊藤", "小林", "加藤", "吉田", "山本", "松本"]


@pytest.fixture
def plain_job(make_job):
    """Return a job without postal fields, artwork and back page, for some names."""

    def make(names=NAMES, *, more="", rank="silver"):
        job = make_job([])
        job.layout.write_text(PLAIN.replace("MORE", more), encoding="utf-8")
        rows = "".join(f"{name},{rank},港区芝1\n" for name in names)
        job.source.write_text(f"name,rank,address\n{rows}", encoding="utf-8")
        text = re.sub(r'layout = ".*"', 'layout = "layout.xml"', job.path.read_text(encoding="utf-8"))
        text = text.replace("shop-cp932", "crm-utf8").replace('authority = "japan"', 'authority = "none"')
        job.path.write_text(text, encoding="utf-8")
        return job

    return make


def counts(job, *options, workers=("--executor", "serial")):
    """Run a job that must succeed and verify; return its counts."""
    done = job.run(*workers, "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["counts"]


@pytest.fixture
def assert_verifies(vdp):
    def verify(job):
        done = vdp("verify", job.out, "--workers", 1, "--sample", 8, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return verify


@pytest.fixture
def ledger(output):
    return lambda job, where="1": output(job.out).rows(where)


def test_a_single_record(make_job, assert_verifies):
    job = make_job([7])
    assert counts(job)["printed"] == 1
    assert assert_verifies(job)["compared"] == 1


def test_the_first_records_only(make_job, assert_verifies, ledger):
    job = make_job(range(1, 41))
    found = counts(job, "--limit", "5")
    assert (found["input"], found["printed"], found["suppressed"]) == (5, 5, 0)
    assert json.loads((job.out / "manifest.json").read_text())["not_selected"] == 35
    assert json.loads((job.out / "report.json").read_text())["facts"]["records not selected"] == 35
    assert (job.out / "held.csv").read_bytes().count(b"\n") == 1, "what was not asked for is not listed"
    assert {row["record"] for row in ledger(job, "kind = 'piece'")} == {1, 2, 3, 4, 5}
    assert_verifies(job)


def test_some_records_only(make_job, assert_verifies, ledger):
    job = make_job(range(1, 41))
    found = counts(job, "--records", "2,4-6")
    assert (found["input"], found["printed"], found["suppressed"], found["held"]) == (4, 4, 0, 0)
    assert {row["record"] for row in ledger(job, "kind = 'piece'")} == {2, 4, 5, 6}
    assert_verifies(job)


def test_a_selection_of_nothing_says_so(make_job):
    done = make_job(range(1, 13)).run("--records", "500-600", "--executor", "serial")
    assert done.returncode == 4
    assert "none of the 12 records is asked for" in done.stderr
    assert "--records" in done.stderr


def test_a_check_of_some_records_counts_these(make_job):
    done = make_job(range(1, 41)).run("--limit", "7", "--executor", "serial", "--json", command="check")
    found = json.loads(done.stdout)
    assert (found["records"], found["printable"], found["not_selected"]) == (7, 7, 33)


def test_lifts_that_end_in_the_middle_of_a_sheet(make_job, assert_verifies, ledger):
    job = make_job(range(1, 61))
    job.edit("lift = 500", "lift = 3")
    found = counts(job)
    rows = ledger(job)
    lifts = {row["lift"] for row in rows}
    assert len(lifts) >= 3
    assert found["blanks"] > 0
    for lift in lifts:
        assert (
            1
            + max(row["sheet"] for row in rows if row["lift"] == lift)
            - min(row["sheet"] for row in rows if row["lift"] == lift)
            <= 3
        )
    assert_verifies(job)


def test_the_report_names_the_bundles_that_no_lift_holds(make_job, output):
    job = make_job(range(1, 61))
    job.edit("lift = 500", "lift = 1")
    counts(job)
    told = json.loads((job.out / "report.json").read_text())["facts"]["bundles cut by a lift"]
    leaves = output(job.out)
    cut = {
        row["bundle"]
        for row in leaves.rows("kind = 'piece'")
        for other in leaves.rows(f"bundle = {row['bundle']}")
        if row["lift"] != other["lift"]
    }
    assert cut
    assert {int(number) for number in told.split(", ")} >= cut


def test_cutting_each_lift_and_piling_its_stacks_gives_the_mailing_order(make_job, ledger):
    """Worked out here from sheet and slot alone: position by position, from the top of the lift down."""
    job = make_job(range(1, 61))
    job.edit("lift = 500", "lift = 3")
    counts(job)
    rows = ledger(job)
    piled = sorted(rows, key=lambda row: (row["lift"], row["slot"], row["sheet"]))
    assert [row["sequence"] for row in piled if row["kind"] == "piece"] == list(range(len(rows) - kinds(rows, "slip")))
    assert len({(row["sheet"], row["slot"]) for row in rows}) == len(rows)
    bundle_of_slip = [row["bundle"] for row in piled if row["kind"] == "slip"]
    assert bundle_of_slip == sorted(set(bundle_of_slip))
    for before, after in itertools.pairwise(piled):
        if after["kind"] == "slip":
            assert before["bundle"] == after["bundle"] - 1
        elif before["kind"] == "slip":
            assert before["bundle"] == after["bundle"]


def kinds(rows, kind):
    return sum(row["kind"] == kind for row in rows)


def test_several_files_split_at_lifts(make_job, assert_verifies, output):
    job = make_job(range(1, 701))
    job.edit('split = "500MB"', 'split = "1MB"')
    job.edit("lift = 500", "lift = 5")
    found = counts(job, workers=("--workers", "2"))
    files = output(job.out).manifest["print"]
    assert len(files) >= 2
    sheets = [(entry["first_sheet"], entry["last_sheet"]) for entry in files]
    assert sheets[0][0] == 1
    assert all(last + 1 == first for (_, last), (first, _) in itertools.pairwise(sheets))
    rows = output(job.out).rows("1")
    for entry in files:
        held = range(entry["first_sheet"] - 1, entry["last_sheet"])
        pieces = sorted(row["sequence"] + 1 for row in rows if row["sheet"] in held and row["kind"] == "piece")
        assert pieces == list(range(entry["first_piece"], entry["last_piece"] + 1))
    for first, last in sheets:
        within = {row["lift"] for row in rows if first <= row["sheet"] + 1 <= last}
        without = {row["lift"] for row in rows if not first <= row["sheet"] + 1 <= last}
        assert not within & without
    assert assert_verifies(job)["compared"] == found["printed"]


def test_a_press_that_delivers_face_up_gets_its_sheets_in_reverse(make_job, assert_verifies, output, ledger):
    job = make_job(range(1, 41))
    straight = make_job(range(1, 41), "straight")
    for each in (job, straight):
        each.edit("lift = 500", "lift = 2")
    job.edit('press = "sra3-toner"', 'press = "our-press"')
    job.folder.joinpath("our-press.toml").write_text(
        'title = "ours"\nsheet = [320, 450]\nloss = { left = 4.2, bottom = 4.2, right = 4.2, top = 4.2 }\n'
        'delivery = "reverse-order-face-up"\nsource = "measured"\nas-of = 2026-11-21\nverified = true\n',
        encoding="utf-8",
    )
    assert counts(job) == counts(straight)
    (entry,) = output(job.out).manifest["print"]
    assert (entry["first_sheet"], entry["last_sheet"]) == (entry["sheets"], 1)
    assert assert_verifies(job)["compared"] == assert_verifies(straight)["compared"]
    assert page_texts(job) == [
        side for sheet in reversed(list(zip(*[iter(page_texts(straight))] * 2, strict=True))) for side in sheet
    ]
    places = [(row["leaf"], row["sheet"], row["slot"]) for row in ledger(job)]
    assert places == [(row["leaf"], row["sheet"], row["slot"]) for row in ledger(straight)]


def page_texts(job):
    with pypdf.PdfReader(next((job.out / "print").iterdir())) as reader:
        return [page.extract_text() for page in reader.pages]


def test_a_piece_without_a_back_and_a_mailing_without_a_post_office(plain_job, assert_verifies):
    job = plain_job()
    found = counts(job)
    assert (found["printed"], found["tags"], found["held"]) == (10, 0, 0)
    assert assert_verifies(job)["compared"] == 10
    with pypdf.PdfReader(next((job.out / "print").iterdir())) as reader:
        front, back = reader.pages[0].extract_text(), reader.pages[1].extract_text()
    assert "北村" in front
    assert "北村" not in back


def test_records_keep_their_order_where_no_post_office_wants_another(plain_job, ledger):
    job = plain_job()
    counts(job)
    found = [row["record"] for row in sorted(ledger(job), key=lambda row: row["sequence"])]
    assert found == list(range(1, 11))


@pytest.mark.parametrize(("rank", "shown"), [("gold", 10), ("silver", 0)])
def test_a_text_of_several_lines_that_some_or_no_records_show(plain_job, assert_verifies, rank, shown):
    job = plain_job(more=MANY_LINES, rank=rank)
    assert counts(job)["printed"] == 10
    assert_verifies(job)
    assert "".join(page_texts(job)).count("特別") == shown


def test_a_qr_code_that_is_the_same_on_every_piece(plain_job, assert_verifies):
    job = plain_job(more='<qr value="https://example.jp/the-same-for-everybody" x="40mm" y="100mm" module="0.5mm"/>')
    assert counts(job)["printed"] == 10
    assert_verifies(job)


def test_a_record_twice_is_printed_once(plain_job, ledger):
    job = plain_job(names=["北村", "高橋", "北村", "北村"])
    found = counts(job)
    assert (found["input"], found["printed"], found["duplicate"]) == (4, 2, 2)
    assert {row["record"] for row in ledger(job)} == {1, 2}


def test_a_recipient_on_the_suppression_list_gets_nothing(plain_job, ledger):
    job = plain_job()
    (job.folder / "stop.csv").write_text("name,address\n高橋,港区芝１\n", encoding="utf-8")
    job.edit("max-held = 0.05", 'max-held = 0.05\nsuppress = "stop.csv"')
    found = counts(job)
    assert (found["printed"], found["suppressed"]) == (9, 1)
    assert 3 not in {row["record"] for row in ledger(job)}


def test_text_that_may_be_cut_is_cut_and_verifies(plain_job, assert_verifies):
    job = plain_job(names=["鈴" * 200, "佐藤"])
    job.edit('overflow = "hold"', 'overflow = "clip"')
    assert counts(job)["printed"] == 2
    assert_verifies(job)


def test_a_missing_glyph_may_be_a_geta_and_verifies(plain_job, assert_verifies):
    job = plain_job(names=["鈴木\ue000", "佐藤"])
    job.edit('missing-glyph = "hold"', 'missing-glyph = "geta"')
    assert counts(job)["printed"] == 2
    assert_verifies(job)
    assert "〓" in page_texts(job)[0]


def test_more_pieces_on_a_larger_sheet(plain_job, assert_verifies, ledger):
    job = plain_job(names=[f"{one}{other}" for one in NAMES for other in NAMES])
    job.edit('press = "sra3-toner"', 'press = "indigo-15k"')
    assert counts(job)["printed"] == 100
    assert 1 + max(row["slot"] for row in ledger(job)) > 8
    assert_verifies(job)
