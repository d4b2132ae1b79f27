"""Names and honorifics by the examples of the trade, and the functions as the expression language calls them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.layout import honorifics
from vdp.layout.expression import read_template
from vdp.layout.functions import FUNCTIONS
from vdp.layout.numerals import write_kanji_number
from vdp.layout.syntax import ExpressionFault
from vdp.records import Field

FIELDS = {
    name: Field(name, "text")
    for name in ("company", "department", "title", "name", "partner", "child", "baby", "style")
} | {"points": Field("points", "integer"), "price": Field("price", "decimal")}

laws = settings(deadline=None, max_examples=150)
names = st.text(st.sampled_from("山田太郎花子 \u3000髙\u8fba\U000e0101様殿先生くんさまA"), max_size=8)
honorific_words = st.sampled_from(["様", "殿", "先生", "\u3000様", "くん", "御中", "", " "])


def evaluate(text: str, **columns: list) -> list[str]:
    return read_template(text, FIELDS).evaluate(columns, len(next(iter(columns.values()))))


@pytest.mark.parametrize(
    ("name", "honorific", "expected"),
    [
        ("山田太郎", "様", "山田太郎様"),
        ("山田太郎", "殿", "山田太郎殿"),
        ("山田太郎", "先生", "山田太郎先生"),
        ("山田太郎", "\u3000様", "山田太郎\u3000様"),
        ("\u3000山田\u3000太郎\u3000", "様", "山田\u3000太郎様"),
        ("山田太郎様", "様", "山田太郎様"),
        ("山田太郎\u3000様", "様", "山田太郎\u3000様"),
        ("山田先生", "様", "山田先生"),
        ("山田太郎殿", "様", "山田太郎殿"),
        ("山田さま", "様", "山田さま"),
        ("総務部御中", "様", "総務部御中"),
        ("山田花子ちゃん", "様", "山田花子ちゃん"),
        ("山田一郎くん", "様", "山田一郎くん"),
        ("真君", "様", "真君様"),
        ("", "様", ""),
        ("\u3000", "様", ""),
        ("山田太郎", "", "山田太郎"),
    ],
)
def test_a_name_gets_one_honorific(name: str, honorific: str, expected: str):
    assert evaluate("{honorific(name, title)}", name=[name], title=[honorific]) == [expected]


def test_sama_is_the_honorific_where_none_is_given():
    assert evaluate("{honorific(name)}", name=["山田太郎", ""]) == ["山田太郎様", ""]


@laws
@given(names, honorific_words)
def test_a_second_call_adds_nothing(name: str, honorific: str):
    once = honorifics.add_honorific(name, honorific)
    assert honorifics.add_honorific(once, honorific) == once
    assert name.strip() in once


@pytest.mark.parametrize(
    ("company", "department", "title", "name", "expected"),
    [
        ("株式会社山川", "営業部", "部長", "山田太郎", "株式会社山川\n営業部\n部長\u3000山田太郎様"),
        ("株式会社山川", "営業部", "部長様", "山田太郎様", "株式会社山川\n営業部\n部長\u3000山田太郎様"),
        ("株式会社山川\u3000御中", "", "", "山田太郎", "株式会社山川\n山田太郎様"),
        ("株式会社山川", "営業部御中", "", "山田先生", "株式会社山川\n営業部\n山田先生"),
        ("株式会社山川", "営業部", "", "", "株式会社山川\n営業部\u3000御中"),
        ("株式会社山川 御中", "", "", "", "株式会社山川\u3000御中"),
        ("株式会社山川", "", "社長", "", "株式会社山川\u3000御中"),
        ("山川商店主様", "", "", "", "山川商店主様"),
        ("", "", "", "山田太郎", "山田太郎様"),
        ("", "", "", "", ""),
    ],
)
def test_an_address_has_the_honorifics_of_the_trade(
    company: str, department: str, title: str, name: str, expected: str
):
    columns = {"company": [company], "department": [department], "title": [title], "name": [name]}
    assert evaluate("{addressee(company, department, title, name)}", **columns) == [expected]


def test_the_client_chooses_the_honorific_of_an_address():
    columns = {"company": ["山川大学"], "department": ["医学部"], "title": ["教授"], "name": ["山田太郎"]}
    got = evaluate("{addressee(company, department, title, name, '先生')}", **columns)
    assert got == ["山川大学\n医学部\n教授\u3000山田太郎先生"]


words = st.sampled_from(
    ["", " ", "山川", "山川御中", "営業部\u3000御中", "部長", "部長様", "山田", "山田様", "山田先生"]
)


@laws
@given(words, words, words, words)
def test_onchu_never_stands_with_a_person_and_a_title_never_has_an_honorific(
    company: str, department: str, title: str, name: str
):
    person = name if not name.endswith("御中") else "山田"
    got = honorifics.write_addressee(company, department, title, person)
    if person.strip():
        assert "御中" not in got
        assert got.endswith(("様", "先生"))
    assert "部長様" not in got or "部長様" in {person, company, department} | {f"{person}様"}
    assert got.count("御中") <= 1
    assert "\n\n" not in got
    assert got == got.strip()


def test_an_organisation_gets_onchu_where_nobody_is_named():
    got = evaluate(
        "{organisation(company, name)}", company=["山川", "山川御中", "山川", ""], name=["山田", "山田", "", ""]
    )
    assert got == ["山川", "山川", "山川\u3000御中", ""]


JOINT = "{joint_names('様', name, partner, child, baby)}"


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (("山田 太郎", "山田 花子", "", ""), "山田\u3000太郎様\n山田\u3000花子様"),
        (("山田 太郎", "山田 恵", "", ""), "山田\u3000太郎様\n山田\u3000恵\u3000様"),
        (("山田 太郎", "", "山田 一郎くん", ""), "山田\u3000太郎様\n山田\u3000一郎くん"),
        (("山田 太郎様", "鈴木 花子様", "", ""), "山田\u3000太郎様\n鈴木\u3000花子様"),
        (("山田 太郎", "山田 花子", "山田 一郎", "山田 桃子"), "山田\u3000太郎様\n御一同様"),
        (("山田太郎", "", "", ""), "山田太郎様"),
        (("", "", "", ""), ""),
    ],
)
def test_joint_names_each_have_their_honorific(people: tuple[str, ...], expected: str):
    columns = dict(zip(("name", "partner", "child", "baby"), ([person] for person in people), strict=True))
    assert evaluate(JOINT, **columns) == [expected]


def test_the_family_name_can_be_left_blank_and_the_rest_chosen():
    text = "{joint_names_as('blank', 2, '皆様', '様', name, partner, child)}"
    columns = {
        "name": ["佐々木\u3000太郎", "山田 太郎", "山田 太郎"],
        "partner": ["佐々木\u3000恵", "鈴木 花子", "山田 花子"],
        "child": ["", "", "山田 一郎"],
    }
    assert evaluate(text, **columns) == [
        "佐々木\u3000太郎様\n\u3000\u3000\u3000\u3000恵\u3000様",
        "山田\u3000太郎様\n鈴木\u3000花子様",
        "山田\u3000太郎様\n皆様",
    ]


def test_a_family_name_is_written_once():
    got = evaluate(
        "{family_names('様', name, partner, child)}",
        name=["山田", "山田", ""],
        partner=["太郎", "", "太郎"],
        child=["恵", "", ""],
    )
    assert got == ["山田\u3000太郎様\n\u3000\u3000\u3000恵\u3000様", "山田様", "太郎様"]


def test_a_selector_takes_no_room_beside_other_names():
    got = honorifics.join_names("様", "渡\u8fba\U000e0101 太郎", "渡辺 花子")
    assert got == "渡\u8fba\U000e0101\u3000太郎様\n渡辺\u3000花子様"


plain_names = st.text(st.sampled_from("山田太郎花恵"), min_size=1, max_size=4)


@laws
@given(st.lists(st.tuples(plain_names, plain_names), min_size=1, max_size=6), st.sampled_from(["repeat", "blank"]))
def test_joint_names_are_lines_of_one_length(people: list[tuple[str, str]], style: str):
    got = honorifics.join_names_as(style, 6, "御一同様", "様", *(f"{family} {given}" for family, given in people))
    lines = got.split("\n")
    assert len(lines) == len(people)
    assert len({len(line) for line in lines}) == 1
    assert all(line.endswith("様") for line in lines)
    assert [line.strip("様\u3000").split("\u3000")[-1] for line in lines] == [given for _, given in people]


def test_join_skips_what_is_empty():
    columns = {"title": ["部長", "", "部長", ""], "name": ["山田", "山田", "\u3000", ""]}
    assert evaluate("{join('/', title, name)}", **columns) == ["部長/山田", "山田", "部長", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "〇"),
        ("10", "十"),
        ("81", "八十一"),
        ("105", "百五"),
        ("1000", "千"),
        ("12050", "一万二千五十"),
        ("10000000", "一千万"),
        ("11110000", "一千百十一万"),
        ("100000000", "一億"),
        ("1000000001", "十億一"),
        ("9007199254740993", "九千七兆一千九百九十二億五千四百七十四万九百九十三"),
        ("12345678901234567", "一二三四五六七八九〇一二三四五六七"),
        ("007", "〇〇七"),
        ("第３回", "第三回"),
        ("1,500円", "千五百円"),
        ("1,50", "一,五十"),
        ("", ""),
    ],
)
def test_numbers_are_written_as_they_are_read(text: str, expected: str):
    assert write_kanji_number(text) == expected


@laws
@given(st.integers(0, 10**16 - 1))
def test_a_written_number_counts_back(number: int):
    values = dict(zip("〇一二三四五六七八九", range(10), strict=True))
    places, groups = {"十": 10, "百": 100, "千": 1000}, {"万": 10**4, "億": 10**8, "兆": 10**12}
    total = group = digit = 0
    waiting = False
    for c in write_kanji_number(number):
        if c in values:
            digit, waiting = values[c], True
        elif c in places:
            group, digit, waiting = group + (digit if waiting else 1) * places[c], 0, False
        else:
            total, group, digit, waiting = total + (group + digit) * groups[c], 0, 0, False
    assert total + group + digit == number


def test_kanji_number_takes_a_field_of_whole_numbers():
    assert evaluate("{kanji_number(points)}点", points=[1200, None, 0]) == ["千二百点", "点", "〇点"]


@pytest.mark.parametrize(
    ("text", "index", "code", "part"),
    [
        ("{honorific()}", 1, "layout.expression-type", "1 or 2 values, not 0"),
        ("{honorific(name, '様', name)}", 1, "layout.expression-type", "not 3"),
        ("{honorific(points)}", 11, "layout.expression-type", "text"),
        ("{join('/')}", 1, "layout.expression-type", "2 values or more, not 1"),
        ("{join('/', name, points)}", 17, "layout.expression-type", "text"),
        ("{kanji_number(price)}", 14, "layout.expression-type", "whole number"),
        ("{joint_names('様')}", 1, "layout.expression-type", "2 values or more"),
        ("{joint_names_as('blanc', 3, '', '様', name)}", 16, "layout.unknown-value", "blanc"),
        ("{joint_names_as(style, 3, '', '様', name)}", 16, "layout.expression-type", "word"),
        ("{joint_names_as('blank', points, '', '様', name)}", 25, "layout.expression-type", "whole number"),
    ],
)
def test_a_wrong_call_is_named_at_its_character(text: str, index: int, code: str, part: str):
    with pytest.raises(ExpressionFault) as caught:
        read_template(text, FIELDS)
    assert (caught.value.index, caught.value.code) == (index, code), caught.value.text
    assert part in caught.value.text


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.form])
def test_the_form_in_the_manual_is_a_call_that_compiles(name: str):
    form = FUNCTIONS[name].form.replace(", …", "")
    fields = FIELDS | {word: Field(word, "text") for word in ("text", "number", "family", "given")}
    fields |= {"list": Field("list", "list", fields=(Field("field", "integer" if name == "sum" else "text"),))}
    assert read_template(f"{{{form}}}", fields).fields
