from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.postal import open_authority
from vdp.run.order import LEAVES_PER_CHUNK, order_job, plan_chunks

DELIVERIES = ("same-order-face-down", "reverse-order-face-up")
CODES = (0, 600001, 1000001, 1000002, 1500001, 5300001, 9999999)
POSTAL = st.tuples(*(st.integers(0, 130) for _ in CODES)).map(lambda counts: np.repeat(CODES, counts)).filter(len)
"""Some pieces for each of some codes: enough for several bundles."""


@pytest.fixture(scope="module")
def japan():
    return open_authority("japan", date=date(2026, 12, 1))


def order(authority, codes, *, up=8, lift=500):
    postal = np.sort(np.array(codes, dtype=np.int32))
    records = np.random.default_rng(7).permutation(len(codes)).astype(np.int64) + 1
    return order_job(authority, records, postal, up=up, lift=lift), records


@settings(deadline=None, max_examples=40)
@given(codes=POSTAL, up=st.integers(1, 9), lift=st.integers(1, 30))
def test_every_piece_and_slip_lies_in_one_place_only(codes, up, lift):
    job, _ = order(open_authority("japan", date=date(2026, 12, 1)), codes, up=up, lift=lift)
    for delivery in DELIVERIES:
        chunks = list(plan_chunks(job, job="x", delivery=delivery))
        found = np.concatenate([chunk.leaves.ravel() for chunk in chunks])
        assert sorted(found[found >= 0].tolist()) == list(range(job.pieces))
        assert sorted((-2 - found[found < -1]).tolist()) == list(range(job.slips))
        assert np.count_nonzero(found == -1) == job.lifts.blanks
        sheets = [sheet for chunk in chunks for sheet in chunk.sheets]
        assert sorted(sheets) == list(range(job.lifts.sheets))


@settings(deadline=None, max_examples=40)
@given(codes=POSTAL, up=st.integers(1, 9), lift=st.integers(1, 30))
def test_stacks_of_each_lift_piled_in_order_give_the_mailing_with_slips_before_their_bundles(codes, up, lift):
    job, _ = order(open_authority("japan", date=date(2026, 12, 1)), codes, up=up, lift=lift)
    piled = []
    for number in range(job.lifts.lifts):
        chunks = [c for c in plan_chunks(job, job="x", delivery=DELIVERIES[0]) if c.lift == number]
        piled += np.concatenate([chunk.leaves for chunk in chunks]).T.ravel().tolist()
    piled = [leaf for leaf in piled if leaf != -1]
    assert piled == job.leaves.tolist()
    assert [leaf for leaf in piled if leaf >= 0] == list(range(job.pieces))
    for bundle in job.mail.bundles:
        at = piled.index(-2 - (bundle.number - 1))
        assert piled[at + 1 : at + 1 + bundle.count] == list(range(bundle.first, bundle.first + bundle.count))


@settings(deadline=None, max_examples=40)
@given(codes=POSTAL)
def test_every_record_is_a_piece_once(codes):
    job, records = order(open_authority("japan", date=date(2026, 12, 1)), codes)
    assert sorted(job.records.tolist()) == sorted(records.tolist())
    assert job.pieces == len(codes)


def test_a_code_with_many_pieces_has_several_bundles(japan):
    job, _ = order(japan, [1000001] * 500)
    assert job.slips > 3
    assert sum(bundle.count for bundle in job.mail.bundles) == 500


def test_a_mailing_without_bundles_has_no_slips(japan):
    job, _ = order(open_authority("none", date=date(2026, 12, 1)), [1000001] * 20)
    assert (job.pieces, job.slips) == (20, 0)
    assert job.leaves.tolist() == list(range(20))


def test_without_an_authority_records_with_postal_codes_keep_the_order_of_the_list():
    job, records = order(open_authority("none", date=date(2026, 12, 1)), [9999999, 600001, 1000001, 0] * 5)
    assert records.tolist() != sorted(records)
    assert job.records.tolist() == sorted(records)


def test_records_without_postal_codes_keep_their_order():
    job, records = order(open_authority("none", date=date(2026, 12, 1)), [0] * 20)
    assert job.records.tolist() == sorted(records.tolist())


def test_chunks_never_cross_a_lift_and_stay_small(japan):
    job, _ = order(japan, [1000001] * 5000, lift=130)
    for chunk in plan_chunks(job, job="x", delivery=DELIVERIES[0]):
        assert len(chunk.sheets) * job.lifts.up <= LEAVES_PER_CHUNK
        assert set(chunk.sheets) <= set(job.lifts.sheets_of_lift(chunk.lift))


def test_indices_count_the_chunks_in_printing_order(japan):
    job, _ = order(japan, [1000001] * 5000, lift=130)
    assert [chunk.index for chunk in plan_chunks(job, job="x", delivery=DELIVERIES[1])] == list(
        range(len(list(plan_chunks(job, job="x", delivery=DELIVERIES[0]))))
    )


def test_the_sheet_text_names_job_lift_sheet_side_and_pieces(japan):
    job, _ = order(japan, [1000001] * 9, up=4)
    (chunk,) = plan_chunks(job, job="spring", delivery=DELIVERIES[0])
    fronts, backs = chunk.slugs
    assert fronts[0] == "spring   lift 1/1   sheet 1/3   front   pieces slip 3 6 9"
    assert backs[2] == "spring   lift 1/1   sheet 3/3   back   pieces 2 5 8 -"
