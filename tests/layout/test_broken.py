"""Whatever is wrong with a layout, the answer is a place in it, never a fault of ours."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from lxml import etree

from vdp.errors import LayoutError
from vdp.layout import compile_layout

SAMPLE = Path(__file__).parents[2] / "layouts" / "bundle-slip" / "layout.xml"


def _elements(root: etree._Element) -> list[etree._Element]:
    return [node for node in root.iter() if isinstance(node.tag, str)]


ROOT = etree.parse(SAMPLE).getroot()
PLACES = [(number, name) for number, node in enumerate(_elements(ROOT)) for name in node.attrib]


@pytest.mark.parametrize("value", ["", "?", "0", "100%"])
def test_an_attribute_out_of_form_is_named_or_allowed(value, tmp_path: Path):
    path = tmp_path / "layout.xml"
    refused = 0
    for number, name in PLACES:
        root = copy.deepcopy(ROOT)
        _elements(root)[number].set(name, value)
        path.write_bytes(etree.tostring(root))
        try:
            compile_layout(path, piece=(283.0, 419.0))
        except LayoutError as error:
            refused += error.where is not None and error.where.line > 0
    assert refused > len(PLACES) // 2
