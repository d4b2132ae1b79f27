"""vdp verify: read the finished files back and compare every piece with the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypedDict

from vdp.errors import JobError
from vdp.proof import read_structure
from vdp.run.inspection import PageOrder, SheetInspector, SheetReceipt, SheetRun
from vdp.run.ledger import LedgerReader
from vdp.run.output import MANIFEST
from vdp.run.workers import Executor

SHEETS_PER_RUN = 50
_SHOWN = 20
_BLOCK = 1 << 20


class VerifyRow(TypedDict):
    """One difference. `piece` is the sequence in the mailing, from 1; None for a slip, a blank or a file."""

    piece: int | None
    sheet: int | None
    slot: int | None
    text: str


@dataclass(slots=True)
class VerifyReport:
    """What verify found."""

    pieces: int = 0  # that the ledger says are printed
    compared: int = 0  # whose text was found as it must be
    codes_read: int = 0
    findings: list[VerifyRow] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """The answer in a word."""
        return "fail" if self.findings else "pass"

    def document(self) -> dict[str, Any]:
        """Return the report as its JSON document."""
        return {"verdict": self.verdict, **asdict(self)}

    def text(self) -> str:
        """Return the report for people."""
        head = f"{self.verdict}: {self.compared:,} of {self.pieces:,} pieces compared, {self.codes_read:,} codes read"
        rows = [_row_text(row) for row in self.findings[:_SHOWN]]
        more = len(self.findings) - _SHOWN
        return "\n".join([head, *rows, *([f"  … and {more:,} more"] if more > 0 else [])])

    def add(self, text: str, *, piece: int | None = None, sheet: int | None = None, slot: int | None = None) -> None:
        """Note a difference."""
        self.findings.append(VerifyRow(piece=piece, sheet=sheet, slot=slot, text=text))


def _row_text(row: VerifyRow) -> str:
    place = f"sheet {row['sheet']}, slot {row['slot']}: " if row["sheet"] else ""
    return f"  {place}{row['text']}"


def verify_output(out: Path, *, sample: int, executor: Executor) -> VerifyReport:
    """Compare the files of an output folder with its ledger; scan the codes of about `sample` pieces."""
    manifest = _read_manifest(out)
    ledger = LedgerReader(out / "ledger.sqlite")
    report = VerifyReport()
    try:
        _check_files(out, manifest, report)
        _check_counts(manifest, ledger, report)
        _check_stacks(ledger, report)
        order = PageOrder.from_facts(out / "ledger.sqlite", ledger.facts(), every=_sampling(report.pieces, sample))
        with executor:
            receipts = executor.map_ordered(SheetInspector, (order,), _runs(out, manifest, report))
            _collect(receipts, ledger, report)
    finally:
        ledger.close()
    if not report.findings and report.compared != report.pieces:
        report.add(f"{report.pieces - report.compared} pieces of the ledger are on no sheet")
    return report


def _read_manifest(out: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JobError(
            "verify.no-manifest",
            f'"{out}" has no readable manifest.json',
            cure="Give the output folder of a finished job.",
        ) from error
    return manifest


def _check_files(out: Path, manifest: dict[str, Any], report: VerifyReport) -> None:
    for entry in (*manifest["print"], *manifest["papers"]):
        path = out / entry["file"]
        if not path.is_file():
            report.add(f"{entry['file']} is missing")
        elif _hash_file(path) != entry["sha256"]:
            report.add(f"{entry['file']} is not the file of the manifest (sha256 differs)")


def _check_counts(manifest: dict[str, Any], ledger: LedgerReader, report: VerifyReport) -> None:
    counts, found = manifest["counts"], ledger.counts()
    report.pieces = found.get("piece", 0)
    pairs = (
        ("printed pieces", counts["printed"], report.pieces),
        ("different printed records", counts["printed"], ledger.printed_records()),
        ("bundle slips", counts["tags"], found.get("slip", 0)),
        *((name, counts[name], found.get(name, 0)) for name in ("held", "suppressed", "duplicate")),
    )
    for name, said, has in pairs:
        if said != has:
            report.add(f"{name}: the manifest says {said}, the ledger has {has}")
    if counts["input"] != sum(counts[name] for name in ("printed", "held", "suppressed", "duplicate")):
        report.add("the counts of the manifest do not add up to its input")


def _check_stacks(ledger: LedgerReader, report: VerifyReport) -> None:
    """Cut every lift, pile its stacks in order of position: the leaves must come in their order, none missing."""
    for expected, leaf in enumerate(ledger.restacked()):
        if leaf != expected:
            report.add(f"after cutting and stacking, leaf {leaf} lies where leaf {expected} must")
            return


def _sampling(pieces: int, sample: int) -> int:
    """Return every how many leaves codes are scanned; 0 for never."""
    return max(1, pieces // sample) if sample and pieces else 0


def _runs(out: Path, manifest: dict[str, Any], report: VerifyReport) -> Iterator[SheetRun]:
    """Yield runs of sheets of every file that can be read."""
    for entry in manifest["print"]:
        path = out / entry["file"]
        if not path.is_file():
            continue
        pages = read_structure(path).pages
        if pages != 2 * entry["sheets"]:
            report.add(
                f"{entry['file']} has {pages} pages, {2 * entry['sheets']} belong to its {entry['sheets']} sheets"
            )
        first, last = entry["first_sheet"] - 1, entry["last_sheet"] - 1
        step = 1 if last >= first else -1
        sheets = range(first, last + step, step)[: pages // 2]
        for at in range(0, len(sheets), SHEETS_PER_RUN):
            yield SheetRun(path, 2 * at, sheets[at : at + SHEETS_PER_RUN])


def _collect(receipts: Iterator[SheetReceipt], ledger: LedgerReader, report: VerifyReport) -> None:
    for receipt in receipts:
        report.compared += receipt.compared
        report.codes_read += receipt.codes_read
        for difference in receipt.differences:
            row = difference.expected
            what = difference.text
            if difference.found:
                other = ledger.leaf_of_side(difference.found, side=difference.side)
                what += f"; found there: {other}" if other else "; what is there is no piece of this job"
            report.add(
                what,
                piece=None if row is None or row.sequence is None else row.sequence + 1,
                sheet=difference.sheet + 1,
                slot=difference.slot + 1,
            )


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
