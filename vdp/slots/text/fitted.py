"""Which texts of a batch are not set as their slot says, and how they are set: columns, not findings one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vdp.slots.text.fit import Setting, tracking_em
from vdp.slots.text.kernel import Characters, Floats, Ints
from vdp.slots.text.spec import TextSpec


class Fitted(NamedTuple):
    """Strings with a setting of their own, by column."""

    indices: Ints  # in the batch, ascending
    scale: Floats  # along the line, 1: as the font is
    size: Floats  # points
    tracking: Floats  # 1/1000 em


NONE_FITTED = Fitted(np.zeros(0, dtype=np.int64), *np.zeros((3, 0)))


def note_fitted(spec: TextSpec, characters: Characters, setting: Setting) -> Fitted:
    """Return the strings whose scale, size or tracking is not the slot's own; an empty text has none."""
    own = (setting.scale == 1.0) & (setting.size == spec.size) & (setting.tracking == tracking_em(spec))
    found = np.flatnonzero(~own & (characters.ends > characters.starts))
    return Fitted(found, setting.scale[found], setting.size[found], setting.tracking[found])


def repeat_fitted(fitted: Fitted, places: Sequence[int]) -> Fitted:
    """Return the same for a batch whose strings are those at `places`."""
    row = np.full(max(places) + 1, -1)
    row[fitted.indices] = np.arange(len(fitted.indices))
    rows = row[np.asarray(places)]
    found = np.flatnonzero(rows >= 0)
    rows = rows[found]
    return Fitted(found, fitted.scale[rows], fitted.size[rows], fitted.tracking[rows])


def narrowest(fitted: Fitted) -> Fitted:
    """Return of several settings at one index the one that was fitted furthest; indices ascend then."""
    order = np.lexsort((fitted.tracking, fitted.scale * fitted.size, fitted.indices))
    _, firsts = np.unique(fitted.indices[order], return_index=True)
    kept = order[firsts]
    return Fitted(fitted.indices[kept], fitted.scale[kept], fitted.size[kept], fitted.tracking[kept])
