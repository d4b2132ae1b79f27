"""Fitting texts of one line: exact factors, floored so that rounding never leaves the box."""

from __future__ import annotations

import numpy as np

from vdp.slots.text.breaking import line_heads, measure_extents, measure_lines
from vdp.slots.text.composition import Composition, spaces_among
from vdp.slots.text.fit import Setting, line_length, tracking_em
from vdp.slots.text.kernel import Characters, Floats, Lines, find_feeds
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.texts import SPACES

_WIDEST = 2.0  # greatest scale of an exact fit
_TOLERANCE = 1e-9


def fit_single(
    spec: TextSpec, characters: Characters, composition: Composition, *, steps: tuple[str, ...] | None = None
) -> Setting:
    """Fit each string of a batch to one line. `steps`: instead of the slot's own."""
    count = len(characters.starts)
    lines = Lines(np.arange(count), characters.starts, characters.ends, *(np.ones((2, count), dtype=bool)))
    natural, heads = _measure(lines, characters, composition, tracking=tracking_em(spec))
    limit = line_length(spec) * 1000.0 / spec.size
    whole = np.where(natural > 0.0, natural + spec.indent * 1000.0, 0.0)  # the indent is condensed with the text
    room = np.minimum(1.0, limit / np.maximum(whole, _TOLERANCE))
    scale, shrink, less = np.ones(count), np.ones(count), np.zeros(count)
    if spec.width == "exact":
        room = np.minimum(_WIDEST, limit / np.maximum(whole, _TOLERANCE))
        scale, room = np.maximum(room, spec.min_scale), np.minimum(1.0, room / spec.min_scale)
    for step in spec.fit if steps is None else steps:
        if step == "condense" and spec.width != "exact":  # an exact fit has condensed already
            scale = np.maximum(room, spec.min_scale)
            room = np.minimum(1.0, room / scale)
        elif step == "shrink":
            shrink = np.maximum(room, spec.min_size / spec.size)
            room = np.minimum(1.0, room / shrink)
        elif step == "track":
            less, room = _track(spec, characters, whole, room)
    scale = np.floor(scale * 10000.0 + 1e-6) / 10000.0
    size = np.floor(shrink * spec.size * 1000.0 + 1e-6) / 1000.0
    overflows = room < 1.0 - 1e-7
    overflows[np.searchsorted(characters.ends, find_feeds(characters), side="right")] = True  # a second line
    widths = natural - less * np.maximum(characters.ends - characters.starts - 1, 0)
    return Setting(scale, size, tracking_em(spec) - less, lines, widths, heads, overflows)


def _measure(
    lines: Lines, characters: Characters, composition: Composition, *, tracking: float
) -> tuple[Floats, Floats]:
    """Return the width of whole strings and what they lose at their heads, looking at their ends alone."""
    starts, ends = lines.starts, lines.ends
    if not len(characters.codepoints):
        return np.zeros(len(starts)), np.zeros(len(starts))
    first, last = np.minimum(starts, len(characters.codepoints) - 1), np.maximum(ends - 1, 0)
    if characters.traits & SPACES and len(spaces_among(characters.classes[last])):
        extents = measure_extents(characters, composition, tracking=tracking)
        return measure_lines(lines, characters, extents), line_heads(lines, extents)
    filled = ends > starts
    heads = np.where(filled, composition.line_head(characters, first), 0.0)
    reach = characters.cumulative[ends] - characters.gaps[last] - tracking - composition.line_end(characters, last)
    return np.where(filled, np.maximum(reach - characters.cumulative[starts] - heads, 0.0), 0.0), heads


def _track(spec: TextSpec, characters: Characters, natural: Floats, room: Floats) -> tuple[Floats, Floats]:
    """Return how much closer each string's characters stand, and the room that is still lacking."""
    gaps = np.maximum(characters.ends - characters.starts - 1, 1)
    lacking = natural * (1.0 - room)
    less = np.minimum(np.ceil(lacking / gaps), -spec.min_tracking)
    left = np.maximum(lacking - less * gaps, 0.0)
    return less, np.where(left > 0.0, (natural - lacking) / np.maximum(natural - less * gaps, _TOLERANCE), 1.0)
