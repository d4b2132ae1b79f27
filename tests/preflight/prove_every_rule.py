"""Print, rule by rule, how many broken files were caught and how many near misses passed: no rule may let one through.

    python tests/preflight/prove_every_rule.py

The corpus is the one of test_mutants.py, which asserts the same for each file. Exit status 1 if anything slips.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.preflight import mutants_file, mutants_odd, mutants_page, mutants_vt  # noqa: F401 - they fill the corpus
from tests.preflight.corpus import CASES, Case, check_mutant, fires, has_near_miss
from tests.preflight.test_mutants import ELSEWHERE
from vdp.preflight import read_rules


def prove(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield a row per rule: mutants made and caught, near misses made and passed."""
    for rule in read_rules():
        cases = [each for each in CASES if each.rule == rule]
        near = [each for each in cases if has_near_miss(each)]
        yield {
            "rule": rule,
            "mutants": len(cases),
            "caught": sum(caught(each, folder, broken=True) for each in cases),
            "near": len(near),
            "passed": sum(not caught(each, folder, broken=False) for each in near),
        }


def caught(each: Case, folder: Path, *, broken: bool) -> bool:
    """Tell whether a case's rule fires on one of its two files."""
    return fires(each, check_mutant(each, folder / "mutant.pdf", broken=broken))


def main() -> int:
    """Print the table and return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        rows = list(prove(Path(folder)))
    for row in rows:
        elsewhere = f"; in {ELSEWHERE[row['rule']]}" if row["rule"] in ELSEWHERE else ""
        sys.stdout.write(f"{row['rule']}  {tell(row)}{elsewhere}\n")
    totals = {key: sum(row[key] for row in rows) for key in ("mutants", "caught", "near", "passed")}
    sys.stdout.write(f"{len(rows)} rules: {tell(totals)}\n")
    return int(totals["caught"] < totals["mutants"] or totals["passed"] < totals["near"])


def tell(counts: dict[str, Any]) -> str:
    """Return counts in words."""
    mutants, near = (f"{counts[some]} of {counts[all_]}" for some, all_ in (("caught", "mutants"), ("passed", "near")))
    return f"{mutants} mutants caught, {near} near misses passed"


if __name__ == "__main__":
    sys.exit(main())
