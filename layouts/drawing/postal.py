# ruff: noqa: INP001 -- shared by the scripts beside the layouts, not a package
"""What the post office wants printed on the address side of a postcard."""

from __future__ import annotations

from board import Board, Point, cmyk

VERMILION = cmyk(0, 78, 82, 0)  # the postal code frame: no cyan, no black
SUMI = cmyk(0, 0, 0, 88)


def draw_postal_marks(board: Board) -> None:
    """Draw 郵便はがき and the postal code frame (Japan Post, 郵便番号・バーコードマニュアル p05)."""
    board.text("郵便はがき", (50, 6.2), 7.5, SUMI, align="center", tracking=260)
    board.text("POST CARD", (50, 8.9), 4.6, SUMI, align="center", tracking=220)
    left, top, width, height = 44.3, 12.0, 5.7, 8.0
    for number in range(7):
        board.frame(left, top, width, height, VERMILION, line=0.5 if number < 3 else 0.3)
        if number == 2:
            board.line((left + width + 0.6, top + 4), (left + width + 1.3, top + 4), VERMILION, line=0.5)
        left += width + (1.3 if number < 2 else 1.9 if number == 2 else 1.1)


def draw_indicia(board: Board, at: Point) -> None:
    """Draw the 料金別納 mark: a circle of 20 to 30 mm; one line means ordinary delivery."""
    x, y = at
    board.ring(x, y, 11, SUMI, line=0.35)
    board.text("料金別納", (x, y - 2.1), 9.5, SUMI, face="mincho", align="center", tracking=120)
    board.line((x - 9.2, y), (x + 9.2, y), SUMI, line=0.3)
    board.text("郵便", (x, y + 5.6), 9.5, SUMI, face="mincho", align="center", tracking=480)
