"""What goes wrong around a run: signals, killed workers, full disks. Nothing unfinished may bear the output's name."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pty
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

VDP = Path(sys.executable).with_name("vdp")
MEGABYTE = 1024


def processes(session):
    """Return pid -> parent of every process of a session that is alive."""
    found = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            state, parent, _, owner = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(owner) == session and state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def workers(main):
    """Return the worker processes of a run: children of its fork server."""
    alive = processes(main)
    return [pid for pid, parent in alive.items() if alive.get(parent) == main]


def wait_for(condition, *, seconds=60):
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never happened"
        pause.wait(0.005)
    return found


@contextlib.contextmanager
def running(job, *options):
    """Start a run in a session of its own. It heeds interrupts even where the suite was started to ignore them."""
    words = ["env", "--default-signal=INT", VDP, "run", str(job.path), "--out", str(job.out), *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def large(whole_sample):
    """The whole sample, finished: what a disturbed run must equal."""
    return whole_sample


STAGES = {
    "check": lambda job: next(job.out.with_name("out.part").glob("work/chunk-*"), None),
    "compose": lambda job: next(job.out.with_name("out.part").glob("work/segment-*"), None),
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_a_signal_ends_the_run_and_leaves_nothing(make_job, stage, number, status):
    job = make_job(range(1, 10_001))
    with running(job, "--workers", "2") as process:
        wait_for(lambda: STAGES[stage](job))
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert process.returncode == status, err
        assert out == ""
        assert len(err.splitlines()) == 1
        assert "nothing unfinished" in err
        assert {path.name for path in job.folder.iterdir()} == {"job.toml", "customers.csv"}
        wait_for(lambda: not processes(process.pid), seconds=10)


def test_an_interrupt_at_the_terminal_reaches_every_process_and_ends_as_quietly(make_job):
    job = make_job(range(1, 10_001))
    with running(job, "--workers", "2") as process:
        wait_for(lambda: STAGES["compose"](job))
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130, err
        assert len(err.splitlines()) == 1, err
        wait_for(lambda: not processes(process.pid), seconds=10)


def test_a_terminal_that_is_closed_leaves_no_record_behind(make_job):
    job = make_job(range(1, 10_001))
    with running(job, "--workers", "2") as process:
        wait_for(lambda: STAGES["compose"](job))
        os.killpg(process.pid, signal.SIGHUP)
        process.communicate(timeout=30)
        assert process.returncode == 129
        assert {path.name for path in job.folder.iterdir()} == {"job.toml", "customers.csv"}
        wait_for(lambda: not processes(process.pid), seconds=10)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGHUP, 129), (None, 0)], ids=["told", "not told"])
def test_bars_on_a_terminal_that_is_gone_change_no_status(make_job, number, status):
    """Bars are drawn again and again: what the terminal refuses once it is gone must not stand for the end."""
    job = make_job(range(1, 2001))
    watched, terminal = pty.openpty()
    words = [VDP, "run", str(job.path), "--out", str(job.out), "--workers", "1"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=terminal, text=True, start_new_session=True)
    os.close(terminal)
    try:
        wait_for(lambda: STAGES["check"](job))
        os.close(watched)
        if number is not None:
            os.killpg(process.pid, number)
        out, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == status
    assert (" printed, " in out, job.out.exists()) == (status == 0, status == 0)


def test_a_list_that_is_written_anew_meanwhile_is_told_and_nothing_is_printed(make_job):
    """held.csv copies rows by their numbers: of another list it would name the wrong people."""
    job = make_job(range(1, 10_001))
    lines = job.rows()
    with running(job, "--workers", "2") as process:
        wait_for(lambda: STAGES["compose"](job))
        other = job.folder / "export.tmp"
        other.write_bytes(b"".join([lines[0], *reversed(lines[1:])]))
        other.replace(job.source)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    assert "[run.input-changed]" in err
    assert {path.name for path in job.folder.iterdir()} == {"job.toml", "customers.csv"}


def test_a_job_file_that_is_edited_for_the_next_job_stops_no_press_run(make_job):
    job = make_job(range(1, 2001))
    with running(job, "--workers", "1") as process:
        wait_for(lambda: STAGES["compose"](job))
        job.path.write_text(job.path.read_text(encoding="utf-8") + "\n# the next one\n", encoding="utf-8")
        os.utime(job.source)  # as a copy of the house's files touches them
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err


def test_a_signal_leaves_an_earlier_output_as_it_was(make_job):
    job = make_job(range(1, 10_001))
    job.out.mkdir()
    (job.out / "manifest.json").write_text('{"job_hash": "of an earlier run"}')
    with running(job, "--workers", "2") as process:
        wait_for(lambda: STAGES["compose"](job))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert [path.name for path in job.out.iterdir()] == ["manifest.json"]
    assert not job.out.with_name("out.part").exists()


@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_worker_costs_no_byte(make_job, large, stage):
    job = make_job(range(1, 10_001))
    with running(job, "--workers", "2", "--json") as process:
        wait_for(lambda: STAGES[stage](job))
        victim = wait_for(lambda: workers(process.pid))[0]
        os.kill(victim, signal.SIGKILL)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert json.loads(out)["counts"]["printed"] == 9850
    assert sheets_hash(job.out) == sheets_hash(large.out)


def sheets_hash(out):
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((out / "print").iterdir())]


def test_what_a_killed_run_left_is_cleared_by_the_next(make_job):
    job = make_job(range(1, 10_001))
    with running(job, "--workers", "2") as process:
        wait_for(lambda: STAGES["compose"](job))
        process.kill()
        process.communicate(timeout=30)
        wait_for(lambda: not processes(process.pid), seconds=10)
    assert not job.out.exists()
    assert job.out.with_name("out.part").exists()
    done = job.run("--records", "1-9", "--executor", "serial")
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("out.part: what a run that was killed had left here is removed\n")
    assert done.stderr.count("\n") == 1
    assert {path.name for path in job.folder.iterdir()} == {"job.toml", "customers.csv", "out"}


def test_two_runs_never_write_one_output(make_job):
    job = make_job(range(1, 10_001))
    with running(job, "--workers", "2") as process:
        wait_for(lambda: STAGES["check"](job))
        process.send_signal(signal.SIGSTOP)  # or it might end before the other begins
        second = job.run("--executor", "serial")
        process.send_signal(signal.SIGCONT)
        assert second.returncode == 2
        assert "[run.in-use]" in second.stderr
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert (job.out / "manifest.json").is_file()


@pytest.mark.parametrize("kilobytes", [1, 16, 64, 600])
def test_a_disk_that_takes_no_more_stops_the_run(make_job, kilobytes):
    """The limit on a file's size makes every write beyond it fail, as a full disk does."""
    job = make_job()
    size = kilobytes * 1024
    done = job.run("--executor", "serial", preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert_storage_fault(job, done)


def assert_storage_fault(job, done):
    assert done.returncode == 8, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("vdp: ")
    assert len(done.stderr.splitlines()) == 2
    assert not job.out.exists()
    assert not job.out.with_name("out.part").exists()


@contextlib.contextmanager
def disk(folder, options):
    """Mount a small disk; the test is skipped where that is not allowed."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("kilobytes", [32, 400, 1200, 1800])
def test_a_full_disk_stops_the_run(make_job, tmp_path, kilobytes):
    job = make_job()
    with disk(tmp_path / "disk", f"size={kilobytes}k") as small:
        job.out = small / "out"
        assert_storage_fault(job, job.run("--executor", "serial"))
        assert not list(small.iterdir())


def test_a_full_disk_is_told_by_a_worker_as_well(make_job, tmp_path):
    job = make_job(range(1, 41))
    with disk(tmp_path / "disk", "size=64k") as small:
        job.out = small / "out"
        assert_storage_fault(job, job.run("--workers", "2"))


def test_a_disk_that_may_not_be_written(make_job, tmp_path):
    job = make_job()
    with disk(tmp_path / "disk", "ro") as small:
        job.out = small / "out"
        done = job.run("--executor", "serial")
        assert_storage_fault(job, done)
        assert "--out" in done.stderr


def test_an_output_below_a_file(make_job):
    job = make_job()
    job.out = job.source / "out"
    done = job.run("--executor", "serial")
    assert done.returncode in (2, 8)
    assert "Traceback" not in done.stderr


def test_an_answer_that_nobody_can_read_is_no_success(finished):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [VDP, "verify", finished.out, "--sample", "0"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 8
    assert "Traceback" not in done.stderr


def test_memory_stays_below_600_megabytes_in_every_process(whole_sample):
    """The high-water mark of each process of the run of 10,000 records, the parent's and its workers'."""
    marks = json.loads((whole_sample.folder / "memory.json").read_text())
    assert len(marks) >= 3  # parent, fork server, workers
    assert max(marks.values()) < 600 * MEGABYTE
