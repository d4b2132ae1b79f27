from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from vdp.errors import LayoutError
from vdp.layout import compile_layout
from vdp.slots.image.spec import Clip
from vdp.units import MM

BOX = 'x="10mm" y="20mm" width="50mm" height="10mm"'


def front(plan):
    return plan.pages[0].slots


def test_a_box_is_measured_from_the_lower_left_trim_corner(compile_front):
    (slot,) = front(compile_front(f"<text {BOX}>あ</text>"))
    assert slot.spec.box == pytest.approx((10 * MM, (148 - 20 - 10) * MM, 50 * MM, 10 * MM))


def test_percentages_refer_to_the_piece(compile_front):
    (slot,) = front(compile_front('<text x="10%" y="50%" width="25%" height="10%">あ</text>'))
    assert slot.spec.box == pytest.approx((10 * MM, 59.2 * MM, 25 * MM, 14.8 * MM))


def test_q_is_a_quarter_of_a_millimetre(compile_front):
    (slot,) = front(compile_front(f'<text {BOX} size="20Q">あ</text>'))
    assert slot.spec.size == pytest.approx(5 * MM)


def test_a_text_takes_its_style_and_its_own_attributes_over_it(compile_front):
    (slot,) = front(compile_front(f'<text {BOX} style="body" size="8pt" align="right">あ</text>'))
    spec = slot.spec
    assert (spec.size, spec.leading, spec.align, spec.fit) == (8.0, 15.0, "right", ("condense", "shrink"))
    assert (spec.color, spec.min_scale, spec.min_size) == (b"0 0.9 0.8 0 k", 0.6, 6.0)


def test_a_text_without_a_style_takes_the_first_font_and_the_defaults(compile_front):
    (slot,) = front(compile_front(f"<text {BOX}>あ</text>"))
    spec = slot.spec
    assert spec.faces == ("Noto Sans JP/400", "Noto Serif JP/700", "Noto Emoji/400")
    assert (spec.size, spec.leading, spec.lines, spec.fit, spec.color) == (10.0, 15.0, 1, (), b"0 0 0 1 k")


def test_the_jobs_policies_fill_what_a_slot_leaves_open(compile_front):
    content = f'<text {BOX}>あ</text><text {BOX} overflow="clip">い</text>'
    one, two = front(compile_front(content, overflow="fail", missing_glyph="geta"))
    assert (one.spec.overflow, one.spec.missing_glyph, two.spec.overflow) == ("fail", "geta", "clip")


def test_the_postal_code_lies_in_the_frame_of_the_manual(compile_front):
    # 郵便番号・バーコードマニュアル p05: 47.7 mm wide, so that it ends 8 mm from the edge of a 100 mm postcard.
    (slot,) = front(compile_front('<postal-code x="44.3mm" y="12mm" size="14pt"/>'))
    spec = slot.spec
    assert spec.left == pytest.approx(44.3 * MM)
    assert spec.left + spec.centres[-1] + 5.7 / 2 * MM == pytest.approx((100 - 8.0) * MM)
    steps = [(b - a) / MM for a, b in zip(spec.centres, spec.centres[1:], strict=False)]
    assert steps == pytest.approx([7.0, 7.0, 7.6, 6.8, 6.8, 6.8])
    assert spec.baseline + 0.733 * 14 / 2 == pytest.approx((148 - 12 - 4) * MM)
    assert slot.value.evaluate({"postal_code": ["2630023"]}, 1) == ["2630023"]


def test_the_customer_barcode_lies_below_its_upper_left_corner(compile_front):
    (slot,) = front(compile_front('<customer-barcode x="10mm" y="128mm" size="10pt"/>'))
    assert (slot.spec.x, slot.spec.y) == pytest.approx((10 * MM, (148 - 128 - 3.6) * MM))
    assert slot.value.evaluate({"_barcode": ["1234567", ""]}, 2) == ["1234567", ""]


def test_a_customer_barcode_of_ten_points_just_fits_a_postcard(compile_front):
    # 79.8 mm (67 bars, 66 spaces of 0.6 mm) between two margins of 10 mm on 100 mm.
    assert front(compile_front('<customer-barcode x="10.2mm" y="100mm" size="10pt"/>'))


def test_a_qr_code_keeps_its_upper_left_corner(compile_front):
    (slot,) = front(
        compile_front('<qr value="{name}" x="60mm" y="90mm" module="0.5mm" level="H" version="4" mask="0"/>')
    )
    spec = slot.spec
    assert (spec.x, spec.top, spec.module) == pytest.approx((60 * MM, 58 * MM, 0.5 * MM))
    assert (spec.level, spec.version, spec.mask) == ("H", 4, 0)


def test_an_image_may_reach_into_the_bleed(compile_front, tmp_path: Path):
    (tmp_path / "sky.jpg").write_bytes(b"")
    content = '<image src="sky.jpg" x="-3mm" y="-3mm" width="106mm" height="20mm" anchor="right top"/>'
    (slot,) = front(compile_front(content))
    assert slot.spec.box == pytest.approx((-3 * MM, (148 + 3 - 20) * MM, 106 * MM, 20 * MM))
    assert (slot.spec.anchor, slot.spec.folder) == ((1.0, 1.0), tmp_path)
    assert slot.value.is_static
    assert slot.value.text == "sky.jpg"


def test_an_image_from_a_field_is_looked_for_in_its_folder(compile_front, tmp_path: Path):
    (tmp_path / "photos").mkdir()
    content = f'<image src="{{photo}}" folder="photos" {BOX} missing="skip"/>'
    (slot,) = front(compile_front(content))
    assert (slot.spec.folder, slot.spec.missing) == (tmp_path / "photos", "skip")


def test_an_image_from_a_field_without_a_folder_is_the_job_s_or_lies_beside_the_layout(compile_front, tmp_path: Path):
    content = f'<image src="{{photo}}" {BOX}/>'
    (slot,) = front(compile_front(content))
    assert slot.spec.folder == tmp_path
    (slot,) = front(compile_front(content, job_assets=True))
    assert slot.spec.folder is None


def test_an_image_is_turned_and_clipped_and_asks_for_its_pixels(compile_front):
    content = f'<image src="{{photo}}" {BOX} rotate="90" fit="none" min-ppi="200" coarse="hold" clip="%s"/>'
    (slot,) = front(compile_front(content % "round(3mm)"))
    assert (slot.spec.rotate, slot.spec.fit, slot.spec.min_ppi, slot.spec.coarse) == (90, "none", 200.0, "hold")
    assert slot.spec.clip == Clip("round", radius=3 * MM)
    (slot,) = front(compile_front(content % "polygon(0% 0%, 100% 10%, 50% 100%)"))
    assert sum(slot.spec.clip.points, ()) == pytest.approx((0, 1, 1, 0.9, 0.5, 0))
    (slot,) = front(compile_front(content % "ellipse"))
    assert slot.spec.clip == Clip("ellipse")
    (slot,) = front(compile_front(content % "none"))
    assert slot.spec.clip is None


def test_slots_are_named_by_side_element_and_number(compile_front):
    content = f'<text {BOX}>あ</text><text name="greeting" {BOX}>い</text><text {BOX}>う</text>'
    assert [slot.spec.name for slot in front(compile_front(content))] == ["front.text1", "greeting", "front.text3"]


def test_every_record_takes_exactly_one_branch_of_a_choose(compile_front):
    content = f"""<block when="points > 0"><choose>
      <when test="rank = 'gold'"><text {BOX}>a</text></when>
      <when test="points >= 10"><text {BOX}>b</text></when>
      <otherwise><text {BOX}>c</text></otherwise></choose></block>"""
    columns = {"rank": ["gold", "gold", "silver", "", "silver"], "points": [50, 0, 50, 5, None]}
    held = [slot.when.evaluate(columns, 5) for slot in front(compile_front(content))]
    assert held == [
        [True, False, False, False, False],
        [False, False, True, False, False],
        [False, False, False, True, False],
    ]


def test_slots_of_one_branch_share_their_condition(compile_front):
    one, two = front(compile_front(f'<block when="vip"><text {BOX}>a</text><text {BOX}>b</text></block>'))
    assert one.when is two.when


def test_source_lines_join_without_a_gap_beside_japanese_and_break_at_br(compile_front):
    content = f"""<text {BOX.replace('"10mm"', '"30mm"')} lines="3">
        {{name}}様の
        ポイントは
        {{points:,}}
        です。<br/>Thank you
        very much<!-- quite --> indeed
      </text>"""
    (slot,) = front(compile_front(content))
    got = slot.value.evaluate({"name": ["山田"], "points": [1234]}, 1)
    assert got == ["山田様のポイントは1,234です。\nThank you very much indeed"]


def test_english_source_lines_join_with_a_space_beside_a_substitution(tmp_path: Path):
    path = tmp_path / "l.xml"
    path.write_text(
        '<layout xmlns="urn:vdp:layout:1" name="n" lang="en"><fields><field name="who" type="text"/></fields>'
        '<font id="g" family="F"/><piece size="50mm 50mm"><page side="front">'
        '<text x="0mm" y="0mm" width="50mm" height="9mm">Dear\n  {who}\n  from\n 東京</text></page></piece></layout>',
        encoding="utf-8",
    )
    (slot,) = compile_layout(path).pages[0].slots
    assert slot.value.evaluate({"who": ["Ann"]}, 1) == ["Dear Ann from東京"]


def test_full_width_spaces_at_the_ends_of_a_text_are_kept(compile_front):
    (slot,) = front(compile_front(f"<text {BOX}>\n\u3000春の\u3000</text>"))
    assert slot.value.text == "\u3000春の\u3000"


def test_references_and_cdata_give_their_characters(compile_front):
    (slot,) = front(compile_front(f"<text {BOX}>a&lt;b&#x3042;<![CDATA[<&>]]>{{{{x}}}}</text>"))
    assert slot.value.text == "a<bあ<&>{x}"


def test_fields_keep_their_order_and_the_systems_own_are_left_out(compile_front):
    plan = compile_front("")
    assert [field.name for field in plan.fields][:3] == ["name", "points", "price"]
    assert "_barcode" not in {field.name for field in plan.fields}


def test_a_field_may_have_a_japanese_name(tmp_path: Path):
    path = tmp_path / "l.xml"
    path.write_text(
        '<layout xmlns="urn:vdp:layout:1" name="n"><fields><field name="氏名" type="text"/></fields>'
        '<font id="g" family="F"/><piece size="50mm 50mm"><page side="front">'
        '<text x="0mm" y="0mm" width="50mm" height="9mm">{氏名}様</text></page></piece></layout>',
        encoding="utf-8",
    )
    (slot,) = compile_layout(path).pages[0].slots
    assert slot.value.evaluate({"氏名": ["佐藤"]}, 1) == ["佐藤様"]


def test_a_slip_takes_the_size_of_the_jobs_pieces(tmp_path: Path):
    path = tmp_path / "slip.xml"
    path.write_text(
        '<layout xmlns="urn:vdp:layout:1" name="s"><piece size="100% 50%"><page side="front"/></piece></layout>'
    )
    plan = compile_layout(path, piece=(200.0, 300.0))
    assert (plan.width, plan.height) == (200.0, 150.0)


def test_a_percentage_as_size_needs_the_jobs_size(tmp_path: Path):
    path = tmp_path / "slip.xml"
    path.write_text(
        '<layout xmlns="urn:vdp:layout:1" name="s"><piece size="100% 50%"><page side="front"/></piece></layout>'
    )
    with pytest.raises(LayoutError, match="percentage of nothing"):
        compile_layout(path)


def test_a_plan_survives_pickling_and_evaluates_alike(compile_front):
    plan = compile_front(f'<block when="vip"><text {BOX}>{{name}}様{{day:M月d日}}</text></block>')
    columns = {"name": ["山田"], "day": [date(2026, 1, 9)], "vip": [True]}
    (slot,) = front(plan)
    before = (slot.value.evaluate(columns, 1), slot.when.evaluate(columns, 1))
    again = pickle.loads(pickle.dumps(plan))  # noqa: S301
    assert again == plan
    assert (
        again.pages[0].slots[0].value.evaluate(columns, 1),
        again.pages[0].slots[0].when.evaluate(columns, 1),
    ) == before


def test_pages_come_front_first(tmp_path: Path):
    path = tmp_path / "l.xml"
    path.write_text(
        '<layout xmlns="urn:vdp:layout:1" name="s">'
        '<piece size="9mm 9mm"><page side="back"/><page side="front"/></piece></layout>'
    )
    assert [page.side for page in compile_layout(path).pages] == ["front", "back"]


def test_artwork_is_found_beside_the_layout(tmp_path: Path):
    (tmp_path / "a.pdf").write_bytes(b"")
    path = tmp_path / "l.xml"
    path.write_text(
        '<layout xmlns="urn:vdp:layout:1" name="s"><piece size="9mm 9mm">'
        '<page side="front" artwork="a.pdf" artwork-page="2"/></piece></layout>'
    )
    artwork = compile_layout(path).pages[0].artwork
    assert artwork is not None
    assert (artwork.path, artwork.page) == (tmp_path / "a.pdf", 2)
