"""Line-breaking classes of characters (行頭禁則, 行末禁則): JLREQ, appendix A, simplified to five classes.

Never at the start of a line: closing brackets (cl-02), hyphens (cl-03), dividing punctuation (cl-04), middle dots
(cl-05), full stops (cl-06), commas (cl-07), iteration marks (cl-09), prolonged sound mark (cl-10), small kana (cl-11),
postfixed abbreviations (cl-13). Never at the end: opening brackets (cl-01), prefixed abbreviations (cl-12).
The full-width compatibility forms that cp932 data carry are added to their classes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.face import UNICODE_SIZE
from vdp.slots.text.kernel import NO_END, NO_START, SPACE, WORD

_OPENING = "‘“([{〈《「『【〔⦅〘〖«〝（［｛｟｢"
_CLOSING = "’”)]}〉》」』】〕⦆〙〗»〟）］｝｠｣"
_HYPHENS = "‐〜゠–～"
_DIVIDING = "!?‼⁇⁈⁉！？"
_MIDDLE_DOTS = "・:;：；･"
_STOPS = "。.、,．，｡､"
_ITERATION = "ヽヾゝゞ々〻"
_PROLONGED = "ーｰ"
_SMALL_KANA = "ぁぃぅぇぉァィゥェォっゃゅょゎゕゖッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ"
_PREFIXED = "¥$£#€№￥＄￡＃"
_POSTFIXED = "°′″℃¢%‰％￠"
_SPACES = " \u3000"


def break_classes() -> NDArray[np.uint8]:
    """Return the break class of every code point."""
    classes = np.zeros(UNICODE_SIZE, dtype=np.uint8)
    classes[0x21:0x7F] = WORD
    classes[0xC0:0x250] = WORD  # Latin letters with marks
    for characters, kind in (
        (_CLOSING + _HYPHENS + _DIVIDING + _MIDDLE_DOTS + _STOPS, NO_START),
        (_ITERATION + _PROLONGED + _SMALL_KANA + _POSTFIXED, NO_START),
        (_OPENING + _PREFIXED, NO_END),
        (_SPACES, SPACE),
    ):
        classes[[ord(character) for character in characters]] = kind
    for character in "!#$%,.:;?":  # inside a run such as 1,500 or example.jp they belong to the word
        classes[ord(character)] = WORD
    return classes
