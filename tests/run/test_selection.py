"""What --records and --limit ask for; sets of numbers are the oracle."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vdp.run import Selection

RANGES = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 12)).map(lambda pair: (pair[0], sum(pair))), max_size=6)


@given(RANGES, st.integers(0, 50), st.integers(0, 60))
def test_a_selection_has_the_records_of_its_ranges_up_to_its_limit(ranges, limit, total):
    asked = {number for first, last in ranges for number in range(first, last + 1)} or set(range(1, 100))
    wanted = {number for number in asked if number <= min(total, limit or total)}
    selection = Selection(tuple(ranges), limit)
    numbers = np.arange(1, total + 1)
    assert set(numbers[selection.mask(numbers)].tolist()) == wanted
    assert selection.count(total) == len(wanted)
    assert {number for number in range(1, total + 1) if selection.has(number)} == wanted


def test_nothing_said_is_everything():
    assert Selection().is_everything
    assert not Selection(limit=3).is_everything
    assert not Selection(((1, 2),)).is_everything
