"""Text read from the finished sheet, slot by slot, is the text of the record, in order: three readers of other hands.

White space is left out: readers make up spaces where Japanese stands a quarter em from Latin, and lines end anywhere.
"""

from __future__ import annotations

import re
import subprocess

import pypdfium2
import pytest
from lxml import etree

PAGE = 330.199 * 72 / 25.4


BESIDE = 6.0  # points by which a cell may stick out of its slot: half an opening bracket
ALONG = 4.0


def solid(text):
    return re.sub(r"\s", "", text)


def read_poppler(sheets, tool):
    """Cut the text of the page, in content order, where the slots' texts have their lengths."""
    words = [tool("pdftotext"), "-raw", "-f", "1", "-l", "1", sheets.pdf, "-"]
    text, found = solid(subprocess.run(words, check=True, capture_output=True).stdout.decode()), {}
    for key, expected in sheets.texts.items():
        length = len(solid(expected))
        found[key], text = text[:length], text[length:]
    return found


def read_pdfium(sheets, _tool):
    with pypdfium2.PdfDocument(sheets.pdf) as document:
        page = document[0].get_textpage()
        return {
            key: page.get_text_bounded(left - BESIDE, bottom - 1, right + BESIDE, top + 1)
            for key, (left, bottom, right, top) in sheets.boxes.items()
        }


def read_mupdf(sheets, tool):
    words = [tool("mutool"), "draw", "-q", "-F", "stext", sheets.pdf, "1"]
    tree = etree.fromstring(subprocess.run(words, check=True, capture_output=True).stdout.replace(b"&#xd", b"&#x10d"))
    characters = []
    for node in tree.iter("char"):
        quad = [float(n) for n in node.get("quad").split()]
        characters.append((sum(quad[0::2]) / 4, PAGE - sum(quad[1::2]) / 4, node.get("c")))
    return {key: whole("".join(c for x, y, c in characters if inside(x, y, box))) for key, box in sheets.boxes.items()}


def inside(x, y, box):
    left, bottom, right, top = box
    return left - BESIDE < x < right + BESIDE and bottom - ALONG < y < top + ALONG


def whole(text):
    """Join the halves of surrogate pairs, which MuPDF writes as characters of their own (moved to a legal plane)."""
    halves = "".join(chr(ord(c) - 0x100000) if 0x10D800 <= ord(c) <= 0x10DFFF else c for c in text)
    return halves.encode("utf-16", "surrogatepass").decode("utf-16")


READERS = {"poppler": read_poppler, "pdfium": read_pdfium, "MuPDF": read_mupdf}


@pytest.mark.parametrize("reader", READERS)
def test_every_slot_gives_back_the_text_of_its_record(sheets, tool, reader):
    found = READERS[reader](sheets, tool)
    assert found.keys() == sheets.texts.keys()
    wrong = {}
    for key, text in sheets.texts.items():
        read, expected = solid(found[key]), solid(text)
        # pdfium puts the parts of a column of spread characters in an order of its own.
        if (reader, key[1]) == ("pdfium", "even"):
            read, expected = sorted(read), sorted(expected)
        if read != expected:
            wrong[key] = (read, expected)
    assert wrong == {}
