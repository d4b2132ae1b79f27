"""Fitting: which condensing and which size make a text fit its box, tried in the order that the layout gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from vdp.slots.text.kernel import (
    Breaks,
    Characters,
    Floats,
    Ints,
    Lines,
    break_lines,
    split_paragraphs,
    widths,
)
from vdp.slots.text.spec import TextSpec

_CONDENSE_STEP = 0.05  # of the width, for paragraphs; single lines are condensed exactly
_SHRINK_STEP = 0.25  # points, for paragraphs
_TOLERANCE = 1e-9


class Setting(NamedTuple):
    """How each string of a batch is set."""

    scale: Floats  # horizontal scale, 1: not condensed
    size: Floats  # points
    lines: Lines
    overflows: np.ndarray  # bool per string


def fit_single_lines(spec: TextSpec, characters: Characters) -> Setting:
    """Fit strings that take one line: exact factors, floored so that rounding never leaves the box."""
    count = len(characters.starts)
    tracking = tracking_em(spec)
    natural = widths(characters, tracking=tracking) * (spec.size / 1000.0)
    remaining = np.minimum(1.0, spec.box.width / np.maximum(natural, 1e-9))
    factors = {"condense": np.ones(count), "shrink": np.ones(count)}
    floors = {"condense": spec.min_scale, "shrink": spec.min_size / spec.size}
    for step in spec.fit:
        factors[step] = np.maximum(remaining, floors[step])
        remaining = np.minimum(1.0, remaining / factors[step])
    scale = np.floor(factors["condense"] * 10000.0 + 1e-6) / 10000.0
    size = np.floor(factors["shrink"] * spec.size * 1000.0 + 1e-6) / 1000.0
    lines = Lines(np.arange(count), characters.starts, characters.ends)
    return Setting(scale, size, lines, remaining < 1.0 - _TOLERANCE)


def fit_paragraphs(spec: TextSpec, characters: Characters, breaks: Breaks) -> Setting:
    """Fit strings that may take several lines: the ladder is climbed by those that still do not fit."""
    count = len(characters.starts)
    scale, size = np.ones(count), np.full(count, spec.size)
    overflows = np.ones(count, dtype=bool)
    paragraphs = split_paragraphs(characters)
    settled: list[Lines] = []
    for step_scale, step_size in _ladder(spec):
        width = np.full(len(paragraphs.owner), spec.box.width * 1000.0 / step_size / step_scale)
        lines = break_lines(paragraphs, characters, breaks, width=width)
        counts = np.bincount(lines.owner, minlength=count)
        fits = overflows & (counts <= most_lines(spec, step_size)) & ~_too_wide(lines, characters, width[:1], count)
        scale[overflows], size[overflows] = step_scale, step_size
        settled.append(_select(lines, fits[lines.owner]))
        overflows = overflows & ~fits
        if not overflows.any():
            break
        paragraphs = _select(paragraphs, overflows[paragraphs.owner])
    if overflows.any():
        settled.append(_select(lines, overflows[lines.owner]))
    return Setting(scale, size, _merge(settled), overflows)


def tracking_em(spec: TextSpec) -> float:
    """Return the slot's tracking in 1/1000 em of its nominal size."""
    return spec.tracking / spec.size * 1000.0


def most_lines(spec: TextSpec, size: float) -> int:
    """Return how many lines of `size` the slot may take: those that its height takes, and no more than planned."""
    leading = spec.leading * size / spec.size
    by_height = int((spec.box.height - size) / leading + 1e-6) + 1
    return min(by_height, spec.lines) if spec.lines else by_height


def _ladder(spec: TextSpec) -> Iterator[tuple[float, float]]:
    scale, size = 1.0, spec.size
    yield scale, size
    for step in spec.fit:
        if step == "condense":
            while scale > spec.min_scale + _TOLERANCE:
                scale = max(spec.min_scale, round(scale - _CONDENSE_STEP, 4))
                yield scale, size
        else:
            while size > spec.min_size + _TOLERANCE:
                size = max(spec.min_size, size - _SHRINK_STEP)
                yield scale, size


def _too_wide(lines: Lines, characters: Characters, width: Floats, count: int) -> np.ndarray:
    """Return which strings have a single character that is wider than the line."""
    taken = characters.cumulative[lines.ends] - characters.cumulative[lines.starts]
    wide: Ints = lines.owner[taken > width + 1e-3]
    found = np.zeros(count, dtype=bool)
    found[wide] = True
    return found


def _select(lines: Lines, mask: np.ndarray) -> Lines:
    return Lines(lines.owner[mask], lines.starts[mask], lines.ends[mask])


def _merge(parts: list[Lines]) -> Lines:
    if len(parts) == 1:
        return parts[0]
    owner, starts, ends = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((ends, starts, owner))
    return Lines(owner[order], starts[order], ends[order])
