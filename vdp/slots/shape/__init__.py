"""Shapes: how do rules and boxes become ink?

In: RuleSpec or BoxSpec; the values of a batch only say how many there are.
Out: filled and stroked rectangles, the same for every value.
Invariant: black shapes overprint as black text does; any other colour knocks out what lies below.
"""

from vdp.slots.shape.kernel import ShapeKernel
from vdp.slots.shape.spec import BoxSpec, RuleSpec

__all__ = ["BoxSpec", "RuleSpec", "ShapeKernel"]
