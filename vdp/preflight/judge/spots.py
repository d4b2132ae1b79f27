"""CO-03, CO-04, CO-12: spot colours by name and definition."""

from __future__ import annotations

import re
import unicodedata

from vdp.preflight.report import Report
from vdp.preflight.terms import Terms

_PROCESS = frozenset({"Cyan", "Magenta", "Yellow", "Black", "None", "All"})


def judge_spots(spots: dict[str, dict[bytes, tuple[int, int]]], report: Report, terms: Terms) -> None:
    """Judge all spot colours that content uses; each comes with its definitions and where they were met first."""
    names = sorted(spots.keys() - _PROCESS)
    report.facts["spots"] = ", ".join(names)
    allowed = terms.house.spots
    folded: dict[str, str] = {}
    for name in [*sorted(_PROCESS), *names]:
        like = folded.setdefault(_fold(name), name)
        if like != name:
            number, page = next(iter(spots[name].values()), (0, 0))
            text = f"the spot colours {like[:60]} and {name[:60]} differ in case, blanks or signs alone"
            report.add("CO-12", text, number=number, page=page)
    for name in names:
        number, page = next(iter(spots[name].values()), (0, 0))
        if allowed is not None and name not in allowed:
            report.add(
                "CO-03", f"the spot colour {name[:60]} is not among those the house expects", number=number, page=page
            )
        for other, place in list(spots[name].values())[1:]:
            text = f"the spot colour {name[:60]} is defined in another way than on page {page}"
            report.add("CO-04", text, number=other, page=place)
    if allowed is None:
        report.skip("CO-03", "the house profile names no spots")


def _fold(name: str) -> str:
    """Return what two names share that people and presses could take for one another."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())
