"""Fitting texts that may take several lines: the ladder is climbed by those that still do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from vdp.slots.text.breaking import (
    Extents,
    ascending,
    break_lines,
    break_lines_by_number,
    find_breaks,
    in_reading_order,
    line_heads,
    measure_lines,
    select_lines,
)
from vdp.slots.text.composition import Composition
from vdp.slots.text.fit import Setting, line_length, most_lines, tracking_em
from vdp.slots.text.kernel import Bools, Characters, Floats, Ints, Lines
from vdp.slots.text.spec import TextSpec

_CONDENSE_STEP = 0.05  # of the width; single lines are condensed exactly
_SHRINK_STEP = 0.25  # points
_TRACK_STEP = 10.0  # 1/1000 em
_TOLERANCE = 1e-9


def fit_paragraphs(
    spec: TextSpec,
    characters: Characters,
    composition: Composition,
    extents: Extents,
    paragraphs: Lines,
    *,
    steps: tuple[str, ...],
) -> Setting:
    """Fit strings that may take several lines. `paragraphs`: the strings cut at their line feeds."""
    count = len(characters.starts)
    scale, size, less = np.ones(count), np.full(count, spec.size), np.zeros(count)
    overflows = np.ones(count, dtype=bool)
    breaks = find_breaks(characters, composition)
    settled: list[Lines] = []
    widths: list[Floats] = []
    for step_scale, step_size, step_less in _ladder(spec, steps):
        tight, reach = tightened(characters, extents, step_less)
        planned = most_lines(spec, step_size)
        measures = np.array(spec.measures or (line_length(spec),)) * 1000.0 / step_size / step_scale
        lines = _break_paragraphs(paragraphs, tight, reach, breaks, measures=measures, spec=spec, most=planned)
        taken = measure_lines(lines, tight, reach)
        room = measures[np.minimum(_numbers(lines), len(measures) - 1)] if spec.measures else measures
        wide = np.zeros(count, dtype=bool)
        wide[lines.owner[taken > room + 1e-3]] = True  # a single character is wider than the line
        if characters.markup is not None:
            wide |= _is_cut(lines, characters.markup.bound, count)
        counts = np.bincount(lines.owner, minlength=count)
        fits = overflows & (counts <= planned) & ~wide
        scale[overflows], size[overflows], less[overflows] = step_scale, step_size, step_less
        chosen = fits[lines.owner]
        settled.append(select_lines(lines, chosen))
        widths.append(taken[chosen])
        overflows = overflows & ~fits
        if not overflows.any():
            break
        paragraphs = select_lines(paragraphs, overflows[paragraphs.owner])
    if overflows.any():
        settled.append(select_lines(lines, overflows[lines.owner]))
        widths.append(taken[overflows[lines.owner]])
    return merge_lines(
        Setting(scale, size, tracking_em(spec) - less, settled[0], widths[0], widths[0], overflows),
        settled,
        widths,
        extents,
    )


def _break_paragraphs(
    paragraphs: Lines,
    characters: Characters,
    extents: Extents,
    breaks: Sequence[Ints],
    *,
    measures: Floats,
    spec: TextSpec,
    most: int,
) -> Lines:
    indent = spec.indent * 1000.0
    if spec.measures:
        return break_lines_by_number(paragraphs, characters, extents, breaks, widths=measures[:most], indent=indent)
    width = np.full(len(paragraphs.owner), measures[0])
    return break_lines(paragraphs, characters, extents, breaks, width=width, indent=indent, most=most)


def _numbers(lines: Lines) -> Ints:
    """Return the number of each line in its string."""
    return np.arange(len(lines.owner)) - np.searchsorted(lines.owner, lines.owner)


def _is_cut(lines: Lines, bound: Bools, count: int) -> Bools:
    """Tell per string whether a line begins within a ruby."""
    begins = np.flatnonzero(~lines.first & (lines.ends > lines.starts))
    cut = np.zeros(count, dtype=bool)
    cut[lines.owner[begins[bound[lines.starts[begins]]]]] = True
    return cut


def tightened(characters: Characters, extents: Extents, less: float) -> tuple[Characters, Extents]:
    """Return characters and extents with every character `less` closer to the next."""
    if not less:
        return characters, extents
    places = np.arange(len(characters.cumulative)) * less
    edge = extents.edge - extents.trimmed * less
    edge[1:] += np.where(extents.trimmed[1:] > 0, less, 0.0)  # the last character of a line keeps its own width
    closer = characters._replace(cumulative=characters.cumulative - places)
    return closer, ascending(extents._replace(edge=edge), closer)


def merge_lines(setting: Setting, settled: list[Lines], widths: list[Floats], extents: Extents) -> Setting:
    """Put the lines of all steps in reading order, their widths beside them."""
    lines, order = in_reading_order(settled)
    return setting._replace(lines=lines, widths=np.concatenate(widths)[order], heads=line_heads(lines, extents))


def _ladder(spec: TextSpec, steps: tuple[str, ...]) -> Iterator[tuple[float, float, float]]:
    """Yield scale, size and loss of tracking, each step kept at its floor by the steps after it."""
    scale, size, less = 1.0, spec.size, 0.0
    yield scale, size, less
    for step in steps:
        while step == "condense" and scale > spec.min_scale + _TOLERANCE:
            scale = max(spec.min_scale, round(scale - _CONDENSE_STEP, 4))
            yield scale, size, less
        while step == "shrink" and size > spec.min_size + _TOLERANCE:
            size = max(spec.min_size, size - _SHRINK_STEP)
            yield scale, size, less
        while step == "track" and less < -spec.min_tracking - _TOLERANCE:
            less = min(-spec.min_tracking, less + _TRACK_STEP)
            yield scale, size, less
