"""CO-05 on plates: the sum of inks as the mean of a window, on the pages that are chosen."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path

import pikepdf

from vdp.preflight.plates.sample import PageMeter, choose_pages
from vdp.preflight.report import FAIL, Report
from vdp.preflight.terms import House

_ROUNDING = 1.0
"""Per cent: an ink of a plate is known to 1/255, and there are four and more of them."""
_MOST_HOT = 1000


class InkRule:
    """Collects pages while the file is walked, and measures some of them at the end."""

    def __init__(self, path: Path, report: Report, house: House) -> None:
        self._path, self._report, self._house = path, report, house
        self._pages = array("q")  # object numbers
        self._hot: dict[int, None] = {}

    def add_page(self, number: int, *, hot: bool) -> None:
        """Take the next page; `hot`: a single colour or image on it goes beyond the limit."""
        self._pages.append(number)
        if hot and len(self._hot) < _MOST_HOT:
            self._hot[len(self._pages)] = None

    def judge(self, forms: Iterable[int]) -> None:
        """Measure; `forms`: pages that show a form first."""
        limit = self._house.ink_limit
        if limit is None:
            return
        pages = choose_pages(len(self._pages), hot=self._hot, forms=forms, most=self._house.ink_pages)
        try:
            meter = PageMeter(
                self._path, window=self._house.ink_window, uncounted=self._house.uncounted_inks, limit=limit
            )
        except (pikepdf.PdfError, OSError) as fault:
            self._report.skip("CO-05", f"no page was measured: the file cannot be opened ({type(fault).__name__})")
            return
        try:
            self._measure(meter, pages, limit)
        finally:
            meter.close()
        self._report.facts["pages whose ink was measured"] = f"{len(pages)} of {len(self._pages)}"
        if len(pages) < len(self._pages):
            rest = len(self._pages) - len(pages)
            self._report.skip("CO-05", f"the ink of {rest} of {len(self._pages)} pages was not measured (ink-pages)")

    def _measure(self, meter: PageMeter, pages: list[int], limit: float) -> None:
        numbers = [self._pages[page - 1] for page in pages]
        for page, number, found in zip(pages, numbers, meter.measure(numbers), strict=True):
            if found.percent is not None and found.percent > limit + _ROUNDING:
                text = (
                    f"{found.percent:.0f} % of ink on average of {self._house.ink_window:g} mm2, {found.place}; "
                    f"the house allows {limit:g} %"
                )
                self._report.add("CO-05", text, number=number, page=page, outcome=FAIL)
            elif found.doubts:
                text = f"the ink of the page was not measured: it has {'; '.join(found.doubts)}"
                self._report.skip("CO-05", text, number=number, page=page)
