"""Slots: how does a text, an image, a code become ink?

In: a frozen spec per slot (geometry, fonts, policy) and one list of values per batch.
Out: PDF content bytes per value, or the faults that forbid them.
Invariant: text, image and symbol know nothing of one another, nothing of records, sheets or files.
"""

from vdp.slots.base import Fault, Kernel

__all__ = ["Fault", "Kernel"]
