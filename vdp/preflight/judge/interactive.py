"""AN: annotations, actions, forms, attachments, viewer preferences; layers are in layers.py."""

from __future__ import annotations

from collections.abc import Iterator

from vdp.preflight.content import ContentWalk
from vdp.preflight.content.resources import Resources
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Ref, Stream, Value
from vdp.preflight.judge.boxes import Box, Boxes
from vdp.preflight.judge.layers import judge_layers
from vdp.preflight.report import Report
from vdp.preflight.terms import Terms

_AREAS = ("ViewArea", "ViewClip", "PrintArea", "PrintClip")


def judge_catalog(source: PdfSource, report: Report, terms: Terms) -> None:
    """AN-02 to AN-06, as far as the catalog tells."""
    catalog = source.dictionary(source.trailer.get("Root"))
    names = source.dictionary(catalog.get("Names"))
    if isinstance(source.resolve(catalog.get("OpenAction")), dict):
        report.add("AN-02", "the catalog has an /OpenAction")
    if "AA" in catalog:
        report.add("AN-02", "the catalog has /AA")
    if "JavaScript" in names:
        report.add("AN-02", "the catalog has a tree of JavaScript")
    form = source.dictionary(catalog.get("AcroForm"))
    if source.array(form.get("Fields")):
        report.add("AN-03", "the file has form fields")
    if "XFA" in form:
        report.add("AN-03", "the file has an XFA form")
    if "EmbeddedFiles" in names and _has_names(source, names["EmbeddedFiles"]):
        report.add("AN-04", "the catalog has embedded files")
    if "Collection" in catalog:
        report.add("AN-04", "the file is a portfolio")
    judge_layers(source, catalog, report, terms)
    preferences = source.dictionary(catalog.get("ViewerPreferences"))
    for key in _AREAS:
        value = source.resolve(preferences.get(key, None))
        if value is not None and not (isinstance(value, Name) and value in {"MediaBox", "BleedBox"}):
            report.add("AN-06", f"/{key} of the viewer preferences is neither MediaBox nor BleedBox")
    if "AlternatePresentations" in names:
        report.add("AN-06", "the catalog has alternate presentations")


def _has_names(source: PdfSource, value: Value, followed: set[int] | None = None) -> bool:
    """Tell whether a name tree has an entry."""
    followed = set() if followed is None else followed
    if isinstance(value, Ref):
        if value.number in followed:
            return False
        followed.add(value.number)
    tree = source.dictionary(value)
    if source.array(tree.get("Names")):
        return True
    return any(_has_names(source, kid, followed) for kid in source.array(tree.get("Kids")))


class AnnotationRules:
    """AN-01 and what annotations bring along, page by page."""

    def __init__(self, source: PdfSource, report: Report, walk: ContentWalk | None) -> None:
        self._source, self._report, self._walk = source, report, walk

    def judge(self, page: dict[str, Value], boxes: Boxes, resources: Resources, *, page_number: int) -> None:
        """Judge the annotations of a page (from 1)."""
        for value in self._source.array(page.get("Annots")):
            try:
                self._judge_one(value, boxes, resources, page_number)
            except PdfFault as fault:
                self._report.add("AN-01", f"an annotation cannot be read: {fault}", page=page_number)

    def _judge_one(self, value: Value, boxes: Boxes, resources: Resources, page: int) -> None:
        number = value[0] if isinstance(value, tuple) else 0
        note = self._source.dictionary(value)
        kind = str(self._source.resolve(note.get("Subtype")))
        rect = [self._source.resolve(each) for each in self._source.array(note.get("Rect"))]
        corners = [float(each) for each in rect if isinstance(each, (int, float))]
        area = boxes.trim if kind == "PrinterMark" else boxes.bleed or boxes.trim or boxes.art or boxes.media
        if kind != "TrapNet" and area is not None and (len(corners) != 4 or _touches(corners, area)):
            inside = "TrimBox" if kind == "PrinterMark" else "BleedBox" if boxes.bleed else "trim"
            self._report.add("AN-01", f"an annotation ({kind[:30]}) lies inside the {inside}", number=number, page=page)
        if "A" in note or "AA" in note:
            self._report.add("AN-02", f"an annotation ({kind[:30]}) has an action", number=number, page=page)
        if kind == "FileAttachment":
            self._report.add("AN-04", "an annotation attaches a file", number=number, page=page)
        if kind == "Widget":
            self._report.add("AN-03", "an annotation is a form field", number=number, page=page)
        if self._walk is not None:
            for stream in self._appearances(note):
                marks = self._walk.walk_form(stream, resources, page=page, media=boxes.size)
                for mark in marks:
                    self._report.mark(mark, page=page)

    def _appearances(self, note: dict[str, Value]) -> Iterator[Stream]:
        for value in self._source.dictionary(note.get("AP")).values():
            found = self._source.resolve(value)
            if isinstance(found, Stream):
                yield found
            elif isinstance(found, dict):
                for each in found.values():
                    inner = self._source.resolve(each)
                    if isinstance(inner, Stream):
                        yield inner


def _touches(corners: list[float], area: Box) -> bool:
    x, y, other_x, other_y = corners
    left, right, bottom, top = min(x, other_x), max(x, other_x), min(y, other_y), max(y, other_y)
    return left < area[2] and right > area[0] and bottom < area[3] and top > area[1]
