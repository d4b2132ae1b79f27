"""Fitting: how a text is set so that it fits its box, and the room that the box has."""

from __future__ import annotations

from typing import NamedTuple

from vdp.slots.text.kernel import Bools, Floats, Lines
from vdp.slots.text.spec import TextSpec


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
