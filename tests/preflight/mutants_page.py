"""BX, CO, FO, GX, AN, RC."""

from __future__ import annotations

from collections.abc import Callable

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.preflight.base import CONTENT, TO_UNICODE, font_program, make_font, make_form, make_image
from tests.preflight.corpus import X1, X4, case
from tests.preflight.mutants_file import content, inline, page
from vdp.preflight.terms import House

MM = 72 / 25.4


def box(key: str, *corners: float):
    return lambda pdf: page(pdf).__setitem__("/" + key, Array(corners))


def without(key: str):
    return lambda pdf: page(pdf).__delitem__("/" + key)


# BX
case("BX-01", X4, without("MediaBox"), lambda pdf: inherit(pdf))


def inherit(pdf: Pdf) -> None:
    pdf.Root.Pages.MediaBox = page(pdf).MediaBox
    del page(pdf)["/MediaBox"]


case("BX-02", X1, without("TrimBox"), lambda pdf: art(pdf))
case("BX-02", X4, box("ArtBox", 30, 30, 90, 90))
case("BX-02", X4, lambda pdf: inherited_trim(pdf))


def art(pdf: Pdf) -> None:
    page(pdf).ArtBox = page(pdf).TrimBox
    del page(pdf)["/TrimBox"]


def inherited_trim(pdf: Pdf) -> None:
    pdf.Root.Pages.TrimBox = page(pdf).TrimBox
    del page(pdf)["/TrimBox"]


case("BX-03", X4, box("TrimBox", 5, 20, 280, 280), box("TrimBox", 10, 10, 290, 290))
case("BX-03", X4, box("BleedBox", -1, 0, 300, 300), box("BleedBox", 300, 300, 0, 0))
case("BX-04", X4, house=House(trim=(261, 260)), near_house=House(trim=(260.2, 259.8)))
case("BX-05", X4, house=House(bleed=11), near_house=House(bleed=10))
case("BX-06", X4, box("CropBox", 0, 0, 299, 300), box("CropBox", 0, 0, 300, 300))
case("BX-07", X4, lambda pdf: setattr(page(pdf), "Rotate", 90), lambda pdf: setattr(page(pdf), "Rotate", 0))
case("BX-07", X4, box("TrimBox", 21, 20, 280, 280), box("TrimBox", 21, 21, 281, 281))
case("BX-08", X4, house=House(pages=3), near_house=House(pages=2))


# CO
def paint(data: bytes, **resources: object):
    """Return a change of the first page's content, with resources of its own beside those of the base."""

    def apply(pdf: Pdf) -> None:
        own = Dictionary(dict(page(pdf).Resources.items()))
        for key, value in resources.items():
            made = value(pdf) if callable(value) else value
            merged = Dictionary(dict(own.get("/" + key, Dictionary()).items()))
            for name, each in made.items():
                merged[name] = each
            own["/" + key] = merged
        page(pdf).Resources = pdf.make_indirect(own)
        content(pdf, data)

    return apply


def icc_space(pdf: Pdf) -> Dictionary:
    stream = Stream(pdf, b"another profile", N=3)
    return Dictionary(C0=Array([Name.ICCBased, pdf.make_indirect(stream)]))


def spot(pdf: Pdf, name: str, alternate: str, ink: bytes = b"0 1 0 0") -> Array:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, C1=Array([float(each) for each in ink.split()]))
    return Array([Name.Separation, Name("/" + name), Name("/" + alternate), pdf.make_indirect(tint)])


AREA = b" 30 30 9 9 re f"
case("CO-01", X1, paint(b"1 0 0 rg" + AREA), paint(b"1 0 0 rg 0 0 0 1 k" + AREA))
case("CO-01", X1, paint(b"/C0 cs 1 0 0 sc" + AREA, ColorSpace=icc_space))
case("CO-01", X4, paint(b"1 0 0 RG 30 30 9 9 re S"), paint(b"/C0 cs 1 0 0 sc" + AREA, ColorSpace=icc_space))
case(
    "CO-01",
    X4,
    paint(b"0.5 0.5 0.5 rg BT /F0 9 Tf 1 0 0 1 40 40 Tm <0001> Tj ET"),
    paint(b"0.5 g BT /F0 9 Tf 1 0 0 1 40 40 Tm <0001> Tj ET"),
)
case(
    "CO-01",
    X4,
    paint(
        b"/I9 Do", XObject=lambda pdf: Dictionary(I9=make_image(pdf, b"\0" * 64 * 64 * 3, ColorSpace=Name.DeviceRGB))
    ),
    paint(b"0.3 0.2 0.1 rg" + AREA, ColorSpace=lambda pdf: Dictionary(DefaultRGB=icc_space(pdf).C0)),
)
case(
    "CO-01",
    X4,
    paint(
        b"/I9 Do",
        XObject=lambda pdf: Dictionary(
            I9=make_image(pdf, ColorSpace=Array([Name.Indexed, Name.DeviceRGB, 1, b"abcdef"]))
        ),
    ),
    paint(
        b"/I9 Do",
        XObject=lambda pdf: Dictionary(I9=make_image(pdf, ColorSpace=Array([Name.Indexed, Name.DeviceGray, 1, b"ab"]))),
    ),
)
case("CO-01", X4, inline(b"/D [0 1] /CS /RGB /F /AHx ID 000000>"), inline(b"/CS /CMYK /F /AHx ID 00000000>"))
case(
    "CO-01",
    X4,
    paint(b"/M9 Do", XObject=lambda pdf: Dictionary(M9=make_form(pdf, b"0 1 0 rg" + AREA))),
    paint(b"/M9 Do", XObject=lambda pdf: Dictionary(M9=make_form(pdf, b"0 1 0 0 k" + AREA))),
)


def tiling(pdf: Pdf, ink: bytes) -> Dictionary:
    pattern = Stream(
        pdf,
        ink + b" 0 0 1 1 re f",
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=Array([0, 0, 2, 2]),
        XStep=2,
        YStep=2,
        Resources=Dictionary(),
    )
    return Dictionary(P0=pdf.make_indirect(pattern))


case(
    "CO-01",
    X4,
    paint(b"/Pattern cs /P0 scn" + AREA, Pattern=lambda pdf: tiling(pdf, b"1 0 0 rg")),
    paint(b"/Pattern cs /P0 scn" + AREA, Pattern=lambda pdf: tiling(pdf, b"1 g")),
)


def shade(space: str):
    return Dictionary(ShadingType=2, ColorSpace=Name("/" + space), Coords=Array([0, 0, 1, 1]), Function=Dictionary())


case(
    "CO-01",
    X4,
    paint(b"/Z0 sh", Shading=Dictionary(Z0=shade("DeviceRGB"))),
    paint(b"/Z0 sh", Shading=Dictionary(Z0=shade("DeviceCMYK"))),
)
case(
    "CO-01",
    X1,
    paint(b"/Pattern cs /P0 scn" + AREA, Pattern=Dictionary(P0=Dictionary(PatternType=2, Shading=shade("DeviceRGB")))),
    paint(b"/Pattern cs /P0 scn" + AREA, Pattern=Dictionary(P0=Dictionary(PatternType=2, Shading=shade("DeviceGray")))),
)


def masked(ink: bytes):
    def state(pdf: Pdf) -> Dictionary:
        group = make_form(pdf, ink + AREA, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
        return Dictionary(G9=Dictionary(Type=Name.ExtGState, SMask=Dictionary(S=Name.Luminosity, G=group)))

    return state


case("CO-01", X4, paint(b"/G9 gs", ExtGState=masked(b"1 0 0 rg")), paint(b"/G9 gs", ExtGState=masked(b"1 g")))


def glyphs(ink: bytes):
    def fonts(pdf: Pdf) -> Dictionary:
        glyph = pdf.make_indirect(Stream(pdf, b"500 0 d0 " + ink + b" 0 0 400 400 re f"))
        return Dictionary(
            T3=Dictionary(
                Type=Name.Font,
                Subtype=Name.Type3,
                FontBBox=Array([0, 0, 500, 500]),
                FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
                CharProcs=Dictionary(a=glyph),
                Encoding=Dictionary(Differences=Array([97, Name.a])),
                FirstChar=97,
                LastChar=97,
                Widths=Array([500]),
                Resources=Dictionary(),
            )
        )

    return fonts


SHOWN = b"BT /T3 20 Tf 1 0 0 1 40 40 Tm (a) Tj ET"
case("CO-01", X4, paint(SHOWN, Font=glyphs(b"1 0 0 rg")), paint(SHOWN, Font=glyphs(b"0 1 0 0 k")))
case("CO-01", X4, lambda pdf: annotate(pdf, b"1 0 0 rg"), lambda pdf: annotate(pdf, b"0 1 0 0 k"))


def annotate(pdf: Pdf, ink: bytes, rect: tuple[float, ...] = (0, 0, 5, 5), **keys: object) -> None:
    form = make_form(pdf, ink + AREA)
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array(rect), AP=Dictionary(N=form), F=4)
    for key, value in keys.items():
        note["/" + key] = value
    page(pdf).Annots = Array([pdf.make_indirect(note)])


case(
    "CO-02",
    X1,
    paint(b"/C0 cs 1 scn" + AREA, ColorSpace=lambda pdf: Dictionary(C0=spot(pdf, "Gold", "DeviceRGB", b"1 0 0"))),
    paint(b"/C0 cs 1 scn" + AREA, ColorSpace=lambda pdf: Dictionary(C0=spot(pdf, "Gold", "DeviceCMYK"))),
)
GOLD = paint(b"/C0 cs 1 scn" + AREA, ColorSpace=lambda pdf: Dictionary(C0=spot(pdf, "Gold", "DeviceCMYK")))
case("CO-03", X4, GOLD, GOLD, house=House(spots=frozenset({"Silver"})), near_house=House(spots=frozenset({"Gold"})))
TWO = b"/C0 cs 1 scn 30 30 9 9 re f /C1 cs 1 scn 40 40 9 9 re f"
case(
    "CO-04",
    X4,
    paint(
        TWO,
        ColorSpace=lambda pdf: Dictionary(
            C0=spot(pdf, "Gold", "DeviceCMYK"), C1=spot(pdf, "Gold", "DeviceCMYK", b"0 0 1 0")
        ),
    ),
    paint(
        TWO, ColorSpace=lambda pdf: Dictionary(C0=spot(pdf, "Gold", "DeviceCMYK"), C1=spot(pdf, "Gold", "DeviceCMYK"))
    ),
)
MIXED = b"/C0 cs 1 scn 30 30 9 9 re f /C1 cs 1 1 scn 40 40 9 9 re f"


def mixed(pdf: Pdf, ink: bytes) -> Array:
    """Return DeviceN of gold and black; its attributes say what gold is."""
    tint = Stream(pdf, b"{ exch pop 0 0 0 4 -1 roll }")
    tint.FunctionType, tint.Domain, tint.Range = 4, Array([0, 1] * 2), Array([0, 1] * 4)
    colorants = Dictionary(Gold=spot(pdf, "Gold", "DeviceCMYK", ink))
    names = Array([Name.Gold, Name.Black])
    return Array([Name.DeviceN, names, Name.DeviceCMYK, pdf.make_indirect(tint), Dictionary(Colorants=colorants)])


def with_mixed(ink: bytes):
    return paint(
        MIXED,
        ColorSpace=lambda pdf: Dictionary(C0=spot(pdf, "Gold", "DeviceCMYK"), C1=mixed(pdf, ink)),
    )


case("CO-04", X4, with_mixed(b"0 0 1 0"), with_mixed(b"0 1 0 0"))


def two_names(first: str, second: str):
    return paint(
        TWO,
        ColorSpace=lambda pdf: Dictionary(
            C0=spot(pdf, first, "DeviceCMYK"), C1=spot(pdf, second, "DeviceCMYK", b"0 0 1 0")
        ),
    )


case("CO-12", X4, two_names("PANTONE 186 C", "Pantone 186C"), two_names("PANTONE 186 C", "PANTONE 187 C"))
case("CO-12", X1, two_names("black", "Gold"), two_names("Black", "Gold"))
INK = House(ink_limit=300)
case("CO-05", X4, paint(b"1 1 1 0.2 k" + AREA), paint(b"1 1 1 0 k" + AREA), house=INK)
DARK = bytes([255, 255, 255, 100])
case(
    "CO-05",
    X4,
    paint(b"q 200 0 0 200 30 30 cm /I9 Do Q", XObject=lambda pdf: Dictionary(I9=make_image(pdf, DARK * 64 * 64))),
    paint(
        b"q 200 0 0 200 30 30 cm /I9 Do Q",
        XObject=lambda pdf: Dictionary(I9=make_image(pdf, DARK * 3 + b"\0\0\0\0" * (64 * 64 - 3))),
    ),
    house=INK,
)
OVERPRINTED = b"1 1 0 0 k 40 40 99 99 re f /K gs 0 0 %b 0 k 60 60 %b re f 0 0 0 1 k 60 60 %b re f"


def overprinted(yellow: bytes, area: bytes = b"60 60"):
    return paint(OVERPRINTED % (yellow, area, area))


# No colour of these is beyond the limit: only what overprints adds up to 340 and 300 %.
case("CO-05", X4, overprinted(b".4"), overprinted(b"0"), house=INK)
# 340 % on less than a tenth of the window, and on all of a smaller one.
case("CO-05", X4, overprinted(b".4"), overprinted(b".4", b"3 3"), house=INK)
case(
    "CO-05",
    X4,
    overprinted(b".4", b"3 3"),
    overprinted(b".4", b"3 3"),
    house=House(ink_limit=300, ink_window=0.5),
    near_house=INK,
)
# What knocks out does not add up; what a mask hides does not count.
KNOCKED = b"1 1 0 0 k 40 40 99 99 re f %b 0 0 1 1 k 50 50 80 80 re f"
case("CO-05", X4, paint(KNOCKED % b"/K gs"), paint(KNOCKED % b""), house=INK)
GOLD_INK = {"ColorSpace": lambda pdf: Dictionary(C0=spot(pdf, "Gold", "DeviceCMYK"))}
ON_GOLD = b"/C0 cs 1 scn 40 40 99 99 re f /K gs 1 1 .5 0 k 40 40 99 99 re f"
case(
    "CO-05",
    X4,
    paint(ON_GOLD, **GOLD_INK),
    paint(ON_GOLD, **GOLD_INK),
    house=INK,
    near_house=House(ink_limit=300, uncounted_inks=frozenset({"Gold"})),
)
case("CO-06", X4, paint(b"/K gs 0 0 0 0 k" + AREA), paint(b"0 0 0 0 k" + AREA))
case(
    "CO-06",
    X4,
    paint(b"/K gs /C0 cs 0 scn" + AREA, ColorSpace=lambda pdf: Dictionary(C0=spot(pdf, "Gold", "DeviceCMYK"))),
)
case("CO-07", X4, paint(b"/K gs 0 1 0 0 k" + AREA), paint(b"/K gs 0 0 0 0.5 k" + AREA))
case("CO-07", X4, paint(b"/K gs q /N gs Q 0 1 0 1 K 30 30 m 50 50 l S", ExtGState=Dictionary(N=Dictionary(OP=False))))
SMALL = b" k BT /F0 9 Tf 1 0 0 1 40 40 Tm <0001> Tj ET"
case("CO-08", X4, paint(b"0.4 0 0 1" + SMALL), paint(b"0.4 0 0 1" + SMALL.replace(b" 9 ", b" 13 ")))
case("CO-08", X4, paint(b"0.4 0 0 1" + SMALL), paint(b"0.4 0 0 1" + SMALL), near_house=House(rich_text=8.5))
case("CO-08", X4, paint(b"0 0 0.1 0.9" + SMALL), paint(b"0 0 0.1 0.8" + SMALL))  # black begins at 85 %
case("CO-08", X4, paint(b"0 0 0.1 1" + SMALL), paint(b"0 0 0 1" + SMALL))
case("CO-08", X4, paint(b"1 1 1 1 k" + AREA), paint(b"0.6 0 0 1 k" + AREA), house=House(rich_black_limit=200))


def mask(ink: bytes, side: int = 29):
    return inline_mask(
        b"q " + ink + b" 60 0 0 60 30 30 cm\nBI /IM true /W %d /H %d /BPC 1 /F /AHx ID 00>\nEI Q\n" % (side, side)
    )


def inline_mask(data: bytes):
    return lambda pdf: content(pdf, data)


case("CO-09", X4, mask(b"1 0 0 0 k"), mask(b"0 0 0 1 k"))
case("CO-09", X4, mask(b"1 0 0 0.9 k"), mask(b"1 0 0 0 k", side=400))


def group(space: str | None):
    keys = {} if space is None else {"CS": Name("/" + space)}
    return lambda pdf: setattr(page(pdf), "Group", Dictionary(S=Name.Transparency, **keys))


case("CO-10", X4, group("DeviceRGB"), group("DeviceCMYK"))
case("CO-11", X1, group("DeviceCMYK"))


def state(**keys: object):
    return paint(b"/G9 gs", ExtGState=Dictionary(G9=Dictionary(Type=Name.ExtGState, **keys)))


case("CO-11", X1, state(ca=0.5), state(ca=1, BM=Name.Compatible))
case("CO-11", X1, state(BM=Name.Multiply), state(SMask=Name("/None")))
case("CO-11", X4, state(BM=Name.Glow), state(BM=Name.Multiply))
case(
    "CO-11",
    X1,
    paint(
        b"/I9 Do", XObject=lambda pdf: Dictionary(I9=make_image(pdf, SMask=make_image(pdf, ColorSpace=Name.DeviceGray)))
    ),
)


# FO
def font(**descriptor: object):
    return paint(
        CONTENT,
        Font=lambda pdf: Dictionary(
            F0=make_font(pdf, **{k: v(pdf) if callable(v) else v for k, v in descriptor.items()})
        ),
    )


def below(change):
    """Return a change of the descendant font."""
    return lambda pdf: change(pdf, page(pdf).Resources.Font.F0.DescendantFonts[0])


UNUSED = paint(b"0 g", Font=lambda pdf: Dictionary(F9=make_font(pdf, FontFile2=None)))
case("FO-01", X1, font(FontFile2=None), UNUSED)
case("FO-01", X4, font(FontFile2=lambda pdf: pdf.make_indirect(Stream(pdf, b"no font"))))
case(
    "FO-02",
    X4,
    below(lambda pdf, each: setattr(each, "W", Array([1, 2, 600]))),
    below(lambda pdf, each: setattr(each, "W", Array([1, 1, 600, 2, Array([700.4])]))),
)
case(
    "FO-03",
    X4,
    paint(CONTENT.replace(b"<00010002>", b"<00010003>")),
    paint(CONTENT.replace(b"<00010002>", b"(\\000\\001\\000\\002)")),
)
case(
    "FO-04",
    X4,
    paint(CONTENT.replace(b"<00010002>", b"[<0001>-20<0000>]").replace(b"Tj", b"TJ")),
    paint(CONTENT.replace(b"<00010002>", b"[<00010002>0<0001>]").replace(b"Tj", b"TJ")),
)
CIDSET = lambda raw: lambda pdf: pdf.make_indirect(Stream(pdf, raw))
case("FO-05", X4, font(CIDSet=CIDSET(b"\xc0")), font(CIDSet=CIDSET(b"\xe0")))
case(
    "FO-06",
    X4,
    lambda pdf: page(pdf).Resources.Font.F0.__delitem__("/ToUnicode"),
    lambda pdf: unicode(
        pdf,
        TO_UNICODE.replace(
            b"2 beginbfchar <0001> <0041> <0002> <0042> endbfchar", b"1 beginbfrange <0001> <0002> <0041> endbfrange"
        ),
    ),
)
case("FO-06", X4, lambda pdf: unicode(pdf, TO_UNICODE.replace(b" <0002> <0042>", b"")))


def unicode(pdf: Pdf, data: bytes) -> None:
    page(pdf).Resources.Font.F0.ToUnicode = pdf.make_indirect(Stream(pdf, data))


case("FO-07", X4, font(FontName=Name("/ABCDE1+Base")), lambda pdf: rename(pdf, "/GHIJKL+Base"))
case("FO-07", X4, font(FontName=Name("/GHIJKL+Base")))


def rename(pdf: Pdf, name: str) -> None:
    held = page(pdf).Resources.Font.F0
    held.BaseFont = held.DescendantFonts[0].BaseFont = held.DescendantFonts[0].FontDescriptor.FontName = Name(name)


PROGRAM = lambda bits: lambda pdf: pdf.make_indirect(Stream(pdf, font_program(licence=bits)))
case("FO-08", X4, font(FontFile2=PROGRAM(2)), font(FontFile2=PROGRAM(8)))
case("FO-08", X4, font(FontFile2=PROGRAM(0x100)))
case("FO-09", X4, paint(SHOWN, Font=glyphs(b"0 g")), paint(b"0 g", Font=glyphs(b"0 g")))

# GX
case("GX-01", X4, state(TR2=Name.Identity), state(TR2=Name.Default))
case("GX-01", X1, state(HT=Dictionary(HalftoneType=6)), state(HT=Dictionary(HalftoneType=1, Frequency=60, Angle=45)))
case("GX-01", X1, state(HTP=Array([0, 0])))


def hold(**keys: object):
    return lambda pdf: page(pdf).Resources.XObject.__setitem__("/X9", make_form(pdf, b"", **keys))


case("GX-02", X4, hold(Subtype2=Name.PS), hold(Subtype2=Name.Form))
case("GX-02", X4, hold(Ref=Dictionary(F="a.pdf", Page=0)), hold(Reference=True))
case("GX-02", X1, hold(OPI=Dictionary()))
case("GX-02", X1, paint(b"PS"), paint(b"0 g"))
ALTERNATES = lambda print_it: (
    lambda pdf: page(pdf).Resources.XObject.I0.__setitem__(
        "/Alternates", Array([Dictionary(Image=make_image(pdf), DefaultForPrinting=print_it)])
    )
)
case("GX-02", X1, ALTERNATES(True), ALTERNATES(False))
case("GX-02", X4, ALTERNATES(False))
case(
    "GX-03",
    X4,
    lambda pdf: page(pdf).Resources.XObject.I0.__setitem__("/Interpolate", True),
    lambda pdf: page(pdf).Resources.XObject.I0.__setitem__("/Interpolate", False),
)
case("GX-03", X4, inline(b"/I true /F /AHx ID 00>"), inline(b"/I false /F /AHx ID 00>"))
case("GX-04", X4, paint(b"BX 0 g EX"), paint(b"/BX gs", ExtGState=Dictionary(BX=Dictionary(SA=True))))
case("GX-05", X4, paint(b"0 g foo"), paint(b"0 g % foo\n 1 g"))
case("GX-05", X4, paint(b"q 0 g"), paint(b"q 0 g Q"))
case("GX-05", X4, paint(b"Q"))
case("GX-05", X4, paint(b"0 0 1 k" + AREA), paint(b"0 0 1 k 0 g" + AREA))
case("GX-05", X4, paint(b"/Missing gs"), paint(b"/K gs"))
case("GX-05", X4, paint(b"/Vivid ri"), paint(b"/Perceptual ri"))


def state(**entries: object) -> Callable[[Pdf], None]:
    """Use a graphics state with these entries."""
    return paint(b"/G9 gs" + AREA, ExtGState=Dictionary(G9=Dictionary(**entries)))


case("GX-05", X4, state(OPM=7), state(OPM=0))
case("GX-05", X4, state(OP=1), state(OP=False))
case("GX-05", X4, state(LW=Name.Thin), state(LW=0.5))
case(
    "GX-05",
    X4,
    lambda pdf: page(pdf).Resources.XObject.I0.__setitem__("/BitsPerComponent", 5),
    lambda pdf: page(pdf).Resources.XObject.I0.__setitem__("/BitsPerComponent", 4),
)
case("GX-06", X4, paint(b"0 w 30 30 m 50 50 l S"), paint(b"0 w 30 30 m 50 50 l f"))
LINE = House(min_line=0.25)
case(
    "GX-06",
    X4,
    paint(b"0.5 0 0 0.5 0 0 cm 0.4 w 30 30 m 50 50 l S"),
    paint(b"0.5 0 0 0.5 0 0 cm 0.5 w 30 30 m 50 50 l S"),
    house=LINE,
)
TEXT = House(min_text=5)
case(
    "GX-07",
    X4,
    paint(b"BT /F0 10 Tf 0.49 0 0 0.49 40 40 Tm <0001> Tj ET"),
    paint(b"BT /F0 10 Tf 0.3 0 0 0.5 40 40 Tm <0001> Tj ET"),
    house=TEXT,
)
case(
    "GX-07",
    X4,
    paint(b"0 .4 -.4 0 0 0 cm BT /F0 12 Tf <0001> Tj ET"),
    paint(b"0 .4 -.4 0 0 0 cm BT /F0 12 Tf 3 Tr <0001> Tj ET"),
    house=TEXT,
)
PPI = House(min_ppi=149)
case("GX-08", X4, paint(b"q 32 0 0 30 9 9 cm /I0 Do Q"), paint(b"q 30.9 0 0 30 9 9 cm /I0 Do Q"), house=PPI)

# AN
case("AN-01", X4, lambda pdf: annotate(pdf, b"0 g", (0, 0, 11, 11)), lambda pdf: annotate(pdf, b"0 g", (0, 0, 10, 300)))
case(
    "AN-01",
    X4,
    lambda pdf: annotate(pdf, b"0 g", (12, 12, 25, 25), Subtype=Name.PrinterMark),
    lambda pdf: annotate(pdf, b"0 g", (12, 12, 18, 18), Subtype=Name.PrinterMark),
)
SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
case(
    "AN-02",
    X4,
    lambda pdf: setattr(pdf.Root, "OpenAction", SCRIPT),
    lambda pdf: setattr(pdf.Root, "OpenAction", Array([page(pdf), Name.Fit])),
)
case("AN-02", X4, lambda pdf: setattr(page(pdf), "AA", Dictionary(O=SCRIPT)))
case("AN-02", X1, lambda pdf: annotate(pdf, b"0 g", A=Dictionary(Type=Name.Action, S=Name.URI, URI="x")))
case("AN-02", X1, lambda pdf: setattr(pdf.Root, "Names", Dictionary(JavaScript=Dictionary(Names=Array([])))))
case(
    "AN-03",
    X4,
    lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(Fields=Array([Dictionary(T="a")]))),
    lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(Fields=Array([]))),
)
case("AN-03", X4, lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(XFA=Array([]))))
case(
    "AN-04",
    X4,
    lambda pdf: attach(pdf),
    lambda pdf: setattr(pdf.Root, "Names", Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))),
)


def attach(pdf: Pdf) -> None:
    file = Stream(pdf, b"data", Type=Name.EmbeddedFile)
    held = Dictionary(Type=Name.Filespec, F="a", EF=Dictionary(F=pdf.make_indirect(file)))
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(["a", pdf.make_indirect(held)])))


def layers(**keys: object):
    def apply(pdf: Pdf) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="white"))
        parts = {"Order": Array([layer])} | keys
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(**{key: value for key, value in parts.items() if value is not None})
        )

    return apply


def steps(content: bytes = b"", **metadata: object):
    """Return a change that makes a layer a processing step, and paints content that may lie on it as /L."""

    def apply(pdf: Pdf) -> None:
        layers(Name="default")(pdf)
        (layer,) = pdf.Root.OCProperties.OCGs
        layer.GTS_Metadata = Dictionary(**{f"GTS_ProcSteps{key}": value for key, value in metadata.items()})
        if content:
            paint(
                content,
                Properties=lambda _: Dictionary(L=layer),
                ColorSpace=lambda pdf: Dictionary(C0=spot(pdf, "White", "DeviceCMYK", b"0.1 0 0 0")),
            )(pdf)

    return apply


case("AN-05", X4, layers(), layers(Name="default"))
case("AN-05", X4, layers(Name="default", AS=Array([])))
case("AN-05", X4, layers(Name="default", Order=Array([])), layers(Name="default", Order=None))
case("AN-05", X4, lambda pdf: setattr(pdf.Root, "OCProperties", Dictionary(OCGs=Array([]))))
case("AN-05", X1, layers(Name="default"), lambda pdf: setattr(pdf.Root, "Extra", Dictionary(OCProperties=True)))
case("AN-07", X4, steps(Group=Name.Whitening), steps(Group=Name.White))
case("AN-07", X4, steps(Group=Name.Structural), steps(Group=Name.Structural, Type=Name.Cutting))
case("AN-07", X4, steps(Group=Name.Structural, Type=Name.Cut), steps(Group=Name.Structural, Type=Name.VDP_Cut))
case("AN-07", X4, steps(Group=Name.White, Type=Name.Cutting), steps(Group=Name.VDP_Scratch))
case("AN-07", X4, steps(Group="White"), steps(Group=Name.Varnish))
case("AN-07", X4, steps(Type=Name.Cutting), steps(Group=Name.Positions, Type=Name.Barcode))
ON_LAYER = b"/OC /L BDC %b 30 30 9 9 re f EMC "
case(
    "AN-08",
    X4,
    steps(ON_LAYER % b"/C0 cs 1 scn", Group=Name.White),
    steps(ON_LAYER % b"/K gs /C0 cs 1 scn", Group=Name.White),
)
case(
    "AN-08",
    X4,
    steps(ON_LAYER % b"/K gs 0 0 0 1 k", Group=Name.White),
    steps(b"/OC /L BDC EMC 0 0 0 1 k" + AREA, Group=Name.White),
)
case(
    "AN-08",
    X4,
    steps(b"q /OC /L BDC Q 0 0 0 1 k" + AREA + b" EMC", Group=Name.White),
    steps(b"/OC /L BDC q EMC 0 0 0 1 k" + AREA + b" Q", Group=Name.White),
)
case(
    "AN-06",
    X4,
    lambda pdf: setattr(pdf.Root, "ViewerPreferences", Dictionary(PrintArea=Name.TrimBox)),
    lambda pdf: setattr(pdf.Root, "ViewerPreferences", Dictionary(PrintArea=Name.BleedBox)),
)
case("AN-06", X4, lambda pdf: setattr(pdf.Root, "Names", Dictionary(AlternatePresentations=Dictionary())))


# RC
def forms(first: bytes, second: bytes):
    return paint(b"/M0 Do /M1 Do", XObject=lambda pdf: Dictionary(M0=make_form(pdf, first), M1=make_form(pdf, second)))


case("RC-01", X4, forms(b"0 g", b"0 g"), forms(b"0 g", b"1 g"))


def shared(data: bytes, **form: object):
    """Return a change after which both pages paint one form."""

    def apply(pdf: Pdf) -> None:
        made = make_form(
            pdf, b"/G9 gs 0 0 9 9 re f", Resources=Dictionary(ExtGState=Dictionary(G9=Dictionary(ca=0.5))), **form
        )
        for each in pdf.pages:
            each.obj.Resources = pdf.make_indirect(Dictionary(XObject=Dictionary(M0=made)))
            each.obj.Contents = pdf.make_indirect(Stream(pdf, data))

    return apply


ISOLATED = {"Group": Dictionary(S=Name.Transparency, I=True, CS=Name.DeviceCMYK)}
case("RC-02", X4, shared(b"0 0 9 9 re f /M0 Do", **ISOLATED), shared(b"/M0 Do 0 0 9 9 re f", **ISOLATED))
case("RC-03", X4, paint(b"0 g\n" * 270_000), paint(b"0 g\n" * 260_000))


def images(first: int, second: int):
    return paint(
        b"/I1 Do /I2 Do",
        XObject=lambda pdf: Dictionary(
            I1=make_image(pdf, bytes([first]) * 64 * 64 * 4), I2=make_image(pdf, bytes([second]) * 64 * 64 * 4)
        ),
    )


case("RC-04", X4, images(1, 1), images(1, 2))
case("RC-05", X4, paint(b"q 400 0 0 100 0 0 cm /I0 Do Q"), paint(b"q 340 0 0 100 0 0 cm /I0 Do Q"))
case("RC-06", X4, shared(b"/M0 Do"), shared(b"/M0 Do", **ISOLATED))


def many(pdf: Pdf, *, of_their_own: bool) -> None:
    """Let 70 pages have resources of their own, or share them."""
    for number in range(68):
        pdf.add_blank_page(page_size=(300, 300))
        each = pdf.pages[-1].obj
        each.TrimBox = page(pdf).TrimBox
        each.BleedBox = page(pdf).BleedBox
        each.Contents = pdf.make_indirect(Stream(pdf, b"0 g"))
        each.Resources = (
            Dictionary(ExtGState=Dictionary({f"/G{number}": Dictionary(SA=True)}))
            if of_their_own
            else page(pdf).Resources
        )


case("RC-07", X4, lambda pdf: many(pdf, of_their_own=True), lambda pdf: many(pdf, of_their_own=False))
