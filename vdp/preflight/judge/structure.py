"""FS: header, trailer, cross-reference, limits of the file, references."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from vdp.preflight.file.repaired import Opinion
from vdp.preflight.file.shapes import MOST_RENEWED, Shapes
from vdp.preflight.file.source import FileBackend, PdfSource
from vdp.preflight.file.syntax import Name, PdfFault, Ref, Stream
from vdp.preflight.limits import MAX_OBJECTS, MAX_TABLE_OFFSET
from vdp.preflight.report import WARN, Report
from vdp.preflight.terms import Terms

_HEADER = re.compile(rb"%PDF-(\d\.\d)")
_VERSIONS = {"pdf/x-1a": {b"1.3", b"1.4"}, "pdf/x-4": {b"1.6"}, "pdf/vt-1": {b"1.6"}}
_LISTED = 20


def judge_header(head: bytes, report: Report, terms: Terms) -> None:
    """FS-01, FS-02: `head` are the first bytes of the file."""
    match = _HEADER.match(head)
    if match is None:
        found = head.find(b"%PDF-")
        where = "there is none in the first kilobyte" if found < 0 else f"{found} bytes stand before it"
        report.add("FS-01", f"the file does not begin with %PDF- and a version: {where}")
        return
    if match[1] not in _VERSIONS[terms.profile]:
        wanted = " or ".join(sorted(v.decode() for v in _VERSIONS[terms.profile]))
        report.add("FS-01", f"the header says {match[1].decode()}; other checkers expect {wanted}", outcome=WARN)
    line = re.split(rb"\r\n|\r|\n", head, maxsplit=2)
    if len(line) < 2 or line[1][:1] != b"%" or sum(byte > 127 for byte in line[1][1:5]) < 4:
        report.add("FS-02", "the line after the header is not a comment with four bytes above 127")


def judge_trailer(source: PdfSource, report: Report) -> None:
    """FS-03, FS-05, FS-10: trailer, repair, size."""
    identifier = [source.resolve(each) for each in source.array(source.trailer.get("ID"))]
    if len(identifier) != 2 or not all(isinstance(each, bytes) and each for each in identifier):
        report.add("FS-03", "the trailer has no /ID of two strings")
    if source.repaired:
        report.add("FS-05", f"the file had to be repaired to be read: {source.repaired}")
    backend = source.backend
    if isinstance(backend, FileBackend):
        report.facts["updates"] = backend.xref.updates
        if backend.xref.tables and backend.size > MAX_TABLE_OFFSET:
            report.add("FS-10", f"the file has {backend.size} bytes; its table has ten digits per offset")
        if backend.xref.streams and backend.xref.tables:
            report.add(
                "FS-11", "a cross-reference stream beside a table: older readers see another file than newer ones"
            )
        if backend.xref.streams and not backend.xref.tables:
            report.facts["cross-reference"] = "stream"


def judge_version(source: PdfSource, report: Report) -> None:
    """FS-01: the version that the catalog states, which newer readers go by."""
    version = source.resolve(source.dictionary(source.trailer.get("Root")).get("Version"))
    if isinstance(version, Name) and version.encode("latin-1") > max(_VERSIONS[report.profile]):
        text = f"the catalog says version {version[:20]}, whatever the header says; other checkers expect none so new"
        report.add("FS-01", text, outcome=WARN)


def judge_opinion(opinion: Opinion, source: PdfSource, report: Report) -> None:
    """FS-05: what pikepdf (qpdf) says of the same file."""
    if source.repaired:
        return
    if opinion.error:
        report.add("FS-05", f"qpdf cannot open the file: {opinion.error}")
    if opinion.warnings:
        text = opinion.warnings[0].split(": ")[-1][:120]
        report.add("FS-05", f"qpdf had {len(opinion.warnings)} warnings on opening the file, first: {text}")
    root = source.trailer.get("Root")
    if opinion.root and isinstance(root, Ref) and opinion.root != root.number:
        report.add("FS-05", "qpdf finds another catalog than the trailer names: the file can be read in two ways")


def sweep_rest(source: PdfSource, shapes: Shapes, report: Report) -> None:
    """See every object that the page tree did not lead to; FS-05 for what cannot be read."""
    shapes.mark(0)
    for key in ("Root", "Info"):
        value = source.trailer.get(key)
        if isinstance(value, Ref):
            shapes.mark(value.number)
            shapes.note_generations([value])
    for number in source.backend.numbers():
        if not shapes.visited[number]:
            try:
                shapes.see(number)
            except PdfFault as fault:
                report.add("FS-05", f"an object cannot be read: {fault}", number=number)


def judge_references(source: PdfSource, shapes: Shapes, report: Report) -> None:
    """FS-05, FS-06, FS-09, FS-12: offsets, lengths, number of objects, references without object and the reverse."""
    used = source.backend.used()
    count = int(used.sum())
    report.facts["objects"] = count
    if count > MAX_OBJECTS:
        report.add("FS-09", f"{count} objects; PDF allows {MAX_OBJECTS}")
    backend = source.backend
    if not isinstance(backend, FileBackend):
        report.skip("FS-12", "references of a repaired file were not compared with its objects")
        report.skip("FS-06", "lengths of a repaired file were not compared with its streams")
        return
    for number, text in sorted(backend.inexact.items()):
        report.add("FS-06" if "stream" in text else "FS-05", text, number=number)
    referred = np.frombuffer(shapes.referred, dtype=np.uint8)[: shapes.top] == 1
    missing = [*np.flatnonzero(referred & ~used).tolist(), *sorted(shapes.beyond)]
    missing = [number for number in missing if number]
    for number in missing[:_LISTED]:
        report.add("FS-12", "something refers to an object that the file does not have", number=number)
    if len(shapes.renewed) >= MOST_RENEWED:
        report.skip("FS-12", f"references to more than {MOST_RENEWED} generations were not compared")
    for number in sorted(_of_other_generations(backend, shapes, referred)):
        report.add("FS-12", "something refers to a generation of this object that there is not", number=number)
    left = np.flatnonzero(used & ~referred).tolist()
    orphans = [number for number in left if not _is_structural(source, number)]
    for number in orphans[:_LISTED]:
        report.add("FS-12", "nothing refers to this object", number=number, outcome=WARN)
    if len(missing) > _LISTED or len(orphans) > _LISTED:
        report.facts["references-without-object"] = len(missing)
        report.facts["objects-without-reference"] = len(orphans)


def _of_other_generations(backend: FileBackend, shapes: Shapes, referred: NDArray[np.bool_]) -> set[int]:
    """Return objects that are referred to by a generation which they do not have (ISO 32000-1, 7.3.10)."""
    if len(shapes.renewed) >= MOST_RENEWED:
        return set()
    there = {number: backend.generations.get(number, 0) for number, _ in shapes.renewed}
    wrong = {number for number, generation in shapes.renewed if there[number] != generation}
    by_zero = {number for number in backend.generations if number not in there and referred[number]}
    return wrong | by_zero


def _is_structural(source: PdfSource, number: int) -> bool:
    """Tell whether an object serves the file itself: cross-reference, object stream, linearization."""
    try:
        value = source.get(number)
    except PdfFault:
        return True
    dictionary = source.dictionary(value)
    if dictionary.get("Type") in ("XRef", "ObjStm") or "Linearized" in dictionary:
        return True
    return isinstance(value, Stream) and isinstance(dictionary.get("S"), int)  # the hint stream of a linearized file


def judge_not_opened(text: str, report: Report) -> None:
    """FS-05: nobody can open the file; all else is not checked."""
    report.add("FS-05", text)
    report.skip_rest("the file cannot be read")
