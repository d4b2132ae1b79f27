"""Artwork drawn for the tests, and a page of our own to look at what was imported."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms
from reportlab.pdfgen.canvas import Canvas

from vdp.pdf import open_condition
from vdp.pdf.objects import Name, Ref, Stream, renumber, serialize, serialize_stream_head
from vdp.slots.image import ImageSettings, ImportedForm, Library
from vdp.slots.image.artwork import import_overlay
from vdp.slots.image.artwork_rules import ImportRules


@pytest.fixture
def library(condition) -> Callable[..., Library]:
    """Return a function that opens a library for the condition FOGRA39."""

    def make(**settings) -> Library:
        return Library(ImageSettings(condition, **settings))

    return make


@pytest.fixture(scope="session")
def condition():
    return open_condition("FOGRA39")


@pytest.fixture(scope="session")
def convert(condition) -> ImportRules:
    return ImportRules(rgb="convert", condition=condition)


@pytest.fixture(scope="session")
def inks_of(condition) -> Callable[..., list[float]]:
    """Return what LittleCMS itself makes of one colour: the judge of our conversions."""

    spaces = {"RGB": "sRGB", "LAB": "LAB"}
    target = ImageCms.ImageCmsProfile(io.BytesIO(condition.profile))
    transforms = {
        mode: ImageCms.buildTransform(
            ImageCms.createProfile(name),
            target,
            mode,
            "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        for mode, name in spaces.items()
    }

    def judge(color: tuple[int, ...], mode: str = "RGB") -> list[float]:
        made = ImageCms.applyTransform(Image.new(mode, (1, 1), color), transforms[mode])
        return [ink / 255 for ink in made.getpixel((0, 0))]

    return judge


@pytest.fixture
def page(tmp_path) -> Callable[..., Path]:
    """Return a function that writes a page of raw content; `change` gets the document and the page."""

    def write(
        content: bytes = b"",
        *,
        change: Callable[[pikepdf.Pdf, pikepdf.Page], object] | None = None,
        size: tuple[float, float] = (100, 60),
        name: str = "art.pdf",
    ) -> Path:
        path = tmp_path / name
        pdf = pikepdf.new()
        made = pdf.add_blank_page(page_size=size)
        made.obj["/Resources"] = pikepdf.Dictionary()
        made.obj["/Contents"] = pdf.make_stream(content)
        if change:
            change(pdf, made)
        pdf.save(path, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return path

    return write


@pytest.fixture
def draw_rgb(tmp_path) -> Callable[..., Path]:
    """Return a function that draws with ReportLab, which writes RGB if it is asked to."""

    def make(paint: Callable[[Canvas], object], *, size: tuple[float, float] = (100, 60)) -> Path:
        path = tmp_path / "rgb.pdf"
        canvas = Canvas(str(path), pagesize=size, invariant=True)
        paint(canvas)
        canvas.showPage()
        canvas.save()
        return path

    return make


@pytest.fixture
def placed(tmp_path) -> Callable[..., pikepdf.Pdf]:
    """Return a function that imports a file and gives the form back as the page of a new document, read by qpdf."""

    def bring(path: Path, rules: ImportRules, *, page: int = 1, box: str = "trim") -> tuple[ImportedForm, pikepdf.Pdf]:
        form = import_overlay(path, page=page, box=box, rules=rules)
        target = tmp_path / "placed.pdf"
        target.write_bytes(as_file(form))
        return form, pikepdf.open(target)

    return bring


def as_file(form: ImportedForm, *, size: tuple[float, float] = (100, 60)) -> bytes:
    """Return a document whose only page shows a form at 0, 0; written without the room that writes print files."""
    out, offsets = bytearray(b"%PDF-1.6\n"), []
    base = 5
    head = [
        {"Type": Name("Catalog"), "Pages": Ref(2)},
        {"Type": Name("Pages"), "Kids": [Ref(3)], "Count": 1},
        {
            "Type": Name("Page"),
            "Parent": Ref(2),
            "MediaBox": [0, 0, *size],
            "Contents": Ref(4),
            "Resources": {"XObject": {"S": Ref(base + form.root)}},
            "Group": {"S": Name("Transparency"), "CS": Name("DeviceCMYK")},
        },
        Stream({}, b"/S Do"),
    ]
    values = [*head, *(_shift(value, base) for value in form.objects)]
    for number, value in enumerate(values, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number
        if isinstance(value, Stream):
            out += serialize_stream_head(value.dictionary, len(value.data)) + value.data + b"\nendstream"
        else:
            out += serialize(value)
        out += b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(values) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(values) + 1, start)
    return bytes(out)


def _shift(value, base):
    if isinstance(value, Stream):
        return Stream(renumber(value.dictionary, base), value.data)
    return renumber(value, base)


@pytest.fixture(scope="session")
def look() -> Callable[..., np.ndarray]:
    """Return a function that renders a document by PDFium."""

    def render(source: Path | bytes, *, scale: float = 1) -> np.ndarray:
        with pypdfium2.PdfDocument(source) as document:
            return document[0].render(scale=scale).to_numpy()[:, :, :3].astype(int).copy()

    return render


@pytest.fixture(scope="session")
def page_of() -> Callable[..., bytes]:
    return as_file
