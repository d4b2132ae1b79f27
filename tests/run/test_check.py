from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vdp.records import Field
from vdp.run import Selection
from vdp.run.check import identity_fields


def test_without_a_wish_every_record_is_asked_for():
    assert all(Selection().has(record) for record in (1, 2, 10**9))


def test_ranges_are_closed():
    selection = Selection(((2, 2), (5, 7)))
    assert [record for record in range(1, 10) if selection.has(record)] == [2, 5, 6, 7]


def test_a_limit_counts_records_of_the_list():
    assert [record for record in range(1, 10) if Selection((), 3).has(record)] == [1, 2, 3]


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50))), st.integers(0, 50), st.integers(1, 60))
def test_range_and_limit_hold_both(ranges, limit, record):
    inside = not ranges or any(record in range(first, last + 1) for first, last in ranges)
    assert Selection(tuple(ranges), limit).has(record) == (inside and (not limit or record <= limit))


def test_a_recipient_is_the_same_by_name_company_code_and_address():
    names = ["customer_id", "postal_code", "address1", "address2", "company", "name", "points"]
    fields = [Field(name, "text") for name in names]
    assert identity_fields(fields) == ("postal_code", "address1", "address2", "company", "name")


@pytest.mark.parametrize(
    "names", [["name"], ["company", "name", "points"], ["address1", "postal_code"], ["last_name", "company", "address"]]
)
def test_nobody_is_the_same_by_name_or_by_address_alone(names):
    assert identity_fields([Field(name, "text") for name in names]) == ()
