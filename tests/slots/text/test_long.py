"""A text far too long costs no more rounds of line breaking than a text that just does not fit."""

from __future__ import annotations

import pytest

from vdp.slots.text import TextKernel, fit_paragraphs
from vdp.slots.text.fit import most_lines
from vdp.slots.text.spec import Span
from vdp.units import Box

PROSE = "春のご優待です。いつもありがとうございます、"
FITS = {"condense": {"min_scale": 0.6}, "shrink": {"min_size": 6.0}, "track": {"min_tracking": -50.0}}


@pytest.fixture
def broken(monkeypatch):
    """Count the lines that breaking gives, which are the rounds of a single paragraph."""
    counts = []
    whole = fit_paragraphs.break_lines

    def counting(*arguments, **named):
        lines = whole(*arguments, **named)
        counts.append((len(lines.owner), named["most"]))
        return lines

    monkeypatch.setattr(fit_paragraphs, "break_lines", counting)
    return counts


@pytest.mark.parametrize("marked", [False, True])
@pytest.mark.parametrize("overflow", ["hold", "clip"])
def test_ten_thousand_characters_cost_no_more_rounds_than_three_hundred(spec, chain, broken, marked, overflow):
    changes = {"box": Box(0, 0, 120, 90), "lines": 0, "fit": tuple(FITS), "overflow": overflow}
    spans = (Span(("Noto Sans JP/400",), 1.0, 0.0, b"0 0 0 1 k"),) if marked else ()
    kernel = TextKernel(
        spec(**changes, **{k: v for s in FITS.values() for k, v in s.items()}, spans=spans), chain, [chain] * len(spans)
    )
    rounds = []
    for length in (1_000, 10_000):
        broken.clear()
        [fault] = kernel.measure([(PROSE * 500)[:length]])
        assert fault.code == "text.overflow"
        assert all(lines <= most + 1 for lines, most in broken)
        rounds.append(sum(lines for lines, _ in broken))
    assert rounds[0] == rounds[1]


def test_a_text_is_clipped_where_a_shorter_one_is(spec, chain):
    kernel = TextKernel(spec(box=Box(0, 0, 120, 90), lines=0, overflow="clip"), chain)
    short, long = kernel.shown([(PROSE * 9)[:198], PROSE * 500])
    assert short == long
    assert kernel.compose([PROSE * 9]) == kernel.compose([PROSE * 500])


def test_a_text_of_as_many_lines_as_there_is_room_for_fits(spec, chain):
    slot = spec(box=Box(0, 0, 110, 90), lines=0)
    kernel = TextKernel(slot, chain)
    most = most_lines(slot, slot.size)
    assert kernel.measure(["東" * 10 * most, "\n".join("東" * most)]) == []
    assert [fault.index for fault in kernel.measure(["東" * (10 * most + 1), "\n".join("東" * (most + 1))])] == [0, 1]
