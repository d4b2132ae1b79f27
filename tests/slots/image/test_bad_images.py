"""Bad input: every file that cannot be printed has a named fault, and none of them stops more than its records."""

from __future__ import annotations

import io
import os
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from vdp.slots.image import ImageKernel, look
from vdp.slots.image import sources as sources_module
from vdp.slots.image.spec import ImageSpec
from vdp.units import Box

BOX = Box(0, 0, 72, 72)


def noise(mode: str = "RGB", size: tuple[int, int] = (64, 64)) -> Image.Image:
    bands = len(Image.new(mode, (1, 1)).getbands())
    raw = np.random.default_rng(1).integers(0, 255, size[0] * size[1] * bands, dtype=np.uint8).tobytes()
    return Image.frombytes(mode, size, raw)


def encoded(image: Image.Image, form: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """Return a PNG of zeros: some kilobytes for gigabytes of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def png_with(kind: bytes, data: bytes) -> bytes:
    """Return a PNG with a chunk of our own behind its header."""
    raw = encoded(noise(), "PNG")
    return raw[:33] + struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) + raw[33:]


def without_adobe_marker(raw: bytes) -> bytes:
    at = raw.index(b"\xff\xee")
    return raw[:at] + raw[at + 2 + int.from_bytes(raw[at + 2 : at + 4]) :]


def animated(form: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:])


def psd(mode: int = 3, *, composite: bool = True, depth: int = 8) -> bytes:
    """Return a PSD of 2 by 2 pixels (Adobe Photoshop file format): header, version info, no layers, plain composite."""
    channels = {1: 1, 3: 3, 4: 4, 9: 3}[mode]
    info = struct.pack(">IB", 1, composite) + bytes(8) + struct.pack(">I", 1)
    resource = b"8BIM" + struct.pack(">HHI", 1057, 0, len(info)) + info + bytes(len(info) % 2)
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, channels, 2, 2, depth, mode)
    data = b"".join(bytes((40 * band,)) * 4 for band in range(1, channels + 1))
    return head + struct.pack(">I", 0) + struct.pack(">I", len(resource)) + resource + bytes(4) + b"\0\0" + data


PHOTO = encoded(noise(), "JPEG")
FILES = {
    "zero bytes": (b"", "image.empty"),
    "a text": (b"no image at all", "image.unreadable"),
    "a truncated JPEG": (PHOTO[: len(PHOTO) // 2], "image.unreadable"),
    "a JPEG without its last bytes": (PHOTO[:-40], "image.unreadable"),
    "a truncated PNG": (encoded(noise(), "PNG")[:-4000], "image.unreadable"),
    "a PNG with a wrong check sum": (encoded(noise(), "PNG").replace(b"IDAT", b"IDAU", 1), "image.unreadable"),
    "a truncated TIFF": (encoded(noise(), "TIFF")[:-4000], "image.unreadable"),
    "a truncated WebP": (encoded(noise(), "WEBP")[:-400], "image.unreadable"),
    "a truncated PSD": (psd()[:-3], "image.unreadable"),
    "a GIF": (encoded(noise(), "GIF"), "image.unreadable"),
    "a BMP": (encoded(noise(), "BMP"), "image.unreadable"),
    "60,000 by 60,000 pixels": (png_of(60_000, 60_000), "image.too-large"),
    "what Pillow only warns of": (png_of(9_500, 9_500), "image.too-large"),
    "a comment that unpacks to more than its file": (
        png_with(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(3_000_000))),
        "image.unreadable",
    ),
    "several pages": (animated("TIFF"), "image.several-frames"),
    "an animated PNG": (animated("PNG"), "image.several-frames"),
    "an animated WebP": (animated("WEBP"), "image.several-frames"),
    "a CMYK JPEG without Adobe marker": (
        without_adobe_marker(encoded(noise("CMYK"), "JPEG")),
        "image.no-adobe-marker",
    ),
    "32 bits a sample": (encoded(Image.new("F", (4, 4)), "TIFF"), "image.color-mode"),
    "a PSD without its flattened image": (psd(composite=False), "image.no-composite"),
    "a PSD of 32 bits": (psd(depth=32), "image.unreadable"),
    "a damaged profile": (
        encoded(noise(), "PNG", icc_profile=bytes(16) + b"RGB " + bytes(108)),
        "image.profile",
    ),
}


@pytest.fixture
def faults(tmp_path, library):
    """Return a function that measures one file and returns what is found."""

    def measure(raw: bytes, name: str = "secret.jpg", **spec) -> list:
        (tmp_path / name).write_bytes(raw)
        return ImageKernel(ImageSpec("photo", BOX, tmp_path, **spec), library()).measure([name])

    return measure


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_printed_is_held_under_its_own_code(faults, name):
    raw, code = FILES[name]
    (fault,) = faults(raw)
    assert (fault.code, fault.severity) == (code, "hold")
    assert "secret" not in fault.text


def test_it_is_held_even_where_missing_ones_are_skipped_and_stops_the_job_where_they_do(faults):
    assert faults(b"", missing="skip")[0].severity == "hold"
    assert faults(b"", missing="fail")[0].severity == "fail"


def test_a_bomb_is_not_decoded(faults, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("decoded"))
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda _: pytest.fail("decoded"), raising=False)
    assert faults(png_of(60_000, 60_000))[0].code == "image.too-large"


def test_a_file_of_too_many_bytes_is_not_read(faults, monkeypatch):
    monkeypatch.setattr(sources_module, "MAX_BYTES", 99)
    assert faults(PHOTO)[0].code == "image.too-large"


def test_the_limit_of_pixels_is_exact(faults, monkeypatch):
    monkeypatch.setattr(look, "MAX_PIXELS", 64 * 64)
    assert faults(PHOTO, min_ppi=0) == []
    monkeypatch.setattr(look, "MAX_PIXELS", 64 * 64 - 1)
    assert faults(PHOTO)[0].code == "image.too-large"


@pytest.mark.parametrize(("form", "name"), [("PNG", "a.jpg"), ("JPEG", "a.png"), ("TIFF", "a"), ("WEBP", "a.JPEG")])
def test_a_file_of_another_format_than_its_name_says_is_read_as_what_it_is_and_warned_of(faults, form, name):
    (fault,) = faults(encoded(noise(size=(200, 200)), form), name)
    assert (fault.code, fault.severity) == ("image.misnamed", "warn")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission_is_held(faults, tmp_path):
    (tmp_path / "locked.jpg").write_bytes(PHOTO)
    (tmp_path / "locked.jpg").chmod(0)
    assert faults(PHOTO)[0].code == "image.unreadable"


def test_what_is_no_file_is_missing(tmp_path, library):
    (tmp_path / "folder.jpg").mkdir()
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "outside").mkdir()
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside/a.jpg").write_bytes(PHOTO)
    (inside / "link.jpg").symlink_to(tmp_path / "outside/a.jpg")
    (inside / "circle.jpg").symlink_to(inside / "circle.jpg")
    kernel = ImageKernel(ImageSpec("photo", BOX, tmp_path), library())
    assert [f.code for f in kernel.measure(["folder.jpg", "pipe.jpg"])] == ["image.missing"] * 2
    kernel = ImageKernel(ImageSpec("photo", BOX, inside), library())
    assert {f.code for f in kernel.measure(["link.jpg", "circle.jpg"])} <= {"image.missing", "image.unreadable"}
    assert len(kernel.measure(["link.jpg", "circle.jpg"])) == 2


@pytest.mark.parametrize(
    "value",
    [
        "../a.jpg",
        "/etc/passwd",
        "x\\a.jpg",
        "C:a.jpg",
        "..",
        ".",
        "a.jpg\0",
        "a\n.jpg",
        "．．／a.jpg",
        "‥",
        "a／b.jpg",
        "a" * 300,
    ],
)
@pytest.mark.parametrize("missing", ["hold", "skip"])
def test_a_value_that_is_no_file_name_is_held(tmp_path, library, value, missing):
    (fault,) = ImageKernel(ImageSpec("photo", BOX, tmp_path, missing=missing), library()).measure([value])
    assert (fault.code, fault.severity) == ("image.bad-name", "hold")
    assert value not in fault.text


@pytest.mark.parametrize(("mode", "space"), [(1, "L"), (3, "RGB"), (4, "CMYK"), (9, "LAB")])
def test_the_flattened_image_of_a_psd_is_printed(faults, mode, space):
    assert Image.open(io.BytesIO(psd(mode))).mode == space
    assert faults(psd(mode), "a.psd", min_ppi=0) == []
