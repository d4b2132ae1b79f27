# ruff: noqa: INP001 -- a script beside a layout, not a package
"""Draw the static artwork of both sides, the stamp, and a badge for each rank.

    python draw_artwork.py [FOLDER]

PDF in DeviceCMYK and one spot colour, text as outlines; the stamp and the badges are SVG, as a drawing program or an
icon set delivers them, and become inks when the job is printed.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "drawing"))  # what the scripts of all layouts share

from blossom import draw_branch, draw_flower
from board import WHITE, Board, cmyk, draw_sides
from postal import draw_indicia, draw_postal_marks
from shop import GREY, PLUM, draw_crest

PAPER = cmyk(0, 3, 7, 0)
BADGES = {"gold": ("#c9a227", "#8a6d12"), "silver": ("#aab2bd", "#6b7480"), "regular": ("#b5835a", "#7d5637")}


def draw_front(path: Path) -> None:
    """Draw the address side."""
    board = Board(path, "stamp-card front")
    draw_postal_marks(board)
    draw_indicia(board, (20.5, 20.5))
    draw_crest(board, (18, 128), 5)
    board.text("喫茶と菓子　はるのや", (26, 127.4), 11, PLUM, face="mincho", tracking=60)
    board.text("東京都中央区銀座9-99-9  電話 0120-000-000", (26, 131.6), 5.4, GREY)
    board.close()


def draw_back(path: Path) -> None:
    """Draw the card side: a title, a branch, white fields for what is the member's own."""
    board = Board(path, "stamp-card back")
    board.rectangle(-3, -3, 106, 154, PAPER)
    board.rectangle(-3, -3, 106, 27, PLUM)
    board.text("スタンプカード", (10, 15.5), 23, WHITE, face="bold")
    board.text("ご来店ごとに一つ。十個で珈琲一杯。", (10, 21), 7.5, WHITE, tracking=40)
    draw_branch(board, [(60, 150), (74, 143), (90, 145), (106, 138)], start=2.2, end=0.5)
    for at, size, turn, density in (((74, 143), 5.2, 12, 0.55), ((90, 145), 4.2, 50, 0.5), ((101, 140), 4.8, 30, 0.6)):
        draw_flower(board, at, size, turn=turn, tilt=0.92, density=density)
    board.rectangle(8, 47, 84, 42, WHITE, radius=2)
    board.rectangle(8, 93, 84, 44, WHITE, radius=2)
    board.text("ポイント", (12, 100.2), 8, PLUM, face="bold")
    board.text("次の特典まで", (66, 100.2), 8, PLUM, face="bold")
    board.close()


def write_badge(path: Path, light: str, dark: str) -> None:
    """Write the badge of a rank: a medal with a gradient, a rim and a star."""
    star = " ".join(
        f"{50 + radius * math.sin(math.pi * n / 5):.2f},{50 - radius * math.cos(math.pi * n / 5):.2f}"
        for n in range(10)
        for radius in [15.0 if n % 2 else 34.0]
    )
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="20mm" height="20mm" viewBox="0 0 100 100">\n'
        '  <linearGradient id="metal" x1="0" y1="0" x2="1" y2="1">\n'
        f'    <stop offset="0" stop-color="#fff"/><stop offset=".5" stop-color="{light}"/>'
        f'<stop offset="1" stop-color="{dark}"/>\n  </linearGradient>\n'
        f'  <circle cx="50" cy="50" r="48" fill="url(#metal)" stroke="{dark}" stroke-width="3"/>\n'
        f'  <circle cx="50" cy="50" r="40" fill="none" stroke="#fff" stroke-width="1.5"/>\n'
        f'  <polygon points="{star}" fill="#fff" stroke="#000" stroke-width="1.2" stroke-linejoin="round"/>\n</svg>\n',
        encoding="utf-8",
    )


def write_stamp(path: Path) -> None:
    """Write the stamp: a flower of five petals in a ring."""
    petals = "".join(
        f'<path transform="rotate({72 * n} 50 50)" d="M50 46C40 36 40 22 46 17l4 4 4-4c6 5 6 19-4 29z"/>'
        for n in range(5)
    )
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="12mm" height="12mm" viewBox="0 0 100 100">\n'
        '  <circle cx="50" cy="50" r="46" fill="#fbe3e6" stroke="#a32a4a" stroke-width="5"/>\n'
        f'  <g fill="#a32a4a">{petals}</g>\n  <circle cx="50" cy="50" r="4" fill="#fbe3e6"/>\n</svg>\n',
        encoding="utf-8",
    )


def main() -> None:
    """Write all into the folder of this script, or into the one named."""
    sides = {"front.pdf": draw_front, "back.pdf": draw_back, "stamp.svg": write_stamp}
    folder = draw_sides(__file__, sides)
    (folder / "badges").mkdir(exist_ok=True)
    for rank, (light, dark) in BADGES.items():
        write_badge(folder / "badges" / f"{rank}.svg", light, dark)


if __name__ == "__main__":
    main()
