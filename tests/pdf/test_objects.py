from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import DefectError
from vdp.pdf.objects import HexString, Name, Raw, Ref, format_real, renumber, serialize

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20).map(Name)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    st.binary(max_size=40),
    st.binary(max_size=9).map(HexString),
    NAMES,
    TEXT,
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)


def same(ours: object, theirs: object) -> bool:
    """Compare a value with what qpdf's parser made of its bytes."""
    match ours:
        case Name():
            return isinstance(theirs, pikepdf.Name) and str(theirs) == f"/{ours}"
        case str():
            return isinstance(theirs, pikepdf.String) and str(theirs) == ours
        case bytes():
            return isinstance(theirs, pikepdf.String) and bytes(theirs) == bytes(ours)
        case Mapping():
            keys = {f"/{key}" for key in ours}
            return keys == set(theirs.keys()) and all(same(item, theirs[f"/{key}"]) for key, item in ours.items())
        case Sequence():
            return len(ours) == len(theirs) and all(map(same, ours, theirs.as_list()))
        case _:
            return bool(ours == theirs)


@given(value=VALUES)
@settings(deadline=None, max_examples=150)
def test_qpdf_reads_back_what_was_serialized(value):
    assert same(value, pikepdf.Object.parse(serialize([value]))[0])


@given(value=st.floats(-32767, 32767))
@settings(deadline=None, max_examples=300)
def test_a_real_has_no_exponent_and_keeps_four_decimals(value):
    written = format_real(value)
    assert b"e" not in written
    assert abs(Decimal(written.decode()) - Decimal(value)) <= Decimal("0.00005")


@pytest.mark.parametrize(
    ("value", "written"), [(0.5, b"0.5"), (-0.00001, b"0"), (12.0, b"12"), (1e-3, b"0.001"), (100.0, b"100")]
)
def test_a_real_takes_its_shortest_form(value, written):
    assert serialize(value) == written


@pytest.mark.parametrize(
    "value", [40000.0, float("nan"), float("inf"), 2**31, b"x" * 32768, [0] * 8192, Name("n" * 128), Name(""), object()]
)
def test_a_value_beyond_the_limits_of_pdf_is_refused(value):
    with pytest.raises(DefectError):
        serialize(value)


def test_text_outside_latin_1_is_utf_16_with_its_mark():
    assert serialize("春") == b"<FEFF6625>"


def test_raw_bytes_and_references_are_written_as_they_are():
    assert serialize({"A": Raw(b"[1 2]"), "B": Ref(7), "C": None}) == b"<</A [1 2] /B 7 0 R /C null>>"


def test_a_name_that_is_not_utf_8_keeps_its_bytes():
    raw = b"/#90#D4"  # a spot colour named in Shift_JIS
    assert serialize(Name(b"\x90\xd4".decode("utf-8", "surrogateescape"))) == raw


def test_renumbering_moves_every_reference_and_nothing_else():
    value = {"A": [Ref(0), {"B": Ref(2)}], "C": 3, "D": "Ref"}
    assert renumber(value, 10) == {"A": [Ref(10), {"B": Ref(12)}], "C": 3, "D": "Ref"}
