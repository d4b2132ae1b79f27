"""Barcodes other than QR codes on a raster: what each says; of four-state ones the bars."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from vdp.proof.bars import Rotation, classify_states

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "code128": "Code128",
        "gs1-128": "Code128",
        "nw-7": "Codabar",
        "code39": "Code39",
        "ean-13": "EAN13",
        "jan-13": "EAN13",
        "ean-8": "EAN8",
        "jan-8": "EAN8",
        "upc-a": "UPCA",
        "itf": "ITF",
        "itf-14": "ITF",
        "data-matrix": "DataMatrix",
        "gs1-data-matrix": "DataMatrix",
        "mailmark-2d": "DataMatrix",
        "pdf417": "PDF417",
        "micro-qr": "MicroQRCode",
        "rmqr": "RMQRCode",
    }
)
"""zxing-cpp's format by symbology."""

BARS_ONLY = ("imb", "mailmark-4s")
"""Symbologies that no reader here decodes: their bars are compared, not what the bars say."""


def decode_barcode(pixels: NDArray[np.uint8], rotation: Rotation, *, symbology: str) -> list[str]:
    """Return what the symbols on a grey raster say; GS1 ones with their identifiers in brackets.

    Of four-state ones the bars as digits: 1 full, 2 ascender, 3 descender, 4 tracker. `rotation` is the turn of the
    symbol on the raster in degrees counterclockwise.
    """
    if symbology in BARS_ONLY:
        bars = classify_states(np.rot90(pixels, k=-rotation // 90) < 128)
        return [bars] if bars else []
    mode = zxingcpp.TextMode.HRI if symbology.startswith("gs1-") else zxingcpp.TextMode.Plain
    found = zxingcpp.read_barcodes(
        pixels,
        formats=zxingcpp.barcode_formats_from_str(FORMATS[symbology]),
        text_mode=mode,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return [code.text for code in found]
