"""Japan Post as a postal authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from vdp.postal.base import AddressCheck, AddressFault, MailOrder, Town
from vdp.postal.japan.bundling import sort_mail
from vdp.postal.japan.place import (
    MISMATCH,
    REPRESENTATIVE,
    UNKNOWN,
    BoxPlace,
    CityPlace,
    OfficePlace,
    Place,
    TownPlace,
    UnknownPlace,
)
from vdp.postal.japan.postal_code import LENGTH, fold_code, is_representative
from vdp.postal.japan.rules import BundlingRules, rules_on
from vdp.postal.japan.towns import TOWN, Towns, load_towns

MALFORMED: Final = "postal.malformed-code"
REPAIRED: Final = "postal.code-repaired"

FAULTS: Final = {
    MALFORMED: ("hold", "the postal code is not seven digits and cannot be repaired from the address"),
    UNKNOWN: ("hold", "the postal code does not exist"),
    REPRESENTATIVE: ("warn", "the postal code stands for a whole city; the piece gets no customer barcode"),
    MISMATCH: ("warn", "the address does not show the town of its postal code; the piece gets no customer barcode"),
    REPAIRED: ("warn", "the postal code had lost its leading zeros; they were put back, the address agrees"),
}

_REMEMBERED: Final = 32_768  # places, some 25 MB; all codes together would be four times as many


def open_japan(day: date | None) -> JapanPost:
    """Return Japan Post with the rules in force on a day, or the latest known."""
    return JapanPost(load_towns(), rules_on(day))


class JapanPost:
    """Checks addresses against the town table and bundles by the dated rules. One per worker."""

    bundles = True

    def __init__(self, towns: Towns, rules: BundlingRules) -> None:
        self._towns = towns
        self._rules = rules
        self._places: dict[str, Place] = {}

    def check(self, postal_codes: Sequence[str], addresses: Sequence[str]) -> AddressCheck:
        """Return clean codes, barcode payloads and faults of a batch; an address is its fields joined by blanks."""
        checked = AddressCheck([], [], [])
        for index, (raw, address) in enumerate(zip(postal_codes, addresses, strict=True)):
            code, number, faults = self._assess(raw, address)
            checked.postal_codes.append(code)
            checked.numbers.append(number)
            for fault in faults:
                checked.faults.append(AddressFault(index, fault, *FAULTS[fault]))
        return checked

    def bundle(self, postal: npt.NDArray[np.int32]) -> MailOrder:
        """Return mailing order and bundles; ties keep the order of the input."""
        return sort_mail(postal, self._rules)

    def lookup(self, code: str) -> list[Town]:
        """Return the directory's rows of a code, written in any way that `check` accepts."""
        clean = fold_code(code)
        return self._towns.lookup(clean) if len(clean) == LENGTH else []

    def _assess(self, raw: str, address: str) -> tuple[str, str, tuple[str, ...]]:
        """Return postal code, barcode payload and faults of one record."""
        code = raw if len(raw) == LENGTH and raw.isascii() and raw.isdigit() else fold_code(raw)
        if len(code) != LENGTH:
            return self._repair(code, address)
        number, fault = self._place(code).read(address)
        return code, "" if number is None else code + number, (fault,) if fault else ()

    def _repair(self, code: str, address: str) -> tuple[str, str, tuple[str, ...]]:
        """Put lost leading zeros back if the address names the place of the code that results."""
        full = code.zfill(LENGTH)
        place = self._place(full)
        if not code or not place.confirms(address):
            return "", "", (MALFORMED,)
        number, fault = place.read(address)
        return full, "" if number is None else full + number, (REPAIRED, fault) if fault else (REPAIRED,)

    def _place(self, code: str) -> Place:
        place = self._places.get(code)
        if place is None:
            if len(self._places) >= _REMEMBERED:
                self._places.clear()
            place = self._places[code] = self._open_place(code)
        return place

    def _open_place(self, code: str) -> Place:
        numbers = self._towns.find(int(code))
        if not numbers:
            return BoxPlace() if self._is_general_box(code) else UnknownPlace()
        if self._towns.kind(numbers[0]) == TOWN and not is_representative(code):
            return TownPlace(self._towns, numbers)
        rows = [self._towns.row(number) for number in numbers]
        return CityPlace(rows) if is_representative(code) else OfficePlace(rows)

    def _is_general_box(self, code: str) -> bool:
        """Tell whether a code has the form of p22, ***-8691 or ***-**91, in an area that exists."""
        if code.endswith("8691"):
            area = int(code[:3]) * 10_000
            return self._towns.any_between(area, area + 10_000)
        area = int(code[:5]) * 100
        return code.endswith("91") and self._towns.any_between(area, area + 100)
