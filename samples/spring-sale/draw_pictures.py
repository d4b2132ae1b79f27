"""Draw the pictures of README.md from a finished output: a piece, a sheet and a bundle slip.

    python draw_pictures.py --out ../../out/spring-sale [--folder pictures] [--piece 642]

Where a piece lies is read from the ledger, as `vdp verify` does; pixels come from pdfium.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

SHOWN = 642  # a gold member with a company and a rare form of a name
DPI_PIECE, DPI_SHEET = 132, 66
COLOURS = 256  # of the palette: keeps a picture below 300 kB
BORDER = (205, 203, 199)
MARGIN, SHADOW, BLUR = 26, 70, 9  # pixels; SHADOW is how dark, of 255
UM_PER_INCH = 25_400


class Leaf(NamedTuple):
    """Where a piece or slip lies, counted from 0."""

    sheet: int
    slot: int


def main() -> None:
    """Draw all pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).parent
    parser.add_argument("--out", type=Path, default=here.parents[1] / "out/spring-sale", help="a finished output")
    parser.add_argument("--folder", type=Path, default=here / "pictures", help="where the pictures go")
    parser.add_argument("--piece", type=int, default=SHOWN, help="number of the piece in the mailing, from 1")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    for name, picture in draw_pictures(wanted.out, piece=wanted.piece):
        path = wanted.folder / f"{name}.png"
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path}  {picture.width} x {picture.height}  {path.stat().st_size:,} bytes")


def draw_pictures(out: Path, *, piece: int) -> Iterator[tuple[str, Image.Image]]:
    """Yield name and picture: front and back of a piece, a sheet's front, the slip of the first bundle."""
    with closing(sqlite3.connect(f"file:{out / 'ledger.sqlite'}?mode=ro", uri=True)) as ledger:
        sides = json.loads(ledger.execute("SELECT value FROM job WHERE key = 'sides'").fetchone()[0])
        find = "SELECT sheet, slot FROM pieces WHERE "
        one = Leaf(*ledger.execute(find + "sequence = ?", (piece - 1,)).fetchone())
        slip = Leaf(*ledger.execute(find + "kind = 'slip' ORDER BY leaf LIMIT 1").fetchone())
    yield "piece", mount([cut_out(out, one, side=side, face=sides[side][one.slot]) for side in (0, 1)])
    yield "sheet", mount([render_side(out, slip.sheet, side=0, dpi=DPI_SHEET)])
    yield "slip", mount([cut_out(out, slip, side=0, face=sides[0][slip.slot])])


def cut_out(out: Path, leaf: Leaf, *, side: int, face: list[int]) -> Image.Image:
    """Return one side of a leaf, cut at its trim and turned upright.

    `face` is the ledger's: bleed and trim as x0, y0, x1, y1 in micrometres from the lower left, then the turn.
    """
    sheet = render_side(out, leaf.sheet, side=side, dpi=DPI_PIECE)
    left, bottom, right, top = (round(value * DPI_PIECE / UM_PER_INCH) for value in face[4:8])
    cut = sheet.crop((left, sheet.height - top, right, sheet.height - bottom))
    return cut.rotate(-face[8], expand=True)


def render_side(out: Path, sheet: int, *, side: int, dpi: int) -> Image.Image:
    """Return one side of a sheet as pdfium shows it."""
    path, page = find_page(out, sheet, side=side)
    with pypdfium2.PdfDocument(path) as document:
        picture: Image.Image = document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    return picture


def find_page(out: Path, sheet: int, *, side: int) -> tuple[Path, int]:
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


if __name__ == "__main__":
    main()
