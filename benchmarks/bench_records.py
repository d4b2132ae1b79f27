"""Time the records room per record: decode, ingest, check, identity, spool, order, read; and the csv module beside it.

Usage: bench_records.py [RECORDS]
"""

from __future__ import annotations

import csv
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from vdp.job import RecordsSettings
from vdp.records import Field, Spool, check_chunk, open_records, open_source, write_refused

HEADER = "会員番号,郵便番号,住所1,住所2,住所3,会社名,氏名,ランク,ポイント,有効期限,クーポンコード,商品コード,店舗名,URL"
FIELDS = [
    Field("customer_id", "text", required=True),
    Field("postal_code", "text", required=True),
    Field("address1", "text", required=True),
    *(Field(name, "text") for name in ("address2", "address3", "company")),
    Field("name", "text", required=True),
    Field("rank", "choice", values=("gold", "silver", "regular")),
    Field("points", "integer", default="0"),
    Field("expires", "date"),
    *(Field(name, "text") for name in ("coupon", "product", "store")),
    Field("url", "url"),
]
IDENTITY = ("name", "postal_code", "address1", "address2", "address3")


def write_source(path: Path, count: int) -> None:
    ranks = ("ゴールド", "シルバー", "レギュラー")
    with path.open("w", encoding="cp932", newline="") as file:
        file.write(HEADER + "\r\n")
        for i in range(count):
            code = (i * 7919) % 9_999_999
            file.write(
                f'{i:08d},{code // 10000:03d}-{code % 10000:04d},東京都千代田区,"丸の内{i % 90}丁目{i % 7}-{i % 31}",'
                f"タワー{i % 30}階,株式会社試験,山田{i}太郎,{ranks[i % 3]},"
                f'"{i % 90 + 1},{i % 900 + 100}",2027/3/{i % 28 + 1},'
                f"AB{i:010d},P{i % 99:04d},銀座本店,https://example.jp/r/{i:010d}\r\n"
            )


@contextmanager
def timed(name: str, count: int) -> Iterator[None]:
    start, cpu = perf_counter(), process_time()
    yield
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    wall, busy = (perf_counter() - start) / count * 1e6, (process_time() - cpu) / count * 1e6
    print(f"{name:24}{wall:9.2f} us per record  {busy:7.2f} us CPU   peak {memory} MB")


def main(count: int, folder: Path) -> None:
    settings = RecordsSettings(folder / "source.csv", "shop-cp932")
    write_source(settings.source, count)
    with timed("csv module (baseline)", count), settings.source.open(encoding="cp932", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == count + 1
    with timed("open_source", count):
        source = open_source(settings, FIELDS, folder=folder)
    with timed("write_chunks", count):
        chunks = list(source.write_chunks(folder / "raw"))
    checked = [path.with_suffix(".checked") for path in chunks]
    with timed("check, identity, write", count):
        for raw, path in zip(chunks, checked, strict=True):
            batch, findings = check_chunk(raw, FIELDS, profile=source.profile)
            assert not findings
            batch.with_text("_identity", batch.identities(IDENTITY)).write(path)
    with Spool(folder / "spool.duckdb") as spool:
        with timed("spool: add", count):
            for path in checked:
                spool.add(path)
        with timed("spool: duplicates", count):
            assert spool.close_duplicates() == []
        with timed("spool: keys", count):
            records, _ = spool.keys()
        with timed("spool: write_ordered", count):
            spool.write_ordered(records[np.argsort(records * 7919 % 1_000_003, kind="stable")], folder / "sorted.arrow")
    ordered = open_records(folder / "sorted.arrow")
    with timed("read, 14 columns", count):
        for start in range(0, count, 1000):
            columns = ordered.read([(start, min(start + 1000, count))]).columns()
            assert all(columns[field.name] for field in FIELDS)
    with timed("write_refused, 1 in 100", count):
        write_refused(settings, {n: ["試験"] for n in range(1, count, 100)}, folder / "held.csv", folder=folder)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, Path(name))
