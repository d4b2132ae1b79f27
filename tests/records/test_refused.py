from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import DefectError, OutputError
from vdp.job import RecordsSettings
from vdp.records import Field, open_source, write_refused


def refuse(folder: Path, data: bytes, rows: dict[int, list[str]], profile: str = "shop-cp932", **more: object) -> bytes:
    (folder / "source.csv").write_bytes(data)
    settings = RecordsSettings(folder / "source.csv", profile)
    write_refused(settings, rows, folder / "held.csv", folder=folder, **more)
    return (folder / "held.csv").read_bytes()


def test_rows_come_back_byte_for_byte_with_state_and_reason(tmp_path: Path) -> None:
    # 0xFA40 and 0xEEEF are the same character: a decoder would not give the sender's byte back.
    data = "氏名,備考\r\n".encode("cp932") + b"\xfa\x40,1\r\n\xee\xef, 2 \r\nx,3\r\n"
    held = refuse(tmp_path, data, {2: ["備考が空", "a,b"], 1: ["理由"]})
    added = [text.encode("cp932") for text in (",状態,理由\r\n", ",保留,理由\r\n", ',保留,"備考が空 / a,b"\r\n')]
    assert held == "氏名,備考".encode("cp932") + added[0] + b"\xfa\x40,1" + added[1] + b"\xee\xef, 2 " + added[2]


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]
)
def test_mark_encoding_newline_and_quotes_are_the_senders(encoding: str, mark: bytes, tmp_path: Path) -> None:
    data = mark + '"氏名","備考"\n"a","b\nb"\n"𠮷","c"'.encode(encoding)
    held = refuse(tmp_path, data, {1: ["x"], 2: ["y"]}, "crm-utf8", states={2: "重複"})
    text = '"氏名","備考","状態","理由"\n"a","b\nb","保留","x"\n"𠮷","c","重複","y"\n'
    assert held == mark + text.encode(encoding)


def test_malformed_rows_and_blank_lines_keep_their_numbers(tmp_path: Path) -> None:
    held = refuse(tmp_path, b"a,b\n\n1\n\n2,2,2\n3,3\n", {2: ["x"]})
    assert held == "a,b,状態,理由\n2,2,2,保留,x\n".encode("cp932")


def test_nothing_refused_gives_the_header(tmp_path: Path) -> None:
    assert refuse(tmp_path, b"a\r\n1\r\n", {}) == "a,状態,理由\r\n".encode("cp932")


def test_a_record_that_the_source_lacks_is_a_defect_and_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(DefectError) as caught:
        refuse(tmp_path, b"a\n1\n", {2: ["x"]})
    assert caught.value.code == "records.refused"
    assert not (tmp_path / "held.csv").exists()


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "held.csv").mkdir()
    with pytest.raises(OutputError) as caught:
        refuse(tmp_path, b"a\n1\n", {1: ["x"]})
    assert caught.value.code == "records.write"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("refused")


@settings(deadline=None, max_examples=150)
@given(
    rows=st.lists(st.lists(st.text('a,"\r\n 表山', max_size=6), min_size=2, max_size=2), max_size=8),
    newline=st.sampled_from(["\r\n", "\n", "\r"]),
    pick=st.sets(st.integers(1, 8)),
)
def test_what_is_given_back_reads_as_what_was_read(
    rows: list[list[str]], newline: str, pick: set[int], folder: Path
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows([["x", "y"], *rows])
    wanted = {number: ["r"] for number in pick if number <= len(rows)}
    refuse(folder, text.getvalue().encode("cp932"), wanted)
    fields = [Field("x", "text"), Field("y", "text")]
    source = open_source(RecordsSettings(folder / "held.csv", "shop-cp932"), fields, folder=folder)
    found = [list(row) for t in source.tables() for row in zip(t["x"].to_pylist(), t["y"].to_pylist(), strict=True)]
    assert found == [rows[number - 1] for number in sorted(wanted)]
    assert source.unused == (3, 4)
