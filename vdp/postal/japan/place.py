"""What an address must show for each kind of postal code, and which display number it then has.

An address is cut behind the town of its own code: a wrong cut leaks digits of the town (一番町, 八丁堀) into the
barcode, a wrong code sends the piece astray. Manual p17-18 (parts A and B of an address), p22 (offices and boxes).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from vdp.postal.japan.display_number import display_number
from vdp.postal.japan.numerals import ARABIC_DIGITS, KANJI_DIGITS, kanji_value
from vdp.postal.japan.spelling import TownName
from vdp.postal.japan.towns import GUARDED, PATIENT, Row, Towns
from vdp.postal.japan.variants import fold

UNKNOWN: Final = "postal.unknown-code"
REPRESENTATIVE: Final = "postal.representative-code"
MISMATCH: Final = "postal.town-mismatch"

_SPAN: Final = r"[0-9]+(?:〜[0-9]+)?(?:丁目)?"
_SPANS: Final = re.compile(rf"{_SPAN}(?:、{_SPAN})*")
_ENDS: Final = re.compile(r"([0-9]+)(?:〜([0-9]+))?")
_FIRST_BLOCK: Final = re.compile(rf" *([0-9]+|[{KANJI_DIGITS}]+) *(?:丁|[-‐‑–—−ー][0-9]+[-‐‑–—−ー][0-9])")
_BOX_NUMBER: Final = re.compile(r"私書[箱函] *第? *([0-9]{1,4})(?![0-9])")


class Reading(NamedTuple):
    """What a place makes of an address: its display number, or None and the fault."""

    number: str | None
    fault: str = ""


class Place(Protocol):
    """What one postal code stands for."""

    def read(self, address: str) -> Reading:
        """Return the display number of an address of this place."""

    def confirms(self, address: str) -> bool:
        """Tell whether the address itself names this place."""


class UnknownPlace:
    """A code that the directory does not have."""

    def read(self, address: str) -> Reading:  # noqa: ARG002  (the port asks for it)
        """Return the fault."""
        return Reading(None, UNKNOWN)

    def confirms(self, address: str) -> bool:  # noqa: ARG002  (the port asks for it)
        """Return False."""
        return False


class CityPlace:
    """A representative code, of a whole city: never a barcode (p18)."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._names = [TownName(row.prefecture, row.city, town="", beyond=()) for row in rows]

    def read(self, address: str) -> Reading:  # noqa: ARG002  (the port asks for it)
        """Return the fault."""
        return Reading(None, REPRESENTATIVE)

    def confirms(self, address: str) -> bool:
        """Tell whether the address names the city."""
        folded = fold(address)
        return any(name.shows_city(folded) for name in self._names)


class OfficePlace:
    """The own code of an office or box holder: the barcode holds nothing but the code (p22)."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._towns = [TownName(row.prefecture, row.city, town=row.town[: row.base], beyond=()) for row in rows]
        self._offices = [fold(row.name).replace(" ", "") for row in rows]

    def read(self, address: str) -> Reading:
        """Return an empty display number unless the address shows neither the office nor its town."""
        return Reading("") if not address.strip() or self.confirms(address) else Reading(None, MISMATCH)

    def confirms(self, address: str) -> bool:
        """Tell whether the address names the town or the office."""
        folded = fold(address)
        squeezed = folded.replace(" ", "")
        return any(town.end(folded) >= 0 for town in self._towns) or any(name in squeezed for name in self._offices)


class BoxPlace:
    """The general code of an office's boxes, ***-8691 or ***-**91: code and box number (p22)."""

    def read(self, address: str) -> Reading:
        """Return the box number."""
        match = _BOX_NUMBER.search(fold(address))
        return Reading(None, UNKNOWN) if match is None else Reading(match[1])

    def confirms(self, address: str) -> bool:  # noqa: ARG002  (the port asks for it)
        """Return False: such an address does not show its area."""
        return False


class TownPlace:
    """The code of one or several towns, or of some blocks (丁目) of one."""

    __slots__ = ("_care", "_full", "_local", "_names", "_numbers", "_towns")

    def __init__(self, towns: Towns, numbers: range) -> None:
        self._towns, self._numbers = towns, numbers
        prefecture, self._local, care = towns.head(numbers[0])
        self._full = prefecture + self._local
        self._care = care if len(numbers) == 1 else PATIENT
        self._names: list[tuple[TownName, tuple[range, ...]]] | None = None

    def read(self, address: str) -> Reading:
        """Return the display number of what follows the town."""
        block = self._plain_block(address) if self._care else None
        if block is None or (self._care == GUARDED and block.lstrip()[:1] not in ARABIC_DIGITS):
            block = self._block(address)
        return Reading(None, MISMATCH) if block is None else Reading(display_number(block))

    def confirms(self, address: str) -> bool:
        """Tell whether the address names the town."""
        return self._block(address) is not None

    def _plain_block(self, address: str) -> str | None:
        if address.startswith(self._full):
            return address[len(self._full) :]
        if address.startswith(self._local):
            return address[len(self._local) :]
        squeezed = address.replace(" ", "").replace("\u3000", "")
        if squeezed.startswith(self._full):
            return _after(address, len(self._full))
        return _after(address, len(self._local)) if squeezed.startswith(self._local) else None

    def _block(self, address: str) -> str | None:
        """Return what follows the longest of the towns, None if none of them is there."""
        if self._names is None:
            self._names = [_compile_row(self._towns.row(number)) for number in self._numbers]
        folded, best = fold(address), -1
        for name, blocks in self._names:
            end = name.end(folded)
            if end > best and (not blocks or _in_blocks(folded, end, blocks)):
                best = end
        return None if best < 0 else address[best:]


def _compile_row(row: Row) -> tuple[TownName, tuple[range, ...]]:
    name = TownName(row.prefecture, row.city, town=row.town[: row.base], beyond=row.beyond)
    return name, read_blocks(row.note)


def read_blocks(note: str) -> tuple[range, ...]:
    """Return the blocks (丁目) that a note such as 1〜7丁目、9丁目 names; none if it names anything else."""
    if "丁目" not in note or not _SPANS.fullmatch(note):
        return ()
    return tuple(range(int(low), int(high or low) + 1) for low, high in _ENDS.findall(note))


def _in_blocks(folded: str, end: int, blocks: tuple[range, ...]) -> bool:
    """Tell whether an address lies in the blocks of its code, as far as it says so: N丁目 or N-N-N."""
    match = _FIRST_BLOCK.match(folded, end)
    if match is None:
        return True
    block = int(match[1]) if match[1].isdecimal() else kanji_value(match[1])
    return any(block in span for span in blocks)


def _after(address: str, length: int) -> str:
    """Return the address behind its first `length` characters that are not blank."""
    end = length
    while (blanks := address.count(" ", 0, end) + address.count("\u3000", 0, end)) != end - length:
        end = length + blanks
    return address[end:]
