"""Draw stamp cards: a grid of stamps, as many of them filled as the value says."""

from __future__ import annotations

import math

from vdp.pdf.content import concat
from vdp.slots.forms import FormRow, place_form
from vdp.slots.shape.chart import Draw
from vdp.slots.shape.chart_spec import StampCardSpec
from vdp.slots.shape.paths import shape
from vdp.units import Box


def draw_stamps(spec: StampCardSpec, *, stamp: FormRow | None, empty: FormRow | None) -> tuple[int, Draw]:
    """Return the number of stamps and how each number of them is drawn. `stamp`, `empty`: artwork in their place."""
    cells = place_stamps(spec)
    full = [_form(stamp, cell) if stamp else b"%b %b f\n" % (spec.fill, shape(spec.form, cell)) for cell in cells]
    hollow = [_form(empty, cell) if empty else _outline(spec, cell) for cell in cells]

    def draw(step: int) -> bytes:
        return b"q /N gs\n" + b"".join(full[:step]) + b"".join(hollow[step:]) + b"Q\n"

    return len(cells), draw


def place_stamps(spec: StampCardSpec) -> list[Box]:
    """Return the boxes of all stamps, row by row from the upper left."""
    rows = math.ceil(spec.count / spec.columns)
    width = (spec.box.width - spec.gap * (spec.columns - 1)) / spec.columns
    height = (spec.box.height - spec.gap * (rows - 1)) / rows
    top = spec.box.y + spec.box.height
    return [
        Box(spec.box.x + column * (width + spec.gap), top - (row + 1) * height - row * spec.gap, width, height)
        for row, column in (divmod(index, spec.columns) for index in range(spec.count))
    ]


def _form(row: FormRow, cell: Box) -> bytes:
    matrix = place_form(row, cell, fit="contain", anchor=(0.5, 0.5), rotate=0)
    return b"q %b /%b Do Q\n" % (concat(matrix), row.resource.encode("ascii"))


def _outline(spec: StampCardSpec, cell: Box) -> bytes:
    """Return the line of an empty stamp as what lies between two shapes, filled by the even-odd rule."""
    side = min(cell.width, cell.height)
    if not spec.line or 2 * spec.line >= side:
        return b""
    inner = Box(cell.x + spec.line, cell.y + spec.line, cell.width - 2 * spec.line, cell.height - 2 * spec.line)
    return b"%b %b %b f*\n" % (spec.color, shape(spec.form, cell), shape(spec.form, inner))
