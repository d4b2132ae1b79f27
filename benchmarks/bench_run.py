"""Run the sample job at two sizes through the real command and hold it against its targets.

    bench_run.py [--count 100000] [--workers 2] [--repeat 3] [--folder FOLDER]

Every figure is the median of the repeats, and the sizes take turns, so that a neighbour on the machine hurts them
alike. Modules are compiled once into the folder, as an installed package has them. `--folder` keeps the customers.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time, sleep
from typing import Any

import pikepdf

from vdp.pdf.flate import deflate_content

SAMPLE = Path(__file__).parents[1] / "samples" / "spring-sale"
COMMAND = Path(sys.executable).with_name("vdp")
TINY, SMALL = 100, 10_000
SECONDS_BETWEEN_SAMPLES = 0.02
TICK = os.sysconf("SC_CLK_TCK")
CORES = len(os.sched_getaffinity(0))

RATE = 6_000.0
MEGABYTES = 600.0
DRIFT = 0.15


@dataclass
class Process:
    """What /proc last said of one process of a run."""

    role: str
    peak: float = 0.0  # VmHWM in MB
    cpu: float = 0.0  # seconds


@dataclass
class Run:
    """One finished command."""

    seconds: float
    processes: dict[int, Process]
    others: float  # cores that were busy for somebody else, on average
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def peak(self) -> float:
        """The highest VmHWM of any process."""
        return max(process.peak for process in self.processes.values())

    @property
    def cpu(self) -> float:
        """Processor seconds of all processes."""
        return sum(process.cpu for process in self.processes.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keep the customers here for the next time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vdp-bench-") as scratch:
        folder = arguments.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        measure(folder, arguments.count, workers=arguments.workers, repeat=arguments.repeat)


def measure(folder: Path, count: int, *, workers: int, repeat: int) -> None:
    print(f"{CORES} cores, {workers} workers, medians of {repeat}; load average before: {load()}")
    sizes = sorted({TINY, SMALL, count})
    jobs = {size: make_job(folder, size) for size in sizes}
    environment(folder)
    vdp("run", jobs[TINY], "--out", out(folder, TINY), folder=folder)  # compiles the modules
    runs: dict[int, list[Run]] = {size: [] for size in sizes}
    for _ in range(repeat):
        for size, job in jobs.items():
            options = ("--out", out(folder, size), "--workers", str(workers), "--json")
            runs[size].append(vdp("run", job, *options, folder=folder))
    for size in sizes[1:]:
        print_size(size, runs[size])
    start = median(runs[TINY], lambda run: run.seconds)
    net = {size: (median(runs[size], lambda run: run.seconds) - start) / (size - TINY) for size in sizes[1:]}
    drift = net[count] / net[sizes[1]]
    print(f"\nstart-up (a job of {TINY}): {start:.2f} s; net of it {per_record(net)}; ratio {drift:.3f}")
    print_memory(runs[count])
    floor = measure_floor(sorted((out(folder, count) / "print").glob("*.pdf")), folder / "floor.bin")
    print_floor(floor, runs[count], count)
    print_verify(vdp("verify", out(folder, SMALL), "--workers", str(workers), "--json", folder=folder))
    others = statistics.median(run.others for size in sizes for run in runs[size])
    print(f"others kept {others:.2f} cores busy; load average after: {load()}\n")
    rate = count / median(runs[count], lambda run: run.seconds)
    check_target(f"{rate:,.0f} recipients a second end to end", f">= {RATE:,.0f}", met=rate >= RATE)
    peak = max(run.peak for run in runs[count])
    check_target(f"{peak:.0f} MB in the largest process", f"<= {MEGABYTES:.0f}", met=peak <= MEGABYTES)
    check_target(
        f"{drift - 1:+.1%} time per recipient from {sizes[1]:,} to {count:,}",
        f"within {DRIFT:.0%}",
        met=abs(drift - 1) <= DRIFT,
    )


def check_target(text: str, target: str, *, met: bool) -> None:
    print(f"{'met   ' if met else 'MISSED'}  {text} (target {target})")


def print_size(size: int, runs: Sequence[Run]) -> None:
    wall = median(runs, lambda run: run.seconds)
    stages = median(runs, lambda run: run.report["seconds"])
    spread = f"{min(run.seconds for run in runs):.2f} to {max(run.seconds for run in runs):.2f}"
    print(f"\n{size:,} recipients: {wall:.2f} s from start to exit ({spread}), {stages:.2f} s in the stages")
    print(f"  {size / wall:,.0f} a second end to end, {size / stages:,.0f} in the stages")
    for stage in runs[0].report["stages"]:
        seconds = median(runs, lambda run, stage=stage: run.report["stages"][stage])
        steps = runs[0].report["workers"].get(stage, {})
        cpu = {step: median(runs, lambda run, s=stage, t=step: run.report["workers"][s][t]) for step in steps}
        split = ", ".join(f"{step} {value / size * 1e6:.1f}" for step, value in cpu.items())
        cpu_text = f"   workers' CPU {sum(cpu.values()) / size * 1e6:.1f}: {split}" if cpu else ""
        print(f"  {stage:<8}{seconds / size * 1e6:7.1f} us{cpu_text}")
    roles = sorted({process.role for run in runs for process in run.processes.values()})
    shares = {role: median(runs, lambda run, role=role: role_cpu(run, role)) / size * 1e6 for role in roles}
    split = ", ".join(f"{role} {value:.1f}" for role, value in shares.items())
    print(f"  CPU of all processes {median(runs, lambda run: run.cpu) / size * 1e6:.1f} us: {split}")


def role_cpu(run: Run, role: str) -> float:
    return sum(process.cpu for process in run.processes.values() if process.role == role)


def print_verify(run: Run) -> None:
    verdict, pieces = run.report["verdict"], run.report["pieces"]
    print(
        f"verify of {SMALL:,}: {verdict}, {run.seconds:.1f} s, {run.seconds / pieces * 1e6:.0f} us a piece, "
        f"{run.peak:.0f} MB in the largest process"
    )


def print_memory(runs: Sequence[Run]) -> None:
    peaks: dict[str, float] = {}
    for process in (process for run in runs for process in run.processes.values()):
        peaks[process.role] = max(peaks.get(process.role, 0.0), process.peak)
    print("VmHWM: " + ", ".join(f"{role} {peak:.0f} MB" for role, peak in sorted(peaks.items())))


def print_floor(floor: Floor, runs: Sequence[Run], count: int) -> None:
    pages = sum(path.stat().st_size for path in floor.files)
    print(f"print files: {pages / count:.0f} bytes a recipient, {floor.inflated / count:.0f} of content before deflate")
    cpu, wall = median(runs, lambda run: run.cpu), median(runs, lambda run: run.seconds)
    print(
        f"bare deflate and write of the same bytes: {floor.seconds:.2f} s, {floor.cpu:.2f} s CPU; "
        f"the whole is {wall / floor.seconds:.1f} times the time, {cpu / floor.cpu:.1f} times the CPU"
    )


@dataclass
class Floor:
    """The cost that no engine avoids: deflating the content of the finished pages and writing it down."""

    files: Sequence[Path]
    inflated: int
    seconds: float
    cpu: float


def measure_floor(files: Sequence[Path], target: Path) -> Floor:
    inflated, seconds, cpu = 0, 0.0, 0.0
    with target.open("wb") as sink:
        for content in page_contents(files):
            inflated += len(content)
            begin, busy = perf_counter(), process_time()
            sink.write(deflate_content(content))
            seconds, cpu = seconds + perf_counter() - begin, cpu + process_time() - busy
        begin, busy = perf_counter(), process_time()
        sink.flush()
        os.fsync(sink.fileno())
        seconds, cpu = seconds + perf_counter() - begin, cpu + process_time() - busy
    target.unlink()
    return Floor(files, inflated, seconds, cpu)


def page_contents(files: Sequence[Path]) -> Iterator[bytes]:
    for path in files:
        with pikepdf.open(path) as pdf:
            for page in pdf.pages:
                yield zlib.decompress(page.Contents.read_raw_bytes())


def make_job(folder: Path, count: int) -> Path:
    """Write customers, unless they are there, and the job that prints them."""
    customers = folder / f"customers-{count}.csv"
    if not customers.exists():
        unfinished = customers.with_suffix(".tmp")
        script = (sys.executable, SAMPLE / "make_customers.py", "--count", str(count), "--out", unfinished)
        subprocess.run(script, check=True, capture_output=True)
        unfinished.replace(customers)
    job = folder / f"job-{count}.toml"
    text = (SAMPLE / "job.toml").read_text(encoding="utf-8")
    layouts = SAMPLE.parents[1] / "layouts"
    job.write_text(text.replace("../../layouts", str(layouts)).replace("customers.csv", customers.name), "utf-8")
    return job


def out(folder: Path, count: int) -> Path:
    return folder / f"out-{count}"


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which compiled modules are kept, as an installation keeps them."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "pycache")}


def vdp(*command: str | Path, folder: Path) -> Run:
    """Run a vdp command and watch its processes."""
    begin, busy = perf_counter(), machine_busy()
    processes: dict[int, Process] = {}
    with subprocess.Popen([COMMAND, *command], stdout=subprocess.PIPE, env=environment(folder)) as parent:
        while parent.poll() is None:
            watch(parent.pid, "parent", processes)
            sleep(SECONDS_BETWEEN_SAMPLES)
        seconds = perf_counter() - begin
        assert parent.stdout is not None
        answer = parent.stdout.read()
    if parent.returncode and command[0] != "verify":  # verify tells its verdict in the report
        sys.exit(f"vdp {command[0]} ended with status {parent.returncode}")
    run = Run(seconds, processes, others=0.0, report=json.loads(answer) if "--json" in command else {})
    run.others = max(0.0, (machine_busy() - busy - run.cpu) / seconds)
    return run


def watch(pid: int, role: str, processes: dict[int, Process]) -> None:
    """Note memory and processor time of a process and of all below it."""
    with suppress(OSError, StopIteration, ValueError):  # it may end while we look
        status = Path(f"/proc/{pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        process = processes.setdefault(pid, Process(role))
        process.role = role  # a process that has not begun its own program yet looks like its parent
        process.peak = max(process.peak, int(peak.split()[1]) / 1024)
        process.cpu = sum(map(int, ticks)) / TICK
        for child in children(pid):
            watch(child, child_role(role, child), processes)


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def child_role(parent: str, pid: int) -> str:
    """Name a process by its place: the parent starts the fork server, which starts the workers."""
    if parent == "fork server":
        return "workers"
    return "fork server" if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes() else "tracker"


def machine_busy() -> float:
    """Return the seconds that all cores have worked for anybody: user, nice, system, irq, softirq, steal."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / TICK


def median(runs: Sequence[Run], figure: Callable[[Run], float]) -> float:
    return statistics.median(map(figure, runs))


def per_record(net: dict[int, float]) -> str:
    return ", ".join(f"{seconds * 1e6:.1f} us at {size:,}" for size, seconds in net.items())


def load() -> str:
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


if __name__ == "__main__":
    main()
