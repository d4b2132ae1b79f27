"""Digits set upright side by side in one em of a vertical line (縦中横)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.vertical import EM, VerticalChain


class Groups:
    """The groups of a chain, each looked up once."""

    def __init__(self, chain: VerticalChain) -> None:
        self._chain = chain
        self._known: dict[int, tuple[bytes, bytes, float, float]] = {}

    def paint(self, number: int, *, x: float, baseline: float, size: float, scale: float, spaced: bool) -> bytes:
        """Return the operators of one group, condensed to its em if need be. `x`: the middle of the line."""
        if number not in self._known:
            self._known[number] = self._read(number)
        face, digits, width, narrow = self._known[number]
        return b" /%b %.3f Tf%b %.4f 0 0 %.4f %.2f %.2f Tm <%b> Tj" % (
            face,
            size,
            b" 0 Tc" if spaced else b"",
            narrow,
            scale,
            x - width * narrow * size / EM / 2.0,
            baseline,
            digits,
        )

    def _read(self, number: int) -> tuple[bytes, bytes, float, float]:
        """Return the font, glyphs and width of a group, and how far it is condensed."""
        horizontal = self._chain.horizontal
        codes: NDArray[np.int32] = horizontal.codes[[ord(c) for c in self._chain.group_text(number)]]
        faces = horizontal.face_of(codes)
        width = float(horizontal.advances[codes].sum())
        digits = b"".join([b"%04x" % glyph for glyph in (codes - horizontal.offsets[faces]).tolist()])
        face = self._chain.faces[int(faces[0])].resource.encode("ascii")
        return face, digits, width, min(1.0, EM / width)
