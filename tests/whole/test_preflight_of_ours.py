"""Overprint in files of ours, as our own checker sees it."""

from __future__ import annotations

import json


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
