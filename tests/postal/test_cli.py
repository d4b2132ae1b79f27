"""`vdp postal` as other programs see it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from vdp.cli.postal import postal

GOOD = {
    "postal_code": "2630023",
    "number": "3-30-8-403",
    "codes": ["2", "6", "3", "0", "0", "2", "3", "3", "-", "3", "0", "-", "8", "-", "4", "0", "3", *["CC4"] * 3],
    "check": "5",
    "bars": "1313232131214414413231231241431214441423141412314431243243243214131",
    "findings": [],
}


def run(*words):
    return CliRunner().invoke(postal, words)


def test_one_address_gives_one_document():
    result = run(
        "barcode", "--postal-code", "2630023", "--address", "千葉市稲毛区緑町3丁目30-8　郵便ビル403号", "--json"
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout) == GOOD


def test_refused_address_has_nulls_and_a_finding():
    result = run("barcode", "--postal-code", "1000000", "--address", "東京都千代田区1", "--json")
    answer = json.loads(result.stdout)
    assert [finding.pop("text") != "" for finding in answer["findings"]] == [True]
    assert answer == {
        "postal_code": "1000000",
        "number": None,
        "codes": None,
        "bars": None,
        "findings": [{"code": "postal.representative-code"}],
    }


def test_repaired_code_gives_barcode_and_finding():
    result = run("barcode", "--postal-code", "600906", "--address", "札幌市東区北六条東4丁目", "--json")
    answer = json.loads(result.stdout)
    assert (answer["postal_code"], answer["number"]) == ("0600906", "4")
    assert [finding["code"] for finding in answer["findings"]] == ["postal.code-repaired"]


def test_list_gives_one_line_per_row(tmp_path):
    source = tmp_path / "list.csv"
    rows = ["id,postal_code,address", '1,263-0023,"千葉市稲毛区緑町3丁目30-8　郵便ビル403号"', "2,12,x", "3,1000013"]
    source.write_text("\r\n".join(rows), encoding="cp932")
    result = run("barcode", "--csv", str(source), "--encoding", "cp932", "--json")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[0] == GOOD
    assert [answer["postal_code"] for answer in answers] == ["2630023", "12", "1000013"]
    assert [answer["number"] for answer in answers[1:]] == [None, None]


def test_plain_output_is_one_line_per_row():
    result = run("barcode", "--postal-code", "2630023", "--address", "千葉市稲毛区緑町3丁目30-8　郵便ビル403号")
    assert result.stdout == f"2630023\t3-30-8-403\t{GOOD['bars']}\n"
    refused = run("barcode", "--postal-code", "2630000", "--address", "千葉市稲毛区")
    assert refused.stdout.startswith("2630000\t-\t-\t[postal.representative-code] ")


@pytest.mark.parametrize(
    "words",
    [
        ["barcode"],
        ["barcode", "--postal-code", "2630023"],
        ["barcode", "--address", "x"],
        ["barcode", "--csv", "absent.csv"],
        ["barcode", "--postal-code", "1", "--address", "x", "--csv", __file__],
        ["barcode", "--csv", __file__],
        ["barcode", "--csv", __file__, "--encoding", "klingon"],
        ["lookup"],
        ["lookup", "123"],
    ],
)
def test_misuse_exits_with_two(words):
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_wrong_encoding_is_misuse(tmp_path):
    source = tmp_path / "list.csv"
    source.write_text("postal_code,address\n2630023,千葉市", encoding="cp932")
    assert run("barcode", "--csv", str(source)).exit_code == 2


def test_lookup_lists_the_rows_of_a_code():
    answer = json.loads(run("lookup", "〒060-0906", "--json").stdout)
    assert answer == {
        "postal_code": "0600906",
        "rows": [
            {
                "postal_code": "0600906",
                "prefecture": "北海道",
                "city": "札幌市東区",
                "town": "北六条東",
                "note": "1〜7丁目",
                "kind": "town",
                "name": "",
            }
        ],
        "findings": [],
    }


def test_lookup_prints_for_people():
    assert run("lookup", "0600906").stdout == "0600906 北海道札幌市東区北六条東（1〜7丁目）\n"
    assert run("lookup", "1008792").stdout == "1008792 東京都千代田区大手町2-3-1 日本郵便　株式会社\n"


def test_lookup_of_an_unknown_code_is_a_finding():
    answer = json.loads(run("lookup", "9999999", "--json").stdout)
    assert (answer["rows"], [finding["code"] for finding in answer["findings"]]) == ([], ["postal.unknown-code"])
    assert run("lookup", "9999999").stderr.startswith("9999999: ")
