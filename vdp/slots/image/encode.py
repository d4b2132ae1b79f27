"""Pixels as the data of an image XObject."""

from __future__ import annotations

import io
import zlib
from typing import NamedTuple

from PIL import Image

_JPEG_QUALITY = 92  # no visible loss after a second compression at 4:4:4


class Pixels(NamedTuple):
    """Encoded pixels; the order is that of Asset's fields."""

    space: str
    bits: int
    coding: str
    data: bytes
    inverted: bool


def encode_pixels(image: Image.Image, *, lossy: bool) -> Pixels:
    """Return a CMYK, L or 1 image encoded: as JPEG if its source was one (`lossy`), else without loss."""
    space = "DeviceCMYK" if image.mode == "CMYK" else "DeviceGray"
    if image.mode == "1":
        return Pixels(space, 1, "FlateDecode", zlib.compress(image.tobytes(), 6), inverted=False)
    if not lossy:
        return Pixels(space, 8, "FlateDecode", zlib.compress(image.tobytes(), 6), inverted=False)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    # Pillow stores CMYK as Adobe does, 255 - ink, and marks it (APP14); DCTDecode does not turn it round again.
    return Pixels(space, 8, "DCTDecode", out.getvalue(), inverted=space == "DeviceCMYK")
