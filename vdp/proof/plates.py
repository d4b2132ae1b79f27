"""Plates of a page: what is printed in white, varnish and the like lies over the colours and is read by itself.

Text of a plate often lies exactly over the same text in black, of which pdfium gives one alone; and a plate that no
screen can show truly would hide the codes below it.
"""

from __future__ import annotations

import codecs
import ctypes
from collections.abc import Collection
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from vdp.proof.overlaps import list_objects

_TAGS = frozenset({"OC", "Plate"})
_LONGEST = 512  # bytes of a name in UTF-16; those of plates have 127 in UTF-8

COLORS = ""
"""In place of a plate's name: what belongs to none."""


def keep_plates(page: pypdfium2.PdfPage, names: Collection[str]) -> None:
    """Take all but some plates from an open page (in memory); COLORS among `names` leaves what belongs to none."""
    for item in [item for item in list_objects(page.raw) if _plate_of(item) not in names]:
        pdfium.FPDFPage_RemoveObject(page.raw, item)
        pdfium.FPDFPageObj_Destroy(item)


def _plate_of(item: Any) -> str:
    for index in range(pdfium.FPDFPageObj_CountMarks(item)):
        mark = pdfium.FPDFPageObj_GetMark(item, index)
        if _text(pdfium.FPDFPageObjMark_GetName, mark) in _TAGS:
            return _name_of(mark)
    return COLORS


def _name_of(mark: Any) -> str:
    """Return the Name of a property list, a text string (ISO 32000-1, 7.9.2.2), from its bytes.

    FPDFPageObjMark_GetParamStringValue would read them as UTF-8, whatever they are.
    """
    buffer, length = ctypes.create_string_buffer(_LONGEST), ctypes.c_ulong()
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ubyte))
    key = ctypes.create_string_buffer(b"Name")
    asked = pdfium.FPDFPageObjMark_GetParamBlobValue(mark, key, pointer, _LONGEST, ctypes.byref(length))
    raw = buffer.raw[: length.value] if asked and length.value <= _LONGEST else b""
    if raw.startswith(codecs.BOM_UTF16_BE):
        return raw[2:].decode("utf-16-be", "replace")
    return raw.decode("latin-1")  # as PDFDocEncoding does for what names of plates are made of


def _text(ask: Any, *words: Any) -> str:
    """Return a text that pdfium writes into a buffer in UTF-16LE, its NUL left out."""
    buffer, length = ctypes.create_string_buffer(_LONGEST), ctypes.c_ulong()
    pointer = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    if not ask(*words, pointer, _LONGEST, ctypes.byref(length)) or length.value > _LONGEST:
        return ""
    return buffer.raw[: length.value].decode("utf-16-le", "replace").rstrip("\0")
