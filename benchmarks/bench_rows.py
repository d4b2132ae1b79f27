"""A table of ten rows per record: measured and composed. The budget is 60 us a record for composing.

.venv/bin/python benchmarks/bench_rows.py
"""

from __future__ import annotations

import tempfile
import time
from datetime import date
from pathlib import Path

from vdp.compose import Composer, Resources, take_inventory
from vdp.layout import compile_layout

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="bench"><fields><field name="rows" type="list">
<field name="day" type="date"/><field name="item" type="text"/><field name="amount" type="integer"/></field></fields>
<font id="gothic" family="Noto Sans JP"/><style id="cell" size="9pt" fit="condense" min-scale="60%"/>
<piece size="210mm 297mm"><page side="front">
<table each="rows" as="p" x="20mm" y="80mm" width="170mm" row-height="7mm" rows="12" style="cell">
<column width="30mm" title="日">{p.day:yyyy/MM/dd}</column><column width="100mm" title="品名">{p.item}</column>
<column width="40mm" title="金額" align="right">{p.amount:,}円</column></table></page></piece></layout>"""
COUNT, ROWS = 1000, 10
ITEMS = ("深蒸し煎茶「春霞」100g", "桜の羊羹", "どら焼き　5個", "はるのやブレンド　珈琲豆200g", "ギフトカード")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layout.xml"
        path.write_text(LAYOUT, encoding="utf-8")
        plan = compile_layout(path)
    composer = Composer(plan, Resources(take_inventory([plan])))
    for kind, distinct in (("a catalogue of 300 articles", 300), ("every article another", COUNT * ROWS)):
        columns = _columns(distinct)
        for name, work in (("measure", composer.measure), ("compose", composer.compose)):
            work(columns, COUNT)
            best = min(_timed(work, columns) for _ in range(7))
            print(f"{name}: {best / COUNT * 1e6:6.1f} us per record of {ROWS} rows, {kind}")


def _columns(distinct: int) -> dict[str, list]:
    numbers = [[(record * 7919 + row * 104_729) % distinct for row in range(ROWS)] for record in range(COUNT)]
    return {
        "rows": [[()] * ROWS] * COUNT,
        "rows.day": [[date(2026, 1 + row, 1 + record % 28) for row in range(ROWS)] for record in range(COUNT)],
        "rows.item": [[f"{ITEMS[n % len(ITEMS)]}{n}" for n in row] for row in numbers],
        "rows.amount": [[100 + 37 * n for n in row] for row in numbers],
    }


def _timed(work, columns) -> float:  # noqa: ANN001
    begin = time.perf_counter()
    work(columns, COUNT)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
