from __future__ import annotations

import hashlib
import io
import unicodedata
import zlib
from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageCms

from vdp.errors import LayoutError
from vdp.pdf import DocumentInfo, PdfFile, open_condition
from vdp.pdf.content import deflate
from vdp.slots.image import assets as assets_module
from vdp.slots.image import load_asset, scan_assets
from vdp.slots.image.spec import ImageSpec
from vdp.units import Box

CONDITION = open_condition("FOGRA39")
INFO = DocumentInfo("t", "t", "t", date(2026, 12, 1), "t")
INCH = ImageSpec("photo", Box(0, 0, 72, 72), Path(), "fill")
CHART = [(r, g, b) for r in range(0, 256, 51) for g in range(0, 256, 51) for b in range(0, 256, 51)]


def save(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
    image.save(folder / name, **options)
    return folder / name


def load(folder: Path, name: str, *uses: ImageSpec):
    return load_asset(scan_assets(folder)[name], CONDITION, uses=uses or (INCH,))


def pixels(asset) -> np.ndarray:
    """Decode an asset by zlib alone; channels last."""
    raw = np.frombuffer(zlib.decompress(asset.data), dtype=np.uint8)
    return raw.reshape(asset.height, asset.width, -1)


def chart() -> Image.Image:
    image = Image.new("RGB", (len(CHART), 1))
    image.putdata(CHART)
    return image


def reference(colours: Image.Image, source: ImageCms.core.CmsProfile) -> np.ndarray:
    """Convert by a transform of our own making, to 0..255 of ink."""
    target = ImageCms.ImageCmsProfile(io.BytesIO(CONDITION.profile))
    converted = ImageCms.profileToProfile(
        colours,
        source,
        target,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="CMYK",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return np.asarray(converted)


def test_a_folder_is_listed_by_normalized_name_with_upright_sizes(tmp_path):
    save(tmp_path, unicodedata.normalize("NFD", "がく.png"), Image.new("RGB", (30, 20)))
    exif = Image.Exif()
    exif[0x0112] = 6
    save(tmp_path, "lying.jpg", Image.new("RGB", (30, 20)), exif=exif)
    (tmp_path / "notes.txt").write_text("no image")
    (tmp_path / ".hidden.png").write_bytes(b"")
    found = scan_assets(tmp_path)
    assert {name: (file.width, file.height) for name, file in found.items()} == {
        "がく.png": (30, 20),
        "lying.jpg": (20, 30),
        "notes.txt": (0, 0),
    }


def test_a_link_out_of_the_folder_is_not_listed(tmp_path):
    inside = tmp_path / "photos"
    inside.mkdir()
    save(tmp_path, "outside.png", Image.new("RGB", (3, 3)))
    (inside / "link.png").symlink_to(tmp_path / "outside.png")
    assert scan_assets(inside) == {}


@pytest.mark.parametrize("twin", ["A.PNG", "ａ.png"])
def test_names_that_differ_only_in_case_or_width_are_refused(tmp_path, twin):
    save(tmp_path, "a.png", Image.new("RGB", (3, 3)))
    save(tmp_path, twin, Image.new("RGB", (3, 3)))
    with pytest.raises(LayoutError) as caught:
        scan_assets(tmp_path)
    assert caught.value.code == "image.ambiguous"


def test_a_missing_folder_is_a_layout_error(tmp_path):
    with pytest.raises(LayoutError) as caught:
        scan_assets(tmp_path / "none")
    assert caught.value.code == "image.folder"


@pytest.mark.parametrize("form", ["GIF", "BMP", "PPM", "ICO"])
def test_formats_off_the_list_are_no_images(tmp_path, form):
    save(tmp_path, "a.png", Image.new("RGB", (16, 16)), format=form)
    assert scan_assets(tmp_path)["a.png"].width == 0


def test_too_many_pixels_are_no_image(tmp_path, monkeypatch):
    monkeypatch.setattr(assets_module, "MAX_PIXELS", 99)
    save(tmp_path, "a.png", Image.new("RGB", (10, 10)))
    assert scan_assets(tmp_path)["a.png"].width == 0


def test_what_pillow_calls_a_bomb_is_no_image(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 99)
    save(tmp_path, "a.png", Image.new("RGB", (10, 10)))
    assert scan_assets(tmp_path)["a.png"].width == 0


def test_an_image_of_several_pages_is_no_image(tmp_path):
    pages = [Image.new("L", (5, 5), value) for value in (0, 255)]
    save(tmp_path, "a.tif", pages[0], save_all=True, append_images=pages[1:])
    assert scan_assets(tmp_path)["a.tif"].width == 0


@pytest.mark.parametrize(("form", "options"), [("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True})])
def test_srgb_colours_become_the_inks_that_lcms_gives(tmp_path, form, options):
    save(tmp_path, "chart", chart(), format=form, **options)
    wide = ImageSpec("s", Box(0, 0, 720, 72), Path(), "fill")
    asset = load(tmp_path, "chart", wide)
    assert (asset.space, asset.bits, asset.coding) == ("DeviceCMYK", 8, "FlateDecode")
    assert np.array_equal(pixels(asset), reference(chart(), ImageCms.createProfile("sRGB")))


def test_an_embedded_profile_is_honoured(tmp_path):
    wide_gamut = make_gamma_one_profile()
    save(tmp_path, "chart.png", chart(), icc_profile=wide_gamut)
    asset = load(tmp_path, "chart.png", ImageSpec("s", Box(0, 0, 720, 72), Path(), "fill"))
    expected = reference(chart(), ImageCms.ImageCmsProfile(io.BytesIO(wide_gamut)))
    assert np.array_equal(pixels(asset), expected)
    assert not np.array_equal(pixels(asset), reference(chart(), ImageCms.createProfile("sRGB")))


def make_gamma_one_profile() -> bytes:
    """Return sRGB with its tone curves replaced by identity: another colour for every number but 0 and 255."""
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * int.from_bytes(raw[128:132]), 12):
        if bytes(raw[at : at + 4]) in {b"rTRC", b"gTRC", b"bTRC"}:
            offset = int.from_bytes(raw[at + 4 : at + 8])
            raw[offset : offset + 12] = b"curv" + bytes(4) + bytes(4)
    return bytes(raw)


def test_a_damaged_profile_is_refused(tmp_path):
    save(tmp_path, "a.png", chart(), icc_profile=b"\0" * 16 + b"RGB " + b"\0" * 108)
    with pytest.raises(LayoutError, match="profile is damaged"):
        load(tmp_path, "a.png")


@pytest.mark.parametrize(
    ("mode", "colour", "space", "expected"),
    [
        ("L", 77, "DeviceGray", [77]),
        ("CMYK", (10, 20, 30, 40), "DeviceCMYK", [10, 20, 30, 40]),
        ("LA", (0, 0), "DeviceGray", [255]),
        ("LA", (100, 255), "DeviceGray", [100]),
    ],
)
def test_gray_and_inks_stay_and_transparency_becomes_paper(tmp_path, mode, colour, space, expected):
    save(tmp_path, "a", Image.new(mode, (4, 4), colour), format="TIFF")
    asset = load(tmp_path, "a")
    assert asset.space == space
    assert pixels(asset)[0, 0].tolist() == expected


@pytest.mark.parametrize("palette", [False, True])
def test_a_transparent_rgb_image_lies_on_white(tmp_path, palette):
    image = Image.new("RGBA", (4, 4), (200, 0, 0, 0))
    save(tmp_path, "a.png", image.quantize(4) if palette else image)
    assert pixels(load(tmp_path, "a.png"))[0, 0].tolist() == [0, 0, 0, 0]


def test_sixteen_bits_keep_their_upper_half(tmp_path):
    save(tmp_path, "a.png", Image.fromarray(np.full((4, 4), 0x8000, dtype=np.uint16)))
    assert pixels(load(tmp_path, "a.png"))[0, 0].tolist() == [0x80]


def test_one_bit_stays_one_bit(tmp_path):
    save(tmp_path, "a.png", Image.new("1", (9, 2), 1))
    asset = load(tmp_path, "a.png")
    assert (asset.bits, asset.space) == (1, "DeviceGray")
    assert len(zlib.decompress(asset.data)) == 4


def test_a_mode_without_a_way_to_ink_is_refused(tmp_path):
    save(tmp_path, "a.tif", Image.new("LAB", (4, 4)))
    with pytest.raises(LayoutError, match="LAB"):
        load(tmp_path, "a.tif")


@pytest.mark.parametrize(("pixel_count", "kept"), [(450, 450), (451, 450), (900, 450)])
def test_pixels_finer_than_450_ppi_are_thinned_out(tmp_path, pixel_count, kept):
    save(tmp_path, "a.png", Image.new("L", (pixel_count, pixel_count), 60))
    asset = load(tmp_path, "a.png")
    assert (asset.width, asset.height, asset.ppi) == (kept, kept, 450)
    assert set(pixels(asset).ravel().tolist()) == {60}


def test_the_largest_use_decides_how_many_pixels_stay(tmp_path):
    save(tmp_path, "a.png", Image.new("L", (1800, 1800)))
    asset = load(tmp_path, "a.png", INCH, ImageSpec("big", Box(0, 0, 144, 144), Path(), "fill"))
    assert (asset.width, asset.ppi) == (900, 450)


def test_a_photo_is_turned_upright(tmp_path):
    image = Image.new("L", (20, 10), 0)
    image.paste(255, (0, 0, 10, 10))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera's top is on the right: turn clockwise
    save(tmp_path, "a.png", image, exif=exif)
    found = pixels(load(tmp_path, "a.png"))
    assert found.shape == (20, 10, 1)
    assert (found[:10] == 255).all()
    assert (found[10:] == 0).all()


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_is_rendered_like_its_pixels_stored_without_loss(tmp_path, mode):
    image = Image.new(mode, (32, 32), {"RGB": (180, 90, 40), "L": 120, "CMYK": (200, 40, 10, 30)}[mode])
    save(tmp_path, "a.jpg", image, quality=100, subsampling=0)
    save(tmp_path, "a-flate.tif", Image.open(tmp_path / "a.jpg"))
    jpeg, flate = load(tmp_path, "a.jpg"), load(tmp_path, "a-flate.tif")
    assert (jpeg.coding, flate.coding) == ("DCTDecode", "FlateDecode")
    difference = render(tmp_path, jpeg).astype(int) - render(tmp_path, flate).astype(int)
    assert abs(difference).max() <= 3


def render(folder: Path, asset) -> np.ndarray:
    with PdfFile(folder / "a.pdf", info=INFO, condition=CONDITION) as pdf:
        resources = pdf.add_object({"XObject": {"I0": pdf.add_object(asset.stream())}})
        content = pdf.append_content(deflate(b"q 72 0 0 72 0 0 cm /I0 Do Q"))
        pdf.add_page(content, resources, media=(72, 72), trim=Box(0, 0, 72, 72))
        path = pdf.finish().path
    with pypdfium2.PdfDocument(path) as document:
        return document[0].render(scale=1).to_numpy()[10:60, 10:60, :3]


def test_the_hash_is_the_source_file_s(tmp_path):
    path = save(tmp_path, "a.png", chart())
    assert load(tmp_path, "a.png").sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_truncated_image_is_refused_without_naming_it(tmp_path):
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    path = save(tmp_path, "secret-name.jpg", noise)
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(LayoutError) as caught:
        load(tmp_path, "secret-name.jpg")
    assert caught.value.code == "image.unreadable"
    assert "secret" not in str(caught.value)


def test_a_file_that_vanished_is_refused(tmp_path):
    path = save(tmp_path, "a.png", chart())
    file = scan_assets(tmp_path)["a.png"]
    path.unlink()
    with pytest.raises(LayoutError) as caught:
        load_asset(file, CONDITION, uses=[INCH])
    assert caught.value.code == "image.unreadable"
