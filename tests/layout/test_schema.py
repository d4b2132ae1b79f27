"""lxml's RELAX NG validator judges the generated schema."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from vdp.errors import LayoutError, read_explanations
from vdp.layout import compile_layout
from vdp.layout.manual import write_manual
from vdp.layout.schema import write_schema
from vdp.layout.vocabulary import ELEMENTS, TYPES
from vdp.units import MM

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).with_name("sample.xml").read_text(encoding="utf-8")
TYPOS = {
    "an attribute": ('lines="2"', 'line="2"'),
    "an element": ("<br/>", "<bt/>"),
    "a unit": ('size="20Q"', 'size="20q"'),
    "a choice": ('side="back"', 'side="rear"'),
    "a colour": ("cmyk(0 90.5 80 100)", "cmyk(0 90.5 80 101)"),
    "a missing attribute": (' module="0.5mm"', ""),
    "an order": ("<otherwise/></choose>", "<otherwise/><when test=\"rank = 'b'\"/></choose>"),
    "a second piece": ("</layout>", '<piece size="9mm 9mm"><page side="front"/></piece></layout>'),
    "stray text": ('<page side="back">', '<page side="back">x'),
    "a field name": ('name="rank"', 'name="r-ank"'),
    "a reading": ("<rt>さま</rt>", ""),
    "a mark": ('mark="dot"', 'mark="star"'),
    "an element in a reading": ("<rt>さま</rt>", "<rt><u>さま</u></rt>"),
    "a namespace": ("urn:vdp:layout:1", "urn:vdp:layout:2"),
}


@pytest.fixture(scope="module")
def validator() -> etree.RelaxNG:
    return etree.RelaxNG(etree.fromstring(write_schema().encode()))


def compiles(text: str, folder: Path) -> bool:
    path = folder / "layout.xml"
    path.write_text(text, encoding="utf-8")
    try:
        compile_layout(path)
    except LayoutError:
        return False
    return True


def test_the_schema_accepts_what_compiles(validator: etree.RelaxNG, tmp_path: Path):
    assert compiles(SAMPLE, tmp_path)
    validator.assertValid(etree.fromstring(SAMPLE.encode()))


@pytest.mark.parametrize("typo", TYPOS)
def test_schema_and_compiler_refuse_the_same_typo(typo: str, validator: etree.RelaxNG, tmp_path: Path):
    text = SAMPLE.replace(*TYPOS[typo])
    assert text != SAMPLE
    assert not validator.validate(etree.fromstring(text.encode()))
    assert not compiles(text, tmp_path)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_schema_and_compiler_read_every_value_form_alike(name: str):
    samples = [
        "",
        "3mm",
        "-3mm",
        "50%",
        "120%",
        "3.5pt 2Q",
        "3mm  2mm",
        "7",
        "K",
        "cmyk(1 2 3 4)",
        "left top",
        "a b",
        "a,b",
    ]
    samples += [
        "a",
        "氏名",
        "_a",
        "a-b",
        "a\\b",
        "1a",
        "top left",
        "0",
        "+3mm",
        "３mm",
        "3MM",
        "ガ1",
        "a_1",
        "a b\u3000c",
    ]
    kind = TYPES[name]
    if not kind.pattern:
        return
    pattern = (kind.xsd or kind.pattern).replace("&", "&amp;")
    grammar = (
        '<element name="a" xmlns="http://relaxng.org/ns/structure/1.0" '
        'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><attribute name="v">'
        f'<data type="string"><param name="pattern">{pattern}</param></data></attribute></element>'
    )
    judge = etree.RelaxNG(etree.fromstring(grammar))
    for sample in samples:
        ours = re.fullmatch(kind.pattern, sample) is not None
        assert judge.validate(etree.Element("a", v=sample)) == ours, sample


def test_every_default_has_the_form_of_its_attribute():
    for element in ELEMENTS.values():
        for rule in element.attributes:
            if rule.default is None:
                continue
            allowed = (
                rule.default in rule.values
                if rule.values
                else re.fullmatch(TYPES[rule.type].pattern or ".*", rule.default)
            )
            assert allowed, (element.name, rule.name)


def test_the_committed_schema_is_what_the_vocabulary_gives():
    assert (ROOT / "layouts/schema/layout.rng").read_text(encoding="utf-8") == write_schema()


def test_the_committed_manual_is_what_the_vocabulary_gives():
    assert (ROOT / "layouts/schema/vocabulary.md").read_text(encoding="utf-8") == write_manual()


def test_every_code_of_the_room_is_explained():
    used = set()
    for path in (ROOT / "vdp/layout").glob("*.py"):
        used |= set(re.findall(r'"(layout\.[a-z-]+)"', path.read_text(encoding="utf-8")))
    explained = {code for code in read_explanations() if code.startswith("layout.")}
    assert used == explained


@pytest.mark.parametrize("path", sorted((ROOT / "layouts").glob("*/layout.xml")), ids=lambda path: path.parent.name)
def test_every_shipped_layout_compiles_and_keeps_the_schema(path: Path, validator: etree.RelaxNG):
    assert compile_layout(path, piece=(100 * MM, 148 * MM)).pages
    validator.assertValid(etree.parse(path))
