"""Whole jobs, run as an operator runs them; one finished output is shared by all tests that only read it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import pikepdf
import pytest

from vdp.run.verify import verify_output
from vdp.workers import open_executor

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples/spring-sale"
VDP = Path(sys.executable).with_name("vdp")

RECORDS = [*range(1, 301), 314, 2105, 2490, 4444]
"""Records of the sample: with duplicates, rare characters, bad dates, long addresses, broken rows, missing pictures."""


class Job:
    """A job folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.path = folder / "job.toml"
        self.source = folder / "customers.csv"
        self.layout = folder / "layout.xml"

    def edit(self, old, new):
        """Replace a text of the job file that must be there."""
        text = self.path.read_text(encoding="utf-8")
        assert old in text
        self.path.write_text(text.replace(old, new), encoding="utf-8")

    def own_layout(self):
        """Give the job a copy of its layout, to be changed."""
        home = ROOT / "layouts/hagaki-coupon"
        for name in ("layout.xml", "front.pdf", "back.pdf"):
            shutil.copy(home / name, self.folder / name)
        shutil.copytree(home / "products", self.folder / "products")
        self.edit(str(home / "layout.xml"), "layout.xml")
        return self.layout

    def edit_layout(self, old, new):
        text = self.layout.read_text(encoding="utf-8")
        assert old in text
        self.layout.write_text(text.replace(old, new, 1), encoding="utf-8")

    def rows(self):
        """Return the source's header and rows as bytes, line ends kept."""
        return [line + b"\r\n" for line in self.source.read_bytes().split(b"\r\n")[:-1]]

    def run(self, *options, command="run", out=True, **others):
        where = ("--out", self.out) if out and command == "run" else ()
        return run_vdp(command, self.path, *where, *options, **others)


def run_vdp(*words, env=None, cwd=None, preexec=None, timeout=120):
    environment = {**os.environ, **(env or {})}
    return subprocess.run(
        [VDP, *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=cwd,
        preexec_fn=preexec,
        timeout=timeout,
        check=False,
    )


@pytest.fixture(scope="session")
def vdp():
    return run_vdp


def write_job(folder: Path, records=RECORDS) -> Job:
    folder.mkdir(parents=True, exist_ok=True)
    rows = (SAMPLE / "customers.csv").read_bytes().split(b"\r\n")
    job = Job(folder)
    job.source.write_bytes(b"".join(rows[number] + b"\r\n" for number in [0, *records]))
    text = (SAMPLE / "job.toml").read_text(encoding="utf-8")
    job.path.write_text(text.replace("../../layouts", str(ROOT / "layouts")), encoding="utf-8")
    return job


@pytest.fixture
def make_job(tmp_path):
    """Return a job of some records of the sample, to be changed and run."""
    return lambda records=range(1, 13), name="job": write_job(tmp_path / name, records)


@contextmanager
def locked(path: Path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """Build a folder once for all processes of the test run."""
    base = tmp_path_factory.getbasetemp()
    home = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base

    def once(name, build):
        folder = home / f"shared-{name}"
        with locked(home / f"{name}.lock"):
            if not (folder / "built").exists():
                shutil.rmtree(folder, ignore_errors=True)
                build(folder)
                (folder / "built").touch()
        return folder

    return once


@pytest.fixture(scope="session")
def finished(shared):
    """The small job, finished by two workers. Not to be changed."""

    def build(folder):
        done = write_job(folder).run("--workers", 2, "--json")
        assert done.returncode == 0, done.stderr
        (folder / "stdout").write_text(done.stdout)
        (folder / "stderr").write_text(done.stderr)

    return Job(shared("finished", build))


@pytest.fixture
def tampered(finished, tmp_path):
    """A copy of the finished output, to be damaged."""
    return Output(Path(shutil.copytree(finished.out, tmp_path / "out")))


class Output:
    """A finished output folder whose sheets and ledger can be changed behind its back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pdf = path / "print/sheets-0001.pdf"

    @property
    def manifest(self):
        return json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))

    def rows(self, where="kind = 'piece'"):
        """Return leaf, sequence, record, sheet and slot of the ledger's rows, by sheet and slot."""
        with sqlite3.connect(self.path / "ledger.sqlite") as connection:
            connection.row_factory = sqlite3.Row
            query = f"SELECT * FROM pieces WHERE {where} ORDER BY sheet, slot"  # noqa: S608 - of tests
            found = connection.execute(query).fetchall()
        connection.close()
        return found

    def change_ledger(self, statement, values=()):
        with sqlite3.connect(self.path / "ledger.sqlite") as connection:
            connection.execute(statement, values)
        connection.close()
        self.accept()

    def accept(self):
        """Write the hashes of the files as they are now into the manifest: what is then found is found by reading."""
        manifest = self.manifest
        for entry in (*manifest["print"], *manifest["papers"]):
            path = self.path / entry["file"]
            if path.exists():
                entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
        (self.path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    @contextmanager
    def document(self):
        """Open the sheets for change; save them and their hash."""
        with pikepdf.open(self.pdf, allow_overwriting_input=True) as document:
            yield document
            document.save()
        self.accept()

    @contextmanager
    def sides(self, *numbers):
        """Open pages for change: per page a dictionary of slot -> the piece's instructions, its placement kept out."""
        with self.document() as document:
            opened = [Side(document, number, self.rows(f"sheet = {number // 2}")) for number in numbers]
            yield [side.pieces for side in opened]
            for side in opened:
                side.write()

    def verify(self, *options):
        return run_vdp("verify", self.path, "--workers", 1, *options)

    def findings(self, *, sample=0):
        """Return what verify says about the output, which must fail; codes are scanned on about `sample` pieces."""
        report = verify_output(self.path, sample=sample, executor=open_executor("serial"))
        assert report.verdict == "fail"
        return report.findings


class Side:
    """One page taken apart: pieces are the groups `q … Q` that no form and no sheet text fills."""

    def __init__(self, document, number, rows) -> None:
        self._document = document
        self._page = document.pages[number]
        self._parts = list(split_groups(pikepdf.parse_content_stream(self._page)))
        groups = [part for part in self._parts if part[0].operator == pikepdf.Operator("q")]
        groups = [group for group in groups if group[2].operator != pikepdf.Operator("Do")]
        assert len(groups) == len(rows) + 1, "pieces and the sheet's text"
        self.pieces = {row["slot"]: Piece(group) for row, group in zip(rows, groups, strict=False)}

    def write(self):
        for piece in self.pieces.values():
            piece.group[2:-1] = piece.ink
        instructions = [instruction for part in self._parts for instruction in part]
        self._page.Contents = self._document.make_stream(pikepdf.unparse_content_stream(instructions))


class Piece:
    def __init__(self, group) -> None:
        self.group = group
        self.ink = group[2:-1]  # without q, its matrix, and Q


def split_groups(instructions):
    """Yield runs of instructions: each outermost q … Q, and single ones between."""
    group, depth = [], 0
    for instruction in instructions:
        operator = str(instruction.operator)
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        group.append(instruction)
        if depth == 0:
            yield group
            group = []


@pytest.fixture(scope="session")
def output():
    return Output


@pytest.fixture(scope="session")
def named():
    """Return a test that a finding names a piece by its sequence and its record."""

    def test(findings, row):
        name = re.compile(rf"piece {row['sequence'] + 1} \(record {row['record']}\)")
        return any(finding["piece"] == row["sequence"] + 1 and name.search(finding["text"]) for finding in findings)

    return test


@pytest.fixture(scope="session")
def whole_sample(shared):
    """The sample of 10,000 records, finished by two workers, and the memory that each process took, in KiB."""

    def build(folder):
        job = write_job(folder, range(1, 10_001))
        marks = {}
        with (folder / "stdout").open("w") as out, (folder / "stderr").open("w") as err:
            words = [VDP, "run", job.path, "--out", job.out, "--workers", "2", "--json"]
            process = subprocess.Popen(words, stdout=out, stderr=err, start_new_session=True)
            while process.poll() is None:
                read_memory(process.pid, marks)
                threading.Event().wait(0.05)
        assert process.returncode == 0, (folder / "stderr").read_text()
        (folder / "memory.json").write_text(json.dumps(marks))

    return Job(shared("whole-sample", build))


def read_memory(session, marks):
    """Note the high-water mark of every process of a session."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, StopIteration):
            if int((entry / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                line = next(line for line in (entry / "status").read_text().splitlines() if line.startswith("VmHWM"))
                marks[entry.name] = int(line.split()[1])


@pytest.fixture(scope="session")
def write_small():
    """Write a job of sixty records into a folder."""
    return lambda folder: write_job(folder, range(1, 61))
