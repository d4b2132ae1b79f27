# ruff: noqa: INP001 -- a script beside a layout, not a package
"""Draw the static artwork of both sides of the flat sheet: outer.pdf (with the address panel) and inner.pdf.

    python draw_artwork.py [FOLDER]

Vector art in DeviceCMYK and one spot colour, text as outlines, 300 x 148 mm with 3 mm bleed. layout.xml says how the
sheet folds. Fold marks lie in the bleed and are cut off.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "drawing"))  # what the scripts of all layouts share

from blossom import draw_blossoms, draw_branch, draw_buds, draw_leaf, draw_petals
from board import BLEED, HEIGHT, WHITE, Board, Point, cmyk, draw_sides, spring
from postal import SUMI, draw_indicia, draw_postal_marks
from shop import GREY, PLUM, draw_crest

FLAT, PANEL = 300.0, 100.0
FOLDS = (PANEL, 2 * PANEL)
HAIR = cmyk(0, 0, 0, 30)


def draw_outer(path: Path) -> None:
    """Draw the side with the address: address panel, then the spread of the offer."""
    board = Board(path, "zfold outer", width=FLAT)
    board.rectangle(PANEL, -BLEED, 2 * PANEL + BLEED, HEIGHT + 2 * BLEED, spring(0.12))
    _draw_address_panel(board)
    _draw_offer(board, PANEL)
    _draw_member(board, 2 * PANEL)
    _draw_fold_marks(board)
    board.close()


def draw_inner(path: Path) -> None:
    """Draw the other side: back of the sealed card, then the spread of the greeting."""
    board = Board(path, "zfold inner", width=FLAT)
    _draw_greeting(board)
    _draw_back(board)  # covers what the branch of the greeting throws beyond the fold
    _draw_fold_marks(board)
    board.close()


def _draw_fold_marks(board: Board) -> None:
    for x in FOLDS:
        for y in (-2.6, HEIGHT + 0.8):
            board.line((x, y), (x, y + 1.8), SUMI, line=0.15)


def _draw_address_panel(board: Board) -> None:
    draw_postal_marks(board)
    draw_indicia(board, (20.5, 20.5))
    board.text("親展", (20.5, 39), 9, SUMI, face="mincho", align="center", tracking=200)
    _draw_peel(board, "ここからゆっくりはがしてお開きください", (5, 141.6))


def _draw_peel(board: Board, text: str, at: Point) -> None:
    """Draw where to peel: both outer leaves open at their left edge."""
    x, y = at
    board.curve([((x, y - 1),), ((x + 2.6, y - 2.6),), ((x + 2.6, y + 0.6),)], PLUM)
    board.text(text, (x + 4, y), 6, PLUM, tracking=40)


def _draw_offer(board: Board, left: float) -> None:
    """Draw the left page of the offer: what stands around rank, discount, code and expiry."""
    middle = left + PANEL / 2
    draw_branch(board, [(left + 97, -6), (left + 90, 8), (left + 72, 15), (left + 52, 11)], start=2.4, end=0.5)
    draw_branch(board, [(left + 88, 9.5), (left + 82, 20), (left + 72, 25)], start=1.2, end=0.4)
    draw_blossoms(
        board,
        (
            ((91, 9), 6.0, 10, 0.9, 0.5),
            ((80, 17.5), 5.4, 40, 0.9, 0.42),
            ((70, 26), 4.4, 5, 0.9, 0.46),
            ((66, 12), 4.6, 60, 0.9, 0.44),
        ),
        left=left,
    )
    draw_buds(board, (((52, 11), 1.6, -50), ((59, 14.2), 1.6, 170)), left=left)
    board.text("会員様 特別ご優待券", (left + 12, 27), 12, PLUM, face="mincho", tracking=60)
    board.rectangle(left + 10, 34, 80, 66, WHITE, radius=2)
    board.line((left + 16, 76), (left + 84, 76), HAIR, line=0.12)
    board.text("クーポンコード", (middle, 82.4), 6.2, PLUM, face="bold", align="center", tracking=60)
    board.text("有効期限", (left + 14, 109.6), 6.2, PLUM, face="bold", tracking=40)
    board.text("ご利用店舗", (left + 14, 116.8), 6.2, PLUM, face="bold", tracking=40)
    for number, line in enumerate(
        (
            "※本券一枚につき一回限り、全商品にご利用いただけます。",
            "※他の割引との併用、現金との引換えはできません。お会計の前にご提示ください。",
        )
    ):
        board.text(line, (left + 14, 128 + 3.2 * number), 5.2, GREY, features={"palt": True})


def _draw_member(board: Board, left: float) -> None:
    """Draw the right page of the offer: points and the member's own page."""
    middle = left + PANEL / 2
    board.text("ポイントのご案内", (left + 12, 27), 12, PLUM, face="mincho", tracking=60)
    board.rectangle(left + 10, 34, 80, 26, WHITE, radius=2)
    board.text("現在のポイント", (left + 16, 42), 6.2, PLUM, face="bold", tracking=40)
    board.rectangle(left + 10, 66, 80, 60, WHITE, radius=2)
    board.text("会員様専用ページ", (middle, 74), 8, PLUM, face="bold", align="center", tracking=80)
    board.text("ポイントの履歴・店舗のご案内・ご予約", (middle, 79), 5.8, GREY, align="center", tracking=30)
    board.text("スマートフォンで読み取ってください", (middle, 121), 5.8, SUMI, align="center")
    board.text("喫茶と菓子  はるのや", (middle, 137), 8, PLUM, face="mincho", align="center", tracking=120)
    petals = (((88, 19), 2.2, 40), ((76, 12), 1.8, 150), ((93, 30), 1.7, 220), ((70, 22), 1.6, 100))
    draw_petals(board, petals, left=left)


def _draw_back(board: Board) -> None:
    """Draw the back of the sealed card: panel 3 from behind."""
    board.rectangle(-BLEED, -BLEED, PANEL + BLEED, HEIGHT + 2 * BLEED, spring(0.16))
    draw_branch(board, [(-6, 42), (12, 34), (34, 36), (58, 26), (78, 27)], start=3.2, end=0.6)
    draw_branch(board, [(34, 36), (48, 44), (62, 46)], start=1.5, end=0.5)
    draw_branch(board, [(12, 34), (24, 22), (40, 16)], start=1.5, end=0.5)
    draw_blossoms(
        board,
        (
            ((6, 37), 7.4, 15, 0.9, 0.5),
            ((21, 27), 6.2, 50, 0.9, 0.44),
            ((30, 38), 7.0, 0, 0.9, 0.46),
            ((40, 17), 5.2, 30, 0.9, 0.42),
            ((52, 30), 6.6, 65, 0.9, 0.5),
            ((60, 46), 5.4, 20, 0.9, 0.42),
            ((70, 26), 5.0, 45, 0.9, 0.44),
        ),
    )
    draw_buds(board, (((79, 27), 1.8, -60), ((50, 44.6), 1.8, 190), ((34, 18.4), 1.8, 20)))
    draw_leaf(board, (44, 42), 4.0, turn=150)
    draw_crest(board, (50, 84), 9)
    board.text("喫茶と菓子", (50, 101), 7, GREY, align="center", tracking=160)
    board.text("はるのや", (50, 110), 19, PLUM, face="mincho", align="center", tracking=120)
    board.text("〒104-0061 東京都中央区銀座9-99-9", (50, 119), 6, SUMI, align="center")
    board.text("電話 0120-000-000（10時–18時）", (50, 123), 6, SUMI, align="center", features={"palt": True})
    board.text(
        "あて所に尋ねあたらない場合は、お手数ですが上記差出人へご返送ください。", (50, 131), 5, GREY, align="center"
    )
    _draw_peel(board, "ここからはがしてお開きください", (5, 141.6))


def _draw_greeting(board: Board) -> None:
    """Draw the spread of the greeting, read from the right: title, then branch and days on the left page."""
    left = PANEL
    board.rectangle(left, -BLEED, 2 * PANEL + BLEED, HEIGHT + 2 * BLEED, spring(0.07))
    board.circle(left + 40, 50, 27, spring(0.16))
    draw_branch(board, [(left - 4, 76), (left + 14, 70), (left + 34, 74), (left + 56, 62)], start=3.4, end=0.6)
    draw_branch(board, [(left + 14, 70), (left + 22, 56), (left + 38, 44), (left + 44, 32)], start=2.0, end=0.5)
    draw_branch(board, [(left + 34, 74), (left + 48, 82), (left + 60, 82)], start=1.5, end=0.5)
    draw_blossoms(
        board,
        (
            ((9, 71), 7.6, 12, 0.9, 0.5),
            ((23, 56), 6.6, 40, 0.9, 0.44),
            ((32, 72), 7.4, 5, 0.9, 0.48),
            ((37, 45), 6.2, 66, 0.9, 0.44),
            ((45, 31), 5.2, 30, 0.9, 0.4),
            ((50, 66), 6.2, 20, 0.9, 0.5),
            ((58, 82), 5.6, 50, 0.9, 0.42),
        ),
        left=left,
    )
    draw_buds(board, (((57, 61.6), 1.9, -50), ((30, 49), 1.9, 200), ((20, 63), 1.9, 120)), left=left)
    petals = (((66, 100), 2.4, 60), ((30, 96), 2.0, 200), ((74, 30), 2.2, 130), ((16, 24), 2.0, 20))
    draw_petals(board, petals, left=left)
    board.text("2027年3月20日（土）– 4月11日（日）", (left + 50, 118), 11, PLUM, face="bold", align="center")
    board.text("全店舗にて開催", (left + 50, 125), 7.5, SUMI, align="center", tracking=100)
    board.text("春のご優待", (283, 18), 30, PLUM, face="mincho", vertical=True, tracking=60)


if __name__ == "__main__":
    draw_sides(__file__, {"outer.pdf": draw_outer, "inner.pdf": draw_inner})
