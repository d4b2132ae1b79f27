"""Linked slots and the account of what was fitted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import TextKernel
from vdp.slots.text.fit import Most
from vdp.units import Box


def test_the_room_of_a_text_is_what_it_is_set_at(spec, chain):
    kernel = TextKernel(spec(fit=("condense", "shrink"), min_scale=0.8, min_size=7.0), chain)
    room = kernel.room(["短い", "東" * 12, "東" * 15])
    assert room.scale.tolist() == pytest.approx([1, 0.9090, 0.8], abs=1e-4)
    assert room.shrink.tolist() == pytest.approx([1, 1, 10 / 11], abs=1e-3)


@pytest.mark.parametrize("lines", [1, 0])
def test_a_linked_text_is_set_no_larger_than_it_may(spec, chain, read, lines):
    kernel = TextKernel(spec(box=Box(0, 0, 120, 60), lines=lines, fit=("condense", "shrink"), min_size=5), chain)
    fragment = kernel.compose(["東京"], most=Most(np.array([0.7]), np.array([0.5])))[0]
    assert {(glyph.size, round(glyph.matrix[0], 3)) for glyph in read(fragment)} == {(5.5, 0.7)}


@given(
    values=st.lists(st.text(alphabet="東京都、。「」あAb 1", max_size=60), min_size=1, max_size=5),
    scale=st.sampled_from([0.6, 0.83, 1.0]),
    shrink=st.sampled_from([0.5, 0.9, 1.0]),
)
@settings(max_examples=80, deadline=None)
def test_a_limit_loses_no_character_and_needs_no_further_line(values, scale, shrink, spec, chain, read):
    kernel = TextKernel(spec(box=Box(0, 0, 100, 60), lines=0, fit=("condense", "shrink"), min_scale=0.7), chain)
    held = {fault.index for fault in kernel.measure(values)}
    values = [value for index, value in enumerate(values) if index not in held]
    most = Most(np.full(len(values), scale), np.full(len(values), shrink))
    for free, limited in zip(kernel.compose(values), kernel.compose(values, most=most), strict=True):
        before, after = read(free), read(limited)
        assert all(glyph.size <= 11 * shrink + 0.001 for glyph in after)
        assert len({glyph.line for glyph in after}) <= len({glyph.line for glyph in before})
        kept = [[glyph.glyph for glyph in glyphs if glyph.glyph != 1] for glyphs in (before, after)]
        assert kept[0] == kept[1]


def test_fitted_texts_are_noted_and_others_are_not(spec, chain):
    kernel = TextKernel(spec(fit=("condense", "shrink"), min_scale=0.8, min_size=7.0), chain)
    faults, fitted = kernel.survey(["短い", "東" * 15, "", "東" * 12])
    assert faults == []
    assert fitted.indices.tolist() == [1, 3]
    assert fitted.scale.tolist() == pytest.approx([0.8, 0.9090], abs=1e-4)
    assert fitted.size.tolist() == pytest.approx([10, 11], abs=0.01)


def test_a_text_set_smaller_for_its_link_is_noted(spec, chain):
    fitted = TextKernel(spec(), chain).survey(["東京"], most=Most(np.array([0.7]), np.array([1.0]))).fitted
    assert fitted.scale.tolist() == [0.7]
