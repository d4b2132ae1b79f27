"""Character rules against Unicode's own tables (unicodedata), str.translate and the examples of the trade."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import product
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.slots.text.characters import CharacterRules, Digits, Hyphen, Kana, Wave, Width, apply_rules
from vdp.slots.text.characters_tables import HYPHENS

ALL_RULES = [
    CharacterRules(*values)
    for values in product(get_args(Width), get_args(Digits), get_args(Hyphen), get_args(Kana), get_args(Wave))
]
# The kanji of cp932 that NFC would replace, as code points: editors and browsers normalise the characters themselves.
COMPATIBILITY = [0xF929, 0xF9DC, 0xFA10, 0xFA12, *range(0xFA15, 0xFA1F), 0xFA20, 0xFA22, 0xFA25, 0xFA26]
COMPATIBILITY += [0xFA2A, 0xFA2B, 0xFA2C, 0xFA2D]
UNIFIED = [0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29]
INVISIBLE = "\u200b\u200c\u200e\u200f\u202a\u202c\u202e\u2060\u2063\u2066\u2069\u034f\u061c\ufeff\xad"

laws = settings(deadline=None, max_examples=150)
odd_texts = st.text(
    st.sampled_from("0189０９一八〇-－ー‐−―.,:/()（）〒AzＡｚ ~～〜\u3000ｶﾞﾊﾟｱｰ｡かはゔ山髙eéА¢￠￥\\¥" + INVISIBLE)
    | st.sampled_from(
        "\u3099\u309a\u0301\u0302\u200d\ufe0e\ufe0f\ufe00\U000e0100\U0001f468\U0001f469\u2764\0\ufdd0\ue000"
    ),
    max_size=24,
)
any_rules = st.sampled_from(ALL_RULES)


def one(text: str, **rules: str) -> str:
    return apply_rules(CharacterRules(**rules), [text])[0]


@pytest.fixture(scope="module")
def cp932() -> list[str]:
    """Every character that cp932 decodes to, of one byte and of two, private use included."""
    cells = [bytes((a,)) for a in range(256)] + [bytes((a, b)) for a in range(0x81, 0xFD) for b in range(0x40, 0xFD)]
    found = set()
    for cell in cells:
        text = cell.decode("cp932", "ignore")
        if len(text) == 1:
            found.add(text)
    return sorted(found)


def is_kanji(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH"))


def test_every_rule_set_takes_every_character_of_cp932_and_changes_no_kanji(cp932: list[str]):
    assert len(cp932) > 9000
    kanji = [c for c in cp932 if is_kanji(c)]
    assert len(kanji) > 6700
    numerals = "〇一二三四五六七八九"  # what digits become
    for rules in ALL_RULES:
        assert len(apply_rules(rules, cp932)) == len(cp932)
        assert apply_rules(rules, kanji) == kanji
        assert not {*apply_rules(rules, [c for c in cp932 if not is_kanji(c)])} & {*kanji} - {*numerals}


def test_compatibility_kanji_survive_every_rule_although_nfc_replaces_them(cp932: list[str]):
    kanji = [chr(point) for point in COMPATIBILITY]
    assert {c for c in cp932 if unicodedata.normalize("NFC", c) != c} == {*kanji, "\u212b"}
    for rules in ALL_RULES:
        assert apply_rules(rules, kanji) == kanji
        assert apply_rules(rules, [chr(point) for point in UNIFIED]) == [chr(point) for point in UNIFIED]


def test_selectors_of_kanji_survive_every_rule():
    values = ["\u795e\ufe00", "\u908a\U000e0105山", "\U00020bb7\U000e0100", "\u8fba\ufe0f", "\u8fba\ufe0e"]
    for rules in ALL_RULES:
        assert apply_rules(rules, values) == values


def test_abbreviations_are_never_written_out():
    text = "\u3231①㍻㌢…゛ⅲ№"  # NFKC rewrites each of them
    for rules in ALL_RULES:
        assert apply_rules(rules, [text]) == [text]


@laws
@given(any_rules, st.lists(odd_texts | st.text(max_size=12), max_size=6))
def test_a_batch_gives_what_its_values_give_alone(rules: CharacterRules, values: list[str]):
    assert apply_rules(rules, values) == [apply_rules(rules, [value])[0] for value in values]


@laws
@given(any_rules, st.lists(odd_texts | st.text(max_size=12), max_size=6))
def test_applying_rules_twice_changes_nothing_more(rules: CharacterRules, values: list[str]):
    written = apply_rules(rules, values)
    assert apply_rules(rules, written) == written


@laws
@given(any_rules, st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=20))
def test_texts_of_kanji_are_untouched(rules: CharacterRules, text: str):
    assert apply_rules(rules, [text]) == [text]


@laws
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=20))
def test_keep_gives_back_a_text_without_odd_characters(text: str):
    if not re.search(
        f"[{INVISIBLE}\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3099\u309a\u0300-\u036f\ufe0e\ufe0f]", text
    ):
        assert one(text) == text


@laws
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="~")))
def test_ascii_comes_back_from_full_width(text: str):
    full = one(text, width="full")
    assert len(full) == len(text)
    assert one(full, width="half") == text
    assert not any(c.isascii() for c in full)
    assert unicodedata.normalize("NFKC", full) == text


def test_half_width_leaves_the_wave_dash_alone():
    assert one("１０～２０〜３０", width="half") == "10～20〜30"
    assert one("10~20", width="full") == "１０～２０"


@pytest.mark.parametrize("cell", ["8160", "817C", "8191", "8192", "81CA", "8161"])
def test_both_readings_of_a_cell_print_alike_in_full_width(cell: str):
    readings = [bytes.fromhex(cell).decode(codec) for codec in ("cp932", "shift_jis")]
    assert readings[0] != readings[1]
    rules = CharacterRules(width="full", wave="unify")
    assert len(set(apply_rules(rules, readings))) == 1


@laws
@given(st.text(st.sampled_from([chr(point) for point in range(0xFF61, 0xFFA0)]), max_size=20))
def test_half_width_kana_are_written_as_nfkc_writes_them(text: str):
    spacing = {"\u3099": "\u309b", "\u309a": "\u309c"}  # NFKC leaves combining marks; a mark alone prints as a sign
    expected = "".join(spacing.get(c, c) for c in unicodedata.normalize("NFKC", text))
    assert one(text, kana="full") == expected
    assert one(text) == text


@laws
@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x30FF), max_size=20))
def test_decomposed_kana_are_composed(text: str):
    expected = unicodedata.normalize("NFC", text)
    assert one(unicodedata.normalize("NFD", text)) == expected


@laws
@given(st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x24F), max_size=20))
def test_decomposed_latin_is_composed(text: str):
    assert one(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


def test_a_full_width_letter_with_a_mark_becomes_the_half_width_letter_that_has_it():
    assert one("Ａ\u0301") == one("Ａ\u0301", width="full") == "\xc1"
    assert one("Ｘ\u0301") == "Ｘ\u0301"


def test_the_angstrom_sign_stays():
    assert one("\u212b") == "\u212b"


@pytest.mark.parametrize("character", INVISIBLE)
def test_invisible_characters_go(character: str):
    assert one(f"山{character}田{character}") == "山田"
    assert one(f"{character}") == ""


def test_a_soft_hyphen_between_digits_is_a_hyphen():
    assert one("1\xad2\u200b\xad3") == "1-2-3"
    assert one("Tele\xadfon 1\xad号") == "Telefon 1号"


def test_a_joiner_stays_between_emoji_only():
    assert one("\U0001f468\u200d\U0001f469") == "\U0001f468\u200d\U0001f469"
    assert one("\u2764\ufe0f\u200d\U0001f525") == "\u2764\u200d\U0001f525"
    assert one("山\u200d田\U0001f468\u200d様") == "山田\U0001f468様"


def test_presentation_selectors_go():
    assert one("\xa9\ufe0f\u2600\ufe0e1\ufe0f") == "\xa9\u26001"


@pytest.mark.parametrize(
    ("text", "digits", "expected"),
    [
        ("81", "kanji", "八一"),
        ("0", "kanji", "〇"),
        ("1丁目20番3号", "kanji", "一丁目二〇番三号"),
        ("１－２－３", "kanji", "一ー二ー三"),
        ("81", "kanji-units", "八十一"),
        ("105", "kanji-units", "百五"),
        ("10番地", "kanji-units", "十番地"),
        ("110", "kanji-units", "百十"),
        ("2000-1111", "kanji-units", "二千ー千百十一"),
        ("0", "kanji-units", "〇"),
        ("007", "kanji-units", "〇〇七"),
        ("12345", "kanji-units", "一二三四五"),
        ("１２3", "full", "１２３"),
        ("１２3", "half", "123"),
    ],
)
def test_digits_are_written_as_the_address_wants_them(text: str, digits: str, expected: str):
    assert one(text, digits=digits) == expected


@pytest.mark.parametrize("digits", ["kanji", "kanji-units"])
@pytest.mark.parametrize(
    "text",
    [
        "03-1234-5678",
        "090-1234-5678",
        "０３（１２３４）５６７８",
        "0120123456",
        "〒100-0001",
        "3F",
        "B1",
        "1.5",
        "10:30",
        "1,500",
    ],
)
def test_runs_that_are_one_arabic_figure_stay(text: str, digits: str):
    assert one(f"東{text}西", digits=digits) == f"東{text}西"
    assert one(text, digits=digits, hyphen="no") == text


@laws
@given(st.integers(1, 9999))
def test_kanji_units_count_back_to_the_number(number: int):
    total, digit = 0, None
    for character in one(str(number), digits="kanji-units"):
        value = int(unicodedata.numeric(character))
        if value < 10:
            digit = value
        else:
            total += (1 if digit is None else digit) * value
            digit = None
    assert total + (digit or 0) == number


@laws
@given(st.text("0123456789", min_size=1, max_size=9))
def test_positional_kanji_keep_every_digit(text: str):
    assert "".join(str(int(unicodedata.numeric(c))) for c in one(text, digits="kanji")) == text


@pytest.mark.parametrize("point", HYPHENS)
def test_every_dash_between_digits_becomes_one(point: int):
    dash = chr(point)
    text = f"1{dash}２{dash}3"
    assert one(text, hyphen="hyphen") == "1-２-3"
    assert one(text, hyphen="full") == "1－２－3"
    assert one(text, hyphen="no") == "1の２の3"
    assert one(text, digits="kanji") == "一ー二ー三"
    assert one(text) == text


@pytest.mark.parametrize("point", HYPHENS)
def test_a_dash_beside_no_digit_stays(point: int):
    text = f"スーパ{chr(point)}1号 A{chr(point)}B"
    assert one(text, hyphen="full") == text


def test_a_dash_between_letter_and_digit_is_one_of_the_family():
    assert one("A‐101", hyphen="full") == "A－101"
    assert one("A‐101", digits="kanji") == "Aー一〇一"
    assert one("A‐101", hyphen="no") == "A‐101"


def test_a_range_keeps_its_wave_dash():
    assert one("10～20", hyphen="full") == "10～20"


def test_the_dash_of_vertical_addresses_turns_in_every_japanese_face():
    import uharfbuzz as hb  # noqa: PLC0415

    from vdp.slots.text import read_catalogue  # noqa: PLC0415

    dash = one("1-2", digits="kanji")[1]
    for file in read_catalogue().values():
        font = hb.Font(hb.Face(hb.Blob.from_file_path(str(file.path)), file.index))
        if not font.get_nominal_glyph(ord(dash)):
            continue  # a face of Latin letters alone
        glyphs = []
        for direction in ("ltr", "ttb"):
            buffer = hb.Buffer()
            buffer.add_str(dash)
            buffer.direction, buffer.script, buffer.language = direction, "Kana", "ja"
            hb.shape(font, buffer, {})
            glyphs.append(buffer.glyph_infos[0].codepoint)
        assert 0 not in glyphs
        assert glyphs[0] != glyphs[1]


def test_rules_do_not_change_the_list_they_are_given():
    values = ["１", "ｶﾞ"]
    assert apply_rules(CharacterRules(), values) is not values
    apply_rules(replace(CharacterRules(), width="half", kana="full"), values)
    assert values == ["１", "ｶﾞ"]


def test_no_values_give_no_values():
    assert apply_rules(CharacterRules(width="full"), []) == []
