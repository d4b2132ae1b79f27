"""Colours: what becomes of them, judged by LittleCMS as a program of its own, without tables and in floating point."""

from __future__ import annotations

import io
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from vdp.pdf import open_condition
from vdp.pdf.condition import _shipped_profile
from vdp.slots.image import inks
from vdp.slots.image.flaw import FlawError
from vdp.slots.image.inks import convert_to_inks
from vdp.slots.image.picture import Treatment, prepare_picture

CONDITION = open_condition("FOGRA39")
PROFILE = _shipped_profile("FOGRA39")
CHART = np.array([(r, g, b) for r in range(0, 256, 51) for g in range(0, 256, 51) for b in range(0, 256, 51)])
LAB_CHART = np.array([(L, a, b) for L in (0, 60, 128, 200, 255) for a in (88, 128, 168) for b in (88, 128, 168)])
MOST = 0.5
"""Colour difference (CIE 1976) that nobody sees; half a step of 8 bits in an ink is up to 0.3 of it."""


def picture(values: np.ndarray, mode: str | None = None) -> Image.Image:
    image = Image.fromarray(values.astype(np.uint8)[None, ...])
    return image if mode is None else Image.frombytes(mode, image.size, image.tobytes())


@pytest.fixture
def ask(tool):
    """Return a function that converts numbers by transicc, computing every one of them through the profiles."""
    program = tool("transicc")

    def convert(values: np.ndarray, source: str | Path, target: str | Path, *flags: str) -> np.ndarray:
        lines = "".join(f"{' '.join(map(str, row))}\n" for row in values.tolist())
        words = [program, "-n", "-c0", "-t1", *flags, f"-i{source}", f"-o{target}"]
        done = subprocess.run(words, input=lines, capture_output=True, text=True, check=True)
        return np.array([[float(word) for word in line.split()] for line in done.stdout.splitlines() if line.strip()])

    return convert


def difference(ask, ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Return the colour differences of inks: ours in 0..255, theirs in percent."""
    labs = [ask(percent, PROFILE, "*Lab") for percent in (ours / 2.55, theirs)]
    return np.linalg.norm(labs[0] - labs[1], axis=1)


def converted(image: Image.Image, source: bytes = b"") -> np.ndarray:
    return np.asarray(convert_to_inks(image, source=source, condition=CONDITION))[0]


def test_srgb_is_assumed_and_converted_as_littlecms_does(ask):
    expected = ask(CHART, "*sRGB", PROFILE, "-b")
    found = difference(ask, converted(picture(CHART)), expected)
    assert found.max() < MOST
    assert found.mean() < MOST / 3


def test_the_table_of_all_colours_has_the_answers_of_littlecms():
    image = picture(CHART)
    asked = converted(image)
    converter = inks._Converter(b"", "RGB", CONDITION.profile)
    converter._converted = inks._TABLE_COLOURS
    assert np.array_equal(np.asarray(converter.convert(image))[0], asked)
    assert converter._table is not None


def test_many_profiles_in_turn_are_forgotten_and_no_more_than_two_have_a_table():
    known = inks._Converters(CONDITION.profile)
    for number in range(inks._CONVERTERS + 3):
        profile = bytearray(gamma_one_profile())
        profile[84] = number  # reserved bytes of the header
        known.get(bytes(profile), "RGB")
    assert len(known._known) == inks._CONVERTERS
    assert sum(converter.may_tabulate for converter in known._known.values()) <= inks._TABLES


def test_an_embedded_rgb_profile_is_honoured(ask, tmp_path):
    profile = gamma_one_profile()
    (tmp_path / "linear.icc").write_bytes(profile)
    ours = converted(picture(CHART), profile)
    expected = ask(CHART, tmp_path / "linear.icc", PROFILE, "-b")
    assert difference(ask, ours, expected).max() < 2 * MOST  # linear light: 8 bits are coarse in the shadows
    assert not np.array_equal(ours, converted(picture(CHART)))


def gamma_one_profile() -> bytes:
    """Return sRGB with its tone curves replaced by identity: another colour for every number but 0 and 255."""
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * int.from_bytes(raw[128:132]), 12):
        if bytes(raw[at : at + 4]) in {b"rTRC", b"gTRC", b"bTRC"}:
            offset = int.from_bytes(raw[at + 4 : at + 8])
            raw[offset : offset + 12] = b"curv" + bytes(4) + bytes(4)
    return bytes(raw)


def test_lab_is_converted_as_littlecms_does(ask):
    image = picture(LAB_CHART.astype(np.uint8) ^ np.array([0, 128, 128], dtype=np.uint8), "LAB")
    numbers = LAB_CHART * [100 / 255, 1, 1] - [0, 128, 128]
    expected = ask(numbers, "*Lab", PROFILE, "-b")
    assert difference(ask, converted(image), expected).max() < 2 * MOST  # its pixels are steps of 0.4 in L


def test_a_profile_of_another_colour_space_is_not_the_image_s():
    assert np.array_equal(converted(picture(CHART), CONDITION.profile), converted(picture(CHART)))


def test_gray_without_a_profile_is_the_black_plate():
    ramp = np.arange(256)
    assert np.array_equal(converted(picture(ramp, "L")), ramp)


def test_gray_with_a_profile_becomes_black_of_the_same_lightness(ask):
    ramp = np.arange(0, 256, 15)
    black = converted(picture(ramp, "L"), gray_profile(2.2)).astype(float)
    inked = np.stack([np.zeros_like(black)] * 3 + [(255 - black) / 2.55], axis=1)
    light = ask(inked, PROFILE, "*XYZ")[:, 1] / 100
    # By the gamma that the profile states, scaled so that black is solid K: IEC 61966 and ICC black point compensation.
    expected = light[0] + (ramp / 255) ** 2.2 * (1 - light[0])
    assert (black[0], black[-1]) == (0, 255)
    assert abs(lightness(light) - lightness(expected)).max() < 1


def lightness(y: np.ndarray) -> np.ndarray:
    return np.where(y > 216 / 24389, 116 * np.cbrt(y) - 16, y * 24389 / 27)


def gray_profile(gamma: float) -> bytes:
    """Return a gray profile of one gamma (ICC.1:2004-10, 8.3.3): white point and tone curve."""
    tags = {
        b"desc": b"desc" + bytes(4) + (5).to_bytes(4) + b"gray\0" + bytes(78),
        b"wtpt": b"XYZ " + bytes(4) + b"".join(round(v * 65536).to_bytes(4) for v in (0.9642, 1.0, 0.8249)),
        b"kTRC": b"curv" + bytes(4) + (1).to_bytes(4) + round(gamma * 256).to_bytes(2) + bytes(2),
        b"cprt": b"text" + bytes(4) + b"none\0\0\0\0",
    }
    table, data = b"", b""
    start = 132 + 12 * len(tags)
    for name, value in tags.items():
        table += name + (start + len(data)).to_bytes(4) + len(value).to_bytes(4)
        data += value + bytes(-len(value) % 4)
    head = bytearray(128)
    head[0:4] = (start + len(data)).to_bytes(4)
    head[8:12] = bytes((2, 0x40, 0, 0))
    head[12:24] = b"mntrGRAYXYZ "
    head[36:40] = b"acsp"
    head[68:80] = tags[b"wtpt"][8:]
    return bytes(head) + len(tags).to_bytes(4) + table + data


def test_inks_without_a_profile_or_with_the_condition_s_stay_as_they_are():
    values = np.array([[10, 20, 30, 40], [255, 0, 128, 3]])
    for profile in (b"", CONDITION.profile):
        assert np.array_equal(converted(picture(values, "CMYK"), profile), values)


def test_inks_of_another_condition_are_converted(ask):
    values = np.array([[c, m, y, k] for c in (0, 128, 255) for m in (0, 200) for y in (0, 90) for k in (0, 60)])
    other = bytearray(CONDITION.profile)
    other[24:36] = bytes(12)  # the date in the header: not the same file, so not taken for the same inks
    ours = converted(picture(values, "CMYK"), bytes(other))
    labs = [ask(percent, PROFILE, "*Lab") for percent in (ours / 2.55, values / 2.55)]
    assert not np.array_equal(ours, values)  # the separation is the profile's own
    assert np.linalg.norm(labs[0] - labs[1], axis=1).mean() < 2


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_damaged_profile_is_a_flaw(mode):
    space = {"RGB": b"RGB ", "L": b"GRAY", "CMYK": b"CMYK"}[mode]
    with pytest.raises(FlawError) as caught:
        convert_to_inks(Image.new(mode, (2, 2)), source=bytes(16) + space + bytes(108), condition=CONDITION)
    assert caught.value.code == "image.profile"


def test_the_pixels_of_a_photo_survive_the_second_compression(ask):
    """A soft ramp through JPEG twice: no more than the noise that no eye sees."""
    across, down = np.meshgrid(np.linspace(0, 255, 128), np.linspace(0, 255, 128))
    image = Image.fromarray(np.dstack([across, down, 255 - across]).astype(np.uint8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, subsampling=0)
    found = prepare_picture(
        out.getvalue(), Treatment((0, 0, 128, 128), (128, 128)), condition=CONDITION, transparency=True
    )
    assert found.plane.coding == "DCTDecode"
    ours = np.asarray(Image.open(io.BytesIO(found.data))).reshape(-1, 4)
    with Image.open(io.BytesIO(out.getvalue())) as source:
        lossless = np.asarray(convert_to_inks(source.convert("RGB"), source=b"", condition=CONDITION)).reshape(-1, 4)
    labs = [ask(values[::37] / 2.55, PROFILE, "*Lab") for values in (ours, lossless)]
    assert np.linalg.norm(labs[0] - labs[1], axis=1).mean() < 1


def test_flat_art_keeps_its_exact_inks():
    out = io.BytesIO()
    Image.new("CMYK", (9, 9), (0, 200, 10, 0)).save(out, "TIFF")
    found = prepare_picture(out.getvalue(), Treatment((0, 0, 9, 9), (9, 9)), condition=CONDITION, transparency=True)
    assert zlib.decompress(found.data) == bytes((0, 200, 10, 0)) * 81
