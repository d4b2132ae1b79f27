"""Plan and map ten million leaves, 8-up in lifts of 500 sheets, against a plain loop over the same formula."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np

from vdp.impose import LiftPlan, fit_grid, plan_lifts, read_press, sheet_marks

LEAVES = 10_000_000
UP = 8
DEPTH = 500
CHUNK = 1_000
BUNDLE = 67


def main() -> None:
    ends = np.append(np.arange(BUNDLE, LEAVES, BUNDLE, dtype=np.int64), LEAVES)
    start = time.perf_counter()
    plan = plan_lifts(LEAVES, ends, up=UP, depth=DEPTH)
    seconds = time.perf_counter() - start
    print(f"plan       {seconds:8.3f} s   {plan.lifts} lifts, {plan.sheets} sheets, {plan.blanks} blanks")
    per_leaf = map_chunks(plan)
    baseline = map_plainly(plan, 200_000)
    print(f"plain loop {baseline * 1e9:8.1f} ns/leaf; ratio {baseline / per_leaf:.1f}")
    start = time.perf_counter()
    sheet_marks(fit_grid(read_press("sra3-toner"), (100_000, 148_000), bleed=3_000))
    print(f"marks      {(time.perf_counter() - start) * 1e3:8.2f} ms")
    tracemalloc.start()
    plan_lifts(LEAVES, ends, up=UP, depth=DEPTH)
    print(f"plan peak  {tracemalloc.get_traced_memory()[1] / 1e6:8.2f} MB for {len(ends)} bundles")


def map_chunks(plan: LiftPlan) -> float:
    """Map all sheets chunk by chunk, check the sum of the leaves, and return seconds per leaf."""
    start = time.perf_counter()
    total = 0
    for first in range(0, plan.sheets, CHUNK):
        leaves = plan.leaves_of_sheets(first, min(first + CHUNK, plan.sheets))
        total += int(leaves[leaves >= 0].sum())
    seconds = time.perf_counter() - start
    assert total == LEAVES * (LEAVES - 1) // 2
    print(f"map        {seconds:8.3f} s   {seconds / LEAVES * 1e9:.1f} ns/leaf")
    return seconds / LEAVES


def map_plainly(plan: LiftPlan, leaves: int) -> float:
    """Map the first leaves one by one and return seconds per leaf."""
    rows = list(zip(plan.first_leaf.tolist(), plan.depth.tolist(), plan.count.tolist(), strict=True))
    start = time.perf_counter()
    done = 0
    for first, depth, count in rows:
        for sheet in range(depth):
            for position in range(plan.up):
                offset = position * depth + sheet
                done += (first + offset if offset < count else -1) >= 0
        if done >= leaves:
            break
    return (time.perf_counter() - start) / done


if __name__ == "__main__":
    main()
