"""Files of other producers. What is expected was written down by hand, reading each file (as qdf) beside the rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from pypdf import PdfReader

from vdp.preflight import check_pdf

FOREIGN = Path(__file__).parent / "foreign"


class Expected(NamedTuple):
    """How often a rule speaks, with which outcome, and why it must."""

    rule: str
    outcome: str
    times: int
    why: str


HEADER = "the standards leave the version open; presses and other checkers expect that of the level"
OTHER_LEVEL = "Info names another level; for PDF/X-1a that is the claim itself, for PDF/X-4 a custom entry"
NO_PARTS = [
    Expected("VT-02", "fail", 2, "XMP has neither pdfvtid:GTS_PDFVTVersion nor pdfvtid:GTS_PDFVTModDate"),
    Expected("VT-03", "fail", 1, "the catalog has no /DPartRoot"),
]
WEASY_RGB = Expected("CO-01", "fail", 3, "1 0 0 rg for text, 0 0 0 rg for areas, 0 0 0 RG for lines of the crop marks")
WEASY_INTENT = Expected("OI-01", "fail", 1, "the catalog has no /OutputIntents")
WEASY_X4 = [
    Expected("MD-01", "warn", 1, "Info has no /GTS_PDFXVersion; XMP, which counts, has it"),
    WEASY_INTENT,
    WEASY_RGB,
    Expected("CO-10", "fail", 1, "the marks' group is in DeviceCMYK, and no output intent says what that means"),
]
GS_BARE = [
    Expected("OI-01", "fail", 1, "the catalog has no /OutputIntents"),
    Expected("BX-02", "fail", 1, "the page has nothing but a MediaBox"),
    Expected("MD-03", "fail", 1, "Info has no /Title, though XMP has one"),
    Expected("MD-04", "fail", 1, "Info has no /Trapped"),
]
CASES = {
    # Apache FOP keeps PDF/VT-1 and PDF/X-4: one part with both pages, [[...]], indirect, each page with its part; font
    # and profile embedded, text in CMYK, boxes nested, an output condition of its own name with /Info and profile.
    ("fop-vt.pdf", "pdf/vt-1"): [Expected("FS-01", "warn", 1, HEADER)],
    ("fop-vt.pdf", "pdf/x-4"): [Expected("FS-01", "warn", 1, HEADER)],
    ("fop-x4.pdf", "pdf/x-4"): [Expected("FS-01", "warn", 1, HEADER)],
    ("fop-x4.pdf", "pdf/vt-1"): [Expected("FS-01", "warn", 1, HEADER), *NO_PARTS],
    # Header 1.4, no transparency, no other space than CMYK, a classic xref: PDF/X-1a but for its claim.
    ("fop-x4.pdf", "pdf/x-1a"): [Expected("MD-01", "fail", 1, OTHER_LEVEL)],
    # WeasyPrint writes the names of the levels and keeps neither. Its /ca 1 and the Lab spaces that nothing uses are no
    # faults; its marks lie in a transparent form.
    ("weasy-x-1a.pdf", "pdf/x-1a"): [
        Expected("MD-06", "warn", 1, "/GTS_PDFXConformance belongs to the level of 2001"),
        WEASY_INTENT,
        WEASY_RGB,
        Expected("CO-11", "fail", 2, "the marks are a transparency group and are painted with /ca 0"),
    ],
    ("weasy-x-4.pdf", "pdf/x-4"): WEASY_X4,
    ("weasy-x-4.pdf", "pdf/vt-1"): [
        *WEASY_X4,
        Expected("VT-01", "fail", 1, "PDF/VT-1 is PDF/X-4, which the findings above deny"),
        *NO_PARTS,
    ],
    ("weasy-x-4.pdf", "pdf/x-1a"): [
        Expected("FS-01", "warn", 1, HEADER),
        Expected("FS-11", "fail", 2, "an object stream and a cross-reference stream, which came with PDF 1.5"),
        Expected("MD-01", "fail", 1, "Info has no /GTS_PDFXVersion"),
        WEASY_INTENT,
        WEASY_RGB,
        Expected("CO-11", "fail", 2, "the marks are a transparency group and are painted with /ca 0"),
    ],
    # Ghostscript's plain output claims nothing and keeps nothing: an area in CMYK, one in RGB.
    ("gs-plain.pdf", "pdf/x-4"): [
        Expected("FS-01", "warn", 1, HEADER),
        Expected("MD-01", "warn", 1, "Info has no /GTS_PDFXVersion"),
        Expected("MD-02", "fail", 1, "XMP has no pdfxid:GTS_PDFXVersion"),
        *GS_BARE,
        Expected("MD-05", "fail", 3, "XMP has a DocumentID; VersionID, RenditionClass and MetadataDate are missing"),
        Expected("CO-01", "fail", 2, "neither DeviceCMYK nor DeviceRGB means anything without output intent"),
    ],
    ("gs-plain.pdf", "pdf/x-1a"): [
        Expected("FS-01", "warn", 1, HEADER),
        Expected("MD-01", "fail", 1, "Info has no /GTS_PDFXVersion"),
        *GS_BARE,
        Expected("CO-01", "fail", 1, "1 0 0 rg; DeviceCMYK is a space of the level"),
    ],
    # Its PDF/X-3 with all colour converted to CMYK is PDF/X-1a but for its name, and PDF/X-4 but for its metadata.
    ("gs-x3.pdf", "pdf/x-1a"): [Expected("MD-01", "fail", 1, OTHER_LEVEL)],
    ("gs-x3.pdf", "pdf/x-4"): [
        Expected("FS-01", "warn", 1, HEADER),
        Expected("MD-01", "warn", 1, OTHER_LEVEL),
        Expected("MD-02", "fail", 1, "there is no XMP: no pdfxid:GTS_PDFXVersion"),
        Expected("MD-05", "fail", 4, "there is no XMP: none of the four properties"),
        Expected("MD-08", "fail", 1, "the catalog has no /Metadata"),
    ],
}


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_findings_are_those_that_a_reader_of_the_file_expects(case: tuple[str, str]) -> None:
    report = check_pdf(FOREIGN / case[0], profile=case[1])
    found = Counter((each.rule, each.outcome) for each in report.findings if each.outcome != "not-checked")
    assert found == {(each.rule, each.outcome): each.times for each in CASES[case]}
    assert report.verdict == ("fail" if any(each.outcome == "fail" for each in CASES[case]) else "pass")


@pytest.mark.parametrize("name", sorted({name for name, _ in CASES}))
def test_pages_and_boxes_are_those_that_pypdf_reads(name: str) -> None:
    reader = PdfReader(FOREIGN / name, strict=True)
    report = check_pdf(FOREIGN / name, profile="pdf/x-4")
    assert report.facts["pages"] == len(reader.pages)
    lacks_trim = any("/TrimBox" not in page for page in reader.pages)
    assert (report.outcome("BX-02") == "fail") == lacks_trim


def test_ink_in_rgb_is_found_on_the_page_and_in_the_form_of_the_marks() -> None:
    report = check_pdf(FOREIGN / "weasy-x-1a.pdf", profile="pdf/x-1a")
    texts = {found.text for found in report.findings if found.rule == "CO-01"}
    assert texts == {"text in DeviceRGB", "an area in DeviceRGB", "a line in DeviceRGB"}
