"""Which character belongs to which class: JLREQ, appendix A, in the twelve classes of its simple rules.

Added to the appendix: the full-width compatibility forms and the look-alikes that cp932 data carries, vertical and
small forms, and all the rest of Unicode. What is named nowhere counts as kana and kanji, in breaking and in space:
full-width letters, circled and Roman numerals, squared words, emoji, hangul, private use.

Narrow punctuation (ASCII, quotation marks, half-width forms) has no blank half em that could be taken away; the task
force's "spacing property" sets it solid. Classes iii and vi are solid on both sides, so it stands there: what must
not begin a line with HYPHEN, what must not end one with PREFIX. So do the full-width look-alikes of brackets: ＜≪.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.jlreq import (
    CLOSING,
    COMMA,
    DIVIDING,
    GLUE,
    HYPHEN,
    IDEOGRAPHIC_SPACE,
    INSEPARABLE,
    ITERATION,
    KANA_KANJI,
    MIDDLE_DOT,
    NUMERAL,
    NUMERAL_SIGN,
    OPENING,
    PREFIX,
    STOP,
    WESTERN,
    WESTERN_SPACE,
    WORD,
)

UNICODE_SIZE: Final = 0x110000

# Scripts of proportional letters and their digits, marks and signs (cl-27 and what behaves like it).
_WESTERN_RANGES: Final = (
    *((0x0020, 0x02FF), (0x0370, 0x10FF), (0x1200, 0x1FFF), (0x2070, 0x209F), (0x2100, 0x215F), (0x2C00, 0x2E7F)),
    *((0xA4D0, 0xA95F), (0xA980, 0xABFF), (0xFB00, 0xFDFF), (0xFE70, 0xFEFE)),
    *((0x10000, 0x16FDF), (0x1BC00, 0x1BCFF), (0x1D400, 0x1D7FF), (0x1DF00, 0x1EFFF)),
)
# Signs between them that Japanese faces draw on one em (cl-19).
_FULL_WIDTH_SIGNS: Final = "§¶℡"

# No characters of their own: controls, surrogates, non-characters, and what belongs to the character before it
# (combining marks used with any script, joiners, variation selectors, skin tones, tags).
_NOTHING_RANGES: Final = (
    *((0x0000, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x0300, 0x036F), (0x0483, 0x0489), (0x180B, 0x180F)),
    *((0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x20D0, 0x20FF)),
    *((0x2DE0, 0x2DFF), (0x302A, 0x302F), (0x3099, 0x309A), (0xD800, 0xDFFF), (0xFDD0, 0xFDEF), (0xFE00, 0xFE0F)),
    *((0xFE20, 0xFE2F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0x1F3FB, 0x1F3FF), (0xE0000, 0xE0FFF)),
    *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(17)),
)

_SPACES: Final = "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"

# cl-01, cl-02; then vertical and small forms.
_OPENING: Final = "（〔［｛〈《「『【｟⦅〘〖〚〝\u2329" + "︗︵︷︹︻︽︿﹁﹃﹇﹙﹛﹝"
_CLOSING: Final = "）〕］｝〉》」』】｠⦆〙〗〛〟〞\u232a" + "︘︶︸︺︼︾﹀﹂﹄﹈﹚﹜﹞"
_STOPS: Final = "。．︒﹒"  # cl-06
_COMMAS: Final = "、，︐︑﹐﹑"  # cl-07
_MIDDLE_DOTS: Final = "・：；︓︔﹔﹕"  # cl-05
_DIVIDING: Final = "！？‼⁇⁈⁉︕︖﹖﹗"  # cl-04
_HYPHENS: Final = "〜～゠"  # cl-03
_WORD_HYPHENS: Final = "\u2010\u2011\u2012\u2013\u2212－"  # cl-03; minus signs too, for they stand for hyphens in data
_INSEPARABLE: Final = "—―…‥⋯─〳〴〵"  # cl-08; U+2015 and U+2500 stand for U+2014 in cp932 data
# cl-09, cl-10, cl-11, their half-width forms and the small kana extension.
_ITERATION: Final = "ヽヾゝゞ々〻ーｰ"
_SMALL_KANA: Final = (
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ"
    "\U0001b132\U0001b150\U0001b151\U0001b152\U0001b155\U0001b164\U0001b165\U0001b166\U0001b167"
)
_PREFIXED: Final = "￥＄￡＃￦№﹩"  # cl-12
_POSTFIXED: Final = "‰‱℃℉ℓ％￠﹪"  # cl-13
# cl-13, all squared units; the squared words among them are apartments, companies and hours, not units.
_SQUARED_UNITS: Final = ((0x3301, 0x3357), (0x3371, 0x337A), (0x3380, 0x33DF), (0x33FF, 0x33FF))
_SQUARED_WORDS: Final = "㌞㌱㍇㏂㏇㏍㏘"

# Narrow punctuation, part of the western word that it touches; operators (cl-18) are solid with it as well.
_WORD_CLOSING: Final = "!%),-./:;>?]}~¢°·»’”›′″×÷"
_WORD_OPENING: Final = "#$(<[{¡£¤¥«¿‘‚“„‹±"
_CURRENCY: Final = (0x20A0, 0x20CF)
_QUOTES: Final = "\"'"  # opening or closing: who knows
# Narrow or look-alike punctuation that Japanese text is set with.
_SOLID_CLOSING: Final = "｡｣､･ﾞﾟ゛゜≫＞"
_SOLID_OPENING: Final = "｢≪＜"
# Numbers in kanji, by digits or with units, and what stands within them: thousands and decimals.
_NUMERALS: Final = "〇零一二三四五六七八九十百千万億兆"
_NUMERAL_SIGNS: Final = "、，．・,."
_GLUE: Final = "\u00a0\u2007\u2011\u202f\u2060\ufeff" + _QUOTES


def classes() -> NDArray[np.uint8]:
    """Return the class of every code point (UNICODE_SIZE), 0 where there is no character."""
    found = np.full(UNICODE_SIZE, KANA_KANJI, dtype=np.uint8)
    _fill(found, WESTERN, _WESTERN_RANGES)
    _fill(found, PREFIX, (_CURRENCY,))
    _fill(found, HYPHEN, _SQUARED_UNITS)
    _fill(found, 0, _NOTHING_RANGES)
    for kind, characters in (
        (KANA_KANJI, _FULL_WIDTH_SIGNS + _SQUARED_WORDS + _INSEPARABLE),
        (OPENING, _OPENING),
        (CLOSING, _CLOSING + _STOPS + _COMMAS),
        (HYPHEN, _HYPHENS + _WORD_HYPHENS + _DIVIDING + _POSTFIXED + _WORD_CLOSING + _SOLID_CLOSING),
        (MIDDLE_DOT, _MIDDLE_DOTS),
        (ITERATION, _ITERATION + _SMALL_KANA),
        (PREFIX, _PREFIXED + _WORD_OPENING + _QUOTES + _SOLID_OPENING),
        (IDEOGRAPHIC_SPACE, "\u3000"),
        (WESTERN_SPACE, _SPACES),
    ):
        found[_codepoints(characters)] = kind
    return found


def flags() -> NDArray[np.uint8]:
    """Return the flags of every code point (UNICODE_SIZE)."""
    found = np.zeros(UNICODE_SIZE, dtype=np.uint8)
    found[_CURRENCY[0] : _CURRENCY[1] + 1] |= WORD
    for flag, characters in (
        (STOP, _STOPS + "｡"),
        (COMMA, _COMMAS + "､"),
        (DIVIDING, _DIVIDING),
        (INSEPARABLE, _INSEPARABLE),
        (WORD, _WORD_HYPHENS + _WORD_CLOSING + _WORD_OPENING + _QUOTES),
        (GLUE, _GLUE),
        (NUMERAL, _NUMERALS),
        (NUMERAL_SIGN, _NUMERAL_SIGNS),
    ):
        found[_codepoints(characters)] |= flag
    return found


def _codepoints(characters: str) -> NDArray[np.uint32]:
    return np.frombuffer(characters.encode("utf-32-le"), dtype="<u4").astype(np.uint32)


def _fill(found: NDArray[np.uint8], kind: int, ranges: Iterable[tuple[int, int]]) -> None:
    for first, last in ranges:
        found[first : last + 1] = kind
