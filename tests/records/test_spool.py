from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import DefectError, OutputError
from vdp.records import Spool, open_records
from vdp.records.batch import DECIMAL, Batch

Row = tuple[str, str, str]  # postal code, number, identity


def write_rows(path: Path, rows: list[Row], *, first: int = 1) -> Path:
    numbers = range(first, first + len(rows))
    schema = pa.schema(
        [("_record", pa.int64()), ("name", pa.string()), pa.field("price", pa.string(), metadata=DECIMAL)]
    )
    columns = [pa.array(numbers, pa.int64()), pa.array([f"n{n}" for n in numbers]), pa.array(["1.50"] * len(rows))]
    batch = Batch(pa.RecordBatch.from_arrays(columns, schema=schema))
    for name, values in zip(("_postal", "_number", "_identity"), zip(*rows, strict=True), strict=True):
        batch = batch.with_text(name, values)
    batch.write(path)
    return path


@pytest.fixture
def spooled(tmp_path: Path) -> Callable[..., Spool]:
    def spool(rows: list[Row], *, size: int = 3) -> Spool:
        made = Spool(tmp_path / "spool.duckdb")
        for start in range(0, len(rows), size):
            made.add(write_rows(tmp_path / f"c{start:06d}.arrow", rows[start : start + size], first=start + 1))
        return made

    return spool


ROWS: list[Row] = [
    ("1000002", "10000021-1", "c"),
    ("1000001", "10000012-1", "b"),
    ("1000001", "10000011-1", "z"),
    ("1000001", "10000011-1", "a"),
    ("", "", "d"),
    ("1000001", "10000012-1", "b"),
    ("0600000", "", ""),
    ("1000001", "10000012-1", "b"),
    ("0600000", "", ""),
]


def test_keys_are_in_the_order_of_the_post(spooled: Callable[..., Spool]) -> None:
    with spooled(ROWS) as spool:
        records, postal = spool.keys()
    assert records.tolist() == [5, 7, 9, 4, 3, 2, 6, 8, 1]
    assert postal.tolist() == [0, 600000, 600000, 1000001, 1000001, 1000001, 1000001, 1000001, 1000002]
    assert (records.dtype.name, postal.dtype.name) == ("int64", "int32")


def test_duplicates_keep_the_lowest_record_and_nobody_is_no_duplicate(spooled: Callable[..., Spool]) -> None:
    with spooled(ROWS) as spool:
        assert spool.close_duplicates() == [(6, 2), (8, 2)]
        assert sorted(spool.keys()[0].tolist()) == [1, 2, 3, 4, 5, 7, 9]


def test_suppressed_records_are_dropped_and_told(spooled: Callable[..., Spool]) -> None:
    with spooled(ROWS) as spool:
        assert spool.close_suppressed({"b", "c", "nobody"}) == [1, 2, 6, 8]
        assert spool.close_duplicates() == []
        assert sorted(spool.keys()[0].tolist()) == [3, 4, 5, 7, 9]


def test_shared_values_are_counted_among_the_records_that_are_left(spooled: Callable[..., Spool]) -> None:
    with spooled(ROWS) as spool:
        postal = [row[0] for row in ROWS]
        seconds = [number for number, code in enumerate(postal, 1) if code in postal[: number - 1]]
        shared = spool.count_shared("_postal")
        assert (shared.records, shared.record) == (len(seconds), seconds[0])
        assert shared.earlier == postal.index(postal[seconds[0] - 1]) + 1
        assert spool.count_shared("name").records == spool.count_shared("").records == 0
        assert spool.count_shared("price").records == len(ROWS) - 1
        spool.close_duplicates()
        assert spool.count_shared("price").records == len(ROWS) - 3


def test_a_spool_is_continued_after_a_crash_as_if_there_had_been_none(
    spooled: Callable[..., Spool], tmp_path: Path
) -> None:
    spooled(ROWS).close()
    with spooled(ROWS) as again:  # adds the same chunks once more
        assert again.close_duplicates() == [(6, 2), (8, 2)]
    with Spool(tmp_path / "spool.duckdb") as later:
        assert later.close_duplicates() == [(6, 2), (8, 2)]
        assert later.keys()[0].size == 7


def test_ordered_records_come_back_in_order_with_their_types(spooled: Callable[..., Spool], tmp_path: Path) -> None:
    with spooled(ROWS) as spool:
        spool.write_ordered(np.array([9, 1, 5], np.int64), tmp_path / "sorted.arrow")
    found = open_records(tmp_path / "sorted.arrow").read([(0, 3)])
    assert found.records == [9, 1, 5]
    assert found.column("name") == ["n9", "n1", "n5"]
    assert str(found.column("price")[0]) == "1.50"


@pytest.mark.parametrize("order", [[1, 1], [1, 99]])
def test_an_order_that_is_no_selection_of_the_spool_is_a_defect(
    order: list[int], spooled: Callable[..., Spool], tmp_path: Path
) -> None:
    with spooled(ROWS) as spool, pytest.raises(DefectError) as caught:
        spool.write_ordered(np.array(order, np.int64), tmp_path / "sorted.arrow")
    assert caught.value.code == "records.order"


def test_an_empty_spool_gives_an_empty_order(tmp_path: Path) -> None:
    with Spool(tmp_path / "spool.duckdb") as spool:
        assert spool.close_duplicates() == []
        assert spool.close_suppressed([]) == []
        records, postal = spool.keys()
        spool.write_ordered(records, tmp_path / "sorted.arrow")
    assert (records.size, postal.size, open_records(tmp_path / "sorted.arrow").count) == (0, 0, 0)


def test_a_chunk_of_another_job_is_refused(spooled: Callable[..., Spool], tmp_path: Path) -> None:
    Batch(pa.RecordBatch.from_pydict({"_record": [1], "other": ["x"]})).write(tmp_path / "other.arrow")
    with spooled(ROWS) as spool, pytest.raises(DefectError) as caught:
        spool.add(tmp_path / "other.arrow")
    assert caught.value.code == "records.schema"


def test_a_file_that_is_no_spool_is_refused(tmp_path: Path) -> None:
    (tmp_path / "spool.duckdb").write_bytes(b"no spool" * 1000)
    with pytest.raises(OutputError) as caught:
        Spool(tmp_path / "spool.duckdb")
    assert caught.value.code == "records.spool"


def test_the_spool_can_read_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a\n1\n")
    with Spool(tmp_path / "spool.duckdb") as spool, pytest.raises(Exception, match="disabled by configuration"):
        spool._run("SELECT * FROM read_csv(?)", [str(tmp_path / "x.csv")])


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    rows = [(f"{(i * 7919) % 10**7:07d}", "", f"{i:08d}") for i in range(7000)]
    with Spool(folder / "spool.duckdb") as spool:
        for start in (5000, 0):  # chunks may come in any order
            spool.add(write_rows(folder / f"c{start}.arrow", rows[start : start + 5000], first=start + 1))
        order = np.argsort(np.arange(1, 7001) * 7919 % 7001).astype(np.int64) + 1
        spool.write_ordered(order, folder / "sorted.arrow")
        spool.write_ordered(order, folder / "again.arrow")
        np.save(folder / "order.npy", order)
    return folder


def test_the_same_order_gives_the_same_bytes(large: Path) -> None:
    assert (large / "sorted.arrow").read_bytes() == (large / "again.arrow").read_bytes()


@settings(deadline=None, max_examples=60)
@given(
    ranges=st.lists(
        st.tuples(st.integers(0, 7000), st.integers(0, 7000)).map(lambda pair: (min(pair), max(pair))), max_size=4
    )
)
def test_ranges_read_what_slices_of_the_order_hold(ranges: list[tuple[int, int]], large: Path) -> None:
    order = np.load(large / "order.npy").tolist()
    batch = open_records(large / "sorted.arrow").read(ranges)
    expected = [record for start, stop in ranges for record in order[start:stop]]
    assert batch.records == expected
    assert batch.column("name") == [f"n{record}" for record in expected]


@pytest.mark.parametrize("bad", [(0, 7001), (-1, 3), (5, 4)])
def test_a_range_outside_the_records_is_a_defect(bad: tuple[int, int], large: Path) -> None:
    with pytest.raises(DefectError) as caught:
        open_records(large / "sorted.arrow").read([bad])
    assert caught.value.code == "records.range"
