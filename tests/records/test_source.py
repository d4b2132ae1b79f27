from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import JobError, SourceError
from vdp.job import RecordsSettings
from vdp.records import Field, open_source
from vdp.records import rows as rows_module
from vdp.records.source import Source

Open = Callable[..., Source]

# Every double-byte character of the code page: lead 0x81 to 0xFC, second byte 0x40 to 0xFC.
PAIRS = (bytes((lead, second)).decode("cp932", "ignore") for lead in range(0x81, 0xFD) for second in range(0x40, 0xFD))
CP932 = sorted({text for text in PAIRS if len(text) == 1 and text > "\x9f"})
VALUES = st.text(alphabet=st.sampled_from('",\r\n 表ポ髙①～ｱ') | st.sampled_from(CP932), max_size=12)


def read_rows(source: Source, rows: int = 2000) -> list[tuple[object, ...]]:
    """Return (record, value, value ...) for every row that has the right number of columns."""
    found: list[tuple[object, ...]] = []
    for table in source.tables(rows):
        found.extend(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return found


def write_csv(
    rows: list[list[str]], *, encoding: str, quoting: int = csv.QUOTE_MINIMAL, newline: str = "\r\n"
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator=newline).writerows(rows)
    return text.getvalue().encode(encoding)


def open_at(folder: Path, data: bytes, names: str, profile: str = "shop-cp932") -> Source:
    path = folder / "source.csv"
    path.write_bytes(data)
    return open_source(RecordsSettings(path, profile), [Field(n, "text") for n in names.split()], folder=folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("source")


@settings(deadline=None, max_examples=150)
@given(
    rows=st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=12),
    # The writer quotes only the newlines that it uses itself, so with LF alone a CR would be lost by it.
    style=st.sampled_from([(csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_ALL, "\n")]),
    size=st.sampled_from([1, 3, 2000]),
)
def test_values_written_by_the_csv_module_come_back(
    rows: list[list[str]], style: tuple[int, str], size: int, folder: Path
) -> None:
    data = write_csv([["a", "b", "c"], *rows], encoding="cp932", quoting=style[0], newline=style[1])
    expected = [row for row in csv.reader(io.StringIO(data.decode("cp932"), newline="")) if row][1:]
    found = read_rows(open_at(folder, data, "a b c"), size)
    assert found == [(number, *row) for number, row in enumerate(expected, 1)]
    assert [list(row[1:]) for row in found] == [[v.encode("cp932").decode("cp932") for v in row] for row in rows]


@settings(deadline=None, max_examples=300)
@given(text=st.text(alphabet='a,"\r\n 表山', max_size=60), size=st.sampled_from([1, 2, 2000]))
def test_any_bytes_give_the_rows_and_record_numbers_of_the_csv_module(text: str, size: int, folder: Path) -> None:
    source = open_at(folder, b"x,y\n" + text.encode("cp932"), "x y")
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    error, found = None, []
    try:
        found = read_rows(source, size)
    except SourceError as caught:
        error = caught
    if error:
        assert error.code == "records.open-quote"
        return
    assert found == [(number, *row) for number, row in enumerate(rows, 1) if len(row) == 2]
    assert [f.record for f in source.malformed] == [number for number, row in enumerate(rows, 1) if len(row) != 2]
    assert source.count == len(rows)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")],
)
def test_the_byte_order_mark_tells_the_encoding_and_is_no_part_of_the_header(
    encoding: str, mark: bytes, opened: Open
) -> None:
    data = mark + '氏名,住所1\r\n"山田, 太郎","東京\n𠮷"\r\n'.encode(encoding)
    assert read_rows(opened(data, "name address1", profile="crm-utf8")) == [(1, "山田, 太郎", "東京\n𠮷")]


def test_cp932_keeps_the_characters_of_windows(opened: Open) -> None:
    source = opened("氏名\n\u9ad9\u2460\uff5e\ufa11\n".encode("cp932") + b"\xf0\x40\n", "name")
    assert read_rows(source) == [(1, "\u9ad9\u2460\uff5e\ufa11"), (2, "\ue000")]


def test_a_byte_that_is_not_in_the_encoding_is_refused_with_record_and_offset(opened: Open) -> None:
    data = "氏名,住所1\r\n".encode("cp932") + b'"a\r\nb",c\r\nd,\x82\xff\r\n'
    place = data.index(b"\x82\xff")
    with pytest.raises(SourceError, match=f"byte {place} of the file, in record 2,") as caught:
        opened(data, "name")
    assert caught.value.code == "records.encoding"


@settings(deadline=None, max_examples=60)
@given(head=st.text(alphabet="a表\n", max_size=30), block=st.sampled_from([1, 3, 1 << 20]))
def test_the_offset_of_a_bad_byte_is_that_of_decoding_the_whole(head: str, block: int, folder: Path) -> None:
    data = b"x\n" + head.encode("cp932") + b"\x82\xff" + "表".encode("cp932")
    with pytest.raises(UnicodeDecodeError) as whole:
        data.decode("cp932")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vdp.records.dialect._BLOCK", block)
        with pytest.raises(SourceError, match=f"^{folder}.*byte {whole.value.start} of the file"):
            open_at(folder, data, "x")


def test_utf8_that_happens_to_be_valid_cp932_is_refused(opened: Open) -> None:
    data = "氏名,ああああ\n".encode()
    assert data.decode("cp932") != data.decode()  # the trap: other characters, and no error
    with pytest.raises(SourceError, match="valid UTF-8") as caught:
        opened(data, "name")
    assert caught.value.code == "records.encoding"


def test_half_width_kana_that_look_like_utf8_are_read_as_cp932(opened: Open) -> None:
    data = b"name\n" + "ﾃｱ".encode("cp932") + b"\n"
    assert data.decode("utf-8")  # the trap: two kana are one valid UTF-8 character
    assert read_rows(opened(data, "name")) == [(1, "ﾃｱ")]


def test_a_byte_order_mark_that_the_profile_does_not_know_is_refused(opened: Open) -> None:
    with pytest.raises(SourceError, match="byte order mark") as caught:
        opened(b"\xef\xbb\xbfname\nx\n", "name")
    assert caught.value.code == "records.encoding"


def test_cp932_bytes_are_refused_by_a_profile_of_utf8(opened: Open) -> None:
    with pytest.raises(SourceError, match="in the header, is not valid utf-8"):
        opened("氏名\n".encode("cp932"), "name", profile="crm-utf8")


def test_nul_is_refused_with_its_place(opened: Open) -> None:
    with pytest.raises(SourceError, match="byte 8 of the file, in record 1, is a NUL") as caught:
        opened(b"name\nabc\0d\n", "name")
    assert caught.value.code == "records.nul-byte"


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n"])
def test_an_empty_file_is_refused(data: bytes, opened: Open) -> None:
    with pytest.raises(SourceError) as caught:
        opened(data, "name")
    assert caught.value.code == "records.empty"


def test_a_file_that_is_not_there_is_a_fault_of_the_job(tmp_path: Path) -> None:
    with pytest.raises(JobError) as caught:
        open_source(RecordsSettings(tmp_path / "no.csv", "shop-cp932"), [], folder=tmp_path)
    assert (caught.value.code, caught.value.exit_status) == ("records.missing-file", 2)


def test_rows_of_another_width_are_held_under_their_record_number(opened: Open) -> None:
    source = opened(b'name,rank\n\na,1\nb\n"c\nc",2\n\r\nd,3,4\ne,5\n', "name rank")
    assert read_rows(source, rows=2) == [(1, "a", "1"), (3, "c\nc", "2"), (5, "e", "5")]
    assert [(f.record, f.code, f.severity) for f in source.malformed] == [
        (2, "records.column-count", "hold"),
        (4, "records.column-count", "hold"),
    ]
    assert source.malformed[1].text == "the row has 3 columns, the header 2"


def test_chunks_are_files_of_at_most_the_rows_asked_for(opened: Open, tmp_path: Path) -> None:
    source = opened(b"name\n" + b"".join(b"n%d\n" % i for i in range(7)), "name rank")
    paths = list(source.write_chunks(tmp_path / "raw", rows=3))
    tables = [pa.ipc.open_file(pa.memory_map(str(path))).read_all() for path in paths]
    assert [path.name for path in paths] == ["chunk-000000.arrow", "chunk-000001.arrow", "chunk-000002.arrow"]
    assert [t["_record"].to_pylist() for t in tables] == [[1, 2, 3], [4, 5, 6], [7]]
    assert tables[2].to_pylist() == [{"_record": 7, "name": "n6", "rank": ""}]


def test_long_rows_make_smaller_chunks(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vdp.records.source._MOST_BYTES", 100)
    monkeypatch.setattr(rows_module, "_BLOCK", 64)
    source = opened(b"name\n" + b"x" * 40 + b"\n" + b"y" * 40 + b"\n" + b"z" * 40 + b"\n" + b"w\n", "name")
    assert [table.num_rows for table in source.tables()] == [3, 1]


def test_reading_again_gives_the_same_and_counts_once(opened: Open) -> None:
    source = opened(b"name,rank\na,1\nb\n", "name")
    assert read_rows(source) == read_rows(source)
    assert (source.count, len(source.malformed)) == (2, 1)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Reading another 80 MB takes less than a quarter of that as memory; allocators keep some."""
    # Not ru_maxrss: a child inherits that from the process that started it.
    program = """
import sys
from pathlib import Path
from vdp.job import RecordsSettings
from vdp.records import Field, open_source
path = Path(sys.argv[1])
fields = [Field(n, "text") for n in ("name", "address1", "url")]
source = open_source(RecordsSettings(path, "shop-cp932"), fields, folder=path.parent)
for table in source.tables():
    pass
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(source.count, peak.split()[1])
"""
    row = "山田太郎,東京都千代田区丸の内一丁目二番三号,https://example.jp/abcdefghijklmnopqrstuvwxyz," + "備考" * 30
    peaks, sizes = [], []
    for count in (40_000, 440_000):
        path = tmp_path / f"{count}.csv"
        path.write_bytes(("氏名,住所1,URL,備考\r\n" + (row + "\r\n") * count).encode("cp932"))
        run = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
        read, peak = map(int, run.stdout.split())
        assert read == count
        peaks.append(peak * 1024)
        sizes.append(path.stat().st_size)
    assert sizes[1] - sizes[0] > 80e6
    assert peaks[1] - peaks[0] < (sizes[1] - sizes[0]) / 4
