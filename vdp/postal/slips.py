"""Bundle slips (割札) and the list of bundles. Neither holds personal data."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vdp.errors import JobError, OutputError, Place
from vdp.postal.base import Bundle, MailOrder

DELAYS: Final = {"ordinary": "普通", "3-day": "特割", "7-day": "特特"}
"""Delay classes: none, three days' slack (特割), seven days' slack (特特)."""

_LEVELS: Final = {5: "5桁", 3: "3桁", 2: "2桁", 0: "雑"}
_HEADER: Final = (
    *("束番号", "区分", "郵便区番号", "通数", "分割", "最初の番号", "最後の番号"),
    *("number", "level", "code", "count", "part", "parts", "first", "last"),
)


def slip_fields(bundles: Sequence[Bundle], *, job: str, delay: str = "ordinary") -> dict[str, list[str]]:
    """Return the columns of the slip layout, one entry per bundle; `job` is the job's name, `delay` a key of DELAYS.

    Sequences are counted from 1. Raises JobError for an unknown delay class.
    """
    if delay not in DELAYS:
        known = ", ".join(DELAYS)
        raise JobError("postal.unknown-delay", f'there is no delay class "{delay}"', cure=f"choose one of: {known}")
    return {
        "slip_code": [code_text(bundle) for bundle in bundles],
        "slip_count": [str(bundle.count) for bundle in bundles],
        "slip_part": [part_text(bundle) for bundle in bundles],
        "slip_class": [DELAYS[delay]] * len(bundles),
        "slip_number": [str(bundle.number) for bundle in bundles],
        "slip_total": [str(len(bundles))] * len(bundles),
        "slip_first": [str(bundle.first + 1) for bundle in bundles],
        "slip_last": [str(bundle.first + bundle.count) for bundle in bundles],
        "slip_job": [job] * len(bundles),
    }


def code_text(bundle: Bundle) -> str:
    """Return the digits of a bundle as people read them: 100-00, 100, 10 or 雑."""
    return f"{bundle.code[:3]}-{bundle.code[3:]}" if bundle.level == 5 else bundle.code


def part_text(bundle: Bundle) -> str:
    """Return 2/3 for the second of three parts, "" for an undivided group."""
    return f"{bundle.part}/{bundle.parts}" if bundle.parts > 1 else ""


def write_bundles(path: Path, order: MailOrder) -> None:
    """Write the list of bundles: CSV, UTF-8 with BOM, CRLF; columns for people, then the same for machines.

    Raises OutputError if the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\r\n")
            writer.writerow(_HEADER)
            writer.writerows(map(_row, order.bundles))
    except OSError as error:
        raise OutputError(
            "postal.cannot-write",
            f"the list of bundles cannot be written: {error.strerror}",
            where=Place(str(path)),
            cure="check that the folder exists and that the disk has room",
        ) from error


def _row(bundle: Bundle) -> tuple[str | int, ...]:
    first, last = bundle.first + 1, bundle.first + bundle.count
    people = (bundle.number, _LEVELS[bundle.level], code_text(bundle), bundle.count, part_text(bundle), first, last)
    machines = (bundle.number, bundle.level, bundle.code, bundle.count, bundle.part, bundle.parts, first, last)
    return (*people, *machines)
