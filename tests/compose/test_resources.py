from __future__ import annotations

import pytest

from vdp.compose import take_inventory
from vdp.errors import LayoutError


def test_faces_are_numbered_by_their_keys_whatever_the_order_asked_for():
    one = take_inventory([], faces=("Noto Serif JP/400", "Noto Sans JP/400"))
    other = take_inventory([], faces=("Noto Sans JP/400", "Noto Serif JP/400"))
    assert [face.key for face in one.faces] == ["Noto Sans JP/400", "Noto Serif JP/400"]
    assert one == other


def test_a_face_that_no_catalogue_has_is_refused_with_those_it_has():
    with pytest.raises(LayoutError) as caught:
        take_inventory([], faces=("Comic Sans/400",))
    assert caught.value.code == "text.font-missing"
    assert "Noto Sans JP/400" in caught.value.cure


def test_slots_of_the_same_fonts_share_a_chain(composer):
    text = '<text name="{0}" style="body" x="10mm" y="{1}mm" width="80mm" height="5mm">{{name}}</text>'
    made = composer(text.format("a", 10) + text.format("b", 20))
    chains = {id(entry.kernel.chain) for entries in made._pages for entry in entries}
    assert len(chains) == 1


def test_a_barcode_font_is_there_only_when_a_slot_needs_it(composer):
    assert take_inventory([]).barcodes == {}
    made = composer('<customer-barcode name="b" x="12mm" y="120mm" size="9pt"/>')
    assert take_inventory([made.plan]).barcodes == {0: "F0"}
