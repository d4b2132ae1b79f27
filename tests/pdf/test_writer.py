from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdf
import pytest

from vdp.errors import DefectError, OutputError
from vdp.pdf import writer
from vdp.pdf.flate import deflate_content
from vdp.pdf.objects import Ref, Stream
from vdp.units import Box

MEDIA = (300.0, 400.0)
TRIM = Box(20, 20, 260, 360)


def test_qpdf_finds_nothing_wrong(write_pages, tool):
    path = write_pages(1203)
    done = subprocess.run([tool("qpdf"), "--check", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_poppler_reads_size_subtype_and_dates(write_pages, tool):
    path = write_pages(3)
    done = subprocess.run([tool("pdfinfo"), "-enc", "UTF-8", "-box", path], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    rows: dict[str, str] = {}
    for line in done.stdout.splitlines():
        key, _, value = line.partition(":")
        rows.setdefault(key.strip(), value.strip())
    assert rows["Pages"] == "3"
    assert rows["PDF version"] == "1.6"
    assert rows["PDF subtype"].startswith("PDF/X-4")
    assert rows["Title"] == "春のご案内 <1>"
    assert rows["TrimBox"].split() == ["20.00", "20.00", "280.00", "380.00"]
    assert rows["BleedBox"].split() == ["11.50", "11.50", "288.50", "388.50"]


def test_pypdf_in_strict_mode_reads_every_page_in_order(write_pages):
    reader = pypdf.PdfReader(write_pages(501), strict=True)
    lefts = [float(page.get_contents().get_data().split()[5]) for page in reader.pages]
    assert lefts == [30 + number % 200 for number in range(501)]


@pytest.mark.parametrize(("pages", "depth"), [(1, 1), (500, 1), (501, 2)])
def test_the_page_tree_is_balanced_and_narrow(write_pages, pages, depth):
    with pikepdf.open(write_pages(pages)) as pdf:
        depths = set()

        def walk(node, level):
            if node.Type == pikepdf.Name.Page:
                depths.add(level)
                return 1
            assert len(node.Kids) <= 500
            counted = sum(walk(kid, level + 1) for kid in node.Kids)
            assert node.Count == counted
            return counted

        assert walk(pdf.Root.Pages, 0) == pages
        assert depths == {depth}


def test_every_offset_of_the_table_hits_its_object(write_pages):
    raw = write_pages(7).read_bytes()
    start = int(raw.rsplit(b"startxref\n", 1)[1].split()[0])
    table = raw[start:].split(b"trailer")[0]
    head, entries = table[: table.index(b"\n", 5) + 1], table[table.index(b"\n", 5) + 1 :]
    assert head == b"xref\n0 %d\n" % (len(entries) // 20)
    for number in range(1, len(entries) // 20):
        entry = entries[number * 20 : number * 20 + 20]
        assert entry[10:] == b" 00000 n \n"
        assert raw[int(entry[:10]) :].startswith(b"%d 0 obj\n" % number)


def test_equal_input_gives_equal_bytes_and_the_reported_hash(new_file, write_pages, tmp_path):
    first = write_pages(20).read_bytes()
    second = write_pages(20).read_bytes()
    assert first == second
    with new_file() as pdf:
        pdf.add_page(pdf.append_content(deflate_content(b"")), pdf.add_object({}), media=MEDIA, trim=TRIM)
        receipt = pdf.finish()
    assert receipt.sha256 == hashlib.sha256(receipt.path.read_bytes()).hexdigest()
    assert (receipt.size, receipt.pages) == (receipt.path.stat().st_size, 1)


def test_another_file_name_gives_another_identifier_of_the_same_document(write_pages):
    with pikepdf.open(write_pages(1, "a.pdf")) as a, pikepdf.open(write_pages(1, "b.pdf")) as b:
        assert bytes(a.trailer.ID[0]) != bytes(b.trailer.ID[0])
        assert len(bytes(a.trailer.ID[0])) == 16
        one, two = a.open_metadata(), b.open_metadata()
        assert one["xmpMM:DocumentID"] == two["xmpMM:DocumentID"]
        assert one["xmpMM:InstanceID"] != two["xmpMM:InstanceID"]


def test_other_pages_of_the_same_job_and_name_are_another_file(write_pages, tmp_path):
    first = shutil.copy(write_pages(2, "a.pdf"), tmp_path / "first.pdf")
    with pikepdf.open(first) as one, pikepdf.open(write_pages(3, "a.pdf")) as two:
        assert bytes(one.trailer.ID[0]) != bytes(two.trailer.ID[0])
        assert one.open_metadata()["xmpMM:InstanceID"] != two.open_metadata()["xmpMM:InstanceID"]


def test_info_and_xmp_agree_and_claim_pdf_x_4(write_pages):
    with pikepdf.open(write_pages(1)) as pdf:
        xmp = pdf.open_metadata()
        assert (
            xmp["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == "PDF/X-4" == str(pdf.docinfo["/GTS_PDFXVersion"])
        )
        assert xmp["dc:title"] == str(pdf.docinfo["/Title"])
        assert xmp["xmp:CreateDate"] == "2026-12-01T00:00:00Z"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261201000000Z" == str(pdf.docinfo["/ModDate"])
        assert (xmp["pdf:Trapped"], pdf.docinfo["/Trapped"]) == ("False", pikepdf.Name("/False"))
        assert "/Filter" not in pdf.Root.Metadata


def test_the_output_intent_embeds_the_condition_s_profile(write_pages):
    shipped = Path(writer.__file__).parent / "conditions" / "FOGRA39L_coated.icc"
    with pikepdf.open(write_pages(1)) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == pikepdf.Name.GTS_PDFX
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        assert str(intent.RegistryName) == "http://www.color.org"
        assert intent.DestOutputProfile.N == 4
        assert intent.DestOutputProfile.read_bytes() == shipped.read_bytes()


def test_a_transparent_page_states_its_group(new_file):
    with new_file() as pdf:
        content, resources = pdf.append_content(deflate_content(b"")), pdf.add_object({})
        pdf.add_page(content, resources, media=MEDIA, trim=TRIM)
        pdf.add_page(content, resources, media=MEDIA, trim=TRIM, transparent=True)
        path = pdf.finish().path
    with pikepdf.open(path) as pdf:
        assert "/Group" not in pdf.pages[0]
        assert pikepdf.Name.DeviceCMYK == pdf.pages[1].Group.CS


def test_objects_that_refer_to_one_another_by_index_are_renumbered(new_file):
    with new_file() as pdf:
        objects = [{"Next": Ref(1)}, Stream({"Back": Ref(0)}, b"abc")]
        base = pdf.append_objects(objects)
        resources = pdf.add_object({"Private": Ref(base)})
        pdf.add_page(pdf.append_content(deflate_content(b"")), resources, media=MEDIA, trim=TRIM)
        path = pdf.finish().path
    with pikepdf.open(path) as pdf:
        first = pdf.pages[0].Resources.Private
        assert first.Next.read_raw_bytes() == b"abc"
        assert first.Next.Back.objgen == first.objgen


@pytest.mark.parametrize("leave", ["abort", "exception", "unfinished"])
def test_what_is_not_finished_leaves_nothing(new_file, tmp_path, leave):
    def work():
        with new_file() as pdf:
            pdf.add_page(pdf.append_content(deflate_content(b"")), pdf.add_object({}), media=MEDIA, trim=TRIM)
            assert list(tmp_path.iterdir()) == [tmp_path / "sheets.pdf.part"]
            if leave == "abort":
                pdf.abort()
            if leave == "exception":
                raise KeyError

    if leave == "exception":
        with pytest.raises(KeyError):
            work()
    else:
        work()
    assert list(tmp_path.iterdir()) == []


def test_the_old_file_stays_until_the_new_one_is_whole(new_file, write_pages, tmp_path):
    old = write_pages(1).read_bytes()
    with new_file() as pdf:
        pdf.add_page(pdf.append_content(deflate_content(b"")), pdf.add_object({}), media=MEDIA, trim=TRIM)
    assert (tmp_path / "sheets.pdf").read_bytes() == old


def test_a_full_disk_stops_with_an_output_error_and_leaves_nothing(new_file, tmp_path):
    (tmp_path / "sheets.pdf.part").symlink_to("/dev/full")
    pdf = new_file()
    resources = pdf.add_object({})
    with pytest.raises(OutputError, match="disk is full") as caught:
        pdf.add_page(pdf.append_content(b"x" * 10_000_000), resources, media=MEDIA, trim=TRIM)
    assert caught.value.code == "pdf.write"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_at_the_last_bytes_leaves_nothing(new_file, tmp_path, monkeypatch):
    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    pdf = new_file()
    pdf.add_page(pdf.append_content(deflate_content(b"")), pdf.add_object({}), media=MEDIA, trim=TRIM)
    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(OutputError):
        pdf.finish()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_output_error(new_file):
    with pytest.raises(OutputError, match="cannot be written"):
        new_file("nowhere/sheets.pdf")


def test_a_reserved_object_that_nobody_wrote_is_a_defect(new_file, tmp_path):
    pdf = new_file()
    pdf.reserve(2)
    pdf.add_page(pdf.append_content(deflate_content(b"")), pdf.add_object({}), media=MEDIA, trim=TRIM)
    with pytest.raises(DefectError, match="2 reserved objects"):
        pdf.finish()
    assert list(tmp_path.iterdir()) == []


def test_an_object_written_twice_or_unreserved_is_a_defect(new_file):
    with new_file() as pdf:
        number = pdf.reserve()
        pdf.write_object(number, 1)
        for wrong in (number, number + 1, 0, -1):
            with pytest.raises(DefectError, match="not reserved"):
                pdf.write_object(wrong, 1)


def test_a_file_without_pages_is_a_defect(new_file):
    with new_file() as pdf, pytest.raises(DefectError, match="without pages"):
        pdf.finish()


@pytest.mark.parametrize("media", [(2.0, 400.0), (300.0, 14_401.0)])
def test_a_page_beyond_the_limits_is_a_defect(new_file, media):
    with new_file() as pdf, pytest.raises(DefectError, match="PDF allows"):
        pdf.add_page(Ref(1), Ref(1), media=media, trim=TRIM)


def test_more_objects_than_pdf_can_number_stop_the_file(new_file, tmp_path):
    pdf = new_file()
    pdf.reserve(8_388_607 - 5)
    with pytest.raises(OutputError, match="8388607 objects"):
        pdf.append_content(b"")
    assert list(tmp_path.iterdir()) == []


def test_an_offset_of_eleven_digits_stops_the_file(new_file):
    with new_file() as pdf:
        pdf._out.position = 10_000_000_000
        with pytest.raises(OutputError) as caught:
            pdf.add_object(1)
    assert caught.value.code == "pdf.too-large"
