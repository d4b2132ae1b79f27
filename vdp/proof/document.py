"""A finished PDF held open with pdfium, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from vdp.errors import Place, VerifyError
from vdp.proof.thin import ThinFile, find_masks

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the lower left corner of the page."""

POINTS_PER_INCH = 72.0

PAGES_PER_OPENING = 500
"""pdfium keeps every object that it has parsed; opening anew after so many pages bounds its memory."""


class Document:
    """A file open for reading. Raises VerifyError `verify.unreadable` and `verify.no-page`."""

    def __init__(self, path: Path, *, thin: bool = False) -> None:
        """Open a file; `thin` lays blank paper over its artwork, for readers of text."""
        self._path = path
        self._masks = find_masks(path) if thin else ()
        self._thin = thin
        self._read = 0
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def page(self, number: int) -> Iterator[pypdfium2.PdfPage]:
        """Yield page `number` (from 0) and close it."""
        if self._read >= PAGES_PER_OPENING:
            self.close()
            self._open()
        self._read += 1
        if not 0 <= number < len(self._document):
            raise VerifyError(
                "verify.no-page",
                f"page {number + 1} was asked for, the file has {len(self._document)}",
                where=Place(str(self._path)),
                cure="run the job again: the file is incomplete",
            )
        try:
            page = self._document[number]
        except pypdfium2.PdfiumError as fault:
            raise unreadable(self._path, f"pdfium cannot read page {number + 1}") from fault
        try:
            yield page
        finally:
            page.close()

    def close(self) -> None:
        """Close the file."""
        self._document.close()
        if self._file is not None:
            self._file.close()

    def _open(self) -> None:
        self._read, self._file = 0, None
        try:
            self._file = ThinFile(self._path, self._masks) if self._thin else None
            self._document = pypdfium2.PdfDocument(self._file or self._path)
        except (pypdfium2.PdfiumError, OSError) as fault:
            if self._file is not None:
                self._file.close()
            raise unreadable(self._path, "pdfium cannot open the file") from fault


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
