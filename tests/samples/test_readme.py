"""What README.md, ARCHITECTURE.md and CHANGELOG.md say exists, works as they say."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest
import zxingcpp

from vdp import errors
from vdp.cli.main import COMMANDS, commands
from vdp.cli.preflight import BROKEN
from vdp.impose import read_press
from vdp.job.read import KEYS
from vdp.records.profile import read_profile
from vdp.run.ledger import SCHEMA
from vdp.slots.text import read_catalogue

ROOT = Path(__file__).parents[2]
PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "vdp/ARCHITECTURE.md", "CHANGELOG.md")
}
README = PAGES["README.md"]
ARCHITECTURE = PAGES["vdp/ARCHITECTURE.md"]
VDP = Path(sys.executable).with_name("vdp")

NAMED_FILE = re.compile(r"^\*\*([\w.-]+)\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
PATH = re.compile(r"[\w.-]+(/[\w.-]+)+/?")
OWN_JOB = ("layout.xml", "job.toml", "people.csv")


def _section(text, heading):
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def _rows(section):
    """Return the cells of the table rows of a section, header and rule left out."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return rows[2:]


def _command_lines():
    """Yield every command line of the pages, from shell blocks and from code within the text."""
    for text in PAGES.values():
        blocks = [body for kind, body in FENCE.findall(text) if kind == "sh"]
        lines = [line for body in blocks for line in body.splitlines()] + CODE.findall(text)
        yield from (line.split() for line in lines)


def _run(*words, folder):
    return subprocess.run([VDP, *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def files():
    return dict(NAMED_FILE.findall(README))


@pytest.fixture
def own_folder(tmp_path, files):
    for name in OWN_JOB:
        (tmp_path / name).write_text(files[name], encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def first_job(tmp_path_factory, files):
    """Follow "A first job of your own" to the letter; return the folder and the answers."""
    folder = tmp_path_factory.mktemp("own")
    for name in OWN_JOB:
        (folder / name).write_text(files[name], encoding="utf-8")
    section = _section(README, "A first job of your own")
    lines = [line.split() for kind, body in FENCE.findall(section) if kind == "sh" for line in body.splitlines()]
    return folder, [_run(*words[1:], folder=folder) for words in lines]


def test_the_first_layout_takes_ten_lines(files):
    assert len(files["layout.xml"].splitlines()) == 10


def test_the_first_job_runs_from_an_empty_folder(first_job):
    _, answers = first_job
    assert [(answer.returncode, answer.stderr) for answer in answers] == [(0, "")] * 3


def test_the_first_job_is_read_back_whole(first_job):
    _, answers = first_job
    assert answers[-1].stdout.startswith("pass: 2 of 2 pieces compared")


def test_the_first_job_fills_one_sheet_with_two_cards_and_a_slip(first_job):
    folder, _ = first_job
    manifest = json.loads((folder / "out/hello/manifest.json").read_text(encoding="utf-8"))
    assert (manifest["counts"]["printed"], manifest["counts"]["tags"]) == (2, 1)
    assert [entry["sheets"] for entry in manifest["print"]] == [1]


def test_a_spoilt_postal_code_stops_the_first_job(own_folder):
    people = own_folder / "people.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("100-0005", "999-9999"), encoding="utf-8")
    assert _run("run", "job.toml", folder=own_folder).returncode == errors.SourceError.exit_status
    assert [path.name for path in (own_folder / "out/hello.refused").iterdir()] == ["held.csv"]
    assert not (own_folder / "out/hello").exists()


def test_every_file_of_an_output_is_explained(first_job):
    folder, _ = first_job
    out = folder / "out/hello"
    tree = _section(README, "What is in the output folder")
    explained = set(re.findall(r"^[├└]── (\S+)", tree, re.MULTILINE))
    assert explained == {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


def test_the_demo_counts_what_the_readme_says(tmp_path):
    answer = _run("run", str(ROOT / "samples/spring-sale/job.toml"), "--out", "out", folder=tmp_path)
    said = next(body for kind, body in FENCE.findall(_section(README, "Two commands")) if kind == "text")
    assert said.strip() in answer.stdout


def test_the_readmes_press_can_be_used(tmp_path, files):
    (tmp_path / "our-press.toml").write_text(files["our-press.toml"], encoding="utf-8")
    assert read_press("our-press", folder=tmp_path).left == 5000


def test_the_readmes_sender_can_be_used(tmp_path, files):
    (tmp_path / "our-sender.toml").write_text(files["our-sender.toml"], encoding="utf-8")
    headers = dict(read_profile("our-sender.toml", folder=tmp_path).headers)
    assert headers["name"][0].names == ("受取人",)
    assert headers["name"][1].names == ("氏名",)


def test_the_readmes_font_can_be_used(tmp_path, files):
    shipped = read_catalogue()["Noto Sans JP/400"]
    shutil.copy(shipped.path, tmp_path / "ShopGothic-Medium.otf")
    (tmp_path / "our-fonts.toml").write_text(files["our-fonts.toml"].replace("…", shipped.sha256), encoding="utf-8")
    read_catalogue(tmp_path / "our-fonts.toml")["Shop Gothic/500"].check()


def test_every_command_and_option_exists():
    unknown = []
    for words in _command_lines():
        if words[:1] != ["vdp"]:
            continue
        command, rest = commands, words[1:]
        while rest and isinstance(command, click.Group):
            command, rest = command.get_command(click.Context(command), rest[0]), rest[1:]
        options = {name for param in command.params for name in param.opts} if command else set()
        if command is None or not {word for word in rest if word.startswith("--")} <= options:
            unknown.append(" ".join(words))
    assert unknown == []


def test_every_option_named_alone_exists():
    typed = [commands.get_command(click.Context(commands), name) for name in COMMANDS]
    options = {name for command in typed for param in command.params for name in param.opts}
    named = {words[0] for words in _command_lines() if words and words[0].startswith("--")}
    assert named
    assert named <= options


def test_every_make_target_and_script_exists():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    lines = [words for words in _command_lines() if len(words) > 1]
    assert {words[1] for words in lines if words[0] == "make"} <= targets
    scripts = [words[1] for words in lines if words[0] == "python"]
    assert [script for script in scripts if not (ROOT / script).is_file()] == []


def test_every_link_and_path_exists():
    missing = []
    for page, text in PAGES.items():
        homes = (ROOT / page).parent, ROOT
        spans = [span for span in CODE.findall(text) if PATH.fullmatch(span)]
        known = [span for span in spans if any((home / span.split("/")[0]).is_dir() for home in homes)]
        wanted = LINK.findall(text) + [span for span in known if not span.startswith("out/")]
        missing += [f"{page}: {path}" for path in wanted if not any((home / path).exists() for home in homes)]
    assert missing == []


def test_every_anchor_is_a_heading():
    for text in PAGES.values():
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= slugs


def test_every_key_of_a_job_is_listed():
    listed: dict[str, set[str]] = {}
    section = ""
    for first, keys, _ in _rows(_section(README, "A first job of your own")):
        section = first.strip("`[]") or section
        listed.setdefault(section, set()).update(key for key in CODE.findall(keys) if key in KEYS[section])
    assert listed == {name: set(keys) for name, keys in KEYS.items()}


def test_every_exit_status_is_listed():
    listed = {int(number) for row in _rows(_section(README, "Exit statuses")) for number in row[0].split(", ")}
    raised = {error.exit_status for error in errors.VdpError.__subclasses__()}
    assert listed == {0, BROKEN, 129, 130, 143} | raised


def test_every_code_that_is_named_is_explained():
    rooms = {code.split(".")[0] for code in errors.read_explanations()}
    spans = [word for words in _command_lines() for word in words]
    named = {word for word in spans if re.fullmatch(r"[a-z]+\.[a-z-]+", word) and word.split(".")[0] in rooms}
    extensions = (".py", ".toml", ".csv", ".xml", ".json", ".sqlite", ".html", ".pdf", ".arrow", ".duckdb", ".bin")
    named = {word for word in named if not word.endswith(extensions)}
    assert "text.missing-glyph" in named
    assert named <= errors.read_explanations().keys()


def test_the_house_has_every_room():
    table = [CODE.findall(row[0]) for row in _rows(_section(ARCHITECTURE, "The house"))]
    listed = {name for names in table for name in names}
    rooms = {path.parent.name for path in (ROOT / "vdp").glob("*/__init__.py")}
    assert listed == rooms | {"errors", "units"}


def test_the_ledger_has_the_columns_that_are_listed():
    ledger = sqlite3.connect(":memory:")
    ledger.executescript(SCHEMA)
    listed = {row[0].strip("`"): row[1] for row in _rows(_section(ARCHITECTURE, "The ledger"))}
    assert listed.keys() == {name for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, columns in listed.items():
        real = [row[1] for row in ledger.execute(f"PRAGMA table_info({table})")]
        assert CODE.findall(columns) == real
    ledger.close()


def test_the_pictures_are_small():
    pictures = sorted((ROOT / "samples/spring-sale/pictures").glob("*.png"))
    assert [picture.stem for picture in pictures] == ["piece", "sheet", "slip"]
    assert max(picture.stat().st_size for picture in pictures) < 300_000


@pytest.fixture(scope="module")
def drawn(first_job):
    folder, _ = first_job
    spec = importlib.util.spec_from_file_location("draw_pictures", ROOT / "samples/spring-sale/draw_pictures.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script, dict(script.draw_pictures(folder / "out/hello", piece=1))


def test_the_picture_of_a_piece_shows_that_piece(drawn):
    _, pictures = drawn
    found = zxingcpp.read_barcodes(np.asarray(pictures["piece"]))
    assert [code.text for code in found] == ["https://example.jp/a/2"]  # Sapporo comes before Tokyo in the mail


def test_the_pictures_are_cut_at_the_trim(drawn):
    script, pictures = drawn
    width, height = (round(length * script.DPI_PIECE / 25.4) for length in (100, 148))
    expected = width + 2 * script.MARGIN, height + 2 * script.MARGIN
    assert np.abs(np.subtract(pictures["slip"].size, expected)).max() <= 1
