"""What document parts tell of a recipient beyond the external id: only what the job asks for."""

from __future__ import annotations

import csv
import io
import json

import pikepdf
import pypdf
import pytest

from vdp.preflight import check_pdf
from vdp.preflight.terms import House

LISTED = '<field name="lines" type="list"><field name="line" type="text"/></field>'
TOLD = 'profile = "pdf/vt-1"\nexternal-id = "customer_id"\ndpm = ["store", "points", "expires", "product"]'


@pytest.fixture
def told(make_job):
    job = make_job(range(1, 13))
    job.edit('profile = "pdf/x-4"', TOLD + '\ndpm-prefix = "SHOP"')
    done = job.run("--executor", "serial")
    assert done.returncode == 0, done.stderr
    assert "run.dpm-readable" in done.stderr
    return job


def source_rows(job):
    text = job.source.read_bytes().decode("cp932")
    return {row["会員番号"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def expected(row):
    year, month, day = row["有効期限"].replace("-", "/").split("/")
    return {
        "/SHOP_expires": f"D:{year}{int(month):02d}{int(day):02d}",
        "/SHOP_points": int(row["ポイント"].replace(",", "")),
        "/SHOP_product": row["商品コード"],
        "/SHOP_store": row["店舗名"],
    }


def opened(value):
    """Return what a reference of pypdf's stands for; pikepdf opens them by itself."""
    return value.get_object() if hasattr(value, "get_object") else value


def parts_of(root):
    """Yield the metadata of all leaves, as pikepdf or pypdf reads them."""
    for inner in root["/DPartRootNode"]["/DParts"]:
        for bundle in inner:
            for records in opened(bundle)["/DParts"]:
                for record in records:
                    yield opened(record)["/DPM"]


def test_both_readers_find_the_fields_with_their_types_sorted_and_none_else(told):
    (path,) = (told.out / "print").iterdir()
    rows = source_rows(told)
    read = pypdf.PdfReader(path, strict=True)
    with pikepdf.open(path) as pdf:
        for theirs, ours in zip(
            parts_of(read.root_object["/DPartRoot"]), parts_of(pdf.Root["/DPartRoot"]), strict=True
        ):
            recipient = theirs["/CIP4_Root"].get("/CIP4_Recipient")
            if recipient is None:  # a slip
                assert list(theirs) == list(ours.keys()) == ["/CIP4_Root"]
                continue
            wanted = expected(rows[recipient["/CIP4_ExternalID"].removeprefix("/")])
            assert {key: value for key, value in theirs.items() if key != "/CIP4_Root"} == wanted
            assert [key for key in theirs if key != "/CIP4_Root"] == sorted(wanted)
            assert isinstance(theirs["/SHOP_points"], pypdf.generic.NumberObject)
            found = {key: ours[key] for key in wanted}
            assert {key: v if isinstance(v, int) else str(v) for key, v in found.items()} == wanted


def test_report_and_check_say_what_the_parts_carry(told):
    document = json.loads((told.out / "report.json").read_text())
    facts = document["facts"]
    (notice,) = [notice for notice in document["notices"] if notice["code"] == "run.dpm-readable"]
    assert "SHOP_expires, SHOP_points, SHOP_product, SHOP_store" in notice["text"]
    assert notice["text"] in told.run(command="check").stdout
    assert facts["document parts carry"] == (
        "external id: customer_id, SHOP_expires, SHOP_points, SHOP_product, SHOP_store"
    )


def test_a_house_may_forbid_it(told):
    (path,) = (told.out / "print").iterdir()
    keys = frozenset({"SHOP_expires", "SHOP_points", "SHOP_product", "SHOP_store"})
    for allowed, outcome in ((None, "pass"), (keys, "pass"), (keys - {"SHOP_store"}, "fail"), (frozenset(), "fail")):
        report = check_pdf(path, profile="pdf/vt-1", house=House(metadata=allowed), content=False)
        assert report.outcome("VT-10") == outcome, allowed
        texts = {found.text for found in report.findings if found.rule == "VT-10"}
        assert not any(value in text for text in texts for value in ("大宮", "coffee"))


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ('profile = "pdf/vt-1"\ndpm = ["shoe_size"]', "shoe_size"),
        ('profile = "pdf/x-4"\nfiles = ["pieces"]\ndpm = ["store"]', "pdf/x-4"),
        ('profile = "pdf/vt-1"\nfiles = ["imposed"]\ndpm = ["store"]', "sheets"),
        ('profile = "pdf/vt-1"\ndpm = "store"', "list of names"),
        ('profile = "pdf/vt-1"\ndpm = ["store", "store"]', "twice"),
        ('profile = "pdf/vt-1"\ndpm = ["store"]\ndpm-prefix = "CIP4"', "CIP4"),
        ('profile = "pdf/vt-1"\nexternal-id = "lines"', "is a list"),
        ('profile = "pdf/vt-1"\ndpm = ["lines"]', "is a list"),
        (f'profile = "pdf/vt-1"\ndpm = ["{"長" * 42}"]', "bytes"),
    ],
)
def test_what_no_part_can_carry_is_refused_before_anything_is_read(make_job, words, what):
    job = make_job(range(1, 3))
    job.own_layout()
    job.edit_layout("</fields>", f'{LISTED}<field name="{"長" * 42}" type="text"/></fields>')
    job.edit('profile = "pdf/x-4"', words)
    done = job.run()
    assert done.returncode == 2
    assert what in done.stderr


def test_records_without_an_id_are_held_and_shared_ids_are_told(make_job):
    job = make_job(range(1, 13))
    job.own_layout()
    job.edit_layout('<field name="customer_id" type="text" required="yes"', '<field name="customer_id" type="text"')
    job.edit('profile = "pdf/x-4"', 'profile = "pdf/vt-1"\nexternal-id = "customer_id"')
    job.edit("max-held = 0.05", "max-held = 0.5")
    rows = job.rows()
    first = rows[2].split(b",", 1)[0]
    for number, value in ((4, b""), (7, first), (9, first), (11, b"x" * 128)):
        rows[number] = value + b"," + rows[number].split(b",", 1)[1]
    job.source.write_bytes(b"".join(rows))
    checked = json.loads(job.run("--json", command="check").stdout)
    done = job.run()
    assert done.returncode == 0, done.stderr
    document = json.loads((job.out / "report.json").read_text())
    found = {row["code"]: row["records"] for row in document["findings"]}
    assert (found["run.external-id"], found["run.external-id-shared"]) == (2, 2)
    assert checked["findings"] == found
    text = "2 records have an external id that an earlier one has; the first is record 7, with that of record 2"
    assert text in [notice["text"] for notice in document["notices"]]
    assert text in [notice["text"] for notice in checked["notices"]]
    assert text in done.stderr
    held = (job.out / "held.csv").read_bytes().decode("cp932").splitlines()[1:]
    assert [line.split(",", 1)[0] for line in held] == ["", "x" * 128]
    assert all("[run.external-id]" in line for line in held)


def test_sheets_alone_ask_for_no_id(make_job):
    job = make_job(range(1, 5))
    job.edit('profile = "pdf/x-4"', 'profile = "pdf/x-4"\nexternal-id = "customer_id"')
    rows = job.rows()
    rows[2] = rows[1].split(b",", 1)[0] + b"," + rows[2].split(b",", 1)[1]
    job.source.write_bytes(b"".join(rows))
    done = job.run()
    assert (done.returncode, done.stderr) == (0, "")
