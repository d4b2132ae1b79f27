# ruff: noqa: INP001 -- a script beside a layout, not a package
"""A picture of soft shapes: gradients, blur and light, drawn too large and reduced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 900, 700
SCALE = 2  # drawn this many times larger, then reduced

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Paint(NamedTuple):
    """A colour, or a gradient down (or across) the shape, softened and thinned."""

    fill: Colour
    to: Colour | None = None
    across: bool = False
    blur: float = 0
    opacity: float = 1


class Scene:
    """A picture under construction; lengths in pixels of the finished picture."""

    def __init__(self, top: Colour, bottom: Colour) -> None:
        self.size = (WIDTH * SCALE, HEIGHT * SCALE)
        self.image = Image.new("RGB", self.size)
        self.polygon([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], Paint(top, bottom))

    def ellipse(self, box: Box, paint: Paint) -> None:
        """Paint an ellipse."""
        self._lay(self.mask_ellipse(box), box, paint)

    def polygon(self, points: Sequence[Point], paint: Paint) -> None:
        """Paint a polygon."""
        self._lay(self.mask_polygon(points), _bounds(points), paint)

    def line(self, points: Sequence[Point], width: float, paint: Paint) -> None:
        """Paint a line with round joints and ends."""
        mask = Image.new("L", self.size)
        draw = ImageDraw.Draw(mask)
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        draw.line(scaled, fill=255, width=round(width * SCALE), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            half = width * SCALE / 2
            draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
        left, top, right, bottom = _bounds(points)
        self._lay(mask, (left - width, top - width, right + width, bottom + width), paint)

    def inside(self, clip: Image.Image, box: Box, paint: Paint) -> None:
        """Paint an ellipse only where the clip mask allows: light and shade on a body."""
        self._lay(self.mask_ellipse(box), box, paint, clip=clip)

    def mask_ellipse(self, box: Box) -> Image.Image:
        """Return the mask of an ellipse."""
        mask = Image.new("L", self.size)
        ImageDraw.Draw(mask).ellipse([n * SCALE for n in box], fill=255)
        return mask

    def mask_polygon(self, points: Sequence[Point]) -> Image.Image:
        """Return the mask of a polygon."""
        mask = Image.new("L", self.size)
        ImageDraw.Draw(mask).polygon([(x * SCALE, y * SCALE) for x, y in points], fill=255)
        return mask

    def finish(self, *, crop: Box = (0, 0, WIDTH, HEIGHT), grain: float = 2.0) -> Image.Image:
        """Return the crop at the picture's final size, with darker corners and grain."""
        left, top, right, bottom = crop
        cut = self.image.crop((left * SCALE, top * SCALE, right * SCALE, bottom * SCALE))
        picture = np.asarray(cut.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), dtype=np.float64)
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
        corner = ((x / WIDTH - 0.5) ** 2 + (y / HEIGHT - 0.45) ** 2)[..., None]
        bright = 255 * (picture / 255) ** 0.90 * (1 - 0.12 * corner)
        noise = np.random.default_rng(7).normal(0, grain, (HEIGHT, WIDTH, 1))
        return Image.fromarray(np.clip(bright + noise, 0, 255).round().astype(np.uint8))

    def _lay(self, mask: Image.Image, bounds: Box, paint: Paint, *, clip: Image.Image | None = None) -> None:
        reach = 3 * paint.blur + 2
        left, top = (max(0, round((n - reach) * SCALE)) for n in bounds[:2])
        right, bottom = (min(most, round((n + reach) * SCALE)) for n, most in zip(bounds[2:], self.size, strict=True))
        region = (left, top, right, bottom)
        part = mask.crop(region)
        if paint.blur:
            part = part.filter(ImageFilter.GaussianBlur(paint.blur * SCALE))
        if clip is not None:
            part = ImageChops.multiply(part, clip.crop(region))
        if paint.opacity < 1:
            part = part.point([round(value * paint.opacity) for value in range(256)])
        self.image.paste(_gradient(paint, bounds, region), region, part)


def _bounds(points: Sequence[Point]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _gradient(paint: Paint, bounds: Box, region: tuple[int, int, int, int]) -> Image.Image:
    size = (region[2] - region[0], region[3] - region[1])
    if paint.to is None:
        return Image.new("RGB", size, paint.fill)
    axis = 0 if paint.across else 1
    low, high = bounds[axis], bounds[axis + 2]
    place = (np.arange(size[axis]) + region[axis]) / SCALE
    share = np.clip((place - low) / max(1.0, high - low), 0, 1)[:, None]
    ramp = (np.array(paint.fill) * (1 - share) + np.array(paint.to) * share).round().astype(np.uint8)
    strip = ramp.reshape((1, -1, 3) if paint.across else (-1, 1, 3))
    return Image.fromarray(np.ascontiguousarray(strip)).resize(size, Image.Resampling.NEAREST)
