"""Mailing order and bundles against an obvious twin, and the laws that they keep."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import DefectError
from vdp.postal.base import MISC
from vdp.postal.japan.bundling import sort_mail
from vdp.postal.japan.rules import BundlingRules

RULES = BundlingRules(date(2024, 10, 1), 3, 7)
CODES = st.builds(
    lambda two, three, five, end: two * 100_000 + three * 10_000 + five * 100 + end,
    st.sampled_from([0, 1, 10, 99]),
    st.integers(0, 2),
    st.sampled_from([0, 1, 99]),
    st.integers(0, 99),
)


def sort(codes, rules=RULES):
    return sort_mail(np.array(codes, dtype=np.int32), rules)


def twin(codes, least):
    """Return level and digits per piece, the slow way."""
    texts, labels = [f"{code:07d}" for code in codes], [(0, MISC)] * len(codes)
    left = list(range(len(codes)))
    for level in (5, 3, 2):
        sizes = Counter(texts[i][:level] for i in left)
        for i in left:
            if sizes[texts[i][:level]] >= least:
                labels[i] = (level, texts[i][:level])
        left = [i for i in left if labels[i][0] == 0]
    return labels


def place(label):
    """Return the sort key of a group as the manual's words have it."""
    level, code = label
    if level == 0:
        return ("x",)
    return (code[:2], code[2:3] or "x", code[3:] or "x")


@settings(deadline=None, max_examples=200)
@given(st.lists(CODES, max_size=120))
def test_order_and_groups_equal_the_slow_twin(codes):
    mail, labels = sort(codes), twin(codes, 3)
    expected = sorted(range(len(codes)), key=lambda i: place(labels[i]))
    assert mail.order.tolist() == expected
    tied = [(mail.bundles[b].level, mail.bundles[b].code) for b in mail.bundle.tolist()]
    assert tied == [labels[i] for i in expected]


@settings(deadline=None, max_examples=200)
@given(st.lists(CODES, max_size=200))
def test_bundles_follow_one_another_and_hold_every_piece(codes):
    mail = sort(codes)
    assert sorted(mail.order.tolist()) == list(range(len(codes)))
    assert sum(bundle.count for bundle in mail.bundles) == len(codes)
    assert [bundle.number for bundle in mail.bundles] == list(range(1, len(mail.bundles) + 1))
    first = 0
    for bundle in mail.bundles:
        assert bundle.first == first
        assert set(mail.bundle[first : first + bundle.count].tolist()) == {bundle.number - 1}
        first += bundle.count


@settings(deadline=None, max_examples=200)
@given(st.lists(CODES, max_size=200))
def test_bundles_keep_their_limits(codes):
    for bundle in sort(codes).bundles:
        assert bundle.count <= RULES.max_pieces
        assert bundle.count >= RULES.min_pieces or bundle.level == 0
        assert 1 <= bundle.part <= bundle.parts


def test_three_digit_rest_follows_its_five_digit_bundles():
    codes = [1000001] * 3 + [1001001, 1002001, 1003001] + [1010001] * 3 + [1020001, 1030001, 1040001] + [9990001]
    shuffled = codes[::-1]
    assert [(b.level, b.code) for b in sort(shuffled).bundles] == [
        (5, "10000"),
        (3, "100"),
        (5, "10100"),
        (2, "10"),
        (0, MISC),
    ]


def test_large_group_is_split_into_parts_of_nearly_equal_size():
    bundles = sort([1000001] * 16).bundles
    assert [(b.count, b.part, b.parts, b.first) for b in bundles] == [(6, 1, 3, 0), (5, 2, 3, 6), (5, 3, 3, 11)]


def test_tiny_job_is_one_misc_bundle():
    mail = sort([9990001, 10001])
    assert [(b.code, b.count) for b in mail.bundles] == [(MISC, 2)]
    assert mail.order.tolist() == [0, 1]


def test_empty_job_has_no_bundles():
    mail = sort([])
    assert (mail.order.tolist(), mail.bundle.tolist(), mail.bundles) == ([], [], ())


def test_arrays_have_the_types_that_others_rely_on():
    mail = sort([1000001])
    assert (mail.order.dtype, mail.bundle.dtype) == (np.dtype(np.int64), np.dtype(np.int32))


@pytest.mark.parametrize("code", [-1, 10_000_000])
def test_code_out_of_range_is_a_defect(code):
    with pytest.raises(DefectError, match="code-out-of-range"):
        sort([code])
