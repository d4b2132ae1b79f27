from __future__ import annotations

from collections.abc import Callable

import pytest

from vdp.errors import SourceError
from vdp.records import Field
from vdp.records.source import Source

Open = Callable[..., Source]


def row_of(opened: Open, header: str, values: str, fields: str, *, profile: str = "crm-utf8") -> tuple[object, ...]:
    return first_row(opened(f"{header}\n{values}\n".encode(), fields, profile=profile))


def first_row(source: Source) -> tuple[object, ...]:
    return tuple(column[0].as_py() for column in next(source.tables()).columns)[1:]


def test_the_usual_japanese_headers_map_to_the_fields(opened: Open) -> None:
    header = (
        "会員番号,郵便番号,住所1,住所2,住所3,会社名,氏名,ランク,ポイント,有効期限,クーポンコード,商品コード,店舗名,URL"
    )
    fields = (
        "customer_id postal_code address1 address2 address3 company name rank points expires coupon product store url"
    )
    source = opened(f"{header}\r\n{','.join('abcdefghijklmn')}\r\n".encode("cp932"), fields)
    assert first_row(source) == tuple("abcdefghijklmn")
    assert source.unused == ()


@pytest.mark.parametrize(
    "header", ["住所１", " 住所 1", "住所(1)", "住所（１）", "address1", "Address 1", "ADDRESS LINE 1"]
)
def test_width_case_and_spaces_of_a_header_do_not_matter(header: str, opened: Open) -> None:
    assert row_of(opened, f"{header},x", "A,B", "address1") == ("A",)


def test_a_header_equal_to_the_field_wins_over_its_aliases(opened: Open) -> None:
    assert row_of(opened, "氏名,name", "A,B", "name") == ("B",)


@pytest.mark.parametrize(
    ("header", "values", "field", "expected"),
    [
        ("郵便番号1,郵便番号2", "100,0001", "postal_code", "100-0001"),
        ("郵便番号2,郵便番号1", "0001,100", "postal_code", "100-0001"),
        ("郵便番号1,郵便番号2", ",", "postal_code", ""),
        ("姓,名", "山田,太郎", "name", "山田　太郎"),
        ("姓,名", "山田,", "name", "山田"),
        ("都道府県,市区町村", "東京都,港区", "address1", "東京都港区"),
        ("都道府県,住所1", "東京都,東京都港区", "address1", "東京都港区"),
        ("都道府県,市区町村,住所1", "東京都,港区,芝1-1", "address1", "東京都港区芝1-1"),
    ],
)
def test_split_columns_are_joined(header: str, values: str, field: str, expected: str, opened: Open) -> None:
    assert row_of(opened, f"{header},x", f"{values},y", field) == (expected,)


def test_columns_that_fill_no_field_are_told_by_number(opened: Open) -> None:
    assert opened("氏名,備考\nA,B\n".encode(), "name", profile="crm-utf8").unused == (2,)


def test_the_same_header_twice_is_refused(opened: Open) -> None:
    with pytest.raises(SourceError, match="columns 1 and 3 of the header") as caught:
        opened("氏名,住所1,氏 名\n".encode("cp932"), "name")
    assert caught.value.code == "records.duplicate-header"


def test_empty_headers_may_repeat(opened: Open) -> None:
    assert row_of(opened, "氏名,,", "A,B,C", "name") == ("A",)


def test_two_headers_for_one_field_are_refused(opened: Open) -> None:
    with pytest.raises(SourceError, match="columns 1 and 2 could both be") as caught:
        opened("氏名,お名前\n".encode("cp932"), "name")
    assert caught.value.code == "records.ambiguous-column"


def test_a_required_field_without_column_names_the_nearest_header(opened: Open) -> None:
    with pytest.raises(SourceError) as caught:
        opened("氏名,有効期眼\n".encode("cp932"), [Field("name", "text"), Field("expires", "date", required=True)])
    assert caught.value.code == "records.missing-column"
    assert caught.value.cure == 'did you mean the column "有効期眼"?'


def test_a_file_without_header_shows_nothing_of_its_first_row(opened: Open) -> None:
    with pytest.raises(SourceError) as caught:
        opened("山田太郎,東京都\n".encode("cp932"), [Field("name", "text", required=True)])
    assert "山田" not in str(caught.value)
    assert caught.value.cure == "check that the first row holds the headers"


def test_an_optional_field_without_column_is_empty(opened: Open) -> None:
    assert row_of(opened, "氏名", "A", "name rank") == ("A", "")


@pytest.mark.parametrize(
    ("mark", "cure"), [("\t", '"\\t"'), (";", '";"'), ("|", '"|"')], ids=["tab", "semicolon", "bar"]
)
def test_a_header_divided_by_something_else_is_told_and_not_quoted(mark: str, cure: str, opened: Open) -> None:
    header = mark.join(["カナリア", "name", "address"])
    with pytest.raises(SourceError) as caught:
        opened(f"{header}\n{mark.join('abc')}\n".encode(), "name address", profile="crm-utf8")
    assert caught.value.code == "records.missing-column"
    assert f"delimiter = {cure}" in caught.value.cure
    assert "カナリア" not in str(caught.value)


def test_a_source_that_fills_no_field_is_refused_though_none_is_required(opened: Open) -> None:
    with pytest.raises(SourceError, match="any field of the layout") as caught:
        opened("カナリア,x\n1,2\n".encode("cp932"), "name expires")
    assert caught.value.code == "records.missing-column"
    assert "カナリア" not in str(caught.value)
