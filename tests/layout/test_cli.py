"""vdp layout check, schema, vocabulary."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from vdp.cli.layout import layout
from vdp.errors import LayoutError
from vdp.layout.manual import write_manual
from vdp.layout.schema import write_schema

SAMPLE = Path(__file__).with_name("sample.xml").read_text(encoding="utf-8")


def test_the_command_prints_every_slot_with_its_place(tmp_path: Path):
    path = tmp_path / "layout.xml"
    path.write_text(SAMPLE, encoding="utf-8")
    result = CliRunner().invoke(layout, ["check", str(path)])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"front.postal-code1\t{path}:6:7"
    assert "no mistakes" in result.stderr


def test_the_command_takes_the_size_of_the_pieces(tmp_path: Path):
    path = tmp_path / "layout.xml"
    path.write_text(SAMPLE.replace('size="100mm 148mm"', 'size="100% 100%"'), encoding="utf-8")
    assert isinstance(CliRunner().invoke(layout, ["check", str(path)]).exception, LayoutError)
    assert CliRunner().invoke(layout, ["check", str(path), "--piece", "100mm 148mm"]).exit_code == 0
    assert CliRunner().invoke(layout, ["check", str(path), "--piece", "100"]).exit_code == 2


def test_the_command_prints_schema_and_manual():
    assert CliRunner().invoke(layout, ["schema"]).stdout == write_schema()
    assert CliRunner().invoke(layout, ["vocabulary"]).stdout == write_manual()
