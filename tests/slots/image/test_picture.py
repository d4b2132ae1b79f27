"""Pictures: what is in the file that the press gets, read back with pikepdf and pdfium."""

from __future__ import annotations

import io
import zlib
from datetime import date
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from vdp.errors import LayoutError
from vdp.pdf import DocumentInfo, PdfFile, open_condition
from vdp.pdf.flate import deflate_content
from vdp.run.pictures import Shelf, add_picture, describe
from vdp.slots.image import ImageKernel
from vdp.slots.image.look import look_at_image
from vdp.slots.image.picture import Picture, Treatment, prepare_picture
from vdp.slots.image.spec import Clip, ImageSpec
from vdp.units import Box

CONDITION = open_condition("FOGRA39")
INFO = DocumentInfo("t", "t", "t", date(2026, 12, 1), "t")


def encoded(image: Image.Image, form: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def noise(mode: str = "RGB", size: tuple[int, int] = (64, 64)) -> Image.Image:
    bands = len(Image.new(mode, (1, 1)).getbands())
    raw = np.random.default_rng(1).integers(0, 255, size[0] * size[1] * bands, dtype=np.uint8).tobytes()
    return Image.frombytes(mode, size, raw)


def prepare(raw: bytes, *, crop=None, size=None, transparency: bool = True) -> Picture:
    found = look_at_image(raw, name="a.jpg", condition=CONDITION).size
    crop = crop or (0, 0, found.width, found.height)
    treatment = Treatment(crop, size or (crop[2] - crop[0], crop[3] - crop[1]))
    return prepare_picture(raw, treatment, condition=CONDITION, transparency=transparency)


def pixels(picture: Picture) -> np.ndarray:
    """Decode without Pillow where that can be; channels last, 0 is no ink for CMYK."""
    assert picture.plane.coding == "FlateDecode"
    raw = np.frombuffer(zlib.decompress(picture.data), dtype=np.uint8)
    return raw.reshape(picture.plane.height, picture.plane.width, -1)


def write_pdf(folder: Path, picture: Picture, content: bytes = b"q 72 0 0 72 0 0 cm /I0 Do Q") -> Path:
    with PdfFile(folder / "a.pdf", info=INFO, condition=CONDITION) as pdf:
        ref = add_picture(pdf, describe(picture), picture.data + picture.mask_data, scope="File")
        state = {"OP": False}
        resources = pdf.add_object({"XObject": {"I0": ref}, "ExtGState": {"N": state}})
        background = b"0 0 1 0 k 0 0 72 72 re f "
        stream = pdf.append_content(deflate_content(background + content))
        pdf.add_page(stream, resources, media=(72, 72), trim=Box(0, 0, 72, 72), transparent=True)
        return pdf.finish().path


def render(path: Path, scale: float = 1) -> np.ndarray:
    with pypdfium2.PdfDocument(path) as document:
        return document[0].render(scale=scale).to_numpy()[..., :3].astype(int)


FORMS = {
    "PNG": ("RGB", {}),
    "TIFF": ("RGB", {}),
    "TIFF, LZW": ("RGB", {"compression": "tiff_lzw"}),
    "TIFF, deflate": ("RGB", {"compression": "tiff_adobe_deflate"}),
    "TIFF, packbits": ("CMYK", {"compression": "packbits"}),
    "WEBP": ("RGB", {"lossless": True}),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_format_gives_the_inks_of_its_pixels(name):
    mode, options = FORMS[name]
    flat = Image.new(mode, (40, 30), (200, 30, 40, 10)[: len(mode)])
    flat.paste((0, 255, 0, 0)[: len(mode)], (5, 5, 20, 20))
    found = prepare(encoded(flat, name.split(",")[0], **options))
    expected = prepare(encoded(flat, "TIFF"))
    assert (found.plane.space, found.plane.bits, found.plane.coding) == ("DeviceCMYK", 8, "FlateDecode")
    assert np.array_equal(pixels(found), pixels(expected))
    if mode == "CMYK":
        assert np.array_equal(pixels(found), np.asarray(flat))


def tiff(values: np.ndarray, photometric: int, *, tile: int = 0) -> bytes:
    """Return a plain TIFF 6.0 of some samples, in one strip or in square tiles (sections 2, 6, 15)."""
    height, width, samples = values.shape
    bits = values.dtype.itemsize * 8
    if tile:
        padded = np.zeros((-(-height // tile) * tile, -(-width // tile) * tile, samples), dtype=values.dtype)
        padded[:height, :width] = values
        parts = [
            padded[y : y + tile, x : x + tile].astype(values.dtype.newbyteorder("<")).tobytes()
            for y in range(0, height, tile)
            for x in range(0, width, tile)
        ]
        layout = {322: (3, [tile]), 323: (3, [tile]), 324: (4, []), 325: (4, [len(part) for part in parts])}
        offsets = 324
    else:
        parts = [values.astype(values.dtype.newbyteorder("<")).tobytes()]
        layout = {273: (4, []), 278: (3, [height]), 279: (4, [len(parts[0])])}
        offsets = 273
    starts = np.cumsum([8, *(len(part) for part in parts[:-1])]).tolist()
    tags = {256: (3, [width]), 257: (3, [height]), 258: (3, [bits] * samples), 259: (3, [1]), 262: (3, [photometric])}
    tags |= {277: (3, [samples]), **layout, offsets: (4, starts)}
    data = b"".join(parts)
    at = 8 + len(data)
    entries, extra = b"", b""
    after = at + 2 + 12 * len(tags) + 4
    for number, (kind, numbers) in sorted(tags.items()):
        packed = b"".join(value.to_bytes(2 if kind == 3 else 4, "little") for value in numbers)
        if len(packed) > 4:
            field, extra = (after + len(extra)).to_bytes(4, "little"), extra + packed
        else:
            field = packed.ljust(4, b"\0")
        entries += (
            number.to_bytes(2, "little") + kind.to_bytes(2, "little") + len(numbers).to_bytes(4, "little") + field
        )
    return b"II*\0" + at.to_bytes(4, "little") + data + len(tags).to_bytes(2, "little") + entries + bytes(4) + extra


@pytest.mark.parametrize(("photometric", "samples"), [(1, 1), (2, 3), (5, 4)])
@pytest.mark.parametrize("tile", [0, 16])
def test_sixteen_bits_keep_their_upper_half_in_strips_and_tiles(photometric, samples, tile):
    steps = np.arange(40 * 24 * samples, dtype=np.uint16).reshape(24, 40, samples) % 7
    deep = prepare(tiff((steps * 0x2000 + 0x1F).astype(np.uint16), photometric, tile=tile))
    plain = prepare(tiff((steps * 0x20).astype(np.uint8), photometric))
    assert np.array_equal(pixels(deep), pixels(plain))


def test_a_palette_a_bit_and_gray_become_inks():
    image = Image.new("RGB", (9, 2), "red")
    assert np.array_equal(pixels(prepare(encoded(image.quantize(4), "PNG"))), pixels(prepare(encoded(image, "PNG"))))
    bits = prepare(encoded(Image.new("1", (9, 2), 1), "PNG"))
    assert (bits.plane.bits, bits.plane.space, len(zlib.decompress(bits.data))) == (1, "DeviceGray", 4)
    assert pixels(prepare(encoded(Image.new("L", (4, 4), 77), "PNG"))).tolist() == [[[77]] * 4] * 4


def test_photos_are_coded_as_jpeg_and_flat_art_without_loss():
    assert prepare(encoded(noise(), "PNG")).plane.coding == "DCTDecode"
    assert prepare(encoded(noise().quantize(16), "PNG")).plane.coding == "FlateDecode"
    assert prepare(encoded(noise("L"), "PNG")).plane.coding == "FlateDecode"
    assert prepare(encoded(Image.new("RGB", (32, 32), "red"), "JPEG")).plane.coding == "DCTDecode"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation):
    """By Exif 2.32, tag 274: where the first row and the first column of the file are seen."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.new("L", (20, 10), 0)
    image.putpixel((0, 0), 255)
    seen = pixels(prepare(encoded(image, "PNG", exif=exif)))[..., 0]
    rows, columns = {1: (0, 0), 2: (0, -1), 3: (-1, -1), 4: (-1, 0), 5: (0, 0), 6: (0, -1), 7: (-1, -1), 8: (-1, 0)}[
        orientation
    ]
    assert seen.shape == ((10, 20) if orientation < 5 else (20, 10))
    assert seen[rows, columns] == 255
    assert np.count_nonzero(seen) == 1


def test_the_crop_is_that_of_the_upright_picture():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.fromarray(np.arange(200, dtype=np.uint8).reshape(10, 20))
    found = pixels(prepare(encoded(image, "PNG", exif=exif), crop=(2, 3, 9, 15)))[..., 0]
    assert np.array_equal(found, np.rot90(np.asarray(image), -1)[3:15, 2:9])


@pytest.mark.parametrize("factor", [1.5, 2.3, 5, 17])
def test_a_jpeg_scaled_while_it_is_decoded_looks_like_one_scaled_after(factor):
    ramp = np.linspace(0, 255, 402).astype(np.uint8)
    image = Image.fromarray(np.broadcast_to(ramp, (301, 402)).copy())
    size = (round(280 / factor), round(250 / factor))
    crop = (100, 31, 380, 281)
    jpeg = prepare(encoded(image, "JPEG", quality=95), crop=crop, size=size)
    exact = pixels(prepare(encoded(image, "PNG"), crop=crop, size=size))[..., 0]
    found = np.asarray(Image.open(io.BytesIO(jpeg.data)))
    assert found.shape == exact.shape
    assert abs(found.astype(int) - exact).max() <= 4


@pytest.mark.parametrize("mode", ["CMYK", "L"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_in_inks_that_fits_is_passed_through_byte_for_byte(tmp_path, mode, progressive):
    raw = encoded(noise(mode), "JPEG", quality=70, progressive=progressive, icc_profile=b"")
    with pikepdf.open(write_pdf(tmp_path, prepare(raw))) as pdf:
        assert pdf.pages[0].Resources.XObject.I0.read_raw_bytes() == raw


@pytest.mark.parametrize(
    "options", [{"crop": (1, 0, 64, 64)}, {"size": (32, 32)}, {"turned": True}, {"profile": True}], ids=str
)
def test_a_jpeg_in_inks_that_does_not_fit_is_coded_again(options):
    exif = Image.Exif()
    exif[0x0112] = 6 if options.pop("turned", False) else 1
    profile = CONDITION.profile[:24] + bytes(12) + CONDITION.profile[36:] if options.pop("profile", False) else b""
    raw = encoded(noise("CMYK"), "JPEG", exif=exif, icc_profile=profile)
    assert prepare(raw, **options).data != raw


def test_a_jpeg_with_the_profile_of_the_condition_is_passed_through():
    raw = encoded(noise("CMYK"), "JPEG", icc_profile=CONDITION.profile)
    assert prepare(raw).data == raw


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_a_passed_jpeg_is_rendered_like_its_pixels_stored_without_loss(tmp_path, mode):
    """A picture whose inks are inverted would come out as its negative."""
    image = Image.new(mode, (32, 32), {"L": 120, "CMYK": (200, 40, 10, 30)}[mode])
    raw = encoded(image, "JPEG", quality=100, subsampling=0)
    passed = render(write_pdf(tmp_path, prepare(raw)))
    exact = render(write_pdf(tmp_path, prepare(encoded(Image.open(io.BytesIO(raw)), "TIFF"))))
    assert abs(passed - exact).max() <= 3


def test_a_ycck_jpeg_keeps_its_colours(tmp_path):
    """As Photoshop writes them: Adobe marker with transform 2, chroma instead of C, M and Y (Adobe TN 5116)."""
    inks = np.array([60.0, 180.0, 90.0])
    red, green, blue = inks  # of the inverted inks that the file holds
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    ycc = (luma, 128 + (blue - luma) * 0.564, 128 + (red - luma) * 0.713)
    # Pillow writes 255 - value of every channel of a CMYK image; the file must hold Y, Cb, Cr and 255 - K.
    image = Image.new("CMYK", (16, 16), (*(round(255 - value) for value in ycc), 20))
    raw = bytearray(encoded(image, "JPEG", quality=100, subsampling=0))
    at = raw.index(b"Adobe")
    raw[at + 11] = 2
    found = Image.open(io.BytesIO(bytes(raw)))
    assert np.asarray(found)[5, 5].tolist() == pytest.approx([60, 180, 90, 20], abs=3)
    ycck = render(write_pdf(tmp_path, prepare(bytes(raw))))
    plain = render(write_pdf(tmp_path, prepare(encoded(Image.new("CMYK", (16, 16), (60, 180, 90, 20)), "TIFF"))))
    assert abs(ycck - plain).max() <= 4


def half_clear(mode: str = "RGBA") -> Image.Image:
    image = Image.new(mode, (8, 8), (255, 0, 0, 255) if mode == "RGBA" else (0, 255))
    image.putalpha(Image.linear_gradient("L").resize((8, 8)).point(lambda value: 255 * (value > 127)))
    return image


@pytest.mark.parametrize(("mode", "form"), [("RGBA", "PNG"), ("LA", "PNG"), ("RGBA", "TIFF"), ("RGBA", "WEBP")])
def test_transparent_parts_become_a_soft_mask(tmp_path, mode, form):
    options = {"lossless": True} if form == "WEBP" else {}
    found = prepare(encoded(half_clear(mode), form, **options))
    path = write_pdf(tmp_path, found)
    with pikepdf.open(path) as pdf:
        image = pdf.pages[0].Resources.XObject.I0
        assert (image.SMask.Width, image.SMask.Height, image.SMask.ColorSpace) == (8, 8, "/DeviceGray")
        assert set(image.SMask.read_bytes()) == {0, 255}
        assert "/GTS_Encapsulated" not in image
    page = render(path)
    assert page[2, 36].tolist() == render(write_pdf(tmp_path, found, b""))[2, 36].tolist()  # the yellow below
    assert page[70, 36].tolist() != page[2, 36].tolist()


def test_transparent_parts_are_laid_on_white_where_the_pdf_level_has_no_soft_masks():
    found = prepare(encoded(half_clear(), "PNG"), transparency=False)
    assert found.mask is None
    assert pixels(found)[0, 0].tolist() == [0, 0, 0, 0]
    assert (
        pixels(found)[7, 7].tolist() == pixels(prepare(encoded(Image.new("RGB", (1, 1), "red"), "PNG")))[0, 0].tolist()
    )


def test_a_colour_that_is_made_transparent_by_a_png_chunk_is_transparent():
    image = Image.new("RGB", (4, 4), "red")
    image.putpixel((0, 0), (0, 0, 255))
    found = prepare(encoded(image, "PNG", transparency=(0, 0, 255)))
    assert found.mask is not None
    assert zlib.decompress(found.mask_data)[:2] == b"\0\xff"


def test_an_alpha_channel_without_transparent_parts_is_dropped():
    assert prepare(encoded(Image.new("RGBA", (4, 4), (1, 2, 3, 255)), "PNG")).mask is None


def test_scaling_does_not_mix_in_the_colours_of_clear_pixels():
    image = Image.new("RGBA", (64, 64), (0, 255, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 32, 64))
    found = prepare(encoded(image, "PNG"), size=(16, 16))
    red = pixels(prepare(encoded(Image.new("RGB", (1, 1), "red"), "PNG")))[0, 0]
    assert found.mask is not None
    opaque = np.frombuffer(zlib.decompress(found.mask_data), np.uint8).reshape(16, 16) > 250
    assert abs(pixels(found)[opaque].astype(int) - red).max() <= 2


def test_the_resolution_on_the_page_is_the_one_that_was_planned(tmp_path, library):
    noise(size=(900, 900)).save(tmp_path / "a.png")
    shelf = library()
    kernel = ImageKernel(ImageSpec("photo", Box(0, 0, 72, 36), tmp_path, "cover"), shelf)
    assert kernel.measure(["a.png"]) == []
    content = kernel.compose(["a.png"])[0]
    (name, recipe), *_ = shelf.recipes.items()
    path = write_pdf(tmp_path, shelf.prepare(recipe), content.replace(name.encode(), b"I0"))
    with pikepdf.open(path) as pdf:
        image = pdf.pages[0].Resources.XObject.I0
        placed = [
            [float(n) for n in op.operands]
            for op in pikepdf.parse_content_stream(pdf.pages[0])
            if str(op.operator) == "cm"
        ]
        assert (image.Width / placed[0][0] * 72, image.Height / placed[0][3] * 72) == pytest.approx((450, 450), abs=1)


@pytest.mark.parametrize(
    ("clip", "inside", "outside"),
    [
        (Clip("ellipse"), [(36, 36), (36, 3), (10, 20)], [(4, 4), (68, 4), (5, 66)]),
        (Clip("round", radius=24), [(36, 36), (36, 2), (10, 10)], [(3, 3), (69, 69)]),
        (Clip("polygon", points=((0, 0), (1, 0), (0.5, 1))), [(36, 40), (8, 70), (64, 70)], [(10, 10), (60, 10)]),
    ],
    ids=["ellipse", "round", "polygon"],
)
def test_a_clip_shows_the_picture_inside_its_shape_only(tmp_path, library, clip, inside, outside):
    Image.new("CMYK", (300, 300), (255, 0, 0, 0)).save(tmp_path / "a.tif")
    shelf = library()
    kernel = ImageKernel(ImageSpec("photo", Box(0, 0, 72, 72), tmp_path, clip=clip), shelf)
    kernel.measure(["a.tif"])
    content = kernel.compose(["a.tif"])[0]
    (name, recipe), *_ = shelf.recipes.items()
    page = render(write_pdf(tmp_path, shelf.prepare(recipe), content.replace(name.encode(), b"I0")))
    cyan, yellow = (lambda p: p[2] > p[0] + 60), (lambda p: p[0] > p[2] + 60)
    blue_first = page[..., ::-1]  # pdfium gives blue, green, red
    assert all(cyan(blue_first[y, x]) for x, y in inside)
    assert all(yellow(blue_first[y, x]) for x, y in outside)


@pytest.mark.parametrize("change", ["another", "shorter", "gone"])
def test_a_file_that_changed_since_it_was_measured_stops_the_job_without_naming_it(tmp_path, library, change):
    path = tmp_path / "secret.jpg"
    path.write_bytes(encoded(noise(), "JPEG"))
    shelf = library()
    kernel = ImageKernel(ImageSpec("photo", Box(0, 0, 9, 9), tmp_path), shelf)
    kernel.measure(["secret.jpg"])
    kernel.compose(["secret.jpg"])
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(encoded(noise("L"), "JPEG") if change == "another" else path.read_bytes()[:-50])
    with pytest.raises(LayoutError) as caught:
        shelf.prepare(next(iter(shelf.recipes.values())))
    assert caught.value.code == "image.changed"
    assert "secret" not in str(caught.value)


def test_a_shared_picture_comes_back_from_the_shelf_as_it_was_laid(tmp_path, library):
    half_clear().save(tmp_path / "a.png")
    shelf = library()
    kernel = ImageKernel(ImageSpec("photo", Box(0, 0, 9, 9), tmp_path), shelf)
    kernel.measure(["a.png"])
    kernel.compose(["a.png"])
    (name, recipe), *_ = shelf.recipes.items()
    for _ in range(2):
        Shelf(tmp_path / "pictures").lay(name, shelf)
    planes, data = Shelf(tmp_path / "pictures").take(name)
    picture = shelf.prepare(recipe)
    assert planes == describe(picture)
    assert data == picture.data + picture.mask_data
