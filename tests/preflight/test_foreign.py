"""Files of other producers. What is expected was written down after reading the files (as qdf) beside the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from vdp.preflight import check_pdf

FOREIGN = Path(__file__).parent / "foreign"
CASES = {
    # FOP keeps PDF/VT-1 and PDF/X-4; its header says 1.4, which the standard leaves open and other checkers refuse.
    ("fop-vt.pdf", "pdf/vt-1"): ("pass", {("FS-01", "warn")}),
    ("fop-x4.pdf", "pdf/x-4"): ("pass", {("FS-01", "warn")}),
    # As PDF/VT-1 the plain one lacks version and parts.
    ("fop-x4.pdf", "pdf/vt-1"): ("fail", {("FS-01", "warn"), ("VT-02", "fail"), ("VT-03", "fail")}),
    # As PDF/X-1a:2003, Info names another level. The PDF has neither transparency nor other spaces than CMYK.
    ("fop-x4.pdf", "pdf/x-1a"): ("fail", {("MD-01", "fail")}),
    # WeasyPrint writes the names of the levels, but no output intent; text and crop marks are DeviceRGB, the marks lie
    # in a transparent form with a graphics state of ca 0.
    ("weasy-x-1a.pdf", "pdf/x-1a"): (
        "fail",
        {("MD-06", "warn"), ("OI-01", "fail"), ("CO-01", "fail"), ("CO-11", "fail")},
    ),
    ("weasy-x-4.pdf", "pdf/x-4"): (
        "fail",
        {("MD-01", "warn"), ("OI-01", "fail"), ("CO-01", "fail"), ("CO-10", "fail")},
    ),
    # Ghostscript's plain output claims nothing and keeps nothing.
    ("gs-plain.pdf", "pdf/x-4"): (
        "fail",
        {("FS-01", "warn"), ("MD-01", "warn"), ("OI-01", "fail"), ("BX-02", "fail"), ("CO-01", "fail")}
        | {(f"MD-0{n}", "fail") for n in (2, 3, 4, 5)},
    ),
    # Its PDF/X-3 with all colour converted to CMYK is PDF/X-1a but for its name.
    ("gs-x3.pdf", "pdf/x-1a"): ("fail", {("MD-01", "fail")}),
}


@pytest.mark.parametrize("case", CASES)
def test_findings_are_those_that_a_reader_of_the_file_expects(case: tuple[str, str]) -> None:
    report = check_pdf(FOREIGN / case[0], profile=case[1])
    verdict, expected = CASES[case]
    assert report.verdict == verdict
    assert {(found.rule, found.outcome) for found in report.findings if found.outcome != "not-checked"} == expected


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
