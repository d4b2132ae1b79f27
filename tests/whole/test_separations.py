"""Plates, as Ghostscript separates them: black text and codes print with one ink."""

from __future__ import annotations

import json
import sqlite3
import subprocess

import numpy as np
import pikepdf
import pytest
from PIL import Image

from vdp.layout import compile_layout
from vdp.preflight.plates import Opened, PageContent, SpaceReader, render_plates
from vdp.slots.symbol.spec import CustomerBarcodeSpec, QrSpec
from vdp.slots.text.spec import TextSpec
from vdp.units import MM

DPI = 100
PLATES = ("Cyan", "Magenta", "Yellow", "Black")
PLAIN = (255, 0)  # no ink, full ink


@pytest.fixture(scope="module")
def plates(finished, tmp_path_factory, tool):
    """Separate the first sheet; return per side its plates."""
    folder = tmp_path_factory.mktemp("plates")
    words = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", f"-r{DPI}", "-dFirstPage=1", "-dLastPage=2"]
    pdf = finished.out / "print/sheets-0001.pdf"
    subprocess.run([tool("gs"), *words, f"-sOutputFile={folder}/p%d.tif", pdf], capture_output=True, check=True)
    return [{name: Image.open(folder / f"p{side}({name}).tif").convert("L") for name in PLATES} for side in (1, 2)]


@pytest.fixture(scope="module")
def pieces(finished):
    """Return the places of the pieces on the first sheet: per side, trim in pixels from the upper left, and turn."""
    with sqlite3.connect(finished.out / "ledger.sqlite") as ledger:
        sides = json.loads(ledger.execute("SELECT value FROM job WHERE key = 'sides'").fetchone()[0])
        slots = [slot for (slot,) in ledger.execute("SELECT slot FROM pieces WHERE sheet = 0 AND kind = 'piece'")]
    ledger.close()
    assert slots
    return [[side[slot] for slot in slots] for side in sides]


def cut(plate, face, box, height):
    """Return the pixels of a box of one piece, the piece seen upright."""
    left, bottom, right, top = (round(value * DPI / 25_400) for value in face[4:8])
    piece = plate.crop((left, plate.height - top, right, plate.height - bottom)).rotate(-face[8], expand=True)
    scale = DPI / 72
    corners = (box[0], height - box[1] - box[3], box[0] + box[2], height - box[1])
    return np.asarray(piece.crop(tuple(round(corner * scale) for corner in corners)))


def black_boxes(plan, side):
    """Yield names and boxes of the slots in 100 K that stand on white paper."""
    for slot in plan.pages[side].slots:
        spec = slot.spec
        if isinstance(spec, QrSpec):
            size = 29 * spec.module
            yield spec.name, (spec.x, spec.top - size, size, size)
        elif isinstance(spec, CustomerBarcodeSpec):
            yield spec.name, (spec.x, spec.y, 7.98 * MM * spec.size, 0.36 * MM * spec.size)
        elif isinstance(spec, TextSpec) and side == 0 and spec.name.startswith("address"):
            yield spec.name, tuple(spec.box)


@pytest.mark.parametrize("side", [0, 1])
def test_black_text_and_codes_are_on_the_black_plate_alone(finished, plates, pieces, side):
    layout = (finished.folder / "job.toml").read_text(encoding="utf-8").split('layout = "')[1].split('"')[0]
    plan = compile_layout(finished.folder / layout)
    inked = set()
    for name, box in black_boxes(plan, side):
        for face in pieces[side]:
            for plate in PLATES[:3]:
                assert cut(plates[side][plate], face, box, plan.height).min() == PLAIN[0], (name, plate)
            if cut(plates[side]["Black"], face, box, plan.height).min() == PLAIN[1]:
                inked.add(name)
    assert inked >= ({"address1", "addressee", "barcode"} if side == 0 else {"page"})


def test_the_ink_of_both_sides_is_what_ghostscript_puts_there(finished, tmp_path, tool):
    """At 288 dpi, halved: Ghostscript fills every pixel that is touched, so thin strokes weigh more there."""
    pdf = finished.out / "print/sheets-0001.pdf"
    words = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", "-r288", "-dFirstPage=1", "-dLastPage=2"]
    smooth = ["-dGraphicsAlphaBits=4", "-dTextAlphaBits=4"]
    subprocess.run(
        [tool("gs"), *words, *smooth, f"-sOutputFile={tmp_path}/p%d.tif", pdf], capture_output=True, check=True
    )
    with pikepdf.open(pdf) as file:
        opened = Opened(file, SpaceReader(b""))
        for side, page in enumerate(file.pages[:2], start=1):
            box = tuple(float(each) for each in page.mediabox)
            ours = render_plates(PageContent(page.obj, page.obj.Resources, box), opened)
            theirs = [np.asarray(Image.open(path).convert("L").reduce(4)) for path in tmp_path.glob(f"p{side}(*).tif")]
            ours_72 = sum(np.asarray(Image.fromarray(plate).reduce(2)).astype(float) for plate in ours.values())
            theirs_72 = sum(255.0 - plate for plate in theirs)
            rows = min(len(ours_72), len(theirs_72))
            columns = min(ours_72.shape[1], theirs_72.shape[1])
            means = [_means(each[-rows:, :columns]) for each in (ours_72, theirs_72)]
            assert abs(means[0].max() - means[1].max()) < 3
            assert np.abs(means[0] - means[1]).mean() < 1
            assert (np.abs(means[0] - means[1]) > 10).mean() < 0.001  # of all windows


def _means(inks):
    """Return the mean of every window of 11 by 11 pixels in per cent of one ink."""
    rows = sum(inks[row : len(inks) - 10 + row] for row in range(11))
    both = sum(rows[:, column : rows.shape[1] - 10 + column] for column in range(11))
    return both / (121 * 2.55)
