"""Japanese line composition in twelve character classes: space, break and stretch between two neighbours.

Source: W3C JLREQ task force, "Rules for Simple Placement of Line Composition" (簡便な行組版ルール（案）), classes
cl-i to cl-xii, tables 1 to 3; JLREQ (2020-08-11), appendices A to E, where the simple rules say nothing.
All punctuation is set from full-width glyphs, so its space is taken away rather than added. Rows stand before,
columns after. Class 0 is what is no character of its own: controls, combining marks, variation selectors.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

OPENING: Final = 1  # cl-i: opening brackets
CLOSING: Final = 2  # cl-ii: closing brackets, full stops, commas
HYPHEN: Final = 3  # cl-iii: hyphens, dividing punctuation, postfixed abbreviations
MIDDLE_DOT: Final = 4  # cl-iv
ITERATION: Final = 5  # cl-v: iteration marks, prolonged sound mark, small kana
PREFIX: Final = 6  # cl-vi: prefixed abbreviations
IDEOGRAPHIC_SPACE: Final = 7  # cl-vii
KANA_KANJI: Final = 8  # cl-viii: kana, kanji and all else of one em
RUBY_BASE: Final = 9  # cl-ix: given by the caller, never by a code point
WESTERN_SPACE: Final = 10  # cl-x
WESTERN: Final = 11  # cl-xi
TATE_CHU_YOKO: Final = 12  # cl-xii: given by the caller, never by a code point
CLASS_COUNT: Final = 13

STOP: Final = 1  # 句点: may hang at the line end
COMMA: Final = 2  # 読点: may hang at the line end
DIVIDING: Final = 4  # 区切り約物: a full-width space follows at the end of a sentence
INSEPARABLE: Final = 8  # 分離禁止文字: a run of the same one is neither broken nor stretched
WORD: Final = 16  # narrow punctuation: part of the western word that it touches
GLUE: Final = 32  # no break on either side, but for a space before
NUMERAL: Final = 64  # 漢数字: digits and units of numbers in kanji
NUMERAL_SIGN: Final = 128  # may stand between them

# Table 1, "space between characters" (文字間の空き量), in columns 0, i to xii. Where half an em goes, its owner:
#   a  -1/2 後  the blank before the following glyph       b  -1/2 前  the blank after the preceding glyph
#   c  -1/2 連  one of the two                             q  +1/4     between Japanese and western
_TABLE_1: Final = (
    ".............",
    ".a...........",  # i
    ".cb.b..b.....",  # ii
    ".............",  # iii
    ".a...........",  # iv
    "...........q.",  # v
    ".............",  # vi
    ".a...........",  # vii
    "...........q.",  # viii
    "...........q.",  # ix: the overhang of ruby is the business of ruby
    ".............",  # x
    ".....q..qq..q",  # xi
    "...........q.",  # xii
)

# Table 2, "break between characters" (文字間での分割の可否): x never, l in loose setting only (可 or 否), . may break.
# The cells are those of JLREQ, appendix C, with its classes joined as the simple rules join them.
# A word space stays before the break, where it keeps no room (same document, "ラテン文字を主にした行組版処理");
# class 0 stays with its base.
_TABLE_2: Final = (
    "xxxxxxxxxxxxx",
    "xxxxxxxxxxxxx",  # i
    "x.xxxl....x..",  # ii
    "x.xxxl....x..",  # iii
    "x.xxxl....x..",  # iv
    "x.xxxl....x..",  # v
    "xxxxxxxxxxxxx",  # vi
    "x.xxxl....x..",  # vii
    "x.xxxl....x..",  # viii
    "x.xxxl....x..",  # ix
    "x.xxxl....x..",  # x
    "x.xxxl....xx.",  # xi: not within western words
    "x.xxxl....x..",  # xii
)

# Table 3, "positions where space may be added" (行の調整処理で空ける処理が可能な箇所): s may stretch.
# Of JLREQ, appendix E, the simple rules keep the gaps between Japanese characters, not those beside western words.
# First the blank of closing punctuation at the line end (LINE_END) may come back, then word spaces open, then these.
_TABLE_3: Final = (
    ".............",
    ".............",  # i
    ".............",  # ii
    ".............",  # iii
    ".............",  # iv
    ".....s..ss..s",  # v
    ".............",  # vi
    ".............",  # vii
    ".....s..ss..s",  # viii
    ".....s..ss..s",  # ix
    ".............",  # x
    ".............",  # xi
    ".....s..ss..s",  # xii
)

# Table 1, row 行頭: opening brackets are set flush (天付き). The ideographic space a break leaves at the line head is
# dropped ("where it comes to the line head, its em is not kept": 分かち書き文書の要件 in the same document).
LINE_HEAD: Final = (0, -500, 0, 0, 0, 0, 0, -1000, 0, 0, 0, 0, 0)
# Table 1, column 行末.
LINE_END: Final = (0, 0, -500, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

_LOWER_HALF = 0x3035  # 〵 follows 〳 and 〴


def spacing(quarter: int = 250) -> NDArray[np.int16]:
    """Return the space between two neighbours, [before, after] in 1/1000 em (table 1).

    `quarter` is what stands between Japanese and western: a quarter em by tradition, less in most faces of today.
    """
    return _table(_TABLE_1, {".": 0, "a": -500, "b": -500, "c": -500, "q": quarter}).astype(np.int16)


def may_break(*, strict: bool) -> NDArray[np.bool_]:
    """Return whether a line may end between two neighbours, [before, after] (table 2).

    Strict keeps iteration marks, small kana and the prolonged sound mark from the line head; loose lets them stand.
    """
    return _table(_TABLE_2, {".": 1, "x": 0, "l": 0 if strict else 1}).astype(np.bool_)


def stretch() -> NDArray[np.bool_]:
    """Return whether justification may add space between two neighbours, [before, after] (table 3)."""
    return _table(_TABLE_3, {".": 0, "s": 1}).astype(np.bool_)


def break_points(
    codepoints: NDArray[np.uint32], kinds: NDArray[np.uint8], marks: NDArray[np.uint8], *, table: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return for each character whether a line may begin with it; the first is False.

    `kinds` and `marks` are the classes and flags of the code points (the caller may have put in RUBY_BASE and
    TATE_CHU_YOKO), `table` is may_break(). Class 0 takes the class of the character before it.
    """
    found = np.zeros(len(kinds), dtype=np.bool_)
    base = np.maximum.accumulate(np.where(kinds > 0, np.arange(len(kinds)), 0))
    word = (kinds == WESTERN) | (marks & WORD > 0)
    space = (kinds == WESTERN_SPACE) | (kinds == IDEOGRAPHIC_SPACE)
    before = base[:-1]
    glued = ((marks[:-1] | marks[before]) & GLUE > 0) | ((marks[1:] & GLUE > 0) & ~space[:-1])
    pair = (marks[before] & marks[1:] & INSEPARABLE) > 0
    pair &= (codepoints[before] == codepoints[1:]) | (codepoints[1:] == _LOWER_HALF)
    found[1:] = table[kinds[before], kinds[1:]] & ~(word[before] & word[1:]) & ~glued & ~pair
    return found


def within_numbers(marks: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return for each character whether a number in kanji goes on with it after the character before, or a sign.

    Neither JLREQ (3.1.10: a line may break between numerals in kanji, as these carry their ranks) nor its simple rules
    keep such numbers together: kanji digits are ideographic characters (cl-19) like others. So the layout chooses.
    """
    found = np.zeros(len(marks), dtype=np.bool_)
    numeral = (marks & NUMERAL) > 0
    found[1:] = numeral[1:] & numeral[:-1]
    found[2:] |= numeral[2:] & ((marks[1:-1] & NUMERAL_SIGN) > 0) & numeral[:-2]
    return found


def _table(rows: tuple[str, ...], values: dict[str, int]) -> NDArray[np.int64]:
    """Return the table with each letter replaced by its value."""
    return np.array([[values[letter] for letter in row] for row in rows], dtype=np.int64)
