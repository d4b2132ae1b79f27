"""Fitting: which condensing, size and tracking make a text fit its box, tried in the order that the layout gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from vdp.slots.text.composition import Composition
from vdp.slots.text.kernel import (
    Bools,
    Characters,
    Extents,
    Floats,
    Ints,
    Lines,
    break_lines,
    break_lines_by_number,
    find_breaks,
    find_extents,
    in_reading_order,
    measure_lines,
    select_lines,
    split_paragraphs,
)
from vdp.slots.text.spec import TextSpec

_CONDENSE_STEP = 0.05  # of the width, for paragraphs; single lines are condensed exactly
_SHRINK_STEP = 0.25  # points, for paragraphs
_TRACK_STEP = 10.0  # 1/1000 em, for paragraphs
_WIDEST = 2.0  # greatest scale of an exact fit
_TOLERANCE = 1e-9


class Setting(NamedTuple):
    """How each string of a batch is set."""

    scale: Floats  # along the line, 1: as the font is
    size: Floats  # points
    tracking: Floats  # 1/1000 em, the slot's own included
    lines: Lines
    widths: Floats  # of the lines, 1/1000 em at `size` before `scale`
    heads: Floats  # what each line loses at its head, 1/1000 em
    overflows: Bools  # per string


def line_length(spec: TextSpec) -> float:
    """Return the room along a line in points."""
    return spec.box.width if spec.writing == "horizontal" else spec.box.height


def lines_room(spec: TextSpec) -> float:
    """Return the room across the lines in points."""
    return spec.box.height if spec.writing == "horizontal" else spec.box.width


def tracking_em(spec: TextSpec) -> float:
    """Return the slot's tracking in 1/1000 em of its nominal size."""
    return spec.tracking / spec.size * 1000.0


def most_lines(spec: TextSpec, size: float) -> int:
    """Return how many lines of `size` the slot may take: those that it has room for, and no more than planned."""
    leading = spec.leading * size / spec.size
    by_room = int((lines_room(spec) - size * (1.0 + spec.over + spec.under)) / leading + 1e-6) + 1
    return min(by_room, spec.lines) if spec.lines else by_room


class Most(NamedTuple):
    """How large linked slots let a batch be set."""

    scale: Floats  # per string
    shrink: Floats  # per string, size of the slot's own


def fit_texts(spec: TextSpec, characters: Characters, composition: Composition, *, most: Most | None = None) -> Setting:
    """Fit a batch whose characters were read with the slot's own tracking."""
    setting = _fit(spec, characters, composition)
    return setting if most is None else _restrain(spec, setting, most, characters, composition)


def _fit(spec: TextSpec, characters: Characters, composition: Composition) -> Setting:
    extents = find_extents(characters, composition, tracking=tracking_em(spec))
    paragraphs = split_paragraphs(characters)
    if spec.lines == 1:
        return _fit_single(spec, characters, extents, paragraphs)
    if "wrap" not in spec.fit:
        return _fit_paragraphs(spec, characters, composition, extents, paragraphs, steps=spec.fit)
    before = spec.fit[: spec.fit.index("wrap")]
    after = tuple(step for step in spec.fit if step != "wrap")
    single = _fit_single(spec, characters, extents, paragraphs, steps=before)
    if not single.overflows.any():
        return single
    wrapped = _fit_paragraphs(spec, characters, composition, extents, paragraphs, steps=after)
    return _choose(single, wrapped, extents)


def _restrain(
    spec: TextSpec, setting: Setting, most: Most, characters: Characters, composition: Composition
) -> Setting:
    """Set what is larger than its linked slots let it be as they are set; smaller type needs no further line."""
    scale = np.minimum(setting.scale, most.scale)
    size = np.minimum(setting.size, np.floor(most.shrink * spec.size * 1000.0 + 1e-3) / 1000.0)
    changed = (scale < setting.scale) | (size < setting.size)
    if not changed.any():
        return setting
    setting = setting._replace(scale=scale, size=size)
    if spec.lines == 1:
        return setting
    less = tracking_em(spec) - setting.tracking
    extents = find_extents(characters, composition, tracking=tracking_em(spec))
    breaks = find_breaks(characters, composition)
    paragraphs = split_paragraphs(characters)
    kept = ~changed[setting.lines.owner]
    settled, widths = [select_lines(setting.lines, kept)], [setting.widths[kept]]
    ways = np.stack((scale, size, less), axis=1)
    for way in np.unique(ways[changed], axis=0):
        mine = changed & (ways == way).all(axis=1)
        tight, reach = _tightened(characters, extents, float(way[2]))
        chosen = select_lines(paragraphs, mine[paragraphs.owner])
        width = np.full(len(chosen.owner), line_length(spec) * 1000.0 / (way[0] * way[1]))
        most_here = most_lines(spec, float(way[1]))
        lines = break_lines(chosen, tight, reach, breaks, width=width, indent=spec.indent * 1000.0, most=most_here)
        settled.append(lines)
        widths.append(measure_lines(lines, tight, reach))
    return _merge(setting, settled, widths, extents)


def _fit_single(
    spec: TextSpec,
    characters: Characters,
    extents: Extents,
    paragraphs: Lines,
    *,
    steps: tuple[str, ...] | None = None,
) -> Setting:
    """Fit strings that take one line: exact factors, floored so that rounding never leaves the box."""
    count = len(characters.starts)
    lines = Lines(np.arange(count), characters.starts, characters.ends, *(np.ones((2, count), dtype=bool)))
    natural = measure_lines(lines, characters, extents)
    limit = line_length(spec) * 1000.0 / spec.size - spec.indent * 1000.0
    room = np.minimum(1.0, limit / np.maximum(natural, _TOLERANCE))
    scale, shrink, less = np.ones(count), np.ones(count), np.zeros(count)
    if spec.width == "exact":
        room = np.minimum(_WIDEST, limit / np.maximum(natural, _TOLERANCE))
        scale, room = np.maximum(room, spec.min_scale), np.minimum(1.0, room / spec.min_scale)
    for step in spec.fit if steps is None else steps:
        if step == "condense" and spec.width != "exact":  # an exact fit has condensed already
            scale = np.maximum(room, spec.min_scale)
            room = np.minimum(1.0, room / scale)
        elif step == "shrink":
            shrink = np.maximum(room, spec.min_size / spec.size)
            room = np.minimum(1.0, room / shrink)
        elif step == "track":
            less, room = _track(spec, characters, natural, room)
    scale = np.floor(scale * 10000.0 + 1e-6) / 10000.0
    size = np.floor(shrink * spec.size * 1000.0 + 1e-6) / 1000.0
    overflows = room < 1.0 - 1e-7
    overflows[paragraphs.owner[~_is_only(paragraphs, count)]] = True  # a forced line end needs a second line
    widths = natural - less * np.maximum(characters.ends - characters.starts - 1, 0)
    return Setting(scale, size, tracking_em(spec) - less, lines, widths, _heads(lines, extents), overflows)


def _track(spec: TextSpec, characters: Characters, natural: Floats, room: Floats) -> tuple[Floats, Floats]:
    """Return how much closer each string's characters stand, and the room that is still lacking."""
    gaps = np.maximum(characters.ends - characters.starts - 1, 1)
    lacking = natural * (1.0 - room)
    less = np.minimum(np.ceil(lacking / gaps), -spec.min_tracking)
    left = np.maximum(lacking - less * gaps, 0.0)
    return less, np.where(left > 0.0, (natural - lacking) / np.maximum(natural - less * gaps, _TOLERANCE), 1.0)


def _is_only(paragraphs: Lines, count: int) -> Bools:
    counts = np.bincount(paragraphs.owner, minlength=count)
    only: Bools = counts[paragraphs.owner] == 1
    return only


def _fit_paragraphs(
    spec: TextSpec,
    characters: Characters,
    composition: Composition,
    extents: Extents,
    paragraphs: Lines,
    *,
    steps: tuple[str, ...],
) -> Setting:
    """Fit strings that may take several lines: the ladder is climbed by those that still do not fit."""
    count = len(characters.starts)
    scale, size, less = np.ones(count), np.full(count, spec.size), np.zeros(count)
    overflows = np.ones(count, dtype=bool)
    breaks = find_breaks(characters, composition)
    settled: list[Lines] = []
    widths: list[Floats] = []
    for step_scale, step_size, step_less in _ladder(spec, steps):
        tight, reach = _tightened(characters, extents, step_less)
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
    return _merge(
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


def _tightened(characters: Characters, extents: Extents, less: float) -> tuple[Characters, Extents]:
    """Return characters and extents with every character `less` closer to the next."""
    if not less:
        return characters, extents
    places = np.arange(len(characters.cumulative)) * less
    edge = extents.edge - extents.trimmed * less
    edge[1:] += np.where(extents.trimmed[1:] > 0, less, 0.0)  # the last character of a line keeps its own width
    return characters._replace(cumulative=characters.cumulative - places), extents._replace(edge=edge)


def _merge(setting: Setting, settled: list[Lines], widths: list[Floats], extents: Extents) -> Setting:
    """Put the lines of all steps in reading order, their widths beside them."""
    lines = in_reading_order(settled)
    together = np.concatenate(widths)
    if len(settled) > 1:
        owner, starts, ends = (
            np.concatenate([getattr(part, name) for part in settled]) for name in ("owner", "starts", "ends")
        )
        together = together[np.lexsort((ends, starts, owner))]
    return setting._replace(lines=lines, widths=together, heads=_heads(lines, extents))


def _heads(lines: Lines, extents: Extents) -> Floats:
    head = np.append(extents.head, 0.0)
    return np.where(lines.ends > lines.starts, head[np.minimum(lines.starts, len(head) - 1)], 0.0)


def _choose(single: Setting, wrapped: Setting, extents: Extents) -> Setting:
    """Take the strings that fit one line from `single`, the others from `wrapped`."""
    over = single.overflows
    parts = [
        select_lines(single.lines, ~over[single.lines.owner]),
        select_lines(wrapped.lines, over[wrapped.lines.owner]),
    ]
    widths = [single.widths[~over[single.lines.owner]], wrapped.widths[over[wrapped.lines.owner]]]
    mixed = Setting(
        np.where(over, wrapped.scale, single.scale),
        np.where(over, wrapped.size, single.size),
        np.where(over, wrapped.tracking, single.tracking),
        single.lines,
        single.widths,
        single.heads,
        over & wrapped.overflows,
    )
    return _merge(mixed, parts, widths, extents)


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
