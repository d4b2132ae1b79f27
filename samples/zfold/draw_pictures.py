"""Draw the pictures of README.md from a finished output: a flat sheet, outer side above inner, and the folded card.

    python draw_pictures.py [--out ../../out/zfold] [--folder pictures] [--piece 12]

What the folded card shows is cut from the flat sheet as layout.xml says it folds: panel 1, and the back of panel 3.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "layouts" / "drawing"))  # what all samples share

from mounting import Pictures, cut_piece, draw_all, mount, stack

SHOWN = 12
PANELS = 3
WIDE = 900  # pixels of the flat sheet


def draw_pictures(out: Path, piece: int) -> Pictures:
    """Yield name and picture: the flat sheet, the folded card."""
    outer, inner = cut_piece(out, piece)
    size = (WIDE, round(WIDE * outer.height / outer.width))
    yield "flat", stack([side.resize(size, Image.Resampling.LANCZOS) for side in (outer, inner)])
    width = outer.width // PANELS
    yield "folded", mount([side.crop((0, 0, width, side.height)) for side in (outer, inner)])


if __name__ == "__main__":
    draw_all(__file__, draw_pictures, job="zfold", piece=SHOWN)
