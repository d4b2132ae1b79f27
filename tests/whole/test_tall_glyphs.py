"""Characters that are longer than an em in vertical lines, seen by a renderer."""

from __future__ import annotations

import re

import numpy as np
import pypdfium2
import pytest

LAYOUT = """<layout xmlns="urn:vdp:layout:1" name="plain" lang="ja">
  <fields><field name="name" type="text" required="yes"/></fields>
  <font id="serif" family="Noto Serif JP"/>
  <piece size="100mm 148mm"><page side="front">
    <text x="40mm" y="20mm" width="12mm" height="100mm" size="24pt" spacing="solid"
      writing-mode="vertical">{name}</text>
  </page></piece>
</layout>
"""
DOT = 4  # pixels a point
EM = 24 * DOT
EDGE = 6  # pixels of a cell that are not looked at: long dashes may touch what is beside them


@pytest.fixture
def cells(make_job):
    """Print one text down a line; return the ink of each em below its top."""

    def print_cells(text):
        job = make_job([])
        job.layout.write_text(LAYOUT, encoding="utf-8")
        job.source.write_text(f"name\r\n{text}\r\n", encoding="utf-8")
        made = re.sub(r'layout = ".*"', 'layout = "layout.xml"', job.path.read_text(encoding="utf-8"))
        made = made.replace('authority = "japan"', 'authority = "none"').replace("shop-cp932", "crm-utf8")
        job.path.write_text(made.replace("[output]", '[output]\nfiles = ["pieces"]'), encoding="utf-8")
        done = job.run("--executor", "serial")
        assert done.returncode == 0, done.stderr
        with pypdfium2.PdfDocument(next((job.out / "print").iterdir())) as document:
            pixels = document[0].render(scale=DOT, grayscale=True).to_numpy().squeeze() < 128
        top, left = round((20 + 3) / 25.4 * 72 * DOT), round((40 + 3) / 25.4 * 72 * DOT)
        column = pixels[top:, left : left + round(12 / 25.4 * 72 * DOT)]
        return [column[at + EDGE : at + EM - EDGE] for at in range(0, EM * 6, EM)]

    return print_cells


@pytest.mark.parametrize("tall", ["\u3031", "\u2e3a"])
def test_a_character_of_two_em_stands_between_its_neighbours(tall, cells):
    first, upper, lower, last, *rest = cells(f"国{tall}国")
    assert np.count_nonzero(first != last) < first.sum() / 10
    assert upper.any()
    assert lower.any()
    assert not any(cell.any() for cell in rest)
