"""Draw the picture of README.md from a finished output: front and back of a stamp card.

python draw_pictures.py --out ../../out/stamp-card [--folder pictures] [--piece 12]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "spring-sale"))  # cutting and mounting

from draw_pictures import COLOURS, draw_pictures

SHOWN = 3


def main() -> None:
    """Draw it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).parent
    parser.add_argument("--out", type=Path, default=here.parents[1] / "out/stamp-card", help="a finished output")
    parser.add_argument("--folder", type=Path, default=here / "pictures", help="where the picture goes")
    parser.add_argument("--piece", type=int, default=SHOWN, help="number of the piece in the mailing, from 1")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    name, picture = next(draw_pictures(wanted.out, piece=wanted.piece))
    path = wanted.folder / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}  {picture.width} x {picture.height}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
