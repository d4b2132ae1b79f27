"""Display numbers: rules 1-6 and supplements of the manual, p18-20, and what it leaves open."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.postal.japan import display_number


@pytest.mark.parametrize(
    ("block", "number"),
    [
        ("", ""),
        ("3-30-8", "3-30-8"),
        ("3丁目30-8　郵便ビル403号", "3-30-8-403"),
        ("5-6-3　abcビル10f", "5-6-3-10"),  # rule 1 and supplement 2
        ("1A&b2", "1-2"),  # rule 2: A&b becomes the run AB
        ("1/2・3.4", "1234"),  # rule 2: closed up
        ("--1--2--", "1-2"),  # rules 5 and 6
        ("十一丁目", "11"),
        ("第二十一地割", "21"),
        ("七線", "7"),
        ("二〇三号", "203"),
        ("百二十番地", "120"),
        ("一丁目二の三号", "1-2-3"),
        ("三階二室", ""),  # 階 and 室 are not in supplement 1
        ("二条", ""),
        ("千の山5", "5"),  # a lone 千 is a name
        ("10F", "10"),
        ("1F1", "1-1"),  # supplement 3
        ("1FB", "1"),
        ("F5", "F5"),  # only behind a digit is F a floor
        ("3-20-5-B604", "3-20-5B604"),  # supplement 4
        ("6-7LプラザB106", "6-7LB106"),  # supplement 5
        ("2-B", "2B"),
        ("1－2ー3", "1-2-3"),
        ("１ー２－３", "1-2-3"),
        ("１２Ｂ－ｃ", "12BC"),
        ("3Ⅱ4①5", "3-4-5"),
        ("郵便局留", ""),
    ],
)
def test_block_gives_number(block, number):
    assert display_number(block) == number


@settings(deadline=None, max_examples=300)
@given(
    st.text(alphabet=st.one_of(st.sampled_from("0123456789-ABFfz一十丁号の・ＡＦ１ "), st.characters()), max_size=40)
)
def test_number_holds_nothing_but_its_own_alphabet(block):
    number = display_number(block)
    assert re.fullmatch("[0-9A-Z-]*", number)
    assert "--" not in number
    assert number == number.strip("-")
    assert not re.search("-[A-Z]|[A-Z]-", number)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 9999), max_size=6))
def test_plain_number_is_kept(parts):
    number = "-".join(map(str, parts))
    assert display_number(number) == number
    assert display_number("".join(f"{part}番" for part in parts)) == number
