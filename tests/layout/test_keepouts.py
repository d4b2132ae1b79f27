"""What may stand beside a code, and how large a code may grow."""

from __future__ import annotations

import pytest

from vdp.errors import LayoutError
from vdp.layout import compile_layout
from vdp.units import MM

# Version 1 of 0.5 mm modules: 10.5 mm from (40, 50), the quiet zone from (38, 48) to (52.5, 62.5) mm.
QR = '<qr name="q" x="¦40mm" y="50mm" module="0.5mm" version="1" value="{name}"/>'
GROWING = '<qr name="q" x="40mm" y="50mm" module="0.5mm" value="{name}"/>'
BARS = '<customer-barcode name="b" x="¦12mm" y="100mm" size="9pt"/>'


def text(x, y, width=10, height=5, **more):
    attributes = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f'<text x="{x}mm" y="{y}mm" width="{width}mm" height="{height}mm"{attributes}>あ</text>'


def spec_of(plan, name="q"):
    return next(slot.spec for slot in plan.pages[0].slots if slot.spec.name == name)


@pytest.mark.parametrize(
    "other",
    [
        text(52.4, 50),
        text(27, 50, width=11.1),
        text(40, 44, height=4.1),
        text(40, 62.4, height=5),
        '<box x="52mm" y="50mm" width="3mm" height="3mm" fill="K"/>',
        '<rule x="30mm" y="48.2mm" width="40mm" height="0.1mm"/>',
        '<box x="38.1mm" y="48.1mm" width="14mm" height="14mm" line="0.2mm"/>',
        '<qr x="54mm" y="50mm" module="1mm" version="1" value="{name}"/>',
        '<postal-code x="38mm" y="55mm"/>',
        '<customer-barcode x="12mm" y="60mm" size="9pt"/>',
    ],
)
@pytest.mark.parametrize("order", ["after", "before"])
def test_a_slot_within_the_quiet_zone_is_a_mistake_at_the_code(front_refusal, other, order):
    content = f"{QR}\n{other}" if order == "after" else f"{other}\n{QR}"
    if "<qr" in other or "<customer" in other:
        content = content.replace("¦", "")  # two codes: whose mistake comes first depends on the order
    error = front_refusal(content)
    assert error.code == "layout.quiet-zone"
    assert "qr: " in str(error)


@pytest.mark.parametrize(
    "other",
    [
        text(52.5, 50),
        text(28, 50, width=10),
        text(40, 43, height=5),
        text(40, 62.5, height=5),
        '<box x="37mm" y="47mm" width="17mm" height="17mm" line="0.9mm"/>',
        '<box x="30mm" y="40mm" width="40mm" height="40mm" fill="cmyk(0 0 20 0)"/>',
    ],
)
def test_a_slot_beyond_the_quiet_zone_and_a_pale_ground_may_be_there(compile_front, other):
    assert spec_of(compile_front(other + QR))


@pytest.mark.parametrize(
    "ground",
    [
        '<box x="30mm" y="40mm" width="40mm" height="40mm" fill="cmyk(60 0 0 0)"/>',
        '<box x="39mm" y="40mm" width="40mm" height="40mm" fill="cmyk(0 0 0 0)"/>',
    ],
    ids=["dark", "not under all of it"],
)
def test_a_ground_that_is_dark_or_small_is_a_mistake(front_refusal, ground):
    assert front_refusal(ground + QR).code == "layout.quiet-zone"


def test_a_filling_over_a_code_is_a_mistake_however_pale(front_refusal):
    over = '<box x="30mm" y="40mm" width="40mm" height="40mm" fill="cmyk(0 0 0 0)"/>'
    assert front_refusal(QR + over).code == "layout.quiet-zone"


def test_the_message_names_the_other_slot_and_its_line(front_refusal):
    error = front_refusal(QR + "\n\n" + text(50, 60, name="greeting"))
    assert '"greeting" (text, line 14) reaches within 2.00 mm of it' in error.text
    assert 'quiet="ignore"' in error.cure


def test_branches_of_one_choose_do_not_meet_but_blocks_may(compile_front, front_refusal):
    code, words = QR, text(42, 52)
    test = "test=\"rank = 'gold'\""
    assert compile_front(f"<choose><when {test}>{code}</when><otherwise>{words}</otherwise></choose>")
    inner = f"<choose><when {test}>{code}</when><otherwise><block when='vip'>{words}</block></otherwise></choose>"
    assert compile_front(inner)
    two = f"<choose><when {test}>{QR}</when></choose><choose><when {test}>{words}</when></choose>"
    assert front_refusal(two).code == "layout.quiet-zone"
    assert front_refusal(f"<block when='vip'>{QR}</block><block when='points > 3'>{words}</block>").code == (
        "layout.quiet-zone"
    )


def test_a_code_that_says_so_is_not_looked_at(compile_front):
    ignored = QR.replace("module", 'quiet="ignore" module')
    assert compile_front(text(42, 52) + ignored)


def test_two_millimetres_around_a_customer_barcode_stay_free(compile_front, front_refusal):
    # At 9 pt the bars are 3.24 mm high: from 100 mm to 103.24 mm.
    assert compile_front(BARS + text(12, 105.3) + text(12, 93, height=5))
    assert front_refusal(BARS + text(12, 105.2)).code == "layout.quiet-zone"
    assert front_refusal(BARS + text(12, 93.1, height=5)).code == "layout.quiet-zone"


def test_a_vertical_customer_barcode_lies_right_and_down_from_its_corner(compile_front, front_refusal):
    bars = BARS.replace("100mm", "20mm").replace("size", 'direction="vertical" size')
    spec = spec_of(compile_front(bars), "b")
    assert spec.box == pytest.approx((12 * MM, (148 - 20 - 71.82) * MM, 3.24 * MM, 71.82 * MM), abs=0.01)
    assert spec.vertical
    assert front_refusal(bars + text(17.2, 85)).code == "layout.quiet-zone"
    assert compile_front(bars + text(17.3, 85))
    with pytest.raises(LayoutError, match=r"customer-barcode reaches 9\.18 mm from the bottom trim edge"):
        compile_front(bars.replace("20mm", "67mm"))


@pytest.mark.parametrize(("rows", "meets"), [(2, False), (3, True)])
def test_every_row_of_a_list_keeps_off_a_code(tmp_path, rows, meets):
    # Rows of 10 mm from 28 mm down: two of them end at 48 mm, where the quiet zone begins.
    repeat = f'<repeat each="l" as="p" x="30mm" y="28mm" width="40mm" height="60mm" row-height="10mm" rows="{rows}">'
    content = f"{repeat}{text(0, 0, 30, 10)}</repeat>{QR.replace('¦', '').replace('{name}', 'a')}"
    path = tmp_path / "layout.xml"
    path.write_text(
        '<layout xmlns="urn:vdp:layout:1" name="t"><fields><field name="l" type="list"><field name="item" '
        'type="text"/></field></fields><font id="g" family="Noto Sans JP"/><piece size="100mm 148mm">'
        f'<page side="front">{content}</page></piece></layout>',
        encoding="utf-8",
    )
    if meets:
        with pytest.raises(LayoutError, match=r"reaches within 2\.00 mm"):
            compile_layout(path)
    else:
        assert spec_of(compile_layout(path))


@pytest.mark.parametrize(
    ("other", "most"),
    [
        # From (40, 50) mm: right to 100 mm are 120 modules, 4 of them quiet; version 24 has 113, version 25 has 117.
        ("", 24),
        (text(70, 55), 9),  # 30 mm: 60 modules, 4 quiet: version 9 has 53, version 10 has 57
        (text(40, 90), 14),  # 40 mm: 80 modules: 14 has 73, 15 has 77
        ('<qr name="r" x="70mm" y="50mm" module="0.5mm" value="{name}"/>', 9),
        ('<qr name="r" x="70mm" y="50mm" module="0.5mm" version="3" value="{name}"/>', 9),
    ],
)
def test_a_growing_code_may_grow_to_the_trim_or_the_next_slot(compile_front, other, most):
    assert spec_of(compile_front(GROWING + other)).most == most


def test_two_growing_codes_have_room_at_their_largest_together(compile_front):
    plan = compile_front(GROWING + '<qr name="r" x="41mm" y="80mm" module="0.5mm" value="{points}"/>')
    upper, lower = spec_of(plan), spec_of(plan, "r")
    assert 50 + (17 + 4 * upper.most) / 2 + 2 <= 80
    assert 50 + (17 + 4 * (upper.most + 1)) / 2 + 2 > 80
    assert lower.most > upper.most


@pytest.mark.parametrize(("dpi", "dots"), [(600, 11), (1200, 23), (812.8, 16), (2400, 47)])
def test_a_module_is_a_whole_number_of_dots_and_no_wider_than_asked(compile_front, dpi, dots):
    spec = spec_of(compile_front(QR, dpi=dpi))
    assert (spec.dots, spec.asked) == (dots, pytest.approx(0.5 * MM))
    assert spec.module == pytest.approx(dots * 72 / dpi)
    assert spec.asked - 72 / dpi < spec.module <= spec.asked
    assert (spec.x, spec.top) == pytest.approx((40 * MM, 98 * MM))


def test_a_module_that_misses_its_dots_by_rounding_only_has_them(compile_front):
    assert spec_of(compile_front(QR.replace("0.5mm", "0.338mm"), dpi=600)).dots == 8


def test_without_the_dots_of_the_press_a_module_is_as_asked(compile_front):
    spec = spec_of(compile_front(QR))
    assert (spec.dots, spec.module) == (0, pytest.approx(0.5 * MM))


def test_a_module_of_too_few_dots_is_a_mistake_that_names_the_smallest_one(compile_front):
    fine = QR.replace("0.5mm", "0.25mm")
    assert spec_of(compile_front(fine, dpi=600)).dots == 5
    with pytest.raises(LayoutError, match="2 dots of 300 dpi") as caught:
        compile_front(fine, dpi=300)
    assert caught.value.code == "layout.qr-module"
    assert 'module="0.339mm"' in caught.value.cure
    assert spec_of(compile_front(fine.replace("0.25mm", "0.339mm"), dpi=300)).dots == 4


def test_a_reduction_of_bars_reaches_the_barcode(compile_front):
    assert spec_of(compile_front(BARS, bar_width_reduction=40), "b").reduction == 40
