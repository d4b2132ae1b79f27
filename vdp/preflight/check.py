"""check_pdf: one file through all rules, in the order in which they build on one another."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from vdp.errors import JobError, Place
from vdp.preflight.content.resources import ResourceCache
from vdp.preflight.content.things import judge_group
from vdp.preflight.file import PageTree, PdfFault, PdfSource, Ref, open_source
from vdp.preflight.file.filters import TooLarge
from vdp.preflight.file.pages import Leaf
from vdp.preflight.file.repaired import ask_pikepdf
from vdp.preflight.file.shapes import Shapes
from vdp.preflight.file.syntax import Value
from vdp.preflight.judge.boxes import BoxRules
from vdp.preflight.judge.content import ContentRules
from vdp.preflight.judge.intent import judge_intent
from vdp.preflight.judge.interactive import AnnotationRules, judge_catalog
from vdp.preflight.judge.metadata import judge_metadata, judge_vt_version, read_metadata
from vdp.preflight.judge.objects import ObjectRules
from vdp.preflight.judge.structure import (
    judge_header,
    judge_not_opened,
    judge_opinion,
    judge_references,
    judge_trailer,
    judge_version,
    sweep_rest,
)
from vdp.preflight.judge.variable import PageLinks, PartRules
from vdp.preflight.pieces import find_pieces
from vdp.preflight.report import FAIL, Report
from vdp.preflight.rules import PROFILES, read_rules
from vdp.preflight.terms import House, Terms

_HEAD = 1024
_ASKED = 100_000  # objects up to which a second reader is asked: qpdf takes about a hundred bytes for each ...
_VISITED = 10_000  # ... and a kilobyte where it visits the pages
_OF_CONTENT = (
    *(f"CO-{n:02}" for n in range(1, 10)),
    "CO-11",
    *(f"FO-{n:02}" for n in range(1, 10)),
    *(f"GX-{n:02}" for n in (1, 4, 5, 6, 7, 8)),
    *(f"RC-{n:02}" for n in range(1, 8)),
)


def check_pdf(path: Path, *, profile: str, house: House | None = None, content: bool = True) -> Report:
    """Check a file against a profile and return the report; `content` False leaves content streams unread.

    A file that cannot be read is a verdict, not an error. Raises JobError `preflight.no-file` and
    `preflight.unknown-profile`.
    """
    if profile not in PROFILES:
        raise JobError(
            "preflight.unknown-profile",
            f'"{profile}" is not a profile that can be checked',
            cure=f"Give one of {', '.join(PROFILES)}.",
        )
    house = house or House()
    report = Report(path.name, profile, read_rules(), promoted=house.fail)
    terms = Terms(profile, house)
    judge_header(_read_head(path), report, terms)
    try:
        source = open_source(path)
    except PdfFault as fault:
        judge_not_opened(str(fault), report)
        return report
    try:
        _check(path, source, report, house=house, content=content)
    except PdfFault as fault:
        rule = "FS-09" if isinstance(fault, TooLarge) else "FS-05"
        report.add(rule, f"the check ended here: {fault}", outcome=FAIL)
        report.skip_rest(f"the check ended before: {fault}")
    except RecursionError:
        report.add("FS-09", "objects are nested too deep to be followed", outcome=FAIL)
        report.skip_rest("the check ended before: objects are nested too deep")
    finally:
        source.close()
    return report


def _read_head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as fault:
        raise JobError(
            "preflight.no-file",
            f"the file cannot be read: {fault.strerror}",
            where=Place(str(path)),
            cure="Give the path of a PDF file.",
        ) from fault


def _check(path: Path, source: PdfSource, report: Report, *, house: House, content: bool) -> None:
    judge_trailer(source, report)
    name_page = find_pieces(path)
    if name_page is not None:
        report.name_pages(name_page)
    if source.trailer.get("Encrypt") is not None:
        report.add("FS-04", "the file is encrypted; nothing else was checked")
        report.skip_rest("the file is encrypted")
        return
    judge_version(source, report)
    objects = int(source.backend.used().sum())
    if objects <= _ASKED:
        judge_opinion(ask_pikepdf(path, pages=objects <= _VISITED), source, report)
    else:
        report.facts["second reader"] = f"not asked: it would keep more than {_ASKED} objects in memory"
    meta = read_metadata(source, report, Terms(report.profile, house))
    terms = judge_intent(source, report, profile=report.profile, house=house)
    judge_metadata(meta, report, terms)
    judge_vt_version(meta, report)
    judge_catalog(source, report, terms)
    shapes = Shapes(source, ObjectRules(source, report, terms))
    painted = ContentRules(path, source, report, terms) if content else None
    links = _check_pages(source, shapes, painted, report, terms)
    if "VT-03" in report.rules:
        PartRules(source, shapes, report, links, house).judge()
        records = links.records
        if records:
            report.name_pages(lambda page: f"record {records[page - 1]}" if page <= len(records) else "")
    sweep_rest(source, shapes, report)
    if painted is not None:
        painted.finish(len(links.parts))
    judge_references(source, shapes, report)
    _skip_unasked(report, terms, content=content)
    _judge_base(report)


def _check_pages(
    source: PdfSource, shapes: Shapes, painted: ContentRules | None, report: Report, terms: Terms
) -> PageLinks:
    tree = PageTree(source, shapes)
    boxes = BoxRules(source, report, terms)
    notes = AnnotationRules(source, report, painted.walk if painted else None)
    cache = painted.walk.cache if painted else ResourceCache(source)
    links = PageLinks(shapes.top)
    for leaf in tree.walk():
        links.add(leaf.seen)
        found = boxes.judge(leaf)
        contents = _contents(source, leaf, shapes, report)
        page = leaf.seen.shape.dictionary
        if painted is None and "Annots" not in page and "Group" not in page:
            continue
        resources = cache.open(_resources(leaf))
        if "Group" in page:
            for mark in judge_group(
                source, source.dictionary(_own(leaf, "Group")), resources.part("ColorSpace"), terms, number=leaf.number
            ):
                report.mark(mark, page=leaf.page)
        if painted is not None:
            painted.judge(leaf, contents, found, resources)
        if "Annots" in page:
            notes.judge({"Annots": _own(leaf, "Annots")}, found, resources, page_number=leaf.page)
        if painted is not None:
            painted.trim()
    for text, number, place in tree.faults:
        report.add("FS-12", text, number=number, page=place, outcome=FAIL)
    pages = len(links.parts)
    report.facts["pages"] = pages
    if not pages:
        report.add("FS-12", "the file has no pages", outcome=FAIL)
    stated = source.resolve(source.dictionary(source.dictionary(source.trailer.get("Root")).get("Pages")).get("Count"))
    if stated != pages:
        report.add(
            "FS-12",
            f"the page tree says {stated if isinstance(stated, int) else 'no number of'} pages and has {pages}",
            outcome=FAIL,
        )
    boxes.finish(pages)
    return links


def _contents(source: PdfSource, leaf: Leaf, shapes: Shapes, report: Report) -> list[int]:
    """Return the content streams of a page, each seen once, so that its length is compared."""
    number = leaf.seen.refs.get("Contents")
    numbers: list[int]
    if number is not None and number < shapes.top and not shapes.visited[number]:
        try:
            seen = shapes.see(number)
        except PdfFault as fault:
            report.add("FS-05", f"the content of a page cannot be read: {fault}", number=number, page=leaf.page)
            return []
        if seen.shape.is_stream:
            return [number]
    value: Value = Ref(number, 0) if number is not None else leaf.seen.shape.dictionary.get("Contents")
    target = source.resolve(value)
    if isinstance(target, list):
        page = source.dictionary(source.parse(leaf.number)) if number is None else {}
        items: Iterable[Value] = source.array(page.get("Contents")) if number is None else target
        numbers = [each.number for each in items if isinstance(each, Ref)]
    else:
        numbers = [number] if number is not None else []
        if target is not None and number is None:
            report.add("GX-05", "the content of a page is neither a stream nor an array of them", page=leaf.page)
    return numbers


def _resources(leaf: Leaf) -> Value:
    """Return the resources of a page, its own or inherited."""
    if "Resources" in leaf.seen.shape.dictionary:
        return _own(leaf, "Resources")
    return leaf.branch.inherited.get("Resources")


def _own(leaf: Leaf, key: str) -> Value:
    """Return a value of the page itself: a reference, or what stands there."""
    number = leaf.seen.refs.get(key)
    return Ref(number, 0) if number is not None else leaf.exact(key)


def _skip_unasked(report: Report, terms: Terms, *, content: bool) -> None:
    """Enter what the house profile does not ask for, or what was not looked at."""
    house = terms.house
    for rule, asked, what in (
        ("CO-05", house.ink_limit, "ink-limit"),
        ("GX-07", house.min_text, "min-text"),
        ("GX-08", house.min_ppi, "min-ppi"),
    ):
        if asked is None:
            report.skip(rule, f"the house profile names no {what}")
    if not content:
        for rule in _OF_CONTENT:
            report.skip(rule, "content streams were not read")


def _judge_base(report: Report) -> None:
    """VT-01: PDF/VT-1 is PDF/X-4 with document parts."""
    if "VT-01" not in report.rules:
        return
    broken = [rule for rule, row in report.rules.items() if "pdf/x-4" in row.profiles and report.outcome(rule) == FAIL]
    if broken:
        report.add("VT-01", f"the file does not keep PDF/X-4: {', '.join(broken)}")
