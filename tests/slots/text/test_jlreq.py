"""Oracles: the rules of JLREQ by name for every cell of its tables, the lines of ICU for sentences of direct mail."""

from __future__ import annotations

import tomllib
from pathlib import Path

import icu
import numpy as np
import pytest

from vdp.slots.text import jlreq
from vdp.slots.text.jlreq import (
    CLOSING,
    HYPHEN,
    IDEOGRAPHIC_SPACE,
    ITERATION,
    KANA_KANJI,
    MIDDLE_DOT,
    OPENING,
    PREFIX,
    RUBY_BASE,
    TATE_CHU_YOKO,
    WESTERN,
    WESTERN_SPACE,
)
from vdp.slots.text.jlreq_classes import classes, flags

ALL = range(13)
CELLS = [(before, after) for before in ALL for after in ALL]
JAPANESE = (ITERATION, KANA_KANJI, RUBY_BASE, TATE_CHU_YOKO)

SPACING_RULES = {
    "1: the blank before an opening bracket goes after another": ([OPENING], [OPENING], -500),
    "1: the blank before an opening bracket goes after a middle dot": ([MIDDLE_DOT], [OPENING], -500),
    "1: the blank before an opening bracket goes after a full-width space": ([IDEOGRAPHIC_SPACE], [OPENING], -500),
    "1: of closing and opening, one blank goes": ([CLOSING], [OPENING], -500),
    "1: the blank of closing punctuation goes before its like": ([CLOSING], [CLOSING], -500),
    "1: the blank of closing punctuation goes before a middle dot": ([CLOSING], [MIDDLE_DOT], -500),
    "1: the blank of closing punctuation goes before a full-width space": ([CLOSING], [IDEOGRAPHIC_SPACE], -500),
    "1: a quarter em from Japanese to western": (JAPANESE, [WESTERN], 250),
    "1: a quarter em from western to Japanese": ([WESTERN], JAPANESE, 250),
    "1: all else is set solid": (ALL, ALL, 0),
}
BREAK_RULES = {  # value: never, in loose setting only, always
    "2: what is no character goes with its base": ([0], ALL, (False, False)),
    "2: what is no character follows its base": (ALL, [0], (False, False)),
    "2: no opening bracket, no prefix at the line end (行末禁則)": ([OPENING, PREFIX], ALL, (False, False)),
    "2: no closing, hyphen, middle dot at the head (行頭禁則)": (ALL, [CLOSING, HYPHEN, MIDDLE_DOT], (False, False)),
    "2: no small kana, prolonged sound, iteration mark at the head": (ALL, [ITERATION], (False, True)),
    "2: the word space stays before the break": (ALL, [WESTERN_SPACE], (False, False)),
    "2: western words stay whole": ([WESTERN], [WESTERN], (False, False)),
    "2: all else may break": (ALL, ALL, (True, True)),
}
STRETCH_RULES = {
    "3: between Japanese characters": (JAPANESE, JAPANESE, True),
    "3: nowhere else": (ALL, ALL, False),
}


def _ruled(rules, before, after):
    """The first rule of the cell: (name, value)."""
    return next((name, value) for name, (rows, columns, value) in rules.items() if before in rows and after in columns)


@pytest.mark.parametrize(("before", "after"), CELLS)
def test_every_space_follows_its_rule(before, after):
    rule, value = _ruled(SPACING_RULES, before, after)
    assert jlreq.spacing()[before, after] == value, rule


@pytest.mark.parametrize(("before", "after"), CELLS)
def test_every_break_follows_its_rule(before, after):
    rule, (strict, loose) = _ruled(BREAK_RULES, before, after)
    assert jlreq.may_break(strict=True)[before, after] == strict, rule
    assert jlreq.may_break(strict=False)[before, after] == loose, rule


@pytest.mark.parametrize(("before", "after"), CELLS)
def test_every_stretch_follows_its_rule(before, after):
    rule, value = _ruled(STRETCH_RULES, before, after)
    assert jlreq.stretch()[before, after] == value, rule


def test_the_space_between_japanese_and_western_is_a_parameter():
    changed = jlreq.spacing(125) != jlreq.spacing()
    assert set(jlreq.spacing(125)[changed].tolist()) == {125}
    assert {tuple(cell) for cell in np.argwhere(changed).tolist()} == {
        (before, after) for before, after in CELLS if _ruled(SPACING_RULES, before, after)[1] == 250
    }


def test_lines_begin_flush_and_end_without_blank():
    assert {k: v for k, v in enumerate(jlreq.LINE_HEAD) if v} == {OPENING: -500, IDEOGRAPHIC_SPACE: -1000}
    assert {k: v for k, v in enumerate(jlreq.LINE_END) if v} == {CLOSING: -500}
    assert len(jlreq.LINE_HEAD) == len(jlreq.LINE_END) == jlreq.CLASS_COUNT


def _corpus():
    text = tomllib.loads(Path(__file__).with_name("jlreq_corpus.toml").read_text(encoding="utf-8"))
    letters, frames, phrases = (text[name].splitlines() for name in ("letters", "frames", "phrases"))
    ring = phrases + phrases
    return letters + [frame.format(*ring[k : k + 3]) for frame in frames for k in range(len(phrases))]


def _our_lines(text, *, strict, kinds=None):
    codepoints = np.array([ord(c) for c in text], dtype=np.uint32)
    kinds = classes()[codepoints] if kinds is None else kinds
    table = jlreq.may_break(strict=strict)
    return jlreq.break_points(codepoints, kinds, flags()[codepoints], table=table).tolist()


def _icu_lines(text, *, strict):
    iterator = icu.BreakIterator.createLineInstance(icu.Locale(f"ja@lb={'strict' if strict else 'loose'}"))
    iterator.setText(text)
    found = set(iterator)
    return [k in found for k in range(len(text))]


LOOK_ALIKES = "－～＜＞≪≫"
# Where ICU and we differ: (we break, before, after), sides given as characters or as a set of line break classes of
# UAX #14; the first that fits is the reason.
STRICT_DIFFERENCES = {
    "cl-14 may come to the line head, where it is dropped; BA keeps it before the break": (True, None, "\u3000"),
    "cl-08 may begin a line; IN may not": (True, None, "…"),
    "cl-19: reference marks and arrows are full-width signs; AI makes letters of them": (True, "※→", None),
    "cl-13 ends; PO binds to letters and brackets": (True, "％%", None),
    "cl-02: ’ closes; QU does not know": (True, "’", None),
    "cl-27: words and web addresses stay whole; SY, EX, HY end": (False, "/?-", {"AL", "NU"}),
    "cl-01 to cl-03: look-alikes; ID and AI are free (after)": (False, None, LOOK_ALIKES),
    "cl-01 to cl-03: look-alikes; ID and AI are free (before)": (False, LOOK_ALIKES, None),
    "cl-12 never ends a line; PR does before brackets": (False, {"PR"}, "「（"),
    "cl-13: squared units; ID is free": (False, None, "㎡㎏"),
}
# CSS line-break: loose, which ICU follows, lets more go than the one option of table 2 (cl-v).
LOOSE_DIFFERENCES = STRICT_DIFFERENCES | {
    "cl-05 never begins a line": (False, None, "・：･"),
    "cl-04 never begins a line": (False, None, "！？"),
    "cl-13 never begins a line": (False, None, "％℃"),
    "cl-03 never begins a line": (False, None, "〜"),
    "cl-12 never ends a line": (False, {"PR"}, None),
    "cl-08 stays together": (False, "…", "…"),
}


def _fits(wanted, character):
    if wanted is None or isinstance(wanted, str):
        return wanted is None or character in wanted
    prop, short = icu.UProperty.LINE_BREAK, icu.UPropertyNameChoice.SHORT_PROPERTY_NAME
    return icu.Char.getPropertyValueName(prop, icu.Char.getIntPropertyValue(ord(character), prop), short) in wanted


def _reason(known, *, we_break, before, after):
    fitting = (
        name
        for name, (sign, a, b) in known.items()
        if sign == we_break and _fits(a, before[-1:]) and _fits(b, after[:1])
    )
    return next(fitting, f"unexplained: {before}|{after}")


@pytest.mark.parametrize(
    ("strict", "known"), [(True, STRICT_DIFFERENCES), (False, LOOSE_DIFFERENCES)], ids=["strict", "loose"]
)
def test_lines_break_as_in_icu_but_for_the_rules_of_jlreq(strict, known):
    reasons = set()
    for text in _corpus():
        ours, theirs = _our_lines(text, strict=strict), _icu_lines(text, strict=strict)
        reasons |= {
            _reason(known, we_break=ours[k], before=text[max(0, k - 4) : k], after=text[k : k + 4])
            for k in range(len(text))
            if ours[k] != theirs[k]
        }
    assert reasons == set(known)


def test_the_corpus_has_three_hundred_sentences_of_the_basic_plane():
    corpus = _corpus()
    assert len(corpus) >= 300
    assert max(map(ord, "".join(corpus))) <= 0xFFFF  # ICU counts in UTF-16


@pytest.mark.parametrize(
    "line",
    [
        "価|格|は|1,500|円",
        "お|電|話|は|0120-123-456|ま|で",
        "（株）|山|田",
        "(株)|山|田",
        "US$100|と|¥2,000|と|€50",
        "1㎡|は|10℃|で|50%OFF",
        "https://example.jp/a?b=1&c=2|へ",
        'say |"hello" |と\'26',
        "待っ|て|……|と|——|彼",
        "か\u3099|き\u0301|く\ufe00|け",
        "第\u2060一|回",
        "10\u00a0kg|の|米",
        "Ａ×|Ｂ|±5×3",
        "ﾊﾟｰ|ﾃｨｰ|へ",
        "〳〵|と",
    ],
)
def test_words_and_pairs_stay_whole(line):
    expected = np.cumsum([len(part) for part in line.split("|")])[:-1].tolist()
    begins = _our_lines(line.replace("|", ""), strict=True)
    assert np.flatnonzero(begins).tolist() == expected


def test_classes_given_by_the_caller_decide():
    text = "平成31年"
    kinds = classes()[[ord(c) for c in text]]
    kinds[2:4] = TATE_CHU_YOKO, 0  # 31 set upright as one character
    assert _our_lines(text, strict=True, kinds=kinds) == [False, True, True, False, True]


def test_one_character_and_none_have_no_break():
    assert _our_lines("", strict=True) == []
    assert _our_lines("「", strict=True) == [False]
