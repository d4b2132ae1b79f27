"""vdp verify: read the finished files back and compare every piece with the ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypedDict

from vdp.errors import JobError, VdpError, VerifyError
from vdp.proof import read_structure
from vdp.proof.barcodes import BARS_ONLY
from vdp.run.inspection import PageOrder, SheetInspector, SheetReceipt, SheetRun, name_leaf
from vdp.run.ledger import Expected, LedgerReader
from vdp.run.output import LEDGER, MANIFEST, hash_file
from vdp.workers import Executor

SHEETS_PER_RUN = 50
LEAVES_PER_RUN = 400
COUNTED = ("input", "printed", "held", "suppressed", "duplicate", "tags")
PAPER_KEYS = {"file": str, "sha256": str}
PRINT_KEYS = {**PAPER_KEYS, "pages": int}
SHEET_KEYS = {**PRINT_KEYS, "sheets": int, "first_sheet": int, "last_sheet": int}
PIECE_KEYS = {**PRINT_KEYS, "first_leaf": int, "last_leaf": int}
_SHOWN = 20


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
    compared: int = 0  # whose text was found as it must be, in every form that was written
    codes_read: int = 0
    bars_only: list[str] = field(default_factory=list)  # code slots whose bars are compared, not what they say
    findings: list[VerifyRow] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """The answer in a word."""
        return "fail" if self.findings else "pass"

    def document(self) -> dict[str, Any]:
        """Return the report as its JSON document; `bars_only` where there is something to say."""
        document = {"verdict": self.verdict, **asdict(self)}
        if not self.bars_only:
            del document["bars_only"]
        return document

    def text(self) -> str:
        """Return the report for people."""
        head = f"{self.verdict}: {self.compared:,} of {self.pieces:,} pieces compared, {self.codes_read:,} codes read"
        if self.bars_only and self.codes_read:
            head += f"; of {', '.join(self.bars_only)} the bars alone, no reader here decodes them"
        rows = [_row_text(row) for row in self.findings[:_SHOWN]]
        more = len(self.findings) - _SHOWN
        return "\n".join([head, *rows, *([f"  … and {more:,} more"] if more > 0 else [])])

    def add(self, text: str, *, piece: int | None = None, sheet: int | None = None, slot: int | None = None) -> None:
        """Note a difference."""
        self.findings.append(VerifyRow(piece=piece, sheet=sheet, slot=slot, text=text))

    def add_leaf(self, text: str, row: Expected) -> None:
        """Note what is wrong with a piece or slip as a whole."""
        piece = None if row.sequence is None else row.sequence + 1
        self.add(text, piece=piece, sheet=row.sheet + 1, slot=row.slot + 1)


def _row_text(row: VerifyRow) -> str:
    place = f"sheet {row['sheet']}, slot {row['slot']}: " if row["sheet"] else ""
    return f"  {place}{row['text']}"


def verify_output(out: Path, *, sample: int, executor: Executor) -> VerifyReport:
    """Compare the files of an output folder with its ledger; scan the codes of about `sample` pieces.

    Raises JobError or VerifyError `verify.no-manifest`, VerifyError `verify.no-ledger`.
    """
    manifest = _read_manifest(out)
    report = VerifyReport()
    _check_files(out, manifest, report)
    if not (out / LEDGER).is_file():
        raise _no_ledger("is missing")
    ledger = LedgerReader(out / LEDGER)
    try:
        _check_counts(manifest, ledger, report)
        _check_stacks(ledger, report)
        order = PageOrder.from_facts(out / LEDGER, ledger.facts(), every=_sampling(report.pieces, sample))
        report.bars_only = sorted({code["slot"] for code in order.codes if code["kind"] in BARS_ONLY})
        runs = list(_runs(out, manifest, report, sides=len(order.pages)))
        with executor:
            compared = _collect(executor.map_ordered(SheetInspector, (order,), runs), ledger, report)
        wanted = [single for single, faces in ((False, order.sides), (True, order.pages)) if faces]
        report.compared = min((compared.get(single, 0) for single in wanted), default=0)
        for single in wanted:
            found = {sheet for run in runs if run.single == single for sheet in run.sheets}
            _report_absent(ledger, found, report, single=single)
    except sqlite3.Error as error:
        raise _no_ledger(f"is damaged: {error}") from error
    finally:
        ledger.close()
    if not report.findings and report.compared != report.pieces:
        report.add(f"{report.pieces - report.compared} pieces of the ledger are on no sheet")
    return report


def _read_manifest(out: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_manifest(out, "no readable manifest.json") from error
    if not _is_manifest(manifest):
        raise _no_manifest(out, "a manifest.json that vdp did not write")
    return manifest


def _no_manifest(out: Path, what: str) -> VdpError:
    """Return a fault of the output where a job was printed, of the command line elsewhere."""
    kind = VerifyError if (out / LEDGER).is_file() or (out / "print").is_dir() else JobError
    return kind("verify.no-manifest", f'"{out}" has {what}', cure="Give the output folder of a finished job.")


def _no_ledger(what: str) -> VerifyError:
    return VerifyError("verify.no-ledger", f"{LEDGER} {what}", cure="Run the job again; nothing can be compared.")


def _is_manifest(manifest: object) -> bool:
    """Tell whether a document has what is read of it below."""
    if not isinstance(manifest, dict) or not isinstance(manifest.get("counts"), dict):
        return False
    entries = [*_rows(manifest.get("print"), PRINT_KEYS), *_rows(manifest.get("papers"), PAPER_KEYS)]
    for row in _rows(manifest.get("print"), PRINT_KEYS):
        entries += _rows([row], PIECE_KEYS if row and "first_leaf" in row else SHEET_KEYS)
    return all(isinstance(manifest["counts"].get(name), int) for name in COUNTED) and None not in entries


def _rows(rows: object, keys: Mapping[str, type]) -> list[dict[str, Any] | None]:
    """Return the rows of a list, None for what is no row with these keys."""
    if not isinstance(rows, list):
        return [None]
    return [
        row if isinstance(row, dict) and all(isinstance(row.get(key), kind) for key, kind in keys.items()) else None
        for row in rows
    ]


def _check_files(out: Path, manifest: dict[str, Any], report: VerifyReport) -> None:
    for entry in (*manifest["print"], *manifest["papers"]):
        path = out / entry["file"]
        if not path.is_file():
            report.add(f"{entry['file']} is missing")
        elif hash_file(path) != entry["sha256"]:
            report.add(f"{entry['file']} is not the file of the manifest (sha256 differs)")
    known = {entry["file"] for entry in manifest["print"]}
    for path in sorted((out / "print").glob("*")):
        if f"print/{path.name}" not in known:
            report.add(f"print/{path.name} is not in the manifest")


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
    """Return every how many sheets codes are scanned; 0 for never."""
    return max(1, pieces // sample) if sample and pieces else 0


def _runs(out: Path, manifest: dict[str, Any], report: VerifyReport, *, sides: int) -> Iterator[SheetRun]:
    """Yield runs of sheets of every file that can be read."""
    for entry in manifest["print"]:
        path = out / entry["file"]
        if not path.is_file():
            continue
        try:
            pages = read_structure(path, pages=()).pages
        except VerifyError as error:
            report.add(f"{entry['file']}: {error.text}")
            continue
        if "first_leaf" in entry:
            leaves = range(entry["first_leaf"] - 1, entry["last_leaf"])
            cut = _cut(path, leaves, pages, step=LEAVES_PER_RUN, sides=sides, single=True)
            wanted, what = sides * len(leaves), f"{len(leaves)} pieces and slips"
        else:
            first, last = entry["first_sheet"] - 1, entry["last_sheet"] - 1
            step = 1 if last >= first else -1
            cut = _cut(path, range(first, last + step, step), pages, step=SHEETS_PER_RUN, sides=2, single=False)
            wanted, what = 2 * entry["sheets"], f"{entry['sheets']} sheets"
        if pages != wanted:
            report.add(f"{entry['file']} has {pages} pages, {wanted} belong to its {what}")
        yield from cut


def _cut(path: Path, sheets: range, pages: int, *, step: int, sides: int, single: bool) -> Iterator[SheetRun]:
    """Yield the sheets or leaves of a file whose pages are there, run by run."""
    there = sheets[: pages // sides]
    for at in range(0, len(there), step):
        yield SheetRun(path, sides * at, there[at : at + step], single)


def _collect(receipts: Iterator[SheetReceipt], ledger: LedgerReader, report: VerifyReport) -> dict[bool, int]:
    """Note what differs; return how many pieces are as they must be, on sheets (False) and on pages of their own."""
    compared: dict[bool, int] = {}
    for receipt in receipts:
        single = receipt.run.single
        compared[single] = compared.get(single, 0) + receipt.compared
        report.codes_read += receipt.codes_read
        for sheet, text in receipt.unreadable:
            report.add(text, sheet=sheet + 1)
            for lost in ledger.expected_leaves(sheet, sheet + 1) if single else ledger.expected(sheet, sheet + 1):
                report.add_leaf(f"{name_leaf(lost)} cannot be read", lost)
        for difference in receipt.differences:
            row = difference.expected
            what = f"{receipt.run.path.name}: {difference.text}" if single else difference.text
            if difference.found:
                other = ledger.leaf_of_side(difference.found, side=difference.side)
                what += f"; found there: {other}" if other else "; what is there is no piece of this job"
            report.add(
                what,
                piece=None if row is None or row.sequence is None else row.sequence + 1,
                sheet=difference.sheet + 1,
                slot=difference.slot + 1,
            )
    return compared


def _report_absent(ledger: LedgerReader, read: AbstractSet[int], report: VerifyReport, *, single: bool) -> None:
    """Name every piece and slip whose sheet, or page of its own, is in no file."""
    for row in ledger.all_expected():
        if (row.leaf if single else row.sheet) not in read:
            report.add_leaf(f"{name_leaf(row)} is on no page", row)
