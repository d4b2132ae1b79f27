"""Faults in odd places: defaults of another page, patterns, halftones within halftones, data of images, profiles."""

from __future__ import annotations

import io
import re
import struct
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageCms

from tests.preflight.base import TO_UNICODE, XMP, font_program, make_font, make_form, make_image, set_xmp
from tests.preflight.corpus import VT, X1, X4, case
from vdp.preflight.terms import House

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


# Actions and attachments that hang on anything.
def outline(*, indirect: bool = False, **action: object):
    def change(pdf: Pdf) -> None:
        held = Dictionary(**action)
        item = pdf.make_indirect(Dictionary(Title="first", A=pdf.make_indirect(held) if indirect else held))
        pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=item, Last=item, Count=1))
        item.Parent = pdf.Root.Outlines

    return change


def bookmark(pdf: Pdf) -> None:
    outline()(pdf)
    item = pdf.Root.Outlines.First
    del item["/A"]
    item.Dest = Array([pdf.pages[0].obj, Name.Fit])


def private(pdf: Pdf, **data: object) -> None:
    pdf.Root.PieceInfo = Dictionary(Maker=Dictionary(LastModified="D:20261121090000Z", Private=Dictionary(**data)))


def attached(pdf: Pdf) -> Dictionary:
    return Dictionary(Type=Name.Filespec, F="a.txt", EF=Dictionary(F=pdf.make_indirect(Stream(pdf, b"text"))))


case("AN-02", X4, outline(S=Name.JavaScript, JS="1"), bookmark)
case("AN-02", X1, outline(S=Name.URI, URI="http://www.example.com"), bookmark)
case("AN-02", X4, outline(indirect=True, S=Name.Launch, F="a.exe"), bookmark)
case(
    "AN-02", X4, lambda pdf: private(pdf, X=Dictionary(S=pdf.make_indirect(Name.JavaScript))), lambda pdf: private(pdf)
)
case("AN-04", X4, lambda pdf: private(pdf, X=attached(pdf)), lambda pdf: private(pdf, F="a.txt"))
case("AN-04", X4, lambda pdf: setattr(pdf.Root, "AF", Array([pdf.make_indirect(attached(pdf))])))
case(
    "GX-02",
    X4,
    lambda pdf: own(pdf, 0, "XObject", X=make_form(pdf, b"", Subtype2=pdf.make_indirect(Name.PS))),
    lambda pdf: own(pdf, 0, "XObject", X=make_form(pdf, b"", Subtype2=pdf.make_indirect(Name.None_))),
)


# XMP: what stands inside of a structure says nothing of the file.
def packet(old: str, new: str):
    return lambda pdf: set_xmp(pdf, XMP.replace(old, new))


CLAIM = "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>"
OF_ANOTHER = "<xmpMM:DerivedFrom><rdf:Description>{}</rdf:Description></xmpMM:DerivedFrom>"
TITLE = '<rdf:li xml:lang="x-default">base</rdf:li>'
case("MD-02", X4, packet(CLAIM, OF_ANOTHER.format(CLAIM)), packet(CLAIM, CLAIM + OF_ANOTHER.format(CLAIM)))
case(
    "MD-03",
    X4,
    packet(TITLE, TITLE.replace("base", "other") + '<rdf:li xml:lang="en">base</rdf:li>'),
    packet(TITLE, '<rdf:li xml:lang="ja">\u57fa</rdf:li>' + TITLE),
)


def title(raw: bytes, text: str):
    def change(pdf: Pdf) -> None:
        pdf.docinfo["/Title"] = pikepdf.Object.parse(b"(" + raw + b")")
        packet(">base<", f">{text}<")(pdf)

    return change


case("MD-03", X4, title(b"a \\204 b", "a \u2013 b"), title(b"a \\204 b \\240", "a \u2014 b \u20ac"))


def wide(encoding: str, *, cut: int = 0):
    def change(pdf: Pdf) -> None:
        set_xmp(pdf, XMP)
        raw = XMP.lstrip("\ufeff").encode(encoding)
        pdf.Root.Metadata.write(raw[: len(raw) - cut] + b"\0\0")

    return change


case("MD-08", X4, wide("utf-16", cut=80), wide("utf-16"))
case("MD-08", X4, wide("utf-8", cut=40), wide("utf-8"))


# Output intents.
def grey(*, curve: bytes):
    """A profile of a black press alone, which has a curve instead of tables."""

    def change(pdf: Pdf) -> None:
        parts = {
            b"wtpt": b"XYZ " + bytes(4) + struct.pack(">iii", 63190, 65536, 54061),
            b"cprt": b"text" + bytes(4) + b"none",
            curve: b"curv" + bytes(4) + struct.pack(">IHH", 1, 0x0233, 0),
        }
        at = 132 + 12 * len(parts)
        table, body = struct.pack(">I", len(parts)), b""
        for name, data in parts.items():
            table += name + struct.pack(">II", at + len(body), len(data))
            body += data
        head = struct.pack(">I4sI4s4s4s", at + len(body), b"test", 0x02400000, b"prtr", b"GRAY", b"XYZ ")
        head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061) + bytes(48)
        stream = Stream(pdf, head + table + body)
        stream["/N"] = 1
        pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_indirect(stream)

    return change


def connected(space: bytes):
    def change(pdf: Pdf) -> None:
        stream = pdf.Root.OutputIntents[0].DestOutputProfile
        raw = stream.read_bytes()
        stream.write(raw[:20] + space + raw[24:])

    return change


case("OI-04", X1, grey(curve=b"rTRC"), grey(curve=b"kTRC"))
case("OI-04", X4, connected(b"CMYK"), connected(b"Lab "))
case(
    "FS-04",
    X4,
    breaks_bytes=lambda raw: raw.replace(b"trailer <<", b"trailer << /Encr#79pt << /Filter /Standard /V 1 >>"),
    near_bytes=lambda raw: raw.replace(b"trailer <<", b"trailer << /Encrypt null"),
)


# Fonts and inks that PDF 1.4 does not know; a Unicode value that is none.
def packed(key: str, **entries: object):
    def change(pdf: Pdf) -> None:
        font = make_font(pdf)
        held = font.DescendantFonts[0].FontDescriptor
        program = Stream(pdf, font_program())
        for name, value in entries.items():
            program[f"/{name}"] = value
        del held["/FontFile2"]
        held[f"/{key}"] = pdf.make_indirect(program)
        own(pdf, 0, "Font", F0=font)

    return change


def inks(count: int):
    names = Array([Name(f"/Ink{number}") for number in range(count)])

    def change(pdf: Pdf) -> None:
        tint = Stream(pdf, b"{" + b"pop " * count + b"0 0 0 0}")
        tint["/FunctionType"], tint["/Domain"], tint["/Range"] = 4, Array([0, 1] * count), Array([0, 1] * 4)
        made = Array([Name.DeviceN, names, Name.DeviceCMYK, pdf.make_indirect(tint)])
        space(lambda _: made, b"0 " * count + b"scn")(pdf)

    return change


def unicode(value: bytes):
    def change(pdf: Pdf) -> None:
        font = make_font(pdf)
        font.ToUnicode.write(TO_UNICODE.replace(b"<0042>", value))
        own(pdf, 0, "Font", F0=font)

    return change


case("FO-01", X1, packed("FontFile3", Subtype=Name.OpenType), packed("FontFile2"))
case("FS-09", X1, inks(9), inks(8))
case("FS-09", X4, inks(33), inks(32))
case("FO-06", X4, unicode(b"<FFFD>"), unicode(b"<FF21>"))


# Names of resources that inline images take for abbreviations; types that stand elsewhere.
def called(name: str, made):
    def change(pdf: Pdf) -> None:
        own(pdf, 0, "ColorSpace", **{name: made(pdf)})
        add(pdf, 0, b"/" + name.encode() + b" cs 1 " + b"0 0 " * (name == "CMYK") + b"scn 50 50 9 9 re f")

    return change


case(
    "CO-01",
    X4,
    called("CMYK", lambda _: Array([Name.DeviceRGB])),
    called("RGB", lambda _: Array([Name.Separation, Name.Gold, Name.DeviceCMYK, ramp(0, 0, 1, 0)])),
)


def elsewhere(pick, key: str, name: Name):
    return lambda pdf: pick(pdf).__setitem__(key, pdf.make_indirect(name))


case(
    "FS-12",
    X4,
    elsewhere(lambda pdf: pdf.pages[0].obj, "/Type", Name.Template),
    elsewhere(lambda pdf: pdf.pages[0].obj, "/Type", Name.Page),
)
for pick, right in (
    (lambda pdf: pdf.Root.DPartRoot, Name.DPartRoot),
    (lambda pdf: pdf.Root.DPartRoot.DPartRootNode, Name.DPart),
):
    case("VT-03", VT, elsewhere(pick, "/Type", Name.Page), elsewhere(pick, "/Type", right))


# Names are UTF-8 (ISO 15930-7:2010, 6.6).
def gold(name: str):
    return called("Spot", lambda _: Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, ramp(0, 0, 1, 0)]))


case("CO-03", X4, gold("\u9280"), gold("\u91d1"), house=House(spots=frozenset({"\u91d1"})))


# Layers that the catalog does not know.
def layered(where: str, *, listed: bool, kind: str = "OCG"):
    def change(pdf: Pdf) -> None:
        known, made = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("known", "made"))
        layers = Array([known, made] if listed else [known])
        pdf.Root.OCProperties = Dictionary(OCGs=layers, D=Dictionary(Name="default", Order=layers))
        layer = made if kind == "OCG" else pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([known, made])))
        own(pdf, 0, "Properties", L=layer)
        own(pdf, 0, "XObject", X=make_form(pdf, b"0 0 0 1 k 50 50 9 9 re f", OC=layer))
        add(pdf, 0, b"/X Do" if where == "form" else b"/O#43 /L BDC 0 0 0 1 k 50 50 9 9 re f EMC")

    return change


for way in ({"where": "form"}, {"where": "content"}, {"where": "content", "kind": "OCMD"}):
    case("AN-05", X4, layered(**way, listed=False), layered(**way, listed=True))

# Versions and cross-references that only newer readers see.
case(
    "FS-01",
    X1,
    lambda pdf: setattr(pdf.Root, "Version", Name("/1.7")),
    lambda pdf: setattr(pdf.Root, "Version", Name("/1.4")),
)


def hybrid(raw: bytes, *, stream: bool = True) -> bytes:
    """Append an update, whose table has a cross-reference stream beside it."""
    at = raw.rindex(b"startxref")
    trailer = raw[raw.rindex(b"trailer <<") + 10 : raw.rindex(b">>", 0, at)]
    start, beside = int(raw[at:].split()[1]), b""
    if stream:
        beside = b" /XRefStm %d" % len(raw)
        raw += b"1 0 obj\n<< /Type /XRef /Size 1 /W [1 2 1] /Index [0 0] /Length 0 >>\nstream\n\nendstream\nendobj\n"
    table = b"xref\n0 0\ntrailer <<%b /Prev %d%b >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start, beside, len(raw))
    return raw + table


case("FS-11", X1, breaks_bytes=hybrid, near_bytes=lambda raw: hybrid(raw, stream=False))
case(
    "MD-03",
    X1,
    lambda pdf: pdf.docinfo.__setitem__("/Title", "  "),
    lambda pdf: pdf.docinfo.__setitem__("/Title", " a "),
)


# What stands in no content stream, and yet decides what is painted.
def entry(pick, key: str, value: object):
    return lambda pdf: pick(pdf).__setitem__(key, value)


def palette(top: int, table: bytes):
    return image(bytes(64 * 64), ColorSpace=Array([Name.Indexed, Name.DeviceCMYK, top, String(table)]))


def patterned(step: float):
    def change(pdf: Pdf) -> None:
        tile = Stream(pdf, b"0 0 5 5 re f")
        keys = {
            "PatternType": 1,
            "PaintType": 1,
            "TilingType": 1,
            "BBox": Array([0, 0, 9, 9]),
            "XStep": step,
            "YStep": 9,
        }
        for key, value in {**keys, "Resources": Dictionary()}.items():
            tile[f"/{key}"] = value
        own(pdf, 0, "Pattern", P=pdf.make_indirect(tile))
        add(pdf, 0, b"/Pattern cs /P scn 50 50 9 9 re f")

    return change


def formed(box: Array | None):
    def change(pdf: Pdf) -> None:
        own(pdf, 0, "XObject", X=make_form(pdf, b"0 0 0 1 k 50 50 9 9 re f", BBox=box))
        add(pdf, 0, b"/X Do")

    return change


def stencil(bits: int):
    return image(bytes(64 * 64), ImageMask=True, ColorSpace=None, BitsPerComponent=bits)


def first_page(pdf: Pdf):
    return pdf.pages[0].obj


case("GX-05", X4, entry(first_page, "/Contents", 5), entry(first_page, "/Contents", Array([])))
case("GX-05", X4, palette(255, b"\0" * 1023), palette(255, b"\0" * 1024))
case("GX-05", X4, palette(256, b"\0" * 1028), palette(0, b"\0" * 4))
case("GX-05", X4, image(bytes(64 * 64 * 4), Decode=Array([0, 1])), image(bytes(64 * 64 * 4), Decode=Array([0, 1] * 4)))
case("GX-05", X4, stencil(8), stencil(1))
case("GX-05", X4, formed(None), formed(Array([0, 0, 300, 300])))
case("GX-05", X4, patterned(0), patterned(-9))
case("GX-05", X4, space(profile, b"0 sc"), SOUND)


def colorant(alternate: Name, *last: float):
    def make(pdf: Pdf) -> Array:
        tint = Stream(pdf, b"{0 0}")
        tint["/FunctionType"], tint["/Domain"], tint["/Range"] = 4, Array([0, 1] * 2), Array([0, 1] * 4)
        inks = Dictionary(Gold=Array([Name.Separation, Name.Gold, alternate, ramp(*last)]))
        names = Array([Name.Gold, Name.Black])
        return Array([Name.DeviceN, names, Name.DeviceCMYK, pdf.make_indirect(tint), Dictionary(Colorants=inks)])

    return space(make, b"1 1 scn")


case("CO-02", X4, colorant(Name.DeviceRGB, 1, 0, 0), colorant(Name.DeviceCMYK, 0, 0, 1, 0))
case("FO-01", X4, packed("FontFile3"), packed("FontFile2"))


def old_font(program: bytes):
    def change(pdf: Pdf) -> None:
        held = make_font(pdf).DescendantFonts[0].FontDescriptor
        held.FontFile, held.Flags = pdf.make_indirect(Stream(pdf, program)), 32
        del held["/FontFile2"]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ABCDEF+Base"), FontDescriptor=held)
        font.FirstChar, font.LastChar, font.Widths, font.Encoding = 65, 65, Array([600]), Name.WinAnsiEncoding
        own(pdf, 0, "Font", T=pdf.make_indirect(font))
        add(pdf, 0, b"BT /T 12 Tf 50 50 Td (A) Tj ET")

    return change


case("FO-01", X4, old_font(b"%!PS-AdobeFont-1.0"), old_font(b"%!PS-AdobeFont-1.0: Base\ncurrentfile eexec\nabcd"))


def named(first: int, second: int):
    def change(pdf: Pdf) -> None:
        shown = [make_image(pdf, bytes([shade]) * 64 * 64 * 4, GTS_XID="uuid:1") for shade in (first, second)]
        own(pdf, 0, "XObject", X=shown[0], Y=shown[1])
        add(pdf, 0, b"q 9 0 0 9 50 50 cm /X Do /Y Do Q")

    return change


case("VT-11", VT, named(1, 2), named(1, 1))


# Generations: other readers see nothing where a reference names one that is not there.
def contents_at(reference: int, generation: int):
    """Give the content of the first page generations of its own, in place."""

    def change(raw: bytes) -> bytes:
        number = int(re.search(rb"/Contents (\d+) 0 R", raw)[1])
        raw = raw.replace(b"/Contents %d 0 R" % number, b"/Contents %d %d R" % (number, reference), 1)
        raw = raw.replace(b"\n%d 0 obj" % number, b"\n%d %d obj" % (number, generation))
        table = raw.rindex(b"\nxref\n")
        offset = b"%010d " % (raw.index(b"\n%d %d obj" % (number, generation)) + 1)
        return raw[:table] + raw[table:].replace(offset + b"00000", offset + b"%05d" % generation)

    return change


case("FS-12", X4, breaks_bytes=contents_at(3, 0), near_bytes=contents_at(3, 3))
case("FS-12", X4, breaks_bytes=contents_at(0, 2), near_bytes=contents_at(1, 1))


# Resources have names of their own choice, among them those of entries elsewhere.
def resource(category: str, name: str):
    def change(pdf: Pdf) -> None:
        made = make_font(pdf) if category == "Font" else make_form(pdf, b"")
        own(pdf, 0, category, **{name: made})
        add(pdf, 0, f"BT /{name} 9 Tf ET".encode() if category == "Font" else f"/{name} Do".encode())

    return change


case("AN-02", X4, outline(S=Name.Rendition, JS="1"), resource("XObject", "JS"))
case("AN-04", X4, lambda pdf: private(pdf, X=attached(pdf)), resource("Font", "EF"))


# Layers that are gone, and a catalog that knows of none: what is painted is the same everywhere.
def members(*, gone: bool):
    def change(pdf: Pdf) -> None:
        known = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="known"))
        other = Dictionary(Gone=1) if gone else Dictionary(Type=Name.OCG, Name="other")
        pdf.Root.OCProperties = Dictionary(OCGs=Array([known]), D=Dictionary(Name="default", Order=Array([known])))
        own(pdf, 0, "Properties", L=Dictionary(Type=Name.OCMD, OCGs=Array([known, pdf.make_indirect(other)])))
        add(pdf, 0, b"/OC /L BDC EMC")

    return change


case(
    "AN-05",
    X4,
    members(gone=False),
    members(gone=True),
    near_bytes=lambda raw: raw.replace(b"<< /Gone 1 >>", b"null         "),
)


# Data that all readers take: padding between the segments of a JPEG, a filter on no data.
def spaced(data: bytes) -> bytes:
    end = 4 + int.from_bytes(data[4:6])
    return data[:end] + b"\0\0" + data[end:]


def emptied(length: int):
    """Make the content of the first page a deflated stream of so many bytes."""

    def change(raw: bytes) -> bytes:
        number = int(re.search(rb"/Contents (\d+) 0 R", raw)[1])
        at = raw.rindex(b"startxref")
        trailer = raw[raw.rindex(b"trailer <<") + 10 : raw.rindex(b">>", 0, at)]
        head = b"%d 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % (number, length)
        body = head + WHOLE[:length] + b"\nendstream\nendobj\n"
        table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(raw))
        end = b"trailer <<%b /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        return raw + body + table + end % (trailer, int(raw[at:].split()[1]), len(raw) + len(body))

    return change


case("FS-06", X4, image(spaced(jpeg())[:300], **JPEG), image(spaced(jpeg()), **JPEG))
case("FS-06", X4, breaks_bytes=emptied(2), near_bytes=emptied(0))
