"""Proof: what do the finished files say to someone who did not write them?

In: a PDF file, pages, and boxes in points (x0, y0, x1, y1) from the lower left corner of the page.
Out: the text, the decoded codes and the customer barcodes inside each box; the pages and their boxes. Values only.
Invariant: nothing here shares code with the writer; what cannot be read is answered as unknown, never guessed.
"""

from __future__ import annotations

from vdp.proof.bars import read_bars
from vdp.proof.codes import decode_codes
from vdp.proof.reader import SheetReader
from vdp.proof.structure import Structure, read_structure
from vdp.proof.text import read_sheet_texts

__all__ = ["SheetReader", "Structure", "decode_codes", "read_bars", "read_sheet_texts", "read_structure"]
