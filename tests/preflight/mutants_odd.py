"""Faults in odd places: defaults of another page, patterns, halftones within halftones, data of images, profiles."""

from __future__ import annotations

import io
import zlib

from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageCms

from tests.preflight.base import make_image
from tests.preflight.corpus import X1, X4, case

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def own(pdf: Pdf, number: int, category: str, **things: object) -> None:
    """Give a page resources of its own, with more things of a category."""
    page = pdf.pages[number].obj
    old = page.Resources
    page.Resources = Dictionary({key: Dictionary(dict(old[key].items())) for key in old.keys()})  # noqa: SIM118 - pikepdf
    if f"/{category}" not in page.Resources:
        page.Resources[f"/{category}"] = Dictionary()
    for name, value in things.items():
        page.Resources[f"/{category}"][f"/{name}"] = value


def add(pdf: Pdf, number: int, data: bytes) -> None:
    """Paint more on a page, from 0."""
    page = pdf.pages[number].obj
    page.Contents = pdf.make_indirect(Stream(pdf, page.Contents.read_bytes() + b"\n" + data))


def profile(pdf: Pdf, parts: int = 3, data: bytes = SRGB) -> Array:
    stream = Stream(pdf, data)
    stream["/N"] = parts
    return Array([Name.ICCBased, pdf.make_indirect(stream)])


def ramp(*last: float) -> Dictionary:
    return Dictionary(FunctionType=2, Domain=[0, 1], C0=[0] * len(last), C1=list(last), N=1)


# What was judged on a page with default spaces is not what another page shows.
def on_both(data: bytes, *, defaults: tuple[int, ...]):
    def change(pdf: Pdf) -> None:
        image = make_image(pdf, bytes(64 * 64 * 3), ColorSpace=Name.DeviceRGB)
        for number in (0, 1):
            own(pdf, number, "XObject", RGB=image)
            add(pdf, number, data)
        for number in defaults:
            own(pdf, number, "ColorSpace", DefaultRGB=profile(pdf))

    return change


for words in (
    b"1 0 0 rg 50 50 9 9 re f",
    b"1 0 0 RG 50 50 9 9 re S",
    b"BT 1 0 0 rg /F0 20 Tf 1 0 0 1 60 90 Tm <0001> Tj ET",
    b"q 9 0 0 9 50 50 cm /RGB Do Q",
    b"q 9 0 0 9 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /RGB /F /AHx ID 000000> EI Q",
):
    case("CO-01", X4, on_both(words, defaults=(0,)), on_both(words, defaults=(0, 1)))


def inline_spaces(*spaces: str):
    """One inline image on two pages, whose space has a name that each page takes for another one."""

    def change(pdf: Pdf) -> None:
        for number, space in enumerate(spaces):
            own(pdf, number, "ColorSpace", IDS=profile(pdf) if space == "ICC" else Name(f"/{space}"))
            add(pdf, number, b"q 9 0 0 9 50 50 cm BI /CS /IDS /W 1 /H 1 /BPC 8 /F /AHx ID 000000> EI Q")

    return change


case("CO-01", X4, inline_spaces("ICC", "DeviceRGB"), inline_spaces("ICC", "ICC"))


# Profiles and tint transforms.
def space(make, colour: bytes = b"1 scn"):
    def change(pdf: Pdf) -> None:
        own(pdf, 0, "ColorSpace", C=make(pdf))
        add(pdf, 0, b"/C cs " + colour + b" 50 50 9 9 re f")

    return change


def sized(pdf: Pdf, name: str, *, parts: int) -> None:
    own(pdf, 0, "ColorSpace", **{name: profile(pdf, parts)})
    add(pdf, 0, b"0 0 0 1 k 50 50 9 9 re f")


SOUND = space(profile, b"0 0 0 sc")
case("GX-05", X4, space(lambda pdf: profile(pdf, 4), b"0 0 0 1 sc"), SOUND)
case("GX-05", X4, space(lambda pdf: profile(pdf, 3, b"no profile" * 40), b"0 0 0 sc"), SOUND)
case("GX-05", X4, space(lambda pdf: profile(pdf, 3, SRGB[:12] + b"link" + SRGB[16:]), b"0 0 0 sc"), SOUND)
case("GX-05", X4, lambda pdf: sized(pdf, "DefaultCMYK", parts=3), lambda pdf: sized(pdf, "DefaultRGB", parts=3))
for broken in (ramp(1, 1, 1), Name.Nothing, Dictionary(FunctionType=2, Domain=[0, 1, 0, 1], C1=[1, 1, 1, 1], N=1)):
    case(
        "GX-05",
        X4,
        space(lambda _, tint=broken: Array([Name.Separation, Name.Gold, Name.DeviceCMYK, tint])),
        space(lambda _: Array([Name.Separation, Name.Gold, Name.DeviceCMYK, ramp(0, 0, 1, 0)])),
    )


# Graphics states that a shading pattern brings along.
def shading(**state: object):
    def change(pdf: Pdf) -> None:
        wash = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[0, 0, 9, 9], Function=ramp(0, 1, 0, 0))
        own(pdf, 0, "Pattern", P=Dictionary(PatternType=2, Shading=wash, ExtGState=Dictionary(**state)))
        add(pdf, 0, b"/Pattern cs /P scn 50 50 9 9 re f")

    return change


case("GX-01", X4, shading(TR=ramp(1)), shading(TR2=Name.Default))
case("CO-11", X1, shading(BM=Name.Multiply), shading(BM=Name.Normal))


# Halftones within halftones.
def halftone(plate: str = "Default", **keys: object):
    def change(pdf: Pdf) -> None:
        part = {"HalftoneType": 1, "Frequency": 60, "Angle": 45, "SpotFunction": Name.Round} | keys
        plates = {"Default": {"HalftoneType": 1, "Frequency": 60, "Angle": 45, "SpotFunction": Name.Round}, plate: part}
        whole = Dictionary(HalftoneType=5, **{name: Dictionary(**each) for name, each in plates.items()})
        own(pdf, 0, "ExtGState", H=Dictionary(HT=whole))
        add(pdf, 0, b"q /H gs 0 0 0 1 k 50 50 9 9 re f Q")

    return change


case("GX-01", X4, halftone(HalftoneType=6), halftone())
case("GX-01", X1, halftone(HalftoneName="own"), halftone())
case("GX-01", X4, halftone(TransferFunction=ramp(1)), halftone("Gold", TransferFunction=Name.Identity))


# The data of images.
def image(data: bytes, **keys: object):
    def change(pdf: Pdf) -> None:
        own(pdf, 0, "XObject", X=make_image(pdf, data, **keys))
        add(pdf, 0, b"q 9 0 0 9 50 50 cm /X Do Q")

    return change


def jpeg(mode: str = "CMYK", side: int = 64) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((side, side)).convert(mode).save(out, "JPEG")
    return out.getvalue()


def masked(length: int):
    def change(pdf: Pdf) -> None:
        mask = make_image(pdf, bytes(length), ColorSpace=Name.DeviceGray)
        image(bytes(64 * 64 * 4), SMask=mask)(pdf)

    return change


WHOLE = zlib.compress(bytes(range(256)) * 64)
JPEG, PACKED = {"Filter": Name.DCTDecode}, {"Filter": Name.FlateDecode}
ROWS = Dictionary(Predictor=15, Colors=4, Columns=64)
case("FS-06", X4, image(WHOLE[:-30] + b"damaged", **PACKED), image(WHOLE, **PACKED))
case("FS-06", X4, image(WHOLE[:200], **PACKED), image(WHOLE, **PACKED))
case("FS-06", X4, image(jpeg()[:-40], **JPEG), image(jpeg(), **JPEG))
case("FS-06", X4, image(b"no JPEG", **JPEG), image(jpeg() + b"\n", **JPEG))
case("GX-05", X4, image(bytes(64 * 64 * 4 - 1)), image(bytes(64 * 64 * 4 + 1)))
case(
    "GX-05",
    X4,
    image(zlib.compress(bytes(257) * 63), DecodeParms=ROWS, **PACKED),
    image(zlib.compress(bytes(257) * 64), DecodeParms=ROWS, **PACKED),
)
case("GX-05", X4, masked(64 * 64 - 1), masked(64 * 64))
case("GX-05", X4, image(jpeg("RGB"), **JPEG), image(jpeg(), **JPEG))
case("GX-05", X4, image(jpeg(side=32), **JPEG), image(jpeg(), **JPEG))
case("GX-05", X4, image(jpeg(), ColorSpace=None, **JPEG))
case("GX-05", X1, image(bytes(64 * 64 * 8), BitsPerComponent=16), image(bytes(64 * 64 * 4), BitsPerComponent=8))
