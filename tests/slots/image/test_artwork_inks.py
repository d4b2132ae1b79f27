"""Artwork whose spot colours the layout defines, and DeviceN of PDF 1.6 in a level of PDF 1.4."""

from __future__ import annotations

import pytest
from pikepdf import Array, Dictionary, Name

from vdp.errors import Place
from vdp.pdf.guard import check_object
from vdp.pdf.inks import Ink
from vdp.pdf.objects import Stream
from vdp.pdf.profiles import find_profile
from vdp.slots.image.artwork_rules import ImportRules

RED = Ink("red", "Festival Red", "spot", (0.0, 1.0, 0.5, 0.0), overprint=False, layered=False, place=Place("a", 1, 1))
RULES = ImportRules(inks=(RED,))


def tint(*ink):
    return Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, C0=Array([0] * len(ink)), C1=Array(ink))


def spot(name, alternate=Name.DeviceCMYK, ink=(0, 0.9, 0.8, 0)):
    return Array([Name.Separation, Name("/" + name), alternate, tint(*ink)])


def resources(**spaces):
    return lambda pdf, page: page.obj.__setitem__("/Resources", Dictionary(ColorSpace=Dictionary(**spaces)))


def spaces_of(pdf):
    return pdf.pages[0].Resources.XObject.S.Resources.ColorSpace


def is_ours(space):
    return space[2] == Name.DeviceCMYK and [float(part) for part in space[3].C1] == [0, 1, 0.5, 0]


LAB = Array([Name.Lab, Dictionary(WhitePoint=Array([0.96, 1, 0.82]))])


@pytest.mark.parametrize(
    "space",
    [spot("Festival Red"), spot("Festival Red", Name.DeviceRGB, (1, 0, 0)), spot("Festival Red", LAB, (50, 60, 20))],
    ids=["cmyk", "rgb", "lab"],
)
def test_a_spot_colour_that_the_layout_defines_gets_its_definition(page, placed, space):
    path = page(b"/C cs 1 scn 0 0 9 9 re f", change=resources(C=space))
    form, pdf = placed(path, RULES)
    assert is_ours(spaces_of(pdf)["/C"])
    assert (form.spots, form.notes) == (
        ("Festival Red",),
        ("the spot colour Festival Red looks as the layout says",),
    )


def test_one_that_looks_so_already_is_not_worth_a_note(page, placed):
    form, pdf = placed(page(b"/C cs 1 scn", change=resources(C=spot("Festival Red", ink=(0, 1, 0.5, 0)))), RULES)
    assert is_ours(spaces_of(pdf)["/C"])
    assert form.notes == ()


def test_it_is_found_within_palettes_and_mixtures_and_others_stay(page, placed):
    palette = Array([Name.Indexed, spot("Festival Red"), 1, b"\x00\xff"])
    names = Array([Name("/Festival Red"), Name.Black])

    def change(pdf, made):
        mix = pdf.make_stream(b"{ exch pop 0 0 0 4 -1 roll }")
        mix.FunctionType, mix.Domain, mix.Range = 4, Array([0, 1] * 2), Array([0, 1] * 4)
        colorants = Dictionary({"/Festival Red": spot("Festival Red")})
        mixed = Array([Name.DeviceN, names, Name.DeviceCMYK, mix, Dictionary(Colorants=colorants)])
        resources(P=palette, M=mixed, G=spot("Gold"))(pdf, made)

    _, pdf = placed(page(b"/P cs /M cs /G cs", change=change), RULES)
    spaces = spaces_of(pdf)
    assert is_ours(spaces["/P"][1])
    assert is_ours(spaces["/M"][4].Colorants["/Festival Red"])
    assert [float(part) for part in spaces["/G"][3].C1] == [0, 0.9, 0.8, 0]


def nchannel(pdf, made):
    mix = pdf.make_stream(b"{ exch pop 0 0 0 4 -1 roll }")
    mix.FunctionType, mix.Domain, mix.Range = 4, Array([0, 1] * 2), Array([0, 1] * 4)
    attributes = Dictionary(
        Subtype=Name.NChannel,
        Colorants=Dictionary(Gold=spot("Gold")),
        Process=Dictionary(
            ColorSpace=Name.DeviceCMYK, Components=Array([Name.Cyan, Name.Magenta, Name.Yellow, Name.Black])
        ),
        MixingHints=Dictionary(Solidities=Dictionary(Gold=0.5)),
    )
    names = Array([Name.Gold, Name.Black])
    resources(M=Array([Name.DeviceN, names, Name.DeviceCMYK, mix, attributes]))(pdf, made)


@pytest.mark.parametrize(("profile", "kept"), [("pdf/x-1a", {"/Colorants"}), ("pdf/x-4", None)])
def test_x1a_carries_device_n_without_what_pdf_1_6_added(page, placed, profile, kept):
    level = find_profile(profile)
    form, pdf = placed(
        page(b"/M cs 1 1 scn 0 0 9 9 re f", change=nchannel), ImportRules(transparency=level.transparency)
    )
    attributes = spaces_of(pdf)["/M"][4]
    assert set(attributes.keys()) == (kept or {"/Colorants", "/Subtype", "/Process", "/MixingHints"})
    for value in form.objects:
        check_object(value.dictionary if isinstance(value, Stream) else value, level)
