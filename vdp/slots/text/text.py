"""The text slot: strings to `BT … ET` fragments, or the faults that forbid them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

import numpy as np

from vdp.slots.base import Fault
from vdp.slots.text.bidi import right_to_left
from vdp.slots.text.chain import NEWLINE, FaceChain
from vdp.slots.text.characters import apply_rules
from vdp.slots.text.composition import Composition
from vdp.slots.text.equal import find_repeats
from vdp.slots.text.fit import Most, Setting, line_length, most_lines, tracking_em
from vdp.slots.text.fit_texts import fit_texts
from vdp.slots.text.fitted import NONE_FITTED, Fitted, note_fitted, repeat_fitted
from vdp.slots.text.horizontal import HorizontalInk
from vdp.slots.text.kernel import Characters, Markup, read_characters
from vdp.slots.text.marked_ink import MarkedInk
from vdp.slots.text.markup import cut_marked, read_aloud, read_marked
from vdp.slots.text.prepare import Preparation, strings_of
from vdp.slots.text.ruby import Voice
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.texts import EVERYTHING, Texts, read_texts
from vdp.slots.text.vertical import VerticalChain
from vdp.slots.text.vertical_ink import VerticalInk


class Ink(Protocol):
    """Writes settings in one direction."""

    def compose(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per string, b"" for an empty one."""


class Survey(NamedTuple):
    """What measuring a batch tells."""

    faults: list[Fault]
    fitted: Fitted


class TextKernel:
    """Sets one text slot, batch by batch. `chains`: of the spec's spans, in their order."""

    def __init__(self, spec: TextSpec, chain: FaceChain, chains: Sequence[FaceChain] = ()) -> None:
        self.spec = spec
        self.chain = chain
        self._composition = Composition(spec, chain)
        self._voices = tuple(
            Voice(span, voice, Composition(spec, voice), (span.tracking - spec.tracking) / spec.size * 1000.0)
            for span, voice in zip(spec.spans, chains, strict=True)
        )
        self._prepare = Preparation(spec, chain, self._voices)
        self._ink = self._open_ink()

    def _open_ink(self) -> Ink:
        if self._voices:
            return MarkedInk(self.spec, self._voices, self._composition)
        if isinstance(self.chain, VerticalChain):
            return VerticalInk(self.spec, self.chain, self._composition)
        return HorizontalInk(self.spec, self.chain, self._composition)

    def measure(self, values: Sequence[str]) -> list[Fault]:
        """Return overflow and missing glyphs by the slot's policies."""
        return self.survey(values).faults

    def survey(self, values: Sequence[str], *, most: Most | None = None) -> Survey:
        """Return the faults of a batch, and which of its strings are not set as the slot itself says."""
        if not len(values):
            return Survey([], NONE_FITTED)
        repeats = find_repeats(values) if most is None else None
        if repeats is not None:
            survey = self._survey(repeats[0], None)
            if not survey.faults:
                return Survey([], repeat_fitted(survey.fitted, repeats[1]))
        return self._survey(values, most)

    def _survey(self, values: Sequence[str], most: Most | None) -> Survey:
        characters = self._read(self._prepare.take(values))
        faults = list(self._missing(characters))
        setting = fit_texts(self.spec, characters, self._composition, most=most)
        if setting.overflows.any():
            severity = "warn" if self.spec.overflow == "clip" else self.spec.overflow
            faults.extend(
                Fault(index, "text.overflow", severity, "the text does not fit its box at the smallest setting")
                for index in np.flatnonzero(setting.overflows).tolist()
            )
        return Survey(faults, note_fitted(self.spec, characters, setting))

    def room(self, values: Sequence[str]) -> Most:
        """Return how large each string of a batch can be set: what linked slots must agree on."""
        setting = fit_texts(self.spec, self._read(self._prepare.take(values)), self._composition)
        return Most(setting.scale, setting.size / self.spec.size)

    def compose(self, values: Sequence[str], *, most: Most | None = None) -> list[bytes]:
        """Return one fragment per string; an empty string paints nothing. `most`: no larger than linked slots."""
        if not len(values):
            return []
        repeats = find_repeats(values) if most is None else None
        if repeats is None:
            return self._compose(self._prepare.take(values), most)
        inks = self._compose(self._prepare.take(repeats[0]), None)
        return [inks[place] for place in repeats[1]]

    def shown(self, values: Sequence[str]) -> list[str]:
        """Return the texts that a reader of the page finds; ruby after the text that it belongs to."""
        prepared: Sequence[str] = apply_rules(self.spec.characters, values)
        if self.spec.missing_glyph == "geta":
            prepared = self._prepare.with_geta(prepared)
        prepared = self._clip_shown(prepared)
        return list(map(read_aloud, prepared)) if self._voices else list(prepared)

    def _clip_shown(self, prepared: Sequence[str]) -> Sequence[str]:
        if not len(prepared) or self.spec.overflow != "clip":
            return prepared
        texts = self._prepare.collapse(prepared)
        kept = self._cut(texts)
        if kept is texts:
            return prepared
        pairs = zip(strings_of(texts), strings_of(kept), prepared, strict=True)
        return [whole if before == after else self._prepare.spell(after) for before, after, whole in pairs]

    def set(self, values: Sequence[str]) -> tuple[Sequence[str], Characters, Setting]:
        """Return the texts as they are set, one character for every cluster, with their characters and lines."""
        texts = self._prepare.take(values)
        characters = self._read(texts)
        return strings_of(texts), characters, fit_texts(self.spec, characters, self._composition)

    def paint(self, characters: Characters, setting: Setting) -> list[bytes]:
        """Return one fragment per text of a setting, which may hold some of its lines only."""
        for start, end in zip(setting.lines.starts.tolist(), setting.lines.ends.tolist(), strict=True):
            self.chain.used[characters.codepoints[start:end]] = True
        return self._ink.compose(characters, setting)

    def _compose(self, texts: Texts | Sequence[str], most: Most | None) -> list[bytes]:
        characters = self._read(texts)
        setting = fit_texts(self.spec, characters, self._composition, most=most)
        if setting.overflows.any():
            characters = self._read(self._cut(texts))
            setting = fit_texts(self.spec, characters, self._composition, most=most)
        self._note_used(characters)
        return self._ink.compose(characters, setting)

    def _cut(self, texts: Texts | Sequence[str]) -> Texts | Sequence[str]:
        """Return texts that fit at the smallest setting; the same ones where all do.

        A text may have to be cut again: its new end loses what the characters after it gave, such as kerning, or kana
        that a reading reached over. Linked slots have no say, so that what is cut does not depend on them.
        """
        while True:
            characters = self._read(texts)
            setting = fit_texts(self.spec, characters, self._composition)
            if not setting.overflows.any():
                return texts
            kept = self._clipped(strings_of(texts), characters, setting)
            texts = kept if self._voices else read_texts(kept)._replace(traits=EVERYTHING)

    def _note_used(self, characters: Characters) -> None:
        if characters.markup is None:
            self.chain.used[characters.codepoints] = True
            return
        for span, voice in enumerate(self._voices):
            voice.chain.used[characters.codepoints[characters.markup.spans == span]] = True
        for ruby in characters.markup.rubies:
            self._voices[characters.markup.spans[ruby.start]].chain.used[ruby.codepoints] = True

    def _read(self, texts: Texts | Sequence[str]) -> Characters:
        """Look up prepared texts: in a row, or as strings where the slot has spans."""
        tracking = tracking_em(self.spec)
        if isinstance(texts, Texts):
            return read_characters(texts, self.chain, self._composition, tracking=tracking)
        return read_marked(texts, self._voices, tracking=tracking)

    def _missing(self, characters: Characters) -> Iterator[Fault]:
        if characters.markup is None and characters.codes.all():
            return
        positions = np.flatnonzero((characters.codes == 0) & (characters.codepoints != NEWLINE))
        owners = np.searchsorted(characters.ends, positions, side="right")
        markup = characters.markup
        spans = np.zeros_like(owners) if markup is None else markup.spans[positions]
        columns = (owners.tolist(), characters.codepoints[positions].tolist(), spans.tolist())
        found = [*zip(*columns, strict=True), *([] if markup is None else _missing_rubies(characters, markup))]
        said: set[Fault] = set()  # of spans that have the same fonts, once
        for owner, codepoint, span in sorted(set(found)):
            fault = self._missing_fault(owner, codepoint, span)
            if fault not in said:
                said.add(fault)
                yield fault

    def _missing_fault(self, owner: int, codepoint: int, span: int) -> Fault:
        if right_to_left()[codepoint]:
            severity = "fail" if self.spec.missing_glyph == "fail" else "hold"
            text = f"U+{codepoint:04X} is written from right to left, which is not set"
            return Fault(owner, "text.right-to-left", severity, text)
        chain = self._voices[span].chain if self._voices else self.chain
        text = f"no glyph for U+{codepoint:04X} in {', '.join(face.key for face in chain.faces)}"
        if self.spec.missing_glyph != "geta":
            return Fault(owner, "text.missing-glyph", self.spec.missing_glyph, text)
        # Whatever lacked a glyph has become the geta mark: it is this that no face has.
        return Fault(owner, "text.missing-glyph", "hold", f"{text}, nor for the character that it would stand for")

    def _clipped(self, values: Sequence[str], characters: Characters, setting: Setting) -> list[str]:
        """Cut the overflowing strings to what fits at the smallest setting: at least one character goes."""
        kept = list(values)
        begins = [] if characters.markup is None else list(accumulate(map(len, values), initial=0))
        for index in np.flatnonzero(setting.overflows).tolist():
            start = int(characters.starts[index])
            count = min(self._fitting(index, characters, setting), int(characters.ends[index]) - start - 1)
            end = start + max(count, 0)
            if characters.markup is None:
                kept[index] = values[index][: end - start]
            else:
                kept[index] = cut_marked(values[index], int(characters.markup.places[end]) - begins[index])
        return kept

    def _fitting(self, index: int, characters: Characters, setting: Setting) -> int:
        """Return how many characters of an overflowing string fit."""
        spec = self.spec
        size, scale = float(setting.size[index]), float(setting.scale[index])
        start = int(characters.starts[index])
        mine = np.flatnonzero(setting.lines.owner == index)[: most_lines(spec, size)]
        count = int(setting.lines.ends[mine[-1]]) - start
        if spec.lines != 1:
            return count
        feeds = np.flatnonzero(characters.codepoints[start : start + count] == NEWLINE)
        count = int(feeds[0]) if len(feeds) else count
        tight = setting.tracking[index] - tracking_em(spec)
        places = characters.cumulative[start : start + count + 1] + tight * np.arange(count + 1)
        reach = places[0] + line_length(spec) * 1000.0 / size / scale - spec.indent * 1000.0
        return max(int(np.searchsorted(places, reach, side="right")) - 1, 0)


def _missing_rubies(characters: Characters, markup: Markup) -> Iterator[tuple[int, int, int]]:
    """Yield string, code point and span of every character of a ruby that no face has."""
    for ruby in markup.rubies:
        owner = int(np.searchsorted(characters.ends, ruby.start, side="right"))
        for codepoint in ruby.codepoints[ruby.codes == 0].tolist():
            yield owner, codepoint, int(markup.spans[ruby.start])
