# ruff: noqa: INP001 -- shared by the scripts beside the layouts, not a package
"""A drawing board in millimetres from the upper left trim corner: outlined text, CMYK and one spot colour."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pikepdf
import uharfbuzz as hb
from fontTools.pens.basePen import BasePen
from reportlab.lib.colors import CMYKColor, CMYKColorSep
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

MM = 72 / 25.4
BLEED = 3.0
WIDTH, HEIGHT = 100.0, 148.0  # of a postcard
SPOT = "VDP Spring Pink"

FACES = {
    "gothic": ("pylopdf_fonts_jp", "NotoSansJP-Regular.otf"),
    "mincho": ("pylopdf_fonts_jp", "NotoSerifJP-Regular.otf"),
    "bold": ("noto_cjk_sans_jp_bold", "NotoSansCJKjp-Bold.otf"),
}

Point = tuple[float, float]


def spring(density: float) -> CMYKColorSep:
    """Return a tint of the spot colour; presses without it print 0 48 12 0."""
    return CMYKColorSep(0, 0.48, 0.12, 0, spotName=SPOT, density=density)


def cmyk(cyan: float, magenta: float, yellow: float, black: float) -> CMYKColor:
    """Return a process colour from percentages."""
    return CMYKColor(cyan / 100, magenta / 100, yellow / 100, black / 100)


WHITE = cmyk(0, 0, 0, 0)
BLACK = cmyk(0, 0, 0, 100)


class Board:
    """One side of a piece as a PDF page of its own, trim and bleed boxes set."""

    def __init__(self, path: Path, title: str, *, width: float = WIDTH, height: float = HEIGHT) -> None:
        self.path = path
        self.width, self.height = width, height
        size = ((width + 2 * BLEED) * MM, (height + 2 * BLEED) * MM)
        self.canvas = Canvas(str(path), pagesize=size, invariant=1, pageCompression=1, enforceColorSpace="SEP_CMYK")
        self.canvas.setTitle(title)
        self.canvas.setAuthor("vdp samples")
        self.fonts = {name: _open(*face) for name, face in FACES.items()}

    def at(self, x: float, y: float) -> Point:
        """Return the page's points for millimetres from the upper left trim corner."""
        return (BLEED + x) * MM, (BLEED + self.height - y) * MM

    def rectangle(self, x: float, y: float, width: float, height: float, fill: CMYKColor, *, radius: float = 0) -> None:
        """Fill a rectangle given by its upper left corner."""
        self.canvas.setFillColor(fill)
        left, bottom = self.at(x, y + height)
        if radius:
            self.canvas.roundRect(left, bottom, width * MM, height * MM, radius * MM, stroke=0, fill=1)
        else:
            self.canvas.rect(left, bottom, width * MM, height * MM, stroke=0, fill=1)

    def frame(self, x: float, y: float, width: float, height: float, stroke: CMYKColor, *, line: float) -> None:
        """Draw a rectangular line whose inner edge is the given rectangle."""
        self._pen(stroke, line)
        left, bottom = self.at(x - line / 2, y + height + line / 2)
        self.canvas.rect(left, bottom, (width + line) * MM, (height + line) * MM, stroke=1, fill=0)

    def circle(self, x: float, y: float, radius: float, fill: CMYKColor) -> None:
        """Fill a circle."""
        self.canvas.setFillColor(fill)
        self.canvas.circle(*self.at(x, y), radius * MM, stroke=0, fill=1)

    def ring(self, x: float, y: float, radius: float, stroke: CMYKColor, *, line: float) -> None:
        """Draw a circular line."""
        self._pen(stroke, line)
        self.canvas.circle(*self.at(x, y), radius * MM, stroke=1, fill=0)

    def line(self, start: Point, end: Point, stroke: CMYKColor, *, line: float, dash: Point | None = None) -> None:
        """Draw a straight line; `dash` is on and off in millimetres, drawn with round ends."""
        self._pen(stroke, line)
        self.canvas.setLineCap(1 if dash else 0)
        self.canvas.setDash([on * MM for on in dash] if dash else [])
        self.canvas.line(*self.at(*start), *self.at(*end))
        self.canvas.setDash([])

    def curve(self, steps: list[tuple[Point, ...]], fill: CMYKColor) -> None:
        """Fill a closed shape: a start point, then lines (one point) and Bézier curves (three points)."""
        path = self.canvas.beginPath()
        path.moveTo(*self.at(*steps[0][0]))
        for step in steps[1:]:
            numbers = [number for point in step for number in self.at(*point)]
            (path.curveTo if len(step) == 3 else path.lineTo)(*numbers)
        path.close()
        self.canvas.setFillColor(fill)
        self.canvas.drawPath(path, stroke=0, fill=1, fillMode=FILL_NON_ZERO)

    def text(
        self,
        text: str,
        at: Point,
        size: float,
        fill: CMYKColor = BLACK,
        *,
        face: str = "gothic",
        align: str = "left",
        tracking: float = 0,
        vertical: bool = False,
        features: dict[str, bool] | None = None,
    ) -> float:
        """Draw text as outlines and return its length in millimetres.

        `at` is the baseline's start (left), middle or end; the middle of the top edge when vertical. `size` is in
        points, `tracking` in thousandths of the size.
        """
        font = self.fonts[face]
        buffer = _shape(font, text, vertical=vertical, features=features or {})
        scale, extra = size / font.face.upem, tracking / 1000 * size
        advances = [abs(p.y_advance if vertical else p.x_advance) * scale + extra for p in buffer.glyph_positions]
        length = sum(advances) - extra
        left, top = self.at(*at)
        start = -length * {"left": 0, "center": 0.5, "right": 1}[align]
        path, run = self.canvas.beginPath(), start
        for info, place, advance in zip(buffer.glyph_infos, buffer.glyph_positions, advances, strict=True):
            x, y = (left, top - run) if vertical else (left + run, top)
            font.draw_glyph_with_pen(
                info.codepoint, _Pen(path, x + place.x_offset * scale, y + place.y_offset * scale, scale)
            )
            run += advance
        self.canvas.setFillColor(fill)
        self.canvas.drawPath(path, stroke=0, fill=1, fillMode=FILL_NON_ZERO)
        return length / MM

    def close(self) -> None:
        """Write the page, with its boxes and without the font that the canvas declares unasked."""
        self.canvas.showPage()
        self.canvas.save()
        with pikepdf.open(self.path, allow_overwriting_input=True) as pdf:
            page = pdf.pages[0]
            page.Contents = pdf.make_stream(_without_fonts(page))
            del page.Resources["/Font"], page.Resources["/ProcSet"], page["/Trans"]
            full, trim = self._boxes()
            page.MediaBox, page.BleedBox, page.TrimBox = pikepdf.Array(full), pikepdf.Array(full), pikepdf.Array(trim)
            pdf.save(self.path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)

    def _pen(self, stroke: CMYKColor, line: float) -> None:
        self.canvas.setStrokeColor(stroke)
        self.canvas.setLineWidth(line * MM)
        self.canvas.setLineCap(0)

    def _boxes(self) -> tuple[list[float], list[float]]:
        outer = [0.0, 0.0, round((self.width + 2 * BLEED) * MM, 4), round((self.height + 2 * BLEED) * MM, 4)]
        edge = round(BLEED * MM, 4)
        return outer, [edge, edge, round((BLEED + self.width) * MM, 4), round((BLEED + self.height) * MM, 4)]


def draw_sides(script: str, sides: dict[str, Callable[[Path], None]]) -> Path:
    """Be the command line of a script: draw files by name into its folder, or the one named; return the folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(script).parent
    for name, draw in sides.items():
        draw(folder / name)
    return folder


def _open(package: str, name: str) -> hb.Font:
    with as_file(files(package) / name) as path:
        return hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))


def _shape(font: hb.Font, text: str, *, vertical: bool, features: dict[str, bool]) -> hb.Buffer:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = "ja"
    if vertical:
        buffer.direction = "ttb"
    hb.shape(font, buffer, {"kern": False, **features})
    return buffer


class _Pen(BasePen):
    """Draws a glyph into a canvas path, moved and scaled."""

    def __init__(self, path: Any, x: float, y: float, scale: float) -> None:
        super().__init__(None)
        self.path, self.x, self.y, self.scale = path, x, y, scale

    def _map(self, *points: Point) -> list[float]:
        return [n for px, py in points for n in (self.x + px * self.scale, self.y + py * self.scale)]

    def _moveTo(self, point: Point) -> None:  # noqa: N802 -- fontTools' name
        self.path.moveTo(*self._map(point))

    def _lineTo(self, point: Point) -> None:  # noqa: N802 -- fontTools' name
        self.path.lineTo(*self._map(point))

    def _curveToOne(self, first: Point, second: Point, point: Point) -> None:  # noqa: N802 -- fontTools' name
        self.path.curveTo(*self._map(first, second, point))

    def _closePath(self) -> None:  # noqa: N802 -- fontTools' name
        self.path.close()


def _without_fonts(page: pikepdf.Page) -> bytes:
    """Return the page's content without its text objects: the canvas writes an empty one that names Helvetica."""
    kept, inside = [], False
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        inside = inside or operator == "BT"
        if not inside:
            kept.append(instruction)
        inside = inside and operator != "ET"
    return pikepdf.unparse_content_stream(kept)
