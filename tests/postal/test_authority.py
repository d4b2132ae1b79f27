"""Checking addresses: examples of Japan Post, traps made from the town table, what senders get wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vdp.postal import Authority, open_authority
from vdp.postal.base import AddressCheck
from vdp.postal.japan import load_towns
from vdp.postal.japan.towns import TOWN

# 郵便番号・バーコードマニュアル p25 (1-16), p17 (17), p06 (18-19), p22 (20-21; addresses ours, rule theirs).
OFFICIAL = [
    ("2630023", "千葉市稲毛区緑町3丁目30-8　郵便ビル403号", "3-30-8-403"),
    ("0140113", "秋田県大仙市堀見内　南田茂木　添60-1", "60-1"),
    ("1100016", "東京都台東区台東5-6-3　ABCビル10F", "5-6-3-10"),
    ("0600906", "北海道札幌市東区北六条東4丁目　郵便センター6号館", "4-6"),
    ("0650006", "北海道札幌市東区北六条東8丁目　郵便センター10号館", "8-10"),
    ("4070033", "山梨県韮崎市龍岡町下條南割　韮崎400", "400"),
    ("2730102", "千葉県鎌ケ谷市右京塚　東3丁目-20-5　郵便・A&bコーポB604号", "3-20-5B604"),
    ("1980036", "東京都青梅市河辺町十一丁目六番地一号　郵便タワー601", "11-6-1-601"),
    ("0270203", "岩手県宮古市大字津軽石第二十一地割大淵川480", "21-480"),
    ("5900016", "大阪府堺市堺区中田出井町四丁六番十九号", "4-6-19"),
    ("0800831", "北海道帯広市稲田町南七線　西28", "7-28"),
    ("3170055", "茨城県日立市宮田町6丁目7-14　ABCビル2F", "6-7-14-2"),
    ("6500046", "神戸市中央区港島中町9丁目7-6　郵便シティA棟1F1号", "9-7-6A1-1"),
    ("6230011", "京都府綾部市青野町綾部6-7　LプラザB106", "6-7LB106"),
    ("0640804", "札幌市中央区南四条西29丁目1524-23　第2郵便ハウス501", "29-1524-23-2-501"),
    ("9100067", "福井県福井市新田塚3丁目80-25　J1ビル2-B", "3-80-25J1-2B"),
    ("1000013", "東京都千代田区霞が関1丁目3番2号　郵便プラザ503室", "1-3-2-503"),
    ("1540023", "世田谷区若林　三丁目16番4号　郵政マンション205号", "3-16-4-205"),
    ("3501106", "川越市大字小室　22-1　郵政団地A棟308号室", "22-1A308"),
    ("1008792", "東京都千代田区大手町2-3-1　日本郵便株式会社", ""),
    ("9808691", "宮城県仙台市青葉区　仙台中央郵便局私書箱第215号", "215"),
]


@pytest.fixture(scope="module")
def japan() -> Authority:
    return open_authority("japan")


def check(japan: Authority, code: str, address: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the barcode payload of one address and its faults as (severity, code)."""
    checked = japan.check([code], [address])
    return checked.numbers[0], [(fault.severity, fault.code) for fault in checked.faults]


@pytest.mark.parametrize(("code", "address", "number"), OFFICIAL)
def test_official_example_gets_its_display_number(japan, code, address, number):
    assert check(japan, code, address) == (code + number, [])


@pytest.mark.parametrize(
    ("code", "address", "number"),
    [
        ("1020082", "東京都千代田区一番町13番地", "13"),
        ("1020082", "東京都千代田区１番町１３", "13"),
        ("1020082", "一番町13", "13"),
        ("1040032", "中央区八丁堀一丁目2番3号", "1-2-3"),
        ("1040032", "東京都中央区8丁堀1-2-3", "1-2-3"),
        ("0100042", "秋田県秋田市桜1-2-3", "1-2-3"),
        ("0100042", "秋田県秋田市桜一丁目２－３", "1-2-3"),
        ("0010015", "北海道札幌市北区北15条西2丁目1-1", "2-1-1"),
        ("0010015", "北海道札幌市北区北十五条西２－１－１", "2-1-1"),
        ("0600031", "札幌市中央区北1条東3丁目4", "3-4"),
        ("1620845", "東京都新宿区市ヶ谷本村町5番1号", "5-1"),
        ("1006701", "東京都千代田区丸の内1-9-1　グラントウキョウノースタワー1階", "1-9-1-1"),
        ("1006701", "東京都千代田区丸の内グラントウキョウノースタワー1階", "1"),
        ("6048135", "京都府京都市中京区東洞院通三条下る2丁目三文字町200", "200"),
    ],
)
def test_digits_of_a_town_do_not_leak(japan, code, address, number):
    assert check(japan, code, address) == (code + number, [])


@pytest.mark.parametrize(
    "address",
    [
        "東京都千代田区霞が関1丁目3番2号",
        "東京都千代田区霞ヶ関１丁目３番２号",
        "東京都千代田区霞ケ関一丁目三番二号",
        "東京都千代田区霞ガ関1の3の2号",
        "千代田区霞が関1-3-2",
        "霞が関1‐3−2",
        "東京都 千代田区 霞が関 1-3-2",
        "東京都　千代田区　霞が関　１－３－２",
        "東京都千代田区大字霞が関1ー3ー2",
        "東京都千代田区霞\U000e0100が関1-3-2",
    ],
)
def test_spellings_of_one_address_agree(japan, address):
    assert check(japan, "1000013", address) == ("10000131-3-2", [])


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("4070033", "山梨県韮崎市竜岡町下条南割400"),
        ("4070033", "韮崎市龍岡町下條南割400"),
        ("2730102", "千葉県鎌ヶ谷市右京塚400"),
        ("2730102", "鎌が谷市右京塚400"),
        ("1000301", "東京都利島村400"),
        ("3994301", "長野県上伊那郡宮田村400"),
        ("3994301", "宮田村400番地"),
        ("0295522", "岩手県和賀郡西和賀町巣郷400"),
        ("1001211", "東京都三宅村坪田400"),
        ("2630023", "千葉市緑町400"),
        ("2630023", "稲毛区緑町400"),
        ("0040041", "北海道札幌市厚別区大字大谷地東400"),
    ],
)
def test_old_forms_and_omitted_parts_are_understood(japan, code, address):
    assert check(japan, code, address) == (code + "400", [])


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("2630023", "東京都千代田区霞が関1-3-2"),
        ("2630023", ""),
        ("1010044", "東京都千代田区神田錦町3-1"),
        ("6691536", "兵庫県三田市ゆりのき台1-2"),
        ("0100042", "秋田県秋田市桜ガ丘1-2"),
        ("0100042", "秋田県秋田市桜が丘１－２"),
        ("0100042", "秋田県秋田市桜台一丁目2"),
        ("0600906", "北海道札幌市東区北六条東8丁目1-1"),
        ("0600906", "北海道札幌市東区北六条東八丁目1-1"),
        ("0600906", "札幌市東区北6条東8-1-1"),
        ("0610611", "北海道樺戸郡浦臼町浦臼第12"),
        ("1008792", "大阪府大阪市北区梅田1-1"),
    ],
)
def test_address_of_another_town_gets_no_barcode(japan, code, address):
    assert check(japan, code, address) == ("", [("warn", "postal.town-mismatch")])


def test_every_town_yields_the_number_behind_it(japan):
    towns = load_towns()
    rows = [row for number in range(0, len(towns), 13) if (row := towns.row(number)).kind == TOWN and row.town]
    codes = [f"{row.code:07d}" for row in rows]
    names = [row.town[: row.base].partition("、")[0] for row in rows]
    addresses = [f"{row.prefecture}{row.city}{name} 9番8号" for row, name in zip(rows, names, strict=True)]
    checked = japan.check(codes, addresses)
    assert len(rows) > 9000
    assert checked == AddressCheck(codes, [f"{code}9-8" for code in codes], [])


def test_code_without_its_leading_zero_is_repaired_and_reported(japan):
    address = "北海道札幌市東区北六条東4丁目"
    assert check(japan, "600906", address) == ("06009064", [("warn", "postal.code-repaired")])


def test_code_without_its_two_leading_zeros_is_repaired(japan):
    assert check(japan, "10015", "札幌市北区北十五条西2-1") == ("00100152-1", [("warn", "postal.code-repaired")])


def test_repaired_representative_code_is_reported_twice(japan):
    faults = [("warn", "postal.code-repaired"), ("warn", "postal.representative-code")]
    assert check(japan, "600000", "北海道札幌市中央区1") == ("", faults)


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("600906", "東京都千代田区霞が関1-3-2"),
        ("600906", ""),
        ("608703", ""),
        ("600000", "東京都港区1"),
        ("608691", "私書箱1"),
    ],
)
def test_short_code_that_the_address_does_not_confirm_is_held(japan, code, address):
    assert japan.check([code], [address]).postal_codes == [""]
    assert check(japan, code, address) == ("", [("hold", "postal.malformed-code")])


@pytest.mark.parametrize(
    "code", ["", " ", "1", "1234", "12345678", "263-00234", "26-30023", "abcdefg", "263 002", "２６３"]
)
def test_malformed_code_is_held(japan, code):
    assert check(japan, code, "千葉市稲毛区緑町1") == ("", [("hold", "postal.malformed-code")])


@pytest.mark.parametrize(
    "code",
    [
        "2630023",
        "263-0023",
        "〒263-0023",
        "〒 263-0023",
        " 2630023 ",
        "２６３００２３",
        "２６３－００２３",
        "263‐0023",
        "263−0023",
        "263ー0023",
    ],
)
def test_ways_to_write_a_code_agree(japan, code):
    assert japan.check([code], ["千葉市稲毛区緑町1"]) == AddressCheck(["2630023"], ["26300231"], [])


def test_unknown_code_is_held(japan):
    assert check(japan, "2638888", "千葉市稲毛区緑町1") == ("", [("hold", "postal.unknown-code")])


def test_representative_code_is_printed_without_barcode(japan):
    checked = japan.check(["263-0000"], ["千葉市稲毛区1"])
    assert checked.postal_codes == ["2630000"]
    assert check(japan, "2630000", "千葉市稲毛区1") == ("", [("warn", "postal.representative-code")])


@pytest.mark.parametrize("address", ["", "千代田区大手町2-3-1", "日本郵便 株式会社", "日本郵便株式会社 総務部 5F"])
def test_office_code_stands_alone(japan, address):
    assert check(japan, "1008792", address) == ("1008792", [])


def test_holder_of_a_box_with_its_own_code_stands_alone(japan):
    assert check(japan, "0608703", "札幌市中央区北一条西9丁目1-5 札幌中央郵便局私書箱第29号") == ("0608703", [])


@pytest.mark.parametrize(
    ("address", "payload"), [("仙台中央郵便局私書箱215", "9808691215"), ("私書箱 第２１５号", "9808691215")]
)
def test_general_box_code_takes_the_box_number(japan, address, payload):
    assert check(japan, "9808691", address) == (payload, [])


def test_general_box_code_without_box_number_is_held(japan):
    assert check(japan, "9808691", "仙台市青葉区1-2-3") == ("", [("hold", "postal.unknown-code")])


def test_faults_carry_their_position_and_never_the_value(japan):
    checked = japan.check(["2630023", "999"], ["千葉市稲毛区緑町1", "東京都どこか"])
    assert [fault.index for fault in checked.faults] == [1]
    assert "999" not in checked.faults[0].text


def test_columns_of_different_length_are_refused(japan):
    with pytest.raises(ValueError, match="shorter"):
        japan.check(["2630023"], [])


def test_forgotten_places_are_opened_again(japan, monkeypatch):
    monkeypatch.setattr("vdp.postal.japan.authority._REMEMBERED", 1)
    codes, addresses = ["2630023", "1000013", "2630023"], ["千葉市稲毛区緑町1", "霞が関2", "稲毛区緑町3"]
    assert open_authority("japan").check(codes, addresses).numbers == ["26300231", "10000132", "26300233"]


@settings(deadline=None, max_examples=300)
@given(code=st.text(max_size=9), address=st.text(max_size=60))
def test_any_text_gives_a_verdict(japan, code, address):
    checked = japan.check([code], [address])
    assert checked.postal_codes[0] == "" or (len(checked.postal_codes[0]) == 7 and checked.postal_codes[0].isdigit())
    assert checked.numbers[0] == "" or checked.numbers[0].startswith(checked.postal_codes[0])
    assert checked.numbers[0] or checked.faults


@settings(deadline=None, max_examples=200)
@given(tail=st.text(alphabet="0123456789-一二十〇ABFabＡ１－ 　丁目番号棟階の&・.", max_size=25))
def test_verdict_does_not_depend_on_the_way_the_town_was_found(japan, tail):
    """The plain path (all parts as in the directory) and the patient one (old forms, omitted parts) agree."""
    plain = japan.check(["4070033"], ["山梨県韮崎市龍岡町下條南割" + " " + tail]).numbers
    patient = japan.check(["4070033"], ["韮崎市竜岡町下条南割" + " " + tail]).numbers
    assert plain == patient
