"""Rules and boxes, painted by an outside renderer."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest

from vdp.slots.shape import BoxSpec, RuleSpec, ShapeKernel
from vdp.units import Box


def paint(spec):
    """Return the darkness of each point of a page of 40 by 30 pt, from its upper left corner."""
    content = b"/K gs 0 0 0 1 k\n" + ShapeKernel(spec).compose([""])[0]
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(40, 30))
    states = {"/K": {"/op": True, "/OPM": 1}, "/N": {"/op": False}}
    page.Resources = pikepdf.Dictionary({"/ExtGState": pikepdf.Dictionary(states)})
    page.Contents = pdf.make_stream(content)
    data = io.BytesIO()
    pdf.save(data)
    document = pypdfium2.PdfDocument(data.getvalue())
    grey = document[0].render(scale=1, grayscale=True).to_numpy().reshape(30, 40) < 200
    document.close()
    return grey


def test_a_rule_fills_its_box_and_nothing_else():
    dark = paint(RuleSpec("r", Box(5, 10, 30, 2)))
    assert dark[18:20, 5:35].all()
    assert dark.sum() == 60


def test_a_line_lies_inside_the_edges_of_its_box():
    dark = paint(BoxSpec("b", Box(5, 5, 20, 10), line=2.0))
    assert dark[15:25, 5:25].sum() == dark.sum() == 200 - 16 * 6
    assert not dark[17:23, 7:23].any()


def test_a_filling_lies_under_the_line():
    dark = paint(BoxSpec("b", Box(5, 5, 20, 10), line=1.0, fill=b"1 1 0 0 k"))
    assert dark.sum() == 200


@pytest.mark.parametrize(("color", "knocks_out"), [(b"0 0 0 1 k", False), (b"0 0 0 0.5 k", True)])
def test_black_overprints_and_other_colours_knock_out(color, knocks_out):
    assert (b"/N gs" in ShapeKernel(RuleSpec("r", Box(0, 0, 1, 1), color)).compose([""])[0]) is knocks_out


def test_every_value_gets_the_same_ink_and_no_text():
    kernel = ShapeKernel(RuleSpec("r", Box(0, 0, 1, 1)))
    assert kernel.compose(["", ""]) == [b"0 0 1 1 re f\n"] * 2
    assert kernel.shown([""]) == [""]
    assert kernel.measure([""]) == []
