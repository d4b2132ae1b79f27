"""The corpus: for each rule a file that breaks it and a near miss that does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from pikepdf import Pdf

from tests.preflight.base import make_base, save
from vdp.preflight.check import check_pdf
from vdp.preflight.report import Report
from vdp.preflight.terms import House

X1, X4, VT = "pdf/x-1a", "pdf/x-4", "pdf/vt-1"
Objects = Callable[[Pdf], Any]
Bytes = Callable[[bytes], bytes]


class Case(NamedTuple):
    """One rule, one level: what breaks it and what comes near. Changes of objects come before changes of bytes."""

    rule: str
    profile: str
    breaks: Objects | None
    near: Objects | None
    breaks_bytes: Bytes | None = None
    near_bytes: Bytes | None = None
    house: House | None = None
    near_house: House | None = None
    options: dict[str, Any] | None = None  # of saving the broken file
    near_options: dict[str, Any] | None = None


CASES: list[Case] = []


def case(rule: str, profile: str, breaks: Objects | None = None, near: Objects | None = None, **more: Any) -> None:
    """Enter a case."""
    CASES.append(Case(rule, profile, breaks, near, **more))


def has_near_miss(each: Case) -> bool:
    """Tell whether a case has a near miss of its own."""
    return bool(each.near or each.near_bytes or each.near_house)


def fires(each: Case, report: Report) -> bool:
    """Tell whether the case's rule fails or warns in a report."""
    return any(found.rule == each.rule and found.outcome in {"fail", "warn"} for found in report.findings)


def check_mutant(each: Case, path: Path, *, broken: bool) -> Report:
    """Make one of the two files of a case and check it."""
    pdf = make_base(each.profile)
    change = each.breaks if broken else each.near
    if change is not None:
        change(pdf)
    options = each.options if broken else each.near_options
    save(pdf, path, each.profile, **(options or {}))
    pdf.close()
    rewrite = each.breaks_bytes if broken else each.near_bytes
    if rewrite is not None:
        path.write_bytes(rewrite(path.read_bytes()))
    house = each.house if broken else each.near_house or each.house
    return check_pdf(path, profile=each.profile, house=house)
