"""Append 10,000 pages of 20 kB deflated content: microseconds a page, against a plain write of the same bytes."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from datetime import date
from pathlib import Path

from vdp.pdf import DocumentInfo, PdfFile, open_condition
from vdp.units import Box

PAGES = 10_000
SIZE = 20_000
ROUNDS = 3


def write_pdf(path: Path, stream: bytes) -> float:
    info = DocumentInfo("bench", "bench", "bench", date(2026, 12, 1), "bench")
    condition = open_condition("FOGRA39")
    started = time.perf_counter()
    with PdfFile(path, info=info, condition=condition) as pdf:
        resources = pdf.add_object({})
        for _ in range(PAGES):
            pdf.add_page(
                pdf.append_content(stream),
                resources,
                media=(907.1, 1275.6),
                trim=Box(20, 20, 867.1, 1235.6),
                bleed=None,
            )
        pdf.finish()
    return time.perf_counter() - started


def write_plain(path: Path, stream: bytes) -> float:
    started = time.perf_counter()
    with path.open("wb") as file:
        for _ in range(PAGES):
            file.write(stream)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - started


def hash_plain(stream: bytes) -> float:
    digest = hashlib.sha256()
    started = time.perf_counter()
    for _ in range(PAGES):
        digest.update(stream)
    return time.perf_counter() - started


def main() -> None:
    stream = os.urandom(SIZE)  # incompressible, as deflated data is; its content does not matter
    with tempfile.TemporaryDirectory() as folder:
        pdf = min(write_pdf(Path(folder) / "a.pdf", stream) for _ in range(ROUNDS))
        plain = min(write_plain(Path(folder) / "a.bin", stream) for _ in range(ROUNDS))
    hashing = min(hash_plain(stream) for _ in range(ROUNDS))
    print(
        f"PdfFile       {pdf / PAGES * 1e6:7.1f} us/page  ({PAGES * SIZE / pdf / 1e6:.0f} MB/s, with fsync and SHA-256)"
    )
    print(f"plain write   {plain / PAGES * 1e6:7.1f} us/page  (with fsync)")
    print(f"SHA-256       {hashing / PAGES * 1e6:7.1f} us/page")
    print(
        f"ratio         {pdf / plain:7.2f}  to the plain write; {pdf / (plain + hashing):.2f} to plain write and hash"
    )


if __name__ == "__main__":
    main()
