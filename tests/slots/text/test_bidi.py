"""Right-to-left text is held under its own code, whatever the font has."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import replace

import icu
import numpy as np
import pytest

from vdp.slots.text import FaceChain, TextKernel
from vdp.slots.text.bidi import right_to_left
from vdp.slots.text.vertical import VerticalChain

ALEPH, BEH, ARABIC_ONE = 0x05D0, 0x0628, 0x0661


@pytest.fixture(scope="module")
def hebrew(faces):
    """A face that maps right-to-left letters to glyphs of its own."""
    face = faces[0]
    more = np.array([ALEPH, BEH, ARABIC_ONE])
    order = np.argsort(np.concatenate((face.codepoints, more)))
    codepoints = np.concatenate((face.codepoints, more))[order]
    glyphs = np.concatenate((face.glyphs, face.glyphs[face.glyphs > 0][[70, 71, 72]]))[order]
    return replace(face, codepoints=codepoints, glyphs=glyphs)


def test_the_table_is_that_of_unicode():
    table = right_to_left()
    known = [unicodedata.bidirectional(chr(codepoint)) in {"R", "AL", "AN"} for codepoint in range(sys.maxunicode + 1)]
    assert np.flatnonzero(table != np.array(known)).tolist() == [0x200F]  # a control, never printed


def test_icu_agrees_wherever_the_table_knows_a_character():
    table = right_to_left()
    wanted = {
        icu.UCharDirection.RIGHT_TO_LEFT,
        icu.UCharDirection.RIGHT_TO_LEFT_ARABIC,
        icu.UCharDirection.ARABIC_NUMBER,
    }
    for codepoint in np.flatnonzero(table).tolist():
        assert icu.Char.charDirection(codepoint) in wanted, hex(codepoint)


@pytest.mark.parametrize("policy", ["hold", "geta", "fail"])
@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_it_is_held_even_where_the_font_has_the_letter(spec, hebrew, policy, writing):
    flat = FaceChain([hebrew])
    chain = flat if writing == "horizontal" else VerticalChain([hebrew], flat)
    kernel = TextKernel(spec(writing=writing, missing_glyph=policy, lines=0), chain)
    severity = "fail" if policy == "fail" else "hold"
    for codepoint in (ALEPH, BEH, ARABIC_ONE):
        faults = kernel.measure(["山田", f"山{chr(codepoint)}田"])
        assert [(f.index, f.code, f.severity) for f in faults] == [(1, "text.right-to-left", severity)]
        assert f"U+{codepoint:04X}" in faults[0].text
        assert chr(codepoint) not in faults[0].text


def test_a_letter_with_a_mark_is_held_too(spec, hebrew):
    [letter, mark] = TextKernel(spec(), FaceChain([hebrew])).measure([f"{chr(ALEPH)}\u0301"])
    assert (letter.code, mark.code) == ("text.missing-glyph", "text.right-to-left")
