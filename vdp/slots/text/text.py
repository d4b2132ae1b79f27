"""The text slot: strings to `BT … ET` fragments, or the faults that forbid them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from vdp.slots.base import Fault
from vdp.slots.text.chain import NEWLINE, FaceChain
from vdp.slots.text.characters import apply_rules
from vdp.slots.text.clusters import blot_out_kept, collapse_clusters, find_oddities
from vdp.slots.text.composition import Composition
from vdp.slots.text.fit import Setting, fit_texts, line_length, most_lines, tracking_em
from vdp.slots.text.horizontal import HorizontalInk
from vdp.slots.text.kernel import Characters, read_characters
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.vertical import VerticalChain, group_digits
from vdp.slots.text.vertical_ink import VerticalInk

GETA = "\u3013"
"""The geta mark (ゲタ): what a printer shows where a glyph is missing."""


class Ink(Protocol):
    """Writes settings in one direction."""

    def compose(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per string, b"" for an empty one."""


class TextKernel:
    """Sets one text slot, batch by batch."""

    def __init__(self, spec: TextSpec, chain: FaceChain) -> None:
        self.spec = spec
        self.chain = chain
        self._composition = Composition(spec, chain)
        self._ink: Ink = (
            VerticalInk(spec, chain, self._composition)
            if isinstance(chain, VerticalChain)
            else HorizontalInk(spec, chain, self._composition)
        )

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return overflow and missing glyphs by the slot's policies, and as "info" what was fitted."""
        if not len(values):
            return []
        characters = self._read(self._prepared(values))
        faults = list(self._missing(characters))
        setting = fit_texts(self.spec, characters, self._composition)
        if setting.overflows.any():
            severity = "warn" if self.spec.overflow == "clip" else self.spec.overflow
            faults.extend(
                Fault(index, "text.overflow", severity, "the text does not fit its box at the smallest setting")
                for index in np.flatnonzero(setting.overflows).tolist()
            )
        return faults

    def compose(self, values: Sequence[str]) -> list[bytes]:
        """Return one fragment per string; an empty string paints nothing."""
        return self._compose(self._prepared(values))

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return the texts that a reader of the page finds."""
        prepared: Sequence[str] = apply_rules(self.spec.characters, values)
        if self.spec.missing_glyph == "geta":
            prepared = self._with_geta(prepared)
        if not len(values) or self.spec.overflow != "clip":
            return list(prepared)
        collapsed = self._collapsed(prepared)
        characters = self._read(collapsed)
        setting = fit_texts(self.spec, characters, self._composition)
        if not setting.overflows.any():
            return list(prepared)
        kept = self._clipped(collapsed, characters, setting)
        return [
            self.chain.spell(text) if cut else whole
            for text, whole, cut in zip(kept, prepared, setting.overflows, strict=True)
        ]

    def set(self, values: Sequence[str]) -> tuple[Sequence[str], Characters, Setting]:
        """Return the texts as they are set, one character for every cluster, with their characters and lines."""
        prepared = self._prepared(values)
        characters = self._read(prepared)
        return prepared, characters, fit_texts(self.spec, characters, self._composition)

    def paint(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per text of a setting, which may hold some of its lines only."""
        for start, end in zip(setting.lines.starts.tolist(), setting.lines.ends.tolist(), strict=True):
            self.chain.used[characters.codepoints[start:end]] = True
        return self._ink.compose(characters, setting)

    def _compose(self, values: Sequence[str]) -> list[bytes]:
        if not len(values):
            return []
        characters = self._read(values)
        setting = fit_texts(self.spec, characters, self._composition)
        if setting.overflows.any():
            return self._compose(self._clipped(values, characters, setting))
        self.chain.used[characters.codepoints] = True
        return self._ink.compose(characters, setting)

    def _read(self, values: Sequence[str]) -> Characters:
        return read_characters(values, self.chain, self._composition, tracking=tracking_em(self.spec))

    def _prepared(self, values: Sequence[str]) -> Sequence[str]:
        """Apply the slot's character rules, then put one character in the place of every cluster."""
        values = apply_rules(self.spec.characters, values)
        if self.spec.missing_glyph == "geta":
            values = self._with_geta(values)
        return self._collapsed(values)

    def _collapsed(self, values: Sequence[str]) -> Sequence[str]:
        odd = find_oddities(values)
        if odd.kept:
            values = blot_out_kept(values)
        if odd.joining:
            values = collapse_clusters(values, self.chain)
        if odd.digits and isinstance(self.chain, VerticalChain):
            values = group_digits(values, self.chain, longest=self.spec.upright_digits)
        return values

    def _with_geta(self, values: Sequence[str]) -> list[str]:
        codes = self.chain.codes
        return [
            self.chain.spell("".join(c if codes[ord(c)] or c == "\n" else GETA for c in value))
            for value in collapse_clusters(values, self.chain)
        ]

    def _missing(self, characters: Characters) -> Iterator[Fault]:
        positions = np.flatnonzero((characters.codes == 0) & (characters.codepoints != NEWLINE))
        if not len(positions):
            return
        owners = np.searchsorted(characters.ends, positions, side="right")
        faces = ", ".join(face.key for face in self.chain.faces)
        found = sorted(set(zip(owners.tolist(), characters.codepoints[positions].tolist(), strict=True)))
        for owner, codepoint in found:
            text = f"no glyph for U+{codepoint:04X} in {faces}"
            yield Fault(owner, "text.missing-glyph", self.spec.missing_glyph, text)

    def _clipped(self, values: Sequence[str], characters: Characters, setting: Setting) -> list[str]:
        """Cut the overflowing strings to what fits at the smallest setting."""
        kept = list(values)
        spec = self.spec
        for index in np.flatnonzero(setting.overflows).tolist():
            size, scale = float(setting.size[index]), float(setting.scale[index])
            mine = np.flatnonzero(setting.lines.owner == index)[: most_lines(spec, size)]
            start = int(characters.starts[index])
            text = values[index][: int(setting.lines.ends[mine[-1]]) - start]
            if spec.lines == 1:
                text = text.split("\n")[0]
                tight = setting.tracking[index] - tracking_em(spec)
                places = characters.cumulative[start : start + len(text) + 1] + tight * np.arange(len(text) + 1)
                reach = places[0] + line_length(spec) * 1000.0 / size / scale - spec.indent * 1000.0
                text = text[: max(int(np.searchsorted(places, reach, side="right")) - 1, 0)]
            kept[index] = text
        return kept
