"""Every print file of ours before pdfcpu, which checks type, presence and value of the entries of every dictionary."""

from __future__ import annotations

import pikepdf

from tests.preflight.grammar import check_grammar
from tests.whole.evidence.conftest import PRINTS, Print


def test_pdfcpu_finds_no_fault_of_grammar_in_any_print_file(path_of):
    told = check_grammar(map(path_of, PRINTS))
    assert len(told) == 6
    assert set(told.values()) == {""}, told


def test_pdfcpu_finds_what_is_planted_in_a_file_of_ours(path_of, tmp_path):
    """Its silence means that it looks into the forms and the images within them."""
    paths = []
    for number, (subtype, key) in enumerate(
        [("/Form", "/BBox"), ("/Image", "/Height"), ("/CIDFontType0", "/BaseFont")]
    ):
        with pikepdf.open(path_of(Print("pdf/x-1a", "sheets"))) as pdf:
            things = [each for each in pdf.objects if isinstance(each, (pikepdf.Stream, pikepdf.Dictionary))]
            del [each for each in things if each.get("/Subtype") == subtype][-1][key]
            paths.append(tmp_path / f"{number}.pdf")
            pdf.save(paths[-1])
    assert [path for path, fault in check_grammar(paths).items() if "missing" not in fault] == []
