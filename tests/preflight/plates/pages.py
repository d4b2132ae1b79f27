"""Pages made by hand: overprint, knock-out, spot colours, images, shadings, transparency. 300 by 300 points each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.preflight.base import make_base, make_font, make_form, make_image, save

Make = Callable[[Pdf], Any]
ROWS = np.random.default_rng(1).integers(0, 256, (64, 64, 4), dtype=np.uint8)
ROWS[:32] = (230, 200, 180, 90)
FUNCTION = {"FunctionType": 2, "Domain": [0, 1], "N": 1}


class Sheet(NamedTuple):
    """Content, what it names beside the usual states, and how far window means may be from Ghostscript's, per cent."""

    content: bytes
    resources: dict[str, Make] = {}  # noqa: RUF012 - never written to
    tolerance: float = 1.5


def spot(pdf: Pdf, name: str) -> Array:
    tint = Dictionary(**FUNCTION, C0=[0, 0, 0, 0], C1=[0, 0.3, 1, 0.1])
    return Array([Name.Separation, Name("/" + name), Name.DeviceCMYK, pdf.make_indirect(tint)])


def two_inks(pdf: Pdf) -> Array:
    tint = Stream(pdf, b"{ 0 3 1 roll 0 }")
    tint["/FunctionType"], tint["/Domain"], tint["/Range"] = 4, Array([0, 1] * 2), Array([0, 1] * 4)
    names = Array([Name.Cyan, Name.Gold])
    return Array([Name.DeviceN, names, Name.DeviceCMYK, pdf.make_indirect(tint)])


def shading(_pdf: Pdf, *, kind: int = 2, coords: tuple[int, ...] = (30, 0, 230, 0)) -> Dictionary:
    parts = [Dictionary(**FUNCTION, C0=[1, 0.5, 0, 0], C1=[0, 1, 1, 0.5])]
    parts.append(Dictionary(**FUNCTION, C0=[1, 1, 1, 0], C1=[0.2, 0, 0, 0.5]))
    function = Dictionary(FunctionType=3, Domain=[0, 1], Functions=Array(parts), Bounds=[0.5], Encode=[0, 1, 1, 0])
    return Dictionary(
        ShadingType=kind, ColorSpace=Name.DeviceCMYK, Coords=Array(coords), Function=function, Extend=[True, True]
    )


def wash(first: float, last: float, **keys: Any) -> Dictionary:
    changed = {"N": keys.pop("N", 1), "Domain": keys.get("Domain", [0, 1])}
    function = Dictionary(**FUNCTION | changed, C0=[first] * 4, C1=[last] * 4)
    space, coords = Name.DeviceCMYK, Array([100, 0, 160, 0])
    outside = {} if "Background" in keys else {"Extend": [True, True]}
    return Dictionary(ShadingType=2, ColorSpace=space, Coords=coords, Function=function, **outside, **keys)


def named(category: str, **made: Callable[[Pdf], Any]) -> dict[str, Make]:
    return {category: lambda pdf: Dictionary({f"/{name}": make(pdf) for name, make in made.items()})}


def image(data: bytes, **keys: Any) -> dict[str, Make]:
    return named("XObject", I9=lambda pdf: make_image(pdf, data, **keys))


def form(content: bytes, **keys: Any) -> dict[str, Make]:
    return named("XObject", F9=lambda pdf: make_form(pdf, content, **keys))


def soft_image(pdf: Pdf) -> Any:
    mask = make_image(pdf, bytes(range(256)) * 16, ColorSpace=Name.DeviceGray)
    return make_image(pdf, ROWS.tobytes(), SMask=mask)


def tile(pdf: Pdf) -> Any:
    content = b"1 1 0 0 k 0 0 5 5 re f 0 0 1 1 k 5 5 5 5 re f"
    keys = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 10, "YStep": 10, "BBox": Array([0, 0, 10, 10])}
    return make_form(pdf, content, Subtype=None, Type=Name.Pattern, **keys)


GOLD = named("ColorSpace", C0=lambda pdf: spot(pdf, "Gold"))
GROUP = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
PALETTE = Array(
    [Name.Indexed, Name.DeviceCMYK, 3, bytes([255, 0, 0, 0, 0, 255, 255, 0, 255, 255, 255, 255, 0, 0, 0, 128])]
)
BROAD = bytes([index // 1024 for index in range(4096)])
PLACED = b" q 200 0 0 200 50 50 cm /I9 Do Q"
GROUND = b"1 1 0 0 k 20 20 260 260 re f"
SHEETS = {
    "overprinted patches": Sheet(
        b"1 0 0 0 k 30 30 100 100 re f /K gs 0 1 0 0 k 60 60 100 100 re f 0 0 .8 0 k 90 90 100 100 re f "
        b"0 0 0 1 k 100 100 60 60 re f"
    ),
    "overprint mode 0": Sheet(b"1 0 0 0 k 30 30 100 100 re f /M gs 0 1 0 0 k 60 60 100 100 re f"),
    "knock-out": Sheet(b"1 1 0 0 k 30 30 100 100 re f 0 0 1 .5 k 60 60 100 100 re f"),
    "gray overprints no plate but black": Sheet(b"1 1 0 0 k 30 30 100 100 re f /K gs 0.2 g 60 60 100 100 re f"),
    "spot": Sheet(b"1 1 0 0 k 30 30 99 99 re f /C0 cs 1 scn 60 60 99 99 re f /K gs .5 scn 40 40 30 99 re f", GOLD),
    "spot knocked out": Sheet(b"/C0 cs 1 scn 60 60 90 90 re f 0 0 0 .5 k 40 40 60 60 re f", GOLD),
    "spot under black": Sheet(b"/C0 cs 1 scn 60 60 90 90 re f /K gs 0 0 0 .5 k 40 40 60 60 re f", GOLD),
    "DeviceN": Sheet(
        b"0 1 0 0 k 30 30 200 200 re f /C0 cs 1 .5 scn 60 60 60 60 re f /K gs .7 1 scn 99 99 99 99 re f",
        named("ColorSpace", C0=two_inks),
    ),
    "All": Sheet(
        b"/C0 cs 1 scn 60 60 90 90 re f 0 .5 0 0 k 70 70 20 20 re f",
        named("ColorSpace", C0=lambda pdf: spot(pdf, "All")),
    ),
    "None": Sheet(
        b"1 0 0 0 k 50 50 90 90 re f /C0 cs 1 scn 60 60 90 90 re f",
        named("ColorSpace", C0=lambda pdf: spot(pdf, "None")),
    ),
    "opacity": Sheet(b"1 1 0 0 k 30 30 100 100 re f /H gs 0 0 1 1 k 60 60 100 100 re f"),
    "multiply": Sheet(b"1 .5 0 0 k 30 30 100 100 re f /Mul gs .5 .5 1 0 k 60 60 100 100 re f"),
    "screen": Sheet(b"1 .5 0 0 k 30 30 100 100 re f /Scr gs .5 .5 1 0 k 60 60 100 100 re f"),
    "difference": Sheet(b"1 .5 0 0 k 30 30 100 100 re f /Dif gs .5 .2 1 0 k 60 60 100 100 re f"),
    "exclusion": Sheet(b"1 .5 0 0 k 30 30 100 100 re f /Exc gs .5 .2 1 0 k 60 60 60 60 re f"),
    "axial shading": Sheet(b"q 30 30 200 200 re W n /S0 sh Q", named("Shading", S0=shading)),
    "radial shading": Sheet(
        b"q 30 30 200 200 re W n /S0 sh Q",
        named("Shading", S0=lambda pdf: shading(pdf, kind=3, coords=(130, 130, 10, 130, 130, 120))),
        11,  # at the hard edge in its middle pdfium is half a point off
    ),
    "shading as pattern": Sheet(
        b"/Pattern cs /P0 scn 30 30 200 200 re f",
        named("Pattern", P0=lambda pdf: pdf.make_indirect(Dictionary(PatternType=2, Shading=shading(pdf)))),
    ),
    "background of a shading": Sheet(
        b"/Pattern cs /P0 scn 30 30 200 200 re f",
        named("Pattern", P0=lambda _: Dictionary(PatternType=2, Shading=wash(0, 0, Background=[1, 1, 1, 0.9]))),
        18,  # at the two hard edges pdfium is half a point off
    ),
    "two patterns that are no objects of their own": Sheet(
        b"/Pattern cs /P0 scn 30 30 80 80 re f /P1 scn 130 130 80 80 re f",
        named(
            "Pattern",
            P0=lambda _: Dictionary(PatternType=2, Shading=wash(0.2, 0.3)),
            P1=lambda _: Dictionary(PatternType=2, Shading=wash(0.9, 1)),
        ),
    ),
    "tiles": Sheet(b"/Pattern cs /P0 scn 30 30 200 200 re f", named("Pattern", P0=tile), 2.5),
    "image": Sheet(b"1 1 1 1 k 20 20 60 60 re f" + PLACED, image(ROWS.tobytes()), 8),  # edges of pixels of 23 ppi
    "image with soft mask": Sheet(b"0 0 1 0 k 20 20 260 260 re f" + PLACED, named("XObject", I9=soft_image), 6),
    "gray image": Sheet(GROUND + PLACED, image(bytes(range(256)) * 16, ColorSpace=Name.DeviceGray)),
    "inverted gray image": Sheet(
        GROUND + PLACED, image(bytes(range(256)) * 16, ColorSpace=Name.DeviceGray, Decode=Array([1, 0]))
    ),
    "image with palette": Sheet(GROUND + PLACED, image(BROAD, ColorSpace=PALETTE)),
    "image in a spot colour": Sheet(
        GROUND + b" /K gs" + PLACED,
        named("XObject", I9=lambda p: make_image(p, bytes(range(256)) * 16, ColorSpace=spot(p, "Gold"))),
    ),
    "stencil": Sheet(
        GROUND + b" /K gs 0 0 0 1 k" + PLACED,
        image(bytes([240]) * 512, ColorSpace=None, ImageMask=True, BitsPerComponent=1, Intent=None),
        4,
    ),
    "form in the colour of the page": Sheet(
        b"1 0 0 0 k 20 20 260 260 re f 0 1 0 0 k /K gs q .5 0 0 .5 20 20 cm /F9 Do Q q 1 0 0 1 99 99 cm /F9 Do Q",
        form(b"30 30 100 100 re f 0 0 0 1 k 60 60 30 30 re f"),
    ),
    "group": Sheet(
        b"1 0 0 0 k 20 20 260 260 re f /H gs q 1 0 0 1 50 50 cm /F9 Do Q",
        form(b"0 1 1 0 k 30 30 100 100 re f 0 0 0 1 k 60 60 30 30 re f", Group=GROUP),
    ),
    "clips": Sheet(
        b"q 150 150 m 250 150 l 150 250 l h W n 1 1 1 0 k 30 30 250 250 re f Q "
        b"BT /F0 60 Tf 7 Tr 1 0 0 1 40 40 Tm <00010002> Tj ET 0 1 1 1 k 20 20 200 100 re f",
        {},
        4,
    ),
    "text": Sheet(
        b"1 .5 0 0 k 30 30 200 200 re f /K gs 0 0 0 1 k BT /F0 60 Tf 1 0 0 1 40 40 Tm <00010002> Tj "
        b"0 80 Td 1 Tr 1 0 1 0 K 4 w <0001> Tj ET",
        {},
        4,
    ),
    "lines": Sheet(
        b"1 .5 0 0 k 8 w 0 1 1 0 K 30 30 100 100 re B /K gs 0 0 0 1 K 20 20 m 250 250 l S .2 w 20 40 m 250 270 l S",
        {},
        4,
    ),
}


def add_page(pdf: Pdf, sheet: Sheet) -> None:
    """Add a page of a sheet's content."""
    states = {
        "K": Dictionary(OP=True, op=True, OPM=1),
        "M": Dictionary(OP=True, op=True, OPM=0),
        "H": Dictionary(ca=0.5, CA=0.5),
        "Mul": Dictionary(BM=Name.Multiply),
        "Scr": Dictionary(BM=Name.Screen),
        "Dif": Dictionary(BM=Name.Difference),
        "Exc": Dictionary(BM=Name.Exclusion),
    }
    resources = Dictionary(Font=Dictionary(F0=make_font(pdf)), ExtGState=Dictionary(**states))
    for category, make in sheet.resources.items():
        made = make(pdf)
        part = resources.get(f"/{category}", Dictionary())
        for name in made:
            part[name] = made[name]
        resources[f"/{category}"] = part
    page = pdf.add_blank_page(page_size=(300, 300)).obj
    page.Resources = resources
    page.Contents = pdf.make_indirect(Stream(pdf, sheet.content))


def write_sheets(path: Path, sheets: list[Sheet]) -> Path:
    """Write a PDF/X-4 of some sheets, a page each."""
    pdf = make_base("pdf/x-4", pages=1)
    for sheet in sheets:
        add_page(pdf, sheet)
    del pdf.pages[0]
    for page in pdf.pages:
        page.obj.BleedBox, page.obj.TrimBox = Array([10, 10, 290, 290]), Array([20, 20, 280, 280])
    save(pdf, path, "pdf/x-4")
    pdf.close()
    return path


def photo(colour: tuple[int, int, int, int]) -> bytes:
    """Return the pixels of an image of one colour."""
    return bytes(colour) * 4096
