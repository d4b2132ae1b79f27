"""How many pieces of which size does each press carry? The table behind `vdp impose fit`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vdp.errors import JobError
from vdp.impose.grid import Grid, fit_grid
from vdp.impose.press import Press, press_names, read_press

POSTCARD = (100_000, 148_000)
PIECES = (POSTCARD, (200_000, 148_000), (300_000, 148_000), (210_000, 297_000), (148_000, 210_000))
"""Postcard (はがき), V-fold and Z-fold pressure-sealed postcard flat (圧着はがき), A4, A5."""


class FitRow(NamedTuple):
    """One piece on one press. `used` is the share of the sheet that becomes pieces."""

    press: str
    sheet: tuple[int, int]
    piece: tuple[int, int]
    gutter: int
    up: int
    columns: int
    rows: int
    rotate: int
    used: float


def fit_report(pieces: Sequence[tuple[int, int]], presses: Sequence[str] = (), *, bleed: int) -> tuple[FitRow, ...]:
    """Return the fit of every piece on every press (all profiles of ours by default), by gutter: two bleeds, then none.

    Lengths in micrometres. A piece that does not fit has up = 0. Raises JobError `impose.unknown-press`.
    """
    devices = [read_press(name) for name in presses or press_names()]
    return tuple(row for piece in pieces for press in devices for row in _fit_both(press, piece, bleed))


def _fit_both(press: Press, piece: tuple[int, int], bleed: int) -> Iterator[FitRow]:
    for gutter in dict.fromkeys((2 * bleed, 0)):
        grid = _try_grid(press, piece, bleed=bleed, gutter=gutter)
        sheet = (press.width, press.height)
        if grid is None:
            yield FitRow(press.name, sheet, piece, gutter, 0, 0, 0, 0, 0.0)
            continue
        used = round(grid.up * piece[0] * piece[1] / (press.width * press.height), 3)
        yield FitRow(press.name, sheet, piece, gutter, grid.up, grid.columns, grid.rows, grid.rotate, used)


def _try_grid(press: Press, piece: tuple[int, int], *, bleed: int, gutter: int) -> Grid | None:
    try:
        return fit_grid(press, piece, bleed=bleed, gutter=gutter)
    except JobError as fault:
        if fault.code == "impose.piece-too-large":
            return None
        raise
