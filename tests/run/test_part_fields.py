from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from vdp.errors import JobError
from vdp.run.part_fields import PartFields


def test_values_keep_their_types_and_nothing_stands_for_what_is_missing():
    fields = PartFields("", ("a", "b", "c", "d", "e", "f"), "XX")
    columns = {
        "a": ["文", ""],
        "b": [-5, None],
        "c": [Decimal("1234567.50"), Decimal("1E-7")],
        "d": [date(2027, 3, 31), None],
        "e": [True, False],
        "f": ["(a\\", None],
    }
    one, other = fields.write(columns, [1, 2])
    assert one == (
        b" /DPM <</CIP4_Root <</Type /CIP4_Root /CIP4_Recipient <</CIP4_ExternalID /1>>>> "
        b"/XX_a <FEFF6587> /XX_b -5 /XX_c 1234567.50 /XX_d (D:20270331) /XX_e true /XX_f (\\(a\\\\)>>"
    )
    assert other.endswith(b"<</CIP4_ExternalID /2>>>> /XX_c 0.0000001 /XX_e false>>")


@pytest.mark.parametrize("value", ["x" * 40_000, 2**40, Decimal(10) ** 39])
def test_a_value_that_no_pdf_can_hold_is_refused_by_its_record_alone(value):
    with pytest.raises(JobError) as caught:
        PartFields("", ("a",), "XX").write({"a": [value]}, [17])
    assert caught.value.code == "run.dpm"
    assert "record 17" in str(caught.value)
    assert f"{value}"[:20] not in str(caught.value)


def test_a_large_decimal_is_a_real_number_and_an_early_year_has_four_digits():
    (written,) = PartFields("", ("a", "b"), "XX").write({"a": [Decimal(5000000000)], "b": [date(987, 1, 2)]}, [1])
    assert written.endswith(b" /XX_a 5000000000.0 /XX_b (D:09870102)>>")


@pytest.mark.parametrize("value", [None, "", "x" * 128])
def test_an_id_that_a_record_lacks_is_refused_and_nothing_is_written_in_its_place(value):
    with pytest.raises(JobError) as caught:
        PartFields("a").write({"a": [7, value]}, [16, 17])
    assert caught.value.code == "run.external-id"
    assert "record 17" in str(caught.value)
