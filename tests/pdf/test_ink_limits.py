"""How much ink a condition takes: what the job says, what the profile's name says, what is known of the printing."""

from __future__ import annotations

import pytest

from vdp.pdf import OutputCondition
from vdp.pdf.ink_limits import find_ink_limit
from vdp.pdf.registry import REGISTRY


def condition(name="FOGRA39", profile="FOGRA39L Coated"):
    return OutputCondition(name, "", "", profile, b"")


@pytest.mark.parametrize("name", REGISTRY)
def test_every_registered_condition_has_a_limit_with_its_source(name):
    limit = find_ink_limit(condition(name))
    assert limit.percent in {320, 305, 245}  # GWG 2015: sheetfed, magazines, newspapers
    assert limit.source.startswith("GWG 2015")
    assert limit.window == 15


def test_newspapers_take_less_than_magazines_and_those_less_than_sheetfed():
    limits = [find_ink_limit(condition(name)).percent for name in ("JCN2002", "JCW2003", "JC200103")]
    assert limits == sorted(limits)
    assert len(set(limits)) == 3


def test_what_the_job_says_comes_first():
    found = find_ink_limit(condition(profile="ISO Coated v2 300% (ECI)"), asked=260.0, named=True)
    assert (found.percent, found.source) == (260, "[output] ink-limit")


@pytest.mark.parametrize(
    ("profile", "percent"),
    [
        ("ISO Coated v2 300% (basICColor)", 300),
        ("ISOcoated_v2_280_bas", 280),
        ("PSO Coated v3", 320),
        ("Japan Color 2001 Coated", 320),
        ("Press 3000", 320),
        ("Paper 127 g 200", 320),  # a number too small to be a limit
    ],
)
def test_a_limit_in_the_name_of_the_shops_own_profile_is_taken(profile, percent):
    assert find_ink_limit(condition(profile=profile), named=True).percent == percent


def test_the_name_of_a_shipped_profile_says_nothing():
    assert find_ink_limit(condition(profile="Something 300")).percent == 320


def test_of_a_condition_of_ones_own_nothing_is_known():
    assert find_ink_limit(condition("Custom", "Our press")).percent is None
