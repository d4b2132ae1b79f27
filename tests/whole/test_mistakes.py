"""Bad input: one clear message with its code and cure, the public exit status, nothing that looks finished."""

from __future__ import annotations

import re
import shutil

import pytest

from vdp.errors import read_explanations

CANARY = "山田太郎カナリア"
"""A name that no message may repeat."""


def refused(job, done, *, status, code):
    """Assert what every refusal has in common; return the message."""
    assert done.returncode == status, done.stderr
    assert f"[{code}]" in done.stderr
    assert code in read_explanations()
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    message, *more = done.stderr.strip().splitlines()
    assert message.startswith("vdp: ")
    assert len(more) <= 1
    assert CANARY not in done.stderr
    assert not job.out.exists()
    assert not job.out.with_name("out.part").exists()
    return done.stderr


def write_rows(job, *rows, header=None):
    lines = job.rows()
    job.source.write_bytes(b"".join([header or lines[0], *rows]))


def canary_row(job, **changes):
    """Return the first row with the canary's name and some columns changed by their header."""
    header, row = (line.rstrip(b"\r\n").decode("cp932")[1:-1].split('","') for line in job.rows()[:2])
    for name, value in {"氏名": CANARY, **changes}.items():
        row[header.index(name)] = value
    return ('"' + '","'.join(row) + '"\r\n').encode("cp932")


def test_a_job_file_that_is_not_there(make_job):
    job = make_job()
    job.path.unlink()
    message = refused(job, job.run(), status=2, code="job.missing-file")
    assert "job.toml" in message


def test_a_job_file_that_is_no_toml(make_job):
    job = make_job()
    job.edit('[postal]\nauthority = "japan"', "[postal]\nauthority = japan")
    message = refused(job, job.run(), status=2, code="job.malformed")
    line = job.path.read_text().splitlines().index("authority = japan") + 1
    assert f"job.toml:{line}:" in message


def test_a_misspelt_key_and_its_cure(make_job):
    job = make_job()
    job.edit("max-held", "max-hled")
    message = refused(job, job.run(), status=2, code="job.unknown-key")
    assert 'Did you mean "max-held"?' in message
    assert re.search(r"job\.toml:\d+", message)


def test_a_source_that_is_not_there(make_job):
    job = make_job()
    job.source.unlink()
    assert "customers.csv" in refused(job, job.run(), status=2, code="job.missing-file")


def test_a_layout_that_is_not_there(make_job):
    job = make_job()
    job.own_layout().unlink()
    assert "layout.xml" in refused(job, job.run(), status=2, code="job.missing-file")


def test_a_source_in_another_encoding(make_job):
    job = make_job()
    write_rows(job, canary_row(job))
    job.source.write_bytes(job.source.read_bytes().decode("cp932").encode("utf-8"))
    refused(job, job.run("--executor", "serial"), status=4, code="records.encoding")


def test_a_source_without_a_byte(make_job):
    job = make_job()
    job.source.write_bytes(b"")
    refused(job, job.run("--executor", "serial"), status=4, code="records.empty")


def test_a_header_with_one_name_twice(make_job):
    job = make_job()
    header = job.rows()[0].decode("cp932").replace("住所2", "住所1").encode("cp932")
    write_rows(job, canary_row(job), header=header)
    refused(job, job.run("--executor", "serial"), status=4, code="records.duplicate-header")


def test_a_column_that_the_layout_needs_and_the_source_lacks(make_job):
    job = make_job()
    header = job.rows()[0].decode("cp932").replace("氏名", "備考").encode("cp932")
    write_rows(job, canary_row(job), header=header)
    assert "name" in refused(job, job.run("--executor", "serial"), status=4, code="records.missing-column")


def test_a_quote_that_is_never_closed(make_job):
    job = make_job()
    job.source.write_bytes(job.source.read_bytes() + b'"' + CANARY.encode("cp932"))
    refused(job, job.run("--executor", "serial"), status=4, code="records.open-quote")


def test_a_profile_that_nobody_knows(make_job):
    job = make_job()
    job.edit("shop-cp932", "shop-cp923")
    refused(job, job.run("--executor", "serial"), status=2, code="records.profile")


def test_a_field_that_the_layout_does_not_declare(make_job):
    job = make_job()
    job.own_layout()
    job.edit_layout("{coupon}", "{cuopon}")
    message = refused(job, job.run(), status=3, code="layout.unknown-field")
    assert re.search(r"layout\.xml:\d+:\d+", message)


def test_a_layout_that_is_no_xml(make_job):
    job = make_job()
    job.own_layout()
    job.edit_layout("</fields>", "</field>")
    assert re.search(r"layout\.xml:\d+:\d+", refused(job, job.run(), status=3, code="layout.malformed"))


def test_a_layout_with_a_doctype(make_job):
    job = make_job()
    secret = job.folder / "secret.txt"
    secret.write_text(CANARY)
    job.own_layout()
    job.edit_layout("<layout ", f'<!DOCTYPE layout [<!ENTITY x SYSTEM "{secret}">]>\n<layout ')
    job.edit_layout("{coupon}", "&x;")
    refused(job, job.run(), status=3, code="layout.doctype")


def test_artwork_that_is_not_there(make_job):
    job = make_job()
    job.own_layout()
    (job.folder / "front.pdf").unlink()
    refused(job, job.run(), status=3, code="layout.no-file")


def test_artwork_that_was_cut_short(make_job):
    job = make_job()
    job.own_layout()
    front = job.folder / "front.pdf"
    front.write_bytes(front.read_bytes()[:3000])
    refused(job, job.run("--executor", "serial"), status=3, code="artwork.damaged")


@pytest.mark.parametrize("name", ["../front.pdf", "/etc/passwd", "https://example.jp/a.pdf"])
def test_artwork_outside_the_folder_of_the_layout(make_job, name):
    job = make_job()
    job.own_layout()
    job.edit_layout('artwork="front.pdf"', f'artwork="{name}"')
    refused(job, job.run(), status=3, code="layout.outside-folder")


def test_a_constant_image_outside_the_folder_of_the_layout(make_job):
    job = make_job()
    job.own_layout()
    job.edit_layout('src="{product}.jpg" folder="products"', 'src="../customers.jpg"')
    refused(job, job.run(), status=3, code="layout.outside-folder")


def test_a_record_that_names_an_image_outside_its_folder_is_held(make_job):
    job = make_job()
    shutil.copy(job.source, job.folder / "products.jpg")
    job.edit("max-held = 0.05", "max-held = 0.5")
    write_rows(job, canary_row(job, 商品コード="../../products"), *job.rows()[2:])
    done = job.run("--executor", "serial")
    assert done.returncode == 0, done.stderr
    assert "[image.bad-name]" in (job.out / "held.csv").read_bytes().decode("cp932")


def test_a_product_picture_that_was_cut_short(make_job):
    job = make_job()
    job.own_layout()
    for picture in (job.folder / "products").iterdir():
        picture.write_bytes(picture.read_bytes()[:4000])
    refused(job, job.run("--executor", "serial"), status=4, code="run.nothing-to-print")
    held = (job.folder / "out.refused/held.csv").read_bytes().decode("cp932")
    assert held.count("[image.unreadable]") == 12


def test_a_press_that_nobody_knows(make_job):
    job = make_job()
    job.edit("sra3-toner", "sra4-toner")
    assert "sra3-toner" in refused(job, job.run(), status=2, code="impose.unknown-press")


def test_a_printing_condition_that_nobody_knows(make_job):
    job = make_job()
    job.edit("FOGRA39", "FOGRA00")
    refused(job, job.run(), status=2, code="pdf.unknown-condition")


def test_a_mailing_date_before_all_rules(make_job):
    job = make_job()
    job.edit("2026-12-01", "1999-12-01")
    refused(job, job.run("--executor", "serial"), status=2, code="postal.no-rules")


@pytest.mark.parametrize(("size", "code"), [(900, "symbol.qr-room"), (2020, "symbol.qr-room"), (2100, "records.url")])
def test_a_value_too_long_for_its_qr_code_is_held_and_the_rest_goes_on(make_job, size, code):
    job = make_job()
    job.edit("max-held = 0.05", "max-held = 0.5")
    write_rows(job, canary_row(job, URL="https://example.jp/" + "x" * (size - 19)), *job.rows()[2:])
    done = job.run("--executor", "serial")
    assert done.returncode == 0, done.stderr
    assert f"[{code}]" in (job.out / "held.csv").read_bytes().decode("cp932")
    assert "11 printed, 1 held" in done.stdout


@pytest.mark.parametrize("wanted", ["", ",", "1,", "x", "0", "9-5", "-3", "1-", "1;2", "１", "99999999999999999999"])
def test_record_numbers_that_are_none(make_job, wanted):
    job = make_job()
    done = job.run("--records", wanted)
    assert done.returncode == 2
    assert "record number" in done.stderr
    assert "Traceback" not in done.stderr
    assert not job.out.exists()


def test_records_that_the_list_does_not_have(make_job):
    job = make_job()
    refused(job, job.run("--records", "500", "--executor", "serial"), status=4, code="run.nothing-to-print")


@pytest.mark.parametrize("words", [["--workers", "0"], ["--limit", "0"], ["--executor", "cloud"], ["--nonsense"]])
def test_options_that_are_none(make_job, words):
    job = make_job()
    done = job.run(*words)
    assert done.returncode == 2
    assert "Error: " in done.stderr
    assert not job.out.exists()


def test_a_slot_that_says_fail_stops_the_job_and_names_record_and_slot(make_job):
    job = make_job()
    job.edit('overflow = "hold"', 'overflow = "fail"')
    write_rows(job, *job.rows()[1:], canary_row(job, 住所3="あ" * 200))
    message = refused(job, job.run("--workers", 2), status=2, code="text.overflow")
    assert "record 13" in message
    assert "address3" in message


def test_more_held_records_than_allowed(make_job):
    job = make_job()
    write_rows(job, *job.rows()[1:], canary_row(job, 郵便番号="0000000"), canary_row(job, 有効期限=CANARY))
    done = job.run("--workers", 2)
    message = refused(job, done, status=4, code="run.too-many-held")
    assert "2 of 14" in message
    folder = job.out.with_name("out.refused")
    assert [path.name for path in folder.iterdir()] == ["held.csv"]
    assert str(folder / "held.csv") in message
    text = (folder / "held.csv").read_bytes().decode("cp932")
    assert "[postal.unknown-code]" in text
    assert "[records.date]" in text
    assert CANARY in text  # the sender's own row, to the byte


def test_a_later_refusal_replaces_the_earlier_one_and_leaves_a_good_output_alone(make_job):
    job = make_job()
    assert job.run("--executor", "serial").returncode == 0
    before = sorted(path.name for path in job.out.rglob("*"))
    write_rows(job, canary_row(job, 郵便番号="0000000"))
    for _ in range(2):
        done = job.run("--executor", "serial")
        assert done.returncode == 4, done.stderr
    assert sorted(path.name for path in job.out.rglob("*")) == before
    assert {path.name for path in job.folder.iterdir()} == {"job.toml", "customers.csv", "out", "out.refused"}


def test_a_list_without_a_record(make_job):
    job = make_job()
    write_rows(job)
    message = refused(job, job.run("--executor", "serial"), status=4, code="run.nothing-to-print")
    assert "has no records" in message
    assert "held" not in message


def test_a_list_whose_records_are_all_held(make_job):
    job = make_job()
    job.edit("max-held = 0.05", "max-held = 1")
    write_rows(job, canary_row(job, 郵便番号="0000000"))
    refused(job, job.run("--executor", "serial"), status=4, code="run.nothing-to-print")


def test_check_answers_with_the_status_that_run_would_have(make_job):
    job = make_job()
    write_rows(job, canary_row(job, 郵便番号="0000000"), *job.rows()[2:])
    done = job.run("--executor", "serial", command="check")
    assert done.returncode == 4
    assert "postal.unknown-code" in done.stdout
    assert done.stdout.endswith("vdp run would print nothing: more are held than max-held allows\n")
    assert CANARY not in done.stdout


def test_warnings_count_and_do_not_hold(make_job):
    job = make_job()
    write_rows(job, canary_row(job), canary_row(job, 氏名="鈴木　一郎", 郵便番号="3050000"))
    assert job.run("--executor", "serial").returncode == 0
    report = (job.out / "report.json").read_text(encoding="utf-8")
    assert "postal.representative-code" in report
    for name in ("report.json", "report.html", "manifest.json"):
        assert CANARY not in (job.out / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("what", ["file", "folder", "other manifest", "part", "refused"])
def test_a_folder_of_somebody_else_is_left_alone(make_job, what):
    job = make_job()
    target = {"part": "out.part", "refused": "out.refused"}.get(what, "out")
    foreign = job.folder / target
    if what == "file":
        foreign.write_text("mine")
    else:
        foreign.mkdir()
        (foreign / "mine.txt").write_text("mine")
    if what == "other manifest":
        (foreign / "manifest.json").write_text('{"name": "a web page"}')
    done = job.run("--executor", "serial")
    assert done.returncode == 2
    assert "[run.foreign-folder]" in done.stderr
    assert (foreign if what == "file" else foreign / "mine.txt").read_text() == "mine"


def test_an_empty_folder_is_taken(make_job):
    job = make_job()
    job.out.mkdir()
    assert job.run("--executor", "serial").returncode == 0
    assert (job.out / "manifest.json").is_file()


def test_a_folder_that_is_gone_while_somebody_stands_in_it(make_job, tmp_path):
    job = make_job()
    gone = tmp_path / "gone"
    gone.mkdir()
    refused(job, job.run(cwd=gone, preexec=gone.rmdir), status=2, code="run.no-folder")


def test_an_output_beyond_ascii_where_file_names_are_not_utf_8(make_job):
    job = make_job(name="日本")
    locale = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    refused(job, job.run("--executor", "serial", env=locale), status=2, code="run.path-encoding")
    done = job.run("--executor", "serial", env={"LC_ALL": "C"})
    assert done.returncode == 0, done.stderr
