"""From the values of a batch to texts that can be looked up: character rules, clusters, geta marks, upright digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vdp.slots.text.bidi import right_to_left
from vdp.slots.text.chain import FaceChain
from vdp.slots.text.characters import CharacterRules, apply_rules
from vdp.slots.text.clusters import blot_out_kept, collapse_clusters
from vdp.slots.text.markup import each_run, join_ruby_lines
from vdp.slots.text.ruby import Voice
from vdp.slots.text.spec import TextSpec
from vdp.slots.text.texts import DIGITS, EVERYTHING, JOINING, KEPT, UNTIDY, Texts, read_texts
from vdp.slots.text.vertical import VerticalChain, group_digits, stand_digits

GETA = "\u3013"
"""The geta mark (ゲタ): what a printer shows where a glyph is missing."""

_KEEP = CharacterRules()


class Preparation:
    """What is done to the values of one slot. Prepared texts are in a row, or strings where the slot has spans."""

    def __init__(self, spec: TextSpec, chain: FaceChain, voices: Sequence[Voice]) -> None:
        self._spec = spec
        self._chain = chain
        self._voices = voices

    def take(self, values: Sequence[str]) -> Texts | Sequence[str]:
        """Apply the slot's character rules, then put one character in the place of every cluster."""
        if not self._voices and self._spec.missing_glyph != "geta" and self._spec.characters == _KEEP:
            texts = read_texts(values)
            if not texts.traits & (UNTIDY | KEPT | JOINING):
                return self._stand(texts)
        values = apply_rules(self._spec.characters, values)
        if self._spec.missing_glyph == "geta":
            values = self.with_geta(values)
        return self.collapse(values)

    def collapse(self, values: Sequence[str]) -> Texts | Sequence[str]:
        """Put one character in the place of every cluster and every group of upright digits."""
        texts = read_texts(values)
        if texts.traits & KEPT:
            values = blot_out_kept(values)
        if self._voices:
            return self._collapse_marked(values, texts.traits)
        if texts.traits & JOINING:
            values = collapse_clusters(values, self._chain)
        if texts.traits & (KEPT | JOINING):
            texts = read_texts(values)._replace(traits=EVERYTHING)
        return self._stand(texts)

    def _stand(self, texts: Texts) -> Texts:
        """Set digits upright where the slot is vertical."""
        if not texts.traits & DIGITS or not isinstance(self._chain, VerticalChain):
            return texts
        return stand_digits(texts, self._chain, longest=self._spec.upright_digits)

    def _collapse_marked(self, values: Sequence[str], traits: int) -> Sequence[str]:
        values = [join_ruby_lines(value) for value in values]
        if traits & JOINING:
            values = self._each_run(values, lambda run, chain: collapse_clusters((run,), chain)[0])
        if traits & DIGITS and isinstance(self._chain, VerticalChain):
            values = self._each_run(values, self._group_digits)
        return values

    def _group_digits(self, run: str, chain: FaceChain) -> str:
        assert isinstance(chain, VerticalChain)  # noqa: S101 - all spans run in the slot's direction
        return group_digits((run,), chain, longest=self._spec.upright_digits)[0]

    def _each_run(self, values: Sequence[str], change: Callable[[str, FaceChain], str]) -> list[str]:
        """Change the runs of each value between its markers with the chain of their span."""
        if not self._voices:
            return [change(value, self._chain) for value in values]
        return [each_run(value, lambda run, span: change(run, self._voices[span].chain)) for value in values]

    def with_geta(self, values: Sequence[str]) -> list[str]:
        """Put the geta mark in the place of what has no glyph."""
        texts = read_texts(values)
        if texts.traits & KEPT:  # before `_put_geta` spells what stands for clusters
            values = blot_out_kept(values)
        elif not self._voices and self._chain.codes.take(texts.codepoints).all():
            return list(values)
        return self._each_run(values, _put_geta)

    def spell(self, value: str) -> str:
        """Return a text with every standing character put back to what it stands for."""
        return self._each_run((value,), lambda run, chain: chain.spell(run))[0]


def strings_of(texts: Texts | Sequence[str]) -> Sequence[str]:
    """Return prepared texts as strings."""
    return texts.strings if isinstance(texts, Texts) else texts


def _put_geta(run: str, chain: FaceChain) -> str:
    """Return a run with the geta mark for every character or cluster without a glyph, right-to-left ones apart."""
    stays = right_to_left()
    collapsed = collapse_clusters((run,), chain)[0]
    return chain.spell("".join(c if chain.codes[ord(c)] or c == "\n" or stays[ord(c)] else GETA for c in collapsed))
