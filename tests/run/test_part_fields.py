from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from vdp.errors import DefectError
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
def test_a_value_that_no_pdf_can_hold_holds_its_record_alone(value):
    fields, columns = PartFields("", ("a", "b"), "XX"), {"a": [5, value, None], "b": ["x", "y", "z"]}
    (fault,) = fields.find_faults(columns, [16, 17, 18])
    assert (fault.code, fault.severity, fault.record, fault.slot) == ("run.dpm", "hold", 17, "a")
    assert f"{value}"[:20] not in fault.text
    with pytest.raises(DefectError, match="record 17 reached the press"):
        fields.write(columns, [16, 17, 18])


def test_a_large_decimal_is_a_real_number_and_an_early_year_has_four_digits():
    (written,) = PartFields("", ("a", "b"), "XX").write({"a": [Decimal(5000000000)], "b": [date(987, 1, 2)]}, [1])
    assert written.endswith(b" /XX_a 5000000000.0 /XX_b (D:09870102)>>")


@pytest.mark.parametrize("value", [None, "", "x" * 128])
def test_a_record_without_an_id_is_held_and_nothing_is_written_in_its_place(value):
    fields, columns = PartFields("a"), {"a": [7, value, "x" * 127]}
    (fault,) = fields.find_faults(columns, [16, 17, 18])
    assert (fault.code, fault.severity, fault.record, fault.slot) == ("run.external-id", "hold", 17, "a")
    with pytest.raises(DefectError, match="record 17 reached the press"):
        fields.write(columns, [16, 17, 18])
