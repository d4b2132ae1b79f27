"""Where an image lies in its slot."""

from __future__ import annotations

from vdp.errors import DefectError
from vdp.slots.image.spec import ImageSpec
from vdp.units import Box

POINTS_PER_INCH = 72.0


def place_image(spec: ImageSpec, width: int, height: int) -> Box:
    """Return the box that the whole image fills, in points; with `cover` it reaches beyond the slot and is clipped.

    `width` and `height` in pixels; pixels are taken as square unless the fit is `fill`.
    """
    box = spec.box
    if spec.fit == "fill":
        return box
    scales = (box.width / width, box.height / height)
    if spec.fit not in {"contain", "cover"}:
        raise DefectError("image.fit", f"no fit is called {spec.fit}")
    scale = min(scales) if spec.fit == "contain" else max(scales)
    painted = (width * scale, height * scale)
    left = box.x + (box.width - painted[0]) * spec.anchor[0]
    bottom = box.y + (box.height - painted[1]) * spec.anchor[1]
    return Box(left, bottom, *painted)


def effective_ppi(spec: ImageSpec, width: int, height: int) -> float:
    """Return the pixels per inch that the press sees, the lower of both directions."""
    painted = place_image(spec, width, height)
    return min(width / painted.width, height / painted.height) * POINTS_PER_INCH
