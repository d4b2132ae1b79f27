"""File: what bytes does a PDF hold, object by object?

In: a path.
Out: objects as plain values, streams decoded within limits, pages in order; faults of syntax as PdfFault.
Invariant: memory does not grow with what the file claims; nothing is repaired in silence.
"""

from __future__ import annotations

from vdp.preflight.file.pages import PageTree
from vdp.preflight.file.source import PdfSource, open_source
from vdp.preflight.file.syntax import PdfFault, Ref, Stream

__all__ = ["PageTree", "PdfFault", "PdfSource", "Ref", "Stream", "open_source"]
