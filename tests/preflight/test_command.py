"""vdp preflight as it is typed, house profiles, and the shape of its answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pikepdf import Array

from tests.preflight.base import make_base, save
from vdp.cli.explain import explain_command
from vdp.cli.preflight import preflight_command
from vdp.errors import JobError
from vdp.preflight import check_pdf, format_html, read_house, read_rules
from vdp.preflight.report import Report

EXAMPLE = Path(__file__).parents[2] / "vdp" / "preflight" / "houses" / "japan-postcard.toml"


def type_command(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(preflight_command, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return save(make_base("pdf/x-4"), tmp_path / "sound.pdf", "pdf/x-4")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    pdf = make_base("pdf/vt-1")
    pdf.pages[1].obj.TrimBox = Array([0, 0, 400, 300])
    return save(pdf, tmp_path / "broken.pdf", "pdf/vt-1")


def test_a_sound_file_ends_with_0_and_a_broken_one_with_5(sound: Path, broken: Path) -> None:
    assert type_command(sound)[0] == 0
    assert type_command(broken, "--profile", "pdf/vt-1")[0] == 5
    assert type_command(sound, "--profile", "pdf/a-1b")[0] == 2


def test_json_has_the_shape_that_is_promised(broken: Path) -> None:
    document = json.loads(type_command(broken, "--profile", "pdf/vt-1", "--json")[1])
    assert {"file", "profile", "verdict", "findings"} <= document.keys()
    assert (document["file"], document["profile"], document["verdict"]) == ("broken.pdf", "pdf/vt-1", "fail")
    keys = {"rule", "outcome", "object", "page", "text", "source"}
    assert all(found.keys() == keys for found in document["findings"])
    assert {found["outcome"] for found in document["findings"]} <= {"fail", "warn", "not-checked"}
    assert "certified" not in json.dumps(document)


def test_findings_name_page_and_record(broken: Path) -> None:
    document = json.loads(type_command(broken, "--profile", "pdf/vt-1", "--json")[1])
    texts = [found["text"] for found in document["findings"] if found["rule"] == "BX-03"]
    assert texts == [
        "the TrimBox reaches beyond the MediaBox (record 2)",
        "the TrimBox reaches beyond the BleedBox (record 2)",
    ]
    assert {found["page"] for found in document["findings"] if found["rule"] == "BX-03"} == {2}


def test_the_page_of_html_is_escaped_and_names_every_rule(broken: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    type_command(broken, "--html", page)
    text = page.read_text(encoding="utf-8")
    assert all(f"<td>{rule}<td" in text for rule, row in read_rules().items() if "pdf/x-4" in row.profiles)
    report = Report("<b>.pdf", "pdf/x-4", read_rules())
    report.add("FS-05", "<script>")
    assert "<script>" not in format_html(report)
    assert "&lt;b&gt;.pdf" in format_html(report)


def test_repeats_beyond_the_limit_are_counted() -> None:
    report = Report("a.pdf", "pdf/x-4", read_rules())
    for page in range(1, 101):
        report.add("BX-01", "the page has no MediaBox", page=page)
    assert (len(report.findings), report.total("BX-01")) == (64, 100)
    assert "36 more are not listed" in report.text()


def test_the_same_file_gives_the_same_bytes(broken: Path) -> None:
    answers = {type_command(broken, "--profile", "pdf/vt-1", "--json")[1] for _ in range(2)}
    assert len(answers) == 1


def test_explain_knows_every_rule() -> None:
    for rule, row in read_rules().items():
        result = CliRunner().invoke(explain_command, [rule])
        assert result.exit_code == 0
        assert row.title in result.output
        assert row.cure in result.output


def test_the_example_house_is_read() -> None:
    house = read_house(EXAMPLE)
    assert house.trim == pytest.approx((283.4646, 419.5276))
    assert (house.min_text, house.min_line, house.spots) == (5.0, 0.25, frozenset())
    assert house.fail == {"CO-06", "CO-09", "GX-03"}


@pytest.mark.parametrize(
    "text",
    [
        "bleed = 3",
        'bleed = "3"',
        'bleed = "-3mm"',
        'blead = "3mm"',
        'trim = "100mm"',
        "pages = -1",
        'fail = ["XX-01"]',
        "= 1",
        "pages = true",
    ],
)
def test_a_house_with_a_mistake_is_refused_by_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JobError, match="house"):
        read_house(path)


def test_a_house_may_count_warnings_as_failures(tmp_path: Path) -> None:
    pdf = make_base("pdf/x-4")
    pdf.pages[0].obj.Resources.XObject.I0["/Interpolate"] = True
    path = save(pdf, tmp_path / "warned.pdf", "pdf/x-4")
    assert check_pdf(path, profile="pdf/x-4").outcome("GX-03") == "warn"
    assert check_pdf(path, profile="pdf/x-4", house=read_house(EXAMPLE)).outcome("GX-03") == "fail"


def test_structure_alone_leaves_content_not_checked(sound: Path) -> None:
    report = check_pdf(sound, profile="pdf/x-4", content=False)
    assert (report.verdict, report.outcome("CO-01"), report.outcome("BX-02")) == ("pass", "not-checked", "pass")
