"""What can go wrong, under which code and exit status.

VdpError                    code, text, where, cure                    exit
├─ DefectError              a fault of ours                               1
├─ JobError                 job file, options, missing file               2
├─ LayoutError              where = file:line:column                      3
├─ SourceError              the CRM file as a whole; too many held        4
├─ OutputError              disk, I/O                                     8
└─ VerifyError              finished files differ from the ledger         9

Exit status 0, 5, 6, 7 and 129/130/143 are not raised here: success, preflight findings, not approved, incomplete but
resumable, signals. A fault in one record is a Finding, a value that travels with its chunk; exceptions are for
stopping. Codes are explained in vdp/codes/*.toml (`vdp explain CODE`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NamedTuple

CODES_FOLDER = Path(__file__).parent / "codes"


class Finding(NamedTuple):
    """One fault in one record. `text` names fields and characters by code point, never a recipient's value."""

    code: str
    severity: str  # "hold" | "fail" | "warn"
    record: int  # 1-based record number in the source, header not counted
    slot: str  # slot or field name
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault was found: a file with line and column (1-based), or a source with record and field."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(parts)


class VdpError(Exception):
    """A reason to stop: what happened, where, and what to do about it."""

    exit_status: ClassVar[int] = 1

    def __init__(self, code: str, text: str, *, where: Place | None = None, cure: str = "") -> None:
        super().__init__(code, text, where, cure)
        self.code = code
        self.text = text
        self.where = where
        self.cure = cure

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f"\n  {self.cure}" if self.cure else ""
        return f"{place}{self.text} [{self.code}]{cure}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.code, self.text, self.where, self.cure))


def _rebuild(kind: type[VdpError], code: str, text: str, where: Place | None, cure: str) -> VdpError:
    return kind(code, text, where=where, cure=cure)


class DefectError(VdpError):
    """Something that a correct vdp never does."""

    exit_status = 1


class JobError(VdpError):
    """The job file, an option, or a file that it names."""

    exit_status = 2


class LayoutError(VdpError):
    """The layout or an asset that it names."""

    exit_status = 3


class SourceError(VdpError):
    """The CRM file as a whole, or more held records than the job allows."""

    exit_status = 4


class OutputError(VdpError):
    """The disk or another device refused."""

    exit_status = 8


class VerifyError(VdpError):
    """The finished files do not agree with the ledger."""

    exit_status = 9


@dataclass(frozen=True, slots=True)
class Explanation:
    """Cause and cure of one code, as `vdp explain` prints them."""

    code: str
    cause: str
    cure: str


def read_explanations() -> dict[str, Explanation]:
    """Return every documented code, read from vdp/codes/*.toml."""
    found: dict[str, Explanation] = {}
    for path in sorted(CODES_FOLDER.glob("*.toml")):
        for code, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[code] = Explanation(code, row["cause"], row["cure"])
    return found
