"""Inks as objects: what one ink is by itself, what a mixture looks like, and which plates a separation gives."""

from __future__ import annotations

import dataclasses
import itertools
import subprocess

import numpy as np
import pikepdf
import pytest
from PIL import Image

from vdp.errors import DefectError, Place
from vdp.pdf import PdfFile, open_condition
from vdp.pdf.guard import check_object
from vdp.pdf.inks import Ink, Paint, write_layers, write_paints
from vdp.pdf.objects import Name, Stream
from vdp.pdf.plates import PLATES
from vdp.pdf.profiles import find_profile
from vdp.preflight import check_pdf
from vdp.units import Box

HERE = Place("layout.xml", 1, 1)
RED = Ink("red", "PANTONE 186 C", "spot", (0.0, 1.0, 0.81, 0.04), overprint=False, layered=False, place=HERE)
GOLD = Ink("gold", "金 871", "spot", (0.2, 0.4, 0.8, 0.2), overprint=False, layered=False, place=HERE)
WHITE = Ink("white", "White", "white", (0.12, 0.0, 0.0, 0.0), overprint=True, layered=True, place=HERE)
DIE = Ink("die", "Die", "cut", (0.0, 1.0, 0.0, 0.0), overprint=True, layered=True, place=HERE)
MIXED = Paint((GOLD, RED), ("Cyan", "Black"))


@pytest.fixture
def write(tmp_path, info):
    """Write a page that paints content with some inks, and return its path."""

    def make(content, paints, *, profile="pdf/x-4"):
        path = tmp_path / "inks.pdf"
        with PdfFile(path, info=info, condition=open_condition("FOGRA39"), profile=profile) as pdf:
            spaces = write_paints(pdf, paints, nchannel=pdf.profile.layers)
            inks = [ink for paint in paints for ink in paint.inks]
            layers, catalog = write_layers(pdf, inks)
            if catalog:
                pdf.set_catalog("OCProperties", catalog)
            resources = pdf.add_object({"ColorSpace": spaces} | ({"Properties": layers} if layers else {}))
            pdf.add_page(pdf.add_object(Stream({}, content)), resources, media=(100.0, 100.0), trim=Box(9, 9, 82, 82))
            return pdf.finish().path

    return make


def test_an_ink_is_written_once_and_mixtures_refer_to_it(write):
    with pikepdf.open(write(b"", [Paint((RED,)), Paint((GOLD,)), MIXED])) as pdf:
        spaces = pdf.pages[0].Resources.ColorSpace
        assert sorted(spaces.keys()) == ["/I.gold", "/I.gold.red.CK", "/I.red"]
        red, mixed = spaces["/I.red"], spaces["/I.gold.red.CK"]
        assert [str(part) for part in list(red)[:3]] == ["/Separation", "/PANTONE 186 C", "/DeviceCMYK"]
        assert [float(part) for part in red[3].C1] == [0, 1, 0.81, 0.04]
        assert [str(name) for name in mixed[1]] == ["/金 871", "/PANTONE 186 C", "/Cyan", "/Black"]
        assert mixed[4].Subtype == Name("/NChannel")
        assert mixed[4].Process.ColorSpace == "/DeviceCMYK"
        assert [str(name) for name in mixed[4].Process.Components] == ["/Cyan", "/Magenta", "/Yellow", "/Black"]
        assert mixed[4].Colorants["/PANTONE 186 C"].objgen == red.objgen
        assert mixed[4].Colorants["/金 871"].objgen == spaces["/I.gold"].objgen


def test_x1a_gets_colorants_but_nothing_of_pdf_1_6(write):
    with pikepdf.open(write(b"", [MIXED], profile="pdf/x-1a")) as pdf:
        assert list(pdf.pages[0].Resources.ColorSpace["/I.gold.red.CK"][4].keys()) == ["/Colorants"]


def test_where_its_inks_are_missing_a_mixture_looks_like_them_one_over_another(write, tmp_path, tool):
    """Ghostscript, asked for CMYK alone, has to evaluate our function; the law of overlay is the oracle."""
    steps = (0.0, 0.25, 0.6, 1.0)
    tints = [*itertools.product((0.0, 0.6, 1.0), (0.25, 1.0), (0.0, 0.5), steps)]
    content = b"".join(
        b"/I.gold.red.CK cs %g %g %g %g scn %d %d 5 5 re f\n" % (*tint, 5 * (index % 20), 5 * (index // 20))
        for index, tint in enumerate(tints)
    )
    words = [tool("gs"), "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiff32nc", "-r72", "-dUseFastColor=true"]
    image = tmp_path / "page.tif"
    subprocess.run([*words, f"-sOutputFile={image}", write(content, [MIXED])], check=True, capture_output=True)
    pixels = np.asarray(Image.open(image)) / 255
    alternates = np.array([GOLD.alternate, RED.alternate, (1, 0, 0, 0), (0, 0, 0, 1)])
    for index, tint in enumerate(tints):
        found = pixels[99 - (5 * (index // 20) + 2), 5 * (index % 20) + 2]
        wanted = 1 - np.prod(1 - np.array(tint)[:, None] * alternates, axis=0)
        assert np.abs(found - wanted).max() < 0.012, (tint, found, wanted)


def test_layers_are_all_on_listed_and_named_as_the_standard_names_them(write):
    with pikepdf.open(write(b"", [Paint((WHITE,)), Paint((DIE,)), Paint((RED,))])) as pdf:
        layers = pdf.Root.OCProperties
        assert sorted(layers.D.keys()) == ["/BaseState", "/Name", "/Order"]
        assert [str(one.Name) for one in layers.OCGs] == [str(one.Name) for one in layers.D.Order] == ["White", "Die"]
        steps = [{str(k): str(v) for k, v in one.GTS_Metadata.items()} for one in layers.OCGs]
        assert steps == [
            {"/GTS_ProcStepsGroup": "/White"},
            {"/GTS_ProcStepsGroup": "/Structural", "/GTS_ProcStepsType": "/Cutting"},
        ]
        assert pdf.pages[0].Resources.Properties["/L.die"].objgen == layers.OCGs[1].objgen


def test_a_file_without_special_inks_has_no_layers(write):
    with pikepdf.open(write(b"", [Paint((RED,))])) as pdf:
        assert "/OCProperties" not in pdf.Root
        assert "/Properties" not in pdf.pages[0].Resources


@pytest.mark.parametrize("kind", PLATES)
def test_kinds_that_preflight_judges_are_those_that_are_written(write, kind):
    ink = dataclasses.replace(WHITE, kind=kind, name="Plate", layered=PLATES[kind].is_special)
    report = check_pdf(write(b"/I.white cs 1 scn 20 20 9 9 re f", [Paint((ink,))]), profile="pdf/x-4")
    assert [found for found in report.findings if found.outcome in {"fail", "warn"}] == []


FORBIDDEN_IN_1_4 = [
    {"Type": Name("OCG"), "Name": "White"},
    {"OCProperties": {"OCGs": [], "D": {"Name": "a"}}},
    {"GTS_Metadata": {"GTS_ProcStepsGroup": Name("White")}},
    {"Subtype": Name("NChannel")},
    {"Colorants": {}, "Process": {"ColorSpace": Name("DeviceCMYK")}},
]


@pytest.mark.parametrize("value", FORBIDDEN_IN_1_4)
def test_the_guard_lets_no_layer_into_x1a(value):
    check_object(value, find_profile("pdf/x-4"))
    with pytest.raises(DefectError, match=r"pdf\.forbidden"):
        check_object(value, find_profile("pdf/x-1a"))


@pytest.mark.parametrize(
    "layers",
    [{}, {"D": {}}, {"D": {"Name": ""}}, {"D": {"Name": "a", "AS": []}}, {"D": {"Name": "a"}, "Configs": [{}]}],
)
def test_the_guard_lets_no_configuration_without_name_or_with_as_into_any_level(layers):
    with pytest.raises(DefectError, match="configuration of layers"):
        check_object({"OCProperties": layers}, find_profile("pdf/vt-1"))
