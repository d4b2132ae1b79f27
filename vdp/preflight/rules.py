"""The table of rules: one row each, in the TOML files of table/."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

PROFILES = ("pdf/x-1a", "pdf/x-4", "pdf/vt-1")

_FILES = (
    "file",
    "metadata",
    "intent",
    "boxes",
    "colour",
    "fonts",
    "graphics",
    "interactive",
    "variable",
    "cost",
)


class Rule(NamedTuple):
    """One rule: what holds, how grave it is when it does not, where it applies, who says so, what helps."""

    id: str
    title: str
    severity: str  # "fail" | "warn"
    profiles: tuple[str, ...]
    source: str
    cure: str


@cache
def read_rules() -> Mapping[str, Rule]:
    """Return all rules by id, in the order of reports."""
    rules: dict[str, Rule] = {}
    for name in _FILES:
        text = (Path(__file__).parent / "table" / f"{name}.toml").read_text(encoding="utf-8")
        for key, row in tomllib.loads(text).items():
            rules[key] = Rule(key, row["title"], row["severity"], tuple(row["profiles"]), row["source"], row["cure"])
    return MappingProxyType(rules)
