"""Folding: one character for one, once and for all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.postal.japan.variants import KANA_PAIRS, KANJI_PAIRS, fold


@settings(deadline=None)
@given(st.text())
def test_folding_keeps_positions_and_is_done_once(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_every_pair_has_two_characters_and_none_is_chained():
    pairs = f"{KANJI_PAIRS} {KANA_PAIRS}".split()
    assert {len(pair) for pair in pairs} == {2}
    assert not {pair[0] for pair in pairs} & {pair[1] for pair in pairs}


@pytest.mark.parametrize(
    ("text", "folded"), [("ａＢｃ１", "ABC1"), ("\ufa19", "神"), ("丸の内", "丸ノ内"), ("ｹ", "ケ"), ("澤　濱", "沢 浜")]
)
def test_variants_become_one(text, folded):
    assert fold(text) == folded
