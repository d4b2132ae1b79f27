"""The postal code in its frame: what cannot be printed there is a fault."""

from __future__ import annotations

import numpy as np
import pytest

from vdp.slots.text import FaceChain, PostalCodeKernel
from vdp.slots.text.spec import PostalCodeSpec

SPEC = PostalCodeSpec("code", 10.0, 20.0, (5.0, 25.0, 45.0, 70.0, 90.0, 110.0, 130.0), "Noto Sans JP/400", 12.0)


@pytest.mark.parametrize("value", ["", "123456", "12345678", "123-4567", "１２３４５６７", "²²²²²²²"])
def test_what_is_not_seven_digits_is_held(chain, value):
    (fault,) = PostalCodeKernel(SPEC, chain).measure([value])
    assert (fault.code, fault.severity) == ("text.postal-code", "hold")


def test_a_font_without_digits_prints_no_empty_boxes(faces):
    chain = FaceChain(faces[:1])
    chain.codes = np.where(np.arange(len(chain.codes)) == ord("7"), 0, chain.codes)
    (fault,) = PostalCodeKernel(SPEC, chain).measure(["1234567"])
    assert (fault.code, fault.severity) == ("text.missing-glyph", "hold")
    assert "U+0037" in fault.text


def test_each_digit_stands_in_the_middle_of_its_box(chain, read):
    kernel = PostalCodeKernel(SPEC, chain)
    assert kernel.measure(["1234567"]) == []
    (fragment,) = kernel.compose(["1234567"])
    glyphs = read(fragment)
    assert len(glyphs) == 7
    for glyph, digit, centre in zip(glyphs, "1234567", SPEC.centres, strict=True):
        advance = chain.advances[chain.codes[ord(digit)]] * SPEC.size / 1000
        assert glyph.x + advance / 2 == pytest.approx(SPEC.left + centre, abs=0.01)
