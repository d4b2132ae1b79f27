"""Pieces of marked text: what sets font, size and place of a run of one span, face and direction, and shows it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.chain import FaceChain
from vdp.slots.text.composition import Composition
from vdp.slots.text.ink import set_ink
from vdp.slots.text.kernel import Floats, Ints
from vdp.slots.text.placed import Line
from vdp.slots.text.ruby import Voice
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.vertical import GROUP, UPRIGHT, VerticalChain
from vdp.slots.text.vertical_cut import MIDDLE
from vdp.slots.text.vertical_ink import VerticalInk, vertical_resource

_MOST_FONTS = 10_000  # remembered operators


class MarkedPieces:
    """Writes the pieces of one slot with markup."""

    def __init__(self, spec: TextSpec, voices: Sequence[Voice], composition: Composition) -> None:
        self._spec = spec
        self._voices = voices
        self._vertical = spec.writing == "vertical"
        self._fonts: dict[tuple[int, int, int, float, float | None], bytes] = {}
        self._groups = [
            VerticalInk(spec, voice.chain, composition) if isinstance(voice.chain, VerticalChain) else None
            for voice in voices
        ]
        several = len({spec.color, *(voice.span.color for voice in voices)}) > 1
        self._turns = [b" " + set_ink(voice.span.color) if several else b"" for voice in voices]

    def color(self, span: int) -> bytes:
        """Return what sets the colour of a span; nothing where all are alike."""
        return self._turns[span]

    def piece(
        self,
        span: int,
        face: int,
        kind: int,
        size: float,
        line: Line,
        *,
        along: float,
        string: bytes,
        space: float | None,
        scale: float = 1.0,
        lift: float = 0.0,
    ) -> bytes:
        """Return one piece of text. `lift` moves it across the line, `scale` condenses it beyond its line."""
        scale *= line.scale
        if not self._vertical:
            font = self._font(span, face, kind, size, scale)
            spaced = b"" if space is None else b" %.3f Tc" % space
            place = (self._spec.box.x + along, line.across + lift)
            return b"%b%b 1 0 0 1 %.2f %.2f Tm %b" % (font, spaced, *place, string)
        y = self._spec.box.y + self._spec.box.height - along
        font = self._font(span, face, kind, size)
        spaced = b"" if space is None else b" %.3f Tc" % (-space if kind == UPRIGHT else space)
        if kind == UPRIGHT:
            return b"%b%b 1 0 0 %.4f %.2f %.2f Tm %b" % (font, spaced, scale, line.across + lift, y, string)
        x = line.across + lift - MIDDLE * size
        return b"%b%b 0 %.4f 1 0 %.2f %.2f Tm %b" % (font, spaced, -scale, x, y, string)

    def heads(self, spans: Ints, faces: Ints, sizes: Floats, scales: Floats) -> list[bytes]:
        """Return what sets colour and font of horizontal pieces, made once for each way in which they are set."""
        ways = np.zeros(len(spans), dtype=np.int64)
        for values in (sizes, scales):
            if len(values) and (values != values[0]).any():
                distinct, places = np.unique(values, return_inverse=True)
                ways = ways * len(distinct) + places
        ways = (ways * len(self._voices) + spans) * (int(faces.max(initial=0)) + 1) + faces
        _, firsts, places = np.unique(ways, return_index=True, return_inverse=True)
        columns = (column[firsts].tolist() for column in (spans, faces, sizes, scales))
        made = [
            self._turns[span] + self._font(span, face, UPRIGHT, size, scale)
            for span, face, size, scale in zip(*columns, strict=True)
        ]
        return [made[place] for place in places.tolist()]

    def group(
        self,
        code: int,
        span: int,
        size: float,
        line: Line,
        along: float,
        *,
        spaced: bool,
        scale: float = 1.0,
        lift: float = 0.0,
    ) -> bytes:
        """Return upright digits side by side. `lift` and `scale` as in `piece`."""
        ink = self._groups[span]
        assert ink is not None  # noqa: S101 - only vertical chains have groups
        y = self._spec.box.y + self._spec.box.height - along
        return ink.group(code, x=line.across + lift, y=y, size=size, scale=line.scale * scale, spaced=spaced)

    def _font(self, span: int, face: int, kind: int, size: float, scale: float | None = None) -> bytes:
        """Return what sets font, size and, in horizontal writing, scale; most pieces of a batch share it."""
        key = (span, face, kind, size, scale)
        known = self._fonts.get(key)
        if known is None:
            resource = self._voices[span].chain.faces[face].resource
            name = vertical_resource(resource) if self._vertical and kind == UPRIGHT else resource
            known = b" /%b %.3f Tf" % (name.encode("ascii"), size)
            known += b"" if scale is None else b" %.2f Tz" % (scale * 100.0)
            if len(self._fonts) < _MOST_FONTS:
                self._fonts[key] = known
        return known


def resolve(codes: NDArray[np.int32], chain: FaceChain) -> tuple[Ints, Ints, Ints]:
    """Return glyph, face and kind (upright, on its side, group; 0 in horizontal writing) of some codes."""
    kinds = np.minimum(codes // chain.total, GROUP).astype(np.int64) if chain.vertical else np.zeros_like(codes, int)
    plain = (codes % chain.total).astype(np.int64)
    faces = chain.face_of(codes)
    return plain - chain.offsets[faces], faces, kinds
