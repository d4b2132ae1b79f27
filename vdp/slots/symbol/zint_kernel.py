"""The barcode slot: a column of values becomes a column of bars or image masks, with their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vdp.errors import DefectError
from vdp.pdf.content import num
from vdp.slots.base import Fault
from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_encoder import ZintEncoder
from vdp.slots.symbol.zint_ink import SymbolInk, find_linear
from vdp.slots.symbol.zint_size import (
    STACKED_ROW,
    box_of,
    dimensions,
    least_module,
    outline,
    text_height,
    version_chain,
)
from vdp.slots.symbol.zint_table import FOUR_STATE, STACKED, SYMBOLOGIES
from vdp.slots.symbol.zint_text import SetLine, make_lines, shown_text
from vdp.slots.symbol.zint_value import BarcodeValues, Refusal

_SLACK = 1e-6  # points


class BarcodeKernel:
    """Sets values as symbols of one size, painted in the current fill colour.

    `set_line` makes the kernels of the text; without it there is none.
    """

    def __init__(self, spec: BarcodeSpec, set_line: SetLine | None) -> None:
        self.spec = spec
        self._row = SYMBOLOGIES[spec.symbology]
        self._values = BarcodeValues(spec)
        self._chain = version_chain(spec)
        self._encoder = ZintEncoder(spec, version=self._chain[0] if len(self._chain) == 1 else 0)
        self._ink, x, y = None, 0.0, 0.0
        if spec.modules:
            x, y = box_of(spec)[:2] if not spec.rotate else (0.0, 0.0)
            self._ink = SymbolInk(spec, x, y + (text_height(spec) if spec.text == "below" else 0.0))
        self._lines = make_lines(spec, (x, y), set_line) if set_line else []
        self._turn = _turn(spec)

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return a fault for every value that the symbology, its size or its place does not take."""
        refusals, _ = self._survey(values)
        faults = [
            Fault(index, refusals[value].code, "hold", refusals[value].text)
            for index, value in enumerate(values)
            if value in refusals
        ]
        good = [index for index, value in enumerate(values) if value not in refusals]
        texts = self._texts([values[index] for index in good]) if self._lines and good else []
        for line in self._lines if texts else ():
            found = line.kernel.measure([text[line.first : line.last] for text in texts])
            faults += [replace(fault, index=good[fault.index]) for fault in found]
        return sorted(faults, key=lambda fault: fault.index)

    def longest(self, values: Sequence[str]) -> int:
        """Return what fix_barcode needs: the modules of the longest symbol, or the place of the largest in the chain.

        Values with faults do not count; 0 where no other is left.
        """
        refusals, needs = self._survey(values)
        return max((need for value, need in needs.items() if value not in refusals), default=0)

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return the digits beside the bars."""
        return ["".join([text[line.first : line.last] for line in self._lines]) for text in self._texts(values)]

    def scanned(self, values: Sequence[str]) -> list[str]:
        """Return what a scanner reads of each symbol, of four-state ones the bars; "" for an empty value."""
        wholes = [self._whole(value) if value else "" for value in values]
        if self._row.kind != FOUR_STATE:
            return [self._values.scanned(whole) for whole in wholes]
        present = [self._values.encoded(whole) for whole in wholes if whole]
        bars = iter(self._fixed().states(present) if present else [])
        return [next(bars) if whole else "" for whole in wholes]

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return one symbol per value, b"" for an empty value."""
        kinds = list(dict.fromkeys(filter(None, values)))
        if not kinds:
            return [b""] * len(values)
        symbols = self._fixed().compose([self._values.encoded(self._whole(value)) for value in kinds])
        texts = self._texts(kinds) if self._lines else []
        for line in self._lines:
            inks = line.kernel.compose([text[line.first : line.last] for text in texts])
            symbols = [symbol + ink for symbol, ink in zip(symbols, inks, strict=True)]
        if self._turn:
            symbols = [b"q %b cm\n%bQ\n" % (self._turn, symbol) for symbol in symbols]
        inked = dict(zip(kinds, symbols, strict=True))
        return [inked[value] if value else b"" for value in values]

    def _fixed(self) -> SymbolInk:
        if self._ink is None:
            raise DefectError("symbol.barcode-size", f'the size of the barcode "{self.spec.name}" is not fixed')
        return self._ink

    def _whole(self, value: str) -> str:
        whole = self._values.complete(value)
        if isinstance(whole, Refusal):
            raise DefectError(whole.code, f'"{self.spec.name}": {whole.text}')
        return whole

    def _texts(self, values: Sequence[str]) -> list[str]:
        return [shown_text(self.spec.symbology, self._whole(value)) if value else "" for value in values]

    def _survey(self, values: Sequence[str]) -> tuple[dict[str, Refusal], dict[str, int]]:
        """Return the values that are refused, and what the encoded ones take."""
        refusals: dict[str, Refusal] = {}
        needs: dict[str, int] = {}
        rows: list[bytes] = []
        for value in dict.fromkeys(values):
            whole = self._values.complete(value)
            refusal = whole if isinstance(whole, Refusal) else self._encode(whole)
            if refusal:
                refusals[value] = refusal
            else:
                needs[value] = self._need()
                rows += [self._encoder.packed_row()] if self._row.wide else []
        if rows:  # wide elements are not as wide as zint makes them
            needs = dict(zip(needs, find_linear(self.spec, rows).widths, strict=True))
        refusals |= {value: refusal for value, need in needs.items() if (refusal := self._misfit(need))}
        return refusals, needs

    def _encode(self, whole: str) -> Refusal | None:
        error = self._encoder.encode(self._values.encoded(whole))
        if not error:
            return None
        code = "symbol.barcode-capacity" if self._chain and not self._row.gs1 else "symbol.barcode-refused"
        return Refusal(code, f"{self._row.title} does not take the value (the encoder's error {error})")

    def _need(self) -> int:
        """Return what the last value takes: modules, or the place in the chain from 1; 0 for a size not in it."""
        if not self._chain:
            return self._encoder.width
        lines = self._encoder.rows * (STACKED_ROW if self._row.kind == STACKED else 1)
        for position, number in enumerate(self._chain, start=1):
            columns, rows = dimensions(self.spec, number)
            if rows >= lines and columns >= self._encoder.width:
                return position
        return 0

    def _misfit(self, need: int) -> Refusal | None:
        """Return why a symbol has no room in its slot."""
        if not need:
            return Refusal("symbol.barcode-capacity", f"no allowed size of {self._row.title} holds the value")
        module = least_module(self.spec)
        columns, rows = dimensions(self.spec, self._chain[need - 1]) if self._chain else (need, 0)
        if columns * module <= self.spec.along + _SLACK and rows * module <= self.spec.across + _SLACK:
            return None
        size = f"{columns} × {rows}" if rows else str(columns)
        return Refusal("symbol.barcode-room", f"the symbol of {size} modules is larger than its place")


def _turn(spec: BarcodeSpec) -> bytes:
    """Return the matrix of a turned symbol, b"" for one that is not."""
    if not spec.rotate or not spec.modules:
        return b""
    box, (length, height) = box_of(spec), outline(spec)
    a, b, c, d, e, f = {
        90: (0, 1, -1, 0, box.x + height, box.y),
        180: (-1, 0, 0, -1, box.x + length, box.y + height),
        270: (0, -1, 1, 0, box.x, box.y + length),
    }[spec.rotate]
    return b"%d %d %d %d %b %b" % (a, b, c, d, num(e), num(f))
