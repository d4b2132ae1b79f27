"""Draw the picture of README.md from a finished output: both sides of a letter.

python draw_pictures.py [--out ../../out/letter] [--folder pictures] [--piece 142]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "layouts" / "drawing"))  # what all samples share

from mounting import Pictures, cut_piece, draw_all, mount

SHOWN = 142  # ten purchases, an address of two lines
DPI = 76


def draw_pictures(out: Path, piece: int) -> Pictures:
    """Yield name and picture."""
    yield "letter", mount(cut_piece(out, piece, dpi=DPI))


if __name__ == "__main__":
    draw_all(__file__, draw_pictures, job="letter", piece=SHOWN)
