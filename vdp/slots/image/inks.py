"""Colours of an image in the inks of the output condition: DeviceCMYK, or DeviceGray for the black plate."""

from __future__ import annotations

import io
from collections import OrderedDict
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from vdp.pdf import OutputCondition
from vdp.slots.image.flaw import FlawError
from vdp.slots.image.gray import gray_to_black

_SPACES = {b"RGB ": "RGB", b"CMYK": "CMYK", b"GRAY": "L"}
_FAMILIES = {"P": "RGB", "PA": "RGB", "RGBA": "RGB", "RGBa": "RGB", "RGBX": "RGB", "YCbCr": "RGB", "LA": "L", "La": "L"}
_TABLE_COLOURS = 1 << 24
_TABLES = 2  # at 64 MB each
_CONVERTERS = 16
# On a chart of 216 colours LittleCMS errs by up to 0.75 (CIE 1976) at the usual resolution of its tables, by 0.36 here.
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC
_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC


def convert_to_inks(image: Image.Image, *, source: bytes, condition: OutputCondition) -> Image.Image:
    """Return an opaque image of mode RGB, LAB, CMYK, L or 1 as CMYK, L or 1. `source`: embedded profile, b"" for none.

    RGB (without a profile: sRGB), Lab and CMYK with another profile than the condition's go by relative colorimetric
    intent with black point compensation. CMYK without a profile is meant for the condition. Gray without a profile is
    the black plate: 0 prints 100 % K, 255 nothing, straight between; with one, K of the same lightness. 1-bit images
    are the black plate.
    """
    profile = usable_profile(source, mode=image.mode, condition=condition)
    if image.mode == "1" or (image.mode in {"L", "CMYK"} and not profile):
        return image
    if image.mode == "L":
        return gray_to_black(image, profile, condition.profile)
    return _converters(condition.profile).get(profile, image.mode).convert(image)


def usable_profile(source: bytes, *, mode: str, condition: OutputCondition) -> bytes:
    """Return the embedded profile if it counts: one of another colour space is not this image's."""
    if _SPACES.get(source[16:20]) != _FAMILIES.get(mode, mode) or source == condition.profile:
        return b""
    return source


def check_profile(source: bytes, *, mode: str, condition: OutputCondition) -> None:
    """Raise FlawError if the profile that an image embeds is damaged."""
    profile = usable_profile(source, mode=mode, condition=condition)
    if not profile:
        return
    family = _FAMILIES.get(mode, mode)
    if family == "L":
        gray_to_black(Image.new("L", (1, 1)), profile, condition.profile)
    else:
        _converters(condition.profile).get(profile, family)


class _Converter:
    """Converts to CMYK by LittleCMS. RGB, once it has paid, by a table of all answers that LittleCMS gives.

    There are 2^24 colours of 8 bits. Who converts more pixels than that asks for each of them but once: a look-up takes
    a fifth of the time, and the answer is the same.
    """

    def __init__(self, profile: bytes, mode: str, target: bytes, *, may_tabulate: bool = True) -> None:
        self.may_tabulate = may_tabulate
        self._converted = 0
        self._table: NDArray[np.uint32] | None = None
        try:
            self._transform = ImageCms.buildTransform(
                _open_profile(profile, mode), _open_profile(target, "CMYK"), mode, "CMYK", _INTENT, _FLAGS
            )
        except (ImageCms.PyCMSError, OSError) as error:
            raise FlawError("image.profile", "its embedded colour profile is damaged") from error

    def convert(self, image: Image.Image) -> Image.Image:
        """Return an image as CMYK."""
        self._converted += image.width * image.height
        if not self.may_tabulate or self._converted <= _TABLE_COLOURS:
            return self._ask(image)
        if self._table is None:
            self._table = self._ask_all()
        colours = np.frombuffer(image.tobytes("raw", "RGBX"), dtype="<u4").astype(np.intp)
        colours &= _TABLE_COLOURS - 1
        return Image.frombuffer("CMYK", image.size, self._table.take(colours).tobytes(), "raw", "CMYK", 0, 1)

    def _ask(self, image: Image.Image) -> Image.Image:
        converted = ImageCms.applyTransform(image, self._transform)
        assert converted is not None  # noqa: S101 - it is None only when it converts in place
        return converted

    def _ask_all(self) -> NDArray[np.uint32]:
        table = np.empty((256, 1 << 16), dtype="<u4")
        plane = np.zeros((256, 256, 3), dtype=np.uint8)
        plane[..., 0] = np.arange(256)[None, :]
        plane[..., 1] = np.arange(256)[:, None]
        for blue in range(256):
            plane[..., 2] = blue
            table[blue] = np.frombuffer(self._ask(Image.fromarray(plane)).tobytes(), dtype="<u4")
        return table.ravel()


class _Converters:
    """The converters to one condition: photos of phones and cameras bring a handful of profiles."""

    def __init__(self, target: bytes) -> None:
        self._target = target
        self._known: OrderedDict[tuple[bytes, str], _Converter] = OrderedDict()

    def get(self, profile: bytes, mode: str) -> _Converter:
        """Return a converter, made when it is first asked for; the one not asked for the longest is forgotten."""
        key = (profile, mode)
        if key not in self._known:
            tables = sum(converter.may_tabulate for converter in self._known.values())
            self._known[key] = _Converter(profile, mode, self._target, may_tabulate=mode == "RGB" and tables < _TABLES)
            if len(self._known) > _CONVERTERS:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]


# Building a transform takes longer than converting a small image. Pure in its argument, so remembering it is safe.
@lru_cache(maxsize=1)
def _converters(target: bytes) -> _Converters:
    return _Converters(target)


def _open_profile(profile: bytes, mode: str) -> ImageCms.ImageCmsProfile:
    if profile:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB" if mode == "LAB" else "sRGB"))
