# ruff: noqa: INP001 -- a script beside a layout, not a package
"""Draw the three product pictures: coffee, tea and sweets, 900 x 700 px, sRGB, as JPEG.

    python draw_products.py [FOLDER]

Stand-ins for photographs: shapes with soft light, shadow and a little grain, drawn three times too large and reduced.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import cos, pi, sin
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms
from scene import HEIGHT, WIDTH, Colour, Paint, Point, Scene


def bowl(
    left: float, right: float, top: float, bottom: float, *, foot: float, depth: float, belly: float = 0.55
) -> list[Point]:
    """Return the outline of a cup: rim ends at `top`, narrowing to a foot of half width `foot`.

    `depth` is how far the foot's near edge curves down; `belly` below 1 makes the wall round, above 1 straight.
    """
    centre, half = (left + right) / 2, (right - left) / 2
    wall = []
    for step in range(41):
        t = step / 40
        wall.append((foot + (half - foot) * (1 - t ** (1 / belly)) ** belly, top + (bottom - top) * t))
    arc = [(centre + foot * cos(a), bottom + depth * sin(a)) for a in (pi * n / 24 for n in range(1, 24))]
    return [(centre + w, y) for w, y in wall] + arc + [(centre - w, y) for w, y in reversed(wall)]


def table(scene: Scene, horizon: float, near: Colour, far: Colour) -> None:
    """Paint a table top and soft daylight over it."""
    scene.polygon([(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)], Paint(fill=far, to=near, blur=1.2))
    scene.ellipse((40, horizon + 10, 620, HEIGHT + 60), Paint(fill=(255, 252, 246), blur=90, opacity=0.45))


def petal(
    scene: Scene, at: Point, size: float, *, turn: float, fill: Colour = (246, 187, 200), to: Colour = (252, 222, 228)
) -> None:
    """Paint a fallen petal with its shadow."""
    half = [(0.34, 0.28), (0.40, 0.66), (0.24, 0.97), (0.1, 1.0)]
    outline = [(0.0, 0.0), *half, (0.0, 0.88), *((-x, y) for x, y in reversed(half))]
    points = []
    for x, y in _rounded(outline):
        across, down = x * cos(turn) + y * sin(turn), -x * sin(turn) + y * cos(turn)
        points.append((at[0] + size * across, at[1] + 0.62 * size * down))
    scene.polygon([(x + 4, y + 6) for x, y in points], Paint(fill=(96, 66, 60), blur=4, opacity=0.30))
    scene.polygon(points, Paint(fill=to, to=fill))


def _rounded(points: Sequence[Point]) -> list[Point]:
    """Return the polygon with its corners cut twice (Chaikin)."""
    line = list(points)
    for _ in range(3):
        cut = []
        for (ax, ay), (bx, by) in zip(line, [*line[1:], line[0]], strict=True):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by), (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
        line = cut
    return line


def steam(scene: Scene, x: float, y: float) -> None:
    """Paint three wisps of steam."""
    for shift, height, width in ((-46, 150, 13), (4, 190, 15), (52, 140, 12)):
        wisp = [(x + shift + 15 * sin(n / 5.2 + shift), y - height * n / 30) for n in range(31)]
        scene.line(wisp, width, Paint(fill=(255, 255, 255), blur=11, opacity=0.55))


def draw_coffee() -> Image.Image:
    """Draw a white cup of coffee with milk foam on its saucer."""
    scene = Scene((236, 226, 214), (222, 207, 190))
    scene.ellipse((560, -80, 1000, 330), Paint(fill=(248, 219, 222), blur=70, opacity=0.8))
    table(scene, 330, (186, 148, 116), (208, 176, 146))
    for y in (372, 436, 518, 616):
        scene.line([(-20, y), (920, y + 5)], 2.2, Paint(fill=(158, 121, 92), blur=1.4, opacity=0.5))
    scene.ellipse((170, 470, 800, 668), Paint(fill=(60, 36, 22), blur=24, opacity=0.55))
    scene.ellipse((140, 432, 760, 630), Paint(fill=(214, 207, 200), to=(166, 156, 148)))
    scene.ellipse((140, 422, 760, 616), Paint(fill=(255, 254, 251), to=(240, 235, 229)))
    scene.ellipse((232, 456, 668, 588), Paint(fill=(228, 222, 215), to=(248, 245, 241)))
    scene.ellipse((244, 468, 690, 592), Paint(fill=(86, 64, 50), blur=18, opacity=0.5))
    _draw_handle(scene)
    body = bowl(238, 662, 262, 520, foot=112, depth=34)
    scene.polygon(body, Paint(fill=(255, 255, 252), to=(226, 216, 206), across=True))
    clip = scene.mask_polygon(body)
    scene.inside(clip, (520, 240, 760, 620), Paint(fill=(120, 98, 84), blur=46, opacity=0.5))
    scene.inside(clip, (200, 460, 700, 640), Paint(fill=(150, 124, 104), blur=40, opacity=0.4))
    scene.inside(clip, (290, 300, 350, 470), Paint(fill=(255, 255, 255), blur=14, opacity=0.95))
    scene.ellipse((238, 196, 662, 330), Paint(fill=(250, 247, 242), to=(255, 255, 255)))
    scene.ellipse((252, 205, 648, 322), Paint(fill=(192, 180, 168), to=(236, 229, 220)))
    coffee = (262, 218, 638, 320)
    scene.ellipse(coffee, Paint(fill=(84, 46, 24), to=(132, 80, 44)))
    clip = scene.mask_ellipse(coffee)
    scene.inside(clip, (250, 196, 650, 262), Paint(fill=(40, 20, 10), blur=14, opacity=0.6))
    _draw_latte(scene, (450, 270))
    steam(scene, 450, 224)
    for at, size, turn in (((86, 560), 46, 0.6), ((800, 620), 50, 2.2), ((760, 420), 34, -0.8), ((120, 420), 30, 1.9)):
        petal(scene, at, size, turn=turn)
    return scene.finish()


def _draw_handle(scene: Scene) -> None:
    curve = [(624 + 106 * sin(pi * n / 30) ** 0.8, 300 + 158 * n / 30) for n in range(31)]
    scene.line([(x + 6, y + 8) for x, y in curve], 34, Paint(fill=(112, 90, 76), blur=8, opacity=0.4))
    scene.line(curve, 34, Paint(fill=(206, 196, 187)))
    scene.line([(x - 3, y - 4) for x, y in curve], 24, Paint(fill=(246, 241, 236)))
    scene.line([(x - 4, y - 8) for x, y in curve[2:16]], 7, Paint(fill=(255, 255, 255), blur=2, opacity=0.9))


def _draw_latte(scene: Scene, at: Point) -> None:
    """Paint a cherry flower of foam."""
    x, y = at
    for number in range(5):
        turn = 2 * pi * number / 5 + 0.3
        cx, cy = x + 70 * cos(turn), y + 19 * sin(turn)
        scene.ellipse((cx - 54, cy - 16, cx + 54, cy + 16), Paint(fill=(250, 236, 214), to=(238, 214, 180), blur=1.6))
    for number in range(5):
        turn = 2 * pi * number / 5 + 0.3 + pi / 5
        scene.line(
            [(x, y), (x + 96 * cos(turn), y + 26 * sin(turn))], 4, Paint(fill=(166, 112, 66), blur=1.6, opacity=0.75)
        )
    scene.ellipse((x - 14, y - 5, x + 14, y + 5), Paint(fill=(166, 112, 66), blur=1.5))


def draw_tea() -> Image.Image:
    """Draw a bowl of green tea on a wooden tray with a bamboo whisk's foam."""
    scene = Scene((231, 234, 222), (214, 219, 202))
    scene.ellipse((-120, -120, 380, 300), Paint(fill=(252, 250, 240), blur=70, opacity=0.9))
    table(scene, 318, (196, 186, 160), (216, 209, 188))
    scene.ellipse((120, 420, 830, 690), Paint(fill=(58, 46, 30), blur=26, opacity=0.5))
    scene.ellipse((96, 392, 804, 664), Paint(fill=(98, 52, 34), to=(60, 28, 18)))
    scene.ellipse((96, 380, 804, 648), Paint(fill=(152, 84, 54), to=(108, 54, 34)))
    scene.ellipse((124, 394, 776, 630), Paint(fill=(124, 64, 42), to=(140, 76, 50)))
    scene.ellipse((150, 410, 480, 560), Paint(fill=(196, 132, 96), blur=40, opacity=0.45))
    scene.ellipse((262, 500, 690, 620), Paint(fill=(30, 12, 8), blur=18, opacity=0.6))
    body = bowl(222, 678, 250, 540, foot=120, depth=34, belly=0.42)
    scene.polygon(body, Paint(fill=(74, 84, 88), to=(34, 40, 46), across=True))
    clip = scene.mask_polygon(body)
    scene.inside(clip, (190, 470, 720, 640), Paint(fill=(16, 18, 22), blur=36, opacity=0.7))
    scene.inside(clip, (262, 290, 352, 480), Paint(fill=(176, 192, 196), blur=26, opacity=0.65))
    for x, y, size in ((330, 390, 30), (420, 440, 40), (520, 400, 34), (590, 450, 26), (380, 480, 22)):
        _glaze_flower(scene, (x, y), size)
    scene.ellipse((222, 180, 678, 322), Paint(fill=(92, 102, 106), to=(60, 68, 74)))
    scene.ellipse((236, 190, 664, 314), Paint(fill=(30, 34, 38), to=(70, 80, 80)))
    tea = (252, 212, 648, 312)
    scene.ellipse(tea, Paint(fill=(112, 144, 52), to=(158, 188, 84)))
    clip = scene.mask_ellipse(tea)
    scene.inside(clip, (240, 180, 660, 256), Paint(fill=(44, 66, 18), blur=16, opacity=0.6))
    scene.inside(clip, (330, 250, 600, 306), Paint(fill=(196, 216, 128), blur=16, opacity=0.85))
    _draw_foam(scene, clip)
    steam(scene, 450, 214)
    for at, size, turn in (((150, 600), 40, 0.8), ((742, 470), 38, 2.4), ((830, 380), 30, -0.5), ((52, 470), 34, 1.5)):
        petal(scene, at, size, turn=turn)
    return scene.finish()


def _glaze_flower(scene: Scene, at: Point, size: float) -> None:
    for number in range(5):
        turn = 2 * pi * number / 5 + size
        cx, cy = at[0] + size * 0.42 * cos(turn), at[1] + size * 0.42 * sin(turn)
        half = size * 0.32
        scene.ellipse((cx - half, cy - half, cx + half, cy + half), Paint(fill=(224, 196, 192), blur=1, opacity=0.55))
    scene.ellipse((at[0] - 4, at[1] - 4, at[0] + 4, at[1] + 4), Paint(fill=(196, 134, 96), opacity=0.8))


def _draw_foam(scene: Scene, clip: Image.Image) -> None:
    bubbles = np.random.default_rng(3)
    for _ in range(260):
        turn, reach, half = bubbles.uniform(0, 2 * pi), bubbles.uniform(0, 1) ** 0.6, bubbles.uniform(1.2, 4.4)
        x, y = 450 + 178 * reach * cos(turn), 268 + 40 * reach * sin(turn)
        box = (x - half, y - half * 0.6, x + half, y + half * 0.6)
        scene.inside(clip, box, Paint(fill=(222, 234, 170), blur=0.6, opacity=0.75))


def draw_sweets() -> Image.Image:
    """Draw a plate with three sakura mochi in their leaves and a skewer of three-coloured dumplings."""
    scene = Scene((244, 228, 226), (236, 214, 212))
    scene.ellipse((-100, -160, 520, 300), Paint(fill=(255, 250, 246), blur=80, opacity=0.9))
    table(scene, 290, (226, 200, 190), (238, 220, 212))
    scene.ellipse((110, 360, 850, 680), Paint(fill=(96, 60, 54), blur=28, opacity=0.45))
    scene.ellipse((80, 330, 820, 660), Paint(fill=(176, 188, 192), to=(128, 140, 146)))
    scene.ellipse((80, 316, 820, 642), Paint(fill=(250, 252, 251), to=(222, 230, 230)))
    scene.ellipse((150, 346, 750, 606), Paint(fill=(226, 234, 234), to=(244, 248, 247)))
    for x, y in ((300, 370), (560, 356), (420, 452)):
        _draw_mochi(scene, (x, y))
    _draw_skewer(scene)
    for at, size, turn in (((770, 540), 44, 0.5), ((70, 330), 34, 2.0), ((180, 610), 42, -0.6), ((842, 350), 32, 1.2)):
        petal(scene, at, size, turn=turn, fill=(240, 170, 188), to=(252, 216, 224))
    return scene.finish(crop=(36, 72, 844, 700))


def _draw_mochi(scene: Scene, at: Point) -> None:
    x, y = at
    scene.ellipse((x - 110, y + 18, x + 128, y + 98), Paint(fill=(70, 60, 54), blur=14, opacity=0.5))
    box = (x - 108, y - 74, x + 108, y + 80)
    scene.ellipse(box, Paint(fill=(252, 208, 216), to=(226, 138, 156)))
    clip = scene.mask_ellipse(box)
    grains = np.random.default_rng(int(x))
    for _ in range(420):
        turn, reach = grains.uniform(0, 2 * pi), grains.uniform(0, 1) ** 0.5
        gx, gy = x + 104 * reach * cos(turn), y + 2 + 74 * reach * sin(turn)
        scene.inside(clip, (gx - 5, gy - 3, gx + 5, gy + 3), Paint(fill=(255, 228, 232), blur=1.2, opacity=0.5))
    scene.inside(clip, (x - 80, y - 66, x + 10, y - 8), Paint(fill=(255, 250, 250), blur=16, opacity=0.8))
    scene.inside(clip, (x - 100, y + 36, x + 120, y + 110), Paint(fill=(150, 62, 84), blur=20, opacity=0.5))
    _draw_leaf(scene, at)


def _draw_leaf(scene: Scene, at: Point) -> None:
    """Paint the salted cherry leaf that wraps the mochi."""
    x, y = at
    leaf = [
        (-118, 30),
        (-96, -10),
        (-40, -34),
        (30, -30),
        (96, -6),
        (126, 34),
        (104, 74),
        (40, 98),
        (-40, 96),
        (-98, 74),
    ]
    points = [(x + px, y + py + 6) for px, py in _rounded(leaf)]
    scene.polygon([(px + 4, py - 7) for px, py in points], Paint(fill=(110, 50, 60), blur=7, opacity=0.35))
    scene.polygon(points, Paint(fill=(142, 158, 84), to=(82, 104, 50)))
    clip = scene.mask_polygon(points)
    scene.inside(clip, (x - 96, y - 26, x + 20, y + 44), Paint(fill=(190, 202, 128), blur=18, opacity=0.8))
    vein = [(x - 112, y + 44), (x - 30, y + 38), (x + 50, y + 40), (x + 118, y + 46)]
    scene.line(vein, 3.4, Paint(fill=(196, 206, 146), blur=0.8, opacity=0.9))
    for shift in (-70, -30, 10, 50, 84):
        scene.line(
            [(x + shift, y + 41), (x + shift + 26, y + 8)], 1.8, Paint(fill=(186, 198, 134), blur=0.8, opacity=0.8)
        )
        scene.line(
            [(x + shift, y + 41), (x + shift + 22, y + 78)], 1.8, Paint(fill=(118, 138, 76), blur=0.8, opacity=0.8)
        )


def _draw_skewer(scene: Scene) -> None:
    start, end = (250, 596), (716, 492)
    scene.line(
        [(start[0] + 6, start[1] + 26), (end[0] + 6, end[1] + 30)], 14, Paint(fill=(70, 60, 54), blur=9, opacity=0.4)
    )
    scene.line([start, end], 8, Paint(fill=(206, 168, 112)))
    scene.line([(start[0], start[1] - 2), (end[0], end[1] - 2)], 3, Paint(fill=(236, 208, 160)))
    for share, light, dark in (
        (0.86, (250, 196, 208), (222, 128, 150)),
        (0.62, (255, 254, 248), (222, 214, 202)),
        (0.38, (190, 208, 138), (126, 152, 74)),
    ):
        x, y = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
        scene.ellipse((x - 56, y - 20, x + 66, y + 66), Paint(fill=(70, 56, 50), blur=11, opacity=0.45))
        box = (x - 56, y - 52, x + 56, y + 50)
        scene.ellipse(box, Paint(fill=light, to=dark))
        clip = scene.mask_ellipse(box)
        scene.inside(clip, (x - 46, y - 46, x + 2, y - 4), Paint(fill=(255, 255, 255), blur=10, opacity=0.85))
        scene.inside(
            clip,
            (x - 20, y + 16, x + 70, y + 70),
            Paint(fill=(dark[0] * 2 // 3, dark[1] * 2 // 3, dark[2] * 2 // 3), blur=14, opacity=0.5),
        )


def main() -> None:
    """Write the three pictures into products/ beside this script, or into the folder named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "products"
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes.fromhex("07ea 0001 0001 0000 0000 0000")  # ICC.1, 7.2.8: the hour of making, kept still
    for name, draw in (("coffee", draw_coffee), ("tea", draw_tea), ("sweets", draw_sweets)):
        draw().save(folder / f"{name}.jpg", quality=92, subsampling=0, icc_profile=bytes(profile), dpi=(600, 600))


if __name__ == "__main__":
    main()
