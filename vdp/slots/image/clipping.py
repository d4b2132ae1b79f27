"""Clips: the shape that an image is seen through, as path operators."""

from __future__ import annotations

from vdp.pdf.content import clip, num
from vdp.slots.image.spec import Clip
from vdp.units import Box

_CURVE = 0.5522847498
"""Length of the handles of a Bézier quarter circle of radius 1: 4/3 · (√2 - 1)."""


def clip_path(shape: Clip | None, window: Box) -> bytes:
    """Return the operators that clip to a shape inside `window`; without a shape to the window itself."""
    if shape is None:
        return clip(window)
    if shape.kind == "polygon":
        points = [(window.x + x * window.width, window.y + y * window.height) for x, y in shape.points]
        steps = [b"%s %s %s" % (num(x), num(y), b"l" if index else b"m") for index, (x, y) in enumerate(points)]
        return b" ".join([*steps, b"h W n"])
    half = (window.width / 2, window.height / 2)
    return _rounded(window, half if shape.kind == "ellipse" else (min(shape.radius, *half),) * 2)


def _rounded(box: Box, radii: tuple[float, float]) -> bytes:
    """Return a rectangle whose corners are quarter ellipses."""
    across, up = radii
    left, bottom, right, top = box.x, box.y, box.x + box.width, box.y + box.height
    far_x, far_y = across * (1 - _CURVE), up * (1 - _CURVE)
    steps: list[tuple[bytes, tuple[float, ...]]] = [
        (b"m", (left + across, bottom)),
        (b"l", (right - across, bottom)),
        (b"c", (right - far_x, bottom, right, bottom + far_y, right, bottom + up)),
        (b"l", (right, top - up)),
        (b"c", (right, top - far_y, right - far_x, top, right - across, top)),
        (b"l", (left + across, top)),
        (b"c", (left + far_x, top, left, top - far_y, left, top - up)),
        (b"l", (left, bottom + up)),
        (b"c", (left, bottom + far_y, left + far_x, bottom, left + across, bottom)),
    ]
    return b" ".join([*(b" ".join([*map(num, numbers), operator]) for operator, numbers in steps), b"h W n"])
