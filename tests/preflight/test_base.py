"""The files that mutants are cut from are sound, in this checker's view and in that of others."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.preflight.base import make_base, save
from vdp.preflight import PROFILES, check_pdf


@pytest.mark.parametrize("profile", PROFILES)
def test_a_sound_file_has_no_findings_but_what_the_house_does_not_ask(profile: str, tmp_path: Path) -> None:
    report = check_pdf(save(make_base(profile), tmp_path / "base.pdf", profile), profile=profile)
    assert [found for found in report.findings if found.outcome != "not-checked"] == []
    assert report.verdict == "pass"
    assert report.facts["pages"] == 2


@pytest.mark.parametrize("profile", PROFILES)
def test_qpdf_and_pypdf_read_the_sound_files(profile: str, tmp_path: Path, tool: Callable[[str], str]) -> None:
    path = save(make_base(profile), tmp_path / "base.pdf", profile)
    assert subprocess.run([tool("qpdf"), "--check", path], check=False, capture_output=True).returncode == 0
    assert len(PdfReader(path, strict=True).pages) == 2
