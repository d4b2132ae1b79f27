"""Horizontal writing (横書き): settings to `BT … ET` fragments."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from vdp.pdf.content import num
from vdp.slots.text.chain import FaceChain
from vdp.slots.text.composition import Composition
from vdp.slots.text.fit import Setting, tracking_em
from vdp.slots.text.ink import Run, color_of, font_operator, line_starts, make_run, spread_lines
from vdp.slots.text.kernel import Characters, Floats, Ints
from vdp.slots.text.pieces import show_pieces
from vdp.slots.text.spec import EM_ASCENT, TextSpec

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
        return self._compose_paragraphs(characters, setting, strings, places.tolist(), spaced=spread is not None)

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
        self, characters: Characters, setting: Setting, strings: list[bytes], places: list[float], *, spaced: bool
    ) -> list[bytes]:
        """Compose strings that may take several lines."""
        bounds = np.searchsorted(setting.lines.owner, np.arange(len(characters.starts) + 1)).tolist()
        empty = (characters.starts == characters.ends).tolist()
        return [
            b""
            if empty[index]
            else self._fragment(setting, index, strings[first:last], places[first:last], spaced=spaced)
            for index, (first, last) in enumerate(pairwise(bounds))
        ]

    def _strings(self, setting: Setting, run: Run) -> list[bytes]:
        """Return the showing operators of every line."""
        starts, ends = setting.lines.starts, setting.lines.ends
        if run.faces is None:
            return show_pieces(run, starts, ends, np.full(len(starts), _BACK))
        changes = np.flatnonzero(np.diff(run.faces)) + 1
        begins = np.union1d(starts, changes)
        line = np.searchsorted(starts, begins, side="right") - 1
        inside = (line >= 0) & ((begins < ends[line]) | (begins == starts[line]))
        begins, line = begins[inside], line[inside]
        stops = np.where(np.append(line[1:] == line[:-1], False), np.append(begins[1:], 0), ends[line])
        pieces = show_pieces(run, begins, stops, np.full(len(begins), _BACK))
        return self._join(setting, run, pieces, begins=begins, stops=stops, line=line)

    def _join(
        self, setting: Setting, run: Run, pieces: list[bytes], *, begins: Ints, stops: Ints, line: Ints
    ) -> list[bytes]:
        """Join the pieces of each line, the font chosen before each; a line begins and ends in the first face."""
        assert run.faces is not None  # noqa: S101 - the caller has looked
        sizes = setting.size[setting.lines.owner].tolist()
        faces = run.faces[np.minimum(begins, len(run.faces) - 1)].tolist() if len(run.faces) else [0] * len(begins)
        lost = dict(zip(run.cuts.tolist(), run.corrections.tolist(), strict=True))
        parts: list[list[bytes]] = [[] for _ in sizes]
        current = 0
        rows = zip(line.tolist(), stops.tolist(), faces, pieces, strict=True)
        for at, stop, face, piece in rows:
            mine = parts[at]
            if face != (current if mine else 0):
                mine.append(font_operator(self._resources[face], sizes[at]))
            mine.append(piece)
            if stop - 1 in lost and stop < int(setting.lines.ends[at]):
                mine.append(b"[%b] TJ" % num(-lost[stop - 1]))
            current = face
        for at, mine in enumerate(parts):
            if any(part.endswith(b" Tf") for part in mine):
                mine.append(font_operator(self._resources[0], sizes[at]))
        return [b" ".join(mine) if mine else b"<> Tj" for mine in parts]

    def _fragment(
        self, setting: Setting, index: int, strings: list[bytes], places: list[float], *, spaced: bool
    ) -> bytes:
        """Return the fragment of one string with its own size, scale, tracking and lines."""
        spec = self._spec
        size, scale = float(setting.size[index]), float(setting.scale[index])
        tracking = float(setting.tracking[index]) * size / 1000.0
        parts = [self._color, b"BT ", font_operator(self._resources[0], size)]
        if scale != 1.0:
            parts.append(b" %b Tz" % num(scale * 100.0))
        if tracking and not spaced:
            parts.append(b" %b Tc" % num(tracking))
        parts.append(b" 1 0 0 1 %b %b Tm " % (num(places[0]), num(self._baseline(size, len(strings)))))
        parts.append(strings[0])
        leading = num(-spec.leading * size / spec.size)
        for string, (before, here) in zip(strings[1:], pairwise(places), strict=True):
            parts.append(b" %b %b Td " % (num(here - before), leading))
            parts.append(string)
        parts.append((b" 0 Tc" if tracking or spaced else b"") + (b" 100 Tz ET" if scale != 1.0 else b" ET"))
        parts.append(self._restore)
        return b"".join(parts)

    def _baseline(self, size: float, lines: int) -> float:
        """Return the first baseline so that the block of em boxes lies in the slot as `valign` says."""
        spec = self._spec
        block = size + (lines - 1) * spec.leading * size / spec.size
        free = spec.box.height - block
        down = {"top": 0.0, "middle": free / 2.0, "bottom": free}[spec.valign]
        return spec.box.y + spec.box.height - down - EM_ASCENT * size
