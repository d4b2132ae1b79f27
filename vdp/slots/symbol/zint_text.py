"""The digits below or above the bars: where they stand, and which part of the value each line shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from vdp.slots.base import Kernel
from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_size import bars_height, has_guards, text_height
from vdp.slots.symbol.zint_table import SYMBOLOGIES
from vdp.units import Box

TEXT_FACE = "OCR-B/400"
_TOLERANCE = 0.02  # points by which a line may be wider than the digits' places, so that rounding never condenses it

_EAN_13 = ((-9, -2, 0, 1), (3, 45, 1, 7), (50, 92, 7, 13))
_EAN_8 = ((3, 31, 0, 4), (36, 64, 4, 8))
_UPC_A = ((-9, -2, 0, 1), (10, 45, 1, 6), (50, 85, 6, 11), (97, 104, 11, 12))
_PLACES = {"ean-13": _EAN_13, "jan-13": _EAN_13, "ean-8": _EAN_8, "jan-8": _EAN_8, "upc-a": _UPC_A}
"""First and last module of each group of digits below the bars, and which digits (GS1 General Specifications 5.2.6)."""

GUARDS = {
    "ean-13": (0, 2, 46, 48, 92, 94),
    "jan-13": (0, 2, 46, 48, 92, 94),
    "ean-8": (0, 2, 32, 34, 64, 66),
    "jan-8": (0, 2, 32, 34, 64, 66),
    "upc-a": (0, 2, 46, 48, 92, 94),
}
"""Modules at which the long bars begin."""

LONG_DIGITS = {"upc-a": (10, 85)}
"""Of UPC-A the first and the last digit have long bars too: those before and after these modules."""

SYMBOL_END = {"ean-13": 95, "jan-13": 95, "ean-8": 67, "jan-8": 67, "upc-a": 95}
"""Module at which an add-on may follow."""

_LENGTHS = {**SYMBOL_END, "itf-14": 135}
"""Modules of the symbologies of one length: their text is centred."""

SetLine = Callable[[str, Box, str, float], Kernel]
"""Makes the kernel of one line from a slot's name, box, alignment and size."""


class Line(NamedTuple):
    """One line of text: the characters `first` to `last` of what is shown."""

    kernel: Kernel
    first: int
    last: int | None


def make_lines(spec: BarcodeSpec, origin: tuple[float, float], set_line: SetLine) -> list[Line]:
    """Return the lines of a slot; `origin` is the lower left corner of bars and text.

    Before the size is fixed they stand nowhere in particular, but measure as those that will be printed.
    """
    if spec.text == "none" or not spec.text_size:  # the size of digits that follow the bars is not fixed yet
        return []
    if has_guards(spec):
        return _ean_lines(spec, origin, set_line)
    bottom = bars_height(spec) + spec.module if spec.text == "above" else 0.0
    modules = _LENGTHS.get(spec.symbology, 0)
    length = spec.width or (modules or spec.modules) * spec.module or spec.along
    align = "center" if modules and not spec.width else spec.align
    box = Box(origin[0], origin[1] + bottom, length, spec.text_size)
    return [Line(set_line(spec.name, box, align, spec.text_size), 0, None)]


def _ean_lines(spec: BarcodeSpec, origin: tuple[float, float], set_line: SetLine) -> list[Line]:
    bottom = origin[1] + text_height(spec) - spec.module - spec.text_size
    lines = []
    for start, end, first, last in _PLACES[spec.symbology]:
        width = (end - start) * spec.module + _TOLERANCE
        box = Box(origin[0] + start * spec.module - _TOLERANCE / 2, bottom, width, spec.text_size)
        lines.append(Line(set_line(spec.name, box, "center", spec.text_size), first, last))
    end, digits = SYMBOL_END[spec.symbology], lines[-1].last
    if spec.modules > end:
        top = origin[1] + text_height(spec) + bars_height(spec)
        box = Box(
            origin[0] + end * spec.module, top - spec.text_size, (spec.modules - end) * spec.module, spec.text_size
        )
        lines.append(Line(set_line(spec.name, box, "center", spec.text_size), digits or 0, None))
    return lines


def shown_text(symbology: str, value: str) -> str:
    """Return the characters that people read: those of the whole value, of Code 39 its start and stop too."""
    if symbology == "code39":
        return f"*{value}*"
    return value.replace("+", "") if SYMBOLOGIES[symbology].scaled else value
