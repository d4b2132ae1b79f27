"""Japan Post's customer barcode (カスタマバーコード): codes, check digit, bars, and the slot that sets it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
from numpy.typing import NDArray

from vdp.errors import DefectError
from vdp.pdf import FontProgram
from vdp.pdf.content import num
from vdp.slots.base import Fault
from vdp.slots.symbol.customer_barcode_font import font_program, font_unicode, glyph_of
from vdp.slots.symbol.customer_barcode_table import (
    BARS,
    CHARACTERS,
    CODES,
    FILLER,
    MODULUS,
    PAYLOAD,
    START,
    START_CHARACTER,
    STOP,
    STOP_CHARACTER,
)
from vdp.slots.symbol.spec import CustomerBarcodeSpec

_VALUE = re.compile(r"[0-9]{7}[0-9A-Z-]*")
# Page 18: a code that ends in 00 stands for a whole city; its mail carries no barcode.
_PRINTED = re.compile(r"[0-9]{5}(?!00)[0-9]{2}[0-9A-Z-]*")
_FAULT = "not seven digits of a postal code followed by digits, capitals and hyphens"

_REPRESENTATIVE = "the barcode's postal code ends in 00 and stands for a whole city: no barcode may be printed"

_ALPHABET = "".join(CHARACTERS)  # by check value
_CHARACTERS_OF_BARS = {BARS[code]: character for character, code in CHARACTERS.items()}
_FILLER = _ALPHABET[CODES.index(FILLER)]
# A letter takes two codes: A to J are CC1 and a digit, K to T CC2, U to Z CC3 (page 12).
_EXPANSION = str.maketrans({letter: "ABC"[at // 10] + str(at % 10) for at, letter in enumerate(ascii_uppercase)})


@dataclass(frozen=True, slots=True)
class CustomerBarcode:
    """One barcode: 20 codes such as "2", "-", "CC1"; the check digit's code; 67 bars of 1 to 4 (manual, page 12)."""

    codes: tuple[str, ...]
    check: str
    bars: str


def encode_customer_barcode(value: str) -> CustomerBarcode:
    """Encode seven digits of the postal code and the address display number, such as `26300233-30-8-403`.

    A number of more than 13 codes is cut there, even between the two codes of a letter (manual, page 20).
    Raises DefectError for any other value.
    """
    if not _VALUE.fullmatch(value):
        raise DefectError("symbol.customer-barcode", _FAULT)
    codes = tuple([CHARACTERS[character] for character in _payload(value)])
    # Page 21: the sum of the twenty codes and the check digit is a multiple of 19.
    check = CODES[-sum(map(CODES.index, codes)) % MODULUS]
    return CustomerBarcode(codes, check, START + "".join([BARS[code] for code in (*codes, check)]) + STOP)


def read_customer_barcode(bars: str) -> str:
    """Return what the kernel shows for 67 bars: start, twenty codes, check digit, stop; "" if they are no barcode."""
    inner = bars.removeprefix(START).removesuffix(STOP)
    codes = [_CHARACTERS_OF_BARS.get(inner[at : at + 3], "") for at in range(0, len(inner), 3)]
    whole = len(bars) == len(START) + 3 * (PAYLOAD + 1) + len(STOP) and all(codes) and len(codes) == PAYLOAD + 1
    if not whole or sum(map(_ALPHABET.index, codes)) % MODULUS:
        return ""
    return f"{START_CHARACTER}{''.join(codes)}{STOP_CHARACTER}"


class CustomerBarcodeKernel:
    """Sets customer barcodes as text in the barcode font; `resource` is its name on the page, such as "F3"."""

    def __init__(self, spec: CustomerBarcodeSpec, resource: str) -> None:
        self.spec = spec
        turn, y = (b"0 -1 1 0", spec.y + spec.box.height) if spec.vertical else (b"1 0 0 1", spec.y)
        self._head = b"BT /%b %b Tf %b %b %b Tm <%b" % (
            resource.encode("ascii"),
            num(spec.size),
            turn,
            num(spec.x),
            num(y),
            _glyph(START_CHARACTER),
        )
        self._tail = b"%b> Tj ET\n" % _glyph(STOP_CHARACTER)
        self._check_values = np.zeros(128, dtype=np.int64)
        self._check_values[[ord(character) for character in _ALPHABET]] = np.arange(MODULUS)
        self._digits = np.zeros((128, 4), dtype=np.uint8)
        for character in _ALPHABET:
            self._digits[ord(character)] = list(_glyph(character))
        self._checks = np.frombuffer(_ALPHABET.encode("ascii"), dtype=np.uint8)

    @staticmethod
    def program(cut: int = 0) -> FontProgram:
        """Return the barcode font of a cut (see cut_of), to be embedded whole; character codes are its glyph ids."""
        return font_program(cut)

    @staticmethod
    def unicode() -> dict[int, str]:
        """Return the character of each glyph, for text extraction: 0-9, -, A-H for CC1-CC8, ( start, ) stop."""
        return font_unicode()

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return a fault for every value that cannot be encoded; an empty value is a piece without barcode."""
        matches = _PRINTED.fullmatch
        return [_fault(index, value) for index, value in enumerate(values) if value and not matches(value)]

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return the barcode font's characters: start, twenty codes, check digit, stop."""
        rows, checks = self._rows(values)
        text = np.column_stack((rows, checks)).tobytes().decode("ascii")
        size = PAYLOAD + 1
        lines = iter([f"{START_CHARACTER}{text[at : at + size]}{STOP_CHARACTER}" for at in range(0, len(text), size)])
        return [next(lines) if value else "" for value in values]

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return one line of barcode text per value, b"" for an empty value."""
        for fault in self.measure(values):
            raise DefectError(fault.code, fault.text)
        rows, checks = self._rows(values)
        digits = self._digits[np.column_stack((rows, checks))].tobytes()
        size = 4 * (PAYLOAD + 1)
        lines = iter(
            [b"%b%b%b" % (self._head, digits[at : at + size], self._tail) for at in range(0, len(digits), size)]
        )
        return [next(lines) if value else b"" for value in values]

    def _rows(self, values: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Return the characters of the twenty codes (n, 20) and of the check digits; empty values are left out."""
        present = "".join([_payload(value) for value in values if value]).encode("ascii")
        rows = np.frombuffer(present, dtype=np.uint8).reshape(-1, PAYLOAD)
        return rows, self._checks[-self._check_values[rows].sum(axis=1) % MODULUS]


def _fault(index: int, value: str) -> Fault:
    """Return what is wrong with a value that may not be printed."""
    if _VALUE.fullmatch(value):
        return Fault(index, "symbol.representative-code", "hold", _REPRESENTATIVE)
    return Fault(index, "symbol.customer-barcode", "hold", f"the barcode's content is {_FAULT}")


def _payload(value: str) -> str:
    """Return the characters of the twenty codes."""
    return value.translate(_EXPANSION)[:PAYLOAD].ljust(PAYLOAD, _FILLER)


def _glyph(character: str) -> bytes:
    return b"%04X" % glyph_of(character)
