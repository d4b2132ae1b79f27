from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vdp.errors import SourceError
from vdp.records import rows as rows_module
from vdp.records.rows import Form, count_rows, find_lines, scan_rows

ENCODINGS = ["cp932", "utf-8", "utf-16-le", "utf-16-be", "euc-jp"]
# Second bytes of these in cp932: 0x5C, 0x7C, 0x81; plus the characters that matter to a reader of rows.
TEXTS = st.text(alphabet='a,"\r\n 表ポ山ｱ', max_size=60)


def scan(data: bytes, folder: Path, encoding: str = "cp932", *, quote: str = '"') -> list[bytes]:
    path = folder / "rows.csv"
    path.write_bytes(data)
    found = []
    for block in scan_rows(path, Form(encoding, 0, ",", quote)):
        found += [block.data[a:b] for a, b in zip(block.starts.tolist(), block.ends.tolist(), strict=True)]
    return found


def csv_rows(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rows")


@settings(deadline=None, max_examples=400)
@given(text=TEXTS, encoding=st.sampled_from(ENCODINGS), block=st.sampled_from([2, 6, 64, 1 << 20]))
@example(text='a"b,"c"\n"d""\n",e\n', encoding="cp932", block=2)
@example(text='"a"\r\n\r\n\r"b\r\nc"\r\n', encoding="utf-16-be", block=2)
def test_rows_are_those_of_the_csv_module_whatever_the_block_size(
    text: str, encoding: str, block: int, folder: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_module, "_BLOCK", block)
        error, found = None, []
        try:
            found = scan(text.encode(encoding), folder, encoding)
        except SourceError as caught:
            error = caught
        if error:
            assert error.code == "records.open-quote"
            # The last field is open: one more quote closes it, so the file reads without that error.
            assert scan((text + '"').encode(encoding), folder, encoding)
            return
    assert [csv_rows(row.decode(encoding)) for row in found] == [[row] for row in csv_rows(text)]


@settings(deadline=None, max_examples=200)
@given(text=TEXTS)
def test_rows_and_blank_lines_make_up_the_file(text: str, folder: Path) -> None:
    try:
        found = scan(text.encode("cp932"), folder)
    except SourceError:
        return
    rest = text.encode("cp932")
    for row in found:
        rest = rest.lstrip(b"\r\n")
        assert rest.startswith(row)
        rest = rest[len(row) :]
    assert not rest.strip(b"\r\n")


def test_quotes_mean_nothing_where_the_profile_has_none(tmp_path: Path) -> None:
    assert scan(b'a,"b\nc",d\n', tmp_path, quote="") == [b'a,"b\n', b'c",d\n']


def test_a_file_that_ends_inside_a_quote_names_the_record_where_it_began(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="begins in record 2") as caught:
        scan(b'h,i\n1,2\n3,"4\n5,6\n', tmp_path)
    assert caught.value.code == "records.open-quote"


def test_a_row_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        scan(b'h\n"' + b"x\n" * (2 << 20), tmp_path)
    assert caught.value.code == "records.row-too-long"


def test_count_rows_counts_the_rows_that_end_before_an_offset(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b'h,i\r\n1,"\n"\r\n2,3\r\n')
    form = Form("cp932", 0, ",", '"')
    assert [count_rows(path, form, before=n) for n in (0, 4, 5, 8, 12, 13, 17)] == [0, 0, 1, 1, 2, 2, 3]


def test_starts_and_ends_are_64_bit(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"h\n1\n")
    assert next(scan_rows(path, Form("cp932", 0, ",", '"'))).ends.dtype == np.int64


@settings(deadline=None, max_examples=200)
@given(
    rows=st.lists(
        st.lists(st.text(alphabet='a,"\r\n 表ポ', max_size=5), min_size=2, max_size=3), min_size=1, max_size=8
    ),
    newline=st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    encoding=st.sampled_from(ENCODINGS),
    block=st.sampled_from([2, 6, 1 << 20]),
)
def test_lines_are_those_that_the_csv_module_counts(
    rows: list[list[str]], newline: str, encoding: str, block: int, folder: Path
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(rows)
    reader, begin, expected = csv.reader(io.StringIO(text.getvalue(), newline="")), 1, []
    for row in reader:
        if row:
            expected.append(begin)
        begin = reader.line_num + 1
    path = folder / "lines.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_module, "_BLOCK", block)
        found = find_lines(path, Form(encoding, 0, ",", '"'), np.arange(len(rows))[::-1].copy())
    assert found.tolist() == expected[::-1]
