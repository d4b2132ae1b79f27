"""Numerals: the two directions undo one another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.postal.japan.numerals import kanji_text, kanji_value, spellings


@settings(deadline=None)
@given(st.integers(0, 9999))
def test_value_of_the_words_is_the_number(number):
    if number in {100, 1000}:
        assert kanji_value(kanji_text(number)) is None
    else:
        assert kanji_value(kanji_text(number)) == number


@pytest.mark.parametrize(("text", "value"), [("二〇三", 203), ("一○", 10), ("二十", 20), ("百二", 102), ("千", None)])
def test_words_have_values(text, value):
    assert kanji_value(text) == value


def test_name_is_spelled_both_ways():
    assert spellings("北十五条西") == ("北十五条西", "北15条西")
    assert spellings("9条通") == ("9条通", "九条通")
    assert spellings("緑町") == ("緑町",)
