"""Shadings (ISO 32000-1, 8.7.4.3)."""

from __future__ import annotations

from vdp.preflight.content.colour import Space, judge_space, read_space
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault, Value
from vdp.preflight.report import Mark
from vdp.preflight.terms import Terms


def read_shading(
    source: PdfSource, value: Value, named: dict[str, Value], terms: Terms, *, number: int
) -> tuple[Space, list[Mark]]:
    """Return the space of a shading, and what rules of colour say of it. Raises PdfFault."""
    dictionary = source.dictionary(value)
    if "ColorSpace" not in dictionary:
        raise PdfFault("a shading has no colour space")
    space = read_space(source, dictionary["ColorSpace"], named)
    return space, judge_space(space, terms, number=number, what="a shading")
