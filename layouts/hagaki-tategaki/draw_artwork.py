# ruff: noqa: INP001 -- a script beside a layout, not a package
"""Draw the static artwork of both sides: front.pdf (address side) and back.pdf (New Year's greeting).

    python draw_artwork.py [FOLDER]

Vector art in DeviceCMYK and one spot colour, text as outlines, 100 x 148 mm with 3 mm bleed.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "drawing"))  # what the scripts of all layouts share

from blossom import draw_blossoms, draw_branch, draw_buds
from board import Board, draw_sides, spring
from postal import SUMI, draw_indicia, draw_postal_marks
from shop import GREY, PLUM


def draw_front(path: Path) -> None:
    """Draw the address side: what the post office wants, and nothing where the address stands."""
    board = Board(path, "hagaki-tategaki front")
    draw_postal_marks(board)
    draw_indicia(board, (20.5, 20.5))
    board.text("年賀", (20.5, 39.5), 13, PLUM, face="mincho", align="center", tracking=300)
    board.close()


def draw_back(path: Path) -> None:
    """Draw the greeting side: a title, a plum branch over a pale sun."""
    board = Board(path, "hagaki-tategaki back")
    board.circle(27, 117, 16, spring(0.22))
    draw_branch(board, [(-6, 139), (12, 130), (30, 126), (50, 132), (66, 129)], start=3.4, end=0.5)
    draw_branch(board, [(12, 130), (20, 118), (34, 108)], start=1.7, end=0.5)
    draw_branch(board, [(30, 126), (44, 120), (52, 120)], start=1.3, end=0.4)
    draw_blossoms(
        board,
        (
            ((9, 131), 6.4, 10, 0.92, 0.62),
            ((20, 118), 5.4, 44, 0.92, 0.5),
            ((30, 126), 6.6, 4, 0.92, 0.58),
            ((45, 120), 4.8, 60, 0.92, 0.5),
            ((50, 132), 5.6, 24, 0.92, 0.54),
        ),
    )
    draw_buds(board, (((34, 108), 1.9, 20), ((52, 120), 1.9, -70), ((66, 129), 1.9, -60), ((40, 128.6), 1.9, 200)))
    board.text("謹賀新年", (84, 17), 38, PLUM, face="mincho", vertical=True, tracking=60)
    board.text("二〇二七年　元旦", (84, 84), 9, SUMI, face="mincho", vertical=True, tracking=80)
    board.text("喫茶と菓子　はるのや", (88, 139), 8.5, PLUM, face="mincho", align="right", tracking=60)
    board.text("東京都中央区銀座9-99-9  電話 0120-000-000", (88, 142.8), 5.4, GREY, align="right")
    board.close()


if __name__ == "__main__":
    draw_sides(__file__, {"front.pdf": draw_front, "back.pdf": draw_back})
