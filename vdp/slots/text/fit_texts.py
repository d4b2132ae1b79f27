"""Fit a batch: which condensing, size and tracking, tried in the order that the layout gives."""

from __future__ import annotations

import numpy as np

from vdp.slots.text.breaking import (
    Extents,
    break_lines,
    find_breaks,
    find_extents,
    measure_lines,
    select_lines,
)
from vdp.slots.text.composition import Composition
from vdp.slots.text.fit import Most, Setting, line_length, most_lines, tracking_em
from vdp.slots.text.fit_paragraphs import fit_paragraphs, merge_lines, tightened
from vdp.slots.text.fit_single import fit_single
from vdp.slots.text.kernel import Characters, split_paragraphs
from vdp.slots.text.spec import TextSpec


def fit_texts(spec: TextSpec, characters: Characters, composition: Composition, *, most: Most | None = None) -> Setting:
    """Fit a batch whose characters were read with the slot's own tracking."""
    setting = _fit(spec, characters, composition)
    return setting if most is None else _restrain(spec, setting, most, characters, composition)


def _fit(spec: TextSpec, characters: Characters, composition: Composition) -> Setting:
    if spec.lines == 1:
        return fit_single(spec, characters, composition)
    paragraphs = split_paragraphs(characters)
    single = None
    if "wrap" in spec.fit:
        single = fit_single(spec, characters, composition, steps=spec.fit[: spec.fit.index("wrap")])
        if not single.overflows.any():
            return single
    extents = find_extents(characters, composition, tracking=tracking_em(spec))
    steps = tuple(step for step in spec.fit if step != "wrap")
    wrapped = fit_paragraphs(spec, characters, composition, extents, paragraphs, steps=steps)
    return wrapped if single is None else _choose(single, wrapped, extents)


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
        tight, reach = tightened(characters, extents, float(way[2]))
        chosen = select_lines(paragraphs, mine[paragraphs.owner])
        width = np.full(len(chosen.owner), line_length(spec) * 1000.0 / (way[0] * way[1]))
        most_here = most_lines(spec, float(way[1]))
        lines = break_lines(chosen, tight, reach, breaks, width=width, indent=spec.indent * 1000.0, most=most_here)
        settled.append(lines)
        widths.append(measure_lines(lines, tight, reach))
    return merge_lines(setting, settled, widths, extents)


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
    return merge_lines(mixed, parts, widths, extents)
