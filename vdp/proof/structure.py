"""Pages and page boxes, read by a parser that neither writes nor renders: pypdf, strict."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, RectangleObject

from vdp.errors import Place, VerifyError
from vdp.proof.document import Box, unreadable


class PageBoxes(NamedTuple):
    """The boxes of one page, in points."""

    media: Box
    bleed: Box
    trim: Box


class Structure(NamedTuple):
    """How many pages a file has, and the boxes of those that were asked for."""

    pages: int
    boxes: tuple[PageBoxes, ...]


def read_structure(path: Path, *, pages: Sequence[int] | None = None) -> Structure:
    """Return the page count, and the boxes of `pages` (from 0; all by default).

    Asked for no page's boxes, the count is that which the file states: the page tree is not walked.
    Raises VerifyError `verify.unreadable` and `verify.no-page`.
    """
    try:
        with PdfReader(path, strict=True) as reader:
            if pages is not None and not pages:  # the count alone: nothing of the page tree but its root is kept
                return Structure(_read_count(reader), ())
            count = len(reader.pages)
            wanted = range(count) if pages is None else pages
            if any(not 0 <= number < count for number in wanted):
                raise _no_page(path, count)
            return Structure(count, tuple(_read_boxes(reader.pages[number]) for number in wanted))
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise unreadable(path, "pypdf cannot read the file's structure") from fault


def _read_count(reader: PdfReader) -> int:
    root = cast("DictionaryObject", reader.root_object["/Pages"].get_object())
    count = root["/Count"]
    if not isinstance(count, int) or count < 0:
        raise ValueError("the page tree has no count")
    return int(count)


def _read_boxes(page: PageObject) -> PageBoxes:
    return PageBoxes(_corners(page.mediabox), _corners(page.bleedbox), _corners(page.trimbox))


def _corners(box: RectangleObject) -> Box:
    return float(box.left), float(box.bottom), float(box.right), float(box.top)


def _no_page(path: Path, count: int) -> VerifyError:
    return VerifyError(
        "verify.no-page",
        f"a page was asked for that the file does not have: it has {count}",
        where=Place(str(path)),
        cure="run the job again: the file is incomplete",
    )
