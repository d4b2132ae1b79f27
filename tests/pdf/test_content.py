from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.pdf.content import clip, concat, num
from vdp.units import Box, Matrix


@given(value=st.floats(-20000, 20000))
@settings(deadline=None, max_examples=300)
def test_a_number_is_exact_to_half_a_thousandth(value):
    written = num(value).decode()
    assert "e" not in written
    assert abs(Decimal(written) - Decimal(value)) <= Decimal("0.0005")
    assert written != "-0"
    assert "." not in written or not written.endswith(("0", "."))


def test_operators_are_spelled_as_the_standard_does():
    assert concat(Matrix(0, 1, -1, 0, 12.5, 7)) == b"0 1 -1 0 12.5 7 cm"
    assert clip(Box(1, 2, 3.25, 4)) == b"1 2 3.25 4 re W n"
