"""Postal: which order, bundles and marks does the post office want?

In: postal codes and addresses as the sender wrote them; later the checked codes of all pieces.
Out: clean codes, customer barcode payloads and faults per record; the mailing order, its bundles and their slips.
Invariant: a doubtful address gets no barcode and a fault; the mailing order is a stable permutation of the pieces.
"""

from __future__ import annotations

from vdp.postal.base import Authority, Bundle, MailOrder
from vdp.postal.registry import open_authority
from vdp.postal.slips import slip_fields, write_bundles

__all__ = ["Authority", "Bundle", "MailOrder", "open_authority", "slip_fields", "write_bundles"]
