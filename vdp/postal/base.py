"""The port of all postal authorities, and the values that cross it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

MISC = "雑"
"""Code text of the bundle that takes what no other bundle takes."""


@dataclass(frozen=True, slots=True)
class AddressFault:
    """One address of a batch that needs attention. `text` never quotes the address or its code."""

    index: int  # position in the batch
    code: str
    severity: str  # "hold" | "warn"
    text: str


class AddressCheck(NamedTuple):
    """What an authority found out about a batch, one entry per record."""

    postal_codes: list[str]  # seven digits; "" when the code is malformed
    numbers: list[str]  # payload of the customer barcode: postal code, then display number; "" asks for no barcode
    faults: list[AddressFault]


class Town(NamedTuple):
    """One row of an authority's directory: an area, or one addressee with a code of his own."""

    postal_code: str
    prefecture: str
    city: str
    town: str  # 町域; "" for the representative code of a city
    note: str  # the part of the town that the code covers; for an office its block number
    kind: str  # "town" | "office" | "box"
    name: str  # office or holder of the box; "" for a town


@dataclass(frozen=True, slots=True)
class Bundle:
    """Pieces that are tied together under one slip."""

    number: int  # 1-based, in mailing order
    level: int  # digits that its pieces share: 5, 3, 2 or 0
    code: str  # those digits, or MISC
    count: int
    first: int  # 0-based sequence of its first piece in mailing order
    part: int  # 1-based; more than one part when the group exceeds the largest bundle
    parts: int


@dataclass(frozen=True, slots=True, eq=False)
class MailOrder:
    """The order in which the post office wants the pieces."""

    order: npt.NDArray[np.int64]  # mailing order -> index in the input
    bundle: npt.NDArray[np.int32]  # index in `bundles` per piece, in mailing order; -1 outside any bundle
    bundles: tuple[Bundle, ...]


class Authority(Protocol):
    """A post office: what it accepts, and in which order."""

    bundles: bool  # whether mail is tied in bundles, each under a slip

    def check(self, postal_codes: Sequence[str], addresses: Sequence[str]) -> AddressCheck:
        """Return clean codes, barcode payloads and faults of a batch; both columns as the sender wrote them."""

    def bundle(self, postal: npt.NDArray[np.int32]) -> MailOrder:
        """Return mailing order and bundles of all pieces, given the postal code of each."""

    def lookup(self, code: str) -> list[Town]:
        """Return the directory's rows of one code; none if it is unknown."""
