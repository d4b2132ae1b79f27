# ruff: noqa: INP001, T201 -- shared by the scripts beside the samples, not a package
"""Pieces cut from the sheets of a finished output and mounted as pictures for a page.

Where a piece lies is read from the ledger, as `vdp verify` does; pixels come from pdfium.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

DPI_PIECE, DPI_SHEET = 132, 66
COLOURS = 256  # of the palette: keeps a picture below 300 kB
BORDER = (205, 203, 199)
MARGIN, SHADOW, BLUR = 26, 70, 9  # pixels; SHADOW is how dark, of 255
UM_PER_INCH = 25_400

Pictures = Iterator[tuple[str, Image.Image]]


class Leaf(NamedTuple):
    """Where a piece or slip lies, counted from 0."""

    sheet: int
    slot: int


def draw_all(script: str, draw: Callable[[Path, int], Pictures], *, job: str, piece: int) -> None:
    """Be the command line of a script: write every picture that `draw` makes of an output and a piece's number.

    `script` is the path of the script; `job` names the folder under out/ that is taken if no other is given.
    """
    here = Path(script).resolve().parent
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=here.parents[1] / "out" / job, help="a finished output")
    parser.add_argument("--folder", type=Path, default=here / "pictures", help="where the pictures go")
    parser.add_argument("--piece", type=int, default=piece, help="number of the piece in the mailing, from 1")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    for name, picture in draw(wanted.out, wanted.piece):
        path = wanted.folder / f"{name}.png"
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path}  {picture.width} x {picture.height}  {path.stat().st_size:,} bytes")


def cut_piece(out: Path, piece: int, *, dpi: int = DPI_PIECE) -> list[Image.Image]:
    """Return both sides of a piece of the mailing (from 1), each as it is seen."""
    return _cut_leaf(out, "sequence = ?", (piece - 1,), dpi=dpi)


def cut_slip(out: Path) -> Image.Image:
    """Return the slip of the first bundle."""
    return _cut_leaf(out, "kind = 'slip'", (), dpi=DPI_PIECE)[0]


def slip_sheet(out: Path) -> int:
    """Return the sheet of the first bundle's slip."""
    return _find_leaf(out, "kind = 'slip'", ())[0].sheet


def _cut_leaf(out: Path, where: str, values: tuple[int, ...], *, dpi: int) -> list[Image.Image]:
    leaf, sides = _find_leaf(out, where, values)
    return [_cut_out(out, leaf, side=side, face=sides[side][leaf.slot], dpi=dpi) for side in (0, 1)]


def _find_leaf(out: Path, where: str, values: tuple[int, ...]) -> tuple[Leaf, list[list[list[int]]]]:
    """Return the first leaf of the ledger, and the faces of both sides of a sheet."""
    with closing(sqlite3.connect(f"file:{out / 'ledger.sqlite'}?mode=ro", uri=True)) as ledger:
        sides = json.loads(ledger.execute("SELECT value FROM job WHERE key = 'sides'").fetchone()[0])
        query = f"SELECT sheet, slot FROM pieces WHERE {where} ORDER BY leaf LIMIT 1"  # noqa: S608 -- texts are ours
        return Leaf(*ledger.execute(query, values).fetchone()), sides


def _cut_out(out: Path, leaf: Leaf, *, side: int, face: list[int], dpi: int) -> Image.Image:
    """Return one side of a leaf, cut at its trim and turned upright.

    `face` is the ledger's: bleed and trim as x0, y0, x1, y1 in micrometres from the lower left, then the turn.
    """
    sheet = render_side(out, leaf.sheet, side=side, dpi=dpi)
    left, bottom, right, top = (round(value * dpi / UM_PER_INCH) for value in face[4:8])
    cut = sheet.crop((left, sheet.height - top, right, sheet.height - bottom))
    return cut.rotate(-face[8], expand=True)


def render_side(out: Path, sheet: int, *, side: int, dpi: int) -> Image.Image:
    """Return one side of a sheet (from 0) as pdfium shows it."""
    path, page = _find_page(out, sheet, side=side)
    with pypdfium2.PdfDocument(path) as document:
        picture: Image.Image = document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    return picture


def _find_page(out: Path, sheet: int, *, side: int) -> tuple[Path, int]:
    """Return the print file and page (from 0) of a sheet, which the manifest counts from 1."""
    manifest: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest["print"]:
        first, last = entry["first_sheet"], entry["last_sheet"]
        if min(first, last) <= sheet + 1 <= max(first, last):
            return out / entry["file"], 2 * abs(sheet + 1 - first) + side
    message = f"sheet {sheet + 1} is in no print file"
    raise LookupError(message)


def mount(parts: list[Image.Image]) -> Image.Image:
    """Lay pictures side by side on white, each with a hairline border and a soft shadow."""
    width = sum(part.width for part in parts) + MARGIN * (len(parts) + 1)
    height = max(part.height for part in parts) + 2 * MARGIN
    ground, places, x = Image.new("RGB", (width, height), "white"), [], MARGIN
    for part in parts:
        places.append((x, MARGIN))
        x += part.width + MARGIN
    shade = Image.new("L", ground.size, 0)
    for (left, top), part in zip(places, parts, strict=True):
        ImageDraw.Draw(shade).rectangle((left, top + 4, left + part.width, top + part.height + 4), fill=SHADOW)
    ground.paste("black", mask=shade.filter(ImageFilter.GaussianBlur(BLUR)))
    for (left, top), part in zip(places, parts, strict=True):
        ground.paste(part, (left, top))
        ImageDraw.Draw(ground).rectangle((left, top, left + part.width - 1, top + part.height - 1), outline=BORDER)
    return ground


def stack(parts: list[Image.Image]) -> Image.Image:
    """Lay pictures one below the other, mounted as one."""
    mounted = [mount([part]) for part in parts]
    ground = Image.new("RGB", (mounted[0].width, sum(part.height for part in mounted) - MARGIN), "white")
    for number, part in enumerate(mounted):
        ground.paste(part, (0, number * (part.height - MARGIN)))
    return ground
