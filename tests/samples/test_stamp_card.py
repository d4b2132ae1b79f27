"""The stamp card: its sample runs and verifies; charts and badges are there, in inks, each badge once."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from vdp.layout import compile_layout
from vdp.slots.image.artwork_slot import ArtworkSlotSpec
from vdp.slots.shape.chart_spec import BarSpec, GaugeSpec, StampCardSpec

VDP = Path(sys.executable).with_name("vdp")


@pytest.fixture(scope="module")
def done(root, tmp_path_factory):
    out = tmp_path_factory.mktemp("stamps") / "out"
    words = [VDP, "run", root / "samples/stamp-card/job.toml", "--out", out, "--executor", "serial", "--json"]
    made = subprocess.run(words, capture_output=True, text=True, check=False, env=dict(os.environ), timeout=120)
    assert made.returncode == 0, made.stderr
    return out, json.loads(made.stdout)


def test_the_layout_shows_every_kind_of_chart(root):
    plan = compile_layout(root / "layouts/stamp-card/layout.xml")
    kinds = {type(slot.spec) for page in plan.pages for slot in page.slots}
    assert {BarSpec, GaugeSpec, StampCardSpec, ArtworkSlotSpec} <= kinds


def test_members_and_artwork_are_what_their_scripts_write(root, tmp_path):
    for script, words in (("samples/stamp-card/make_members.py", ["--out", tmp_path / "members.csv"]),):
        subprocess.run([sys.executable, root / script, *words], check=True, capture_output=True)
    assert (tmp_path / "members.csv").read_bytes() == (root / "samples/stamp-card/members.csv").read_bytes()
    subprocess.run([sys.executable, root / "layouts/stamp-card/draw_artwork.py", tmp_path], check=True)
    for name in ("stamp.svg", "badges/gold.svg", "badges/silver.svg", "badges/regular.svg", "front.pdf", "back.pdf"):
        assert (tmp_path / name).read_bytes() == (root / "layouts/stamp-card" / name).read_bytes(), name


def test_the_sample_has_the_limits_of_the_charts(root):
    with (root / "samples/stamp-card/members.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 200
    assert {"0", "10"} <= {row["stamps"] for row in rows}
    assert any(int(row["points"]) > int(row["goal"]) for row in rows)


def test_the_job_prints_and_verifies(done):
    out, report = done
    assert report["counts"]["printed"] > 190
    verified = subprocess.run([VDP, "verify", out, "--workers", "1"], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stderr


def test_artwork_is_imported_once_and_in_inks(done):
    out, _ = done
    with pikepdf.open(out / "print/sheets-0001.pdf") as pdf:
        forms = pdf.pages[0].Resources.XObject
        assert sum(name.startswith("/B") for name in forms.keys()) == 4  # noqa: SIM118 - three badges, one stamp
        names = b"".join(one.unparse(resolved=True) for one in pdf.objects if not isinstance(one, pikepdf.Stream))
        assert b"/DeviceRGB" not in names
        assert b"ICCBased" not in names
        shown = [pdf.pages[1].Contents.read_bytes().count(b"/B%d Do" % number) for number in range(4)]
    assert sum(shown) > 8


def test_the_picture_shows_what_the_sample_prints(done, redrawn_picture):
    assert redrawn_picture("stamp-card", "piece", done[0]) < 1
