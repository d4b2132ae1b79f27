"""The text inside boxes of a page, read character by character.

pdfium's own search in a rectangle is not used: it drops the hyphen at a line's end, sorts lines by place, and puts
spaces and line feeds of its own between characters. Here every character keeps its place and its text object, and
text objects keep the order of the page's content.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from vdp.proof.document import Box, Document
from vdp.proof.overlaps import address, list_objects, read_apart

UNKNOWN = 0xFFFD
"""Stands for a character that the file gives no Unicode for: seen, but not readable."""
_LINE_END_HYPHEN = 2  # what pdfium makes of U+002D (or U+00AD) at the end of a line
_SPACES = dict.fromkeys((0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000))


def read_sheet_texts(path: Path, pages: Sequence[int], boxes: Sequence[Sequence[Box]]) -> Iterator[list[str]]:
    """Yield, for each page (from 0), the text in each of its boxes, in content order, spaces and line feeds removed.

    `boxes[i]` belong to `pages[i]`. A character belongs to the box that holds the middle of its cell. Text inside
    form XObjects, that is artwork common to all pieces, is not read. A character without Unicode is U+FFFD.
    pdfium leaves out a text object that has no width at all, and reads U+00AD at the end of a line as a hyphen.
    Raises VerifyError `verify.unreadable` and `verify.no-page`.
    """
    with Document(path, thin=True) as document:
        for number, places in zip(pages, boxes, strict=True):
            with document.page(number) as page:
                yield read_page_texts(page, places)


def read_page_texts(page: pypdfium2.PdfPage, boxes: Sequence[Box]) -> list[str]:
    """Return the text in each box of an open page, whose objects are changed by it: text over text is read apart."""
    objects = list_objects(page.raw)
    places = {address(item): index for index, item in enumerate(objects)}
    read = [_read_layer(page, places) for _ in read_apart(page.raw, objects)]
    codes, points, order = (np.concatenate(parts) for parts in zip(*read, strict=True))
    sequence = np.argsort(order, kind="stable")
    codes, points = codes[sequence], points[sequence]
    return [_join(codes[_inside(points, box)]) for box in boxes]


def _read_layer(
    page: pypdfium2.PdfPage, places: Mapping[int | None, int]
) -> tuple[NDArray[np.uint32], NDArray[np.float64], NDArray[np.int64]]:
    """Return the characters that are on the page now: code point, middle of the cell, place of the text object.

    `places`: of the page's own objects in its content; what lies in a form XObject is left out.
    """
    textpage = page.get_textpage()
    try:
        codes, points, owners = _read_characters(textpage.raw)
    finally:
        textpage.close()
    order = np.array([places.get(owner, -1) for owner in owners], dtype=np.int64)
    own = order >= 0
    return codes[own], points[own], order[own]


def _read_characters(textpage: Any) -> tuple[NDArray[np.uint32], NDArray[np.float64], list[int]]:
    """Return code points, middles of the cells, and text object of every character that was really printed."""
    codes: list[int] = []
    points: list[tuple[float, float]] = []
    objects: list[int] = []
    cell = pdfium.FS_RECTF()
    cell_pointer, page = ctypes.byref(cell), ctypes.cast(textpage, ctypes.c_void_p)
    get_object, get_code, get_cell = _bind_get_object(), pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        owner = get_object(page, index)
        if owner is None:  # generated: pdfium's own space or line feed
            continue
        code = get_code(textpage, index)
        if code == _LINE_END_HYPHEN and pdfium.FPDFText_IsHyphen(textpage, index) == 1:
            code = 0x2D
        elif code == 0 or pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1:
            code = UNKNOWN
        get_cell(textpage, index, cell_pointer)
        codes.append(code)
        points.append(((cell.left + cell.right) / 2, (cell.bottom + cell.top) / 2))
        objects.append(owner)
    return np.array(codes, dtype=np.uint32), np.array(points, dtype=np.float64).reshape(-1, 2), objects


def _bind_get_object() -> Callable[[ctypes.c_void_p, int], int | None]:
    """Return FPDFText_GetTextObject as a function of plain addresses: four times faster than typed pointers."""
    address = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value
    signature = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
    return cast("Callable[[ctypes.c_void_p, int], int | None]", signature(address or 0))


def _inside(points: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    x, y = points[:, 0], points[:, 1]
    inside: NDArray[np.bool_] = (x >= box[0]) & (x < box[2]) & (y >= box[1]) & (y < box[3])
    return inside


def _join(codes: NDArray[np.uint32]) -> str:
    """Return the text without spaces; UTF-16 surrogates that a reader gave singly are joined."""
    text = "".join(map(chr, codes.tolist()))
    if any(0xD800 <= code < 0xE000 for code in codes.tolist()):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.translate(_SPACES)
