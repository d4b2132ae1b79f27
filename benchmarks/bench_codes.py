"""Time of coupon codes per record, and that a million of them differ, keep their check character and spread evenly.

Usage: bench_codes.py [RECORDS]
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pyarrow as pa
from stdnum.iso7064 import mod_37_2

from vdp.job.codes import LETTERS, build_code
from vdp.records.codes import CodeSeries

ROWS = 2000
SAMPLED = 997  # every so many codes are asked of python-stdnum


class Records:
    """Record numbers and customer numbers, as a source hands them out."""

    def __init__(self, count: int) -> None:
        self.count = count

    def tables(self, rows: int) -> Iterator[Any]:
        """Yield batches of `rows` records."""
        for first in range(1, self.count + 1, rows):
            numbers = range(first, min(first + rows, self.count + 1))
            keys = [f"C{number * 7919 % 100_000_007:09d}" for number in numbers]
            yield pa.RecordBatch.from_pydict({"_record": pa.array(numbers, pa.int64()), "customer_id": keys})


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with NamedTemporaryFile() as secret:
        secret.write(bytes(range(32)))
        secret.flush()
        for key in ("", "customer_id"):
            measure(Records(count), secret=Path(secret.name), key=key)


def measure(records: Records, *, secret: Path, key: str) -> None:
    values = {"name": "coupon", "kind": "coupon", "secret": secret, "arms": ("A", "B")}
    settings = build_code(values | ({"key": key} if key else {}))
    tables = list(records.tables(ROWS))
    series = CodeSeries(settings, job="bench")
    wall, busy = perf_counter(), process_time()
    series.prepare(records)
    prepared = process_time() - busy
    columns = [series.attach(table) for table in tables]
    wall, busy = perf_counter() - wall, process_time() - busy
    codes = [code for table in columns for code in table.column("coupon").to_pylist()]
    arms = Counter(arm for table in columns for arm in table.column("coupon_arm").to_pylist())
    assert len(set(codes)) == records.count
    assert all(mod_37_2.is_valid(code, LETTERS) for code in codes[::SAMPLED])
    spread = np.array([sum(code[0] == letter for code in codes) for letter in LETTERS]) / records.count * len(LETTERS)
    each = 1e6 / records.count
    print(
        f"{records.count:,} codes by {key or 'record number'}: {wall * each:.2f} us each, {busy * each:.2f} us of CPU"
    )
    print(f"  of it before the first chunk {prepared * each:.2f} us; drawn again: {series.repeated}; all differ")
    print(f"  arms {dict(sorted(arms.items()))}; first character {spread.min():.3f} to {spread.max():.3f} of its share")


if __name__ == "__main__":
    main()
