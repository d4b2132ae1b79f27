"""Look at an image before it is used: everything that could stop it later is found here."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from PIL import Image, UnidentifiedImageError
from PIL.PsdImagePlugin import PsdImageFile

from vdp.pdf import OutputCondition
from vdp.slots.image.flaw import FlawError
from vdp.slots.image.geometry import Size
from vdp.slots.image.inks import check_profile
from vdp.slots.image.jpeg import has_adobe_marker

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "PSD")
MAX_PIXELS = 80_000_000
"""Beyond it an image is refused: more than a full SRA3 sheet at 600 ppi needs, and an archive bomb's favourite."""
MODES = frozenset({"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "YCbCr", "CMYK", "LAB"})
DEEP_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N"})

_CLEAR_MODES = frozenset({"LA", "La", "PA", "RGBA", "RGBa"})
_ORIENTATION = 0x0112  # Exif 2.32, tag 274: values from 5 on lie on their side
_VERSION_INFO = 1057  # Adobe Photoshop file format, image resource: the fifth byte tells whether there is a composite
_SUFFIXES = {
    "JPEG": ("jpg", "jpeg", "jpe", "jfif"),
    "MPO": ("jpg", "jpeg", "mpo"),
    "PNG": ("png",),
    "TIFF": ("tif", "tiff"),
    "WEBP": ("webp",),
    "PSD": ("psd",),
}
_PPI_RANGE = (36.0, 4800.0)
_USUAL_PPI = 300.0


class Look(NamedTuple):
    """What was seen."""

    size: Size
    bilevel: bool
    misnamed: bool  # the suffix of the name says another format
    clear: bool  # it has an alpha channel or a transparent colour


def look_at_image(raw: bytes, *, name: str, condition: OutputCondition) -> Look:
    """Decode an image once and throw its pixels away.

    The header is judged first: nothing is decoded that would need more memory than MAX_PIXELS take. Raises FlawError.
    """
    if not raw:
        raise FlawError("image.empty", "the file has no bytes")
    with decoding(), Image.open(io.BytesIO(raw), formats=FORMATS) as image:
        _check_header(image, raw)
        upright = orientation(image) < 5
        width, height = image.size
        ppi = _stated_ppi(image)
        look = Look(
            size=Size(width, height, ppi) if upright else Size(height, width, (ppi[1], ppi[0])),
            bilevel=image.mode == "1",
            misnamed=name.rpartition(".")[2].lower() not in _SUFFIXES[image.format or ""],
            clear=image.mode in _CLEAR_MODES or "transparency" in image.info,
        )
        check_profile(image.info.get("icc_profile") or b"", mode=image.mode, condition=condition)
        # A JPEG is decoded to an eighth: the entropy coding, where damage shows, is read as a whole all the same.
        image.draft(None, (max(1, width // 8), max(1, height // 8)))
        image.load()
    return look


@contextmanager
def decoding() -> Iterator[None]:
    """Turn whatever a decoder raises into a FlawError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is the camera's affair
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except FlawError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FlawError("image.too-large", f"it has more than {MAX_PIXELS} pixels") from error
    except UnidentifiedImageError as error:
        raise FlawError("image.unreadable", "it is no JPEG, PNG, TIFF, WebP or PSD image, or is damaged") from error
    except Exception as error:
        raise FlawError("image.unreadable", f"it is damaged: {str(error) or type(error).__name__}") from error


def orientation(image: Image.Image) -> int:
    """Return the Exif orientation, 1 for upright."""
    value = image.getexif().get(_ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _check_header(image: Image.Image, raw: bytes) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise FlawError("image.too-large", f"it has more than {MAX_PIXELS} pixels")
    if isinstance(image, PsdImageFile):
        _check_composite(image)
    # MPO is a camera's JPEG with a preview behind it: its first frame is the picture.
    elif image.format != "MPO" and getattr(image, "n_frames", 1) != 1:
        raise FlawError("image.several-frames", "it has several pages or frames")
    if image.mode not in MODES | DEEP_MODES:
        raise FlawError("image.color-mode", f"its colour mode {image.mode} has no way to ink")
    if image.mode == "CMYK" and image.format in {"JPEG", "MPO"} and not has_adobe_marker(raw):
        text = "it is a CMYK JPEG without Adobe marker: nothing says whether 0 or 255 is full ink"
        raise FlawError("image.no-adobe-marker", text)


def _check_composite(image: PsdImageFile) -> None:
    resources: list[tuple[int, Any, bytes]] = image.resources
    for number, _, data in resources:
        if number == _VERSION_INFO and len(data) > 4 and not data[4]:
            raise FlawError("image.no-composite", "the PSD file was saved without its flattened image")


def _stated_ppi(image: Image.Image) -> tuple[float, float]:
    stated = image.info.get("dpi")
    try:
        across, down = (float(value) for value in stated or ())
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return (_USUAL_PPI, _USUAL_PPI)
    least, most = _PPI_RANGE
    return (across, down) if least <= across <= most and least <= down <= most else (_USUAL_PPI, _USUAL_PPI)
