"""Glyph strings cut into pieces: against an obvious twin that writes one number after another."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text.ink import Run
from vdp.slots.text.pieces import show_pieces

NUMBERS = st.sampled_from([-500.0, -250.0, 13.25, 0.06, -0.06, 7.0, 250.04])


def write(digits, corrections, start, end, sign):
    parts, cut = "", False
    for index in range(start, end):
        parts += digits[4 * index : 4 * index + 4]
        if index in corrections and index < end - 1:
            number = round(sign * corrections[index], 1)
            parts += f">{int(number) if number == int(number) else f'{number:.1f}'}<"
            cut = True
    return (f"[<{parts}>] TJ" if cut else f"<{parts}> Tj").encode()


@settings(deadline=None)
@given(
    st.lists(NUMBERS | st.none(), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from([-1, 1])), max_size=8),
)
def test_every_piece_shows_its_glyphs_and_the_corrections_between_them(cells, pieces):
    count = len(cells)
    cuts = [index for index, number in enumerate(cells) if number is not None]
    digits = "".join(f"{index:04x}" for index in range(count))
    corrections = {index: cells[index] for index in cuts}
    run = Run(digits.encode(), None, np.array(cuts, dtype=np.int64), np.array([cells[index] for index in cuts]))
    spans = [(min(a, b, count), min(max(a, b), count), sign) for a, b, sign in pieces]
    starts, ends, signs = (np.array([span[i] for span in spans], dtype=np.int64) for i in range(3))
    expected = [write(digits, corrections, *span) for span in spans]
    assert show_pieces(run, starts, ends, signs) == expected
