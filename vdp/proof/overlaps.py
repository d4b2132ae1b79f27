"""Text that lies over other text of the same page, read apart from it.

pdfium leaves out a text object, or single characters, that it has just seen at about the same place: a shadow, or a
copy in a second ink. So what lies over something else is taken from the page (in memory) and read by itself.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

_NEAR = 0.1
"""Of an em. pdfium takes equal characters whose origins differ by at most 0.07 em for one."""

_BLOCK = 256
"""Boxes that are compared with all others at once: bounds the memory."""


def list_objects(page: Any) -> list[Any]:
    """Return the objects of a page in the order of its content; what form XObjects hold is within theirs."""
    return [pdfium.FPDFPage_GetObject(page, index) for index in range(pdfium.FPDFPage_CountObjects(page))]


def read_apart(page: Any, objects: Sequence[Any]) -> Iterator[None]:
    """Change a page, step by step, so that no text on it lies over other text; each text stands on it once.

    `objects` are all of the page. Yields when the page can be read; afterwards nothing but its last step is left.
    """
    texts = [item for item in objects if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT]
    layers = find_layers(_read_bounds(texts))
    last = int(layers.max(initial=0))
    if not last:
        yield
        return
    waiting: list[list[Any]] = [[] for _ in range(last + 1)]
    for item, layer in zip(texts, layers.tolist(), strict=True):
        waiting[layer].append(item)
        if layer:
            pdfium.FPDFPage_RemoveObject(page, item)
    yield
    away = {address(item) for layer in waiting[1:] for item in layer}
    waiting[0] = [item for item in objects if address(item) not in away]
    for before, layer in pairwise(waiting):
        for item in before:
            pdfium.FPDFPage_RemoveObject(page, item)
            pdfium.FPDFPageObj_Destroy(item)
        for item in layer:
            pdfium.FPDFPage_InsertObject(page, item)
        yield


def address(item: Any) -> int | None:
    """Return what tells an object from others of its page."""
    return ctypes.cast(item, ctypes.c_void_p).value


def find_layers(boxes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each box (left, bottom, right, top) the first layer without an earlier box that it overlaps."""
    layers = np.zeros(len(boxes), dtype=np.int64)
    low, high = np.ascontiguousarray(boxes[:, :2].T), np.ascontiguousarray(boxes[:, 2:].T)
    for start in range(0, len(boxes), _BLOCK):
        rows = slice(start, start + _BLOCK)
        crossing = (low[0, rows, None] < high[0]) & (low[0] < high[0, rows, None])
        crossing &= (low[1, rows, None] < high[1]) & (low[1] < high[1, rows, None])
        crossing = np.tril(crossing, start - 1)
        for row in np.flatnonzero(crossing.any(axis=1)).tolist():
            taken = set(layers[np.flatnonzero(crossing[row])].tolist())
            layers[start + row] = next(layer for layer in range(len(taken) + 1) if layer not in taken)
    return layers


def _read_bounds(items: Sequence[Any]) -> NDArray[np.float64]:
    """Return left, bottom, right and top of some texts, in points; those of a thin stroke with what is beside it."""
    sides, size = (ctypes.c_float * 4)(), ctypes.c_float()  # one buffer for all: half the time
    edges = [ctypes.pointer(ctypes.c_float.from_buffer(sides, 4 * index)) for index in range(4)]
    size_pointer = ctypes.pointer(size)
    ask, ask_size, rows = pdfium.FPDFPageObj_GetBounds, pdfium.FPDFTextObj_GetFontSize, []
    for item in items:
        ask(item, *edges)
        ask_size(item, size_pointer)
        rows.append((*sides, size.value))
    found = np.array(rows, dtype=np.float64).reshape(-1, 5)
    low, high, near = found[:, :2], found[:, 2:4], _NEAR * found[:, 4:]
    wider = np.where(high - low < 2 * near, near, 0.0)
    return np.hstack((low - wider, high + wider))
