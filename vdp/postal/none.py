"""No authority: codes pass unjudged, the order of the input stays, nothing is bundled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vdp.postal.base import AddressCheck, MailOrder, Town


class NoAuthority:
    """For mailings that some other party sorts, or that are not mailed at all."""

    bundles = False

    def check(self, postal_codes: Sequence[str], addresses: Sequence[str]) -> AddressCheck:
        """Return the codes that consist of seven digits, no barcode and no fault."""
        codes = [raw if len(raw) == 7 and raw.isascii() and raw.isdigit() else "" for raw in postal_codes]
        return AddressCheck(codes, [""] * len(addresses), [])

    def bundle(self, postal: npt.NDArray[np.int32]) -> MailOrder:
        """Return the order of the input, without bundles."""
        count = len(postal)
        return MailOrder(np.arange(count, dtype=np.int64), np.full(count, -1, dtype=np.int32), ())

    def lookup(self, code: str) -> list[Town]:  # noqa: ARG002  (the port asks for it)
        """Return nothing: there is no directory."""
        return []
