"""QR codes inside boxes of a page, decoded from its raster."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from vdp.proof.document import Box, Document, render_box


def decode_codes(path: Path, page: int, boxes: Sequence[Box], *, dpi: int = 600) -> list[list[str]]:
    """Return the texts of the QR codes in each box of a page (from 0), from the top, then from the left.

    Raises VerifyError `verify.unreadable` and `verify.no-page`.
    """
    with Document(path) as document, document.page(page) as opened:
        return [decode_pixels(render_box(opened, box, dpi=dpi)) for box in boxes]


def decode_pixels(pixels: NDArray[np.uint8]) -> list[str]:
    """Return the texts of the QR codes on a grey raster, from the top, then from the left."""
    formats = zxingcpp.barcode_formats_from_str("QRCode")
    found = zxingcpp.read_barcodes(pixels, formats=formats, text_mode=zxingcpp.TextMode.Plain)
    placed = [(min(c.y for c in corners), min(c.x for c in corners), code.text) for code, corners in _corners(found)]
    return [text for _, _, text in sorted(placed)]


def _corners(found: Sequence[zxingcpp.Barcode]) -> list[tuple[zxingcpp.Barcode, tuple[zxingcpp.Point, ...]]]:
    return [
        (code, (code.position.top_left, code.position.top_right, code.position.bottom_left, code.position.bottom_right))
        for code in found
    ]
