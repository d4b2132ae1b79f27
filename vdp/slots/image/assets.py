"""Which images a folder holds, and one of them made ready for the press."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from vdp.errors import LayoutError, Place
from vdp.pdf import OutputCondition
from vdp.pdf.objects import Stream
from vdp.pdf.resources import image_stream
from vdp.slots.image.encode import encode_pixels
from vdp.slots.image.geometry import effective_ppi
from vdp.slots.image.inks import convert_to_inks, flatten_image
from vdp.slots.image.names import fold_name, is_plain_name, normalize_name
from vdp.slots.image.spec import ImageSpec

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
MAX_PIXELS = 80_000_000
"""Beyond it an image is refused: more than a full SRA3 sheet at 600 ppi needs, and an archive bomb's favourite."""
MAX_PPI = 450.0
"""Finer pixels only cost the RIP time: twice and a half a 175 line screen."""

_NO_IMAGE = "it is no JPEG, PNG, TIFF or WebP image"
_ORIENTATION = 0x0112  # Exif 2.32, tag 274: values from 5 on lie on their side
_UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class AssetFile:
    """An image file that was found. Sizes in pixels as seen upright; width 0 marks a file that is no usable image."""

    name: str  # in NFC
    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Asset:
    """An image in the inks of the output condition. `ppi` is the lowest of its uses; `sha256` is the source file's."""

    name: str
    width: int
    height: int
    space: str  # DeviceCMYK | DeviceGray
    bits: int
    coding: str  # FlateDecode | DCTDecode
    data: bytes
    inverted: bool
    sha256: str
    ppi: float

    def stream(self) -> Stream:
        """Return the image XObject."""
        return image_stream(
            self.width,
            self.height,
            space=self.space,
            bits=self.bits,
            data=self.data,
            coding=self.coding,
            inverted=self.inverted,
        )


def scan_assets(folder: Path) -> dict[str, AssetFile]:
    """Return the files of a folder by name, reading headers only.

    Raises LayoutError if there is no such folder, or if two names cannot be told apart by an operator.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        text = f"the folder of images cannot be read: {error.strerror}"
        cure = "Correct the folder in the layout; it counts from the layout's folder."
        raise LayoutError("image.folder", text, where=Place(str(folder)), cure=cure) from error
    root = folder.resolve()
    found = [_look_at(path) for path in paths if is_plain_name(path.name) and path.resolve().is_relative_to(root)]
    _refuse_twins(found, folder=folder)
    return {file.name: file for file in found}


def load_asset(file: AssetFile, condition: OutputCondition, *, uses: Sequence[ImageSpec]) -> Asset:
    """Return an image converted to the condition and no finer than its largest use needs.

    Transparent parts become paper white. Raises LayoutError if the file cannot be decoded whole.
    """
    raw = _read(file)
    digest = hashlib.sha256(raw).hexdigest()
    with _refusals(file, digest):
        with Image.open(io.BytesIO(raw), formats=FORMATS) as source:
            _check_image(source)
            lossy = source.format in {"JPEG", "MPO"}
            source.load()
            upright = ImageOps.exif_transpose(source)
        profile = upright.info.get("icc_profile") or b""
        inks = convert_to_inks(_thin_out(flatten_image(upright), uses=uses), source=profile, condition=condition)
        pixels = encode_pixels(inks, lossy=lossy)
    ppi = min((effective_ppi(use, inks.width, inks.height) for use in uses), default=0.0)
    return Asset(file.name, inks.width, inks.height, *pixels, digest, ppi)


def _look_at(path: Path) -> AssetFile:
    try:
        with _strict_pillow(), Image.open(path, formats=FORMATS) as image:
            _check_image(image)
            size = image.size if image.getexif().get(_ORIENTATION, 1) < 5 else image.size[::-1]
    except _UNREADABLE:
        size = (0, 0)
    return AssetFile(normalize_name(path.name), path, *size)


def _check_image(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        text = f"it has more than {MAX_PIXELS} pixels"
        raise ValueError(text)
    # MPO is a camera's JPEG with a preview behind it: its first frame is the picture.
    if image.format != "MPO" and getattr(image, "n_frames", 1) != 1:
        text = "it has several pages or frames"
        raise ValueError(text)


def _thin_out(image: Image.Image, *, uses: Sequence[ImageSpec]) -> Image.Image:
    finest = min((effective_ppi(use, image.width, image.height) for use in uses), default=0.0)
    if finest <= MAX_PPI:
        return image
    factor = MAX_PPI / finest
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return (image.convert("L") if image.mode == "1" else image).resize(size, Image.Resampling.LANCZOS)


def _refuse_twins(found: Sequence[AssetFile], *, folder: Path) -> None:
    folded: dict[str, list[str]] = {}
    for file in found:
        folded.setdefault(fold_name(file.name), []).append(file.name)
    twins = sum(len(names) for names in folded.values() if len(names) > 1)
    if twins:
        text = f"{twins} image files have names that differ only in case, width or Unicode form"
        cure = "Rename them, so that nobody can take one for the other."
        raise LayoutError("image.ambiguous", text, where=Place(str(folder)), cure=cure)


def _read(file: AssetFile) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise _unreadable(file, str(error.strerror), digest="unknown") from error


@contextmanager
def _refusals(file: AssetFile, digest: str) -> Iterator[None]:
    try:
        with _strict_pillow():
            yield
    except _UNREADABLE as error:
        reason = _NO_IMAGE if isinstance(error, UnidentifiedImageError) else str(error) or type(error).__name__
        raise _unreadable(file, reason, digest=digest) from error


def _unreadable(file: AssetFile, reason: str, *, digest: str) -> LayoutError:
    # No file name: it is a recipient's value where the layout takes it from the record.
    text = f"an image cannot be prepared: {reason}; its SHA-256 starts with {digest[:12]}"
    cure = "Replace the file; `sha256sum *` in the folder finds it."
    return LayoutError("image.unreadable", text, where=Place(str(file.path.parent)), cure=cure)


@contextmanager
def _strict_pillow() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd metadata is the camera's affair
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield
