"""Compose sheets: pieces laid on their slots, static content first, marks and sheet text around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.compose.resources import Resources
from vdp.impose import Grid, sheet_marks
from vdp.impose.marks import Slug
from vdp.pdf.content import concat, num
from vdp.pdf.flate import deflate_content
from vdp.pdf.resources import BLACK_OVERPRINTS
from vdp.slots import Kernel
from vdp.slots.text.spec import TextSpec
from vdp.units import Box, Matrix, to_points

BLANK = -1
SLUG_SIZE = 6.0
"""Size of the sheet text in points."""


class Stock(NamedTuple):
    """Composed pieces of one kind: their static forms by side ("" for none) and their content by side and piece."""

    forms: tuple[str, ...]
    contents: Sequence[Sequence[bytes]]


class SheetComposer:
    """Lays pieces on the sheets of one grid."""

    def __init__(self, grid: Grid, resources: Resources, *, slug_face: str, marks: tuple[str, str]) -> None:
        self.grid = grid
        self._marks = [b"/%b Do\n" % name.encode("ascii") for name in marks]
        self._sides = [[_matrix(face.placement) for face in side] for side in (grid.front, grid.back)]
        sheet = sheet_marks(grid)
        self._slugs = [_slug(slug, resources, slug_face) for slug in (sheet.front_slug, sheet.back_slug)]

    def compose(
        self, cells: NDArray[np.int64], stocks: Sequence[Stock], slugs: Sequence[Sequence[str]]
    ) -> list[list[bytes]]:
        """Return deflated content per side and sheet.

        `cells` (sheets, up): number of the piece in the row of all stocks, -1 for a blank. `slugs`: per side and
        sheet, its text.
        """
        edges = np.cumsum([0, *(len(stock.contents[0]) for stock in stocks)])
        kinds = np.where(cells == BLANK, BLANK, np.searchsorted(edges, cells, side="right") - 1)
        return [
            self._compose_side(side, cells.tolist(), kinds.tolist(), stocks, self._slug_content(side, slugs[side]))
            for side in (0, 1)
        ]

    def _compose_side(
        self, side: int, cells: list[list[int]], kinds: list[list[int]], stocks: Sequence[Stock], slugs: list[bytes]
    ) -> list[bytes]:
        pieces = [content for stock in stocks for content in stock.contents[side]]
        places = [b"q %b\n" % matrix for matrix in self._sides[side]]
        static: dict[tuple[int, ...], bytes] = {}
        found: list[bytes] = []
        for row, kind, slug in zip(cells, kinds, slugs, strict=True):
            key = tuple(kind)
            if key not in static:
                static[key] = self._static(side, key, stocks)
            parts = [static[key]]
            for place, cell in zip(places, row, strict=True):
                if cell != BLANK:
                    parts += (place, pieces[cell], b"Q\n")
            parts.append(slug)
            found.append(deflate_content(b"".join(parts)))
        return found

    def _static(self, side: int, kinds: tuple[int, ...], stocks: Sequence[Stock]) -> bytes:
        """Return marks and static forms of a sheet, then the state that all per-piece ink starts from."""
        parts = [self._marks[side]]
        for matrix, kind in zip(self._sides[side], kinds, strict=True):
            form = stocks[kind].forms[side] if kind != BLANK else ""
            if form:
                parts.append(b"q %b /%b Do Q\n" % (matrix, form.encode("ascii")))
        parts.append(BLACK_OVERPRINTS)
        return b"".join(parts)

    def _slug_content(self, side: int, texts: Sequence[str]) -> list[bytes]:
        slug = self._slugs[side]
        if slug is None:
            return [b""] * len(texts)
        matrix, kernel = slug
        return [b"q %b\n%bQ\n" % (matrix, content) for content in kernel.compose(texts)]


def marks_content(grid: Grid) -> tuple[bytes, bytes]:
    """Return the corner and centre marks of both sides as content: hairlines in 100 K."""
    marks = sheet_marks(grid)
    head = b"0 0 0 1 K %b w\n" % num(to_points(marks.line))
    front, back = (
        head + b"".join(b"%b %b m %b %b l S\n" % tuple(num(to_points(value)) for value in segment) for segment in side)
        for side in (marks.front, marks.back)
    )
    return front, back


def _matrix(placement: tuple[int, int, int, int, int, int]) -> bytes:
    a, b, c, d, e, f = placement
    return concat(Matrix(a, b, c, d, to_points(e), to_points(f)))


def _slug(slug: Slug | None, resources: Resources, face: str) -> tuple[bytes, Kernel] | None:
    """Return the matrix and the kernel of a sheet text, None where the margins have no room for it."""
    if slug is None:
        return None
    box = slug.box
    width, height = (box.height, box.width) if slug.rotate else (box.width, box.height)
    placement = (0, 1, -1, 0, box.x1, box.y0) if slug.rotate else (1, 0, 0, 1, box.x0, box.y0)
    spec = TextSpec(
        "sheet text",
        Box(0, 0, to_points(width), to_points(height)),
        (face,),
        SLUG_SIZE,
        SLUG_SIZE,
        valign="middle",
        fit=("condense",),
        min_scale=0.3,
        overflow="clip",
        missing_glyph="geta",
    )
    return _matrix(placement), resources.kernel(spec)
