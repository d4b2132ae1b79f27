from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.errors import DefectError
from vdp.slots.symbol import CustomerBarcodeKernel, encode_customer_barcode
from vdp.slots.symbol.spec import CustomerBarcodeSpec

# Postal code and address display number, codes, check digit, bars.
EXAMPLES = [
    # 日本郵便「郵便番号・バーコードマニュアル」 page 25: the sixteen worked examples.
    (
        "26300233-30-8-403",
        "2 6 3 0 0 2 3 3 - 3 0 - 8 - 4 0 3 CC4 CC4 CC4",
        "5",
        "1313232131214414413231231241431214441423141412314431243243243214131",
    ),
    (
        "014011360-1",
        "0 1 4 0 1 1 3 6 0 - 1 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4",
        "CC8",
        "1314411412314411411431232114441411443243243243243243243243243211131",
    ),
    (
        "11000165-6-3-10",
        "1 1 0 0 0 1 6 5 - 6 - 3 - 1 0 CC4 CC4 CC4 CC4 CC4",
        "9",
        "1311411414414414411432114141432141431241411414443243243243243241131",
    ),
    (
        "06009064-6",
        "0 6 0 0 9 0 6 4 - 6 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4",
        "9",
        "1314432114414441114432112341432143243243243243243243243243243241131",
    ),
    (
        "06500068-10",
        "0 6 5 0 0 0 6 8 - 1 0 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4",
        "9",
        "1314432114114414414432123141411414443243243243243243243243243241131",
    ),
    (
        "4070033400",
        "4 0 7 0 0 3 3 4 0 0 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4",
        "-",
        "1312314421314414431231212314414443243243243243243243243243243241431",
    ),
    (
        "27301023-20-5B604",
        "2 7 3 0 1 0 2 3 - 2 0 - 5 CC1 1 6 0 4 CC4 CC4",
        "0",
        "1313221331214411414413231241413214441414132411432114412343243214431",
    ),
    (
        "198003611-6-1-601",
        "1 9 8 0 0 3 6 1 1 - 6 - 1 - 6 0 1 CC4 CC4 CC4",
        "CC8",
        "1311441123114414431232111411441432141411441432114411443243243211131",
    ),
    (
        "027020321-480",
        "0 2 7 0 2 0 3 2 1 - 4 8 0 CC4 CC4 CC4 CC4 CC4 CC4 CC4",
        "CC5",
        "1314413221314413214431213211441412323114443243243243243243243224331",
    ),
    (
        "59000164-6-19",
        "5 9 0 0 0 1 6 4 - 6 - 1 9 CC4 CC4 CC4 CC4 CC4 CC4 CC4",
        "CC2",
        "1314141114414414411432112341432141411441143243243243243243243234231",
    ),
    (
        "08008317-28",
        "0 8 0 0 8 3 1 7 - 2 8 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4",
        "CC7",
        "1314423114414423131211421341413223143243243243243243243243243244131",
    ),
    (
        "31700556-7-14-2",
        "3 1 7 0 0 5 5 6 - 7 - 1 4 - 2 CC4 CC4 CC4 CC4 CC4",
        "CC1",
        "1331211421314414414114132141421341411412341413243243243243243232431",
    ),
    (
        "65000469-7-6A1-1",
        "6 5 0 0 0 4 6 9 - 7 - 6 CC1 0 1 - 1 CC4 CC4 CC4",
        "5",
        "1332114114414414412332141141421341432132414411441411443243243214131",
    ),
    (
        "62300116-7LB106",
        "6 2 3 0 0 1 1 6 - 7 CC2 1 CC1 1 1 0 6 CC4 CC4 CC4",
        "4",
        "1332113231214414411411432141421334211432411411414432143243243212331",
    ),
    (
        "064080429-1524-23-2-501",
        "0 6 4 0 8 0 4 2 9 - 1 5 2 4 - 2 3 - 2 -",
        "3",
        "1314432112314423114412313241141411414113212341413231241413241431231",
    ),
    (
        "91000673-80-25J1-2B",
        "9 1 0 0 0 6 7 3 - 8 0 - 2 5 CC1 9 1 - 2 CC1",
        "9",
        "1341111414414414432121331241423114441413214132441111441413232441131",
    ),
    # Pages 17 and 21: the check digit is stated there.
    (
        "10000131-3-2-503",
        "1 0 0 0 0 1 3 1 - 3 - 2 - 5 0 3 CC4 CC4 CC4 CC4",
        "9",
        "1311414414414414411431211441431241413241414114431243243243243241131",
    ),
    # Page 6: the address display numbers are stated there.
    (
        "15400233-16-4-205",
        "1 5 4 0 0 2 3 3 - 1 6 - 4 - 2 0 5 CC4 CC4 CC4",
        "6",
        "1311414112314414413231231241411432141412341413214414143243243232131",
    ),
    (
        "350110622-1A308",
        "3 5 0 1 1 0 6 2 2 - 1 CC1 0 3 0 8 CC4 CC4 CC4 CC4",
        "5",
        "1331214114411411414432113213241411432414431214423143243243243214131",
    ),
    # Page 22: the individual code of an office; a post office box.
    (
        "1008792",
        "1 0 0 8 7 9 2 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4",
        "0",
        "1311414414423121341113243243243243243243243243243243243243243214431",
    ),
    (
        "9808691215",
        "9 8 0 8 6 9 1 2 1 5 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4 CC4",
        "1",
        "1341123114423132141111413211414143243243243243243243243243243211431",
    ),
]
VALUES = st.from_regex(r"[0-9]{7}[0-9A-Z-]{0,20}", fullmatch=True)
PRINTED = VALUES.filter(lambda value: value[5:7] != "00")
CHECK_VALUES = {code: value for value, code in enumerate("0123456789-")} | {f"CC{n}": 10 + n for n in range(1, 9)}


def kernel():
    return CustomerBarcodeKernel(CustomerBarcodeSpec("barcode", x=30.0, y=42.5, size=9.0), "F3")


def shown(fragment):
    """Return the characters that a fragment sets."""
    (digits,) = re.fullmatch(rb"BT /F3 9 Tf 1 0 0 1 30 42.5 Tm <([0-9A-F]+)> Tj ET\n", fragment).groups()
    unicode = CustomerBarcodeKernel.unicode()
    return "".join(unicode[int(digits[at : at + 4], 16)] for at in range(0, len(digits), 4))


@pytest.mark.parametrize(("value", "codes", "check", "bars"), EXAMPLES)
def test_the_examples_of_the_manual(value, codes, check, bars):
    barcode = encode_customer_barcode(value)
    assert barcode.codes == tuple(codes.split())
    assert barcode.check == check
    assert barcode.bars == bars


@given(value=VALUES)
@settings(deadline=None, max_examples=100)
def test_codes_and_check_digit_add_up_to_a_multiple_of_19(value):
    barcode = encode_customer_barcode(value)
    assert len(barcode.codes) == 20
    assert sum(CHECK_VALUES[code] for code in (*barcode.codes, barcode.check)) % 19 == 0


@given(value=VALUES)
@settings(deadline=None, max_examples=100)
def test_every_barcode_has_67_bars_between_its_start_and_stop(value):
    bars = encode_customer_barcode(value).bars
    assert re.fullmatch(r"13[1-4]{63}31", bars)


@pytest.mark.parametrize(
    "value", ["", "123456", "123-4567", "１２３４５６７", "1234567a", "1234567 1", "1234567１", "1234567\n", "A234567"]
)
def test_other_values_are_refused_without_quoting_them(value):
    with pytest.raises(DefectError) as caught:
        encode_customer_barcode(value)
    assert caught.value.code == "symbol.customer-barcode"
    assert not value or value not in str(caught.value)


def test_measuring_holds_what_cannot_be_encoded_and_passes_a_piece_without_barcode():
    faults = kernel().measure(["1234567", "", "12345678a", "123-4567"])
    assert [(fault.index, fault.code, fault.severity) for fault in faults] == [
        (2, "symbol.customer-barcode", "hold"),
        (3, "symbol.customer-barcode", "hold"),
    ]


def test_composing_a_value_that_was_not_held_back_is_a_defect():
    with pytest.raises(DefectError, match="seven digits"):
        kernel().compose(["123-4567"])


def test_a_postal_code_of_a_whole_city_is_held():
    # Page 18: a code that ends in 00 is given no barcode.
    (fault,) = kernel().measure(["1000000", "1000001", "1000010"])
    assert (fault.index, fault.code, fault.severity) == (0, "symbol.representative-code", "hold")
    assert [fault.index for fault in kernel().measure(["9010001", "53000001-2", "53001011-00"])] == [1]
    with pytest.raises(DefectError) as caught:
        kernel().compose(["5300000"])
    assert caught.value.code == "symbol.representative-code"


@given(values=st.lists(st.one_of(st.just(""), PRINTED), max_size=6))
@settings(deadline=None, max_examples=60)
def test_a_batch_shows_the_codes_of_each_value_in_its_place(values):
    names = {f"CC{n}": letter for n, letter in enumerate("ABCDEFGH", start=1)}
    fragments = kernel().compose(values)
    assert len(fragments) == len(values)
    for value, fragment in zip(values, fragments, strict=True):
        if not value:
            assert fragment == b""
            continue
        barcode = encode_customer_barcode(value)
        codes = (*barcode.codes, barcode.check)
        assert shown(fragment) == "(" + "".join([names.get(code, code) for code in codes]) + ")"
