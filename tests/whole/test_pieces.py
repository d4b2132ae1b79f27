"""Single pieces: PDF/VT-1 and the plain levels, alone and beside the sheets, and what verify must catch in them."""

from __future__ import annotations

import hashlib
import json
import shutil

import pikepdf
import pypdf
import pytest

from vdp.preflight import check_pdf

TO_VT = ('profile = "pdf/x-4"', 'profile = "pdf/vt-1"\nfiles = ["pieces", "imposed"]\nexternal-id = "customer_id"')
"""What makes a job of the sample one with both kinds of files."""


def file_of(out, kind="pieces"):
    (path,) = (out / "print").glob(f"{kind}-*.pdf")
    return path


@pytest.fixture(scope="module")
def vt(shared, write_small):
    def build(folder):
        job = write_small(folder)
        job.edit(*TO_VT)
        done = job.run("--workers", 2)
        assert done.returncode == 0, done.stderr

    return shared("vt", build) / "out"


def verify(vdp, out):
    done = vdp("verify", out, "--sample", 1000, "--json")
    return done.returncode, json.loads(done.stdout)


def test_both_kinds_of_files_come_from_one_run_and_verify(vt, vdp):
    status, report = verify(vdp, vt)
    assert status == 0, report
    assert report["compared"] == report["pieces"] > 50
    assert report["codes_read"] > 3 * report["pieces"]  # both codes of every piece, on its sheet and on its page
    manifest = json.loads((vt / "manifest.json").read_text())
    sheets, pieces = manifest["print"]
    assert pieces["first_leaf"] == 1
    assert pieces["last_leaf"] == manifest["counts"]["printed"] + manifest["counts"]["tags"]
    assert pieces["pages"] == 2 * pieces["last_leaf"]
    assert sheets["file"] == "print/sheets-0001.pdf"


def test_the_tree_of_parts_names_bundles_and_recipients_in_mailing_order(vt):
    """Read by pypdf, which has no part in writing."""
    reader = pypdf.PdfReader(file_of(vt), strict=True)
    root = reader.root_object["/DPartRoot"]
    assert root["/NodeNameList"] == ["/Job", "/Bundle", "/Record"]
    assert root["/RecordLevel"] == 2
    numbers = [page.indirect_reference.idnum for page in reader.pages]
    at, members = 0, []
    for inner in root["/DPartRootNode"]["/DParts"]:
        for bundle in inner:
            for records in bundle.get_object()["/DParts"]:
                for index, record in enumerate(records):
                    part = record.get_object()
                    assert part["/Start"].get_object() == reader.pages[at]
                    assert part.raw_get("/Start").idnum == numbers[at]
                    assert part.raw_get("/End").idnum == numbers[at + 1]
                    recipient = part["/DPM"]["/CIP4_Root"].get("/CIP4_Recipient")
                    assert (recipient is None) == (index == 0)  # a bundle begins with its slip
                    members += [recipient["/CIP4_ExternalID"]] if recipient else []
                    at += 2
    assert at == len(numbers)
    assert len(set(members)) == len(members) > 50
    texts = [reader.pages[2 * leaf].extract_text() for leaf in range(1, 3)]
    assert members[0].removeprefix("/") in texts[0]


def test_sheets_of_the_same_run_are_x4_without_parts(vt):
    with pikepdf.open(file_of(vt, "sheets")) as sheets, pikepdf.open(file_of(vt)) as pieces:
        assert "/DPartRoot" not in sheets.Root
        assert b"GTS_PDFVT" not in sheets.Root.Metadata.read_bytes()
        assert pieces.docinfo["/GTS_PDFXVersion"] == sheets.docinfo["/GTS_PDFXVersion"] == "PDF/X-4"
        page = pieces.pages[3]
        assert [round(float(value), 1) for value in page.TrimBox] == [8.5, 8.5, 292.0, 428.0]
        assert page.BleedBox == page.MediaBox


def test_both_kinds_keep_their_levels(vt):
    """By our own checker; what other readers say of every level stands in evidence/."""
    for kind, level in (("pieces", "pdf/vt-1"), ("sheets", "pdf/x-4")):
        assert_kept(file_of(vt, kind), level)


def assert_kept(path, level):
    report = check_pdf(path, profile=level)
    assert {found.rule for found in report.findings if found.outcome in {"fail", "warn"}} == set(), report.text()


def test_workers_change_no_byte(vt, write_small, tmp_path):
    job = write_small(tmp_path)
    job.edit(*TO_VT)
    assert job.run("--executor", "serial").returncode == 0
    for kind in ("pieces", "sheets"):
        assert file_of(vt, kind).read_bytes() == file_of(job.out, kind).read_bytes()


@pytest.fixture
def changed(vt, tmp_path):
    """Return a copy of the output, and a function that edits its pieces with the manifest's hash corrected."""
    out = tmp_path / "out"
    shutil.copytree(vt, out)

    def change(edit):
        path = file_of(out)
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            edit(pdf)
            pdf.save(path)
        manifest = json.loads((out / "manifest.json").read_text())
        for entry in manifest["print"]:
            if entry["file"].endswith(path.name):
                entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
        (out / "manifest.json").write_text(json.dumps(manifest))
        return out

    return change


def test_two_pieces_swapped_in_the_file_are_named(changed, vdp):
    def swap(pdf):
        one, other = pdf.pages[2].obj, pdf.pages[4].obj
        one.Contents, other.Contents = other.Contents, one.Contents

    status, report = verify(vdp, changed(swap))
    assert status == 9
    assert {finding["piece"] for finding in report["findings"]} == {1, 2}
    assert all("pieces-0001.pdf: the front is not that of piece" in finding["text"] for finding in report["findings"])


def test_a_lost_page_is_found(changed, vdp):
    def drop(pdf):
        del pdf.pages[-1]

    status, report = verify(vdp, changed(drop))
    assert status == 9
    assert any("pages," in finding["text"] for finding in report["findings"])
    assert any("is on no page" in finding["text"] for finding in report["findings"])


@pytest.mark.parametrize("profile", ["pdf/x-1a", "pdf/x-4"])
def test_pieces_alone_need_no_press(write_small, tmp_path, vdp, profile):
    job = write_small(tmp_path)
    job.edit('profile = "pdf/x-4"', f'profile = "{profile}"\nfiles = ["pieces"]')
    done = job.run()
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (job.out / "print").iterdir()] == ["pieces-0001.pdf"]
    status, report = verify(vdp, job.out)
    assert status == 0, report
    facts = json.loads((job.out / "report.json").read_text())["facts"]
    assert "sheets" not in facts
    assert float(facts["pieces: objects a leaf"]) > 4
    with pikepdf.open(file_of(job.out)) as pdf:
        assert pdf.docinfo["/GTS_PDFXVersion"] == ("PDF/X-4" if profile == "pdf/x-4" else "PDF/X-1a:2003")
    assert_kept(file_of(job.out), profile)


def test_an_external_id_that_no_field_has_is_refused(write_small, tmp_path):
    job = write_small(tmp_path)
    job.edit('profile = "pdf/x-4"', 'profile = "pdf/vt-1"\nexternal-id = "customer_number"')
    done = job.run()
    assert done.returncode == 2
    assert "external-id" in done.stderr
    assert "run.external-id" in done.stderr


def test_unknown_kinds_of_files_are_refused(write_small, tmp_path):
    job = write_small(tmp_path)
    job.edit('profile = "pdf/x-4"', 'profile = "pdf/x-4"\nfiles = ["booklets"]')
    done = job.run()
    assert done.returncode == 2
    assert "booklets" in done.stderr
    assert "imposed, pieces" in done.stderr
