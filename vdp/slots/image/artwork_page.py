"""The boxes of a foreign page: which part of it is placed, which way up, and what of it is seen."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Object

from vdp.slots.image.artwork_streams import ArtworkFault, inherited
from vdp.units import MM, Box, Matrix

SIZE_TOLERANCE = 0.5 * MM
"""A trim box that is off by more was made for another piece."""
MOST_SIDE = 14_400.0
"""Points that a page side may have (ISO 32000-1, annex C.2), its unit counted in."""

_QUARTER_TURNS = (0, 90, 180, 270)
_FALLBACKS = {"trim": ("/TrimBox", "/ArtBox"), "bleed": ("/BleedBox",), "crop": (), "media": ()}


@dataclass(frozen=True, slots=True)
class PageFrame:
    """A page in its own space. `turn`: degrees clockwise to see it upright; `unit`: points of one unit of its space."""

    media: Box
    crop: Box
    trim: Box
    bleed: Box | None  # None: the page states none
    has_trim: bool
    turn: int
    unit: float

    def box(self, name: str) -> Box:
        """Return the box of a name: trim, bleed, crop or media."""
        return {"trim": self.trim, "bleed": self.bleed or self.crop, "crop": self.crop}.get(name, self.media)


def read_frame(page: Dictionary, *, unit: float = 1.0) -> PageFrame:
    """Return the boxes of a page, each cut to the media. `unit` multiplies the page's own (UserUnit)."""
    media = _read_box(inherited(page, "/MediaBox"), "MediaBox")
    crop = _inside(_optional_box(inherited(page, "/CropBox"), "CropBox"), media) or media
    trim = next((_optional_box(page[key], key[1:]) for key in _FALLBACKS["trim"] if key in page), None)
    bleed = _inside(_optional_box(page.get("/BleedBox"), "BleedBox"), media)
    unit *= float(inherited(page, "/UserUnit") or 1)
    turn = int(inherited(page, "/Rotate") or 0) % 360
    if turn not in _QUARTER_TURNS:
        raise ArtworkFault("artwork.size", "the page is rotated by no quarter turn", "Export it upright.")
    if not unit > 0 or not 0 < max(media.width, media.height) * unit <= MOST_SIDE or min(media[2:]) <= 0:
        text = f"the page is {media.width * unit / MM:.0f} x {media.height * unit / MM:.0f} mm"
        raise ArtworkFault("artwork.size", text, "Export it at true size.")
    return PageFrame(media, crop, trim or crop, bleed, trim is not None, turn, unit)


def lay_upright(box: Box, frame: PageFrame) -> Matrix:
    """Return the matrix that turns the page upright, gives it its size and lays the box's lower left corner on 0, 0."""
    left, bottom, right, top = box.x, box.y, box.x + box.width, box.y + box.height
    turned = {
        0: Matrix(1, 0, 0, 1, -left, -bottom),
        90: Matrix(0, -1, 1, 0, -bottom, right),
        180: Matrix(-1, 0, 0, -1, right, top),
        270: Matrix(0, 1, -1, 0, top, -left),
    }[frame.turn]
    return turned if frame.unit == 1 else Matrix(*(frame.unit * number for number in turned))


def upright_size(box: Box, frame: PageFrame) -> tuple[float, float]:
    """Return width and height of a box as it is seen, in points."""
    width, height = box.width * frame.unit, box.height * frame.unit
    return (width, height) if frame.turn in {0, 180} else (height, width)


def fit_trim(frame: PageFrame, *, width: float, height: float, bleed: float) -> Box:
    """Return the part of the page that is laid on the piece's trim: its trim, about its middle.

    A page without TrimBox and ArtBox is taken by its CropBox, which is its MediaBox where it has none; less the bleed
    if that makes it the piece's size. Raises ArtworkFault for a page of another size.
    """
    piece = upright_size(Box(0, 0, width / frame.unit**2, height / frame.unit**2), frame)  # in units of the page
    edge, box, tolerance = bleed / frame.unit, frame.trim, SIZE_TOLERANCE / frame.unit
    off = (box.width - piece[0], box.height - piece[1])
    if not frame.has_trim and all(abs(side - 2 * edge) <= tolerance for side in off):
        box = Box(box.x + edge, box.y + edge, box.width - 2 * edge, box.height - 2 * edge)
        off = (box.width - piece[0], box.height - piece[1])
    if max(map(abs, off)) > tolerance:
        seen = upright_size(box, frame)
        text = (
            f"the page is {seen[0] / MM:.1f} x {seen[1] / MM:.1f} mm, the piece {width / MM:.1f} x {height / MM:.1f} mm"
        )
        text += f" (the page is turned by {frame.turn} degrees)" if frame.turn else ""
        raise ArtworkFault("artwork.size", text, "Export it with a TrimBox of the piece's size, or correct the piece.")
    return Box(box.x + off[0] / 2, box.y + off[1] / 2, *piece)


def clip_to_bleed(frame: PageFrame, trim: Box, *, bleed: float) -> Box:
    """Return what of the page is seen: as far as the piece's bleed, the page's own BleedBox and its media reach.

    What lies beyond a stated BleedBox are marks and colour bars, not the picture going on.
    """
    edge = bleed / frame.unit
    wanted = Box(trim.x - edge, trim.y - edge, trim.width + 2 * edge, trim.height + 2 * edge)
    limit = frame.media if frame.bleed is None else _union(frame.bleed, trim)
    return _inside(_inside(wanted, limit), frame.media) or wanted


def real_bleed(frame: PageFrame, trim: Box, seen: Box) -> float:
    """Return how far the page really reaches over its trim, on its poorest edge, in points."""
    left, bottom = trim.x - seen.x, trim.y - seen.y
    edges = (left, bottom, seen.width - trim.width - left, seen.height - trim.height - bottom)
    return max(0.0, min(edges)) * frame.unit


def _read_box(value: Object | None, name: str) -> Box:
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        raise ArtworkFault("artwork.size", f"the page has no usable {name}", "Export the page again.")
    x0, y0, x1, y1 = (float(number) for number in value.as_list())
    return Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))


def _optional_box(value: Object | None, name: str) -> Box | None:
    return None if value is None else _read_box(value, name)


def _inside(box: Box | None, limit: Box) -> Box | None:
    """Return what two boxes have in common, None where that is nothing."""
    if box is None:
        return None
    left, bottom = max(box.x, limit.x), max(box.y, limit.y)
    right = min(box.x + box.width, limit.x + limit.width)
    top = min(box.y + box.height, limit.y + limit.height)
    return Box(left, bottom, right - left, top - bottom) if right > left and top > bottom else None


def _union(one: Box, other: Box) -> Box:
    left, bottom = min(one.x, other.x), min(one.y, other.y)
    right = max(one.x + one.width, other.x + other.width)
    top = max(one.y + one.height, other.y + other.height)
    return Box(left, bottom, right - left, top - bottom)
