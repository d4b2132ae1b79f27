# ruff: noqa: INP001 -- a script beside a layout, not a package
"""Draw snow.png: falling snow as a mask for the varnish, black where it lies, one bit a pixel.

python draw_artwork.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw

PPI = 300
WIDTH, HEIGHT = 106, 108  # mm, the bleed of three sides included
FLAKES = 420


def draw_snow() -> Image.Image:
    """Return the mask; flakes are larger and closer towards the bottom."""
    scale = PPI / 25.4
    image = Image.new("1", (round(WIDTH * scale), round(HEIGHT * scale)), 1)
    pen = ImageDraw.Draw(image)
    seed = 20260118
    for _ in range(FLAKES):
        numbers = []
        for _ in range(3):
            seed = (seed * 1103515245 + 12345) % 2**31
            numbers.append(seed / 2**31)
        x, y = numbers[0] * WIDTH, HEIGHT * numbers[1] ** 0.6
        radius = 0.25 + 1.1 * numbers[2] ** 3 * y / HEIGHT
        pen.ellipse([(value * scale) for value in (x - radius, y - radius, x + radius, y + radius)], fill=0)
    return image


def main() -> None:
    """Draw it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    draw_snow().save(folder / "snow.png", dpi=(PPI, PPI), optimize=True)


if __name__ == "__main__":
    main()
