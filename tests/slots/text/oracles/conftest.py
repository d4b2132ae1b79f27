"""One small job, run as an operator runs it: horizontal and vertical slots on the sheets that reach the press."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
VDP = Path(sys.executable).with_name("vdp")
MM = 72 / 25.4

SLOTS = {  # x, y, width, height in mm from the upper left trim corner; how the text is set
    "paragraph": (6, 6, 50, 34, 'size="9pt" leading="14pt" lines="0"'),
    "justified": (6, 42, 50, 34, 'size="9pt" leading="14pt" lines="0" align="justify" hang="yes"'),
    "condensed": (6, 78, 50, 5, 'size="11pt" fit="condense" min-scale="50%"'),
    "shrunk": (6, 85, 50, 5, 'size="11pt" fit="shrink" min-size="5pt"'),
    "tracked": (6, 92, 50, 5, 'size="9pt" tracking="1.5pt" fit="condense" min-scale="50%"'),
    "closed": (6, 99, 50, 5, 'size="10pt" fit="track condense" min-tracking="-0.08em" min-scale="50%"'),
    "name": (6, 106, 50, 8, 'size="16pt" fit="condense" min-scale="50%"'),
    "solid": (6, 116, 50, 5, 'size="9pt" spacing="solid" fit="condense" min-scale="50%"'),
    "tall": (60, 6, 34, 70, 'size="9pt" leading="15pt" lines="0" writing-mode="vertical"'),
    "even": (60, 78, 34, 42, 'size="8pt" leading="13pt" lines="0" writing-mode="vertical" align="justify"'),
    "flat": (88, 122, 6, 22, 'size="11pt" writing-mode="vertical" fit="condense" min-scale="40%"'),
    "addressee": (78, 122, 8, 22, 'size="14pt" writing-mode="vertical" fit="condense shrink" min-scale="50%"'),
}
LONG = (
    "春の「ご優待」セール（3/20～4/11）を開催。全品20％OFF、ABC-1234をご提示ください。",
    "髙橋様、﨑山様へ『特別クーポン』を12枚お届けします。キャッチコピーは、ちょっと一杯。",
    "東京都中央区銀座9丁目99番9号はるのやビル3階、TEL 0120-000-000（10時から18時）。",
    "JR新宿駅のA4出口を出て右へ、徒歩5分。「おいしい珈琲」と、パン・菓子・軽食をどうぞ。",
)
SHORT = ("春のご優待ABC12号", "（限定）50名様、Web予約", "Café「はるのや」本店3F", "3月20日から、20％OFF")
NAMES = ("辻\U000e0101 花子 様", "邉\U000e0105 一郎 様", "髙橋们子 様", "𠮷田 﨑代 様")
"""Variation sequences, a character of the second face alone, one beyond the first plane."""


@dataclass(frozen=True)
class Sheets:
    """A finished job. `texts`: per piece and slot; `boxes`: the same, in points from the sheet's lower left corner."""

    out: Path
    pdf: Path
    texts: dict[tuple[int, str], str]
    boxes: dict[tuple[int, str], tuple[float, float, float, float]]  # left, bottom, right, top


def text_of(slot, record):
    """Return what a slot shows of a record, numbered from 0."""
    if slot in {"name", "addressee"}:
        return NAMES[record]
    if slot in {"paragraph", "justified", "tall", "even"}:
        return LONG[(record + list(SLOTS).index(slot)) % 4]
    return SHORT[(record + list(SLOTS).index(slot)) % 4]


def write_job(folder):
    slots = "\n".join(
        f'<text name="{name}" x="{x}mm" y="{y}mm" width="{w}mm" height="{h}mm" {more}>{{{name}}}</text>'
        for name, (x, y, w, h, more) in SLOTS.items()
    )
    fields = "".join(f'<field name="{name}" type="text" required="yes"/>' for name in SLOTS)
    (folder / "layout.xml").write_text(
        f'<layout xmlns="urn:vdp:layout:1" name="oracle" lang="ja"><fields>{fields}</fields>'
        '<font id="text" family="Noto Sans JP" fallback="bold"/>'
        '<font id="bold" family="Noto Sans CJK JP" weight="700"/>'
        f'<piece size="100mm 148mm"><page side="front">{slots}</page></piece></layout>',
        encoding="utf-8",
    )
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(SLOTS)
        rows.writerows([text_of(slot, record) for slot in SLOTS] for record in range(len(NAMES)))
    (folder / "job.toml").write_text(
        'job = { name = "oracle", layout = "layout.xml" }\nrecords = { source = "people.csv", profile = "crm-utf8" }\n'
        'postal = { date = 2026-12-01, authority = "none" }\nimpose = { press = "upright" }\n'
    )
    (folder / "upright.toml").write_text(  # a sheet on which four pieces stand upright
        'title = "Oracle"\nsheet = [228.599, 330.199]\nloss = { left = 4, bottom = 4, right = 4, top = 4 }\n'
        'source = "of this test"\nas-of = 2026-11-21\nverified = true\n'
    )
    return folder / "job.toml"


@pytest.fixture(scope="session")
def sheets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("oracle")
    job, out = write_job(folder), folder / "out"
    words = [VDP, "run", job, "--out", out, "--workers", "1", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["printed"] == len(NAMES)
    with closing(sqlite3.connect(f"file:{out / 'ledger.sqlite'}?mode=ro", uri=True)) as ledger:
        [[facts]] = ledger.execute("SELECT value FROM job WHERE key = 'sides'").fetchall()
        places = ledger.execute("SELECT record, sheet, slot FROM pieces WHERE kind = 'piece'").fetchall()
    texts, boxes = {}, {}
    for record, sheet, slot in places:
        assert sheet == 0
        face = json.loads(facts)[0][slot]
        assert face[8] == 0, "pieces stand upright on the front"
        left, top = face[4] / 1000, face[7] / 1000
        for name, (x, y, w, h, _) in SLOTS.items():
            box = (left + x, top - y - h, left + x + w, top - y)
            texts[record, name] = text_of(name, record - 1)
            boxes[record, name] = tuple(n * MM for n in box)
    return Sheets(out, next((out / "print").glob("*.pdf")), texts, boxes)


@pytest.fixture(scope="session")
def slot_table():
    return SLOTS
