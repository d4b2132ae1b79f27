"""Colours of artwork in the inks of the output condition, by LittleCMS."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from vdp.slots.image.artwork_rules import ImportRules
from vdp.slots.image.artwork_streams import ArtworkFault

Colors = NDArray[np.float64]
"""Colours in rows, components from 0 to 1; of Lab as L 0 to 100, a and b -128 to 127."""

_MODES = {"rgb": "RGB", "lab": "LAB", "cmyk": "CMYK"}
_SIGNATURES = {"rgb": b"RGB ", "cmyk": b"CMYK", "gray": b"GRAY"}
_LUMINOSITY = np.array([0.3, 0.59, 0.11])  # ISO 32000-1, 10.3.2


class Source(NamedTuple):
    """A colour space that is no ink. `profile` b"": sRGB. `ranges`: of a and b."""

    kind: str  # rgb | lab | cmyk | gray
    profile: bytes = b""
    ranges: tuple[float, float, float, float] = (-100.0, 100.0, -100.0, 100.0)

    @property
    def components(self) -> int:
        """Number of components of a colour."""
        return {"gray": 1, "cmyk": 4}.get(self.kind, 3)


class InkConverter:
    """Converts colours by relative colorimetric intent with black point compensation, as images of records are."""

    def __init__(self, rules: ImportRules) -> None:
        if rules.condition is None:
            text = "colours cannot be converted without an output condition"
            raise ArtworkFault("artwork.convert", text, "Write condition in [output].")
        self._target = rules.condition.profile
        self._black = rules.black

    def keeps(self, source: Source) -> bool:
        """Return whether the numbers of a space are already those of the condition, or of its black."""
        return source.kind == "gray" or (source.kind == "cmyk" and source.profile == self._target)

    def lines(self, colors: Colors, source: Source) -> Colors:
        """Return the inks of colours that lines, areas and text are painted with: black as the job wants it."""
        inks = self.shades(colors, source)
        if source.kind == "rgb" and self._black != "profile":
            neutral = np.ptp(colors, axis=1) < 1 / 512
            chosen = neutral if self._black == "gray" else neutral & (colors.max(axis=1) < 1 / 512)
            inks[chosen] = 0.0
            inks[chosen, 3] = 1.0 - colors[chosen].mean(axis=1)
        return inks

    def shades(self, colors: Colors, source: Source) -> Colors:
        """Return the inks of colours as the profiles say: those of shadings and pictures, which must not jump."""
        if self.keeps(source):
            return colors.copy()
        image = _pixels(colors, source)
        inks = np.asarray(self.convert_image(image, source), dtype=np.float64).reshape(-1, 4) / 255
        if source.kind == "cmyk":  # black alone stays black alone
            alone = colors[:, :3].max(axis=1) == 0
            inks[alone] = colors[alone]
        return inks

    def convert_image(self, image: Image.Image, source: Source) -> Image.Image:
        """Return an RGB, LAB or CMYK image as CMYK."""
        found = Image.new("CMYK", image.size)
        # Not by applyTransform: it writes the target profile out for each image, which takes milliseconds.
        _transform(source.kind, source.profile, self._target).transform.apply(image.getim(), found.getim())
        return found


def luminosity(colors: Colors, source: Source) -> Colors:
    """Return how light colours are, as a mask takes them: 0 black, 1 white; one column."""
    if source.kind == "lab":
        return colors[:, :1] / 100
    if source.kind == "cmyk":
        colors = (1 - colors[:, :3]) * (1 - colors[:, 3:])
    elif source.kind == "gray":
        return colors[:, :1]
    light: Colors = (colors @ _LUMINOSITY)[:, None]
    return light


def _pixels(colors: Colors, source: Source) -> Image.Image:
    if source.kind == "lab":
        scaled = np.column_stack((colors[:, 0] * 2.55, colors[:, 1:] + 128))
        return lab_image(np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)[None])
    levels = np.rint(np.clip(colors, 0, 1) * 255).astype(np.uint8)
    return Image.frombytes(_MODES[source.kind], (len(colors), 1), levels.tobytes())


def lab_image(samples: NDArray[np.uint8]) -> Image.Image:
    """Return samples (rows, columns, 3) with a and b counted from -128 as an image of mode LAB."""
    signed = samples.copy()
    signed[..., 1:] ^= 128  # Pillow's raw LAB has signed a and b
    return Image.frombytes("LAB", (samples.shape[1], samples.shape[0]), signed.tobytes())


# Building a transform takes longer than converting a page's colours. Pure in its arguments.
@lru_cache(maxsize=8)
def _transform(kind: str, source: bytes, target: bytes) -> ImageCms.ImageCmsTransform:
    if source and source[16:20] != _SIGNATURES.get(kind, b""):
        raise ArtworkFault("artwork.convert", "an ICC profile is of another colour space than its use", _CURE)
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(source)) if source else _standard(kind)
        return ImageCms.buildTransform(
            opened,
            ImageCms.ImageCmsProfile(io.BytesIO(target)),
            _MODES[kind],
            "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError) as error:
        raise ArtworkFault("artwork.convert", "an ICC profile of the artwork is damaged", _CURE) from error


def _standard(kind: str) -> ImageCms.ImageCmsProfile:
    # PDF gives Lab a white point of its own; relative colorimetric intent maps it to the paper, as D50 here.
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB" if kind == "rgb" else "LAB"))


_CURE = "Export the page in CMYK and spot colours."
