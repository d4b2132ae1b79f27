"""A document to describe and a finished file to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from vdp.pdf import DocumentInfo, PdfFile, open_condition
from vdp.pdf.flate import deflate_content
from vdp.units import Box

MEDIA = (300.0, 400.0)
TRIM = Box(20, 20, 260, 360)
BLEED = Box(11.5, 11.5, 277, 377)


@pytest.fixture
def info() -> DocumentInfo:
    return DocumentInfo("春のご案内 <1>", "vdp 0.1.0", "vdp (test)", date(2026, 12, 1), "0f" * 32)


@pytest.fixture
def new_file(tmp_path: Path, info: DocumentInfo) -> Callable[..., PdfFile]:
    def make(name: str = "sheets.pdf") -> PdfFile:
        return PdfFile(tmp_path / name, info=info, condition=open_condition("FOGRA39"))

    return make


@pytest.fixture
def write_pages(new_file: Callable[..., PdfFile]) -> Callable[..., Path]:
    """Return a function that writes a whole file of simple pages."""

    def write(count: int, name: str = "sheets.pdf") -> Path:
        with new_file(name) as pdf:
            resources = pdf.add_object({})
            for number in range(count):
                content = pdf.append_content(deflate_content(b"0 0 0 1 k %d 30 10 10 re f" % (30 + number % 200)))
                pdf.add_page(content, resources, media=MEDIA, trim=TRIM, bleed=BLEED)
            return pdf.finish().path

    return write
