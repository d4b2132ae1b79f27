from __future__ import annotations

import dataclasses

import pikepdf
import pytest

from vdp.errors import DefectError, JobError
from vdp.pdf import PdfFile, open_condition
from vdp.pdf.guard import check_object
from vdp.pdf.objects import Name, Stream
from vdp.pdf.profiles import PROFILES, find_profile, sheet_profile
from vdp.units import Box

ALL = sorted(PROFILES)


def test_an_unknown_level_is_refused_with_the_known_ones():
    with pytest.raises(JobError, match="pdf/x-9"):
        find_profile("pdf/x-9")


@pytest.fixture
def written(tmp_path, info):
    def write(profile, icc=None):
        condition = open_condition("FOGRA39")
        condition = dataclasses.replace(condition, profile=icc) if icc else condition
        with PdfFile(tmp_path / "a.pdf", info=info, condition=condition, profile=profile) as pdf:
            resources = pdf.add_object({})
            content = pdf.add_object(Stream({}, b"0 0 0 1 k 30 30 10 10 re f"))
            pdf.add_page(content, resources, media=(300.0, 400.0), trim=Box(20, 20, 260, 360))
            return pdf.finish().path

    return write


@pytest.mark.parametrize(
    ("profile", "header", "version"),
    [
        ("pdf/x-1a", b"%PDF-1.4\n", "PDF/X-1a:2003"),
        ("pdf/x-4", b"%PDF-1.6\n", "PDF/X-4"),
        ("pdf/vt-1", b"%PDF-1.6\n", "PDF/X-4"),
    ],
)
def test_a_level_is_named_in_header_info_and_xmp(written, profile, header, version):
    path = written(profile)
    assert path.read_bytes().startswith(header)
    with pikepdf.open(path) as pdf:
        assert pdf.docinfo["/GTS_PDFXVersion"] == version
        assert "/GTS_PDFXConformance" not in pdf.docinfo  # the 2001 level's
        xmp = pdf.open_metadata()
        space = "http://ns.adobe.com/pdfx/1.3/" if profile == "pdf/x-1a" else "http://www.npes.org/pdfx/ns/id/"
        assert xmp[f"{{{space}}}GTS_PDFXVersion"] == version


def test_only_vt_says_so_and_its_date_is_that_of_the_xmp(written):
    space = "{http://www.npes.org/pdfvt/ns/id/}"
    with pikepdf.open(written("pdf/vt-1")) as pdf:
        xmp = pdf.open_metadata()
        assert xmp[space + "GTS_PDFVTVersion"] == "PDF/VT-1"
        assert xmp[space + "GTS_PDFVTModDate"] == xmp["xmp:ModifyDate"]
    with pikepdf.open(written("pdf/x-4")) as pdf:
        assert b"GTS_PDFVT" not in pdf.Root.Metadata.read_bytes()


def test_x1a_takes_no_profile_of_version_4(written):
    profile = bytearray(open_condition("FOGRA39").profile)
    profile[8:10] = b"\x04\x20"
    with pytest.raises(JobError, match=r"version 4\.2"):
        written("pdf/x-1a", icc=bytes(profile))
    written("pdf/x-4", icc=bytes(profile))


def test_sheets_of_a_vt_job_are_x4():
    assert [sheet_profile(name) for name in ALL] == ["pdf/x-4", "pdf/x-1a", "pdf/x-4"]


GROUP = {"Type": Name("Group"), "S": Name("Transparency"), "CS": Name("DeviceCMYK")}
OPAQUE_ONLY = [
    {"Type": Name("ExtGState"), "ca": 0.5},
    {"Type": Name("ExtGState"), "CA": 0.5},
    {"Type": Name("ExtGState"), "BM": Name("Multiply")},
    {"Type": Name("ExtGState"), "SMask": {"S": Name("Luminosity")}},
    {"Subtype": Name("Form"), "Group": GROUP},
    {"Subtype": Name("Image"), "Filter": Name("JPXDecode")},
    {"Subtype": Name("Image"), "Filter": [Name("FlateDecode"), Name("JBIG2Decode")]},
    {"Resources": {"ColorSpace": {"C0": [Name("ICCBased"), None]}}},
    {"Subtype": Name("Image"), "ColorSpace": [Name("Lab"), {}]},
    {"OCProperties": {"OCGs": [], "D": {"Name": "layers"}}},
]
NEVER = [
    {"Type": Name("ExtGState"), "TR": Name("Identity")},
    {"Type": Name("ExtGState"), "TR2": Name("Identity")},
    {"Type": Name("ExtGState"), "HTP": [0, 0]},
    {"Subtype": Name("Image"), "Filter": Name("LZWDecode")},
    {"Subtype": Name("Image"), "Interpolate": True},
    {"Subtype": Name("Image"), "ColorSpace": Name("DeviceRGB")},
    {"Subtype": Name("Image"), "ColorSpace": [Name("Indexed"), Name("DeviceRGB"), 1, b"abcabc"]},
    {"Resources": {"ColorSpace": {"C0": [Name("CalRGB"), {}]}}},
    {"Subtype": Name("Image"), "Alternates": []},
    {"Subtype": Name("Form"), "OPI": {}},
    {"Subtype": Name("PS")},
    {"AA": {}},
    {"Names": {"JavaScript": {}}},
    {"Kids": [{"OpenAction": None}]},
]
ALWAYS = [
    {"Type": Name("ExtGState"), "OP": True, "op": True, "OPM": 1, "SMask": Name("None"), "ca": 1, "CA": 1.0},
    {"Type": Name("ExtGState"), "BM": Name("Normal"), "TR2": Name("Default")},
    {"Subtype": Name("Image"), "ColorSpace": Name("DeviceCMYK"), "Interpolate": False, "Filter": Name("DCTDecode")},
    {"ColorSpace": {"C0": [Name("Separation"), Name("Spot"), Name("DeviceCMYK"), {"C1": [0, 1, 0, 0]}]}},
    {"Title": "DeviceRGB /LZWDecode"},
]


@pytest.mark.parametrize("value", OPAQUE_ONLY, ids=str)
def test_x1a_refuses_what_x4_may_hold(value):
    with pytest.raises(DefectError, match="forbids"):
        check_object(value, PROFILES["pdf/x-1a"])
    check_object(value, PROFILES["pdf/x-4"])


@pytest.mark.parametrize("value", NEVER, ids=str)
@pytest.mark.parametrize("profile", ALL)
def test_no_level_holds_what_a_press_must_not_get(value, profile):
    with pytest.raises(DefectError, match="forbids"):
        check_object(value, PROFILES[profile])


@pytest.mark.parametrize("value", ALWAYS, ids=str)
@pytest.mark.parametrize("profile", ALL)
def test_what_is_harmless_passes(value, profile):
    check_object(value, PROFILES[profile])


def test_the_writer_asks_the_guard(tmp_path, info):
    with PdfFile(tmp_path / "b.pdf", info=info, condition=open_condition("FOGRA39"), profile="pdf/x-1a") as pdf:
        with pytest.raises(DefectError, match="/Group"):
            pdf.add_object(Stream({"Subtype": Name("Form"), "Group": GROUP}, b""))
        with pytest.raises(DefectError, match="/ca"):
            pdf.append_objects([{"ca": 0.2}])
