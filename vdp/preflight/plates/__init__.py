"""Plates: how much ink lies on a page, all plates together?

In: pages of a file opened by pikepdf, the colours of its condition.
Out: for each page the window with most ink, or why it is not known.
Invariant: what this model cannot paint is a doubt and never counts as no ink; nothing here is shared with the writer.
"""

from __future__ import annotations

from vdp.preflight.plates.colours import SpaceReader
from vdp.preflight.plates.opened import Opened
from vdp.preflight.plates.page import PageContent, measure_pages, render_plates
from vdp.preflight.plates.sample import measure_file

__all__ = ["Opened", "PageContent", "SpaceReader", "measure_file", "measure_pages", "render_plates"]
