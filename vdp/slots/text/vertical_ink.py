"""Vertical writing (縦書き): settings to `BT … ET` fragments.

Upright glyphs are set with Identity-V: the origin of a glyph is the middle of the top of its em, and its font's
default advance is one em downwards (ISO 32000-1, 9.7.4.3); of glyphs with an origin or advance of their own, such as
U+3031, the font dictionary tells. Latin runs are turned clockwise; groups of digits stand
side by side in one em.
"""

from __future__ import annotations

import numpy as np

from vdp.pdf.content import num
from vdp.slots.text.composition import Composition
from vdp.slots.text.fit import Setting, tracking_em
from vdp.slots.text.ink import (
    Run,
    Spread,
    adjusted,
    color_of,
    find_kept,
    font_operator,
    is_seamless,
    line_starts,
    make_run,
    spread_lines,
)
from vdp.slots.text.kernel import Characters, Floats
from vdp.slots.text.pieces import show_pieces
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.vertical import SIDEWAYS, VerticalChain, kinds_of
from vdp.slots.text.vertical_cut import DROP, Cutter, Kinds, Marks
from vdp.slots.text.vertical_groups import FULL, Found, Groups
from vdp.slots.text.vertical_turns import CENT, Glyphs, Writer


class VerticalInk:
    """Composes settings of one slot."""

    def __init__(self, spec: TextSpec, chain: VerticalChain, composition: Composition) -> None:
        self._spec = spec
        self._chain = chain
        self._composition = composition
        names = [face.resource for face in chain.faces]
        self._resource = vertical_resource(names[0])
        self._color, self._restore = color_of(spec)
        self._nominal = tracking_em(spec)
        self._groups = Groups(chain)
        self._cutter = Cutter(spec, self._groups)
        fonts = [(vertical_resource(name).encode("ascii"), name.encode("ascii")) for name in names]
        self._writer = Writer(fonts, self._groups, self._color + b"BT", self._restore)

    def compose(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per string, b"" for an empty one."""
        spread = spread_lines(self._spec, characters, setting, self._composition)
        lines = setting.lines
        tops = self._spec.box.y + self._spec.box.height - line_starts(self._spec, characters, setting, spread)
        kinds = kinds_of(characters.codes, self._chain)
        is_plain = spread is None and self._is_plain(setting)
        if is_plain and kinds is None and len(lines.owner) == len(characters.starts):
            run = make_run(characters.codes, characters.adjust, self._chain)
            if run.faces is None:
                return self._compose_plain(run, setting, tops)
        groups = None if kinds is None else self._groups.find(characters.codes, kinds)
        glyphs = self._glyphs(characters, setting, spread, kinds=kinds, groups=groups)
        faces = glyphs.run.faces
        if faces is not None and glyphs.places is not None:
            faces = faces[np.minimum(glyphs.places[:-1], len(faces) - 1)]
        marks = Marks(kinds, faces, groups, is_plain)
        pieces, inner = self._cutter.cut(characters, setting, spread, marks, tops)
        strings, inks = self._writer.write(glyphs, pieces, inner)
        if len(strings) == len(characters.starts):
            return inks
        found = [b""] * len(characters.starts)
        for string, ink in zip(strings.tolist(), inks, strict=True):
            found[string] = ink
        return found

    def _glyphs(
        self,
        characters: Characters,
        setting: Setting,
        spread: Spread | None,
        *,
        kinds: Kinds | None,
        groups: Found | None,
    ) -> Glyphs:
        """Look up the glyphs of what stands in lines."""
        codes, adjust, lines, places = characters.codes, adjusted(characters, spread), setting.lines, None
        if groups is not None:
            codes = codes.copy()
            codes[groups.at] = groups.last
        if not is_seamless(lines, len(codes)):
            in_line = find_kept(lines, len(codes))
            adjust = np.where(in_line, adjust, 0.0)
            codes, places = codes[in_line], np.concatenate(([0], np.cumsum(in_line)))
        run = make_run(codes, adjust, self._chain)
        tenths = np.rint(run.corrections * 10.0).astype(np.int64)
        if kinds is not None and len(tenths):
            tenths = np.where(kinds[run.cuts] == SIDEWAYS, -tenths, tenths)
        return Glyphs(run, places, tenths)

    def _is_plain(self, setting: Setting) -> bool:
        changed = (setting.scale != 1.0) | (setting.size != self._spec.size) | (setting.tracking != self._nominal)
        return not changed.any()

    def _compose_plain(self, run: Run, setting: Setting, tops: Floats) -> list[bytes]:
        """Compose strings of one upright line each, set as the slot says."""
        spec, lines = self._spec, setting.lines
        tracking = b" %b Tc" % num(-spec.tracking) if spec.tracking else b""
        x, y = _to_cents(self._cutter.middles(setting)[:1])[0], _to_cents(tops)
        head = b"%bBT %b%b 1 0 0 1 %.2f " % (self._color, font_operator(self._resource, spec.size), tracking, x)
        tail = (b" 0 Tc ET" if spec.tracking else b" ET") + self._restore
        shown = show_pieces(run, lines.starts, lines.ends, np.ones(len(lines.starts), dtype=np.int64))
        if (y == y[0]).all():
            start = b"%b%.2f Tm " % (head, y[0])
            found = [start + string + tail for string in shown]
        else:
            found = [b"%b%.2f Tm %b%b" % (head, y, s, tail) for y, s in zip(y.tolist(), shown, strict=True)]
        for index in np.flatnonzero(lines.starts == lines.ends).tolist():
            found[index] = b""
        return found

    def group(self, code: int, *, x: float, y: float, size: float, scale: float, spaced: bool) -> bytes:
        """Return the operators of one group, condensed to its em if need be.

        `x`: the middle of the line; `y`: where the em begins.
        """
        shape, digits = self._groups.read(code)
        return b" /%b %.3f Tf%b %.4f 0 0 %.4f %.2f %.2f Tm <%b> Tj" % (
            self._chain.faces[shape.face].resource.encode("ascii"),
            size,
            b" 0 Tc" if spaced else b"",
            shape.narrow / FULL,
            scale,
            x - shape.half * size,
            y - DROP * size * scale,
            digits,
        )


def vertical_resource(resource: str) -> str:
    """Return the name of a face's vertical font in the page resources."""
    return f"{resource}V"


def _to_cents(points: Floats) -> Floats:
    """Return places as they are written everywhere, rounded to hundredths of a point."""
    rounded: Floats = np.rint(points * CENT) / CENT
    return rounded
