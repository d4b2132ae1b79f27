"""The text slot: strings to `BT … ET` fragments, or the faults that forbid them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from vdp.pdf.content import num
from vdp.slots.base import Fault
from vdp.slots.text.breaks import break_classes
from vdp.slots.text.chain import NEWLINE, FaceChain
from vdp.slots.text.fit import Setting, fit_paragraphs, fit_single_lines, most_lines, tracking_em
from vdp.slots.text.kernel import Characters, find_breaks, glyph_hex, read_characters
from vdp.slots.text.spec import TextSpec

EM_ASCENT = 0.88
"""The em box of a Japanese face reaches this far above the baseline, 0.12 below (Noto, BIZ UD, IPAex: typo metrics)."""

GETA = "\u3013"
"""The geta mark (ゲタ): what a printer shows where a glyph is missing."""


class TextKernel:
    """Sets one text slot, batch by batch."""

    def __init__(self, spec: TextSpec, chain: FaceChain) -> None:
        self.spec = spec
        self.chain = chain
        self._classes = break_classes() if spec.lines != 1 else None
        face = chain.faces[0].resource.encode("ascii")
        self._fonts = [b"/" + face_.resource.encode("ascii") for face_ in chain.faces]
        self._color = b"" if spec.color == b"0 0 0 1 k" else spec.color + b" "
        self._restore = b" 0 0 0 1 k\n" if self._color else b"\n"
        self._plain_font = b"/%b %b Tf" % (face, num(spec.size))

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return overflow and missing glyphs, by the slot's policies."""
        values = self._substituted(values)
        characters = read_characters(values, self.chain, tracking=tracking_em(self.spec))
        faults = list(self._missing(characters))
        setting = self._fit(characters)
        if setting.overflows.any():
            severity = "warn" if self.spec.overflow == "clip" else self.spec.overflow
            faults.extend(
                Fault(index, "text.overflow", severity, "the text does not fit its box at the smallest setting")
                for index in np.flatnonzero(setting.overflows).tolist()
            )
        return faults

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return one fragment per string; an empty string paints nothing."""
        values = self._substituted(values)
        characters = read_characters(values, self.chain, tracking=tracking_em(self.spec))
        self.chain.used[characters.codepoints] = True
        setting = self._fit(characters)
        if setting.overflows.any():
            return self.compose(self._clipped(values, characters, setting))
        digits, faces = glyph_hex(characters, self.chain.offsets)
        strings = self._strings(digits, faces, setting)
        if len(setting.lines.owner) == len(values):
            return self._compose_lines(characters, setting, strings)
        return self._compose_paragraphs(characters, setting, strings)

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return the texts that a reader of the page finds."""
        values = self._substituted(values)
        if self.spec.overflow != "clip":
            return list(values)
        characters = read_characters(values, self.chain, tracking=tracking_em(self.spec))
        setting = self._fit(characters)
        return list(self._clipped(values, characters, setting)) if setting.overflows.any() else list(values)

    def _substituted(self, values: Sequence[str]) -> Sequence[str]:
        if self.spec.missing_glyph != "geta":
            return values
        codes = self.chain.codes
        return ["".join(c if codes[ord(c)] or c == "\n" else GETA for c in value) for value in values]

    def _missing(self, characters: Characters) -> Iterator[Fault]:
        positions = np.flatnonzero((characters.codes == 0) & (characters.codepoints != NEWLINE))
        if not len(positions):
            return
        owners = np.searchsorted(characters.ends, positions, side="right")
        faces = ", ".join(face.key for face in self.chain.faces)
        for owner, codepoint in sorted(
            set(zip(owners.tolist(), characters.codepoints[positions].tolist(), strict=True))
        ):
            yield Fault(
                owner, "text.missing-glyph", self.spec.missing_glyph, f"no glyph for U+{codepoint:04X} in {faces}"
            )

    def _fit(self, characters: Characters) -> Setting:
        if self.spec.lines == 1:
            setting = fit_single_lines(self.spec, characters)
            feeds = np.flatnonzero(characters.codepoints == NEWLINE)
            if len(feeds):
                setting.overflows[np.searchsorted(characters.ends, feeds, side="right")] = True
            return setting
        assert self._classes is not None  # noqa: S101 - set in __init__ for every slot of several lines
        return fit_paragraphs(self.spec, characters, find_breaks(characters, self._classes))

    def _clipped(self, values: Sequence[str], characters: Characters, setting: Setting) -> list[str]:
        """Cut the overflowing strings to what fits at the smallest setting."""
        kept = list(values)
        for index in np.flatnonzero(setting.overflows).tolist():
            mine = np.flatnonzero(setting.lines.owner == index)[: most_lines(self.spec, float(setting.size[index]))]
            start = int(characters.starts[index])
            text = values[index][: int(setting.lines.ends[mine[-1]]) - start]
            if self.spec.lines == 1:
                text = text.replace("\n", " ")
                limit = self.spec.box.width * 1000.0 / setting.size[index] / setting.scale[index]
                reach = characters.cumulative[start] + limit
                fitting = int(np.searchsorted(characters.cumulative[start : start + len(text) + 1], reach, "right")) - 1
                text = text[: max(fitting, 0)]
            kept[index] = text
        return kept

    def _strings(self, digits: bytes, faces: np.ndarray | None, setting: Setting) -> list[bytes]:
        """Return the showing operators of every line."""
        starts, ends = setting.lines.starts.tolist(), setting.lines.ends.tolist()
        if faces is None:
            return [b"<%b> Tj" % digits[4 * start : 4 * end] for start, end in zip(starts, ends, strict=True)]
        sizes = setting.size[setting.lines.owner].tolist()
        return [
            self._mixed(digits, faces, start, end, num(size))
            for start, end, size in zip(starts, ends, sizes, strict=True)
        ]

    def _mixed(self, digits: bytes, faces: np.ndarray, start: int, end: int, size: bytes) -> bytes:
        """Show a line in runs of one face each; the fragment begins and ends in the first face."""
        line = faces[start:end]
        if not line.any():
            return b"<%b> Tj" % digits[4 * start : 4 * end]
        edges = [0, *(np.flatnonzero(np.diff(line)) + 1).tolist(), end - start]
        parts: list[bytes] = []
        for left, right in itertools.pairwise(edges):
            run = digits[4 * (start + left) : 4 * (start + right)]
            parts.append(b"%b %b Tf <%b> Tj" % (self._fonts[line[left]], size, run))
        parts.append(b"%b %b Tf" % (self._fonts[0], size))
        return b" ".join(parts)

    def _compose_lines(self, characters: Characters, setting: Setting, strings: list[bytes]) -> list[bytes]:
        """Compose strings of one line each."""
        spec = self.spec
        offsets = self._offsets(characters, setting)
        plain = (setting.scale == 1.0) & (setting.size == spec.size)
        baseline = num(self._baseline(spec.size, 1))
        tracking = b" %b Tc" % num(spec.tracking) if spec.tracking else b""
        head = b"%bBT %b%b 1 0 0 1 " % (self._color, self._plain_font, tracking)
        middle = b" %b Tm " % baseline
        tail = (b" 0 Tc ET" if spec.tracking else b" ET") + self._restore
        if spec.align == "left":
            start = head + num(spec.box.x) + middle
            found = [start + string + tail for string in strings]
        else:
            found = [
                b"%b%.2f%b%b%b" % (head, x, middle, s, tail) for x, s in zip(offsets.tolist(), strings, strict=True)
            ]
        for index in np.flatnonzero(~plain).tolist():
            found[index] = self._fragment(setting, index, [strings[index]], [float(offsets[index])])
        for index in np.flatnonzero(characters.starts == characters.ends).tolist():
            found[index] = b""
        return found

    def _compose_paragraphs(self, characters: Characters, setting: Setting, strings: list[bytes]) -> list[bytes]:
        """Compose strings that may take several lines."""
        bounds = np.searchsorted(setting.lines.owner, np.arange(len(characters.starts) + 1)).tolist()
        offsets = self._offsets(characters, setting).tolist()
        empty = (characters.starts == characters.ends).tolist()
        return [
            b"" if empty[index] else self._fragment(setting, index, strings[first:last], offsets[first:last])
            for index, (first, last) in enumerate(itertools.pairwise(bounds))
        ]

    def _offsets(self, characters: Characters, setting: Setting) -> np.ndarray:
        """Return the left end of every line in points."""
        spec, lines = self.spec, setting.lines
        if spec.align == "left":
            return np.full(len(lines.owner), spec.box.x)
        taken = characters.cumulative[lines.ends] - characters.cumulative[lines.starts]
        taken = np.maximum(taken - tracking_em(spec), 0.0)
        free = spec.box.width - taken * setting.size[lines.owner] * setting.scale[lines.owner] / 1000.0
        return spec.box.x + free * (0.5 if spec.align == "center" else 1.0)

    def _fragment(self, setting: Setting, index: int, strings: list[bytes], offsets: list[float]) -> bytes:
        """Return the fragment of one string with its own size, scale and lines."""
        spec = self.spec
        size, scale = float(setting.size[index]), float(setting.scale[index])
        leading = spec.leading * size / spec.size
        parts = [self._color, b"BT %b %b Tf" % (self._fonts[0], num(size))]
        if scale != 1.0:
            parts.append(b" %b Tz" % num(scale * 100.0))
        if spec.tracking:
            parts.append(b" %b Tc" % num(spec.tracking * size / spec.size))
        parts.append(b" 1 0 0 1 %b %b Tm " % (num(offsets[0]), num(self._baseline(size, len(strings)))))
        parts.append(strings[0])
        for string, before, here in zip(strings[1:], offsets, offsets[1:], strict=False):
            parts.append(b" %b %b Td " % (num(here - before), num(-leading)))
            parts.append(string)
        if spec.tracking:
            parts.append(b" 0 Tc")
        parts.append(b" 100 Tz ET" if scale != 1.0 else b" ET")
        parts.append(self._restore)
        return b"".join(parts)

    def _baseline(self, size: float, lines: int) -> float:
        """Return the first baseline so that the block of em boxes lies in the slot as `valign` says."""
        spec = self.spec
        block = size + (lines - 1) * spec.leading * size / spec.size
        free = spec.box.height - block
        down = {"top": 0.0, "middle": free / 2.0, "bottom": free}[spec.valign]
        return spec.box.y + spec.box.height - down - EM_ASCENT * size
