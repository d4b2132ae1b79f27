"""The cuts of a lift on a guillotine, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

Span = tuple[int, int]
Axis = Literal["x", "y"]
Edge = Literal["left", "right", "bottom", "top"]
_Step = tuple[Axis, int, int, Edge]  # a cut without its number


class Cut(NamedTuple):
    """One cut. Micrometres: `position` from the left or lower edge of the front, `gauge` from back gauge to knife."""

    number: int
    axis: Axis
    position: int
    gauge: int
    against: Edge  # the edge of the pile that lies at the back gauge


def plan_cuts(sheet: tuple[int, int], *, columns: Sequence[Span], rows: Sequence[Span]) -> tuple[Cut, ...]:
    """Return the cuts that free `columns` x `rows` of trims from a sheet; across the sheet's long side first.

    `columns` and `rows` are trim spans in ascending order. Where two trims touch, one cut serves both (一文字断ち).
    """
    across_x: list[_Step] = [("x", *step) for step in _cut_columns(columns)]
    across_y: list[_Step] = [("y", *step) for step in _cut_rows(sheet[1], rows)]
    steps = across_y + across_x if sheet[1] >= sheet[0] else across_x + across_y
    return tuple(Cut(number, *step) for number, step in enumerate(steps, 1))


def _cut_columns(spans: Sequence[Span]) -> Iterator[tuple[int, int, Edge]]:
    """Yield the right edge, then the left with the pile turned, then the columns from the left as they come off."""
    low, high = spans[0][0], spans[-1][1]
    yield high, high, "left"
    yield low, high - low, "right"
    for edge in _inner_edges(spans):
        yield edge, high - edge, "right"


def _cut_rows(height: int, spans: Sequence[Span]) -> Iterator[tuple[int, int, Edge]]:
    """Yield the lower edge, then the upper with the pile turned, then the rows from the top as they come off."""
    low, high = spans[0][0], spans[-1][1]
    yield low, height - low, "top"
    yield high, high - low, "bottom"
    for edge in reversed(_inner_edges(spans)):
        yield edge, edge - low, "bottom"


def _inner_edges(spans: Sequence[Span]) -> list[int]:
    edges = {edge for span in spans for edge in span}
    return sorted(edges - {spans[0][0], spans[-1][1]})
