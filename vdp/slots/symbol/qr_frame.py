"""What a QR symbol of one version and level has in common with all others: patterns, data positions, masks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vdp.slots.symbol.qr_tables import (
    MASKS,
    alignment_centres,
    format_information,
    side_of,
    version_information,
)

Modules = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The fixed part of a symbol. A module of the symbol is its data bit, or 0 where it has none, XOR the frame."""

    side: int
    path: NDArray[np.intp]  # flat index of each data module in the order of the bit stream, remainder bits last
    drafts: Modules  # (8, side, side): function patterns and mask, without format and version information
    finals: Modules  # (8, side, side): the same with format and version information


def build_frame(version: int, level: str) -> Frame:
    """Return the frame of a version and level."""
    side = side_of(version)
    dark, taken = _function_patterns(version)
    reserved = taken | _information_area(version)
    drafts = _mask_patterns(side) & ~reserved | dark
    finals = drafts.copy()
    for mask in MASKS:
        _draw_format(finals[mask], format_information(level, mask))
        if version >= 7:
            _draw_version(finals[mask], version_information(version))
    return Frame(side, _data_path(reserved), drafts, finals)


def _function_patterns(version: int) -> tuple[Modules, Modules]:
    """Return the dark modules of finder, timing and alignment patterns, and all the modules these take (6.3)."""
    side = side_of(version)
    dark, taken = np.zeros((2, side, side), dtype=np.bool_)
    dark[6, ::2] = dark[::2, 6] = True
    taken[6] = taken[:, 6] = True
    rings = np.maximum(*np.abs(np.indices((9, 9)) - 4))  # distance from the centre: 4 is the separator
    for top, left in ((-1, -1), (-1, side - 8), (side - 8, -1)):
        rows, columns = _inside(top, side), _inside(left, side)
        shape = rings[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        dark[rows, columns] = (shape != 2) & (shape != 4)
        taken[rows, columns] = True
    centres = alignment_centres(version)
    for row in centres:
        for column in centres:
            if {row, column} <= {6, side - 7} and (row, column) != (side - 7, side - 7):
                continue  # a finder pattern is there
            box = slice(row - 2, row + 3), slice(column - 2, column + 3)
            dark[box] = rings[2:7, 2:7] != 1
            taken[box] = True
    return dark, taken


def _inside(start: int, side: int) -> slice:
    return slice(max(start, 0), min(start + 9, side))


def _information_area(version: int) -> Modules:
    """Return the modules of format information, dark module and version information (7.9.1, 7.10)."""
    side = side_of(version)
    area = np.zeros((side, side), dtype=np.bool_)
    area[8, :9] = area[8, side - 8 :] = True
    if version >= 7:
        area[:6, side - 11 : side - 8] = True
    return area | area.T


def _mask_patterns(side: int) -> Modules:
    """Return the eight data mask patterns (table 10); i is the row, j the column."""
    i, j = np.indices((side, side))
    conditions = (
        (i + j) % 2,
        i % 2,
        j % 3,
        (i + j) % 3,
        (i // 2 + j // 3) % 2,
        i * j % 2 + i * j % 3,
        (i * j % 2 + i * j % 3) % 2,
        ((i + j) % 2 + i * j % 3) % 2,
    )
    return np.stack([condition == 0 for condition in conditions])


def _draw_format(symbol: Modules, bits: int) -> None:
    """Write both copies of the format information and the dark module (figure 25)."""
    side = len(symbol)
    values = [bool(bits >> k & 1) for k in range(15)]
    down = [0, 1, 2, 3, 4, 5, 7, 8, *range(side - 7, side)]
    left = [*range(side - 1, side - 9, -1), 7, 5, 4, 3, 2, 1, 0]
    symbol[down, 8] = values
    symbol[8, left] = values
    symbol[side - 8, 8] = True


def _draw_version(symbol: Modules, bits: int) -> None:
    """Write both copies of the version information (figure 28)."""
    side = len(symbol)
    block = np.array([bits >> k & 1 for k in range(18)], dtype=np.bool_).reshape(6, 3)
    symbol[:6, side - 11 : side - 8] = block
    symbol[side - 11 : side - 8, :6] = block.T


def _data_path(reserved: Modules) -> NDArray[np.intp]:
    """Return the data modules in the order of the bit stream: column pairs from the right, upwards first (7.7.3)."""
    side = len(reserved)
    path: list[int] = []
    rights = [*range(side - 1, 6, -2), 5, 3, 1]  # the column of the vertical timing pattern belongs to no pair
    for turn, right in enumerate(rights):
        rows = range(side) if turn % 2 else range(side - 1, -1, -1)
        path += [row * side + column for row in rows for column in (right, right - 1) if not reserved[row, column]]
    return np.array(path, dtype=np.intp)
