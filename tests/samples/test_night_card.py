"""The card on dark stock: its sample prints white, gold and varnish, passes our checker, and is read back."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from vdp.job import read_job
from vdp.preflight import check_pdf
from vdp.run import Selection, produce
from vdp.run.progress import SilentProgress
from vdp.run.verify import verify_output
from vdp.workers import open_executor


@pytest.fixture(scope="module")
def out(root, tmp_path_factory):
    out = tmp_path_factory.mktemp("night") / "out"
    job = read_job(root / "samples/night-card/job.toml")
    produce(job, out, executor=open_executor("serial"), progress=SilentProgress(), selection=Selection((), 24))
    return out


def test_the_press_is_told_its_plates_in_order(out):
    plates = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["plates"]
    assert [plate["name"] for plate in plates] == ["White", "PANTONE 871 C", "Spot Varnish", "Perforate"]
    assert [plate["step"] for plate in plates] == ["White", "", "Varnish", "Structural Perforating"]


def test_it_passes_preflight_without_a_warning_and_is_read_back_whole(out):
    for path in sorted((out / "print").iterdir()):
        report = check_pdf(path, profile="pdf/x-4")
        assert [found for found in report.findings if found.outcome != "not-checked"] == []
        assert report.facts["processing steps"] == "Structural Perforating, Varnish, White"
        assert report.facts["spots"] == "PANTONE 871 C, Perforate, Spot Varnish, White"
    verified = verify_output(out, sample=4, executor=open_executor("serial"))
    assert verified.verdict == "pass"
    assert verified.codes_read > 0


def test_redrawing_gives_the_committed_snow(root, tmp_path):
    subprocess.run([sys.executable, root / "layouts/night-card/draw_artwork.py", tmp_path], check=True)
    drawn, committed = (
        np.asarray(Image.open(folder / "snow.png")) for folder in (tmp_path, root / "layouts/night-card")
    )
    assert (drawn == committed).all()
