"""The dated bundling rules shipped in data/bundling-YYYY-MM.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from vdp.errors import DefectError, JobError, Place

DATA_FOLDER: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class BundlingRules:
    """Sizes of bundles, in pieces, in force from a date on."""

    effective_from: date
    min_pieces: int
    max_pieces: int


def read_rules(path: Path) -> BundlingRules:
    """Return the rules of one file.

    Raises DefectError if the largest bundle is too small to be split into bundles of the smallest size.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    rules = BundlingRules(data["effective-from"], data["min"], data["max"])
    if not 1 <= rules.min_pieces <= (rules.max_pieces + 1) // 2:
        raise DefectError(
            "postal.bad-rules",
            f"bundles of {rules.min_pieces} to {rules.max_pieces} pieces cannot be formed",
            where=Place(str(path)),
            cure="make max at least twice min",
        )
    return rules


def rules_on(day: date | None, *, folder: Path = DATA_FOLDER) -> BundlingRules:
    """Return the rules in force on a day, or the latest known without one.

    Raises JobError for a day before the first known rules.
    """
    known = sorted((read_rules(path) for path in folder.glob("bundling-*.toml")), key=lambda r: r.effective_from)
    valid = [rules for rules in known if day is None or rules.effective_from <= day]
    if not valid:
        raise JobError(
            "postal.no-rules",
            f"no bundling rules are known for a mailing on {day}",
            cure="check the mailing date, or add a data file with the rules of that date",
        )
    return valid[-1]
