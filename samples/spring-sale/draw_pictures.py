"""Draw the pictures of README.md from a finished output: a piece, a sheet and a bundle slip.

python draw_pictures.py [--out ../../out/spring-sale] [--folder pictures] [--piece 642]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "layouts" / "drawing"))  # what all samples share

from mounting import (
    DPI_PIECE,
    DPI_SHEET,
    MARGIN,
    Pictures,
    cut_piece,
    cut_slip,
    draw_all,
    mount,
    render_side,
    slip_sheet,
)

__all__ = ["DPI_PIECE", "MARGIN", "draw_pictures"]

SHOWN = 642  # a gold member with a company and a rare form of a name


def draw_pictures(out: Path, piece: int) -> Pictures:
    """Yield name and picture: front and back of a piece, a sheet's front, the slip of the first bundle."""
    yield "piece", mount(cut_piece(out, piece))
    yield "sheet", mount([render_side(out, slip_sheet(out), side=0, dpi=DPI_SHEET)])
    yield "slip", mount([cut_slip(out)])


if __name__ == "__main__":
    draw_all(__file__, draw_pictures, job="spring-sale", piece=SHOWN)
