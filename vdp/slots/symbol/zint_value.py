"""Values of barcodes: what may be in them, their check digits, and what is handed to the encoder."""

from __future__ import annotations

import re
from typing import NamedTuple

from vdp.slots.symbol.spec import BarcodeSpec
from vdp.slots.symbol.zint_check import check_of, part
from vdp.slots.symbol.zint_table import FOUR_STATE, SYMBOLOGIES

_MAILMARK_2D_FIELDS = 45
"""Characters before the sender's own (Royal Mail Mailmark barcode definition document, 2.2)."""


_IMB_TRACKING = 20
"""Digits before the routing code (USPS-B-3200, 2.1.3)."""


class Refusal(NamedTuple):
    """Why a value cannot be a symbol of a slot; the text never quotes it."""

    code: str
    text: str


class BarcodeValues:
    """Makes values whole: check digits added or verified, blanks that the symbology counts put back."""

    def __init__(self, spec: BarcodeSpec) -> None:
        self._spec = spec
        self._row = SYMBOLOGIES[spec.symbology]
        self._matches = re.compile(self._row.pattern).fullmatch
        self._even = self._row.reader == "ITF"
        self._adds = spec.symbology == "itf-14"  # libzint wants it without the check digit

    @property
    def _least(self) -> int:
        """Characters that blanks fill a value up to: those of a Mailmark's fields."""
        if self._row.kind == FOUR_STATE and self._spec.version:
            return self._row.versions[self._spec.version]
        return _MAILMARK_2D_FIELDS if self._spec.symbology == "mailmark-2d" else 0

    def complete(self, value: str) -> str | Refusal:
        """Return the whole value, its check digit included, or why it is refused."""
        if not value:
            return Refusal("symbol.empty", "there is nothing to encode")
        row, check = self._row, self._spec.check
        value = value.ljust(self._least)
        if check == "none":
            whole = value if self._matches(value) else None
        else:
            parted = part(value, row.rule, given=check == "given")
            if not self._matches(parted.head + parted.tail):
                return self._refuse()
            digit = check_of(parted, row.rule)
            if check == "given" and parted.check != digit:
                return Refusal("symbol.check-digit", f"the check digit is not the one of {row.title}")
            whole = f"{parted.head}{digit}{parted.tail}"
        if whole is None or (self._even and len(whole) % 2):
            return self._refuse()
        return whole

    def encoded(self, whole: str) -> bytes:
        """Return what the encoder takes; of UTF-8 beyond ASCII readers find out themselves, as with QR codes."""
        if self._row.zint == "USPS_IMAIL" and len(whole) > _IMB_TRACKING and "-" not in whole:
            whole = f"{whole[:_IMB_TRACKING]}-{whole[_IMB_TRACKING:]}"
        return (whole[:-1] if self._adds else whole).encode("utf-8")

    def scanned(self, whole: str) -> str:
        """Return what a scanner reads: of UPC-A it is the 13 digits that it shares with EAN-13."""
        if self._row.scaled:
            return ("0" if self._row.reader == "UPCA" else "") + whole.replace("+", "")
        return whole.upper() if self._row.rule == "mod16" else whole

    def _refuse(self) -> Refusal:
        return Refusal("symbol.barcode-value", f"the value is not {self._row.wanted}")
