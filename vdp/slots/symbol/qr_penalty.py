"""The penalty of QR symbols (ISO/IEC 18004:2015, 7.8.3.1), for 64 symbols in every machine word.

A plane is the same module of many symbols: an array of words, one bit per symbol. Runs, blocks and patterns become a
few boolean operations on planes, whatever the size of the symbol; carry-save adders count the occurrences.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Planes = NDArray[np.uint64]
Counts = NDArray[np.int64]

# Table 11: points for runs, blocks, finder-like patterns, and the share of dark modules.
_N1, _N2, _N3, _N4 = 3, 3, 40, 10

_FEW = 8  # planes left of one weight that are cheaper to unpack than to add


def penalties(modules: Planes) -> Counts:
    """Return the penalty of each symbol.

    `modules` has the shape (side, side, words); bit k of word w is symbol 64·w + k. The result has 64·words entries.
    """
    side = len(modules)
    both: Planes = np.empty((side, 2, *modules.shape[1:]), dtype=modules.dtype)
    both[:, 0] = modules
    both[:, 1] = modules.swapaxes(0, 1)
    lines = both.reshape(side, -1)  # axis 0 runs along a line; columns and rows of all symbols lie side by side
    edges = lines[:-1] ^ lines[1:]
    either = edges[:-1] | edges[1:]
    down = edges.reshape(side - 1, 2, *modules.shape[1:])[:, 0]
    words = modules.shape[-1]
    return (
        _runs(either, words)
        + _squares(modules, down)
        + _finders(lines, either, words)
        + _balance(modules.reshape(-1, words), side)
    )


def _runs(either: Planes, words: int) -> Counts:
    """Score runs of 5 + i modules of one colour: N1 + i each."""
    broken = either[:-2] | either[2:]  # an edge within the five modules from here
    starts = broken[:-1] & ~broken[1:]
    first = ~broken[:1]
    # A run of 5 + i modules is 1 + i windows without an edge; each run adds two points to those.
    runs = _count(_thin(starts, 5).reshape(-1, words)) + _count(first.reshape(-1, words))
    windows = broken.size // words - _count(broken.reshape(-1, words))
    return windows + (_N1 - 1) * runs


def _squares(modules: Planes, down: Planes) -> Counts:
    """Score blocks of m × n modules of one colour as their 2 × 2 blocks: N2 · (m - 1) · (n - 1)."""
    mixed = modules[:-1, :-1] ^ modules[:-1, 1:]
    mixed |= down[:, :-1]
    mixed |= down[:, 1:]
    words = mixed.shape[-1]
    alike: Counts = mixed.size // words - _count(mixed.reshape(-1, words))
    return _N2 * alike


def _finders(lines: Planes, either: Planes, words: int) -> Counts:
    """Score 1:1:3:1:1 patterns with four light modules before or after them: N3, twice if both."""
    pairs = lines[:-1] | lines[1:]
    light = ~(pairs[:-2] | pairs[2:])  # four light modules from here
    core = lines[:-6] & lines[3:-3] & lines[6:]
    core &= ~(lines[1:-5] | lines[5:-1] | either[2:-2])
    after = _thin(core[:-4] & light[7:], 11)
    before = _thin(core[4:] & light[:-7], 11)
    return _N3 * (_count(after.reshape(-1, words)) + _count(before.reshape(-1, words)))


def _balance(modules: Planes, side: int) -> Counts:
    """Score each full 5 % between the share of dark modules and one half: N4."""
    dark = _count(modules)
    area = side * side
    excess: Counts = np.abs(20 * dark - 10 * area) // area
    return _N4 * excess


def _thin(planes: Planes, gap: int) -> Planes:
    """Return fewer planes of the same total, given that no two of `gap` neighbours hold the same symbol."""
    merged = planes[::gap].copy()
    for offset in range(1, gap):
        part = planes[offset::gap]
        merged[: len(part)] |= part
    return merged


def _count(planes: Planes) -> Counts:
    """Return how many planes hold each symbol."""
    left: list[Planes] = []
    weights: list[int] = []
    weight = 1
    while len(planes):
        planes, carries = _add(planes)
        left.append(planes)
        weights += [weight] * len(planes)
        planes, weight = carries, 2 * weight
    bits = np.unpackbits(np.concatenate(left).view(np.uint8), axis=1, bitorder="little")
    return (np.array(weights, dtype=np.float32) @ bits.astype(np.float32)).astype(np.int64)


def _add(planes: Planes) -> tuple[Planes, Planes]:
    """Return a few planes of the same weight and the carries, each worth two: sum = few + 2 · carries."""
    carries = []
    while len(planes) > _FEW:
        third = len(planes) // 3
        a, b, c = planes[:third], planes[third : 2 * third], planes[2 * third : 3 * third]
        half = a ^ b
        carries.append(a & b | half & c)
        rest = planes[3 * third :]
        planes = np.concatenate((half ^ c, rest)) if len(rest) else half ^ c
    return planes, np.concatenate(carries) if carries else planes[:0]
