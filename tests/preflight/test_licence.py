"""FO-08: what a font program says of its licence, and what is said where it cannot say anything."""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Stream

from tests.preflight.base import font_program, make_base, make_font, save
from vdp.preflight import check_pdf


def test_a_truetype_program_without_its_table_is_not_checked_and_says_why(tmp_path: Path) -> None:
    font, out = TTFont(io.BytesIO(font_program())), io.BytesIO()
    del font["OS/2"]
    font.save(out)
    pdf = make_base("pdf/x-4")
    bare = make_font(pdf, FontFile2=pdf.make_indirect(Stream(pdf, out.getvalue())))
    pdf.pages[1].obj.Resources = Dictionary(Font=Dictionary(F0=bare), XObject=pdf.pages[0].obj.Resources.XObject)
    report = check_pdf(save(pdf, tmp_path / "bare.pdf", "pdf/x-4"), profile="pdf/x-4")
    assert report.outcome("FO-08") == "not-checked"
    (text,) = [found.text for found in report.findings if found.rule == "FO-08"]
    assert text.startswith("a TrueType program without an OS/2 table")
