"""Files of ours before our own checker, which shares no code with their writer: nothing fails, nothing is warned of."""

from __future__ import annotations

import json

import pikepdf
import pytest

from tests.preflight.grammar import check_grammar

ADVICE = "RC-"
"""Rules about the cost of a RIP, not about what is printed."""


LEVELS = ["pdf/x-1a", "pdf/x-4", "pdf/vt-1"]
KINDS = ["imposed", "pieces"]


@pytest.fixture
def printed(shared, write_small):
    """Return the print file of a level and kind; the job runs once for all tests. `more` goes into the job file."""

    def run(folder, profile, files, more):
        job = write_small(folder)
        job.edit('profile = "pdf/x-4"', f'profile = "{profile}"\nfiles = ["{files}"]{more}')
        done = job.run("--executor", "serial")
        assert done.returncode == 0, done.stderr

    def find(profile, files, more=""):
        name = f"{profile.replace('/', '-')}-{files}{'-more' if more else ''}"
        (path,) = (shared(name, lambda folder: run(folder, profile, files, more)) / "out/print").iterdir()
        return path

    return find


@pytest.mark.parametrize("profile", LEVELS)
@pytest.mark.parametrize("files", KINDS)
def test_every_level_and_kind_passes(printed, vdp, profile, files):
    path = printed(profile, files)
    level = "pdf/x-4" if (profile, files) == ("pdf/vt-1", "imposed") else profile
    done = vdp("preflight", path, "--profile", level, "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["verdict"]) == (0, "pass")
    told = {finding["rule"]: finding["text"] for finding in report["findings"] if finding["outcome"] != "not-checked"}
    assert {rule: text for rule, text in told.items() if not rule.startswith(ADVICE)} == {}


def test_pdfcpu_finds_no_fault_of_grammar_in_any_level_and_kind(printed):
    paths = [printed(profile, files) for profile in LEVELS for files in KINDS]
    paths.append(printed("pdf/vt-1", "pieces", '\nexternal-id = "customer_id"'))
    told = check_grammar(paths)
    assert len(told) == 7
    assert set(told.values()) == {""}, told


def test_pdfcpu_finds_what_is_planted_in_a_file_of_ours(printed, tmp_path):
    """Its silence means that it looks into the forms and the images within them."""
    paths = []
    for number, (subtype, key) in enumerate(
        [("/Form", "/BBox"), ("/Image", "/Height"), ("/CIDFontType0", "/BaseFont")]
    ):
        with pikepdf.open(printed("pdf/x-1a", "imposed")) as pdf:
            things = [each for each in pdf.objects if isinstance(each, (pikepdf.Stream, pikepdf.Dictionary))]
            del [each for each in things if each.get("/Subtype") == subtype][-1][key]
            paths.append(tmp_path / f"{number}.pdf")
            pdf.save(paths[-1])
    assert [path for path, fault in check_grammar(paths).items() if "missing" not in fault] == []


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
