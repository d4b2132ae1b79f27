"""The strings of a batch in a row, and what kinds of characters occur among them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text import jlreq
from vdp.slots.text.chain import CLUSTERS, NEWLINE
from vdp.slots.text.characters_clean import odd_units
from vdp.slots.text.clusters import COMBINING
from vdp.slots.text.face import UNICODE_SIZE
from vdp.slots.text.jlreq_classes import classes, flags

Ints = NDArray[np.int64]

# What a whole batch is asked once, so that it takes no step for characters that it does not hold.
UNTIDY: Final = 1  # invisible characters or marks: `apply_rules` changes them under every rule
JOINING: Final = 2  # variation selectors or combining marks
DIGITS: Final = 4  # of ASCII
KEPT: Final = 8  # characters that the kernel uses for clusters
SPACES: Final = 16  # word spaces or ideographic spaces
FEEDS: Final = 32  # line feeds
NARROW: Final = 64  # printable ASCII
WORDS: Final = 128  # narrow punctuation that is part of a word, or glue
TANGLED: Final = 256  # inseparable characters, or what is no character of its own
EVERYTHING: Final = 511


class Texts(NamedTuple):
    """Strings in a row; string i ends before character `ends[i]`."""

    codepoints: NDArray[np.uint32]
    ends: Ints
    traits: int  # which of the kinds above may occur

    @property
    def strings(self) -> list[str]:
        """The strings themselves."""
        together = self.codepoints.tobytes().decode("utf-32-le")
        return [together[start:end] for start, end in pairwise([0, *self.ends.tolist()])]


def read_texts(values: Sequence[str]) -> Texts:
    """Return some strings in a row."""
    codepoints = np.frombuffer("".join(values).encode("utf-32-le"), dtype=np.uint32)
    ends = np.cumsum(np.fromiter(map(len, values), dtype=np.int64, count=len(values)))
    return Texts(codepoints, ends, int(np.bitwise_or.reduce(_traits().take(codepoints))))


@cache
def _traits() -> NDArray[np.uint16]:
    """Return the kinds of every code point."""
    traits = np.zeros(UNICODE_SIZE, dtype=np.uint16)
    kinds, marks, untidy = classes(), flags(), odd_units()
    traits[: len(untidy)][untidy > 0] |= UNTIDY
    traits[0xFE00:0xFE10] |= JOINING
    traits[0xE0100:0xE01F0] |= JOINING
    traits[[ord(mark) for mark in COMBINING]] |= JOINING
    traits[0x30:0x3A] |= DIGITS
    traits[CLUSTERS:] |= KEPT
    traits[(kinds == jlreq.WESTERN_SPACE) | (kinds == jlreq.IDEOGRAPHIC_SPACE)] |= SPACES
    traits[0x20:0x7F] |= NARROW
    traits[marks & (jlreq.WORD | jlreq.GLUE) > 0] |= WORDS
    traits[(marks & jlreq.INSEPARABLE > 0) | (kinds == 0)] |= TANGLED
    traits[NEWLINE] = FEEDS  # no line begins with one: it is in nobody's way
    return traits
