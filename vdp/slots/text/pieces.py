"""The operators that show pieces of a batch: its glyph strings and the corrections between glyphs, cut where asked."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from vdp.slots.text.ink import Run
from vdp.slots.text.kernel import Floats, Ints


def show_pieces(run: Run, starts: Ints, ends: Ints, signs: Ints) -> list[bytes]:
    """Return the operators that show pieces of the batch, each all in one font.

    `signs`: -1 for horizontal fonts, where TJ moves back, 1 for vertical ones, where it moves on (ISO 32000-1, 9.4.3).
    """
    if not len(run.cuts):
        digits = run.digits
        return [b"<%b> Tj" % digits[a:b] for a, b in zip((4 * starts).tolist(), (4 * ends).tolist(), strict=True)]
    forward = signs > 0
    if not forward.any():
        return _show(run, starts, ends, -1)
    if forward.all():
        return _show(run, starts, ends, 1)
    shown = _show(run, starts, ends, -1)
    for at, piece in zip(np.flatnonzero(forward).tolist(), _show(run, starts[forward], ends[forward], 1), strict=True):
        shown[at] = piece
    return shown


def _show(run: Run, starts: Ints, ends: Ints, sign: int) -> list[bytes]:
    """Show pieces that all move one way: every correction is written once, between the glyphs, for all pieces."""
    after = 4 * (run.cuts + 1)
    numbers, lengths = _corrections(sign * run.corrections)
    digits = run.digits
    edges = [0, *after.tolist(), len(digits)]
    parts: list[bytes] = [b""] * (2 * len(numbers) + 1)
    parts[::2] = [digits[a:b] for a, b in pairwise(edges)]
    parts[1::2] = numbers
    whole = b"".join(parts)
    moved = np.concatenate(([0], np.cumsum(lengths)))  # by so many bytes the corrections move what follows them
    lows, highs = np.searchsorted(run.cuts, starts), np.searchsorted(run.cuts, ends - 1)
    highs = np.maximum(lows, highs)
    begins, stops = (4 * starts + moved[lows]).tolist(), (4 * ends + moved[highs]).tolist()
    rows = zip(begins, stops, (highs > lows).tolist(), strict=True)
    return [b"[<%b>] TJ" % whole[a:b] if is_cut else b"<%b> Tj" % whole[a:b] for a, b, is_cut in rows]


def _corrections(corrections: Floats) -> tuple[list[bytes], Ints]:
    """Return what stands between two glyph strings, with its lengths; a batch has few different ones."""
    distinct, places = np.unique(np.round(corrections, 1), return_inverse=True)
    texts = [b">%d<" % value if value == int(value) else b">%.1f<" % value for value in distinct.tolist()]
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    return [texts[place] for place in places.tolist()], lengths[places]
