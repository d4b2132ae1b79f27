"""What preflight does with files that mean harm: a verdict, within a time and a memory that are stated.

    python benchmarks/bench_bad_input.py [--only NAME] [--folder DIR]

Each file is made here, checked by `vdp preflight` in a process of its own with all its rules, and removed. A process
that takes longer than LONGEST seconds or more than MOST megabytes, ends by a signal or prints a traceback is a miss,
and so is a file without the verdict "fail". Not in the test suite: the files are large, and some take half a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from bench_preflight import Writer, make_file, make_huge, make_merged, refs, small_pages

LONGEST = 120.0  # seconds of wall time
MOST = 1024  # megabytes of resident memory at the peak
COMMAND = (sys.executable, "-c", "from vdp.cli import main; main()")
_PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /TrimBox [0 0 99 99] /Resources 4 0 R /Contents 5 0 R>>"
_FLATE = b"/Filter /FlateDecode"


def start(path: Path, *, resources: bytes = b"<<>>") -> Writer:
    """Write a document of one page, whose content is object 5 and still to be written."""
    out = Writer(path)
    out.put(1, b"<</Type /Catalog /Pages 2 0 R>>")
    out.put(2, b"<</Type /Pages /Count 1 /Kids [3 0 R]>>")
    out.put(3, _PAGE)
    out.put(4, resources)
    return out


def repeated(unit: bytes, size: int) -> bytes:
    """Return deflated data that inflate to `size` bytes of one unit."""
    worker = zlib.compressobj(9)
    block = unit * max(1, (1 << 20) // len(unit))
    parts = [worker.compress(block) for _ in range(-(-size // len(block)))]
    return b"".join([*parts, worker.flush()])


def content(path: Path, unit: bytes, size: int) -> None:
    """Write one page whose content inflates to `size` bytes."""
    out = start(path)
    out.stream(5, _FLATE, repeated(unit, size))
    out.finish(1)


def nested_bomb(path: Path) -> None:
    """Write content that is deflated three times: some hundred bytes for a gigabyte."""
    data = repeated(b"\0", 1 << 30)
    data = zlib.compress(zlib.compress(data, 9), 9)
    out = start(path)
    out.stream(5, b"/Filter [/FlateDecode /FlateDecode /FlateDecode]", data)
    out.finish(1)


def many_bombs(path: Path) -> None:
    """Write two hundred pages, each with content of its own that inflates to 60 MB of spaces."""
    out = Writer(path)
    data = repeated(b" ", 60 << 20)
    kids = range(10, 410, 2)
    for number in kids:
        page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources 4 0 R /Contents %d 0 R>>"
        out.put(number, page % (number + 1))
        out.stream(number + 1, _FLATE, data)
    for number in range(3, 10):
        out.put(number, b"<<>>")
    out.put(1, b"<</Type /Catalog /Pages 2 0 R>>")
    out.put(2, b"<</Type /Pages /Count 200 /Kids [%b]>>" % refs(kids))
    out.finish(1)


def object_stream(path: Path) -> None:
    """Write an object stream that inflates to 4 GB."""
    out = start(path)
    out.stream(5, b"", b"")
    out.stream(6, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", repeated(b" ", 4 << 30))
    out.finish(1)


def huge_text(path: Path) -> None:
    """Write a file of 1.2 GB that is not PDF at all but for its first line."""
    with path.open("wb") as file:
        file.write(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
        file.truncate(1_200_000_000)


def truncated(path: Path, pages: int = 200_000) -> None:
    """Write a file of many pages and lose its last tenth: readers must find its objects by themselves."""
    make_file(path, pages, small_pages())
    os.truncate(path, path.stat().st_size * 9 // 10)


def circles(path: Path) -> None:
    """Write a form, a pattern, a font and a function that hold themselves."""
    resources = b"<</XObject <</A 6 0 R>> /Pattern <</P 7 0 R>> /Font <</F 8 0 R>> "
    resources += b"/ColorSpace <</S [/Separation /X /DeviceCMYK 9 0 R] /I 10 0 R>>>>"
    out = start(path, resources=resources)
    out.stream(
        5, b"", b"/A Do /Pattern cs /P scn 0 0 9 9 re f BT /F 9 Tf (a) Tj ET /S cs 1 scn 0 0 9 9 re f /I cs 0 sc"
    )
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 4 0 R"
    out.stream(6, form, b"/A Do /Pattern cs /P scn 0 0 9 9 re f BT /F 9 Tf (a) Tj ET")
    pattern = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources 4 0 R"
    out.stream(7, pattern, b"/Pattern cs /P scn 0 0 9 9 re f /A Do")
    glyphs = b"/CharProcs <</a 11 0 R>> /Encoding <</Differences [97 /a]>> /FirstChar 97 /LastChar 97 /Widths [9]"
    out.put(
        8, b"<</Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /Resources 4 0 R %b>>" % glyphs
    )
    out.put(9, b"<</FunctionType 3 /Domain [0 1] /Functions [9 0 R 9 0 R] /Bounds [.5] /Encode [0 1 0 1]>>")
    out.put(10, b"[/Indexed 10 0 R 1 <00>]")
    out.stream(11, b"", b"9 0 0 0 9 9 d1 BT /F 9 Tf (a) Tj ET")
    out.finish(1)


def wide_references(path: Path) -> None:
    """Write 5,000 pages whose groups are one object of two megabytes, too large to be kept."""
    out = Writer(path)
    kids = range(10, 5010)
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources 4 0 R /Contents 5 0 R /Group 6 0 R /X %d>>"
    for number in kids:
        out.put(number, page % number)
    out.put(4, b"<<>>")
    out.stream(5, b"", b"")
    out.put(6, b"<</S /Transparency /CS /DeviceCMYK /X [%b]>>" % (b"0 " * (1 << 20)))
    for number in (3, 7, 8, 9):
        out.put(number, b"<<>>")
    out.put(1, b"<</Type /Catalog /Pages 2 0 R>>")
    out.put(2, b"<</Type /Pages /Count 5000 /Kids [%b]>>" % refs(kids))
    out.finish(1)


CASES: dict[str, Callable[[Path], None]] = {
    "an image of 1.2 GB": make_huge,
    "1.2 GB that are no PDF": huge_text,
    "content of 1 GB of spaces": lambda path: content(path, b" ", 1 << 30),
    "content of 60 MB of operators": lambda path: content(path, b"q Q ", 60 << 20),
    "content of 60 MB of one number": lambda path: content(path, b"1", 60 << 20),
    "content of 60 MB of open strings": lambda path: content(path, b"(", 60 << 20),
    "content of 60 MB of open arrays": lambda path: content(path, b"[", 60 << 20),
    "content of 60 MB of dictionaries": lambda path: content(path, b"<</A 1>> BDC ", 60 << 20),
    "content of 60 MB of inline images": lambda path: content(path, b"BI /W 1 /H 1 /IM true ID x\nEI ", 60 << 20),
    "content deflated three times": nested_bomb,
    "200 pages of 60 MB each": many_bombs,
    "an object stream of 4 GB": object_stream,
    "200,000 pages cut at nine tenths": truncated,
    "20,000 pages with fonts of their own": lambda path: make_merged(path, 20_000),
    "circles of all kinds": circles,
    "a group of 2 MB on 5,000 pages": wide_references,
}


def check(path: Path) -> tuple[float, int, int, str, str]:
    """Check a file; return seconds, megabytes at the peak, exit status, the verdict and what was said beside it."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*COMMAND, "preflight", str(path), "--profile", "pdf/x-4", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        out, error = process.communicate(timeout=2 * LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        out, error = process.communicate()
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    try:
        verdict = json.loads(out)["verdict"]
    except (ValueError, KeyError):
        verdict = "none"
    return seconds, peak, process.returncode, verdict, error.decode("utf-8", "replace")


def main() -> None:
    """Make and check each file in a process of its own, so that peaks do not mix."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=CASES)
    parser.add_argument("--folder", type=Path, help="where the files are made; 2 GB of room")
    options = parser.parse_args()
    if options.only:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            path = Path(folder) / "bad.pdf"
            CASES[options.only](path)
            size = path.stat().st_size
            seconds, peak, status, verdict, error = check(path)
        good = status == 5 and verdict == "fail" and seconds < LONGEST and peak < MOST and "Traceback" not in error
        word = "kept  " if good else "MISSED"
        print(f"{word} {options.only}: {size / 1e6:.1f} MB, {seconds:.1f} s, {peak} MB, {verdict}")
        if not good:
            print(f"       status {status}: {error.strip().splitlines()[-1:]}")
        return
    folder_words = ["--folder", str(options.folder)] if options.folder else []
    for name in CASES:
        subprocess.run([sys.executable, __file__, "--only", name, *folder_words], check=True)


if __name__ == "__main__":
    main()
