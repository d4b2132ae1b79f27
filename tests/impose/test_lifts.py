import itertools
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import DefectError, JobError
from vdp.impose import fit_grid, plan_lifts, read_press

DELIVERIES = ["same-order-face-down", "reverse-order-face-up"]


@st.composite
def plans(draw, *, bundled=None):
    sizes = draw(st.lists(st.integers(1, 60), max_size=40))
    ends = list(itertools.accumulate(sizes))
    leaves = sum(sizes)
    if bundled is None:
        ends = draw(st.sampled_from([ends, []]))
    return plan_lifts(leaves, ends, up=draw(st.integers(1, 9)), depth=draw(st.integers(1, 12))), ends


def print_sheets(plan, delivery):
    """Print in emission order and return one pile per lift, top sheet first, front up, as rows of leaves."""
    piles = []
    for numbers in plan.emission(delivery):
        # Each sheet falls on top of the one before it, so the tray is listed from the bottom.
        tray = [plan.leaves_of_sheets(number, number + 1)[0].tolist() for number in numbers]
        # Face down, the pile is turned over as a whole and its bottom comes to the top; face up, the top is read.
        piles.append(tray if delivery == "same-order-face-down" else tray[::-1])
    return piles if delivery == "same-order-face-down" else piles[::-1]


def restack(piles):
    """Cut each lift into its stacks and put stack after stack, so that stack 0 is read first."""
    return [sheet[position] for pile in piles for position in range(len(pile[0])) for sheet in pile]


@settings(deadline=None, max_examples=200)
@given(plans(), st.sampled_from(DELIVERIES))
def test_cutting_and_restacking_restores_the_sequence(planned, delivery):
    plan, _ = planned
    restored = restack(print_sheets(plan, delivery))
    assert [leaf for leaf in restored if leaf >= 0] == list(range(plan.leaves))


@settings(deadline=None, max_examples=100)
@given(plans())
def test_blanks_lie_only_at_the_end_of_a_lift(planned):
    plan, _ = planned
    for pile in print_sheets(plan, DELIVERIES[0]):
        leaves = restack([pile])
        blanks = leaves.count(-1)
        assert blanks < plan.up
        assert leaves[len(leaves) - blanks :] == [-1] * blanks


@settings(deadline=None, max_examples=100)
@given(plans())
def test_both_deliveries_give_the_same_piles(planned):
    plan, _ = planned
    assert print_sheets(plan, DELIVERIES[0]) == print_sheets(plan, DELIVERIES[1])


@settings(deadline=None, max_examples=100)
@given(plans(), st.integers(1, 12))
def test_sheets_and_blanks_are_as_few_as_the_lifts_allow(planned, depth):
    plan, _ = planned
    assert plan.sheets == sum(-(-count // plan.up) for count in plan.count.tolist())
    assert plan.blanks == plan.sheets * plan.up - plan.leaves
    unaligned = plan_lifts(plan.leaves, [], up=plan.up, depth=depth)
    assert unaligned.sheets == -(-plan.leaves // plan.up)


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 9), st.integers(1, 12), st.lists(st.integers(1, 60), max_size=40))
def test_a_lift_has_from_one_sheet_to_the_depth_asked_for(up, depth, sizes):
    plan = plan_lifts(sum(sizes), np.cumsum(sizes, dtype=np.int64), up=up, depth=depth)
    assert all(1 <= sheets <= depth for sheets in plan.depth.tolist())


@settings(deadline=None, max_examples=150)
@given(plans())
def test_locate_and_leaf_at_are_inverse(planned):
    plan, _ = planned
    for leaf in range(plan.leaves):
        spot = plan.locate(leaf)
        assert plan.leaf_at(spot.sheet, spot.position) == leaf
        assert plan.sheets_of_lift(spot.lift)[spot.depth] == spot.sheet
    held = plan.leaves_of_sheets(0, plan.sheets)
    assert sorted(held[held >= 0].tolist()) == list(range(plan.leaves))


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 9), st.integers(1, 12), st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_lifts_end_where_bundles_end_unless_a_bundle_exceeds_a_lift(up, depth, sizes):
    """The oracle walks bundle by bundle and never looks at positions."""
    room, lifts, held, split = up * depth, [], 0, []
    for bundle, size in enumerate(sizes):
        if held and held + size > room:
            lifts.append(held)
            held = 0
        if size > room:
            split.append(bundle)
        full, held = divmod(held + size, room)
        lifts += [room] * full
    lifts += [held] if held else []
    plan = plan_lifts(sum(sizes), list(itertools.accumulate(sizes)), up=up, depth=depth)
    assert plan.split_bundles == tuple(split)
    if not split:
        ends = set(itertools.accumulate(sizes))
        assert set(itertools.accumulate(plan.count.tolist())) <= ends
        assert len(plan.count) == len(lifts)


@settings(deadline=None, max_examples=100)
@given(plans(), st.integers(1, 7))
def test_chunks_of_sheets_joined_are_the_whole_job(planned, step):
    plan, _ = planned
    chunks = [plan.leaves_of_sheets(first, min(first + step, plan.sheets)) for first in range(0, plan.sheets, step)]
    joined = np.concatenate(chunks) if chunks else np.empty((0, plan.up), dtype=np.int64)
    assert np.array_equal(joined, plan.leaves_of_sheets(0, plan.sheets))


def test_two_hundred_sheets_of_four_hold_the_printers_textbook_case():
    """The cut-and-stack example of the trade: 4-up, 200 sheets: 1-200, 201-400, 401-600, 601-800 are one lot of ten."""
    plan = plan_lifts(8_000, [], up=4, depth=200)
    assert plan.lifts == 10
    assert plan.leaves_of_sheets(0, 1).tolist() == [[0, 200, 400, 600]]
    assert plan.leaves_of_sheets(199, 200).tolist() == [[199, 399, 599, 799]]


def test_a_bundle_larger_than_a_lift_is_split_once_and_reported():
    plan = plan_lifts(35, [5, 30, 35], up=2, depth=5)
    assert plan.split_bundles == (1,)
    assert plan.count.tolist() == [5, 10, 10, 10]


def test_an_empty_job_has_no_lifts():
    plan = plan_lifts(0, [], up=8, depth=500)
    assert (plan.lifts, plan.sheets, plan.blanks) == (0, 0, 0)
    assert plan.leaves_of_sheets(0, 0).shape == (0, 8)


def test_one_piece_is_one_sheet():
    plan = plan_lifts(1, [1], up=8, depth=500)
    assert plan.leaves_of_sheets(0, 1).tolist() == [[0, -1, -1, -1, -1, -1, -1, -1]]


@pytest.mark.parametrize("ends", [[5], [0, 10], [5, 5, 10], [7, 3, 10], [11]])
def test_bundle_ends_that_do_not_ascend_to_the_leaves_are_a_defect(ends):
    with pytest.raises(DefectError) as caught:
        plan_lifts(10, ends, up=2, depth=2)
    assert caught.value.code == "impose.bad-ends"


@pytest.mark.parametrize(("up", "depth"), [(0, 1), (1, 0)])
def test_lifts_without_sheets_are_refused(up, depth):
    with pytest.raises(JobError) as caught:
        plan_lifts(10, [10], up=up, depth=depth)
    assert caught.value.code == "impose.bad-lift"


@pytest.mark.parametrize("leaf", [-1, 10])
def test_a_leaf_outside_the_job_is_a_defect(leaf):
    with pytest.raises(DefectError):
        plan_lifts(10, [10], up=2, depth=2).locate(leaf)


@pytest.mark.parametrize(("sheet", "position"), [(-1, 0), (5, 0), (0, 2), (0, -1)])
def test_a_sheet_or_position_outside_the_job_is_a_defect(sheet, position):
    with pytest.raises(DefectError):
        plan_lifts(10, [10], up=2, depth=2).leaf_at(sheet, position)


def test_the_plan_of_ten_million_leaves_takes_no_memory_per_leaf():
    ends = np.arange(100, 10_000_001, 100, dtype=np.int64)
    tracemalloc.start()
    plan = plan_lifts(10_000_000, ends, up=8, depth=500)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert plan.sheets == 1_250_000
    assert peak < 4_000_000  # the check of 100 000 bundle ends is the most it holds


def test_pieces_cut_from_real_sheets_come_out_in_mailing_order():
    """Follow paper, not formulas: the rectangles that the guillotine frees, piled in reading order of the front."""
    grid = fit_grid(read_press("sra3-toner"), (100_000, 148_000), bleed=3_000)
    plan = plan_lifts(1_003, [300, 333, 900, 1_003], up=grid.up, depth=50)
    delivered = []
    for lift in range(plan.lifts):
        numbers = plan.sheets_of_lift(lift)
        sheets = plan.leaves_of_sheets(numbers.start, numbers.stop)
        stacks = {face.trim: sheets[:, position].tolist() for position, face in enumerate(grid.front)}
        for box in sorted(stacks, key=lambda box: (-box.y1, box.x0)):
            delivered += [leaf for leaf in stacks[box] if leaf >= 0]
    assert delivered == list(range(1_003))
