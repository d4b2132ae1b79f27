"""What holds for the whole house: every room has its door, every code its row."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

import vdp
from vdp.errors import CODES_FOLDER, read_explanations

HOUSE = Path(vdp.__file__).parent
ROOMS = (
    "job",
    "records",
    "postal",
    "layout",
    "slots",
    "slots.text",
    "slots.image",
    "slots.symbol",
    "slots.shape",
    "compose",
    "impose",
)
ROOMS += ("pdf", "proof", "workers", "run", "cli")
ROOMS += ("preflight", "preflight.file", "preflight.content", "preflight.judge", "preflight.plates")
PREFIXES = sorted(path.stem for path in CODES_FOLDER.glob("*.toml"))
CODE = re.compile(rf"({'|'.join(PREFIXES)})\.[a-z0-9]+(-[a-z0-9]+)*")
FILES = re.compile(r"\.(toml|xml|json|py|pdf|csv|bin|rng|md|sqlite|arrow|duckdb)$")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_a_plate_of_four_lines(room):
    question, blank, *plate = (importlib.import_module(f"vdp.{room}").__doc__ or "").rstrip().split("\n")
    assert question.endswith(("?", "."))
    assert blank == ""
    assert [line.split(":")[0] for line in plate] == ["In", "Out", "Invariant"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_door_exports_at_most_six_names_and_has_them_all(room):
    door = importlib.import_module(f"vdp.{room}")
    assert 1 <= len(door.__all__) <= 6
    assert all(hasattr(door, name) for name in door.__all__)


def test_every_room_is_known_here():
    packages = {path.parent.relative_to(HOUSE) for path in HOUSE.rglob("__init__.py")} - {Path()}
    known = {Path(*room.split(".")) for room in ROOMS}
    assert packages - known <= {Path("postal/japan")}


def written_codes():
    """Return code -> files with a string that has the form of one."""
    found = {}
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if CODE.fullmatch(text) and not FILES.search(text):
                    found.setdefault(text, set()).add(str(path.relative_to(HOUSE)))
    return found


def test_every_code_in_the_source_is_explained():
    missing = {code: files for code, files in written_codes().items() if code not in read_explanations()}
    assert missing == {}


def test_every_explanation_belongs_to_a_code_in_the_source():
    assert sorted(read_explanations().keys() - written_codes().keys() - composed_codes()) == []


def composed_codes():
    """Return codes whose last part comes from a name, such as `records.{field.type}`: each type of field has a row."""
    types = {"integer", "decimal", "date", "choice", "boolean", "url"}
    found = {code for code in read_explanations() if code.startswith("records.") and code.split(".")[1] in types}
    assert len(found) == len(types)
    return found


@pytest.mark.parametrize("code", sorted(read_explanations()))
def test_an_explanation_has_a_cause_and_a_cure_in_whole_sentences(code):
    row = read_explanations()[code]
    assert row.cause.endswith((".", "?"))
    assert row.cure.endswith(".")


def test_a_code_stands_in_the_file_of_its_room_only():
    for path in CODES_FOLDER.glob("*.toml"):
        codes = re.findall(r'^\["([^"]+)"\]', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert codes
        assert all(code.startswith(f"{path.stem}.") for code in codes)


def test_no_source_imports_a_library_that_its_licence_forbids():
    """AGPL libraries may be run beside vdp, never imported."""
    for path in HOUSE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        names |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not names & {"fitz", "pymupdf", "pdfimpose", "ghostscript"}, path
