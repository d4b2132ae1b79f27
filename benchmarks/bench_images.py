"""Photos: processor time by step for one of a megapixel, and a whole job in which every piece has its own.

    python benchmarks/bench_images.py               the steps
    python benchmarks/bench_images.py --job 10000   a job of so many pieces, and one of a quarter: time and memory

The photos of the job differ in a comment of the file: another content, another SHA-256, another image in the output.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
from fastest import fastest
from PIL import Image

from vdp.pdf import open_condition
from vdp.slots.image.encode import encode_flat, encode_photo
from vdp.slots.image.inks import _Converter
from vdp.slots.image.look import look_at_image
from vdp.slots.image.picture import Treatment, prepare_picture

ROUNDS = 15
SIDE = 1000
WORKERS = 2
LAYOUT = """\
<layout xmlns="urn:vdp:layout:1" name="photos">
  <fields><field name="number" type="text" required="yes"/><field name="photo" type="image" required="yes"/></fields>
  <font id="sans" family="Noto Sans JP"/>
  <piece size="100mm 148mm">
    <page side="front">
      <image name="photo" src="{photo}" x="5mm" y="20mm" width="90mm" height="90mm" fit="cover"/>
      <text x="5mm" y="120mm" width="90mm" height="6mm">{number}</text>
    </page>
  </piece>
</layout>
"""
JOB = """\
[job]
name = "photos"
layout = "layout.xml"
[records]
source = "records.csv"
profile = "crm-utf8"
[postal]
authority = "none"
date = 2026-12-01
[assets]
folder = "photos"
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--job", type=int, default=0, metavar="PIECES")
    parser.add_argument("--keep", type=Path, help="folder to work in, not removed")
    options = parser.parse_args()
    if not options.job:
        time_steps()
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        for pieces in (max(1, options.job // 4), options.job):
            time_job(folder / str(pieces), pieces)


def draw_photo(side: int = SIDE) -> Image.Image:
    """Return a picture with the statistics of a photo: soft shapes of all sizes and some noise."""
    rng = np.random.default_rng(1)
    found = np.zeros((side, side, 3))
    for step in (4, 16, 64, 256):
        count = side // step + 2
        for channel in range(3):
            coarse = Image.fromarray(rng.normal(size=(count, count)).astype(np.float32))
            found[..., channel] += np.asarray(coarse.resize((side, side), Image.Resampling.BICUBIC)) * step**0.5
    found = (found - found.min()) / (found.max() - found.min()) * 255 + rng.normal(size=found.shape) * 3
    return Image.fromarray(found.clip(0, 255).astype(np.uint8))


def save_photo(image: Image.Image, form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    image.save(out, form, quality=90)
    return out.getvalue()


def time_steps() -> None:
    condition, photo = open_condition("FOGRA39"), draw_photo()
    raw, png = save_photo(photo), save_photo(photo, "PNG")
    asked, known = (_Converter(b"", "RGB", condition.profile) for _ in range(2))
    known.convert(Image.new("RGB", (4097, 4096)))
    inks = known.convert(photo)
    assert inks.tobytes() == asked._ask(photo).tobytes()  # noqa: SLF001 - the point of the table
    whole = Treatment((0, 0, SIDE, SIDE), (SIDE, SIDE))
    smaller = Treatment((0, 0, SIDE, SIDE), (400, 400))
    flat = Image.new("CMYK", (SIDE, SIDE), (0, 200, 0, 0))

    def prepare(data: bytes, treatment: Treatment) -> object:
        return prepare_picture(data, treatment, condition=condition, transparency=True)

    steps: list[tuple[str, Callable[[], object]]] = [
        ("SHA-256 of the file", lambda: hashlib.sha256(raw).digest()),
        ("look (measuring), JPEG", lambda: look_at_image(raw, name="a.jpg", condition=condition)),
        ("look (measuring), PNG", lambda: look_at_image(png, name="a.png", condition=condition)),
        ("decode JPEG", lambda: Image.open(io.BytesIO(raw)).load()),
        ("decode PNG", lambda: Image.open(io.BytesIO(png)).load()),
        ("scale to 70 %, Lanczos", lambda: photo.resize((700, 700), Image.Resampling.LANCZOS)),
        ("RGB to inks, LittleCMS", lambda: asked._ask(photo)),  # noqa: SLF001 - as above
        ("RGB to inks, table", lambda: known.convert(photo)),
        ("encode JPEG", lambda: encode_photo(inks)),
        ("encode Flate, flat art", lambda: encode_flat(flat)),
        ("whole, JPEG", lambda: prepare(raw, whole)),
        ("whole, JPEG to 400 px", lambda: prepare(raw, smaller)),
        ("whole, PNG", lambda: prepare(png, whole)),
    ]
    for _ in range(20):  # enough pixels for the table
        prepare(raw, whole)
    print(f"{'one photo of a megapixel':<28}{'CPU ms':>8}{'MB/s':>8}  (of RGB pixels)")
    for name, step in steps:
        seconds = fastest(step, rounds=ROUNDS)
        print(f"{name:<28}{seconds * 1e3:8.2f}{3 * SIDE * SIDE / 1e6 / seconds:8.0f}")


def write_job(folder: Path, pieces: int) -> Path:
    """Write a job in which every record has a photo of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "photos").mkdir(parents=True)
    raw = save_photo(draw_photo())
    for number in range(pieces):
        comment = b"%08d" % number
        marked = raw[:2] + b"\xff\xfe" + (2 + len(comment)).to_bytes(2) + comment + raw[2:]
        (folder / f"photos/{number:06d}.jpg").write_bytes(marked)
    rows = "".join(f"{number},{number:06d}.jpg\n" for number in range(pieces))
    (folder / "records.csv").write_text(f"number,photo\n{rows}")
    (folder / "layout.xml").write_text(LAYOUT)
    (folder / "job.toml").write_text(JOB)
    return folder / "job.toml"


def time_job(folder: Path, pieces: int) -> None:
    """Run a job of own photos; print time a piece, and the memory of the largest process."""
    job = write_job(folder, pieces)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = "from vdp.cli import main; main()"
    words = [sys.executable, "-c", code, "run", job, "--out", folder / "out", "--workers", str(WORKERS), "--json"]
    marks: dict[str, int] = {}
    disk = 0
    with (folder / "report.json").open("w") as report:
        process = subprocess.Popen(words, stdout=report, start_new_session=True)
        while process.poll() is None:
            read_memory(process.pid, marks)
            disk = max(disk, sum(size_of(path) for path in (folder / "out.part/work").glob("*-*.bin")))
            threading.Event().wait(0.2)
    assert process.returncode == 0
    document = json.loads((folder / "report.json").read_text())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    parent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    workers = sum(sum(laps.values()) for laps in document["workers"].values())
    size = sum(path.stat().st_size for path in (folder / "out/print").iterdir())
    print(f"{pieces} pieces, each with its own photo of a megapixel, {WORKERS} workers: {document['seconds']:.0f} s")
    print(
        f"  CPU a piece: {1e3 * workers / pieces:.1f} ms in the workers, {1e3 * parent / pieces:.1f} ms in the parent"
    )
    print(f"  {size / 1e9:.2f} GB of print files; at most {disk / 1e6:.0f} MB in segments")
    print(f"  largest process: {max(marks.values()) / 1024:.0f} MB; all together {sum(marks.values()) / 1024:.0f} MB")
    print(f"  {json.dumps(document['workers'])}", flush=True)
    shutil.rmtree(folder / "out")


def size_of(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def read_memory(session: int, marks: dict[str, int]) -> None:
    """Note the high-water mark, in KiB, of every process of a session."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, StopIteration):
            if os.getsid(int(entry.name)) == session:
                lines = (entry / "status").read_text().splitlines()
                marks[entry.name] = int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


if __name__ == "__main__":
    main()
