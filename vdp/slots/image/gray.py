"""Gray with a profile of its own as the black plate: K of the same lightness on the paper of the output condition."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from vdp.slots.image.flaw import FlawError


def gray_to_black(image: Image.Image, source: bytes, target: bytes) -> Image.Image:
    """Return an L image whose values are those of DeviceGray: 255 is paper, 0 is 100 % K. Raises FlawError.

    Relative colorimetric: white becomes paper. Black point compensation: black becomes solid K, and what lies between
    is scaled in luminance, as for the other colours.
    """
    return image.point(list(_curve(source, target)))


@lru_cache(maxsize=8)
def _curve(source: bytes, target: bytes) -> bytes:
    ramp = np.arange(256, dtype=np.uint8)
    try:
        asked = _luminance(Image.fromarray(ramp[None, :]), source, "L")
        inks = np.zeros((1, 256, 4), dtype=np.uint8)
        inks[0, :, 3] = ramp
        printed = _luminance(Image.fromarray(inks, mode="CMYK"), target, "CMYK")
    except (ImageCms.PyCMSError, OSError) as error:
        raise FlawError("image.profile", "its embedded colour profile is damaged") from error
    darkest, black = printed[255], asked[0]
    wanted = darkest + (asked - black) * (1 - darkest) / (1 - black)
    falling = np.minimum.accumulate(printed)  # a measured curve may have a dent
    ink = np.interp(wanted, falling[::-1], ramp[::-1].astype(np.float64))
    return bytes((255 - np.rint(ink)).astype(np.uint8))


def _luminance(image: Image.Image, profile: bytes, mode: str) -> NDArray[np.float64]:
    """Return Y of CIE XYZ, relative to the white of the profile, of an image of one line."""
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")),
        mode,
        "LAB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    converted = ImageCms.applyTransform(image, transform)
    assert converted is not None  # noqa: S101 - it is None only when it converts in place
    lightness = np.asarray(converted)[0, :, 0].astype(np.float64) / 2.55
    root = (lightness + 16) / 116
    return np.where(lightness > 8, root**3, lightness / 903.3)  # CIE 15:2004, 8.2.1
