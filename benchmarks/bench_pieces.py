"""The sample job imposed and as PDF/VT-1 pieces, in turn: seconds a recipient and their ratio.

    bench_pieces.py [--count 20000] [--repeat 3]

Net of start-up, a run of 100 customers of the same kind.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

SAMPLE = Path(__file__).parents[1] / "samples" / "spring-sale"
COMMAND = Path(sys.executable).with_name("vdp")
SMALL = 100
TARGET = 1.6
KINDS = {"imposed": "pdf/x-4", "pieces": "pdf/vt-1"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vdp-bench-") as scratch:
        folder = Path(scratch)
        jobs = {(kind, count): write_job(folder, kind, count) for kind in KINDS for count in (SMALL, arguments.count)}
        seconds: dict[tuple[str, int], list[float]] = {key: [] for key in jobs}
        for _ in range(arguments.repeat):
            for key, job in jobs.items():
                begin = perf_counter()
                command = [COMMAND, "run", job, "--out", folder / "out"]
                subprocess.run(command, check=True, capture_output=True)
                seconds[key].append(perf_counter() - begin)
    each = {}
    for kind, profile in KINDS.items():
        whole, start = (statistics.median(seconds[kind, count]) for count in (arguments.count, SMALL))
        each[kind] = (whole - start) / (arguments.count - SMALL)
        print(f"{kind:<8} {profile:<9} {whole:6.2f} s, {each[kind] * 1e6:6.1f} us a recipient after start-up")
    ratio = each["pieces"] / each["imposed"]
    print(f"{'met   ' if ratio <= TARGET else 'MISSED'}  {ratio:.2f} times the imposed job (target <= {TARGET})")


def write_job(folder: Path, kind: str, count: int) -> Path:
    """Write a job of the sample with its own customers; return its job file."""
    source = folder / f"customers-{count}.csv"
    if not source.exists():
        script = SAMPLE / "make_customers.py"
        subprocess.run([sys.executable, script, "--count", str(count), "--out", source], check=True)
    text = (SAMPLE / "job.toml").read_text(encoding="utf-8")
    text = text.replace("../../layouts", str(SAMPLE.parents[1] / "layouts")).replace("customers.csv", source.name)
    path = folder / f"{kind}-{count}.toml"
    path.write_text(text.replace('profile = "pdf/x-4"', f'profile = "{KINDS[kind]}"'), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
