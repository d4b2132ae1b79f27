"""Impose: where does each piece lie, on which sheet and on which side?

In: a press profile, the trim size of a piece, the count of leaves and the ends of their bundles.
Out: slots with front and back placement, lifts, marks and cuts: whole micrometres and leaf numbers, nothing else.
Invariant: leaf to (lift, position, depth) is a bijection; front and back register to the micrometre.
"""

from __future__ import annotations

from vdp.impose.grid import Grid, fit_grid
from vdp.impose.lifts import LiftPlan, plan_lifts
from vdp.impose.marks import sheet_marks
from vdp.impose.press import read_press

__all__ = ["Grid", "LiftPlan", "fit_grid", "plan_lifts", "read_press", "sheet_marks"]
