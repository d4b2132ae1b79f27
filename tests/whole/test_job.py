"""A whole job: what stands in its output folder, and that nothing but its inputs decides what."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3

import pytest

from vdp.errors import read_explanations

HELD = {
    106: "text.missing-glyph",
    112: "postal.unknown-code",
    138: "text.overflow",
    154: "records.date",
    292: "records.date",
    301: "records.required",  # 314 of the sample
    302: "image.missing",  # 2105
    303: "records.column-count",  # 2490
    304: "records.column-count",  # 4444
}
"""What make_customers.py planted in the records of the small job."""
DUPLICATE = {177: 166}
TABLES = ("job", "pieces", "refused", "bundles")


@pytest.fixture(scope="module")
def counts(finished):
    return json.loads((finished.folder / "stdout").read_text())["counts"]


def test_every_record_is_printed_held_suppressed_or_a_duplicate(counts):
    assert counts["input"] == 304
    assert counts["held"] == len(HELD)
    assert counts["duplicate"] == len(DUPLICATE)
    assert counts["printed"] == 304 - len(HELD) - len(DUPLICATE)
    assert counts["suppressed"] == 0


def test_the_ledger_has_every_record_once_and_says_why_one_is_not_printed(finished):
    with sqlite3.connect(finished.out / "ledger.sqlite") as ledger:
        printed = [row[0] for row in ledger.execute("SELECT record FROM pieces WHERE kind = 'piece'")]
        refused = dict(ledger.execute("SELECT record, code FROM refused"))
    ledger.close()
    assert refused == {**HELD, **dict.fromkeys(DUPLICATE, "run.duplicate")}
    assert sorted([*printed, *refused]) == list(range(1, 305))


def test_the_run_document_has_the_public_shape(finished):
    document = json.loads((finished.folder / "stdout").read_text())
    assert {"out", "counts", "seconds", "recipients_per_second", "stages"} <= document.keys()
    assert list(document["counts"]) == ["input", "printed", "held", "suppressed", "duplicate", "tags", "blanks"]
    assert document["out"] == str(finished.out)
    assert document["seconds"] > 0
    assert document["recipients_per_second"] > 0


def test_a_run_that_goes_well_says_nothing_on_stderr(finished):
    assert (finished.folder / "stderr").read_text() == ""


def test_counts_are_the_same_everywhere(finished, counts, output):
    report = json.loads((finished.out / "report.json").read_text(encoding="utf-8"))
    assert output(finished.out).manifest["counts"] == counts == report["counts"]


def test_every_file_of_the_folder_is_in_the_manifest_with_its_hash(finished, output):
    manifest = output(finished.out).manifest
    listed = {entry["file"]: entry["sha256"] for entry in (*manifest["print"], *manifest["papers"])}
    files = {str(path.relative_to(finished.out)): path for path in finished.out.rglob("*") if path.is_file()}
    del files["manifest.json"]
    assert listed == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def test_nothing_but_the_output_is_left_beside_it(finished):
    assert {path.name for path in finished.folder.iterdir()} == {
        "job.toml", "customers.csv", "out", "stdout", "stderr", "built",
    }  # fmt: skip


def test_held_rows_are_the_senders_own_bytes_and_two_columns(finished):
    rows = finished.rows()
    given_back = (finished.out / "held.csv").read_bytes().split(b"\r\n")[:-1]
    assert given_back[0].startswith(rows[0].rstrip())
    wanted = [rows[number].rstrip(b"\r\n") for number in sorted({**HELD, **DUPLICATE})]
    assert len(given_back) == 1 + len(wanted)
    for row, source in zip(given_back[1:], wanted, strict=True):
        assert row.startswith(source + b",")


def test_held_rows_tell_their_state_and_reason(finished):
    text = (finished.out / "held.csv").read_bytes().decode("cp932")
    for line, (_, code) in zip(
        list(csv.reader(text.splitlines()))[1:],
        sorted({**HELD, **dict.fromkeys(DUPLICATE, "run.duplicate")}.items()),
        strict=True,
    ):
        state, reason = line[-2:]
        assert state == ("重複" if code == "run.duplicate" else "保留")
        assert f"[{code}]" in reason


def test_the_report_counts_findings_by_code_and_knows_each_code(finished):
    report = json.loads((finished.out / "report.json").read_text(encoding="utf-8"))
    found = {row["code"]: row["records"] for row in report["findings"]}
    for code in set(HELD.values()):
        assert found[code] == list(HELD.values()).count(code)
    assert found.keys() <= read_explanations().keys()


def test_no_recipient_is_named_outside_sheets_ledger_and_held_rows(finished):
    """Names, addresses, coupons and addresses of pages, of every record, in every other file and every file name."""
    lines = csv.reader(finished.source.read_bytes().decode("cp932").splitlines()[1:])
    values = {value.strip() for line in lines if len(line) == 14 for value in (*line[2:4], line[6], line[10], line[13])}
    # A bare house number such as 1692 names nobody, and any hash may hold its digits.
    values = {value for value in values if len(value) > 3 and not value.isdigit()}
    assert len(values) > 900
    names = [path.name for path in finished.out.rglob("*")]
    papers = ["manifest.json", "report.json", "report.html", "postal/bundles.csv"]
    texts = [(finished.out / name).read_text(encoding="utf-8-sig") for name in papers]
    for text in (*names, *texts, (finished.folder / "stdout").read_text()):
        assert not [value for value in values if value in text]


def print_hashes(out):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((out / "print").iterdir())}


def all_hashes(out):
    """Hash everything but the ledger, whose pages SQLite lays out as it likes, and the manifest that hashes it."""
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file() and path.name not in ("ledger.sqlite", "manifest.json")
    }


def ledger_rows(out):
    with sqlite3.connect(out / "ledger.sqlite") as ledger:
        tables = [ledger.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES]  # noqa: S608
    ledger.close()
    return [sorted(rows) for rows in tables]


@pytest.mark.parametrize(
    ("options", "env"),
    [
        (["--workers", "1"], {}),
        (["--workers", "2"], {"PYTHONHASHSEED": "1"}),
        (["--workers", "3"], {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "4242"}),
        (["--executor", "serial"], {"TZ": "America/New_York", "LC_ALL": "ja_JP.UTF-8", "LANG": "tr_TR.UTF-8"}),
    ],
    ids=["one worker", "again with two", "three workers elsewhere", "no workers"],
)
def test_who_works_where_and_how_often_changes_no_byte(finished, tmp_path, vdp, options, env):
    done = vdp("run", finished.path, "--out", tmp_path / "out", *options, env=env, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert print_hashes(tmp_path / "out") == print_hashes(finished.out)
    assert all_hashes(tmp_path / "out") == all_hashes(finished.out)
    assert ledger_rows(tmp_path / "out") == ledger_rows(finished.out)


def test_a_job_moved_to_another_folder_gives_the_same_sheets(finished, make_job, output):
    from_elsewhere = make_job([*range(1, 301), 314, 2105, 2490, 4444], "elsewhere")
    from_elsewhere.path.write_bytes(finished.path.read_bytes())
    assert from_elsewhere.run().returncode == 0
    assert print_hashes(from_elsewhere.out) == print_hashes(finished.out)


def test_check_tells_what_run_will_do_and_writes_nothing(finished, vdp, tmp_path):
    done = vdp("check", finished.path, "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert (document["records"], document["printable"], document["held"], document["duplicate"]) == (304, 294, 9, 1)
    assert document["findings"]["records.column-count"] == 2
    assert not list(tmp_path.iterdir())


def test_an_earlier_output_of_the_same_name_is_replaced_whole(make_job):
    job = make_job(range(1, 6))
    assert job.run().returncode == 0
    (job.out / "print/stray.txt").write_text("left over")
    assert job.run().returncode == 0
    assert not (job.out / "print/stray.txt").exists()
    assert {path.name for path in job.folder.iterdir()} == {"job.toml", "customers.csv", "out"}
