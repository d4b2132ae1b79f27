"""Layers: the press file shows what a reader shows by default, and has no layers."""

from __future__ import annotations

import pytest
from pikepdf import Array, Dictionary, Name, String

from vdp.errors import LayoutError
from vdp.slots.image.artwork import import_overlay
from vdp.slots.image.artwork_rules import ImportRules

BACK = b"0 0.3 0.9 0 k 0 0 100 60 re f "
LAYER = b"/OC /L%d BDC %b EMC "
RED = b"0 1 1 0 k 10 10 30 30 re f"
BLUE = b"1 1 0 0 k 50 10 30 30 re f"


def layered(*, off=(), base=None, on=(), members=None):
    def change(pdf, made):
        layers = [pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(f"layer {n}"))) for n in range(3)]
        default = Dictionary(OFF=Array([layers[n] for n in off]), ON=Array([layers[n] for n in on]))
        if base:
            default.BaseState = base
        pdf.Root.OCProperties = Dictionary(OCGs=Array(layers), D=default)
        marks = {f"/L{n}": layer for n, layer in enumerate(layers)}
        if members:
            marks["/L2"] = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array(layers[:2]), **members))
        made.obj.Resources.Properties = Dictionary(marks)
        form = pdf.make_stream(RED, Subtype=Name.Form, BBox=Array([0, 0, 100, 60]), OC=layers[0])
        made.add_resource(form, Name.XObject, Name.Fm)

    return change


def content(*parts):
    return BACK + b"".join(LAYER % (number, part) for number, part in parts)


@pytest.mark.parametrize(
    "state",
    [
        {"off": [0]},
        {"off": [1]},
        {"off": [0, 1]},
        {"base": Name.OFF, "on": [1]},
        {"members": {"P": Name.AllOn}, "off": [0]},
        {"members": {"P": Name.AllOff}, "off": [0]},
        {"members": {"P": Name.AnyOff}, "off": [0]},
        {"members": {}, "off": [0]},
    ],
)
@pytest.mark.parametrize("third", [2, 0])
def test_what_is_hidden_by_default_is_left_out_as_in_pdfium(page, look, page_of, state, third):
    written = content((0, RED), (1, BLUE), (third, b"0 0 0 1 k 5 45 90 5 re f")) + b"/Fm Do"
    path = page(written, change=layered(**state))
    form = import_overlay(path, page=1, box="trim", rules=ImportRules())
    ours, theirs = look(page_of(form)), look(path)
    assert abs(ours - theirs).max() <= 2
    assert b"/OC" not in page_of(form)
    assert any("hidden layers" in note for note in form.notes)


def test_states_and_clips_set_in_a_hidden_layer_count(page, look, page_of):
    hidden = b"20 20 40 20 re W n 0 0 0 1 k 0 0 9 9 re f"
    path = page(content((0, hidden)) + b"0 0 100 60 re f", change=layered(off=[0]))
    form = import_overlay(path, page=1, box="trim", rules=ImportRules())
    assert abs(look(page_of(form)) - look(path)).max() <= 2


@pytest.mark.parametrize(
    ("written", "state"),
    [
        (BACK + b"BT /OC /L0 BDC EMC ET", {"off": [0]}),
        (BACK + b"/OC /L9 BDC EMC", {"off": [0]}),
        (content((2, RED)), {"members": {"VE": Array([Name.Not])}, "off": [0]}),
    ],
)
def test_layers_that_cannot_be_resolved_are_refused(page, written, state):
    with pytest.raises(LayoutError) as caught:
        import_overlay(page(written, change=layered(**state)), page=1, box="trim", rules=ImportRules())
    assert caught.value.code == "artwork.layers"
