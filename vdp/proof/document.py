"""Open a finished PDF with pdfium, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from vdp.errors import Place, VerifyError
from vdp.proof.thin import ThinFile, find_masks

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the lower left corner of the page."""

POINTS_PER_INCH = 72.0


@contextmanager
def open_document(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """Yield the document and close it. Raises VerifyError `verify.unreadable`."""
    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, FileNotFoundError) as fault:
        raise unreadable(path, "pdfium cannot open the file") from fault
    try:
        yield document
    finally:
        document.close()


@contextmanager
def open_thin(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """Yield the document with its artwork blank, and close it. Raises VerifyError `verify.unreadable`."""
    try:
        with ThinFile(path, find_masks(path)) as file:
            document = pypdfium2.PdfDocument(file)
            try:
                yield document
            finally:
                document.close()
    except (pypdfium2.PdfiumError, FileNotFoundError) as fault:
        raise unreadable(path, "pdfium cannot open the file") from fault


@contextmanager
def open_page(document: pypdfium2.PdfDocument, path: Path, number: int) -> Iterator[pypdfium2.PdfPage]:
    """Yield page `number` (from 0) and close it. Raises VerifyError `verify.no-page` and `verify.unreadable`."""
    if not 0 <= number < len(document):
        raise VerifyError(
            "verify.no-page",
            f"page {number + 1} was asked for, the file has {len(document)}",
            where=Place(str(path)),
            cure="run the job again: the file is incomplete",
        )
    try:
        page = document[number]
    except pypdfium2.PdfiumError as fault:
        raise unreadable(path, f"pdfium cannot read page {number + 1}") from fault
    try:
        yield page
    finally:
        page.close()


def render_box(page: pypdfium2.PdfPage, box: Box, *, dpi: int) -> NDArray[np.uint8]:
    """Return the grey raster of a box: rows from the top, 0 black, 255 white."""
    width, height = page.get_size()
    crop = (max(0.0, box[0]), max(0.0, box[1]), max(0.0, width - box[2]), max(0.0, height - box[3]))
    bitmap = page.render(scale=dpi / POINTS_PER_INCH, crop=crop, grayscale=True)
    try:
        pixels = bitmap.to_numpy()
        return np.array(pixels.reshape(pixels.shape[0], pixels.shape[1]), dtype=np.uint8)
    finally:
        bitmap.close()


def unreadable(path: Path, text: str) -> VerifyError:
    """Return the error for a file that a reader refuses."""
    return VerifyError("verify.unreadable", text, where=Place(str(path)), cure="run the job again: the file is damaged")
