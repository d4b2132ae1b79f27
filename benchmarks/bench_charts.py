"""Bars, gauges, stamp cards and artwork slots: a batch of 1,000 values measured and composed. Aim: 5 us a piece each.

.venv/bin/python benchmarks/bench_charts.py
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from vdp.compose import Resources, take_inventory
from vdp.layout import compile_layout
from vdp.pdf import open_condition
from vdp.slots import Kernel
from vdp.slots.image.artwork_rules import ImportRules

BOX = 'x="10mm" y="10mm" width="60mm" height="20mm"'
SLOTS = {
    "bar": f'<bar value="{{points}}" max="5000" ends="round" track="cmyk(0 0 0 10)" marks="5" {BOX}/>',
    "bar, maximum of the record": f'<bar value="{{points}}" max="{{goal}}" {BOX}/>',
    "gauge": f'<gauge value="{{points}}" max="5000" sweep="270" track="cmyk(0 0 0 10)" {BOX}/>',
    "needle": f'<gauge value="{{points}}" max="5000" kind="needle" marks="10" {BOX}/>',
    "stamp card": f'<stamp-card value="{{stamps}}" of="10" columns="5" {BOX}/>',
    "stamp card of SVG": f'<stamp-card value="{{stamps}}" of="10" columns="5" stamp="s.svg" {BOX}/>',
    "artwork of a field": f'<artwork src="{{badge}}" folder="badges" {BOX}/>',
}
LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="bench"><fields><field name="points" type="integer"/>
<field name="goal" type="integer"/><field name="stamps" type="integer"/><field name="badge" type="text"/></fields>
<piece size="100mm 148mm"><page side="front">{}</page></piece></layout>"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96"/></svg>'
COUNT, REPEATS = 1000, 30


def main() -> None:
    columns = {
        "points": [number * 7919 % 5003 for number in range(COUNT)],
        "goal": [5000 + number % 7 for number in range(COUNT)],
        "stamps": [number * 31 % 11 for number in range(COUNT)],
        "badge": [f"{number % 20}.svg" for number in range(COUNT)],
    }
    rules = ImportRules(condition=open_condition("FOGRA39"))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "badges").mkdir()
        for path in (home / "s.svg", *(home / "badges" / f"{number}.svg" for number in range(20))):
            path.write_text(SVG, encoding="utf-8")
        for name, slot in SLOTS.items():
            (home / "layout.xml").write_text(LAYOUT.format(slot), encoding="utf-8")
            plan = compile_layout(home / "layout.xml")
            [made] = plan.pages[0].slots
            values = made.value.evaluate(columns, COUNT)
            report(name, Resources(take_inventory([plan], rules=rules)).kernel(made.spec), values)


def report(name: str, kernel: Kernel, values: list[str]) -> None:
    first = _timed(kernel.compose, values)
    again = min(_timed(kernel.compose, values) for _ in range(REPEATS))
    measured = min(_timed(kernel.measure, values) for _ in range(REPEATS))
    print(f"{name:28} compose {again:5.2f} us a piece, first batch {first:6.2f}; measure {measured:5.2f}")


def _timed(work, values) -> float:  # noqa: ANN001
    begin = time.perf_counter()
    work(values)
    return (time.perf_counter() - begin) / len(values) * 1e6


if __name__ == "__main__":
    main()
