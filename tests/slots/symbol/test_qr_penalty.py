from __future__ import annotations

import numpy as np
import pytest
from qrcode.util import lost_point

from vdp.slots.symbol.qr_penalty import penalties

FINDER_LIKE = [1, 0, 1, 1, 1, 0, 1]


def score(symbols):
    """Score (count, side, side) modules of any count: 64 symbols in each word."""
    count, side, _ = symbols.shape
    padded = np.zeros((-(-count // 64) * 64, side, side), dtype=np.uint8)
    padded[:count] = symbols
    planes = np.packbits(np.moveaxis(padded, 0, -1), axis=-1, bitorder="little").view("<u8")
    return penalties(planes)[:count].tolist()


def reference(symbols):
    return [lost_point(symbol.astype(bool).tolist()) for symbol in symbols]


@pytest.mark.parametrize("side", [21, 25, 37])
@pytest.mark.parametrize("density", [0.02, 0.3, 0.5, 0.62, 0.97])
def test_noise_of_any_density_scores_as_in_the_qrcode_package(side, density):
    symbols = np.random.default_rng(side).random((70, side, side)) < density
    assert score(symbols) == reference(symbols)


@pytest.mark.parametrize("run", range(4, 9))
def test_runs_score_as_in_the_qrcode_package(run):
    lines = (np.arange(29) // run) % 2
    symbols = np.stack(
        [np.broadcast_to(lines, (29, 29)), np.broadcast_to(lines[:, None], (29, 29)), lines ^ lines[:, None]]
    )
    assert score(symbols) == reference(symbols)


@pytest.mark.parametrize("before", [0, 3, 4, 5])
@pytest.mark.parametrize("after", [0, 3, 4, 5])
def test_finder_like_patterns_score_as_in_the_qrcode_package(before, after):
    line = np.resize([1] + [0] * before + FINDER_LIKE + [0] * after, 45)
    symbols = np.stack([np.broadcast_to(np.roll(line, turn), (45, 45)) for turn in range(12)])
    both = np.concatenate([symbols, symbols.swapaxes(1, 2)])
    assert score(both) == reference(both)


@pytest.mark.parametrize("twentieths", range(21))
def test_balance_steps_at_whole_twentieths_as_in_the_qrcode_package(twentieths):
    side = 25  # 625 modules: 40 % and 60 % are whole numbers of them
    exact = side * side * twentieths // 20
    symbols = np.zeros((3, side * side), dtype=np.uint8)
    for symbol, dark in zip(symbols, (exact - 1, exact, exact + 1), strict=True):
        symbol[: max(dark, 0)] = 1
    symbols = symbols.reshape(3, side, side)
    assert score(symbols) == reference(symbols)
