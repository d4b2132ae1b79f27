"""Oracles: appendix A of JLREQ by code point, and the character data of ICU."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import icu
import numpy as np
import pylopdf_fonts_jp
import pytest
from fontTools.ttLib import TTFont

from vdp.slots.text import jlreq
from vdp.slots.text.jlreq import (
    CLOSING,
    COMMA,
    DIVIDING,
    HYPHEN,
    IDEOGRAPHIC_SPACE,
    INSEPARABLE,
    ITERATION,
    KANA_KANJI,
    MIDDLE_DOT,
    OPENING,
    PREFIX,
    STOP,
    WESTERN,
    WESTERN_SPACE,
)
from vdp.slots.text.jlreq_classes import classes, flags

# JLREQ, appendix A, by code point; where it lists an ASCII code point in its full-width form, that form.
APPENDIX = {
    "cl-01": (OPENING, "FF08 3014 FF3B FF5B 3008 300A 300C 300E 3010 FF5F 2985 3018 3016 301D"),
    "cl-02": (CLOSING, "FF09 3015 FF3D FF5D 3009 300B 300D 300F 3011 FF60 2986 3019 3017 301F"),
    "cl-01, narrow": (PREFIX, "2018 201C 00AB 0028 005B 007B"),
    "cl-02, narrow": (HYPHEN, "2019 201D 00BB 0029 005D 007D"),
    "cl-03": (HYPHEN, "2010 301C 30A0 2013"),
    "cl-03, cp932": (HYPHEN, "FF5E FF0D 2212"),
    "cl-04": (HYPHEN, "FF01 FF1F 203C 2047 2048 2049"),
    "cl-05": (MIDDLE_DOT, "30FB FF1A FF1B"),
    "cl-06": (CLOSING, "3002 FF0E"),
    "cl-07": (CLOSING, "3001 FF0C"),
    "cl-08": (KANA_KANJI, "2014 2015 2026 2025 3033 3034 3035"),
    "cl-09": (ITERATION, "30FD 30FE 309D 309E 3005 303B"),
    "cl-10": (ITERATION, "30FC FF70"),
    "cl-11": (
        ITERATION,
        (
            "3041 3043 3045 3047 3049 30A1 30A3 30A5 30A7 30A9 3063 3083 3085 3087 308E 3095 3096 30C3 30E3 30E5 30E7"
            " 30EE 30F5 30F6 31F0 31F1 31F2 31F3 31F4 31F5 31F6 31F7 31F8 31F9 31FA 31FB 31FC 31FD 31FE 31FF"
        ),
    ),
    "cl-12": (PREFIX, "FFE5 00A5 FF04 0024 FFE1 00A3 FF03 0023 20AC 2116"),
    "cl-13": (
        HYPHEN,
        (
            "00B0 2032 2033 2103 FFE0 00A2 FF05 0025 2030 33CB 2113 3303 330D 3314 3318 3322 3323 3326 3327 332B 3336"
            " 333B 3349 334A 334D 3351 3357 338E 338F 339C 339D 339E 33A1 33C4"
        ),
    ),
    "cl-14": (IDEOGRAPHIC_SPACE, "3000"),
    "cl-15 to cl-19": (KANA_KANJI, "3042 30A2 FF71 6F22 2460 2160 337F 3231 203B 2605 3012 FF21 FF10 E000 1F600 20BB7"),
    "cl-26": (WESTERN_SPACE, "0020"),
    "cl-27": (WESTERN, "0041 007A 0030 0039 0026 0040 00E9 03A9 0416 212B"),
    "none": (0, "0000 000A 0301 3099 FE0F E0100 200D 1F3FB D800"),
}


@pytest.mark.parametrize("name", APPENDIX)
def test_members_of_the_appendix_are_in_their_class(name):
    kind, members = APPENDIX[name]
    table = classes()
    assert {c: int(table[int(c, 16)]) for c in members.split()} == dict.fromkeys(members.split(), kind)


@pytest.mark.parametrize(
    ("flag", "members"),
    [
        (STOP, "。．｡︒﹒"),
        (COMMA, "、，､︐︑﹐﹑"),
        (DIVIDING, "！？‼⁇⁈⁉︕︖﹖﹗"),
        (INSEPARABLE, "—―…‥⋯─〳〴〵"),
    ],
)
def test_flags_mark_their_characters_and_no_others(flag, members):
    assert {chr(c) for c in np.flatnonzero(flags() & flag)} == set(members)


def test_what_may_hang_may_not_begin_a_line():
    table, hanging = jlreq.may_break(strict=False), flags() & (STOP | COMMA) > 0
    assert not table[KANA_KANJI, classes()[hanging]].any()


@cache
def _property(name):
    """The short value of an enumerated ICU property of every code point."""
    prop, short = getattr(icu.UProperty, name), icu.UPropertyNameChoice.SHORT_PROPERTY_NAME
    values = [icu.Char.getIntPropertyValue(c, prop) for c in range(0x110000)]
    names = {value: icu.Char.getPropertyValueName(prop, value, short) for value in set(values)}
    return np.array([names[value] for value in values])


def _named(found):
    return [f"U+{c:04X}" for c in np.flatnonzero(found).tolist()]


def test_wide_brackets_of_unicode_are_opening_and_closing():
    wide = np.isin(_property("EAST_ASIAN_WIDTH"), ["W", "F"])
    for category, kind in (("Ps", OPENING), ("Pe", CLOSING)):
        assert _named((_property("GENERAL_CATEGORY") == category) & wide & (classes() != kind)) == []


def test_nothing_wide_is_western():
    assert _named(np.isin(_property("EAST_ASIAN_WIDTH"), ["W", "F", "H"]) & (classes() == WESTERN)) == []


def test_narrow_letters_and_digits_are_western():
    letters = np.isin(_property("GENERAL_CATEGORY"), ["Lu", "Ll", "Lt", "Nd"])
    narrow = np.isin(_property("EAST_ASIAN_WIDTH"), ["N", "Na", "A"])
    other = np.flatnonzero(letters & narrow & (classes() != WESTERN)).tolist()
    litre, reversed_c, drawn_digits = [0x2113], [0x2183, 0x2184], [*range(0x1CCF0, 0x1CCFA), *range(0x1FBF0, 0x1FBFA)]
    assert other == litre + reversed_c + drawn_digits


def test_kana_and_kanji_are_set_as_such_but_for_squared_units():
    scripts = np.isin(_property("SCRIPT"), ["Hira", "Kana", "Hani"])
    other = scripts & ~np.isin(classes(), [KANA_KANJI, ITERATION])
    assert set(classes()[other].tolist()) == {HYPHEN}
    assert all("SQUARE" in icu.Char.charName(c) for c in np.flatnonzero(other).tolist())


def test_what_icu_keeps_from_the_head_of_japanese_lines_is_kept():
    never = np.isin(_property("LINE_BREAK"), ["CL", "CP", "EX", "NS", "CJ"])
    japanese = np.isin(_property("EAST_ASIAN_WIDTH"), ["W", "F", "H"])
    kept = np.isin(classes(), [CLOSING, HYPHEN, MIDDLE_DOT, ITERATION])
    # 〼 is a kanji to JLREQ (cl-19); the others are marks of Yi, Tangut, Nushu and old Chinese.
    strange = ["U+303C", "U+A015", "U+16FE0", "U+16FE1", "U+16FE2", "U+16FE3", "U+16FF2", "U+16FF3"]
    assert _named(never & japanese & ~kept) == strange


@pytest.mark.parametrize("name", ["NotoSansJP-Regular.otf", "NotoSerifJP-Regular.otf"])
def test_punctuation_that_gives_up_its_blank_is_one_em_wide_in_the_faces(name):
    kinds = classes()
    with TTFont(next(Path(pylopdf_fonts_jp.__file__).parent.rglob(name)), lazy=True) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"]
        widths = {
            codepoint: metrics[glyph][0]
            for codepoint, glyph in font.getBestCmap().items()
            if kinds[codepoint] in (OPENING, CLOSING, MIDDLE_DOT)
        }
    assert len(widths) > 40
    assert set(widths.values()) == {em}
