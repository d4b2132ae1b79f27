"""The quick lexer says what the careful one says, and both say what pikepdf says."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.preflight.content.lexer import read_operators, read_operators_carefully, read_operators_quickly
from vdp.preflight.file.syntax import PdfFault

IDLE = {
    "ET",
    "Tc",
    "Tz",
    "Tw",
    "TL",
    "Ts",
    "Td",
    "TD",
    "T*",
    "re",
    "m",
    "l",
    "c",
    "v",
    "y",
    "h",
    "n",
    "i",
    "j",
    "J",
    "M",
    "W",
    "W*",
}
SAMPLES = [
    b"",
    b"\n",
    b"q 1 0 0 1 5 5 cm /I0 Do Q",
    b"BT/F0 12 Tf(a\\)b)Tj[(x)-3<41>]TJ ET",
    b"BT (nested (paren) here) Tj ET",
    b"/P <</MCID 0>> BDC 0 g EMC",
    b"/OC /L0 BDC 1 0 0 rg 0 0 5 5 re f* EMC",
    b"0 g % a comment (with a paren\n1 g",
    b"q BI /W 8 /H 1 /BPC 1 /IM true /F /AHx ID ff>\nEI Q",
    b"q BI /W 8 /H 1 /BPC 1 /IM true ID \x00\nEI Q",
    b"[1 2] 0 d 5 w 0 0 m 5 5 l S",
    b"(\\101\\n\\\r\n) Tj <4 1> Tj",
    b"/A#20B gs /Perceptual ri",
    b".5 -.5 +3 0. 1. 2 cm",
    b"true false null foo",
    b"BT /F0 9 Tf 1 0 0 1 2 3 Tm <0041> Tj 0 0 1 1 2 3 Tm [(a)] TJ ET",
    b"BT 1 0 0 1 2 3 Tm /F0 9 Tf (x) Tj ET BT/F0 9 Tf(y)Tj ET",
    b"1 0 0 1 2 3 Tm Tm Tm <00> <00> Tj 1 2 Tm (a) ' BT BT BT",
]


def words(pairs: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return pairs with the white space between and in operands taken out."""
    return [(b"".join(operands.split()), operator) for operands, operator in pairs]


def apart(operands: bytes, operator: bytes) -> list[str]:
    """Return the operators of one pair; some are joined with the one before."""
    if operator[:2] == b"BI" and len(operator) > 2:
        return ["INLINE IMAGE"]
    joined = [b"BT"] if operands[:2] == b"BT" else [b"Tm"] if operator in {b"Tj", b"TJ"} and b"Tm" in operands else []
    return [each.decode() for each in (*joined, operator)]


@pytest.mark.parametrize("content", SAMPLES)
def test_quick_and_careful_agree_on_samples(content: bytes) -> None:
    quick = read_operators_quickly(content)
    if quick is not None:
        assert words(quick) == words(list(read_operators_carefully(content)))


@pytest.mark.parametrize("content", SAMPLES)
def test_both_find_the_operators_that_pikepdf_finds(content: bytes) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.pages[0].Contents = pdf.make_stream(content)
    theirs = [str(operator) for _, operator in pikepdf.parse_content_stream(pdf.pages[0])]
    ours = [word for pair in read_operators(content) for word in apart(*pair)]
    assert [each for each in ours if each not in IDLE] == [each for each in theirs if each not in IDLE]


def test_an_inline_image_ends_after_as_many_bytes_as_it_has() -> None:
    """pikepdf ends this one at its first EI; the data are four bytes."""
    pairs = read_operators(b"BI /W 4 /H 1 /BPC 8 /CS /G ID EI E EI 0 g")
    assert [operator for _, operator in pairs] == [b"BI /W 4 /H 1 /BPC 8 /CS /G ID EI E EI", b"g"]


NUMBER = st.sampled_from([b"0", b"1", b"-2.5", b".75", b"100"])
NAME = st.sampled_from([b"/F0", b"/A#42", b"/"])
STRING = st.sampled_from([b"(a)", b"(\\()", b"((x))", b"<0041>", b"<>", b"<4 1>", b"()"])
ARRAY = st.lists(st.one_of(NUMBER, STRING, NAME), max_size=3).map(lambda items: b"[" + b" ".join(items) + b"]")
OPERAND = st.one_of(NUMBER, NAME, STRING, ARRAY, st.sampled_from([b"<</MCID 1>>", b"true", b"<</A <</B 1>>>>"]))
OPERATOR = st.sampled_from(
    [b"Tj", b"TJ", b"cm", b"re", b"f*", b"q", b"Q", b"k", b"Td", b"ET", b"BT", b"'", b'"', b"zz", b"d", b"n"]
)
GAP = st.sampled_from([b" ", b"\n", b"  \r\n", b" % x\n"])


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    parts = []
    for _ in range(draw(st.integers(0, 8))):
        parts += [*draw(st.lists(OPERAND, max_size=4)), draw(OPERATOR)]
    return b"".join(part + draw(GAP) for part in parts)


@settings(max_examples=150, deadline=None)
@given(contents())
def test_quick_and_careful_agree_on_what_hypothesis_writes(content: bytes) -> None:
    quick = read_operators_quickly(content)
    careful = list(read_operators_carefully(content))
    assert quick is None or words(quick) == words(careful)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_end_in_anything_but_pairs_or_a_fault(content: bytes) -> None:
    try:
        pairs = read_operators(content)
    except PdfFault:
        return
    assert all(isinstance(operator, bytes) for _, operator in pairs)


def test_the_usual_content_of_our_sheets_is_read_quickly() -> None:
    content = io.BytesIO()
    content.write(b"/M0 Do\nq 0 1 -1 0 445.039 946.772 cm /S2 Do Q\n/K gs 0 0 0 1 k\n")
    content.write(b"BT /F0 15 Tf 1 0 0 1 236.46 369.777 Tm [<001a0019>-250<9d5f>] TJ ET\n")
    content.write(b"BI /IM true /W 29 /H 29 /BPC 1 /D [1 0] /F /AHx ID fe67>\nEI\n")
    assert read_operators_quickly(content.getvalue()) is not None
