"""Draw the picture of README.md from a finished output: the front of a card.

python draw_pictures.py [--out ../../out/codes] [--folder pictures] [--piece 1]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "layouts" / "drawing"))  # what all samples share

from mounting import Pictures, cut_piece, draw_all

SHOWN = 1
DPI = 150  # bars are a pixel or more


def draw_pictures(out: Path, piece: int) -> Pictures:
    """Yield name and picture."""
    yield "card", cut_piece(out, piece, dpi=DPI)[0]


if __name__ == "__main__":
    draw_all(__file__, draw_pictures, job="codes", piece=SHOWN)
