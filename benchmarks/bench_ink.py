"""How fast the ink of whole pages is measured, and how fast Ghostscript makes the same plates.

    python benchmarks/bench_ink.py [--records 400] [FILE.pdf]

The pages are those of FILE, or sheets of the sample job made for it: SRA3, eight up, five plates, a photo on each back.
Times are of one processor core (process time, for Ghostscript that of the child), taken in turn, the fastest of three
rounds. Ghostscript renders at 144 dpi, as this does; its sums and means would come on top.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from vdp.preflight.plates.sample import PageMeter

SAMPLE = Path(__file__).parents[1] / "samples" / "spring-sale" / "job.toml"
RUN = "from vdp.cli import main; main()"
PAGES = 8


def make_sheets(folder: Path, records: int) -> Path:
    """Return the first file of the sample job's sheets."""
    out = folder / "out"
    words = ["run", str(SAMPLE), "--limit", str(records), "--out", str(out)]
    subprocess.run([sys.executable, "-c", RUN, *words], check=True, capture_output=True)
    return next(iter(sorted((out / "print").glob("*.pdf"))))


def time_ours(path: Path, limit: float) -> tuple[float, int]:
    """Return processor seconds for some pages, and how many there were."""
    start = time.process_time()
    meter = PageMeter(path, window=15.0, uncounted=frozenset(), limit=limit)
    pages = meter.numbers()[:PAGES]
    spots = list(meter.measure(pages))
    meter.close()
    assert all(spot.percent is not None for spot in spots)
    return time.process_time() - start, len(pages)


def time_ghostscript(path: Path, pages: int, folder: Path) -> float:
    """Return processor seconds of a child that makes plates of the same pages."""
    options = ["-sDEVICE=tiffsep", "-r144", "-dGraphicsAlphaBits=4", "-dTextAlphaBits=4", f"-dLastPage={pages}"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", *options, f"-sOutputFile={folder}/p%d.tif", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=400)
    parser.add_argument("file", nargs="?", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        path = options.file or make_sheets(folder, options.records)
        ours, bounded, theirs = [], [], []
        count = 0
        for _ in range(3):
            seconds, count = time_ours(path, 0.0)
            ours.append(seconds)
            bounded.append(time_ours(path, 10_000.0)[0])
            if shutil.which("gs"):
                theirs.append(time_ghostscript(path, count, folder))
        for name, times in (("measured", ours), ("not rendered, below the limit", bounded), ("gs tiffsep", theirs)):
            if times:
                print(f"{name}: {count} pages, {min(times):.2f} s, {count / min(times):.1f} pages/s")


if __name__ == "__main__":
    main()
