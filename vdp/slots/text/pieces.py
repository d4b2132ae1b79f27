"""The operators that show pieces of a batch: its glyph strings and the corrections between glyphs, cut where asked."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vdp.slots.text.equal import find_distinct
from vdp.slots.text.ink import Run
from vdp.slots.text.kernel import Bools, Ints
from vdp.slots.text.weave import weave


def show_pieces(run: Run, starts: Ints, ends: Ints, signs: Ints) -> list[bytes]:
    """Return the operators that show pieces of the batch, each all in one font.

    `signs`: -1 for horizontal fonts, where TJ moves back, 1 for vertical ones, where it moves on (ISO 32000-1, 9.4.3).
    """
    if not len(run.cuts):
        digits = run.digits
        return [b"<%b> Tj" % digits[a:b] for a, b in zip((4 * starts).tolist(), (4 * ends).tolist(), strict=True)]
    forward = signs > 0
    if forward.all() or not forward.any():
        return _show(run, starts, ends, signs)
    shown = _show(run, starts, ends, np.full(len(starts), -1))
    for at, piece in zip(
        np.flatnonzero(forward).tolist(), _show(run, starts[forward], ends[forward], signs[forward]), strict=True
    ):
        shown[at] = piece
    return shown


def _show(run: Run, starts: Ints, ends: Ints, signs: Ints) -> list[bytes]:
    """Show pieces that all move one way."""
    if not len(starts):
        return []
    text, begins, stops, is_cut = weave_pieces(run, starts, ends, signs)
    rows = zip(begins.tolist(), stops.tolist(), is_cut.tolist(), strict=True)
    return [b"[<%b>] TJ" % text[a:b] if cut else b"<%b> Tj" % text[a:b] for a, b, cut in rows]


class WovenPieces(NamedTuple):
    """Glyph strings with the numbers of TJ between them; piece i is `text[begins[i]:stops[i]]`."""

    text: bytes
    begins: Ints
    stops: Ints
    is_cut: Bools  # whether a piece holds numbers


def weave_pieces(run: Run, starts: Ints, ends: Ints, signs: Ints) -> WovenPieces:
    """Put the corrections of a run between its glyph strings; what follows the last one of a piece is left out."""
    distinct, which = find_distinct(signed_tenths(run, starts, signs))
    text, lengths = weave(run.digits, run.cuts + 1, which, [b">%b<" % tenths_of(n) for n in distinct.tolist()])
    lows = np.searchsorted(run.cuts, starts)
    highs = np.maximum(np.searchsorted(run.cuts, ends - 1), lows)
    return WovenPieces(text, 4 * starts + lengths[lows], 4 * ends + lengths[highs], highs > lows)


def signed_tenths(run: Run, starts: Ints, signs: Ints) -> Ints:
    """Return the corrections as TJ counts them in the pieces that they stand in, in tenths."""
    signed = signs[0] if signs.min() == signs.max() else signs[np.searchsorted(starts, run.cuts, side="right") - 1]
    tenths: Ints = np.rint(run.corrections * 10.0).astype(np.int64) * signed
    return tenths


def tenths_of(number: int) -> bytes:
    """Return a number of tenths for TJ."""
    return b"%.1f" % (number / 10) if number % 10 else b"%d" % (number // 10)
