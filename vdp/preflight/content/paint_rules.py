"""PaintRules: what rules say of each thing that content paints, looked up by all that they ask of it."""

from __future__ import annotations

import re
from typing import Any

from vdp.preflight.content.colour import ink_of
from vdp.preflight.content.images import ImageRules
from vdp.preflight.content.layers import judge_plate
from vdp.preflight.content.paint import (
    effective_size,
    effective_width,
    judge_colour,
    judge_line,
    judge_size,
    read_colour,
)
from vdp.preflight.content.scope import HERE, Scope
from vdp.preflight.content.shading import read_shading
from vdp.preflight.content.spots import Spots
from vdp.preflight.content.state import Matrix
from vdp.preflight.content.things import Missing
from vdp.preflight.file.source import PdfSource
from vdp.preflight.file.syntax import PdfFault
from vdp.preflight.report import Mark
from vdp.preflight.terms import Terms

_MOST_SEEN = 50_000
_MOST_STATES = 5_000
_DATA = re.compile(rb"[\x00\t\n\f\r ]ID[\x00\t\n\f\r ]")  # before the data of an inline image


class PaintRules:
    """The rules for texts, areas, lines, images and shadings of one file."""

    def __init__(self, source: PdfSource, terms: Terms, spots: Spots) -> None:
        self._source, self._terms, self._spots = source, terms, spots
        self.seen: dict[Any, tuple[Mark, ...]] = {}
        self.shown: dict[Any, dict[Any, tuple[Mark, ...]]] = {}  # by state, then by font and text matrix
        self._images = ImageRules(source, terms)
        self._texts = 0  # kept in shown

    def trim(self) -> None:
        """Forget what was seen where it has grown large."""
        if len(self.seen) > _MOST_SEEN:
            self.seen.clear()
        if len(self.shown) > _MOST_STATES or self._texts > _MOST_SEEN:
            self.shown.clear()
            self._texts = 0

    def forget(self) -> None:
        """Forget all that was seen."""
        self.seen.clear()
        self.shown.clear()
        self._texts = 0
        self._images.forget()

    def judge_text(
        self,
        font: Any,
        text: bytes,
        ctm: Matrix,
        fill: Any,
        stroke: Any,
        overprint: Any,
        render: bytes,
    ) -> tuple[Mark, ...]:
        """Judge text shown in a state that was not seen before."""
        self._texts += 1
        marks: list[Mark] = []
        try:
            mode = int(render)
            if font is None:
                raise PdfFault("text is shown without a font")
            if mode != 3:
                font[0].invisible_only = False
                inks = None
                if mode % 4 in {0, 2}:
                    space, parts = read_colour(fill)
                    marks += judge_colour(space, parts, self._terms, overprint=overprint[1], number=HERE, what="text")
                    marks += judge_plate(space, overprint[3], overprint=overprint[1], what="text")
                    inks = ink_of(space, parts)
                if mode % 4 in {1, 2}:
                    space, parts = read_colour(stroke)
                    marks += judge_colour(
                        space, parts, self._terms, overprint=overprint[0], number=HERE, what="outlined text"
                    )
                marks += judge_size(effective_size(font[1], text, ctm), inks, self._terms, number=HERE)
        except (PdfFault, ValueError) as fault:
            marks.append(Mark("GX-05", str(fault)))
        return tuple(marks)

    def judge_fill(self, key: Any, fill: Any, overprint: Any) -> tuple[Mark, ...]:
        """Judge an area filled in a state that was not seen before."""
        if key in self.seen:
            return self.seen[key]
        try:
            space, parts = read_colour(fill)
            marks = judge_colour(space, parts, self._terms, overprint=overprint[1], number=HERE, what="an area")
            marks += judge_plate(space, overprint[3], overprint=overprint[1], what="an area")
        except PdfFault as fault:
            marks = [Mark("GX-05", str(fault))]
        return self._remember(key, marks)

    def judge_stroke(self, key: Any, stroke: Any, width: bytes, ctm: Matrix, overprint: Any) -> tuple[Mark, ...]:
        """Judge a line drawn in a state that was not seen before."""
        if key in self.seen:
            return self.seen[key]
        try:
            space, parts = read_colour(stroke)
            marks = judge_colour(space, parts, self._terms, overprint=overprint[0], number=HERE, what="a line")
            marks += judge_plate(space, overprint[3], overprint=overprint[0], what="a line")
            marks += judge_line(effective_width(width, ctm), self._terms, number=HERE)
        except PdfFault as fault:
            marks = [Mark("GX-05", str(fault))]
        return self._remember(key, marks)

    def judge_image(
        self, key: Any, image: Any, ctm: Matrix, fill: Any, overprint: Any, scope: Scope
    ) -> tuple[Mark, ...]:
        """Judge an image painted in a state that was not seen before."""
        if isinstance(image, Missing):
            return ()
        if image.space is not None:
            self._spots.note(image.space, image.number, scope.page)
        marks = list(self._images.judge(image, ctm, scope.media))
        if image.is_mask:
            marks += self._images.judge_mask(image, fill, overprint=overprint[1])
        return self._remember(key, marks)

    def judge_inline(self, image: bytes, ctm: Matrix, fill: Any, overprint: Any, scope: Scope) -> tuple[Mark, ...]:
        """Judge an inline image."""
        key = (2, _DATA.split(image, maxsplit=1)[0], ctm, fill, overprint, scope.resources.key)
        if key in self.seen:
            return self.seen[key]
        try:
            marks = self._images.judge_inline(
                image,
                ctm,
                fill,
                scope.resources.part("ColorSpace"),
                number=HERE,
                overprint=overprint[1],
            )
        except PdfFault as fault:
            marks = [Mark("GX-05", str(fault))]
        return self._remember(key, marks)

    def judge_shading(self, operands: bytes, scope: Scope) -> tuple[Mark, ...]:
        """Judge what sh paints."""
        try:
            value, _ = scope.resources.find("Shading", operands)
            space, marks = read_shading(
                self._source, value, scope.resources.part("ColorSpace"), self._terms, number=HERE
            )
        except PdfFault as fault:
            return (Mark("GX-05", str(fault)),)
        self._spots.note(space, scope.number, scope.page)
        return tuple(marks)

    def _remember(self, key: Any, marks: list[Mark]) -> tuple[Mark, ...]:
        found = self.seen[key] = tuple(marks)
        return found
