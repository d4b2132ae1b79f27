"""Draw the pictures of README.md from a finished output: a flat sheet, outer side above inner, and the folded card.

    python draw_pictures.py --out ../../out/zfold [--folder pictures] [--piece 12]

What the folded card shows is cut from the flat sheet as layout.xml says it folds: panel 1, and the back of panel 3.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "spring-sale"))  # cutting and mounting

from draw_pictures import COLOURS, MARGIN, Leaf, cut_out, mount

SHOWN = 12
PANELS = 3
WIDE = 900  # pixels of the flat sheet


def main() -> None:
    """Draw both pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).parent
    parser.add_argument("--out", type=Path, default=here.parents[1] / "out/zfold", help="a finished output")
    parser.add_argument("--folder", type=Path, default=here / "pictures", help="where the pictures go")
    parser.add_argument("--piece", type=int, default=SHOWN, help="number of the piece in the mailing, from 1")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    outer, inner = cut_sides(wanted.out, wanted.piece)
    width = outer.width // PANELS
    folded = [side.crop((0, 0, width, side.height)) for side in (outer, inner)]
    size = (WIDE, round(WIDE * outer.height / outer.width))
    flat = stack([side.resize(size, Image.Resampling.LANCZOS) for side in (outer, inner)])
    for name, picture in (("flat", flat), ("folded", mount(folded))):
        path = wanted.folder / f"{name}.png"
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path}  {picture.width} x {picture.height}  {path.stat().st_size:,} bytes")


def cut_sides(out: Path, piece: int) -> list[Image.Image]:
    """Return both sides of a piece, each as it is seen."""
    with closing(sqlite3.connect(f"file:{out / 'ledger.sqlite'}?mode=ro", uri=True)) as ledger:
        sides = json.loads(ledger.execute("SELECT value FROM job WHERE key = 'sides'").fetchone()[0])
        place = ledger.execute("SELECT sheet, slot FROM pieces WHERE sequence = ?", (piece - 1,)).fetchone()
    leaf = Leaf(*place)
    return [cut_out(out, leaf, side=side, face=sides[side][leaf.slot]) for side in (0, 1)]


def stack(parts: list[Image.Image]) -> Image.Image:
    """Lay pictures one below the other, mounted as one."""
    mounted = [mount([part]) for part in parts]
    ground = Image.new("RGB", (mounted[0].width, sum(part.height for part in mounted) - MARGIN), "white")
    for number, part in enumerate(mounted):
        ground.paste(part, (0, number * (part.height - MARGIN)))
    return ground


if __name__ == "__main__":
    main()
