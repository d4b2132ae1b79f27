"""A finished print file held open: what stands in which box of which page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pypdfium2

from vdp.proof.barcodes import decode_barcode
from vdp.proof.bars import Rotation, read_pixels
from vdp.proof.codes import decode_pixels
from vdp.proof.document import Box, Document, render_box
from vdp.proof.plates import COLORS, keep_plates
from vdp.proof.text import read_page_texts

CODE_DPI = 600  # a module is a whole number of dots of it, for presses whose profile says 600, 1200 or more
BARS_DPI = 600
_NONE: Mapping[str, bool] = MappingProxyType({})


class SheetReader:
    """Reads a file many times and opens it once: a second parse of a large file costs more than its page.

    Answers as read_sheet_texts, decode_codes and read_bars do, and raises what they raise.
    """

    def __init__(self, path: Path, *, plates: Mapping[str, bool] = _NONE) -> None:
        """`plates`: those that lie over the colours, by name, and whether they overprint: others hide what is below.

        Their text is read after that of the colours.
        """
        self.path = path
        self._plates = plates
        self._thin = Document(path, thin=True)
        self._whole = Document(path)

    def texts(self, page: int, boxes: Sequence[Box]) -> list[str]:
        """Return the text in each box of a page (from 0), that of plates behind, plate by plate in order of names."""
        if not self._plates:
            with self._thin.page(page) as opened:
                return read_page_texts(opened, boxes)
        layers = [self._texts_of(page, boxes, plate) for plate in (COLORS, *sorted(self._plates))]
        return ["".join(parts) for parts in zip(*layers, strict=True)]

    def _texts_of(self, page: int, boxes: Sequence[Box], plate: str) -> list[str]:
        with self._thin.page(page) as opened:
            keep_plates(opened, {plate})
            return read_page_texts(opened, boxes)

    @contextmanager
    def _colors(self, page: int) -> Iterator[pypdfium2.PdfPage]:
        """Yield a page without the plates that take nothing away from it."""
        with self._whole.page(page) as opened:
            if self._plates:
                keep_plates(opened, {COLORS, *(name for name, overprints in self._plates.items() if not overprints)})
            yield opened

    def codes(self, page: int, boxes: Sequence[Box]) -> list[list[str]]:
        """Return the texts of the QR codes in each box of a page."""
        with self._colors(page) as opened:
            return [decode_pixels(render_box(opened, box, dpi=CODE_DPI)) for box in boxes]

    def bars(self, page: int, boxes: Sequence[Box], rotations: Sequence[Rotation]) -> list[str]:
        """Return the customer barcode in each box of a page as digits, "" where there is none."""
        with self._colors(page) as opened:
            return [
                read_pixels(render_box(opened, box, dpi=BARS_DPI), rotation)
                for box, rotation in zip(boxes, rotations, strict=True)
            ]

    def barcodes(
        self, page: int, boxes: Sequence[Box], rotations: Sequence[Rotation], *, symbology: str
    ) -> list[list[str]]:
        """Return what the barcodes in each box of a page say; of four-state ones their bars as digits."""
        with self._colors(page) as opened:
            return [
                decode_barcode(render_box(opened, box, dpi=BARS_DPI), rotation, symbology=symbology)
                for box, rotation in zip(boxes, rotations, strict=True)
            ]

    def close(self) -> None:
        """Close the file."""
        self._thin.close()
        self._whole.close()
