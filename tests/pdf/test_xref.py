from __future__ import annotations

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.pdf.xref import format_table


@given(offsets=st.lists(st.integers(0, 9_999_999_999), max_size=50))
@settings(deadline=None)
def test_the_table_equals_one_formatted_row_by_row(offsets):
    expected = b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    expected += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    assert b"".join(format_table(array("Q", [0, *offsets]))) == expected


def test_blocks_of_a_large_table_join_without_a_seam():
    offsets = array("Q", range(0, 7 * 1_000_001, 7))
    rows = b"".join(format_table(offsets)).split(b"\n", 2)[2].splitlines()[1:]
    assert len(rows) == 1_000_000
    assert [int(rows[at][:10]) for at in (0, 499_999, 500_000, 999_999)] == [7, 3_500_000, 3_500_007, 7_000_000]
