"""Faults of grammar: pdfcpu finds those that it knows, our rules others; on sound files it is silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from tests.preflight.base import make_base, make_form, save
from tests.preflight.corpus import VT
from tests.preflight.grammar import check_grammar
from tests.preflight.mutants_file import page
from tests.preflight.mutants_vt import leaf, root, top
from vdp.preflight import check_pdf

Get = Callable[[Pdf], Any]
FOREIGN = Path(__file__).parent / "foreign"


def font(pdf: Pdf) -> Any:
    return page(pdf).Resources.Font.F0


def below(pdf: Pdf) -> Any:
    return font(pdf).DescendantFonts[0]


def descriptor(pdf: Pdf) -> Any:
    return below(pdf).FontDescriptor


def image(pdf: Pdf) -> Any:
    return page(pdf).Resources.XObject.I0


def state(pdf: Pdf) -> Any:
    return page(pdf).Resources.ExtGState.K


def used_state(pdf: Pdf) -> Any:
    """Use the graphics state in place of what the page has."""
    page(pdf).Contents = pdf.make_indirect(Stream(pdf, b"/K gs 0 0 0 1 k 30 30 9 9 re f"))
    return state(pdf)


def intent(pdf: Pdf) -> Any:
    return pdf.Root.OutputIntents[0]


def catalog(pdf: Pdf) -> Any:
    return pdf.Root


def info(pdf: Pdf) -> Any:
    return pdf.docinfo


def form(pdf: Pdf) -> Any:
    """Paint a form in place of what the page has."""
    made = make_form(pdf, b"0 0 0 1 k 30 30 9 9 re f")
    page(pdf).Resources.XObject.M9 = made
    page(pdf).Contents = pdf.make_indirect(Stream(pdf, b"/M9 Do"))
    return made


def tint(pdf: Pdf) -> Any:
    """Paint in a spot colour in place of what the page has; return its function."""
    made = pdf.make_indirect(Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, C1=Array([0, 1, 0, 0])))
    made.C0 = Array([0, 0, 0, 0])
    page(pdf).Resources.ColorSpace = Dictionary(C9=Array([Name.Separation, Name.Gold, Name.DeviceCMYK, made]))
    page(pdf).Contents = pdf.make_indirect(Stream(pdf, b"/C9 cs 1 sc 30 30 9 9 re f"))
    return made


def spot(pdf: Pdf) -> Any:
    tint(pdf)
    return page(pdf).Resources.ColorSpace.C9


def layers(pdf: Pdf) -> Any:
    """Give the file one layer; return the properties."""
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("layer")))
    setting = Dictionary(Name=String("setting"), ON=Array([group]), Order=Array([group]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=setting)
    return pdf.Root.OCProperties


def put(get: Get, key: str, value: object) -> Callable[[Pdf], None]:
    return lambda pdf: get(pdf).__setitem__(f"/{key}", value)


def drop(get: Get, key: str) -> Callable[[Pdf], None]:
    return lambda pdf: get(pdf).__delitem__(f"/{key}")


SOUND: dict[str, Callable[[Pdf], Any]] = {"plain": lambda pdf: None, "form": form, "spot": spot, "layers": layers}
PDFCPU: dict[str, Callable[[Pdf], Any]] = {
    "catalog without Type": drop(catalog, "Type"),
    "page layout of no known name": put(catalog, "PageLayout", Name.Sideways),
    "viewer preferences an array": put(catalog, "ViewerPreferences", Array([])),
    "title a name": put(info, "Title", Name.base),
    "date an integer": put(info, "CreationDate", 20261121),
    "trapped a boolean": put(info, "Trapped", value=True),
    "metadata of another subtype": lambda pdf: pdf.Root.Metadata.__setitem__("/Subtype", Name.Text),
    "intent without S": drop(intent, "S"),
    "condition a name": put(intent, "OutputConditionIdentifier", Name.FOGRA39),
    "page without Type": drop(page, "Type"),
    "page without Parent": drop(page, "Parent"),
    "media box of three numbers": put(page, "MediaBox", Array([0, 0, 300])),
    "trim box of names": put(page, "TrimBox", Array([Name.A] * 4)),
    "rotation by 45": put(page, "Rotate", 45),
    "content a name": put(page, "Contents", Name.X),
    "resources an array": put(page, "Resources", Array([])),
    "overprint an integer": put(state, "OP", 1),
    "line width a name": put(state, "LW", Name.Thin),
    "blend mode an integer": put(state, "BM", 1),
    "font without BaseFont": drop(font, "BaseFont"),
    "encoding an integer": put(font, "Encoding", 3),
    "ToUnicode a string": put(font, "ToUnicode", String("x")),
    "widths a dictionary": put(below, "W", Dictionary()),
    "default width a string": put(below, "DW", String("1000")),
    "font without CIDSystemInfo": drop(below, "CIDSystemInfo"),
    "CIDToGIDMap an integer": put(below, "CIDToGIDMap", 4),
    "flags a string": put(descriptor, "Flags", String("4")),
    "font box of two numbers": put(descriptor, "FontBBox", Array([0, 0])),
    "descriptor without ItalicAngle": drop(descriptor, "ItalicAngle"),
    "image without Width": drop(image, "Width"),
    "height a real": put(image, "Height", 64.5),
    "intent of an image a string": put(image, "Intent", String("Perceptual")),
    "decode a name": put(image, "Decode", Name.none),
    "soft mask a name": put(image, "SMask", Name.none),
    "form without BBox": drop(form, "BBox"),
    "matrix of five numbers": put(form, "Matrix", Array([1, 0, 0, 1, 0])),
    "group without S": put(form, "Group", Dictionary(Type=Name.Group)),
    "layer of a form a name": put(form, "OC", Name.Layer),
    "name of a spot a string": lambda pdf: spot(pdf).__setitem__(1, String("Gold")),
    "spot without function": lambda pdf: spot(pdf).__delitem__(3),
    "function without Domain": drop(tint, "Domain"),
    "function of type 9": put(tint, "FunctionType", 9),
    "exponent a name": put(tint, "N", Name.One),
    "layers without D": drop(layers, "D"),
    "layers without OCGs": drop(layers, "OCGs"),
    "base state of no known name": lambda pdf: layers(pdf).D.__setitem__("/BaseState", Name.Maybe),
}
OURS: dict[str, tuple[str, Callable[[Pdf], Any]]] = {
    "parts in a flat array": ("VT-06", lambda pdf: top(pdf).__setitem__("/DParts", Array(list(top(pdf).DParts[0])))),
    "names of levels strings": ("VT-04", put(root, "NodeNameList", Array([String("Job"), String("Record")]))),
    "root of parts direct": ("VT-03", lambda pdf: pdf.Root.__setitem__("/DPartRoot", Dictionary(dict(root(pdf))))),
    "part without Parent": ("VT-07", drop(leaf, "Parent")),
    "record level a name": ("VT-05", put(root, "RecordLevel", Name.One)),
    "metadata of a part an array": ("VT-10", put(leaf, "DPM", Array([1]))),
    "scope of no known name": ("VT-11", put(form, "GTS_Scope", Name.Sometimes)),
    "profile without N": ("OI-04", lambda pdf: intent(pdf).DestOutputProfile.__delitem__("/N")),
    "overprint mode 7": ("GX-05", lambda pdf: used_state(pdf).__setitem__("/OPM", 7)),
    "five bits per component": ("GX-05", put(image, "BitsPerComponent", 5)),
}
"""What pdfcpu lets pass, and the rule of ours that does not."""


def write(folder: Path, name: str, change: Callable[[Pdf], Any]) -> Path:
    """Write the plain file with one change."""
    pdf = make_base(VT)
    change(pdf)
    return save(pdf, folder / f"{name.replace(' ', '-')}.pdf", VT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grammar")


def test_pdfcpu_is_silent_on_sound_files(folder: Path) -> None:
    told = check_grammar([write(folder, name, change) for name, change in SOUND.items()])
    assert set(told.values()) == {""}, told


def test_pdfcpu_finds_what_is_planted(folder: Path) -> None:
    paths = [write(folder, name, change) for name, change in PDFCPU.items()]
    sound = {write(folder, name, change).read_bytes() for name, change in SOUND.items()}
    assert [path for path in paths if path.read_bytes() in sound] == []  # saving has mended nothing
    assert [path for path, fault in check_grammar(paths).items() if not fault] == []


@pytest.mark.parametrize("name", OURS)
def test_our_rules_find_what_pdfcpu_does_not_know(name: str, folder: Path) -> None:
    rule, change = OURS[name]
    report = check_pdf(write(folder, name, change), profile=VT)
    assert rule in {found.rule for found in report.findings if found.outcome == "fail"}


def test_files_of_other_producers_keep_the_grammar_but_for_one_key_of_a_later_version() -> None:
    paths = sorted(FOREIGN.glob("*.pdf"))
    told = {path.name: fault for path, fault in zip(paths, check_grammar(paths).values(), strict=True) if fault}
    assert list(told) == ["weasy-x-1a.pdf"]
    assert "FontFamily" in told["weasy-x-1a.pdf"]  # of PDF 1.5, in a file of PDF 1.4
    assert len(paths) == 6
