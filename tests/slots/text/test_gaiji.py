"""Tables of private characters; the cp932 codec of Python is the oracle for cells."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import JobError, read_explanations
from vdp.slots.text.gaiji import GaijiTable, apply_gaiji, find_unmapped, read_gaiji


@pytest.fixture
def read(tmp_path: Path):
    def read_(text: str | bytes, name: str = "gaiji.csv") -> GaijiTable:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_gaiji(path)

    return read_


def test_a_csv_table_is_read(read):
    table = read("code,text,note\nF040,\u9ad9,ladder\n U+E001 ,U+8FBB U+E0101,\nU+E002,font:U+E102,\nF0FC,(株),\n")
    assert table.texts == {0xE000: "\u9ad9", 0xE001: "\u8fbb\U000e0101", 0xE002: "\ue102", 0xE0BB: "(株)"}
    assert table.from_font == {0xE102}
    assert pickle.loads(pickle.dumps(table)) == table  # noqa: S301


def test_a_toml_table_is_the_same(read):
    csv = read("code,text\nF040,髙\nU+E001,font:U+E102\n")
    toml = read('[gaiji]\nF040 = "髙"\n"U+E001" = "font:U+E102"\n', "gaiji.toml")
    assert csv == toml


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_may_come_from_excel(read, encoding: str):
    assert read("code,text\r\nF040,髙\r\n".encode(encoding)).texts == {0xE000: "髙"}


@pytest.mark.parametrize("row", range(0xF0, 0xFA))
def test_every_cell_is_the_code_point_that_the_codec_gives(read, row: int):
    cells = [trail for trail in range(0x40, 0xFD) if trail != 0x7F]
    table = read("code,text\n" + "".join(f"{row:02X}{trail:02X},〓\n" for trail in cells))
    assert list(table.texts) == [ord(bytes((row, trail)).decode("cp932")) for trail in cells]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("kanji,text\nF040,a\n", 1),
        ("code,text\nF040,a\nU+9AD9,b\n", 3),
        ("code,text\nF040,a\nE000,b\n", 3),
        ("code,text\nF07F,a\n", 2),
        ("code,text\nFA40,a\n", 2),
        ("code,text\nU+E000,a\nF040,b\n", 3),
        ("code,text\nF040,\n", 2),
        ("code,text\nF040\n", 2),
        ("code,text\nF040,\ue001\n", 2),
        ("code,text\nF040,font:髙\n", 2),
        ("code,text\nF040,font:U+E001 U+E002\n", 2),
        ("code,text\nF040,U+110000\n", 2),
        ("code,text\nF040,U+D800\n", 2),
        ('code,text\nF040,"a\nb"\n', 3),
        ('code,text\nF041,a\nF040,"a\n', 3),
    ],
)
def test_a_fault_is_named_at_its_line(read, text: str, line: int):
    with pytest.raises(JobError) as caught:
        read(text)
    assert caught.value.where is not None
    assert (caught.value.where.file, caught.value.where.line) == ("gaiji.csv", line), str(caught.value)
    assert caught.value.code in read_explanations()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[gaiji]\nF040 = "a"\n"U+0041" = "b"\n', 3),
        ("[gaiji]\n\nF040 = 3\n", 3),
        ('[gaiji]\nF040 = "a"\nF041 =\n', 3),
        ("[other]\n", 1),
        ("gaiji = 3\n", 1),
    ],
)
def test_a_fault_in_toml_is_named_at_its_line(read, text: str, line: int):
    with pytest.raises(JobError) as caught:
        read(text, "gaiji.toml")
    assert caught.value.where is not None
    assert caught.value.where.line == line, str(caught.value)


def test_a_file_that_is_no_text_or_not_there_is_refused(read, tmp_path: Path):
    with pytest.raises(JobError, match="neither UTF-8 nor cp932"):
        read(b"code,text\nF040,\x81\n")
    with pytest.raises(JobError, match="cannot be read"):
        read_gaiji(tmp_path / "none.csv")


def test_private_characters_are_replaced_once_and_strangers_stay():
    table = GaijiTable({0xE000: "\ue001", 0xE001: "髙", 0xF0000: "邉"})
    assert apply_gaiji(table, ["山\ue000\ue001", "\ue002", "", "\U000f0000A"]) == ["山\ue001髙", "\ue002", "", "邉A"]


def test_strangers_are_found_by_value_and_code_point():
    table = GaijiTable({0xE000: "髙"})
    values = ["山田", "\ue000", "\ue003\ue000\ue002\ue003", "\U00100000"]
    assert find_unmapped(table, values) == [(2, (0xE002, 0xE003)), (3, (0x100000,))]
    assert find_unmapped(table, ["山田", "abc"]) == []


@settings(deadline=None)
@given(st.lists(st.text()), st.dictionaries(st.integers(0xE000, 0xE010), st.text("髙邉", min_size=1)))
def test_the_table_does_what_translate_does(values: list[str], texts: dict[int, str]):
    assert apply_gaiji(GaijiTable(texts), values) == [value.translate(texts) for value in values]
