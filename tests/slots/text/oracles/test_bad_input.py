"""What no printer could set: held with field and code point, or the job refused; never an empty box on paper."""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from vdp.slots.text import FaceChain, TextKernel, read_catalogue
from vdp.slots.text.vertical import VerticalChain
from vdp.units import Box

VDP = Path(sys.executable).with_name("vdp")
BAD = {  # what a name holds -> what the reason must say
    "山\U0001f600田": "U+1F600",  # emoji
    "👨\u200d👩\u200d👧": "U+1F467",  # emoji joined to one
    "辻\U000e01ef": "U+E01EF",  # a variation sequence that no font lists
    "山\ue000": "U+E000",  # a character of the sender's own
    "\u05d0\u05d1\u05d2": "text.right-to-left",
    "山\u0301": "U+0301",  # a mark that the font cannot place
    "山\ufffd": "U+FFFD",  # a character that was lost before
    "a\tb": "U+0009",
    "a\u2028b": "U+2028",
    "a\u0007b": "U+0007",
    "a\u0085b": "U+0085",
    "字" * 10_000: "text.overflow",
}
GOOD = ["山田", "", "\u200b山\u202e田", "辻\U000e0101", "か\u3099き", "𠮷﨑", "﹅﹆", "セ\u309a"]
LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="bad" lang="ja">
<fields><field name="name" type="text"/><field name="note" type="text"/></fields>
<font id="text" family="{family}" fallback="Noto Serif JP"/>
<piece size="100mm 148mm"><page side="front">
<text name="flat" x="10mm" y="10mm" width="{width}" height="8mm" fit="condense">{{name}}様</text>
<text name="tall" x="80mm" y="10mm" width="8mm" height="100mm" writing-mode="vertical" fit="condense">{{name}}様</text>
</page></piece></layout>
"""


@pytest.fixture
def run(tmp_path):
    def start(names, *, family="Noto Sans JP", width="60mm", more=""):
        (tmp_path / "layout.xml").write_text(LAYOUT.format(family=family, width=width), encoding="utf-8")
        with (tmp_path / "people.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("name", "note"), *((name, "-") for name in names)])
        (tmp_path / "job.toml").write_text(
            'job = { name = "bad", layout = "layout.xml" }\npostal = { date = 2026-12-01, authority = "none" }\n'
            f'records = {{ source = "people.csv", profile = "crm-utf8", max-held = 0.9 }}\n{more}'
        )
        words = [VDP, "run", tmp_path / "job.toml", "--out", tmp_path / "out", "--workers", "1"]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    return start


def shown_glyphs(path):
    """Yield (font, code) of every character code that the pages and their forms show."""
    with pikepdf.open(path) as document:
        forms = [o for o in document.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"]
        for part in [*document.pages, *forms]:
            font = ""
            for operands, operator in pikepdf.parse_content_stream(part):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) in {"Tj", "TJ"}:
                    items = operands[0] if str(operator) == "TJ" else operands
                    for item in items:
                        if isinstance(item, pikepdf.String):
                            data = bytes(item)
                            yield from ((font, data[at : at + 2]) for at in range(0, len(data), 2))


def test_bad_names_are_held_with_their_code_point_and_good_ones_printed_without_an_empty_box(run, tmp_path):
    names = [*GOOD, *BAD]
    done = run(names)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "out/held.csv").open(encoding="utf-8-sig", newline="") as file:
        _header, *held = csv.reader(file)
    assert [row[0] for row in held] == list(BAD)
    for name, _note, state, reason in held:
        assert state == "保留"
        assert BAD[name] in reason
        assert re.match("flat: |name: ", reason), "the slot or the field is named"
        assert name not in reason
    assert not any(name in done.stdout + done.stderr for name in BAD)
    glyphs = list(shown_glyphs(next((tmp_path / "out/print").glob("*.pdf"))))
    assert len(glyphs) > 30
    assert [code for code in glyphs if code[1] in {b"\0\0", b""}] == []


@pytest.mark.parametrize("width", ["0mm", "-5mm"])
def test_a_slot_without_width_is_a_mistake_of_the_layout(run, width):
    done = run(["山田"], width=width)
    assert done.returncode == 3
    assert "layout.xml:5" in done.stderr


def test_a_font_that_forbids_embedding_stops_the_job(run, tmp_path):
    with TTFont(read_catalogue()["Noto Sans JP/400"].path) as font:
        font["OS/2"].fsType = 2
        font.save(tmp_path / "closed.otf")
    digest = hashlib.sha256((tmp_path / "closed.otf").read_bytes()).hexdigest()
    row = f'[[face]]\nfamily = "Closed"\nweight = 400\nfile = "closed.otf"\nsha256 = "{digest}"\n'
    (tmp_path / "fonts.toml").write_text(row)
    done = run(["山田"], family="Closed", more='fonts = { catalogue = "fonts.toml" }\n')
    assert done.returncode == 2
    assert "text.font-embedding" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("fit", [("condense", "shrink"), ("wrap", "track", "condense", "shrink")])
@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_time_grows_with_the_length_of_a_field_and_no_faster(spec, faces, writing, fit):
    horizontal = FaceChain(faces)
    chain = VerticalChain(faces, horizontal) if writing == "vertical" else horizontal
    floors = {"min_scale": 0.5, "min_size": 5.0, "min_tracking": -50.0}
    kernel = TextKernel(spec(box=Box(0, 0, 200, 200), lines=0, fit=fit, writing=writing, **floors), chain)

    def seconds(length):
        text = ("東京、「ABC12」" * (length // 10 + 1))[:length]
        best = []
        for _ in range(3):
            begun = time.process_time()
            kernel.measure([text])
            best.append(time.process_time() - begun)
        return min(best)

    half, full = seconds(5_000), seconds(10_000)
    assert full < 3 * half + 0.05  # four times as long if it grew with the square
    assert full < 3.0
