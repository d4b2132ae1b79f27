"""Files of ours before our own checker, which shares no code with their writer: nothing fails, nothing is warned of."""

from __future__ import annotations

import json

import pytest

ADVICE = "RC-"
"""Rules about the cost of a RIP, not about what is printed."""


@pytest.mark.parametrize("profile", ["pdf/x-1a", "pdf/x-4", "pdf/vt-1"])
@pytest.mark.parametrize("files", ["imposed", "pieces"])
def test_every_level_and_kind_passes(write_small, tmp_path, vdp, profile, files):
    job = write_small(tmp_path)
    job.edit('profile = "pdf/x-4"', f'profile = "{profile}"\nfiles = ["{files}"]')
    assert job.run("--executor", "serial").returncode == 0
    level = "pdf/x-4" if (profile, files) == ("pdf/vt-1", "imposed") else profile
    (path,) = (job.out / "print").iterdir()
    done = vdp("preflight", path, "--profile", level, "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["verdict"]) == (0, "pass")
    told = {finding["rule"]: finding["text"] for finding in report["findings"] if finding["outcome"] != "not-checked"}
    assert {rule: text for rule, text in told.items() if not rule.startswith(ADVICE)} == {}


def test_coloured_and_white_text_knocks_out(make_job, vdp):
    """Set to overprint, white text would vanish and coloured text take on the ground below."""
    job = make_job()
    job.own_layout()
    text = job.layout.read_text(encoding="utf-8")
    head, close, tail = text.rpartition("</page>")
    box = 'x="10mm" y="70mm" width="30mm" height="6mm"'
    white = f'<text {box} color="cmyk(0 0 0 0)" font="gothic" size="9pt">{{name}}様</text>'
    job.layout.write_text(f"{head}{white}{close}{tail}", encoding="utf-8")
    done = job.run()
    assert done.returncode == 0, done.stderr
    report = json.loads(vdp("preflight", job.out / "print/sheets-0001.pdf", "--profile", "pdf/x-4", "--json").stdout)
    assert not {"CO-06", "CO-07"} & {
        finding["rule"] for finding in report["findings"] if finding["outcome"] != "not-checked"
    }
