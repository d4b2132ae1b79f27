"""Layout: what does the template say, and which Plan results?

In: the path of a layout.xml of the namespace urn:vdp:layout:1.
Out: a frozen, picklable Plan: boxes in points, specs for the slots' kernels, typed expressions for their values.
Invariant: what compiles can be composed; every mistake has its file:line:column; nothing is evaluated as code.
"""

from vdp.layout.compile import compile_layout
from vdp.layout.expression import Expression
from vdp.layout.plan import PagePlan, Plan, SlotPlan, Spec

__all__ = ["Expression", "PagePlan", "Plan", "SlotPlan", "Spec", "compile_layout"]
