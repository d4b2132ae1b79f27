"""What a preflight found: findings, the outcome of each rule, the verdict; as JSON and as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from vdp.preflight.limits import MOST_FINDINGS
from vdp.preflight.rules import Rule

FAIL, WARN, NOT_CHECKED, PASS = "fail", "warn", "not-checked", "pass"
_ORDER = (FAIL, WARN, NOT_CHECKED)
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "\ufffd")  # a name from a file may hold what moves a terminal
NOTE = "Checked by this program's own reading of the standards; not a certificate."


class Mark(NamedTuple):
    """What a rule says of an object, wherever it is used: outcome "" means the rule's own severity."""

    rule: str
    text: str
    number: int = 0
    outcome: str = ""


class Found(NamedTuple):
    """One finding. Object and page count from 1; 0 where there is none."""

    rule: str
    outcome: str
    object: int
    page: int
    text: str
    source: str


class Report:
    """Collects findings of one file; repeats beyond a limit are counted, not kept."""

    def __init__(
        self, file: str, profile: str, rules: Mapping[str, Rule], *, promoted: frozenset[str] = frozenset()
    ) -> None:
        self.file = file
        self.profile = profile
        self.rules = {key: rule for key, rule in rules.items() if profile in rule.profiles}
        self.facts: dict[str, int | str] = {}
        self._promoted = promoted
        self._found: dict[str, list[Found]] = {key: [] for key in self.rules}
        self._totals: dict[str, dict[str, int]] = {key: {} for key in self.rules}
        self._known: dict[tuple[str, str, int, int], int] = {}
        self._name_page: Callable[[int], str] | None = None

    def add(self, rule: str, text: str, *, number: int = 0, page: int = 0, outcome: str = "") -> None:
        """Enter a finding; of a rule that the profile does not have, nothing is entered."""
        row = self.rules.get(rule)
        if row is None:
            return
        outcome = outcome or row.severity
        if outcome == WARN and rule in self._promoted:
            outcome = FAIL
        totals = self._totals[rule]
        totals[outcome] = totals.get(outcome, 0) + 1
        found = self._found[rule]
        if totals[outcome] <= MOST_FINDINGS:  # of each outcome, so that warnings do not keep a failure from the list
            key = (rule, text, number, page)
            if key in self._known:
                self._known[key] += 1
                totals[outcome] -= 1
                return
            self._known[key] = 1
            found.append(Found(rule, outcome, number, page, text.translate(_CONTROLS), row.source))

    def mark(self, mark: Mark, *, page: int = 0) -> None:
        """Enter what a rule said of an object."""
        self.add(mark.rule, mark.text, number=mark.number, page=page, outcome=mark.outcome)

    def skip(self, rule: str, why: str, *, number: int = 0, page: int = 0) -> None:
        """Enter that a rule, or a part of it, was not checked."""
        self.add(rule, why, number=number, page=page, outcome=NOT_CHECKED)

    def skip_rest(self, why: str) -> None:
        """Enter that all rules without a finding were not checked."""
        for rule in self.rules:
            if not self._found[rule]:
                self.skip(rule, why)

    def outcome(self, rule: str) -> str:
        """Return the outcome of one rule: its gravest finding, or pass."""
        totals = self._totals[rule]
        return next((outcome for outcome in _ORDER if totals.get(outcome)), PASS)

    @property
    def verdict(self) -> str:
        """Return fail if any finding is one."""
        return FAIL if any(self.outcome(rule) == FAIL for rule in self.rules) else PASS

    def name_pages(self, name_page: Callable[[int], str]) -> None:
        """Take a function from page (from 1) to the record or sheet that it is, so that findings name it."""
        self._name_page = name_page

    @property
    def findings(self) -> list[Found]:
        """Return all kept findings, by rule."""
        return [self._placed(found) for rule in self.rules for found in self._found[rule]]

    def _placed(self, found: Found) -> Found:
        words = self._name_page(found.page) if self._name_page is not None and found.page else ""
        return found._replace(text=f"{found.text} ({words})") if words else found

    def total(self, rule: str) -> int:
        """Return how often a rule was found broken or not checked."""
        return sum(self._totals[rule].values())

    def document(self) -> dict[str, Any]:
        """Return the report as one JSON document."""
        outcomes = [self.outcome(rule) for rule in self.rules]
        return {
            "file": self.file,
            "profile": self.profile,
            "verdict": self.verdict,
            "findings": [found._asdict() for found in self.findings],
            "rules": [{"rule": rule, "outcome": self.outcome(rule), "total": self.total(rule)} for rule in self.rules],
            "counts": {outcome: outcomes.count(outcome) for outcome in (PASS, *_ORDER)},
            "facts": self.facts,
            "note": NOTE,
        }

    def text(self) -> str:
        """Return the report for people."""
        document = self.document()
        lines = [f"{self.file}: {self.verdict} ({self.profile})"]
        for found in self.findings:
            place = "".join(f", {name} {n}" for name, n in (("page", found.page), ("object", found.object)) if n)
            lines.append(f"  {found.rule} {found.outcome}{place}: {found.text}")
        for rule in self.rules:
            kept = len(self._found[rule])
            if self.total(rule) > kept:
                lines.append(f"  {rule}: {self.total(rule) - kept} more are not listed")
        counts = document["counts"]
        lines.append(
            f"{counts['pass']} rules pass, {counts['fail']} fail, {counts['warn']} warn, "
            f"{counts['not-checked']} not checked. {NOTE}"
        )
        return "\n".join(lines)
