"""SVG: what is drawn is drawn in inks; what reaches out of the file, moves or multiplies is refused."""

from __future__ import annotations

import pikepdf
import pytest

from vdp.errors import LayoutError
from vdp.slots.image.artwork import import_overlay, measure_overlay
from vdp.slots.image.artwork_rules import ImportRules
from vdp.units import MM

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {} viewBox="0 0 100 60">'


@pytest.fixture
def svg(tmp_path):
    def write(body, *, size='width="100mm" height="60mm"', head="", encoding="utf-8"):
        path = tmp_path / "logo.svg"
        path.write_text(head + HEAD.format(size) + body + "</svg>", encoding=encoding)
        return path

    return write


def refusal(path, rules):
    with pytest.raises(LayoutError) as caught:
        import_overlay(path, page=1, box="trim", rules=rules)
    return caught.value


def test_a_drawing_has_its_true_size(svg):
    assert measure_overlay(svg("<g/>"), page=1, box="trim") == pytest.approx((100 * MM, 60 * MM))
    assert measure_overlay(svg("<g/>", size='width="96" height="48"'), page=1, box="trim") == pytest.approx((72, 36))


@pytest.mark.parametrize("rgb", ["refuse", "convert"])
def test_a_drawing_is_printed_in_inks_whatever_the_policy_of_pdf(svg, placed, condition, inks_of, rgb):
    path = svg('<rect width="50" height="60" fill="#c81e3c"/><rect x="50" width="50" height="60" fill="#000"/>')
    _, pdf = placed(path, ImportRules(rgb=rgb, condition=condition))
    steps = pikepdf.parse_content_stream(pdf.pages[0].Resources.XObject.S)
    inks = [[float(ink) for ink in one.operands] for one in steps if str(one.operator) == "scn"]
    assert inks[0] == pytest.approx(inks_of((200, 30, 60)), abs=2 / 255)
    assert inks[1] == [0, 0, 0, 1]


def test_gradients_masks_clips_patterns_and_pictures_look_as_they_did(svg, convert, look, page_of, tmp_path):
    body = """<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#000"/>
      </linearGradient><clipPath id="c"><circle cx="75" cy="30" r="20"/></clipPath>
      <mask id="m"><rect width="100" height="60" fill="url(#g)"/></mask>
      <pattern id="p" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="3" height="6"/></pattern></defs>
      <rect width="50" height="30" fill="url(#g)"/><rect y="30" width="50" height="30" mask="url(#m)"/>
      <rect x="50" width="50" height="60" clip-path="url(#c)" fill="url(#p)"/>"""
    import svg2pdf_py  # noqa: PLC0415

    path = svg(body, size='width="100" height="60"')
    direct = svg2pdf_py.svg_to_pdf(path.read_text(), svg2pdf_py.FontDatabase())
    form = import_overlay(path, page=1, box="trim", rules=convert)
    ours, theirs = look(page_of(form, size=(75, 45)), scale=4), look(direct, scale=3)
    assert ours.shape == theirs.shape
    # Inks and their way back to the screen differ from the drawing's own grey; shapes and ramps must not.
    assert abs(ours - theirs).mean() < 12
    assert ((ours < 128) == (theirs < 128)).mean() > 0.9
    assert form.transparent


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<rect width="9" height="9" onclick="alert(1)"/>',
        "<foreignObject/>",
        '<animate attributeName="x"/>',
        '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter>',
        '<rect width="9" height="9" style="fill:red; filter:blur(2px)"/>',
        '<g id="a"><use href="#a"/></g>',
        "<rect>",
    ],
)
def test_what_is_no_plain_drawing_is_refused(svg, convert, body):
    assert refusal(svg(body), convert).code == "artwork.svg"


@pytest.mark.parametrize(
    "body",
    [
        '<image href="file:///etc/passwd" width="9" height="9"/>',
        '<image xlink:href="https://example.jp/a.png" width="9" height="9"/>',
        '<image href="logo.png" width="9" height="9"/>',
        '<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>',
        '<use xlink:href="other.svg#a"/>',
        '<rect width="9" height="9" fill="url(https://example.jp/#a)"/>',
        '<rect width="9" height="9" style="fill:url( \'other.svg#a\' )"/>',
        "<style>@import 'x.css';</style>",
        "<style>rect { fill: url(x.svg#a) }</style>",
        "<style>rect { fill: u\\72l(x.svg#a) }</style>",
        "<?xml-stylesheet href='x.css'?>",
    ],
)
def test_nothing_outside_the_file_is_ever_asked_for(svg, convert, body):
    assert refusal(svg(body), convert).code == "artwork.external"


def test_text_is_refused_and_the_cure_says_outlines(svg, convert):
    error = refusal(svg('<text x="5" y="20">Festival</text>'), convert)
    assert error.code == "artwork.svg"
    assert "outlines" in error.cure


def test_entities_are_refused_before_any_is_expanded(svg, convert):
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    path = svg("<desc>&e12;</desc>", head=f'<!DOCTYPE svg [<!ENTITY e0 "x">{bomb}]>')
    error = refusal(path, convert)
    assert error.code == "artwork.svg"
    assert "document type" in error.text


@pytest.mark.parametrize("reference", ['<use href="#{}"/>', '<rect width="9" height="9" mask="url(#{})"/>'])
def test_drawings_that_multiply_themselves_are_refused(svg, convert, reference):
    levels = ['<g id="a0"><rect width="1" height="1"/></g>']
    levels += [f'<g id="a{n + 1}">{reference.format(f"a{n}") * 10}</g>' for n in range(9)]
    assert refusal(svg("".join(levels) + '<use href="#a9"/>'), convert).code == "artwork.limit"


def test_many_uses_of_one_shape_are_no_bomb(svg, convert):
    uses = "".join(f'<use href="#a" x="{n}"/>' for n in range(100))
    assert import_overlay(svg(f'<g id="a"><rect width="1" height="1"/></g>{uses}'), page=1, box="trim", rules=convert)


@pytest.mark.parametrize("raw", [b"", b"not XML", b"<html/>", "<svg/>".encode("utf-16")])
def test_what_is_no_svg_is_refused(tmp_path, convert, raw):
    path = tmp_path / "logo.svg"
    path.write_bytes(raw)
    assert refusal(path, convert).code == "artwork.svg"


def test_depth_and_size_are_limited(svg, convert, tmp_path):
    assert refusal(svg("<g>" * 300 + "</g>" * 300), convert).code == "artwork.limit"
    path = tmp_path / "large.svg"
    path.write_bytes(b"<svg>" + b" " * 16_000_001)
    assert refusal(path, convert).code == "artwork.limit"
