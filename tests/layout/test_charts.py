"""Charts and artwork in a layout: what they become, and what is refused where."""

from __future__ import annotations

import pytest

from vdp.slots.image.artwork_slot import ArtworkSlotSpec
from vdp.slots.shape.chart_spec import SEPARATOR, BarSpec, GaugeSpec, StampCardSpec
from vdp.units import MM

BOX = 'x="10mm" y="10mm" width="50mm" height="20mm"'


def only(plan):
    [slot] = plan.pages[0].slots
    return slot


def test_a_bar_takes_its_scale_from_the_layout(compile_front):
    slot = only(
        compile_front(f'<bar value="{{points}}" max="1000" min="-5" {BOX} track="cmyk(0 0 0 10)" ends="round"/>')
    )
    assert isinstance(slot.spec, BarSpec)
    assert (slot.spec.scale.most, slot.spec.scale.least, slot.spec.round_ends) == (1000.0, -5.0, True)
    assert slot.spec.box.width == pytest.approx(50 * MM)
    assert slot.value.evaluate({"points": [7, None]}, 2) == ["7", ""]


def test_a_maximum_of_the_record_travels_with_the_value(compile_front):
    slot = only(compile_front(f'<gauge value="{{points}}" max="{{price}}" {BOX}/>'))
    assert isinstance(slot.spec, GaugeSpec)
    assert slot.spec.scale.most is None
    found = [value.split(SEPARATOR) for value in slot.value.evaluate({"points": [7, None], "price": [12, 3]}, 2)]
    assert [(value, float(most)) for value, most in found] == [("7", 12.0), ("", 3.0)]


def test_a_constant_value_makes_a_constant_chart(compile_front):
    assert only(compile_front(f'<bar value="30" max="100" {BOX}/>')).is_static


def test_a_stamp_card_knows_its_stamps(compile_front, tmp_path):
    (tmp_path / "stamp.svg").write_text("<svg/>")
    slot = only(compile_front(f'<stamp-card value="{{points}}" of="10" columns="5" stamp="stamp.svg" {BOX}/>'))
    assert isinstance(slot.spec, StampCardSpec)
    assert (slot.spec.count, slot.spec.columns) == (10, 5)
    assert slot.spec.stamp.names == ("stamp.svg",)
    assert slot.spec.empty is None


def test_artwork_of_a_field_comes_from_a_folder(compile_front, tmp_path):
    (tmp_path / "badges").mkdir()
    source = f'<artwork src="{{rank}}.svg" folder="badges" page="2" box="crop" rotate="90" {BOX}/>'
    slot = only(compile_front(source, missing_image="skip"))
    assert isinstance(slot.spec, ArtworkSlotSpec)
    assert slot.spec.pages == (tmp_path.resolve() / "badges", (), 2, "crop")
    assert (slot.spec.rotate, slot.spec.missing) == (90, "skip")


def test_constant_artwork_may_hang_on_a_condition(compile_front, tmp_path):
    (tmp_path / "badge.pdf").write_bytes(b"")
    [slot] = compile_front(f'<block when="vip"><artwork src="badge.pdf" {BOX}/></block>').pages[0].slots
    assert slot.spec.pages.names == ("badge.pdf",)
    assert slot.value.is_static
    assert not slot.is_static


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (f'<bar value="{{points}}" max="¦0" {BOX}/>', "layout.value"),
        (f'<bar value="{{points}}" max="¦much" {BOX}/>', "layout.value"),
        (f'<bar value="{{points}}" max="10" min="¦x" {BOX}/>', "layout.value"),
        (f'<bar value="{{¦nothing}}" max="10" {BOX}/>', "layout.unknown-field"),
        (f'<bar value="{{points}}" max="10" marks="4" mark-length="¦20mm" {BOX}/>', "layout.value"),
        (f'<bar value="{{points}}" max="10" marks="¦200" {BOX}/>', "layout.value"),
        (f'<gauge value="{{points}}" max="10" sweep="¦400" {BOX}/>', "layout.value"),
        (f'<gauge value="{{points}}" max="10" line="¦0pt" {BOX}/>', "layout.value"),
        (f'<stamp-card value="{{points}}" of="¦0" columns="5" {BOX}/>', "layout.value"),
        (f'<stamp-card value="{{points}}" of="10" columns="¦0" {BOX}/>', "layout.value"),
        (f'<stamp-card value="{{points}}" of="10" columns="5" gap="¦20mm" {BOX}/>', "layout.value"),
        (f'<stamp-card value="{{points}}" of="10" columns="5" stamp="¦none.svg" {BOX}/>', "layout.no-file"),
        (f'<artwork src="¦none.pdf" {BOX}/>', "layout.no-file"),
        (f'<artwork src="¦{{rank}}.pdf" {BOX}/>', "layout.folder"),
        (f'<artwork src="¦layout.xml" {BOX}/>', "layout.value"),
        (f'<artwork src="¦../up.pdf" {BOX}/>', "layout.outside-folder"),
        (f'<artwork src="{{rank}}.pdf" folder="." page="¦0" {BOX}/>', "layout.value"),
        ('<bar value="1" max="2" x="¦-9mm" y="0mm" width="9mm" height="9mm"/>', "layout.outside"),
    ],
)
def test_mistakes_are_named_at_their_place(front_refusal, source, code):
    assert front_refusal(source).code == code
