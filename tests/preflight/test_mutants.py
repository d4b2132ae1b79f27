"""Every rule has a file that breaks it and fires on it, and a near miss on which it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.preflight import mutants_file, mutants_odd, mutants_page, mutants_vt  # noqa: F401 - they fill the corpus
from tests.preflight.corpus import CASES, Case, check_mutant, fires, has_near_miss
from vdp.preflight import PROFILES, read_rules

ELSEWHERE = {"FS-10": "tests/preflight/test_bad_input.py"}  # a file beyond ten gigabytes is not made here


def name(each: Case) -> str:
    return f"{each.rule}-{each.profile}-{CASES.index(each)}"


@pytest.mark.parametrize("each", CASES, ids=name)
def test_the_rule_fires_on_what_breaks_it(each: Case, tmp_path: Path) -> None:
    report = check_mutant(each, tmp_path / "broken.pdf", broken=True)
    found = [found for found in report.findings if found.rule == each.rule and found.outcome in {"fail", "warn"}]
    assert found, report.text()
    assert all(found.text and found.source for found in found)


@pytest.mark.parametrize("each", [each for each in CASES if has_near_miss(each)], ids=name)
def test_the_rule_is_silent_on_a_near_miss(each: Case, tmp_path: Path) -> None:
    report = check_mutant(each, tmp_path / "near.pdf", broken=False)
    assert not fires(each, report), report.text()


def test_every_rule_has_a_firing_mutant_and_a_near_miss() -> None:
    rules = read_rules()
    broken = {each.rule for each in CASES}
    near = {each.rule for each in CASES if has_near_miss(each)}
    silent_on_the_base = {"FS-01", "FS-03", "FS-11", "VT-01"}  # the sound file is the nearest miss there is
    assert broken | ELSEWHERE.keys() == rules.keys()
    assert near | silent_on_the_base | ELSEWHERE.keys() == rules.keys()


def test_every_rule_applies_somewhere_and_its_mutants_are_of_that_level() -> None:
    rules = read_rules()
    assert all(set(rule.profiles) <= set(PROFILES) and rule.profiles for rule in rules.values())
    assert all(each.profile in rules[each.rule].profiles for each in CASES)
    assert all(
        rule.severity in {"fail", "warn"} and rule.source and rule.title and rule.cure for rule in rules.values()
    )


def test_the_readme_tells_the_size_of_the_corpus() -> None:
    """As `prove_every_rule.py` prints it."""
    near = sum(has_near_miss(each) for each in CASES)
    mutants, rules = len(CASES), len(read_rules())
    line = f"{rules} rules: {mutants} of {mutants} mutants caught, {near} of {near} near misses passed"
    readme = Path(__file__).parents[2] / "README.md"
    assert line in readme.read_text(encoding="utf-8"), f"write into README.md: {line}"
