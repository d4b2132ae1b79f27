from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from vdp.errors import Finding, OutputError
from vdp.records import Field
from vdp.records.batch import Batch, read_batch
from vdp.records.check import check_table
from vdp.records.profile import Profile
from vdp.records.source import Source

FIELDS = [
    Field("name", "text"),
    Field("points", "integer"),
    Field("price", "decimal"),
    Field("expires", "date"),
    Field("member", "boolean"),
]


@pytest.fixture
def batch(opened: Callable[..., Source], shop: Profile) -> Batch:
    source = opened(b"name,points,price,expires,member\na,1,1.50,2027/1/2,1\n,,,,\nc,3,2,2027/1/3,0\n", FIELDS)
    found: tuple[Batch, list[Finding]] = check_table(Batch(next(source.tables())), FIELDS, profile=shop)
    return found[0]


def test_columns_have_python_types(batch: Batch) -> None:
    assert dict(batch.columns()) == {
        "_record": [1, 2, 3],
        "name": ["a", "", "c"],
        "points": [1, None, 3],
        "price": [Decimal("1.50"), None, Decimal(2)],
        "expires": [date(2027, 1, 2), None, date(2027, 1, 3)],
        "member": [True, None, False],
    }


def test_types_survive_a_file(batch: Batch, tmp_path: Path) -> None:
    batch.write(tmp_path / "batch.arrow")
    again = read_batch(tmp_path / "batch.arrow")
    assert dict(again.columns()) == dict(batch.columns())
    assert str(again.column("price")[0]) == "1.50"


def test_a_column_is_converted_once(batch: Batch) -> None:
    assert batch.column("name") is batch.columns()["name"]


def test_an_unknown_column_is_a_key_error(batch: Batch) -> None:
    with pytest.raises(KeyError):
        batch.columns()["nobody"]


def test_a_system_column_is_added_to_a_new_batch(batch: Batch) -> None:
    wider = batch.with_text("_number", ["x", None, "z"])
    assert wider.column("_number") == ["x", "", "z"]
    assert "_number" not in batch.names


def test_keep_leaves_the_masked_records(batch: Batch) -> None:
    kept = batch.keep([True, False, True])
    assert (kept.count, kept.records, kept.column("name")) == (2, [1, 3], ["a", "c"])


def test_nothing_is_left_behind_when_a_batch_cannot_be_written(batch: Batch, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        batch.write(tmp_path / "none" / "batch.arrow")
    assert caught.value.code == "records.write"
    assert not list(tmp_path.glob("**/batch*"))


def test_a_full_disk_is_an_output_error_and_leaves_the_old_file(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.write(tmp_path / "batch.arrow")
    before = (tmp_path / "batch.arrow").read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("vdp.records.files.pa.ipc.new_file", refuse)
    with pytest.raises(OutputError, match="No space left"):
        batch.write(tmp_path / "batch.arrow")
    assert (tmp_path / "batch.arrow").read_bytes() == before
    assert not (tmp_path / "batch.arrow.tmp").exists()
