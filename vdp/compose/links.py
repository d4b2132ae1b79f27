"""Linked slots: texts of one name within a piece are condensed and shrunk alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from vdp.compose.rows import Columns, slot_rows
from vdp.layout import SlotPlan
from vdp.slots.text import TextKernel
from vdp.slots.text.fit import Most
from vdp.slots.text.spec import TextSpec

Limits = Mapping[str, Most]
"""By slot, how large its values may be set; slots without links are not in it."""


class Link(NamedTuple):
    """A linked slot."""

    plan: SlotPlan
    kernel: TextKernel


def link_name(plan: SlotPlan) -> str:
    """Return the name under which a slot is linked, "" for none."""
    return plan.spec.link if isinstance(plan.spec, TextSpec) else ""


def group_links(links: Iterable[Link]) -> list[list[Link]]:
    """Return the slots of each name that have company."""
    groups: dict[str, list[Link]] = {}
    for link in links:
        groups.setdefault(link_name(link.plan), []).append(link)
    return [group for group in groups.values() if len(group) > 1]


def limit_links(groups: Sequence[Sequence[Link]], columns: Columns, count: int) -> dict[str, Most]:
    """Return how large linked slots may be set: per piece as small as the smallest of the slots that appear on it."""
    limits: dict[str, Most] = {}
    for group in groups:
        scale, shrink = np.ones((2, count))
        found = [(link, *slot_rows(link.plan, columns, count)) for link in group]
        for link, where, values in found:
            room = link.kernel.room(values) if values else None
            if room is not None:
                at = slice(None) if where is None else where
                scale[at] = np.minimum(scale[at], room.scale)
                shrink[at] = np.minimum(shrink[at], room.shrink)
        for link, where, _ in found:
            at = slice(None) if where is None else where
            limits[link.plan.spec.name] = Most(scale[at], shrink[at])
    return limits
