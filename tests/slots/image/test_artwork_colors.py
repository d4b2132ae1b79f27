"""Colours that are no inks: refused by name, or turned into what LittleCMS makes of them."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from vdp.errors import LayoutError
from vdp.slots.image.artwork import import_overlay
from vdp.slots.image.artwork_functions import evaluate
from vdp.slots.image.artwork_rules import ImportRules

CLOSE = 1.5 / 255
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def operators(pdf):
    form = pdf.pages[0].Resources.XObject.S
    return [
        (str(one.operator), [value if isinstance(value, Name) else float(value) for value in one.operands])
        for one in pikepdf.parse_content_stream(form)
    ]


def inner(pdf):
    return pdf.pages[0].Resources.XObject.S.Resources


def refusal(path, rules=None):
    with pytest.raises(LayoutError) as caught:
        import_overlay(path, page=1, box="trim", rules=rules or ImportRules())
    assert caught.value.cure
    return caught.value


def space(name, *parts):
    return lambda pdf, page: page.add_resource(
        Array([Name(f"/{name}"), *(part(pdf) for part in parts)]), Name.ColorSpace, Name.Cs
    )


def icc(pdf):
    return pdf.make_stream(SRGB, N=3)


def lab(_pdf):
    return Dictionary(WhitePoint=Array([0.9642, 1, 0.8249]), Range=Array([-128, 127, -128, 127]))


def test_rgb_drawn_by_a_program_becomes_the_inks_of_littlecms(draw_rgb, placed, convert, inks_of):
    def paint(canvas):
        canvas.setFillColorRGB(200 / 255, 30 / 255, 60 / 255)
        canvas.rect(10, 10, 30, 30, stroke=0, fill=1)

    path = draw_rgb(paint)
    assert refusal(path).code == "artwork.rgb"
    _, pdf = placed(path, convert)
    [inks] = [values for operator, values in operators(pdf) if operator == "k" and values[:3] != [0, 0, 0]]
    assert inks == pytest.approx(inks_of((200, 30, 60)), abs=CLOSE)


@pytest.mark.parametrize("stroke", [False, True])
@pytest.mark.parametrize(
    ("change", "color", "judged"),
    [
        (space("ICCBased", icc), (0.2, 0.6, 0.4), ((51, 153, 102), "RGB")),
        (space("Lab", lab), (60, 40, -20), ((153, 168, 108), "LAB")),
    ],
)
def test_colours_of_profiles_and_lab_become_inks(page, placed, convert, inks_of, change, color, judged, stroke):
    letters = b"CS SC" if stroke else b"cs sc"
    select, paint = letters.split()
    content = b"/Cs %b %g %g %g %b 0 0 9 9 re f" % (select, *color, paint)
    path = page(content, change=change)
    assert refusal(path).code == "artwork.rgb"
    _, pdf = placed(path, convert)
    found = [values for operator, values in operators(pdf) if operator == paint.decode()]
    assert found[-1] == pytest.approx(inks_of(*judged), abs=2.5 * CLOSE)
    assert (select.decode(), [Name.DeviceCMYK]) in operators(pdf)
    assert "/Cs" not in inner(pdf).get("/ColorSpace", {})


@pytest.mark.parametrize(
    ("black", "content", "expected"),
    [
        ("k", b"0 0 0 rg", [0, 0, 0, 1]),
        ("gray", b"0 0 0 rg", [0, 0, 0, 1]),
        ("gray", b"0.4 0.4 0.4 rg", [0, 0, 0, 0.6]),
    ],
)
def test_black_and_grey_are_printed_in_black_alone(page, placed, condition, black, content, expected):
    rules = ImportRules(rgb="convert", black=black, condition=condition)
    _, pdf = placed(page(content + b" 0 0 9 9 re f"), rules)
    assert operators(pdf)[0][1] == pytest.approx(expected)


@pytest.mark.parametrize(("black", "content"), [("profile", b"0 0 0 rg"), ("k", b"0.4 0.4 0.4 rg")])
def test_neutral_colours_go_by_the_profile_where_the_job_wants_it(page, placed, condition, inks_of, black, content):
    rules = ImportRules(rgb="convert", black=black, condition=condition)
    _, pdf = placed(page(content + b" 0 0 9 9 re f"), rules)
    level = round(float(content.split()[0]) * 255)
    assert operators(pdf)[0][1] == pytest.approx(inks_of((level,) * 3), abs=CLOSE)


def test_the_state_of_colours_is_saved_and_restored_with_the_rest(page, placed, convert, inks_of):
    content = b"/Cs cs q 0 1 0 0 k 0 0 9 9 re f Q 1 0 0 sc 0 0 9 9 re f"
    _, pdf = placed(page(content, change=space("ICCBased", icc)), convert)
    assert operators(pdf)[-3][1] == pytest.approx(inks_of((255, 0, 0)), abs=2 * CLOSE)


def test_cmyk_with_the_job_s_own_profile_keeps_its_numbers(page, placed, convert, condition):
    change = space("ICCBased", lambda pdf: pdf.make_stream(condition.profile, N=4))
    _, pdf = placed(page(b"/Cs cs 0.1 0.2 0.3 0.4 sc 0 0 9 9 re f", change=change), convert)
    assert ("sc", [0.1, 0.2, 0.3, 0.4]) in operators(pdf)


def test_grey_with_a_profile_keeps_its_numbers(page, placed, convert):
    change = space("ICCBased", lambda pdf: pdf.make_stream(b"any", N=1))
    _, pdf = placed(page(b"/Cs cs 0.3 sc 0 0 9 9 re f", change=change), convert)
    assert operators(pdf)[:2] == [("cs", [Name.DeviceGray]), ("sc", [0.0])]
    assert ("sc", [0.3]) in operators(pdf)


def nested(pdf, page):
    form = pdf.make_stream(
        b"1 0 0 rg 0 0 9 9 re f", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), Resources=Dictionary()
    )
    outer = pdf.make_stream(b"/Fm Do", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    outer.Resources = Dictionary(XObject=Dictionary(Fm=form))
    page.add_resource(outer, Name.XObject, Name.Fm)


def tiled(pdf, page):
    tile = pdf.make_stream(b"1 0 0 rg 0 0 4 4 re f", PatternType=1, PaintType=1, TilingType=1, XStep=5, YStep=5)
    tile.BBox, tile.Resources = Array([0, 0, 5, 5]), Dictionary()
    page.add_resource(tile, Name.Pattern, Name.P)


@pytest.mark.parametrize("change", [nested, tiled])
def test_colours_are_converted_in_forms_in_forms_and_in_patterns(page, placed, convert, inks_of, change):
    form, _ = placed(
        page(b"/Fm Do" if change is nested else b"/Pattern cs /P scn 0 0 50 50 re f", change=change), convert
    )
    contents = [zlib.decompress(one.data) for one in form.objects if hasattr(one, "data") and "BBox" in one.dictionary]
    red = [float(word) for content in contents if b" k" in content for word in content.split()[:4]]
    assert red == pytest.approx(inks_of((255, 0, 0)), abs=CLOSE)
    assert not any(b"rg" in content for content in contents)


def test_a_gradient_keeps_its_hard_edges_and_passes_through_the_right_colours(page, placed, convert, inks_of):
    def change(pdf, made):
        part = [Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, C0=Array(a), C1=Array(b)) for a, b in EDGES]
        whole = Dictionary(FunctionType=3, Domain=Array([0, 1]), Bounds=Array([0.5]), Encode=Array([0, 1, 0, 1]))
        whole.Functions = Array(part)
        shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 100, 0]), Function=whole)
        made.add_resource(shading, Name.Shading, Name.Sh)

    _, pdf = placed(page(b"/Sh sh", change=change), convert)
    shading = inner(pdf).Shading.Sh
    assert shading.ColorSpace == Name.DeviceCMYK
    found = evaluate(shading.Function, np.array([0.0, 0.25, 0.4999, 0.5, 1.0]))
    for row, color in zip(found, [(255, 0, 0), (128, 0, 0), (0, 0, 0), (0, 0, 255), (255, 255, 255)], strict=True):
        assert row == pytest.approx(inks_of(color), abs=3 * CLOSE)


EDGES = (((1, 0, 0), (0, 0, 0)), ((0, 0, 1), (1, 1, 1)))


def test_a_spot_colour_with_a_lab_alternate_gets_one_in_inks(page, placed, convert, inks_of):
    def change(pdf, made):
        tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, C0=Array([100, 0, 0]), C1=Array([60, 40, -20]))
        spot = Array([Name.Separation, Name("/Festival Red"), Array([Name.Lab, lab(pdf)]), tint])
        made.add_resource(spot, Name.ColorSpace, Name.Cs)

    form, pdf = placed(page(b"/Cs cs 1 scn 0 0 9 9 re f", change=change), convert)
    assert form.spots == ("Festival Red",)
    spot = inner(pdf).ColorSpace.Cs
    assert spot[2] == Name.DeviceCMYK
    paper, full = evaluate(spot[3], np.array([0.0, 1.0]))
    assert paper == pytest.approx([0, 0, 0, 0], abs=CLOSE)
    assert full == pytest.approx(inks_of((153, 168, 108), "LAB"), abs=3 * CLOSE)
    assert ("scn", [1.0]) in operators(pdf)


PIXELS = np.array([[(200, 30, 60), (10, 200, 90)], [(0, 0, 0), (255, 255, 255)]], dtype=np.uint8)


def picture(data, *, bits=8, color=Name.DeviceRGB, size=(2, 2), **more):
    def change(pdf, made):
        image = pdf.make_stream(data, Subtype=Name.Image, Width=size[0], Height=size[1], BitsPerComponent=bits, **more)
        image.ColorSpace = color(pdf) if callable(color) else color
        made.add_resource(image, Name.XObject, Name.Im)

    return change


@pytest.mark.parametrize("bits", [8, 16])
def test_pixels_become_the_inks_of_littlecms(page, placed, convert, inks_of, bits):
    data = PIXELS.tobytes() if bits == 8 else np.repeat(PIXELS.reshape(-1), 2).tobytes()
    path = page(b"/Im Do", change=picture(data, bits=bits))
    assert refusal(path).code == "artwork.rgb"
    _, pdf = placed(path, convert)
    image = inner(pdf).XObject.Im
    assert (image.ColorSpace, image.BitsPerComponent) == (Name.DeviceCMYK, 8)
    found = np.frombuffer(image.read_bytes(), dtype=np.uint8).reshape(-1, 4) / 255
    for inks, color in zip(found, PIXELS.reshape(-1, 3), strict=True):
        assert inks == pytest.approx(inks_of(tuple(map(int, color))), abs=CLOSE)


def test_a_jpeg_stays_a_jpeg_and_prints_what_it_shows(page, placed, convert, inks_of):
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (200, 30, 60)).save(out, "JPEG", quality=95)
    _, pdf = placed(page(b"/Im Do", change=picture(out.getvalue(), size=(16, 16), Filter=Name.DCTDecode)), convert)
    image = inner(pdf).XObject.Im
    assert image.Filter == Name.DCTDecode
    with Image.open(io.BytesIO(image.read_raw_bytes())) as jpeg:  # Pillow turns Adobe's 255 - ink round
        inks = np.asarray(jpeg, dtype=float)[8, 8] / 255
    assert list(image.Decode) == [1, 0] * 4
    assert inks == pytest.approx(inks_of((200, 30, 60)), abs=8 / 255)


def test_a_palette_is_converted_and_the_pixels_stay(page, placed, convert, inks_of):
    color = lambda _pdf: Array([Name.Indexed, Name.DeviceRGB, 2, b"\xc8\x1e\x3c\x0a\xc8\x5a\x00\x00\xff"])  # noqa: E731
    _, pdf = placed(page(b"/Im Do", change=picture(b"\x00\x01\x02\x00", color=color)), convert)
    image = inner(pdf).XObject.Im
    assert image.read_bytes() == b"\x00\x01\x02\x00"
    assert image.ColorSpace[1] == Name.DeviceCMYK
    palette = np.frombuffer(bytes(image.ColorSpace[3]), dtype=np.uint8).reshape(-1, 4) / 255
    assert palette[0] == pytest.approx(inks_of((200, 30, 60)), abs=CLOSE)
    assert palette[2] == pytest.approx(inks_of((0, 0, 255)), abs=CLOSE)


@pytest.mark.parametrize(
    "head", [b"/CS /RGB", b"/CS /Cs", b"/ColorSpace /DeviceRGB /D [0 1 0 1 0 1]", b"/CS /RGB /D [0 1 0 1 0 1]"]
)
def test_an_inline_image_becomes_an_image_in_inks(page, placed, convert, inks_of, head):
    content = b"q 20 0 0 20 0 0 cm BI /W 1 /H 1 %b /BPC 8 /F /AHx ID C81E3C> EI Q" % head
    _, pdf = placed(page(content, change=space("ICCBased", icc)), convert)
    [name] = [operands[0] for operator, operands in operators(pdf) if operator == "Do"]
    image = inner(pdf).XObject[str(name)]
    inks = np.frombuffer(image.read_bytes(), dtype=np.uint8) / 255
    assert inks == pytest.approx(inks_of((200, 30, 60)), abs=CLOSE)


def test_a_default_space_says_what_device_rgb_is(page, placed, convert, condition):
    swapped = bytearray(SRGB)
    at = {SRGB[n : n + 4]: n for n in range(132, 132 + 12 * int.from_bytes(SRGB[128:132]), 12)}
    swapped[at[b"rXYZ"] : at[b"rXYZ"] + 4], swapped[at[b"bXYZ"] : at[b"bXYZ"] + 4] = b"bXYZ", b"rXYZ"

    def change(pdf, made):
        made.add_resource(
            Array([Name.ICCBased, pdf.make_stream(bytes(swapped), N=3)]), Name.ColorSpace, Name.DefaultRGB
        )

    _, strange = placed(page(b"1 0 0 rg 0 0 9 9 re f", change=change), convert)
    _, usual = placed(page(b"0 0 1 rg 0 0 9 9 re f"), convert)
    assert operators(strange)[0][1] == pytest.approx(operators(usual)[0][1], abs=CLOSE)


def mesh(pdf, made):
    data = pdf.make_stream(b"", ShadingType=4, ColorSpace=Name.DeviceRGB, BitsPerCoordinate=8, BitsPerComponent=8)
    data.BitsPerFlag, data.Decode = 8, Array([0, 1] * 5)
    made.add_resource(data, Name.Shading, Name.Sh)


def default_cmyk(pdf, made):
    made.add_resource(Array([Name.ICCBased, pdf.make_stream(b"x", N=4)]), Name.ColorSpace, Name.DefaultCMYK)


def postscript_tint(pdf, made):
    tint = pdf.make_stream(b"{dup dup}", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 3))
    made.add_resource(Array([Name.Separation, Name.Gold, Name.DeviceRGB, tint]), Name.ColorSpace, Name.Cs)


def two_inks(pdf, made):
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1, 0, 1]), N=1)
    names = Array([Name.Gold, Name.Pink])
    made.add_resource(Array([Name.DeviceN, names, Name.DeviceRGB, tint]), Name.ColorSpace, Name.Cs)


@pytest.mark.parametrize(
    ("change", "content", "word"),
    [
        (mesh, b"/Sh sh", "mesh"),
        (default_cmyk, b"", "DefaultCMYK"),
        (postscript_tint, b"", "PostScript"),
        (two_inks, b"", "DeviceN"),
        (space("CalRGB", lambda _: Dictionary(WhitePoint=Array([1, 1, 1]))), b"/Cs cs", "CalRGB"),
        (picture(bytes(12), Mask=Array([0, 1] * 3)), b"/Im Do", "colour keys"),
        (picture(bytes(6), bits=4), b"/Im Do", "4 bits"),
        (None, b"BI /W 2 /H 1 /CS /RGB /BPC 4 ID abc EI", "4 bits"),
        (space("ICCBased", lambda pdf: pdf.make_stream(b"no profile", N=3)), b"/Cs cs 1 0 0 sc", "profile"),
    ],
)
def test_what_cannot_be_converted_correctly_is_refused_by_name(page, convert, change, content, word):
    error = refusal(page(content, change=change), convert)
    assert error.code == "artwork.convert"
    assert word in error.text


def test_a_form_that_takes_over_a_colour_space_is_refused(page, convert):
    def change(pdf, made):
        form = pdf.make_stream(b"1 0 0 sc 0 0 9 9 re f", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        made.add_resource(form, Name.XObject, Name.Fm)

    assert refusal(page(b"/DeviceRGB cs /Fm Do", change=change), convert).code == "artwork.convert"


def masked(content, space_name):
    def change(pdf, made):
        group = Dictionary(S=Name.Transparency, CS=Name(space_name))
        form = pdf.make_stream(content, Subtype=Name.Form, BBox=Array([0, 0, 100, 60]), Group=group)
        mask = Dictionary(S=Name.Luminosity, G=form)
        made.add_resource(Dictionary(SMask=mask), Name.ExtGState, Name.G)

    return change


def test_a_luminosity_mask_keeps_its_lightness(page, placed, convert, look, page_of):
    path = page(
        b"/G gs 1 0 0 0 k 0 0 100 60 re f",
        change=masked(b"0.5 g 0 0 50 60 re f 1 1 1 rg 50 0 50 60 re f", "/DeviceRGB"),
    )
    form, pdf = placed(path, convert)
    mask = inner(pdf).ExtGState.G.SMask.G
    assert Name.DeviceGray == mask.Group.CS
    assert b"rg" not in mask.read_bytes()
    assert form.transparent
    theirs, ours = look(path), look(page_of(form))
    assert abs(theirs - ours).max() <= 6
    assert len(np.unique(ours.reshape(-1, 3), axis=0)) == 2


def test_a_page_group_in_rgb_blends_in_inks(page, placed, convert):
    def change(pdf, made):
        made.obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
        made.add_resource(Dictionary(ca=0.5), Name.ExtGState, Name.G)

    form, pdf = placed(page(b"/G gs 1 0 0 rg 0 0 9 9 re f", change=change), convert)
    assert form.transparent
    assert Name.DeviceCMYK == pdf.pages[0].Resources.XObject.S.Group.CS


@pytest.mark.parametrize("state", [{"ca": 0.5}, {"BM": Name.Multiply}])
def test_transparency_is_kept_where_the_level_has_it_and_refused_where_it_has_not(page, placed, condition, state):
    change = lambda _, made: made.add_resource(Dictionary(**state), Name.ExtGState, Name.G)  # noqa: E731
    path = page(b"/G gs 0 0 0 1 k 0 0 9 9 re f", change=change)
    form, pdf = placed(path, ImportRules(condition=condition))
    assert form.transparent
    assert dict(inner(pdf).ExtGState.G) == {f"/{key}": value for key, value in state.items()}
    assert refusal(path, ImportRules(transparency=False)).code == "artwork.transparency"


def test_overprint_is_kept_with_its_mode(page, placed, condition):
    state = {"OP": True, "op": True, "OPM": 1}
    change = lambda _, made: made.add_resource(Dictionary(**state), Name.ExtGState, Name.G)  # noqa: E731
    _, pdf = placed(page(b"/G gs 0 0 0 1 k 0 0 9 9 re f", change=change), ImportRules(condition=condition))
    assert dict(inner(pdf).ExtGState.G) == {f"/{key}": value for key, value in state.items()}
    assert operators(pdf)[0] == ("gs", [Name.G])


@given(
    colors=st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=6),
    stroke=st.booleans(),
)
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_rgb_colour_becomes_the_inks_of_littlecms(page, placed, condition, inks_of, colors, stroke):
    operator = b"RG" if stroke else b"rg"
    content = b"\n".join(b"%.6f %.6f %.6f %b" % (*[one / 255 for one in color], operator) for color in colors)
    _, pdf = placed(page(content), ImportRules(rgb="convert", black="profile", condition=condition))
    for (_, inks), color in zip(operators(pdf), colors, strict=True):
        assert inks == pytest.approx(inks_of(color), abs=CLOSE)
