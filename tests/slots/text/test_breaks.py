"""Breaks that are taken before others: between phrases, and around numbers in kanji."""

from __future__ import annotations

from itertools import accumulate

import icu
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text import TextKernel
from vdp.slots.text.spec import PHRASE, Span
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

OWN = Span(("Noto Sans JP/400",), 1.0, 0.0, b"0 0 0 1 k")


@pytest.fixture(scope="session")
def set_lines(spec, chain):
    """Return the lines of a text in so many em."""

    def set_(text, em, *, phrases=False, **changes):
        slot = {"box": Box(0, 0, em * 10.0, 2000), "size": 10.0, "lines": 0, "spacing": "solid", **changes}
        spans = (OWN,) if phrases else ()
        kernel = TextKernel(spec(**slot, phrases=phrases, spans=spans), chain, [chain] * len(spans))
        [_], characters, setting = kernel.set([text])
        plain = "".join(map(chr, characters.codepoints.tolist()))
        return [plain[a:b] for a, b in zip(setting.lines.starts.tolist(), setting.lines.ends.tolist(), strict=True)]

    return set_


def test_lines_break_between_phrases(set_lines):
    text = PHRASE.join(["", "あなたの", "街に", "新しい", "お店が", "やってきます"])
    assert set_lines(text, 8, phrases=True) == ["あなたの街に", "新しいお店が", "やってきます"]


def test_a_phrase_longer_than_the_line_breaks_by_ordinary_rules(set_lines):
    text = PHRASE.join(["", "この", "スーパーマーケットは", "安い"])
    assert set_lines(text, 5, phrases=True) == ["この", "スーパー", "マーケット", "は安い"]


def test_no_phrase_makes_a_line_begin_with_what_must_not(set_lines):
    assert set_lines(PHRASE.join(["", "あなた", "、きみ"]), 3, phrases=True) == ["あな", "た、き", "み"]


PARTS = st.lists(st.text(alphabet="あいう東京（）。、ーっA1", min_size=1, max_size=9), min_size=1, max_size=8)


@settings(deadline=None, max_examples=80)
@given(PARTS, st.integers(2, 12))
def test_a_phrase_is_cut_only_in_a_line_that_it_begins(set_lines, parts, em):
    """Where a line ends within a phrase, no phrase that may begin a line began in it."""
    text = "".join(parts)
    lines = set_lines(PHRASE.join(["", *parts]), em, phrases=True)
    assert "".join(lines) == text
    begins = set(accumulate(map(len, parts)))
    at = 0
    for line in lines[:-1]:
        end = at + len(line)
        inside = [place for place in begins if at < place < end and _may_begin(text, place)]
        assert end in begins or not inside
        at = end


def _may_begin(text, place):
    """Ask ICU, which knows the strict rules: a second opinion on where a line may begin."""
    breaker = icu.BreakIterator.createLineInstance(icu.Locale("ja@lb=strict"))
    breaker.setText(text)
    return breaker.isBoundary(place)


def test_numbers_in_kanji_are_kept_whole_where_the_slot_says_so(set_lines):
    text = "大正昭和四十二年に約一、二〇〇人"
    assert set_lines(text, 6) == ["大正昭和四十", "二年に約一、", "二〇〇人"]
    assert set_lines(text, 6, whole_numbers=True) == ["大正昭和", "四十二年に約", "一、二〇〇人"]
    assert set_lines("約一,〇〇〇と〇円", 5, whole_numbers=True) == ["約", "一,〇〇〇", "と〇円"]


def test_a_number_longer_than_the_line_breaks_as_usual(set_lines):
    assert set_lines("約一二三四五六七", 4, whole_numbers=True) == ["約", "一二三四", "五六七"]


def test_strict_breaking_alone_breaks_numbers_in_kanji(set_lines):
    """JLREQ, 3.1.10 names European numerals only."""
    assert set_lines("二十三", 2, strict=True) == ["二十", "三"]
    assert set_lines("百23", 1.6, strict=True) == ["百", "23"]


def test_numbers_are_kept_whole_in_vertical_writing_too(spec, faces, chain, read):
    kernel = TextKernel(
        spec(writing="vertical", box=Box(0, 0, 100, 50), size=10.0, leading=15.0, lines=0, whole_numbers=True),
        VerticalChain(faces[:1], chain),
    )
    assert kernel.set(["昭和の二十三年度"])[2].lines.starts.tolist() == [0, 3]  # 昭和の | 二十三年度
