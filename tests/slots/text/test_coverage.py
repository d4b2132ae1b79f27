"""What a chain of faces does not print is found, counted and named by code point."""

from __future__ import annotations

import pytest

from vdp.slots.text import FaceChain, TextKernel, open_face, read_catalogue
from vdp.slots.text.coverage import Coverage
from vdp.slots.text.spec import TextSpec
from vdp.units import Box


@pytest.fixture(scope="module")
def noto():
    return open_face(read_catalogue()["Noto Sans JP/400"], "F0")


def gaps_of(faces, *texts):
    coverage = Coverage(faces)
    coverage.add(range(1, len(texts) + 1), texts)
    return coverage.gaps()


def test_texts_that_print_have_no_gaps(noto):
    assert (
        gaps_of([noto], "", "\u9ad9\u6a4b \ufa11\u5b50\u69d8", "\U00020bb7\u7530", "\u6e21\u908a\U000e0100", "A\nB")
        == []
    )


def test_a_missing_character_is_counted_with_its_first_records(noto):
    coverage = Coverage([noto])
    for record in range(1, 9):
        coverage.add([record], ["\u2252" * 2])
    (gap,) = coverage.gaps()
    assert (gap.notation, gap.kind, gap.count, gap.records) == ("U+2252", "missing", 16, (1, 2, 3, 4, 5))
    assert gap.name == "APPROXIMATELY EQUAL TO OR THE IMAGE OF"
    assert gap.supplied_by == ""


def test_a_variation_that_the_font_does_not_list_is_a_gap_of_the_pair(noto):
    (gap,) = gaps_of([noto], "\u908a", "\u3042\u908a\U000e01ef")
    assert (gap.notation, gap.kind, gap.records) == ("U+908A U+E01EF", "variation", (2,))


def test_a_selector_belongs_to_the_character_before_it_in_the_same_record(noto):
    (gap,) = gaps_of([noto], "\u908a", "\U000e0100")
    assert (gap.notation, gap.records) == ("U+E0100", (2,))


def test_a_mark_that_its_base_does_not_take_is_a_gap_of_both(noto):
    """The font has the mark, but no piece shows it beside this base: the record would be held."""
    texts = ["\u6771\u0301", "e\u0301\u6771", "\u3099\u6771", "\u304b\u3099", "x\u0300\u0301\u302a", "\u6771\n\u0301"]
    gaps = {gap.notation: (gap.kind, gap.count, gap.records, gap.supplied_by) for gap in gaps_of([noto], *texts)}
    assert gaps == {
        "U+6771 U+0301": ("missing", 1, (1,), ""),
        "U+3099": ("missing", 1, (3,), ""),
        "U+0078 U+0300 U+0301": ("missing", 1, (5,), ""),
        "U+302A": ("missing", 1, (5,), ""),
        "U+0301": ("missing", 1, (6,), ""),
    }


@pytest.mark.parametrize("base", ["", "\u6771", "e", " "])
def test_what_is_found_is_what_the_text_slot_holds(noto, base):
    codepoints = [*range(0x20, 0x370), *range(0x590, 0x600), *range(0x2000, 0x3100), *range(0xE0100, 0xE0110), 0x100000]
    texts = [base + chr(codepoint) for codepoint in codepoints]
    spec = TextSpec("slot", Box(0, 0, 500, 500), ("Noto Sans JP/400",), 9.0, 12.0, lines=0)
    held = {fault.index for fault in TextKernel(spec, FaceChain([noto])).measure(texts)}
    found = Coverage([noto])
    found.add(range(len(texts)), texts)
    assert {record for gap in found.gaps() if not gap.supplied_by for record in gap.records} == held


def test_user_defined_characters_are_told_apart(noto):
    (gap,) = gaps_of([noto], "\ue001")
    assert (gap.kind, gap.name) == ("private", "private use")


def test_a_fallback_that_supplies_the_character_is_named(make_font, noto):
    small = open_face(read_own(make_font()), "F0")
    gaps = gaps_of([small, noto], "AB", "\u3042\u2252", "\u908a\U000e0100")
    assert [(gap.notation, gap.supplied_by) for gap in gaps] == [
        ("U+2252", ""),
        ("U+3042", noto.key),
        ("U+908A", noto.key),
        ("U+908A U+E0100", noto.key),
    ]


def read_own(path):
    catalogue = path.with_name("fonts.toml")
    catalogue.write_text(f'[[face]]\nfamily = "Made"\nweight = 400\nfile = "{path.name}"\n', encoding="utf-8")
    return read_catalogue(catalogue)["Made/400"]


def test_invisible_characters_that_no_piece_shows_are_no_gaps(noto):
    assert gaps_of([noto], "\ufeff\u200bA\u200e") == []
