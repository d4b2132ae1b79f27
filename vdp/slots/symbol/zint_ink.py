"""The symbols of one slot as PDF content, without their text: all of one module and height, aligned in one box."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vdp.errors import DefectError
from vdp.pdf.content import ratio
from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_draw import STATES, BarPainter, Bars, find_bars, find_states, mask_digits, mask_image, place
from vdp.slots.symbol.zint_encoder import ZintEncoder
from vdp.slots.symbol.zint_size import GUARDS as GUARD_MODULES
from vdp.slots.symbol.zint_size import STACKED_ROW, bearer, dimensions, has_guards, outline
from vdp.slots.symbol.zint_table import FOUR_STATE, LINEAR, STACKED, SYMBOLOGIES
from vdp.slots.symbol.zint_text import GUARDS, LONG_DIGITS, SYMBOL_END

_PLAIN, _LONG, _ADD_ON = 0, 1, 2
_ALIGN = {"left": 0.0, "center": 0.5, "right": 1.0}


class SymbolInk:
    """Draws what one encoder makes; `x`, `y` is the lower left corner of bars and bearers."""

    def __init__(self, spec: BarcodeSpec, x: float, y: float) -> None:
        self._spec, self._x, self._y = spec, x, y
        self._row = SYMBOLOGIES[spec.symbology]
        self._encoder = ZintEncoder(spec, version=spec.number)
        self._painter = BarPainter(self._extents(), reduction=spec.reduction / spec.module)
        self._guards = np.array(GUARDS.get(spec.symbology, ()), dtype=np.int32)
        self._thick = ratio(bearer(spec) / spec.height)

    def compose(self, data: Sequence[bytes]) -> list[bytes]:
        """Return the content of each symbol."""
        if self._row.kind == LINEAR:
            bars = find_linear(self._spec, [self._encode(item).packed_row() for item in data])
            return self._framed(bars, self._heights(bars))
        if self._row.kind == FOUR_STATE:
            bars = self._four_states(data)
            return self._framed(bars, bars.runs[:, 2])
        return self._masks([self._encode(item).packed() for item in data])

    def states(self, data: Sequence[bytes]) -> list[str]:
        """Return the bars of four-state symbols as digits: 1 full, 2 ascender, 3 descender, 4 tracker."""
        bars = self._four_states(data)
        text = "".join([STATES[state] for state in bars.runs[:, 2].tolist()])
        return [text[start:end] for start, end in zip(bars.cuts[:-1], bars.cuts[1:], strict=True)]

    def _encode(self, data: bytes) -> ZintEncoder:
        error = self._encoder.encode(data)
        if error:
            text = f'"{self._spec.name}": the encoder\'s error {error}, which measuring has not found'
            raise DefectError("symbol.barcode-refused", text)
        return self._encoder

    def _four_states(self, data: Sequence[bytes]) -> Bars:
        made = [(encoder.packed(), encoder.width) for encoder in map(self._encode, data)]
        return find_states([packed for packed, _ in made], [width for _, width in made])

    def _masks(self, packed: Sequence[bytes]) -> list[bytes]:
        module = self._spec.module
        columns, rows = dimensions(self._spec, self._spec.number)
        lines = rows // STACKED_ROW if self._row.kind == STACKED else rows
        head, tail = mask_image(columns, lines)
        head = b"q " + place(columns * module, rows * module, self._x + self._shift(columns), self._y) + head
        return [b"%b%b%b" % (head, digits, tail) for digits in mask_digits(packed)]

    def _framed(self, bars: Bars, states: NDArray[np.int32]) -> list[bytes]:
        """Return each symbol's rectangles in the unit of modules and bar heights."""
        spec, widths = self._spec, set(bars.widths)
        bottom = self._y + bearer(spec)
        heads = {w: b"q " + place(spec.module, spec.height, self._x + self._shift(w), bottom) for w in widths}
        tails = {width: self._bearers(width) + b"f Q\n" for width in widths}
        inks = self._painter.paint(bars, states)
        return [b"%b%b%b" % (heads[w], ink, tails[w]) for w, ink in zip(bars.widths, inks, strict=True)]

    def _bearers(self, width: int) -> bytes:
        if self._thick == b"0":
            return b""
        return b"0 -%b %d %b re\n0 1 %d %b re\n" % (self._thick, width, self._thick, width, self._thick)

    def _shift(self, width: int) -> float:
        module = self._spec.module
        free = outline(self._spec)[0] - width * module
        # A whole number of modules, so that bars stay on the grid that the box begins on.
        return round(free * _ALIGN[self._spec.align] / module) * module

    def _heights(self, bars: Bars) -> NDArray[np.int32]:
        """Return which extent each bar of linear symbols has."""
        states = np.full(len(bars.runs), _PLAIN, dtype=np.int32)
        if has_guards(self._spec):
            starts = bars.runs[:, 0]
            states[np.isin(starts, self._guards)] = _LONG
            first, last = LONG_DIGITS.get(self._spec.symbology, (0, SYMBOL_END[self._spec.symbology]))
            states[(starts < first) | (starts >= last)] = _LONG
            states[starts >= SYMBOL_END[self._spec.symbology]] = _ADD_ON
        return states

    def _extents(self) -> dict[int, tuple[float, float]]:
        """Return bottom and top of the bars by state, in bar heights."""
        spec = self._spec
        if self._row.kind == FOUR_STATE:
            low, high = (1 - self._row.tracker) / 2, (1 + self._row.tracker) / 2
            return {0: (low, high), 1: (low, 1.0), 2: (0.0, high), 3: (0.0, 1.0)}
        guard = -GUARD_MODULES * spec.module / spec.height
        below_digits = 1 - (spec.text_size + spec.module) / spec.height
        return {_PLAIN: (0.0, 1.0), _LONG: (guard, 1.0), _ADD_ON: (guard, below_digits)}


def find_linear(spec: BarcodeSpec, rows: Sequence[bytes]) -> Bars:
    """Return the bars of linear symbols, wide elements as wide as the slot says."""
    wide = SYMBOLOGIES[spec.symbology].wide
    return find_bars(rows, wide=wide, wider=spec.ratio if wide else 0)
