"""Images as one plate of theirs: the same pixels in DeviceGray, 255 for no ink."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image

from vdp.preflight.plates.colours import IMAGE_CMYK, Space
from vdp.preflight.plates.doubt import Doubt
from vdp.preflight.plates.streams import read_data

_MOST_PIXELS = 50_000_000
_MOST_BITS = 400_000_000  # pixels of 1 bit
_MOST_BYTES = 256 << 20
_KEPT_KEYS = ("/Width", "/Height", "/BitsPerComponent", "/Filter", "/DecodeParms")
_PIXELS = (pikepdf.Name.DCTDecode, pikepdf.Name.CCITTFaxDecode, pikepdf.Name.JBIG2Decode)
Copy = Callable[[Any], Any]


class ImageInks:
    """An image and its space; its pixels are decoded at most once."""

    def __init__(self, stream: Any, space: Space | None) -> None:
        self.stream = stream
        self.is_mask = stream.get("/ImageMask") is True or bool(stream.get("/ImageMask", False))
        self.space = IMAGE_CMYK if space is not None and space.direct else space
        self._pixels: NDArray[np.uint8] | None = None
        self._reduced: dict[int, NDArray[np.uint8]] = {}
        pixels = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
        if pixels > (_MOST_BITS if self.is_mask or stream.get("/BitsPerComponent") == 1 else _MOST_PIXELS):
            raise Doubt(f"an image of {pixels} pixels")
        mask = stream.get("/Mask")
        if isinstance(mask, pikepdf.Array):
            raise Doubt("an image with a colour key")
        if int(stream.get("/SMaskInData", 0)) or "/Matte" in stream.get("/SMask", {}):
            raise Doubt("an image whose soft mask is part of its data or coloured (SMaskInData, Matte)")

    def plate(self, pdf: pikepdf.Pdf, plate: str, copy: Copy, *, factor: int) -> tuple[Any, float]:
        """Return the image on a plate as an object of `pdf`, and an upper bound of its ink."""
        assert self.space is not None  # noqa: S101 - of an image mask nobody asks for a plate
        channel = self.space.channel(plate)
        if channel is None:
            return self._with_masks(pdf, copy, _gray(pdf, np.full((1, 1), 255, dtype=np.uint8))), 0.0
        if self.space.palette is not None:
            levels = np.rint(255 * (1 - self.space.palette[:, channel])).astype(np.uint8)
            made = self._same_data(pdf, copy)
            top = len(levels) - 1
            made["/ColorSpace"] = pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceGray, top, levels.tobytes()])
            if "/Decode" in self.stream:
                made["/Decode"] = copy(self.stream.Decode)
            return self._with_masks(pdf, copy, made), float(self.space.palette[:, channel].max())
        if len(self.space.plates) == 1:
            return self._with_masks(pdf, copy, self._single(pdf, copy)), 1.0
        levels = self._channels(factor)[:, :, channel]
        return self._with_masks(pdf, copy, _gray(pdf, levels)), 1 - int(levels.min()) / 255

    def _single(self, pdf: pikepdf.Pdf, copy: Copy) -> Any:
        """Return an image of one component with its very data, read as light."""
        assert self.space is not None  # noqa: S101 - as above
        made = self._same_data(pdf, copy)
        made["/ColorSpace"] = pikepdf.Name.DeviceGray
        decode = [float(each) for each in self.stream.get("/Decode", [0, 1])]
        if len(decode) != 2:
            raise Doubt("an image with a faulty Decode")
        made["/Decode"] = pikepdf.Array(decode if self.space.light else [1 - each for each in decode])
        return made

    def _same_data(self, pdf: pikepdf.Pdf, copy: Copy) -> Any:
        filters = self.stream.get("/Filter")
        last = filters[-1] if isinstance(filters, pikepdf.Array) and len(filters) else filters
        if last == pikepdf.Name.JPXDecode:
            raise Doubt("an image in JPEG 2000")
        if last is None or last in _PIXELS:
            made = pikepdf.Stream(pdf, self.stream.read_raw_bytes())
            for key in _KEPT_KEYS:
                if key in self.stream:
                    made[key] = copy(self.stream[key])
        else:
            made = pikepdf.Stream(pdf, read_data(self.stream, _MOST_BYTES))
            for key in ("/Width", "/Height", "/BitsPerComponent"):
                made[key] = self.stream[key]
        made["/Type"], made["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
        return made

    def _with_masks(self, pdf: pikepdf.Pdf, copy: Copy, made: Any) -> Any:
        for key in ("/SMask", "/Mask", "/OC"):
            if key in self.stream:
                made[key] = copy(self.stream[key])
        return pdf.make_indirect(made)

    def _channels(self, factor: int) -> NDArray[np.uint8]:
        """Return light by component (rows, columns, components), reduced by a whole factor, as means."""
        if factor not in self._reduced:
            if self._pixels is None:
                self._pixels = self._decode()
            found = 255 - self._pixels
            if factor > 1:
                bands = [Image.fromarray(found[:, :, band]).reduce(factor) for band in range(found.shape[2])]
                found = np.dstack([np.asarray(band) for band in bands])
            self._reduced[factor] = found
        return self._reduced[factor]

    def _decode(self) -> NDArray[np.uint8]:
        """Return inks by component, 255 for full ink."""
        assert self.space is not None  # noqa: S101 - as above
        stream, parts = self.stream, len(self.space.plates)
        width, height = int(stream.Width), int(stream.Height)
        filters = stream.get("/Filter")
        last = filters[-1] if isinstance(filters, pikepdf.Array) and len(filters) else filters
        if last == pikepdf.Name.DCTDecode:
            pixels = self._decode_jpeg(parts)
        elif last in {pikepdf.Name.JPXDecode, pikepdf.Name.CCITTFaxDecode, pikepdf.Name.JBIG2Decode}:
            raise Doubt(f"an image of several inks coded by {str(last)[1:]}")
        else:
            if int(stream.BitsPerComponent) != 8:
                raise Doubt(f"an image of several inks with {int(stream.BitsPerComponent)} bits")
            raw = np.frombuffer(read_data(stream, _MOST_BYTES), dtype=np.uint8)
            if len(raw) < width * height * parts:
                raise Doubt("an image with less data than pixels")
            pixels = raw[: width * height * parts].reshape(height, width, parts)
        decode = [float(each) for each in stream.get("/Decode", [0, 1] * parts)]
        if decode == [1, 0] * parts:
            return 255 - pixels
        if decode != [0, 1] * parts:
            raise Doubt("an image with an unusual Decode")
        return pixels

    def _decode_jpeg(self, parts: int) -> NDArray[np.uint8]:
        filters = self.stream.get("/Filter")
        if isinstance(filters, pikepdf.Array) and len(filters) > 1:
            raise Doubt("a JPEG within another filter")
        with Image.open(io.BytesIO(self.stream.read_raw_bytes())) as opened:
            if opened.size != (int(self.stream.Width), int(self.stream.Height)):
                raise Doubt("a JPEG of another size than its dictionary says")
            if parts != 4 or opened.mode != "CMYK":
                raise Doubt("a JPEG with another number of components than its space")
            if "adobe" not in opened.info and self._transforms():
                raise Doubt("a JPEG whose transform of colours stands beside it")
            pixels = np.asarray(opened, dtype=np.uint8)
            # Pillow inverts what Adobe's marker announces as inverted; PDF does not.
            return 255 - pixels if "adobe" in opened.info else pixels

    def _transforms(self) -> bool:
        """Tell whether the dictionary says how a JPEG's colours are coded, as it may where no marker does."""
        found = self.stream.get("/DecodeParms")
        rows = list(found) if isinstance(found, pikepdf.Array) else [found]
        return any(isinstance(row, pikepdf.Dictionary) and int(row.get("/ColorTransform", 0)) != 0 for row in rows)


def _gray(pdf: pikepdf.Pdf, levels: NDArray[np.uint8]) -> Any:
    made = pikepdf.Stream(pdf, np.ascontiguousarray(levels).tobytes())
    made["/Type"], made["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
    made["/Height"], made["/Width"] = levels.shape
    made["/BitsPerComponent"], made["/ColorSpace"] = 8, pikepdf.Name.DeviceGray
    return made
