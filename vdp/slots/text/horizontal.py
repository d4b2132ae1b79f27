"""Horizontal writing (横書き): settings to `BT … ET` fragments."""

from __future__ import annotations

import numpy as np

from vdp.pdf.content import num
from vdp.slots.text.chain import FaceChain
from vdp.slots.text.composition import Composition
from vdp.slots.text.equal import find_equal
from vdp.slots.text.fit import Setting, tracking_em
from vdp.slots.text.ink import Run, color_of, font_operator, line_starts, make_run, spread_lines
from vdp.slots.text.kernel import Characters, Floats, Ints
from vdp.slots.text.pieces import show_pieces
from vdp.slots.text.spec import EM_ASCENT, TextSpec
from vdp.slots.text.switches import show_lines

_BACK = -1  # TJ moves against the writing direction


class HorizontalInk:
    """Composes settings of one slot."""

    def __init__(self, spec: TextSpec, chain: FaceChain, composition: Composition) -> None:
        self._spec = spec
        self._chain = chain
        self._composition = composition
        self._resources = [face.resource for face in chain.faces]
        self._color, self._restore = color_of(spec)
        self._nominal = tracking_em(spec)

    def compose(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per string, b"" for an empty one."""
        spread = spread_lines(self._spec, characters, setting, self._composition)
        run = make_run(characters, self._chain, spread)
        places = line_starts(self._spec, characters, setting, spread) + self._spec.box.x
        strings = self._strings(setting, run)
        if spread is None and len(setting.lines.owner) == len(characters.starts):
            return self._compose_lines(characters, setting, strings, places)
        if spread is not None:
            points = (setting.tracking[setting.lines.owner] + spread.each) * setting.size[setting.lines.owner] / 1000.0
            strings = [b"%.3f Tc %b" % pair for pair in zip(points.tolist(), strings, strict=True)]
        return self._compose_paragraphs(characters, setting, strings, places, spaced=spread is not None)

    def _compose_lines(
        self, characters: Characters, setting: Setting, strings: list[bytes], places: Floats
    ) -> list[bytes]:
        """Compose strings of one line each; most are set as the slot says and share all but x and glyphs."""
        spec = self._spec
        tracking = b" %b Tc" % num(spec.tracking) if spec.tracking else b""
        head = b"%bBT %b%b 1 0 0 1 " % (self._color, font_operator(self._resources[0], spec.size), tracking)
        middle = b" %b Tm " % num(self._baseline(spec.size, 1))
        tail = (b" 0 Tc ET" if spec.tracking else b" ET") + self._restore
        if spec.align == "left" and not spec.indent and not setting.heads.any() and characters.offsets is None:
            start = head + num(spec.box.x) + middle
            found = [start + string + tail for string in strings]
        else:
            found = [
                b"%b%.2f%b%b%b" % (head, x, middle, s, tail) for x, s in zip(places.tolist(), strings, strict=True)
            ]
        plain = (setting.scale == 1.0) & (setting.size == spec.size) & (setting.tracking == self._nominal)
        if not plain.all():
            self._refit(found, np.flatnonzero(~plain), setting, strings, places)
        for index in np.flatnonzero(characters.starts == characters.ends).tolist():
            found[index] = b""
        return found

    def _refit(self, found: list[bytes], which: Ints, setting: Setting, strings: list[bytes], places: Floats) -> None:
        """Put the lines with a size, scale or tracking of their own in their places."""
        size, scale = setting.size[which], setting.scale[which]
        columns = (
            which,
            size,
            scale * 100.0,
            setting.tracking[which] * size / 1000.0,
            places[which],
            self._baseline(1.0, 1) + (size - 1.0) * self._rise,
        )
        head = b"%bBT /%b " % (self._color, self._resources[0].encode("ascii"))
        form = b"%b%.3f Tf %.2f Tz %.3f Tc 1 0 0 1 %.2f %.3f Tm %b 0 Tc 100 Tz ET%b"
        for at, size_, scale_, tracking, x, y in zip(*(column.tolist() for column in columns), strict=True):
            found[at] = form % (head, size_, scale_, tracking, x, y, strings[at], self._restore)

    @property
    def _rise(self) -> float:
        """Return how much the baseline of a single line moves per point of its size."""
        return self._baseline(2.0, 1) - self._baseline(1.0, 1)

    def _compose_paragraphs(
        self, characters: Characters, setting: Setting, strings: list[bytes], places: Floats, *, spaced: bool
    ) -> list[bytes]:
        """Compose strings that may take several lines."""
        counts = np.bincount(setting.lines.owner, minlength=len(characters.starts))
        ends = np.cumsum(counts)
        firsts = ends - counts
        tracking = np.zeros(len(counts)) if spaced else setting.tracking * setting.size / 1000.0
        lot, which = find_equal((setting.size, setting.scale, tracking, places[firsts], counts))
        columns = (setting.size[lot], setting.scale[lot], tracking[lot], places[firsts[lot]])
        heads = list(map(self._head, *(column.tolist() for column in columns), counts[lot].tolist()))
        moves, sizes = np.diff(places, prepend=0.0), setting.size[setting.lines.owner]
        moves[firsts] = 0.0
        lot, step = find_equal((moves, sizes))
        steps = list(map(self._step, moves[lot].tolist(), sizes[lot].tolist()))
        parts = [b""] * (2 * len(strings))
        parts[::2] = [steps[place] for place in step.tolist()]
        parts[1::2] = strings
        for first, head in zip(firsts.tolist(), which.tolist(), strict=True):
            parts[2 * first] = heads[head]
        is_tight, is_scaled = (tracking != 0.0) | spaced, setting.scale != 1.0
        tails = [tight + end + self._restore for tight in (b"", b" 0 Tc") for end in (b" ET", b" 100 Tz ET")]
        empty = characters.starts == characters.ends
        bounds = zip((2 * firsts).tolist(), (2 * ends).tolist(), strict=True)
        kinds = zip((2 * is_tight + is_scaled).tolist(), empty.tolist(), strict=True)
        return [
            b"" if nothing else b"".join(parts[a:b]) + tails[tail]
            for (a, b), (tail, nothing) in zip(bounds, kinds, strict=True)
        ]

    def _head(self, size: float, scale: float, tracking: float, x: float, lines: int) -> bytes:
        """Return what stands before the first line of a string."""
        scaled = b" %b Tz" % num(scale * 100.0) if scale != 1.0 else b""
        spaced = b" %b Tc" % num(tracking) if tracking else b""
        font = font_operator(self._resources[0], size)
        y = num(self._baseline(size, lines))
        return b"%bBT %b%b%b 1 0 0 1 %b %b Tm " % (self._color, font, scaled, spaced, num(x), y)

    def _step(self, move: float, size: float) -> bytes:
        """Return what leads from one line to the next."""
        return b" %b %b Td " % (num(move), num(-self._spec.leading * size / self._spec.size))

    def _strings(self, setting: Setting, run: Run) -> list[bytes]:
        """Return the showing operators of every line."""
        lines = setting.lines
        if run.faces is not None:
            return show_lines(run, lines, setting.size[lines.owner], self._resources)
        return show_pieces(run, lines.starts, lines.ends, np.full(len(lines.starts), _BACK))

    def _baseline(self, size: float, lines: int) -> float:
        """Return the first baseline so that the block of em boxes lies in the slot as `valign` says."""
        spec = self._spec
        block = size + (lines - 1) * spec.leading * size / spec.size
        free = spec.box.height - block
        down = {"top": 0.0, "middle": free / 2.0, "bottom": free}[spec.valign]
        return spec.box.y + spec.box.height - down - EM_ASCENT * size
