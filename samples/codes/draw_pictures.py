"""Draw the picture of README.md: the first card of a finished output.

python draw_pictures.py --out ../../out/codes [--folder pictures]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from pathlib import Path

import pypdfium2
from PIL import Image

DPI = 150
GREYS = 16
MICROMETRES_PER_INCH = 25_400


def main() -> None:
    """Draw it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).parent
    parser.add_argument("--out", type=Path, default=here.parents[1] / "out/codes", help="a finished output")
    parser.add_argument("--folder", type=Path, default=here / "pictures", help="where the picture goes")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    path = wanted.folder / "card.png"
    picture = draw_card(wanted.out)
    picture.quantize(GREYS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}  {picture.width} x {picture.height}  {path.stat().st_size:,} bytes")


def draw_card(out: Path) -> Image.Image:
    """Return the card in the first position of the first sheet, upright."""
    with sqlite3.connect(f"file:{out / 'ledger.sqlite'}?mode=ro", uri=True) as ledger:
        (sides,) = ledger.execute("SELECT value FROM job WHERE key = 'sides'").fetchone()
    *_, left, bottom, right, top, turn = json.loads(sides)[0][0]
    with pypdfium2.PdfDocument(min((out / "print").glob("*.pdf"))) as document:
        sheet = document[0].render(scale=DPI / 72, grayscale=True).to_pil()
    dots = [round(length * DPI / MICROMETRES_PER_INCH) for length in (left, bottom, right, top)]
    card = sheet.crop((dots[0], sheet.height - dots[3], dots[2], sheet.height - dots[1]))
    return card.rotate(-turn, expand=True)


if __name__ == "__main__":
    main()
