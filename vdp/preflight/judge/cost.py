"""RC: what a file costs a RIP. Advice only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from vdp.preflight.content import ContentWalk
from vdp.preflight.content.things import Form
from vdp.preflight.file.bits import Bits
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault, Stream
from vdp.preflight.report import WARN, Report

LARGE_PAGE = 1 << 20
_MOST_HASHED = 5000
_FEW_DICTIONARIES = 64


class CostRules:
    """RC-01, RC-02, RC-04, RC-06, RC-07; RC-03 and RC-05 are said while pages are walked."""

    def __init__(self, source: PdfSource, report: Report) -> None:
        self._source, self._report = source, report
        top = len(source.backend.used())
        self._shared, self._late = Bits(top), Bits(top)  # forms of several pages, forms painted late: said already
        self._twins = {
            rule: _Twins(rule, what, source, report) for rule, what in (("RC-01", "form"), ("RC-04", "image"))
        }

    def take(self, walk: ContentWalk) -> None:
        """Judge the forms and images that are open now, before they are forgotten."""
        things = walk.things
        self._twins["RC-01"].compare(form.stream for form in things.forms.values())
        self._twins["RC-04"].compare({image.number: image.stream for image in things.images.values()}.values())
        for form in things.forms.values():
            if len(form.pages) < 2:
                continue
            late = form.number in walk.late_forms and not form.layer  # processing steps lie on top of what is printed
            if late and self._late.add(form.number):
                text = "a form that several pages share is painted after ink of the page itself"
                self._report.add("RC-02", text, number=form.number, page=walk.late_forms[form.number])
            if self._shared.add(form.number) and _is_open_group(form, walk, self._source):
                text = "a shared form has transparency and is not an isolated group"
                self._report.add("RC-06", text, number=form.number)

    def finish(self, walk: ContentWalk, *, pages: int) -> None:
        """Judge what is left, and the file as a whole."""
        self.take(walk)
        distinct = walk.cache.distinct
        if distinct > _FEW_DICTIONARIES and distinct > pages // 2:
            self._report.add("RC-07", f"{distinct} resource dictionaries for {pages} pages")


def _is_open_group(form: Form, walk: ContentWalk, source: PdfSource) -> bool:
    if form.resources is None:
        return False
    states = walk.cache.open(form.resources).states.values()
    isolated = source.resolve(form.group.get("I")) is True
    return any(state.transparent for state in states) and not isolated


class _Twins:
    """Finds streams of one kind with the same bytes, among the first of them."""

    def __init__(self, rule: str, what: str, source: PdfSource, report: Report) -> None:
        self._rule, self._what, self._source, self._report = rule, what, source, report
        self._first: dict[bytes, int] = {}
        self._hashed = Bits(len(source.backend.used()))
        self._named: dict[bytes, tuple[bytes, int]] = {}  # GTS_XID to the digest of data, and the first that has it

    def compare(self, streams: Iterable[Stream]) -> None:
        for stream in streams:
            if len(self._hashed) >= _MOST_HASHED:
                self._report.skip(self._rule, f"only the first {_MOST_HASHED} of each kind are compared")
                return
            if self._hashed.add(stream.number):
                self._compare(stream)

    def _compare(self, stream: Stream) -> None:
        try:
            head = repr(sorted((key, value) for key, value in stream.dictionary.items() if key != "Length")).encode()
            raw = self._source.raw(stream)
            digest = hashlib.sha256(head + raw).digest()
            self._compare_names(stream, raw)
        except (PdfFault, TypeError):
            return
        if digest in self._first:
            text = f"this {self._what} has the same bytes as object {self._first[digest]}"
            self._report.add(self._rule, text, number=stream.number)
        self._first.setdefault(digest, stream.number)

    def _compare_names(self, stream: Stream, raw: bytes) -> None:
        """VT-11: the same identifier on other data."""
        name = self._source.resolve(stream.dictionary.get("GTS_XID"))
        if not isinstance(name, bytes):
            return
        digest = hashlib.sha256(raw).digest()
        known, first = self._named.setdefault(name, (digest, stream.number))
        if known != digest:
            text = f"this {self._what} has the /GTS_XID of object {first} and other data: the other may print instead"
            self._report.add("VT-11", text, number=stream.number, outcome=WARN)
