"""Content: pages are walked, and what they open is judged before it is let go."""

from __future__ import annotations

from pathlib import Path

from vdp.preflight.content import ContentWalk, Resources
from vdp.preflight.content.things import ELSEWHERE
from vdp.preflight.file.pages import Leaf
from vdp.preflight.file.source import PdfSource
from vdp.preflight.judge.boxes import Boxes
from vdp.preflight.judge.cost import LARGE_PAGE, CostRules
from vdp.preflight.judge.fonts import FontRules
from vdp.preflight.judge.ink import InkRule
from vdp.preflight.judge.spots import judge_spots
from vdp.preflight.report import Report
from vdp.preflight.terms import Terms

_MOST_FIRST = 10_000


class ContentRules:
    """The rules that need content streams: CO, FO, GX and RC.

    A file may bring fonts and pictures of its own for every record, so that no more than some thousand are kept.
    """

    def __init__(self, path: Path, source: PdfSource, report: Report, terms: Terms) -> None:
        self.walk = ContentWalk(source, terms)
        self._ink = InkRule(path, report, terms.house) if terms.house.ink_limit is not None else None
        self._first_pages: set[int] = set()  # of forms that are forgotten
        self._report, self._terms = report, terms
        self._fonts = FontRules(source, report, terms)
        self._cost = CostRules(source, report)

    def judge(self, leaf: Leaf, contents: list[int], boxes: Boxes, resources: Resources) -> None:
        """Judge the content of one page."""
        place = leaf.page
        size, marks = self.walk.walk_page(place, contents, resources, number=leaf.number, media=boxes.size)
        own = contents[0] if contents else leaf.number
        for mark in marks:
            self._report.add(mark.rule, mark.text, number=mark.number or own, page=place, outcome=mark.outcome)
        if size > LARGE_PAGE:
            text = f"the page has {size} bytes of content of its own"
            self._report.add("RC-03", text, page=place, number=leaf.number)
        if self._ink is not None:
            self._ink.add_page(leaf.number, hot=any(mark.rule == "CO-05" for mark in marks))

    def trim(self) -> None:
        """Let go of what was opened, where it has grown large; between two pages."""
        if self.walk.things.are_many:
            self._cost.take(self.walk)
            self._note_first_pages()
            self._fonts.judge(self.walk.forget())

    def finish(self, pages: int) -> None:
        """Judge what the file uses as a whole."""
        self._fonts.judge(self.walk.things.fonts.values())
        self._fonts.finish()
        judge_spots(self.walk.spots.found, self._report, self._terms)
        self._cost.finish(self.walk, pages=pages)
        if self._ink is not None:
            self._note_first_pages()
            self._ink.judge(sorted(self._first_pages))

    def _note_first_pages(self) -> None:
        """Remember the pages that show a form first."""
        if self._ink is not None and len(self._first_pages) < _MOST_FIRST:
            shown = (form.pages for form in self.walk.things.forms.values())
            self._first_pages.update(min(pages) for pages in shown if pages and ELSEWHERE not in pages)
