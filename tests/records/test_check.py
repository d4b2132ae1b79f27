from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import CODES_FOLDER, Finding, read_explanations
from vdp.records import Field, check_chunk
from vdp.records.batch import Batch
from vdp.records.check import check_table
from vdp.records.convert import read_decimal, read_file_name, read_integer
from vdp.records.profile import Profile
from vdp.records.source import Source

Check = Callable[..., tuple[Batch, list[Finding]]]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "1200", 1200),
        ("integer", "-5", -5),
        ("integer", "1,234,567", 1234567),
        ("integer", "１，２３４", 1234),
        ("integer", "＋７", 7),
        ("integer", "▲1,000", -1000),
        ("integer", "007", 7),
        ("integer", "9223372036854775807", 2**63 - 1),
        ("integer", "", None),
        ("decimal", "1,234.50", Decimal("1234.50")),
        ("decimal", "０．５", Decimal("0.5")),
        ("decimal", "-3", Decimal(-3)),
        ("decimal", "", None),
        ("date", "2027/3/31", date(2027, 3, 31)),
        ("date", "2027-03-31", date(2027, 3, 31)),
        ("date", "2027年3月31日", date(2027, 3, 31)),
        ("date", "２０２７年３月３１日", date(2027, 3, 31)),
        ("date", "20270331", date(2027, 3, 31)),
        ("date", "2027/03/31 0:00", date(2027, 3, 31)),
        ("date", "2027-03-31T09:30:00", date(2027, 3, 31)),
        ("date", "2028/2/29", date(2028, 2, 29)),
        ("date", "", None),
        ("boolean", "はい", True),
        ("boolean", "TRUE", True),
        ("boolean", "０", False),
        ("boolean", "", None),
        ("text", "　山田 太郎 \t", "山田 太郎"),
        ("text", "ﾔﾏﾀﾞ", "ﾔﾏﾀﾞ"),
        ("text", "1行\r\n2行\r3行", "1行\n2行\n3行"),
        ("text", "\ue000", "\ue000"),
        ("text", "NULL", ""),
        ("url", "https://example.jp/ｱ/r?x=1#y", "https://example.jp/ｱ/r?x=1#y"),
        ("url", "", ""),
        ("image", "photos/a b.jpg", "photos/a b.jpg"),
        ("image", "写真１.jpg", "写真１.jpg"),
        ("image", "", ""),
    ],
)
def test_values_are_understood(kind: str, text: str, value: Any, checked: Check) -> None:
    batch, findings = checked(Field("f", kind), text, text)
    assert batch.column("f") == [value, value]
    assert type(batch.column("f")[0]) is type(value)
    assert findings == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "12pt"),
        ("integer", "1.0"),
        ("integer", "1,23"),
        ("integer", "9223372036854775808"),
        ("integer", "一"),
        ("decimal", "1e5"),
        ("decimal", "NaN"),
        ("date", "2027/2/29"),
        ("date", "3/31"),
        ("date", "0000/1/1"),
        ("date", "2027/03/31x"),
        ("boolean", "たぶん"),
        ("url", "example.jp"),
        ("url", "javascript:alert(1)"),
        ("url", "ftp://example.jp/"),
        ("url", "https:///path"),
        ("url", "https://example.jp/a b"),
        ("url", "https://example.jp/a\nb"),
        ("url", "https://example.jp/" + "a" * 2048),
        ("image", "/etc/passwd"),
        ("image", "../a.jpg"),
        ("image", "a/../../b.jpg"),
        ("image", "a/.. /b.jpg"),
        ("image", "．．／a.jpg"),
        ("image", "‥/a.jpg"),
        ("image", "C:\\a.jpg"),
        ("image", "C:a.jpg"),
        ("image", "a\\b.jpg"),
        ("image", "http://example.jp/a.jpg"),
        ("image", "file:a.jpg"),
        ("image", "~/a.jpg"),
        ("image", "a//b.jpg"),
        ("image", "a" * 256),
    ],
)
def test_values_that_do_not_fit_are_held_and_never_quoted(kind: str, text: str, checked: Check) -> None:
    _, findings = checked(Field("f", kind), "", text)
    code = {"image": "records.image-name"}.get(kind, f"records.{kind}")
    assert [(f.code, f.severity, f.record, f.slot) for f in findings] == [(code, "hold", 2, "f")]
    assert text not in findings[0].text
    assert '"f"' in findings[0].text


def test_a_choice_takes_the_layouts_words_and_the_senders(checked: Check) -> None:
    field = Field("rank", "choice", values=("gold", "silver", "regular"))
    batch, findings = checked(field, "gold", "ゴールド", "ｺﾞｰﾙﾄﾞ", "Ｇｏｌｄ", "レギュラー会員", "", "platinum")
    assert batch.column("rank") == ["gold", "gold", "gold", "gold", "regular", "", ""]
    assert [(f.record, f.code) for f in findings] == [(7, "records.choice")]


def test_a_senders_word_for_a_choice_that_the_layout_lacks_is_held(checked: Check) -> None:
    _, findings = checked(Field("rank", "choice", values=("gold",)), "シルバー")
    assert [f.code for f in findings] == ["records.choice"]


@pytest.mark.parametrize("empty", ["", "  ", "　", "NULL", "-"])
def test_a_required_field_that_is_empty_is_held(empty: str, checked: Check) -> None:
    _, findings = checked(Field("name", "text", required=True), "x", empty)
    assert [(f.record, f.code) for f in findings] == [(2, "records.required")]


def test_a_date_that_the_layout_gives_is_read_whatever_the_sender_writes(shop: Profile) -> None:
    sender = replace(shop, dates=("YYYY.M.D",))
    raw = Batch(pa.RecordBatch.from_pydict({"_record": [1, 2, 3], "day": ["", "2027.3.31", "2027-03-31"]}))
    batch, findings = check_table(raw, [Field("day", "date", default="2026-12-01")], profile=sender)
    assert batch.column("day") == [date(2026, 12, 1), date(2027, 3, 31), None]
    assert [(finding.record, finding.code) for finding in findings] == [(3, "records.date")]


def test_a_default_fills_what_is_empty_and_only_that(checked: Check) -> None:
    batch, findings = checked(Field("points", "integer", required=True, default="0"), "", "5", "x")
    assert batch.column("points") == [0, 5, None]
    assert [(f.record, f.code) for f in findings] == [(3, "records.integer")]


@pytest.mark.parametrize("point", [0x00, 0x07, 0x0B, 0x1F, 0x7F, 0x80, 0x85, 0x9F])
def test_a_control_character_is_held_and_named_by_code_point(point: int, checked: Check) -> None:
    _, findings = checked(Field("name", "text"), "é", f"a{chr(point)}b", f"{chr(point)}", "ok")
    assert [(f.record, f.code) for f in findings] == [
        (2, "records.control-character"),
        (3, "records.control-character"),
    ]
    assert f"U+{point:04X}" in findings[0].text


def test_one_field_has_one_finding_per_record(checked: Check) -> None:
    _, findings = checked(Field("points", "integer", required=True), "1\x07")
    assert [f.code for f in findings] == ["records.control-character"]


def test_findings_come_by_record_and_then_by_field(
    opened: Callable[..., Source], shop: Profile, tmp_path: Path
) -> None:
    fields = [Field("points", "integer"), Field("expires", "date")]
    source = opened(b"points,expires\nx,x\n1,x\nx,2027/1/1\n", fields)
    (path,) = source.write_chunks(tmp_path / "raw")
    batch, findings = check_chunk(path, fields, profile=source.profile)
    assert [(f.record, f.slot) for f in findings] == [(1, "points"), (1, "expires"), (2, "expires"), (3, "points")]
    assert (batch.count, batch.records, batch.names) == (3, [1, 2, 3], ("_record", "points", "expires"))


def test_an_empty_chunk_has_typed_empty_columns(checked: Check) -> None:
    for kind in ("text", "integer", "decimal", "date", "choice", "boolean", "image", "url"):
        batch, findings = checked(Field("f", kind))
        assert (batch.count, batch.column("f"), findings) == (0, [], [])


@settings(deadline=None, max_examples=100)
@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_integers_come_back_with_and_without_separators(number: int) -> None:
    assert read_integer(str(number)) == read_integer(f"{number:,}") == number


@settings(deadline=None, max_examples=100)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_decimals_keep_value_and_scale(number: Decimal) -> None:
    assert str(Decimal(read_decimal(f"{number:f}"))) == str(Decimal(f"{number:f}"))


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="a./\\．／‥:~ ", max_size=8).filter(bool))
def test_a_file_name_that_passes_stays_inside_its_folder(text: str) -> None:
    try:
        name = read_file_name(text)
    except ValueError:
        return
    base = Path("/base")
    assert Path("/base", name).resolve().is_relative_to(base)
    assert name == text


def test_every_code_of_the_room_is_explained() -> None:
    explained = {code for code in read_explanations() if code.startswith("records.")}
    room = CODES_FOLDER.parent / "records"
    written = {line for path in room.glob("*.py") for line in path.read_text(encoding="utf-8").split('"')}
    assert {
        text for text in written if text.startswith("records.") and text[8:].replace("-", "").isalpha()
    } == explained


@pytest.mark.parametrize(
    "text", ["\u200b", "\ufeff\u3000", "\u00ad\u2060", "\u3164", "\u200b\u00a0\u200b", "\U000e0100"]
)
def test_a_required_text_of_nothing_that_prints_is_empty(checked: Check, text: str) -> None:
    _, findings = checked(Field("name", "text", required=True), text, f"{text}山{text}", "")
    assert [(finding.record, finding.code) for finding in findings] == [
        (1, "records.required"),
        (3, "records.required"),
    ]
