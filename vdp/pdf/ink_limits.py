"""How much ink the paper of an output condition takes."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from vdp.pdf.condition import OutputCondition

_TABLE = Path(__file__).parent / "conditions" / "ink-limits.toml"
_CLASSES = ("sheetfed", "magazine", "newspaper")
_IN_NAME = re.compile(r"(?<![0-9A-Za-z])([23][0-9][05])(?![0-9A-Za-z])")
_LEAST = 220


class InkLimit(NamedTuple):
    """Per cent of all inks together, as the mean of `window` mm2; None where nobody has said a limit."""

    percent: float | None
    source: str
    window: float


def find_ink_limit(condition: OutputCondition, *, asked: float | None = None, named: bool = False) -> InkLimit:
    """Return the job's own limit, else that in the profile's name, else that of the condition's kind of printing.

    `asked`: what the job says. `named`: whether the profile is the shop's own, so that a number such as 300 in its
    name is a limit (the names of ECI and basICColor end so).
    """
    limits, window, source = _read_limits()
    if asked is not None:
        return InkLimit(asked, "[output] ink-limit", window)
    found = _IN_NAME.search(condition.profile_name) if named else None
    if found and int(found[1]) >= _LEAST:
        return InkLimit(float(found[1]), "the name of the ICC profile", window)
    if condition.identifier in limits:
        kind, limit = limits[condition.identifier]
        return InkLimit(limit, f"{source}, {kind}", window)
    return InkLimit(None, "the condition is not known here", window)


@cache
def _read_limits() -> tuple[dict[str, tuple[str, float]], float, str]:
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    rows = {name: (kind, float(table[kind]["limit"])) for kind in _CLASSES for name in table[kind]["conditions"]}
    return rows, float(table["window"]), f"{table['source']}, {table['as-of']}"
