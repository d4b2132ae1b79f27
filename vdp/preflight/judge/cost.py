"""RC: what a file costs a RIP. Advice only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from vdp.preflight.content import ContentWalk
from vdp.preflight.content.things import Form
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault, Stream
from vdp.preflight.report import Report

LARGE_PAGE = 1 << 20
_MOST_HASHED = 5000
_FEW_DICTIONARIES = 64


def judge_cost(walk: ContentWalk, source: PdfSource, report: Report, *, pages: int) -> None:
    """RC-01, RC-02, RC-04, RC-06, RC-07; RC-03 and RC-05 are said while pages are walked."""
    _judge_twins("RC-01", "form", [form.stream for form in walk.things.forms.values()], source, report)
    _judge_twins("RC-04", "image", [image.stream for image in walk.things.images.values()], source, report)
    for number, page in sorted(walk.late_forms.items()):
        form = walk.things.forms[number]
        if len(form.pages) > 1 and not form.layer:  # processing steps lie on top of what is printed
            report.add(
                "RC-02",
                "a form that several pages share is painted after ink of the page itself",
                number=number,
                page=page,
            )
    for form in walk.things.forms.values():
        if len(form.pages) > 1 and _is_open_group(form, walk, source):
            report.add("RC-06", "a shared form has transparency and is not an isolated group", number=form.number)
    distinct = len(walk.cache.distinct)
    if distinct > _FEW_DICTIONARIES and distinct > pages // 2:
        report.add("RC-07", f"{distinct} resource dictionaries for {pages} pages")


def _is_open_group(form: Form, walk: ContentWalk, source: PdfSource) -> bool:
    if form.resources is None:
        return False
    states = walk.cache.open(form.resources).states.values()
    isolated = source.resolve(form.group.get("I")) is True
    return any(state.transparent for state in states) and not isolated


def _judge_twins(rule: str, what: str, streams: Iterable[Stream], source: PdfSource, report: Report) -> None:
    first: dict[bytes, int] = {}
    for count, stream in enumerate(streams):
        if count >= _MOST_HASHED:
            report.skip(rule, f"only the first {_MOST_HASHED} of each kind are compared")
            return
        try:
            head = repr(sorted((key, value) for key, value in stream.dictionary.items() if key != "Length")).encode()
            digest = hashlib.sha256(head + source.raw(stream)).digest()
        except (PdfFault, TypeError):
            continue
        if digest in first:
            report.add(rule, f"this {what} has the same bytes as object {first[digest]}", number=stream.number)
        first.setdefault(digest, stream.number)
