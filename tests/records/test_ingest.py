from __future__ import annotations

from pathlib import Path

import pytest

from vdp.errors import SourceError
from vdp.job import RecordsSettings
from vdp.records import Field, Spool, check_chunk, open_records, open_source
from vdp.records.source import Source

IDENTITY = ("name", "postal_code", "address1")
FIELDS = [Field("name", "text", required=True), Field("postal_code", "text"), Field("address1", "text")]
SOURCE = "氏名,郵便番号,住所1\n山田太郎,100-0001,千代田1-1\n山田　太郎,1000001,千代田１－１\n鈴木花子,060-0000,札幌2\n"


def open_with(folder: Path, suppressed: str) -> Source:
    (folder / "source.csv").write_bytes(SOURCE.encode("cp932"))
    (folder / "stop.csv").write_bytes(suppressed.encode("cp932"))
    settings = RecordsSettings(folder / "source.csv", "shop-cp932", suppress=folder / "stop.csv")
    return open_source(settings, FIELDS, folder=folder, identity=IDENTITY)


def test_the_way_from_file_to_order(tmp_path: Path) -> None:
    source = open_with(tmp_path, "お名前,〒,住所1,備考\n鈴木　花子,0600000,札幌2,退会\n")
    with Spool(tmp_path / "spool.duckdb") as spool:
        for path in source.write_chunks(tmp_path / "raw", rows=2):
            batch, findings = check_chunk(path, FIELDS, profile=source.profile)
            assert findings == []
            batch = batch.with_text("_identity", batch.identities(IDENTITY))
            batch.write(path.with_suffix(".checked"))
            spool.add(path.with_suffix(".checked"))
        assert spool.close_suppressed(source.suppressed) == [3]
        assert spool.close_duplicates() == [(2, 1)]
        spool.write_ordered(spool.keys()[0], tmp_path / "sorted.arrow")
    ordered = open_records(tmp_path / "sorted.arrow")
    assert ordered.read([(0, ordered.count)]).column("name") == ["山田太郎"]


@pytest.mark.parametrize(
    "row", ["鈴木花子,0600000", ",,", "鈴木花子,,", ",0600000,札幌2", "鈴木\x07花子,0600000,札幌2"]
)
def test_a_row_of_the_suppression_list_that_cannot_be_read_stops_the_job(row: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="record 2 of the suppression list") as caught:
        open_with(tmp_path, f"氏名,郵便番号,住所1\nx,1,y\n{row}\n")
    assert caught.value.code == "records.suppression"


def test_a_suppression_list_without_a_column_of_the_identity_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        open_with(tmp_path, "氏名,郵便番号\nx,1\n")
    assert caught.value.code == "records.missing-column"
