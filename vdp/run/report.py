"""The papers of a finished job: manifest, report for machines, report for people, refused records."""

from __future__ import annotations

import html
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from vdp.errors import Finding, read_explanations
from vdp.job import Job
from vdp.records import write_refused
from vdp.run.files import PrintFile
from vdp.run.fitted import FittedSlot
from vdp.run.ledger import Ledger
from vdp.run.output import hash_file
from vdp.run.piece_files import PieceFile
from vdp.slots.text.catalogue import FaceFile

_STATES = {"held": "保留", "suppressed": "停止", "duplicate": "重複"}


class Notice(NamedTuple):
    """Something about the job as a whole that somebody should look at before it is printed."""

    code: str
    where: str  # file, line and column, or a side of the piece
    slot: str
    text: str

    def line(self) -> str:
        """Return it for people."""
        slot = f', slot "{self.slot}"' if self.slot else ""
        return f"{self.where}{slot}: {self.text} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Counts:
    """Where every record went: input = printed + held + suppressed + duplicate."""

    input: int
    printed: int
    held: int
    suppressed: int
    duplicate: int
    tags: int = 0  # bundle slips
    blanks: int = 0

    @property
    def balanced(self) -> bool:
        """Whether every record is accounted for."""
        return self.input == self.printed + self.held + self.suppressed + self.duplicate


@dataclass(frozen=True, slots=True)
class Refusals:
    """Records that are not printed: record -> (status, its findings)."""

    rows: Mapping[int, tuple[str, tuple[Finding, ...]]]

    def count(self, status: str) -> int:
        """Return how many records have a status."""
        return sum(1 for state, _ in self.rows.values() if state == status)


def write_refusals(job: Job, refusals: Refusals, path: Path) -> None:
    """Write held.csv: the sender's own rows that are not printed, with state and reasons."""
    reasons = {record: [_reason(finding) for finding in findings] for record, (_, findings) in refusals.rows.items()}
    states = {record: _STATES[status] for record, (status, _) in refusals.rows.items()}
    write_refused(job.records, reasons, path, folder=job.folder, states=states)


def record_refusals(ledger: Ledger, refusals: Refusals) -> None:
    """Enter the refused records into the ledger."""
    ledger.add_refused(
        (record, status, finding.code, finding.slot, finding.text)
        for record, (status, findings) in sorted(refusals.rows.items())
        for finding in findings
    )


def write_manifest(
    path: Path,
    job: Job,
    *,
    job_hash: str,
    counts: Counts,
    unselected: int,
    files: Sequence[PrintFile | PieceFile],
    papers: Iterable[Path],
    faces: Iterable[FaceFile],
    plates: Sequence[Mapping[str, str]],
) -> None:
    """Write manifest.json: what this folder holds, with hashes; the last file to be written."""
    folder = path.parent
    document = {
        "job": job.name,
        "job_hash": job_hash,
        "counts": asdict(counts),
        "not_selected": unselected,
        "plates": list(plates),
        "print": [_print_row(entry) for entry in files],
        "papers": [{"file": str(paper.relative_to(folder)), "sha256": hash_file(paper)} for paper in papers],
        "fonts": [
            {"face": face.key, "file": face.path.name, "index": face.index, "sha256": face.sha256} for face in faces
        ],
    }
    _write_durably(path, json.dumps(document, ensure_ascii=False, indent=1))


def _print_row(entry: PrintFile | PieceFile) -> dict[str, Any]:
    """Return a print file's row: its sheets, or the leaves that are its pages."""
    if isinstance(entry, PieceFile):
        place: dict[str, Any] = {"first_leaf": entry.leaves.start + 1, "last_leaf": entry.leaves.stop}
    else:
        sheets = entry.sheets
        place = {"sheets": len(sheets), "first_sheet": sheets[0] + 1, "last_sheet": sheets[-1] + 1}
    return {
        "file": f"print/{entry.file.path.name}",
        "sha256": entry.file.sha256,
        "bytes": entry.file.size,
        "pages": entry.file.pages,
        **place,
        "first_piece": entry.pieces[0] + 1 if entry.pieces else None,
        "last_piece": entry.pieces[1] + 1 if entry.pieces else None,
    }


def write_report(
    folder: Path,
    job: Job,
    *,
    counts: Counts,
    findings: Mapping[str, int],
    fitted: Mapping[str, FittedSlot],
    facts: Mapping[str, Any],
    notices: Sequence[Notice] = (),
) -> None:
    """Write report.json and report.html. Codes and counts only: no recipient is named."""
    explanations = read_explanations()
    rows = [
        {"code": code, "records": count, "cause": explanations[code].cause if code in explanations else ""}
        for code, count in sorted(findings.items(), key=lambda item: (-item[1], item[0]))
    ]
    texts = [{"slot": name, **asdict(slot)} for name, slot in sorted(fitted.items())]
    document = {
        "job": job.name,
        "counts": asdict(counts),
        "notices": [notice._asdict() for notice in notices],
        "findings": rows,
        "fitted": texts,
        "facts": dict(facts),
    }
    _write_durably(folder / "report.json", json.dumps(document, ensure_ascii=False, indent=1))
    _write_durably(folder / "report.html", _report_page(document))


def count_findings(findings: Iterable[Finding]) -> dict[str, int]:
    """Return in how many records each code was found."""
    return dict(Counter(code for code, _ in {(finding.code, finding.record) for finding in findings}))


def _reason(finding: Finding) -> str:
    return f"{finding.slot}: {finding.text} [{finding.code}]" if finding.slot else f"{finding.text} [{finding.code}]"


def _write_durably(path: Path, text: str) -> None:
    unfinished = path.with_name(path.name + ".tmp")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _report_page(document: Mapping[str, Any]) -> str:
    """Return the document of report.json for people."""
    total = "".join(_row(name, f"{value:,}") for name, value in document["counts"].items())
    detail = "".join(_row(name, str(value)) for name, value in document["facts"].items())
    notices = "".join(_row(n["code"], f"{n['where']} {n['slot']}".strip(), n["text"]) for n in document["notices"])
    found = "".join(_row(row["code"], f"{row['records']:,}", row["cause"]) for row in document["findings"])
    fitted = "".join(
        _row(row["slot"], f"{row['count']:,}", f"{row['smallest_scale']:.0%}, {row['smallest_size']:.1f} pt")
        for row in document["fitted"]
    )
    nothing = _row("—", "0", "")
    return _PAGE.format(
        title=html.escape(document["job"]),
        counts=total,
        facts=detail,
        notices=notices or _row("—", "", ""),
        findings=found or nothing,
        fitted=fitted or nothing,
    )


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 3em auto; max-width: 60em; padding: 0 1em; color: #222 }}
table {{ border-collapse: collapse; margin: 1em 0 2.5em }}
td, th {{ padding: .3em 1em .3em 0; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top }}
td:nth-child(2) {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }}
</style></head><body>
<h1>{title}</h1>
<h2>Records</h2><table>{counts}</table>
<h2>Sheets</h2><table>{facts}</table>
<h2>To look at before printing</h2>
<table><tr><th>Code</th><th>Where</th><th>What</th></tr>{notices}</table>
<h2>Findings</h2><p>Held records are in held.csv with their reasons.</p>
<table><tr><th>Code</th><th>Records</th><th>Cause</th></tr>{findings}</table>
<h2>Fitted texts</h2><p>Condensed, shrunk or tracked to fit; the ledger names each.</p>
<table><tr><th>Slot</th><th>Texts</th><th>Narrowest, smallest</th></tr>{fitted}</table>
</body></html>"""
