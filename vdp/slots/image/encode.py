"""Pixels as the data of an image XObject."""

from __future__ import annotations

import io
from typing import NamedTuple

from PIL import Image

from vdp.pdf.flate import deflate_shared
from vdp.pdf.objects import Stream
from vdp.pdf.resources import content_identifier, image_stream

JPEG_QUALITY = 92
"""At full chroma: no visible loss after a second compression."""

_FLAT_SHARE = 16  # flat art has at most a sixteenth as many colours as pixels
_FLAT_COLOURS = 256


class Plane(NamedTuple):
    """An encoded image or soft mask, all of its dictionary; the data lie apart, so that this can travel."""

    width: int
    height: int
    space: str  # DeviceCMYK | DeviceGray | resource name of the space of an ink
    bits: int
    coding: str  # FlateDecode | DCTDecode
    inverted: bool
    identifier: str  # follows from the data

    def stream(self, data: bytes, *, scope: str = "") -> Stream:
        """Return the image XObject, without its soft mask. `scope`: what a RIP is told about its uses."""
        return image_stream(
            self.width,
            self.height,
            space=self.space,
            bits=self.bits,
            data=data,
            coding=self.coding,
            inverted=self.inverted,
            identifier=self.identifier,
            scope=scope,
        )


def is_flat(image: Image.Image) -> bool:
    """Return whether an image is flat art, which JPEG blurs and Flate makes smaller; gray ones are worth no loss."""
    if image.mode in {"1", "L", "LA", "P", "PA"} or image.mode.startswith("I;16"):
        return True
    return image.getcolors(max(_FLAT_COLOURS, image.width * image.height // _FLAT_SHARE)) is not None


def encode_flat(image: Image.Image) -> tuple[Plane, bytes]:
    """Return a CMYK, L or 1 image without loss."""
    bits = 1 if image.mode == "1" else 8
    return wrap(image, deflate_shared(image.tobytes()), bits=bits, coding="FlateDecode", inverted=False)


def encode_photo(image: Image.Image) -> tuple[Plane, bytes]:
    """Return a CMYK or L image as JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    # Pillow stores CMYK as Adobe does, 255 - ink, and marks it (APP14); DCTDecode does not turn it round again.
    return wrap(image, out.getvalue(), bits=8, coding="DCTDecode", inverted=image.mode == "CMYK")


def wrap(image: Image.Image, data: bytes, *, bits: int, coding: str, inverted: bool) -> tuple[Plane, bytes]:
    """Return encoded data of an image with what its dictionary says."""
    space = "DeviceCMYK" if image.mode == "CMYK" else "DeviceGray"
    return Plane(image.width, image.height, space, bits, coding, inverted, content_identifier(data)), data
