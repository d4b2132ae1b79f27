"""Which pages are measured, and what is said of them: the part of CO-05 that looks at whole pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

from vdp.preflight.plates.colours import SpaceReader
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.opened import Opened
from vdp.preflight.plates.page import Area, PageContent, PageInk, measure_pages
from vdp.preflight.plates.streams import read_data
from vdp.preflight.plates.window import INCH

_BOXES = ("/BleedBox", "/TrimBox", "/CropBox", "/MediaBox")
_AT_ONCE = 8  # pages: they share forms and fonts, and lie in memory together
_LARGEST_PROFILE = 16 << 20
_INHERITED = 32  # levels of the page tree that are climbed


class Spot(NamedTuple):
    """What is said of one page. `percent`: the greatest mean of inks, None where it is not known."""

    percent: float | None
    place: str
    doubts: tuple[str, ...]


def choose_pages(count: int, *, hot: Iterable[int], forms: Iterable[int], most: int) -> list[int]:
    """Return the pages (from 1) that are measured: suspect ones, those that show a form first, then evenly spread."""
    if not most or count <= most:
        return list(range(1, count + 1))
    chosen: dict[int, None] = {}
    for page in (*list(hot)[: most // 2], *sorted(set(forms)), 1):
        if len(chosen) < most:
            chosen[page] = None
    for part in range(most):
        if len(chosen) >= most:
            break
        chosen[1 + part * (count - 1) // max(1, most - 1)] = None
    return sorted(chosen)


class PageMeter:
    """Measures pages of one file, by the numbers of their objects."""

    def __init__(self, path: Path, *, window: float, uncounted: frozenset[str], limit: float) -> None:
        """Raise pikepdf.PdfError for a file that pikepdf cannot open."""
        self._file = pikepdf.open(path, suppress_warnings=True)
        self._opened = Opened(self._file, SpaceReader(_intent(self._file)))
        self._window, self._uncounted, self._limit = window, uncounted, limit

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def numbers(self) -> list[int]:
        """Return the object numbers of all pages."""
        return [page.obj.objgen[0] for page in self._file.pages]

    def measure(self, numbers: Sequence[int]) -> Iterator[Spot]:
        """Measure the pages that are these objects of the file."""
        for at in range(0, len(numbers), _AT_ONCE):
            yield from self._measure(numbers[at : at + _AT_ONCE])

    def _measure(self, numbers: Sequence[int]) -> Iterator[Spot]:
        pages = [self._open(number) for number in numbers]
        contents = [page for page in pages if isinstance(page, PageContent)]
        measured = iter(
            measure_pages(contents, self._opened, window=self._window, uncounted=self._uncounted, limit=self._limit)
        )
        for page in pages:
            yield self._tell(page, next(measured)) if isinstance(page, PageContent) else Spot(None, "", (page,))

    def _open(self, number: int) -> PageContent | str:
        try:
            return open_page(self._file.get_object((number, 0)))
        except Doubt as doubt:
            return str(doubt)
        except (pikepdf.PdfError, TypeError, ValueError, AttributeError, LookupError):
            return "an object that cannot be read"

    def _tell(self, content: PageContent, found: PageInk) -> Spot:
        if found.peak is None:
            return Spot(None if found.doubts else min(found.bound, self._limit), "", found.doubts)
        return Spot(found.peak.percent, describe_place(content, found), found.doubts)


def measure_file(path: Path, *, window: float, limit: float, uncounted: frozenset[str] = frozenset()) -> list[Spot]:
    """Measure all pages of a file; `uncounted` plates are no ink.

    Raises pikepdf.PdfError for a file that pikepdf cannot open.
    """
    meter = PageMeter(path, window=window, uncounted=uncounted, limit=limit)
    try:
        return list(meter.measure(meter.numbers()))
    finally:
        meter.close()


def open_page(page: Any) -> PageContent:
    """Return a page with its inherited resources and the area that counts. Raises Doubt."""
    if not isinstance(page, pikepdf.Dictionary):
        raise Doubt("an object that is no page")
    boxes = [_box(_inherited(page, key)) for key in _BOXES]
    media = boxes[-1]
    area = next((box for box in boxes if box is not None), None)
    if area is None or media is None:
        raise Doubt("no box")
    left, bottom = max(area[0], media[0]), max(area[1], media[1])
    right, top = min(area[2], media[2]), min(area[3], media[3])
    if right - left < 1 or top - bottom < 1:
        raise Doubt("no area")
    unit = float(page.get("/UserUnit", 1))
    return PageContent(page, _inherited(page, "/Resources"), (left, bottom, right, top), unit)


def describe_place(content: PageContent, found: PageInk) -> str:
    """Return where the peak is, as seen by someone who looks at the page: in mm from the trim's corner."""
    assert found.peak is not None  # noqa: S101 - callers have looked
    trim = _box(content.page.get("/TrimBox")) or content.area
    x = content.area[0] + found.peak.x / content.unit - trim[0]
    y = trim[3] - (content.area[3] - found.peak.y / content.unit)
    wide, tall = trim[2] - trim[0], trim[3] - trim[1]
    turned = int(_inherited(content.page, "/Rotate") or 0) % 360
    x, y = {90: (tall - y, x), 180: (wide - x, tall - y), 270: (y, wide - x)}.get(turned, (x, y))
    scale = INCH / 72 * content.unit
    return f"{x * scale:.0f} mm from the left and {y * scale:.0f} mm from the top of the trimmed page"


def _intent(file: pikepdf.Pdf) -> bytes:
    try:
        for intent in file.Root.get("/OutputIntents", []):
            profile = intent.get("/DestOutputProfile")
            if profile is not None and int(profile.get("/N", 0)) == 4:
                return read_data(profile, _LARGEST_PROFILE)
    except (Doubt, pikepdf.PdfError, TypeError, ValueError, AttributeError):
        return b""
    return b""


def _inherited(page: Any, key: str) -> Any:
    for _ in range(_INHERITED):
        if key in page:
            return page[key]
        page = page.get("/Parent")
        if not isinstance(page, pikepdf.Dictionary):
            break
    return None


def _box(value: Any) -> Area | None:
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    sides: Sequence[float] = [float(each) for each in value]
    return min(sides[0], sides[2]), min(sides[1], sides[3]), max(sides[0], sides[2]), max(sides[1], sides[3])
