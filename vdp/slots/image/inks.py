"""Colours of an image in the inks of the output condition: DeviceCMYK, or DeviceGray for the black plate."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

from vdp.pdf import OutputCondition

_ALPHA_MODES = {"RGBA": "RGB", "LA": "L", "PA": "RGB", "La": "L", "RGBa": "RGB"}


def flatten_image(image: Image.Image) -> Image.Image:
    """Return the image without transparency (laid on white), palette or 16 bit samples."""
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image, dtype=np.uint16) >> 8).astype(np.uint8))
    if image.mode in {"RGB", "L"} and "transparency" in image.info:
        image = image.convert("RGBA" if image.mode == "RGB" else "LA")
    base = _ALPHA_MODES.get(image.mode)
    if base is None:
        return image
    plain = image.convert("RGBA" if base == "RGB" else "LA")
    white = Image.new(base, plain.size, "white")
    white.paste(plain.convert(base), mask=plain.getchannel("A"))
    return white


def convert_to_inks(image: Image.Image, *, source: bytes, condition: OutputCondition) -> Image.Image:
    """Return an opaque image as mode CMYK, L or 1; `source` is its embedded profile, b"" for sRGB.

    RGB goes by relative colorimetric intent with black point compensation. Gray stays gray and CMYK stays as it is:
    whoever made it chose the inks. Raises ValueError for other modes.
    """
    if image.mode in {"CMYK", "L", "1"}:
        return image
    if image.mode == "RGB":
        # A profile of another colour space is not this image's.
        converted = ImageCms.applyTransform(
            image, _transform(source if source[16:20] == b"RGB " else b"", condition.profile)
        )
        if converted is not None:
            return converted
    text = f"its colour mode {image.mode} has no way to ink"
    raise ValueError(text)


# Building a transform takes longer than converting a small image. Pure in its arguments, so remembering it is safe.
@lru_cache(maxsize=8)
def _transform(source: bytes, target: bytes) -> ImageCms.ImageCmsTransform:
    try:
        return ImageCms.buildTransform(
            _open_profile(source),
            _open_profile(target),
            "RGB",
            "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError) as error:
        text = "its embedded colour profile is damaged"
        raise ValueError(text) from error


def _open_profile(profile: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile) if profile else ImageCms.createProfile("sRGB"))
