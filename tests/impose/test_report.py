import json

import pytest
from click.testing import CliRunner

from vdp.cli.impose import impose
from vdp.impose.press import press_names
from vdp.impose.report import fit_report


def test_the_report_has_one_row_per_piece_press_and_gutter():
    rows = fit_report([(100_000, 148_000)], bleed=3_000)
    assert [(row.press, row.gutter) for row in rows] == [
        (name, gutter) for name in press_names() for gutter in (6_000, 0)
    ]


def test_a_piece_that_does_not_fit_is_shown_with_zero():
    assert [row.up for row in fit_report([(900_000, 900_000)], ["sra3-toner"], bleed=0)] == [0]


def test_used_is_the_share_of_the_sheet_that_becomes_pieces():
    row = fit_report([(100_000, 148_000)], ["sra3-toner"], bleed=3_000)[0]
    assert row.used == pytest.approx(8 * 100 * 148 / (320 * 450), abs=0.001)


def test_fit_prints_one_json_document():
    result = CliRunner().invoke(impose, ["fit", "--piece", "100x148", "--press", "sra3-toner", "--json"])
    document = json.loads(result.stdout)
    assert document["fits"][0]["up"] == 8
    assert document["fits"][0]["sheet"] == [320.0, 450.0]


def test_fit_prints_a_table_of_the_common_pieces():
    result = CliRunner().invoke(impose, ["fit"])
    assert result.exit_code == 0
    assert "300x148 a3nobi-toner" in result.stdout


def test_fit_refuses_a_size_that_is_none():
    result = CliRunner().invoke(impose, ["fit", "--piece", "A4"])
    assert result.exit_code == 2
    assert "100x148" in result.output
