"""Shapes: how do rules, boxes and charts become ink?

In: a spec; the values of a batch: numbers for charts, else they only say how many there are.
Out: filled paths; equal steps of a chart's scale are drawn once.
Invariant: black rules and boxes overprint as black text does; charts and other colours knock out what lies below.
"""

from vdp.slots.shape.bar import draw_bar
from vdp.slots.shape.chart import ChartKernel
from vdp.slots.shape.gauge import draw_gauge
from vdp.slots.shape.kernel import ShapeKernel
from vdp.slots.shape.spec import BoxSpec, RuleSpec

__all__ = ["BoxSpec", "ChartKernel", "RuleSpec", "ShapeKernel", "draw_bar", "draw_gauge"]
