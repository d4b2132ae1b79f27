"""Oracle: ICU's UCHAR_VERTICAL_ORIENTATION."""

from __future__ import annotations

import icu
import numpy as np
import pytest

from vdp.slots.text.orientation import (
    ROTATED,
    TRANSFORMED_ROTATED,
    TRANSFORMED_UPRIGHT,
    UPRIGHT,
    orientations,
)

_SHORT_NAMES = {"R": ROTATED, "U": UPRIGHT, "Tu": TRANSFORMED_UPRIGHT, "Tr": TRANSFORMED_ROTATED}


def _icu_orientations():
    prop = icu.UProperty.VERTICAL_ORIENTATION
    names = [icu.Char.getPropertyValueName(prop, n, icu.UPropertyNameChoice.SHORT_PROPERTY_NAME) for n in range(4)]
    values = [_SHORT_NAMES[name] for name in names]
    return np.array([values[icu.Char.getIntPropertyValue(c, prop)] for c in range(0x110000)], dtype=np.uint8)


def test_icu_is_of_the_unicode_version_of_the_table():
    assert icu.UNICODE_VERSION == "17.0"


def test_every_code_point_stands_as_in_icu():
    differing = np.flatnonzero(orientations() != _icu_orientations())
    assert [f"U+{c:04X}" for c in differing.tolist()] == []


@pytest.mark.parametrize(
    ("characters", "orientation"),
    [
        ("Aa0@-€Ωя｢ｱ－＜＝…—", ROTATED),
        ("漢あア０Ａ％〒①Ⅳ㎡※★♪々", UPRIGHT),
        ("、。，．！？ぁっゃァッャヶ㌔㍿゛゜", TRANSFORMED_UPRIGHT),
        ("「」『』（）【】〈〉〔〕［］：；ー〜゠￣", TRANSFORMED_ROTATED),
    ],
)
def test_characters_of_the_trade_stand_as_typesetters_set_them(characters, orientation):
    table = orientations()
    assert {c: int(table[ord(c)]) for c in characters} == dict.fromkeys(characters, orientation)
