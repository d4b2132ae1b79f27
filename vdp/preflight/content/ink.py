"""The sum of inks of an image, as the mean of any 15 mm2 (GWG 2015)."""

from __future__ import annotations

import io
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from vdp.preflight.content.things import Image
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault

_WINDOW = sqrt(15) / 25.4  # inches: side of a square of 15 mm2
_MOST_PIXELS = 50_000_000


def most_ink(source: PdfSource, image: Image, ppi: float) -> float | None:
    """Return the greatest mean of inks in per cent; None where only the page's plates can tell."""
    if image.space is None or image.space.family != "DeviceCMYK" or image.bits != 8:
        return None
    if image.width * image.height > _MOST_PIXELS:
        return None
    try:
        pixels = _pixels(source, image)
    except (PdfFault, OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return None
    side = max(1, min(round(ppi * _WINDOW), *pixels.shape[:2]))
    return float(_window_means(pixels.sum(axis=2, dtype=np.int64), side).max()) * 100 / 255


def _pixels(source: PdfSource, image: Image) -> NDArray[np.uint8]:
    data = source.data(image.stream)
    chain = [name for name, _ in source.chain(image.dictionary)]
    if chain and chain[-1] == "DCTDecode":
        with Pillow.open(io.BytesIO(data)) as opened:
            if opened.mode != "CMYK":
                raise PdfFault("a JPEG in DeviceCMYK has another number of components")
            pixels = np.asarray(opened, dtype=np.uint8)
            if "adobe" in opened.info:  # Pillow inverts what Adobe's marker announces as inverted; PDF does not
                pixels = 255 - pixels
    elif chain and chain[-1] in {"JPXDecode", "CCITTFaxDecode", "JBIG2Decode"}:
        raise PdfFault("a coding of pixels that is not decoded here")
    else:
        pixels = np.frombuffer(data, dtype=np.uint8)
        if pixels.size < image.width * image.height * 4:
            raise PdfFault("an image has less data than pixels")
        pixels = pixels[: image.width * image.height * 4].reshape(image.height, image.width, 4)
    decode = [source.resolve(each) for each in source.array(image.dictionary.get("Decode"))]
    return 255 - pixels if decode[:2] == [1, 0] else pixels


def _window_means(inks: NDArray[np.int64], side: int) -> NDArray[np.float64]:
    """Return the mean of each square window, by an integral image."""
    total = np.pad(inks.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    sums = total[side:, side:] - total[:-side, side:] - total[side:, :-side] + total[:-side, :-side]
    means: NDArray[np.float64] = sums / (side * side)
    return means
