"""Draw the picture of README.md from a finished output: front and back of a stamp card.

python draw_pictures.py [--out ../../out/stamp-card] [--folder pictures] [--piece 3]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "layouts" / "drawing"))  # what all samples share

from mounting import Pictures, cut_piece, draw_all, mount

SHOWN = 3


def draw_pictures(out: Path, piece: int) -> Pictures:
    """Yield name and picture."""
    yield "piece", mount(cut_piece(out, piece))


if __name__ == "__main__":
    draw_all(__file__, draw_pictures, job="stamp-card", piece=SHOWN)
