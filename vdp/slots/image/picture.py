"""One image made ready for the press: cropped, scaled, in inks, encoded."""

from __future__ import annotations

import io
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

from vdp.pdf import OutputCondition
from vdp.slots.image.encode import Plane, encode_flat, encode_photo, is_flat, wrap
from vdp.slots.image.inks import convert_to_inks, usable_profile
from vdp.slots.image.jpeg import read_frame
from vdp.slots.image.look import FORMATS, decoding, orientation

Crop = tuple[int, int, int, int]

_CAMERA = frozenset({"JPEG", "MPO"})
_DRAFT_SPARE = 2  # the decoder may scale down to twice what is stored; the good filter does the rest


class Treatment(NamedTuple):
    """What becomes of an image: the pixels that are used, as seen upright, and how many are stored.

    `ink`: the colour space of the one ink that it is printed in; "" for its own colours.
    """

    crop: Crop  # left, top, right, bottom
    size: tuple[int, int]
    ink: str = ""

    @property
    def scaled(self) -> bool:
        """Whether fewer pixels are stored than used."""
        return self.size != (self.crop[2] - self.crop[0], self.crop[3] - self.crop[1])


class Picture(NamedTuple):
    """An image in the inks of the output condition, and its soft mask if parts of it are transparent."""

    plane: Plane
    data: bytes
    mask: Plane | None
    mask_data: bytes


def prepare_picture(raw: bytes, treatment: Treatment, *, condition: OutputCondition, transparency: bool) -> Picture:
    """Return an image ready for the press.

    In this order: decode (a JPEG at the smallest scale that keeps twice the pixels needed), turn upright, crop and
    scale by Lanczos in the colours of the file, convert to inks, encode. Where `transparency` is not allowed,
    transparent parts are laid on white before the conversion. An image in one ink has as much of it as it is dark; its
    transparent parts are white as well. Raises FlawError.
    """
    with decoding(), Image.open(io.BytesIO(raw), formats=FORMATS) as source:
        passed = None if treatment.ink else _pass_through(source, raw, treatment, condition)
        if passed is not None:
            return Picture(*passed, None, b"")
        lossy, profile = source.format in _CAMERA, source.info.get("icc_profile") or b""
        upright, scale = _decode(source, treatment)
        flat = not lossy and is_flat(upright)
        base, alpha = _split_alpha(_crop(_plain(upright), treatment, scale))
        if alpha is not None and (treatment.ink or not transparency):
            paper = Image.new(base.mode, base.size, "white")
            paper.paste(base, mask=alpha)
            base, alpha = paper, None
        if treatment.ink:
            return Picture(*_encode_tints(base, treatment.ink, flat=flat), None, b"")
        inks = convert_to_inks(base, source=profile, condition=condition)
        plane, data = encode_flat(inks) if flat or inks.mode == "1" else encode_photo(inks)
        mask = encode_flat(alpha) if alpha is not None else (None, b"")
    return Picture(plane, data, *mask)


def _pass_through(
    source: Image.Image, raw: bytes, treatment: Treatment, condition: OutputCondition
) -> tuple[Plane, bytes] | None:
    """Return a JPEG as it is, byte for byte, if it is in inks already and fits; else None."""
    whole = treatment == Treatment((0, 0, *source.size), source.size)
    if source.format != "JPEG" or source.mode not in {"CMYK", "L"} or orientation(source) != 1 or not whole:
        return None
    if usable_profile(source.info.get("icc_profile") or b"", mode=source.mode, condition=condition):
        return None
    frame = read_frame(raw)
    if frame is None or not frame.readable or (frame.bits, frame.components) != (8, len(source.getbands())):
        return None
    return wrap(source, raw, bits=8, coding="DCTDecode", inverted=source.mode == "CMYK")


def _encode_tints(image: Image.Image, space: str, *, flat: bool) -> tuple[Plane, bytes]:
    """Return an opaque image as tints of an ink: black is all of it."""
    if image.mode == "LAB":
        image = image.getchannel("L")
    elif image.mode != "1":
        image = (image.convert("RGB") if image.mode == "CMYK" else image).convert("L")
    plane, data = encode_flat(image) if flat or image.mode == "1" else encode_photo(image)
    return plane._replace(space=space, inverted=True), data


def _decode(source: Image.Image, treatment: Treatment) -> tuple[Image.Image, float]:
    """Decode and turn upright. Return the image, and the factor by which it came out smaller: 1, of a JPEG up to 8."""
    width, height = source.size
    scale = 1.0
    factor = (treatment.crop[2] - treatment.crop[0]) / treatment.size[0] / _DRAFT_SPARE
    if factor > 1:
        drafted = source.draft(None, (max(1, int(width / factor)), max(1, int(height / factor))))
        scale = width / drafted[1][2] if drafted is not None else 1.0
    source.load()
    return ImageOps.exif_transpose(source), scale


def _plain(image: Image.Image) -> Image.Image:
    """Return an image of mode 1, L, LA, RGB, RGBA, CMYK or LAB."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
    if image.mode in {"P", "PA"}:
        return image.convert("RGBA" if image.mode == "PA" or "transparency" in image.info else "RGB")
    if image.mode in {"RGB", "L"} and "transparency" in image.info:
        return image.convert("RGBA" if image.mode == "RGB" else "LA")
    other = {"RGBX": "RGB", "YCbCr": "RGB", "RGBa": "RGBA", "La": "LA"}.get(image.mode)
    return image.convert(other) if other else image


def _crop(image: Image.Image, treatment: Treatment, scale: float) -> Image.Image:
    """Return the pixels that are used, scaled; Pillow weighs colours by their opacity.

    `scale`: the factor by which the decoder made the image smaller already. Its last column and row may not be full.
    """
    if not treatment.scaled:
        return image if treatment.crop == (0, 0, *image.size) else image.crop(treatment.crop)
    left, top, right, bottom = (edge / scale for edge in treatment.crop)
    box = (left, top, min(right, image.width), min(bottom, image.height))
    return image.resize(treatment.size, Image.Resampling.LANCZOS, box=box)


def _split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    if image.mode not in {"LA", "RGBA"}:
        return image, None
    alpha = image.getchannel("A")
    base = image.convert("L" if image.mode == "LA" else "RGB")
    return base, None if alpha.getextrema() == (255, 255) else alpha
