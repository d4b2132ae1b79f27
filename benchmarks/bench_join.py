"""Time and memory of a join: the rows of a second file laid beside their records, in one process.

Usage: bench_join.py [RECORDS] [ROWS]
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from vdp.job import RecordsSettings
from vdp.job.settings import JoinSettings
from vdp.records import Field, open_source

ROWS_OF = Field("purchases", "list", fields=(Field("date", "date"), Field("item", "text"), Field("amount", "integer")))
FIELDS = (Field("customer_id", "text", required=True), Field("name", "text"), Field("address", "text"), ROWS_OF)
ARTICLES = ("深蒸し煎茶「春霞」100g", "ほうじ茶ティーバッグ　20包入", "はるのやブレンド　珈琲豆200g", "常滑焼の急須")


def write_files(folder: Path, records: int, rows: int) -> None:
    """Write both files; the rows of a customer lie scattered over the whole second file, one in 101 is nobody's."""
    with (folder / "customers.csv").open("w", encoding="utf-8") as file:
        file.write("customer_id,name,address\n")
        file.writelines(
            f"{n:08d},山田{n}太郎,東京都千代田区丸の内{n % 90}丁目{n % 7}-{n % 31}\n" for n in range(records)
        )
    with (folder / "purchases.csv").open("w", encoding="utf-8") as file:
        file.write("receipt,date,customer_id,item,amount\n")
        for n in range(rows):
            customer = (n * 7919) % (records + records // 100)
            day, amount = f"2026/{n % 12 + 1}/{n % 28 + 1}", f'"{n % 9 + 1},{n % 900 + 100}"'
            file.write(f"{n:09d},{day},{customer:08d},{ARTICLES[n % 4]},{amount}\n")


def main() -> None:
    """Join, and print what it took."""
    records, rows = (int(word) for word in (*sys.argv[1:], "200000", "1000000")[:2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, records, rows)
        join = JoinSettings("purchases", folder / "purchases.csv", "customer_id", "crm-utf8")
        settings = RecordsSettings(folder / "customers.csv", "crm-utf8", join=(join,))
        begin, cpu = perf_counter(), process_time()
        source = open_source(settings, FIELDS, folder=folder)
        for path in source.write_chunks(folder / "work"):
            path.unlink()
        wall, busy = perf_counter() - begin, process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{records:,} records, {rows:,} rows: {wall:.1f} s, {busy:.1f} s of processors, peak {peak} MB")
    print(f"{wall / rows * 1e6:.1f} us a row; not joined: {source.unjoined}")


if __name__ == "__main__":
    main()
