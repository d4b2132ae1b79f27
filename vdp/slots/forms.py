"""Artwork as slots know it: which pages a slot may show, and the forms that were made of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from vdp.units import Box, Matrix


class ArtworkPages(NamedTuple):
    """Where a slot's artwork comes from. `names`: the only files; empty: every PDF and SVG of the folder."""

    folder: Path
    names: tuple[str, ...]
    page: int = 1
    box: str = "trim"  # trim | bleed | crop | media


class FormRow(NamedTuple):
    """A file that was found: its form's resource name, width and height in points; width 0: it is unusable."""

    path: Path
    resource: str
    width: float
    height: float


def place_form(row: FormRow, slot: Box, *, fit: str, anchor: tuple[float, float], rotate: int) -> Matrix:
    """Return the matrix that turns a form clockwise by quarter turns and lays it into a slot.

    `fit` is contain, cover or fill; `anchor` the share of the room that is left, 0,0 being left bottom.
    """
    width, height = (row.width, row.height) if rotate in {0, 180} else (row.height, row.width)
    scales = (slot.width / width, slot.height / height)
    if fit == "fill":
        across, up = scales
    else:
        across = up = min(scales) if fit == "contain" else max(scales)
    left = slot.x + (slot.width - width * across) * anchor[0]
    bottom = slot.y + (slot.height - height * up) * anchor[1]
    # Turned, the form has its lower left corner on 0, 0 again; then it is scaled and moved.
    a, b, c, d, e, f = {
        0: (1, 0, 0, 1, 0.0, 0.0),
        90: (0, -1, 1, 0, 0.0, row.width),
        180: (-1, 0, 0, -1, row.width, row.height),
        270: (0, 1, -1, 0, row.height, 0.0),
    }[rotate]
    return Matrix(a * across, b * up, c * across, d * up, e * across + left, f * up + bottom)
