"""Horizontal writing (横書き): settings to `BT … ET` fragments."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np

from vdp.pdf.content import num
from vdp.slots.text.chain import FaceChain
from vdp.slots.text.composition import Composition
from vdp.slots.text.equal import find_equal
from vdp.slots.text.fit import Setting, tracking_em
from vdp.slots.text.ink import Run, adjusted, color_of, font_operator, line_starts, make_run, spread_lines
from vdp.slots.text.kernel import Bools, Characters, Floats, Ints
from vdp.slots.text.pieces import show_pieces
from vdp.slots.text.spec import EM_ASCENT, TextSpec
from vdp.slots.text.switches import show_lines

_Size = TypeVar("_Size", float, Floats)

_BACK = -1  # TJ moves against the writing direction


class _Look(NamedTuple):
    """How a string is set."""

    size: float
    scale: float
    tracking: float  # points
    x: float  # of its first line
    lines: int
    is_plain: bool


class HorizontalInk:
    """Composes settings of one slot."""

    def __init__(self, spec: TextSpec, chain: FaceChain, composition: Composition) -> None:
        self._spec = spec
        self._chain = chain
        self._composition = composition
        self._resources = [face.resource for face in chain.faces]
        self._color, self._restore = color_of(spec)
        self._nominal = tracking_em(spec)
        # Of strings with a size, scale or tracking of their own.
        self._form = b"%bBT /%b " % (self._color, self._resources[0].encode("ascii"))
        self._form = self._form.replace(b"%", b"%%") + b"%.3f Tf %.2f Tz %.3f Tc 1 0 0 1 %.2f %.3f Tm "

    def compose(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per string, b"" for an empty one."""
        spread = spread_lines(self._spec, characters, setting, self._composition)
        run = make_run(characters.codes, adjusted(characters, spread), self._chain)
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
        head, middle = self._plain_head(1)
        tail = (b" 0 Tc ET" if self._nominal else b" ET") + self._restore
        if spec.align == "left" and not spec.indent and not setting.heads.any() and characters.offsets is None:
            start = b"%b%.2f%b" % (head, spec.box.x, middle)
            found = [start + string + tail for string in strings]
        else:
            found = [
                b"%b%.2f%b%b%b" % (head, x, middle, s, tail) for x, s in zip(places.tolist(), strings, strict=True)
            ]
        plain = self._is_plain(setting)
        if not plain.all():
            self._refit(found, np.flatnonzero(~plain), setting, strings, places)
        for index in np.flatnonzero(characters.starts == characters.ends).tolist():
            found[index] = b""
        return found

    def _is_plain(self, setting: Setting) -> Bools:
        """Return which strings are set as the slot says: whatever stands beside them, these are written shortly."""
        plain: Bools = (setting.scale == 1.0) & (setting.size == self._spec.size)
        plain &= setting.tracking == self._nominal
        return plain

    def _plain_head(self, lines: int, *, spaced: bool = False) -> tuple[bytes, bytes]:
        """Return what stands before and after x at the head of a string that is set as the slot says."""
        size = self._spec.size
        tracking = b" %b Tc" % num(self._nominal * size / 1000.0) if self._nominal and not spaced else b""
        head = b"%bBT %b%b 1 0 0 1 " % (self._color, font_operator(self._resources[0], size), tracking)
        return head, b" %b Tm " % num(self._baseline(size, lines))

    def _refit(self, found: list[bytes], which: Ints, setting: Setting, strings: list[bytes], places: Floats) -> None:
        """Put the lines with a size, scale or tracking of their own in their places."""
        size = setting.size[which]
        columns = (
            which,
            size,
            setting.scale[which] * 100.0,
            setting.tracking[which] * size / 1000.0,
            places[which],
            self._baseline(size, 1),
        )
        form = self._form + b"%b 0 Tc 100 Tz ET%b"
        for at, size_, scale_, tracking, x, y in zip(*(column.tolist() for column in columns), strict=True):
            found[at] = form % (size_, scale_, tracking, x, y, strings[at], self._restore)

    def _compose_paragraphs(
        self, characters: Characters, setting: Setting, strings: list[bytes], places: Floats, *, spaced: bool
    ) -> list[bytes]:
        """Compose strings that may take several lines."""
        counts = np.bincount(setting.lines.owner, minlength=len(characters.starts))
        ends = np.cumsum(counts)
        firsts = ends - counts
        plain = self._is_plain(setting)
        tracking = np.zeros(len(counts)) if spaced else setting.tracking * setting.size / 1000.0
        lot, which = find_equal((plain, setting.size, setting.scale, tracking, places[firsts], counts))
        columns = (setting.size[lot], setting.scale[lot], tracking[lot], places[firsts[lot]])
        rows = zip(*(column.tolist() for column in (*columns, counts[lot], plain[lot])), strict=True)
        heads = [self._head(_Look(*row), spaced=spaced) for row in rows]
        moves, sizes = np.diff(places, prepend=0.0), setting.size[setting.lines.owner]
        moves[firsts] = 0.0
        lot, step = find_equal((moves, sizes))
        steps = list(map(self._step, moves[lot].tolist(), sizes[lot].tolist()))
        parts = [b""] * (2 * len(strings))
        parts[::2] = [steps[place] for place in step.tolist()]
        parts[1::2] = strings
        for first, head in zip(firsts.tolist(), which.tolist(), strict=True):
            parts[2 * first] = heads[head]
        tails = [end + self._restore for end in (b" ET", b" 0 Tc ET", b" 0 Tc 100 Tz ET")]
        kinds = np.where(plain, int(spaced or self._nominal != 0.0), 2)
        empty = characters.starts == characters.ends
        bounds = zip((2 * firsts).tolist(), (2 * ends).tolist(), strict=True)
        return [
            b"" if nothing else b"".join(parts[a:b]) + tails[tail]
            for (a, b), tail, nothing in zip(bounds, kinds.tolist(), empty.tolist(), strict=True)
        ]

    def _head(self, look: _Look, *, spaced: bool) -> bytes:
        """Return what stands before the first line of a string."""
        if look.is_plain:
            head, middle = self._plain_head(look.lines, spaced=spaced)
            return b"%b%.2f%b" % (head, look.x, middle)
        y = self._baseline(look.size, look.lines)
        return self._form % (look.size, look.scale * 100.0, look.tracking, look.x, y)

    def _step(self, move: float, size: float) -> bytes:
        """Return what leads from one line to the next."""
        return b" %b %b Td " % (num(move), num(-self._spec.leading * size / self._spec.size))

    def _strings(self, setting: Setting, run: Run) -> list[bytes]:
        """Return the showing operators of every line."""
        lines = setting.lines
        if run.faces is not None:
            return show_lines(run, lines, setting.size[lines.owner], self._resources)
        return show_pieces(run, lines.starts, lines.ends, np.full(len(lines.starts), _BACK))

    def _baseline(self, size: _Size, lines: int) -> _Size:
        """Return the first baseline so that the block of em boxes lies in the slot as `valign` says."""
        spec = self._spec
        block = size + (lines - 1) * spec.leading * size / spec.size
        free = spec.box.height - block
        share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[spec.valign]
        return spec.box.y + spec.box.height - free * share - EM_ASCENT * size
