# ruff: noqa: INP001 -- a script beside a layout, not a package
"""Draw the static artwork of both sides: front.pdf (address side) and back.pdf (campaign side).

    python draw_artwork.py [FOLDER]

Vector art in DeviceCMYK and one spot colour, text as outlines, 100 x 148 mm with 3 mm bleed. The bytes depend on the
installed fonts and libraries alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "drawing"))  # what the scripts of all layouts share

from blossom import draw_blossoms, draw_branch, draw_buds, draw_flower, draw_leaf, draw_petals
from board import BLEED, HEIGHT, WHITE, WIDTH, Board, Point, cmyk, draw_sides, spring
from postal import SUMI, draw_indicia, draw_postal_marks
from shop import GREY, PLUM, draw_crest

HAIR = cmyk(0, 0, 0, 30)


def draw_front(path: Path) -> None:
    """Draw the address side."""
    board = Board(path, "hagaki-coupon front")
    draw_postal_marks(board)
    draw_indicia(board, (20.5, 20.5))
    _draw_front_campaign(board)
    _draw_sender(board)
    board.close()


def _draw_front_campaign(board: Board) -> None:
    top = 80.0
    board.curve(
        [
            ((-BLEED, top + 6),),
            ((20, top - 4), (52, top - 3), (WIDTH + BLEED, top + 7)),
            ((WIDTH + BLEED, HEIGHT + BLEED),),
            ((-BLEED, HEIGHT + BLEED),),
        ],
        spring(0.16),
    )
    draw_branch(board, [(106, 96), (92, 97), (80, 93), (68, 95), (60, 91)], start=2.0, end=0.5)
    draw_branch(board, [(92, 97), (86, 103), (78, 106)], start=1.1, end=0.4)
    draw_blossoms(
        board,
        (
            ((95, 92), 6.4, 10, 1.0, 0.5),
            ((84.5, 99.5), 5.6, 40, 0.86, 0.42),
            ((79.5, 89.5), 4.6, 5, 0.75, 0.5),
            ((99, 102.5), 5.0, 25, 0.9, 0.36),
            ((70, 96.5), 3.9, 60, 0.7, 0.44),
        ),
    )
    draw_buds(
        board,
        (
            ((60.4, 91), 1.7, -35),
            ((63.5, 92.8), 1.5, 150),
            ((78.4, 106), 1.6, 200),
            ((74, 93.5), 1.5, 10),
        ),
    )
    draw_leaf(board, (88.5, 96.6), 3.6, turn=150)
    draw_leaf(board, (66, 94.6), 2.8, turn=20)
    draw_petals(
        board,
        (
            ((58, 105), 2.2, 60),
            ((50, 97), 1.7, 200),
            ((66, 113), 1.9, 130),
            ((92, 114), 2.1, 20),
            ((10, 87.5), 1.8, 80),
        ),
    )
    board.text("会員のみなさまだけの", (10, 95.6), 8, PLUM, tracking=60)
    board.text("春のご優待", (9.6, 105.6), 23, PLUM, face="mincho", tracking=40)
    _draw_period(board, (10, 113.2), 13)


def _draw_sender(board: Board) -> None:
    board.rectangle(8, 119.5, 84, 20.5, WHITE, radius=1.6)
    draw_crest(board, (17.2, 129.8), 5.2)
    board.text("喫茶と菓子", (25.4, 125.4), 5.6, GREY, tracking=120)
    board.text("はるのや", (25.2, 131.4), 14, PLUM, face="mincho", tracking=60)
    board.text("〒104-0061 東京都中央区銀座9-99-9", (25.4, 135.0), 5.2, SUMI)
    board.text("電話 0120-000-000（10時–18時）", (25.4, 137.6), 5.2, SUMI, features={"palt": True})
    board.line((59.5, 122), (59.5, 137.6), HAIR, line=0.12)
    board.text("会員番号", (62.5, 125.0), 5.4, GREY)
    board.text("ご利用店舗", (62.5, 132.2), 5.4, GREY)
    board.text(
        "あて所に尋ねあたらない場合は、お手数ですが上記差出人へご返送ください。", (50, 144.0), 5, GREY, align="center"
    )


def draw_back(path: Path) -> None:
    """Draw the campaign side."""
    board = Board(path, "hagaki-coupon back")
    _draw_hero(board)
    _draw_offer(board)
    _draw_coupon(board)
    board.close()


def _draw_hero(board: Board) -> None:
    board.curve(
        [
            ((-BLEED, -BLEED),),
            ((WIDTH + BLEED, -BLEED),),
            ((WIDTH + BLEED, 57),),
            ((72, 64), (30, 46), (-BLEED, 57)),
        ],
        spring(0.20),
    )
    board.circle(40, 27, 19, spring(0.09))
    _draw_hero_branches(board)
    _draw_title(board)


def _draw_hero_branches(board: Board) -> None:
    for at, size, turn in (
        ((9, 10.5), 4.6, 20),
        ((17.5, 27.0), 4.8, 0),
        ((31, 20.6), 4.4, 50),
        ((44.6, 29), 4.0, 10),
        ((30, 11), 3.8, 30),
    ):
        draw_flower(board, at, size, turn=turn, tilt=0.85, density=0.27)
    draw_branch(board, [(-6, 20), (8, 18), (22, 24), (36, 22), (50, 27), (60, 25)], start=3.0, end=0.6)
    draw_branch(board, [(22, 24), (30, 32), (40, 35)], start=1.5, end=0.5)
    draw_branch(board, [(8, 18), (16, 10), (28, 8), (38, 4)], start=1.6, end=0.5)
    draw_branch(board, [(-6, 34), (0, 32), (6, 31), (12, 34)], start=1.2, end=0.4)
    draw_branch(board, [(-6, 3), (0, 5), (6, 5)], start=1.0, end=0.4)
    draw_blossoms(
        board,
        (
            ((4, 31), 5.6, 50, 0.9, 0.38),
            ((3.0, 5.6), 5.0, 0, 0.8, 0.4),
            ((12, 17), 7.2, 12, 1.0, 0.5),
            ((24, 9.5), 5.6, 66, 0.85, 0.46),
            ((25.5, 26.5), 6.6, 40, 0.9, 0.42),
            ((38, 35.2), 5.4, 30, 0.8, 0.44),
            ((40.5, 22.2), 6.2, 5, 0.94, 0.5),
            ((52.5, 26.5), 4.4, 20, 0.7, 0.5),
        ),
    )
    draw_buds(
        board,
        (
            ((38, 4), 1.9, 60),
            ((34, 6), 1.7, -10),
            ((60, 25), 1.9, 70),
            ((57, 25.6), 1.7, 140),
            ((46, 25.6), 1.8, 170),
            ((32, 33), 1.8, 190),
            ((12, 34), 1.7, 110),
        ),
    )
    for at, size, turn in (
        ((18.0, 21.5), 4.4, 160),
        ((33, 22.4), 4.0, 20),
        ((47, 26.2), 3.4, -20),
        ((14, 12), 3.6, 100),
    ):
        draw_leaf(board, at, size, turn=turn)
    draw_petals(
        board,
        (
            ((58, 38), 2.4, 40),
            ((60, 47), 2.0, 120),
            ((66, 14), 2.1, 200),
            ((70, 44), 1.8, 80),
            ((57, 9), 1.7, 10),
            ((94, 51), 2.2, 150),
            ((24, 42), 2.1, 220),
        ),
        density=0.55,
    )


def _draw_title(board: Board) -> None:
    board.text("春のご優待", (85.6, 6.5), 26, PLUM, face="mincho", vertical=True, tracking=10)
    board.text("日ごろの感謝をこめて", (74.8, 8), 8.2, SUMI, face="mincho", vertical=True, tracking=140)
    _draw_period(board, (10, 48.6), 14)


def _draw_period(board: Board, at: Point, size: float) -> None:
    """Draw the days of the sale on one baseline; `size` is that of the days, in points."""
    x, y = float(at[0]), at[1]
    for text, share, before in (
        ("2027.", 0.58, 0),
        ("3.20", 1, 0.3),
        ("土", 0.58, 0.8),
        ("–", 0.8, 1.2),
        ("4.11", 1, 1.2),
        ("日", 0.58, 0.8),
    ):
        x += before
        x += board.text(text, (x, y), size * share, SUMI, face="bold")


def _draw_offer(board: Board) -> None:
    """Draw what stands around the product picture, the rank's offer and the points."""
    board.line((54, 97.6), (90, 97.6), HAIR, line=0.12)
    board.text("現在のポイント", (54, 101.4), 6, GREY)


def _draw_coupon(board: Board) -> None:
    board.line((-BLEED, 110.2), (WIDTH + BLEED, 110.2), GREY, line=0.35, dash=(0.01, 1.4))
    board.rectangle(-BLEED, 110.9, WIDTH + 2 * BLEED, HEIGHT + BLEED - 110.9, spring(0.16))
    board.rectangle(66, 112.8, 24, 24, WHITE, radius=1.2)
    board.text("ポイント・店舗のご案内", (78, 139.0), 4.8, SUMI, align="center")
    board.text("クーポンコード", (10, 116.0), 5.8, PLUM, face="bold", tracking=40)
    board.rectangle(10, 117.4, 52, 9, WHITE, radius=1.2)
    board.text("有効期限", (10, 131.2), 5.8, PLUM, face="bold", tracking=40)
    board.text("ご利用店舗", (10, 136.6), 5.8, PLUM, face="bold", tracking=40)
    small_print = (
        "※本券1枚につき1回限り、全商品にご利用いただけます。他の割引との併用、現金との引換えはできません。",
        "※お会計の前に本券をご提示ください。個人情報の取扱いについては example.jp/privacy をご覧ください。",
    )
    for number, line in enumerate(small_print):
        board.text(line, (10, 141.6 + 2.3 * number), 4.9, GREY, features={"palt": True})


if __name__ == "__main__":
    draw_sides(__file__, {"front.pdf": draw_front, "back.pdf": draw_back})
