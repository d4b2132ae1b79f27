"""What a file brings for each record is judged and let go; what is found does not depend on when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.preflight.base import make_base, make_font, make_form, make_image, save
from vdp.preflight import check_pdf
from vdp.preflight.content import opening
from vdp.preflight.file.bits import Bits

PAGES = 24


def make_merged(path: Path) -> Path:
    """Write pages with fonts, forms and images of their own, some of them faulty, and some that all share."""
    pdf = make_base("pdf/x-4", pages=PAGES)
    shared = make_form(pdf, b"/T gs 0 0 0 1 k 0 0 9 9 re f", Resources=transparent(pdf))
    rare = make_font(pdf)  # on the first and the last page: forgotten between them
    for index, page in enumerate(pdf.pages):
        font = make_font(pdf, FontFile2=None) if index % 5 == 2 else make_font(pdf)
        image = make_image(pdf, bytes([index % 7, 0, 0, 0]) * 64 * 64)
        form = make_form(pdf, b"1 0 0 rg 0 0 9 9 re f" if index % 6 == 1 else b"%d w 0 0 m 9 9 l S" % (index + 1))
        page.obj.Resources = Dictionary(
            Font=Dictionary(F0=font, F1=rare),
            XObject=Dictionary(M0=form, M1=shared, I0=image),
        )
        text = b"/F1 9 Tf <0001> Tj" if index in {0, PAGES - 1} else b""
        glyph = b"<0009>" if index % 8 == 3 else b"<0001>"
        content = b"/M0 Do q 9 0 0 9 0 0 cm /I0 Do Q 0 0 0 1 k BT /F0 9 Tf %b Tj %b ET /M1 Do" % (glyph, text)
        page.obj.Contents = pdf.make_indirect(Stream(pdf, content))
    return save(pdf, path, "pdf/x-4")


def transparent(pdf: Pdf) -> Dictionary:
    return Dictionary(ExtGState=Dictionary(T=pdf.make_indirect(Dictionary(Type=Name.ExtGState, ca=0.5))))


def findings(path: Path) -> tuple[set[Any], dict[str, int | str]]:
    report = check_pdf(path, profile="pdf/x-4")
    return set(report.findings), report.facts


def test_findings_are_the_same_however_soon_things_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_merged(tmp_path / "merged.pdf")
    expected, facts = findings(path)
    assert {found.rule for found in expected} >= {"FO-01", "FO-03", "CO-01", "RC-02", "RC-04", "RC-06"}
    assert facts["fonts"] == PAGES + 1
    monkeypatch.setattr(opening, "_MOST_FONTS", 3)
    monkeypatch.setattr(opening, "_MOST_THINGS", 5)
    assert findings(path) == (expected, facts)


def test_no_more_is_kept_than_the_limit_and_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[int, int]] = []
    forget = opening.Things.forget

    def watch(self: opening.Things) -> Any:
        kept.append((len(self.fonts), len(self.forms) + len(self.images)))
        return forget(self)

    monkeypatch.setattr(opening.Things, "forget", watch)
    monkeypatch.setattr(opening, "_MOST_FONTS", 3)
    monkeypatch.setattr(opening, "_MOST_THINGS", 5)
    check_pdf(make_merged(tmp_path / "merged.pdf"), profile="pdf/x-4")
    assert len(kept) > PAGES // 5
    assert max(fonts for fonts, _ in kept) <= 3 + 2
    assert max(things for _, things in kept) <= 5 + 3


def test_a_font_that_comes_again_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_MOST_FONTS", 1)
    pdf = make_base("pdf/x-4", pages=60)
    shared = make_font(pdf)
    for page in pdf.pages:
        page.obj.Resources = Dictionary(Font=Dictionary(F0=shared, F1=make_font(pdf)))
        page.obj.Contents = pdf.make_indirect(Stream(pdf, b"0 0 0 1 k BT /F0 9 Tf <0001> Tj /F1 9 Tf <0002> Tj ET"))
    opened: list[int] = []
    from vdp.preflight.judge import fonts as rules  # noqa: PLC0415 - its reader is watched

    read = rules.open_program

    def watch(data: bytes, **more: Any) -> Any:
        opened.append(len(data))
        return read(data, **more)

    monkeypatch.setattr(rules, "open_program", watch)
    report = check_pdf(save(pdf, tmp_path / "shared.pdf", "pdf/x-4"), profile="pdf/x-4")
    assert report.facts["fonts"] == 61
    assert len(opened) == 61 + 1  # once for each font; for the shared one again at the end


def test_dictionaries_are_counted_however_often_they_are_read(tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4", pages=90)
    for index, page in enumerate(pdf.pages):
        page.obj.Resources = Dictionary(Font=Dictionary(F0=page.obj.Resources.Font.F0), Other=Array([index]))
    report = check_pdf(save(pdf, tmp_path / "many.pdf", "pdf/x-4"), profile="pdf/x-4")
    assert [found.text for found in report.findings if found.rule == "RC-07"] == [
        "90 resource dictionaries for 90 pages"
    ]


def test_bits_hold_numbers_up_to_their_top_and_count_them() -> None:
    bits = Bits(20)
    assert [bits.add(number) for number in (0, 20, 7, 7, 8, 1000, 1000, -5)] == [
        *(True, True, True, False, True),
        *(True, True, True),  # beyond the top: never in
    ]
    assert [number for number in range(-3, 40) if number in bits] == [0, 7, 8, 20]
    assert len(bits) == 4
