"""Images of artwork that are not in inks, converted in place: palette, samples or JPEG."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Object
from PIL import Image

from vdp.pdf.flate import deflate_shared
from vdp.slots.image.artwork_functions import numbers
from vdp.slots.image.artwork_inks import Colors, InkConverter, Source, lab_image
from vdp.slots.image.artwork_streams import ArtworkFault, spell_name

MAX_PIXELS = 80_000_000
_JPEG_QUALITY = 92  # no visible loss after a second compression at 4:4:4
_CURE = "Export the page in CMYK and spot colours."
_UNDONE = {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}


def convert_palette(space: Object, source: Source, convert: Callable[[Colors], Colors]) -> bytes:
    """Return the palette of an Indexed space in inks, a byte for each."""
    lookup, count = space[3], int(space[2]) + 1
    raw = lookup.read_bytes() if isinstance(lookup, pikepdf.Stream) else bytes(lookup)
    if len(raw) < count * source.components:
        raise ArtworkFault("artwork.convert", "an image has a palette that is too short", _CURE)
    levels = np.frombuffer(raw, dtype=np.uint8, count=count * source.components).reshape(count, -1)
    inks = convert(_components(levels, _default_decode(source)))
    return np.rint(np.clip(inks, 0, 1) * 255).astype(np.uint8).tobytes()


def convert_image(image: Object, source: Source, inks: InkConverter | None) -> None:
    """Convert the pixels of an image XObject; without `inks` to the grey that a mask takes them for."""
    width, height = int(image["/Width"]), int(image["/Height"])
    if width * height > MAX_PIXELS:
        raise ArtworkFault("artwork.limit", f"an image has more than {MAX_PIXELS} pixels", _CURE)
    if isinstance(image.get("/Mask"), Array):
        raise ArtworkFault("artwork.convert", "an image is cut out by colour keys", _CURE)
    if "/Matte" in image.get("/SMask", Dictionary()):
        raise ArtworkFault("artwork.convert", "an image is blended with its matte beforehand", _CURE)
    filters = _filters(image)
    lossy = bool(filters) and filters[-1] == "/DCTDecode"
    pixels = _read_jpeg(image, source) if lossy else _read_samples(image, source, (width, height), filters)
    if pixels.size != (width, height):
        raise ArtworkFault("artwork.damaged", "an image has not the size that it says", "Export the page again.")
    converted = pixels.convert("L") if inks is None else inks.convert_image(pixels, source)
    data = _encode(converted, lossy=lossy)
    image.write(data, filter=Name.DCTDecode if lossy else Name.FlateDecode)
    image["/ColorSpace"] = Name.DeviceGray if inks is None else Name.DeviceCMYK
    image["/BitsPerComponent"] = 8
    for key in ("/Decode", "/DecodeParms"):
        if key in image:
            del image[key]
    if lossy and inks is not None:  # Pillow stores CMYK as Adobe does, 255 - ink
        image["/Decode"] = Array([1, 0] * 4)


def _filters(image: Object) -> list[str]:
    value = image.get("/Filter")
    if value is None:
        return []
    return [spell_name(name) for name in value.as_list()] if isinstance(value, Array) else [spell_name(value)]


def _read_jpeg(image: Object, source: Source) -> Image.Image:
    if source.kind != "rgb" or not _is_plain(image, source):
        raise ArtworkFault("artwork.convert", f"a JPEG image in {source.kind} cannot be converted", _CURE)
    assert isinstance(image, pikepdf.Stream)  # noqa: S101 - it has a filter
    raw = pikepdf.PdfImage(image)  # strips what lies around the JPEG data
    stream = io.BytesIO()
    if raw.extract_to(stream=stream) != ".jpg":
        raise ArtworkFault("artwork.convert", "a JPEG image cannot be read alone", _CURE)
    with Image.open(stream, formats=("JPEG",)) as opened:
        if opened.mode != "RGB" or opened.width * opened.height > MAX_PIXELS:
            raise ArtworkFault("artwork.convert", "a JPEG image is not in the colours that it says", _CURE)
        return opened.copy()


def _read_samples(image: Object, source: Source, size: tuple[int, int], filters: list[str]) -> Image.Image:
    bits = int(image["/BitsPerComponent"])
    if bits not in {8, 16} or not set(filters) <= _UNDONE:
        text = f"an image of {bits} bits a component ({', '.join(filters) or 'plain'}) cannot be converted"
        raise ArtworkFault("artwork.convert", text, _CURE)
    width, height = size
    samples = np.frombuffer(image.read_bytes(), dtype=np.uint8)
    needed = width * height * source.components * bits // 8
    if len(samples) < needed:
        raise ArtworkFault("artwork.damaged", "an image has too few samples", "Export the page again.")
    levels = samples[:needed][:: bits // 8].reshape(height, width, source.components)
    if source.kind == "lab":
        colors = _components(levels, _decode(image, source))
        colors[..., 0] *= 2.55
        colors[..., 1:] += 128
        return lab_image(np.rint(np.clip(colors, 0, 255)).astype(np.uint8))
    if not _is_plain(image, source):
        levels = np.rint(_components(levels, _decode(image, source)) * 255).astype(np.uint8)
    return Image.frombytes("RGB" if source.kind == "rgb" else "CMYK", size, levels.tobytes())


def _components(levels: NDArray[np.uint8], decode: list[float]) -> Colors:
    """Return bytes as components. Only those of Lab have other limits than 0 and 1."""
    low, high = np.array(decode[0::2]), np.array(decode[1::2])
    found: Colors = low + levels / 255 * (high - low)
    return found


def _decode(image: Object, source: Source) -> list[float]:
    return numbers(image["/Decode"]) if "/Decode" in image else _default_decode(source)


def _default_decode(source: Source) -> list[float]:
    return [0.0, 100.0, *source.ranges] if source.kind == "lab" else [0.0, 1.0] * source.components


def _is_plain(image: Object, source: Source) -> bool:
    return _decode(image, source) == _default_decode(source)


def _encode(image: Image.Image, *, lossy: bool) -> bytes:
    if not lossy:
        return deflate_shared(image.tobytes())
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return out.getvalue()
