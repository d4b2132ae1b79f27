from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import vdp
from vdp.cli import main
from vdp.cli import main as entry
from vdp.cli.explain import explain_command
from vdp.cli.main import COMMANDS
from vdp.errors import DefectError, Place, SourceError, read_explanations

VDP = Path(sys.executable).with_name("vdp")
CANARY = "山田太郎カナリア"


@pytest.fixture
def call(monkeypatch, capfd):
    """Run the command line in this process; return status, stdout and stderr."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["vdp", *words])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
        captured = capfd.readouterr()
        return status, captured.out, captured.err

    yield run
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def failing(monkeypatch):
    """Let `vdp explain` raise an error instead."""

    def fail(error):
        def callback(**_):
            raise error

        monkeypatch.setattr(explain_command, "callback", callback)

    return fail


def test_the_door_is_the_command():
    assert entry is main


def test_explain_prints_cause_and_cure(call):
    status, out, err = call("explain", "text.overflow")
    row = read_explanations()["text.overflow"]
    assert (status, err) == (0, "")
    assert out == f"text.overflow\n  cause: {row.cause}\n  cure:  {row.cure}\n"


def test_explain_without_a_code_lists_all(call):
    assert call("explain")[1].split() == list(read_explanations())


def test_explain_proposes_the_code_that_was_meant(call):
    status, out, err = call("explain", "text.overfow")
    assert (status, out) == (2, "")
    assert 'Did you mean "text.overflow"?' in err


def test_explain_of_nonsense_tells_where_to_look(call):
    assert "`vdp explain` lists all codes" in call("explain", "zzzzzz")[2]


def test_the_version_is_told(call):
    assert call("--version")[:2] == (0, f"vdp, version {vdp.__version__}\n")


@pytest.mark.parametrize("words", [["nonsense"], ["run"], ["verify"], ["explain", "--nonsense"]])
def test_words_that_are_no_command_are_a_usage_error(call, words):
    status, out, err = call(*words)
    assert (status, out) == (2, "")
    assert "Usage:" in err


def test_every_command_has_help(call):
    for name in COMMANDS:
        status, out, _ = call(name, "--help")
        assert status == 0
        assert "Usage: vdp" in out


def test_an_error_of_ours_is_told_with_place_code_and_cure_and_has_its_status(call, failing):
    failing(SourceError("records.encoding", "a byte", where=Place("a.csv", 7), cure="Export again."))
    assert call("explain") == (4, "", "vdp: a.csv:7: a byte [records.encoding]\n  Export again.\n")


def test_an_error_without_a_cure_of_its_own_is_told_with_that_of_its_code(call, failing):
    failing(DefectError("pdf.closed", "the file is closed"))
    cure = read_explanations()["pdf.closed"].cure
    assert call("explain") == (1, "", f"vdp: the file is closed [pdf.closed]\n  {cure}\n")


def test_an_error_of_the_system_is_status_8_and_names_the_file_only(call, failing):
    failing(OSError(28, "No space left on device", f"/home/{CANARY}/x.arrow"))
    status, _, err = call("explain")
    assert status == 8
    assert "x.arrow: No space left" in err
    assert CANARY not in err


def test_a_defect_is_status_1_and_told_by_its_place_without_its_words(call, failing):
    failing(ValueError(f"cannot read {CANARY}"))
    status, _, err = call("explain")
    assert status == 1
    assert "ValueError" in err
    assert "test_main.py" in err
    assert "Traceback" not in err
    assert CANARY not in err


def test_an_answer_nobody_waits_for_is_no_success():
    process = subprocess.Popen(
        [VDP, "layout", "vocabulary"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait(30) == 8
    assert b"Traceback" not in err
    process.stderr.close()


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("explain run.storage >&-", 0),
        ("explain run.storage >/dev/full", 8),
        ("explain run.storage >&- 2>&-", 0),
        ("explain nothing 2>/dev/full", 2),
        ("nothing 2>/dev/full", 2),
        ("run nothing.toml 2>/dev/full", 2),
    ],
)
def test_a_status_does_not_depend_on_who_takes_the_messages(command, status):
    done = subprocess.run(["sh", "-c", f"exec {VDP} {command}"], stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == status
