"""libzint bound to one symbology and size: a value in, its modules out."""

from __future__ import annotations

import numpy as np
import zint
from numpy.typing import NDArray

from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_table import MATRIX, RMQR_CHAINS, STACKED, SYMBOLOGIES, Symbology

_RMQR_HEIGHTS = {name: number for number, name in enumerate(RMQR_CHAINS, start=33)}
"""zint's versions of a fixed height and an automatic width."""


class ZintEncoder:
    """Encodes one value after the other; `rows`, `width` and the modules are those of the last one.

    `version` 0 leaves the size to zint, which takes the smallest; else a value that needs another one is refused.
    """

    def __init__(self, spec: BarcodeSpec, *, version: int) -> None:
        row = SYMBOLOGIES[spec.symbology]
        self._symbol = zint.Symbol()
        self._symbol.symbology = getattr(zint.Symbology, row.zint)
        self._symbol.show_text = False
        # zint would print something else than it was asked for and call that a warning.
        self._symbol.warn_level = zint.WarningLevel.FAIL_ALL
        if row.gs1:
            self._symbol.input_mode = zint.InputMode.GS1 | zint.InputMode.GS1PARENS
        self._options = _options(row, spec, version)
        # The library's own array: every symbol is drawn into it anew.
        self._modules: NDArray[np.uint8] = np.asarray(self._symbol.encoded_data)
        self.rows = self.width = 0

    def encode(self, data: bytes) -> int:
        """Encode a value; return 0, or the number of libzint's error."""
        symbol = self._symbol
        symbol.clear()
        # The library writes back what it has chosen, which would bind the next value.
        symbol.option_1, symbol.option_2, symbol.option_3 = self._options
        symbol.height = 0.0
        try:
            symbol.encode(data)
        except RuntimeError as error:
            return error_number(str(error))
        self.rows, self.width = symbol.rows, symbol.width
        return 0

    def packed(self) -> bytes:
        """Return the rows of the last symbol in whole bytes, the first module in the lowest bit, 1 is dark."""
        rows: bytes = self._modules[: self.rows, : (self.width + 7) // 8].tobytes()
        return rows

    def packed_row(self) -> bytes:
        """Return the first row of the last symbol as packed() does, in all 144 bytes that a row may take."""
        row: bytes = self._modules[0].tobytes()
        return row


def _options(row: Symbology, spec: BarcodeSpec, version: int) -> tuple[int, int, int]:
    """Return zint's options: error correction, version or columns, rows or the wish for squares."""
    level = row.levels[spec.level or next(iter(row.levels))] if row.levels else -1
    if row.kind == STACKED:
        return level, spec.columns, version
    if row.kind != MATRIX or version:
        return level, version, 0
    if row.reader == "RMQRCode":
        return level, _RMQR_HEIGHTS[spec.version or "R13"], 0
    return level, 0, int(zint.DataMatrixOptions.SQUARE) if row.reader == "DataMatrix" else 0


def error_number(text: str) -> int:
    """Return the number of `Error 275: …`: the rest of the message may quote the value."""
    number = text.removeprefix("Error ").partition(":")[0]
    return int(number) if number.isdigit() else -1
