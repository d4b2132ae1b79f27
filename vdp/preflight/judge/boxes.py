"""BX: page boxes, judged once per set of boxes; BX-07 and BX-08 at the end."""

from __future__ import annotations

from typing import NamedTuple

from vdp.preflight.file.pages import Leaf
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Stream, Value
from vdp.preflight.limits import PAGE_SIDE
from vdp.preflight.report import Mark, Report
from vdp.preflight.terms import Terms

Box = tuple[float, float, float, float]

_INDIRECT = frozenset({"MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox", "Rotate"})
_GRAIN = 0.01  # points: below what any device can place
_TRIM_TOLERANCE = 0.1 * 72 / 25.4
_POINTS_PER_MM = 72 / 25.4


class Boxes(NamedTuple):
    """The boxes of a page as they stand there or are inherited; None where there is none or none that can be read."""

    media: Box | None
    crop: Box | None
    bleed: Box | None
    trim: Box | None
    art: Box | None

    @property
    def size(self) -> tuple[float, float]:
        """Return the sides of the media; 0 where there is none."""
        return (self.media[2] - self.media[0], self.media[3] - self.media[1]) if self.media else (0.0, 0.0)


class BoxRules:
    """Judges the boxes of all pages."""

    def __init__(self, source: PdfSource, report: Report, terms: Terms) -> None:
        self._source, self._report, self._terms = source, report, terms
        self._first: tuple[float, float] | None = None

    def judge(self, leaf: Leaf) -> Boxes:
        """Judge one page and return its boxes."""
        verdicts = leaf.seen.shape.verdicts
        key = leaf.branch.number
        known = verdicts.get(key)
        if known is None:
            indirect = not _INDIRECT.isdisjoint(leaf.seen.refs)
            page = self._source.dictionary(self._source.parse(leaf.number)) if indirect else leaf.seen.shape.dictionary
            boxes = self._read(page, leaf.branch.inherited)
            known = (boxes, tuple(self._judge(page, leaf.branch.inherited, boxes)))
            if not indirect:
                verdicts[key] = known
        boxes, marks = known
        for mark in marks:
            self._report.mark(mark._replace(number=leaf.number), page=leaf.page)
        found: Boxes = boxes
        return found

    def finish(self, pages: int) -> None:
        """BX-08, and what the house does not ask for."""
        house = self._terms.house
        if house.pages is not None and house.pages != pages:
            self._report.add("BX-08", f"the file has {pages} pages; the house asks for {house.pages}")
        for rule, value, what in (
            ("BX-04", house.trim, "trim size"),
            ("BX-05", house.bleed, "bleed"),
            ("BX-08", house.pages, "number of pages"),
        ):
            if value is None:
                self._report.skip(rule, f"the house profile names no {what}")

    def _read(self, page: dict[str, Value], inherited: dict[str, Value]) -> Boxes:
        own = [self._box(page.get(key)) for key in ("BleedBox", "TrimBox", "ArtBox")]
        both = [self._box(page.get(key, inherited.get(key))) for key in ("MediaBox", "CropBox")]
        return Boxes(both[0], both[1], own[0], own[1], own[2])

    def _box(self, value: Value) -> Box | None:
        corners = [self._source.resolve(each) for each in self._source.array(value)]
        numbers = [float(each) for each in corners if isinstance(each, (int, float)) and not isinstance(each, bool)]
        if len(numbers) != 4 or len(corners) != 4:
            return None
        x, y, other_x, other_y = numbers
        return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)

    def _judge(self, page: dict[str, Value], inherited: dict[str, Value], boxes: Boxes) -> list[Mark]:
        marks = [*self._judge_there(page, boxes), *self._judge_nesting(boxes), *self._judge_house(boxes)]
        if boxes.crop is not None and boxes.media is not None and not _equal(boxes.crop, boxes.media):
            marks.append(Mark("BX-06", "the CropBox differs from the MediaBox"))
        turn = self._source.resolve(page.get("Rotate", inherited.get("Rotate", 0)))
        if turn != 0:
            marks.append(Mark("BX-07", f"the page is rotated by {_number(turn)}"))
        unit = self._source.resolve(page.get("UserUnit", 1))
        if unit != 1:
            marks.append(Mark("BX-07", f"the page has a /UserUnit of {_number(unit)}"))
        trim = boxes.trim or boxes.art
        if trim is not None:
            size = (trim[2] - trim[0], trim[3] - trim[1])
            self._first = self._first or size
            if any(abs(a - b) > _GRAIN for a, b in zip(size, self._first, strict=True)):
                marks.append(Mark("BX-07", f"the trim is {_mm(size)}, that of the first page {_mm(self._first)}"))
        if "SeparationInfo" in page:
            marks.append(Mark("GX-02", "a pre-separated page (/SeparationInfo)"))
        return marks

    def _judge_there(self, page: dict[str, Value], boxes: Boxes) -> list[Mark]:
        marks = []
        if boxes.media is None:
            marks.append(Mark("BX-01", "the page has no MediaBox of four numbers"))
        elif not all(PAGE_SIDE[0] <= side <= PAGE_SIDE[1] for side in boxes.size):
            marks.append(
                Mark("FS-09", f"a page of {boxes.size[0]:g} by {boxes.size[1]:g} points; PDF allows 3 to 14400")
            )
        there = [key for key in ("TrimBox", "ArtBox") if key in page]
        if len(there) != 1:
            what = "both TrimBox and ArtBox" if there else "neither TrimBox nor ArtBox"
            marks.append(Mark("BX-02", f"the page has {what}"))
        elif (boxes.trim or boxes.art) is None:
            marks.append(Mark("BX-02", f"the {there[0]} is not made of four numbers"))
        return marks

    def _judge_nesting(self, boxes: Boxes) -> list[Mark]:
        named = (("BleedBox", boxes.bleed), ("TrimBox", boxes.trim), ("ArtBox", boxes.art))
        marks = [
            Mark("BX-03", f"the {name} reaches beyond the {outer_name}")
            for name, inner in named
            for outer_name, outer in (("MediaBox", boxes.media), ("CropBox", boxes.crop))
            if inner is not None and outer is not None and not _inside(inner, outer)
        ]
        for name, inner in named[1:]:
            if inner is not None and boxes.bleed is not None and not _inside(inner, boxes.bleed):
                marks.append(Mark("BX-03", f"the {name} reaches beyond the BleedBox"))
            if inner is not None and (inner[2] <= inner[0] or inner[3] <= inner[1]):
                marks.append(Mark("BX-03", f"the {name} is empty"))
        return marks

    def _judge_house(self, boxes: Boxes) -> list[Mark]:
        house, trim = self._terms.house, boxes.trim or boxes.art
        if trim is None:
            return []
        marks = []
        size = (trim[2] - trim[0], trim[3] - trim[1])
        if house.trim is not None and any(abs(a - b) > _TRIM_TOLERANCE for a, b in zip(size, house.trim, strict=True)):
            marks.append(Mark("BX-04", f"the trim is {_mm(size)}; the house asks for {_mm(house.trim)}"))
        if house.bleed is not None:
            bleed = boxes.bleed or boxes.crop or boxes.media or trim
            edges = {
                "left": trim[0] - bleed[0],
                "bottom": trim[1] - bleed[1],
                "right": bleed[2] - trim[2],
                "top": bleed[3] - trim[3],
            }
            short = [name for name, edge in edges.items() if edge < house.bleed - _GRAIN]
            if short:
                least = round(min(edges.values()) / _POINTS_PER_MM, 1) + 0.0  # not -0.0
                wanted = house.bleed / _POINTS_PER_MM
                text = f"the bleed is {least:.1f} mm at {', '.join(short)}; the house asks for {wanted:g} mm"
                marks.append(Mark("BX-05", text))
        return marks


def _number(value: Value | Stream) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else "something that is no number"


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - _GRAIN
        and inner[1] >= outer[1] - _GRAIN
        and inner[2] <= outer[2] + _GRAIN
        and inner[3] <= outer[3] + _GRAIN
    )


def _equal(first: Box, second: Box) -> bool:
    return _inside(first, second) and _inside(second, first)


def _mm(size: tuple[float, float]) -> str:
    return f"{size[0] / _POINTS_PER_MM:.1f} x {size[1] / _POINTS_PER_MM:.1f} mm"
