# ruff: noqa: INP001 -- shared by the scripts beside the layouts, not a package
"""The tea room of the samples: its colours and its mark."""

from __future__ import annotations

from blossom import draw_flower
from board import Board, Point, cmyk

PLUM = cmyk(18, 88, 46, 22)
GREY = cmyk(0, 0, 0, 62)


def draw_crest(board: Board, at: Point, size: float) -> None:
    """Draw the tea room's mark: a white flower in a disc."""
    board.circle(*at, size, PLUM)
    draw_flower(board, at, size * 0.82, turn=0, density=0.14)
