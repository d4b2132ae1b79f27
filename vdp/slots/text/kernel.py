"""The arithmetic of text on whole batches: characters to codes and advances, spaces between them, strings.

In: one list of strings. Out: flat arrays over all characters of the batch; string i is characters
`starts[i]:ends[i]`. Lengths along the line are in 1/1000 em. Nothing here loops over records or characters in Python.
Oracle: tests/slots/text/test_kernel.py sets the same strings one character at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.chain import NEWLINE, FaceChain
from vdp.slots.text.composition import Composition
from vdp.slots.text.texts import EVERYTHING, FEEDS, Texts

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Ruby(NamedTuple):
    """A reading over some characters. Lengths in 1/1000 em of the slot's size."""

    start: int  # its first character
    end: int
    codepoints: NDArray[np.uint32]
    codes: NDArray[np.int32]  # of the chain of its base
    width: float
    before: float  # by which it may reach over the character before
    after: float
    solid: bool  # set solid in the middle of its base, else spread over it
    compound: int = 0  # rubies of one number, above 0, lean on one another (熟語ルビ)


class Markup(NamedTuple):
    """What the markup of a batch says of its characters."""

    spans: Ints  # by character, index of TextSpec.spans
    ratios: Floats  # by character, size of the slot's
    bound: Bools  # by character, whether it stays with the one before
    tied: Bools  # by character, whether no space may be added before it
    rubies: tuple[Ruby, ...]
    places: Ints  # by character, its index in the batch with its markers
    by_chain: tuple[tuple[FaceChain, Ints], ...]  # the characters that each chain sets, ascending
    phrases: Bools | None = None  # by character, whether it begins a phrase (文節); None: phrases count for nothing


class Characters(NamedTuple):
    """All characters of a batch in a row."""

    codepoints: NDArray[np.uint32]
    codes: NDArray[np.int32]  # of the chain; 0: no face has the character
    classes: NDArray[np.uint8]  # of composition
    starts: Ints  # per string
    ends: Ints
    cumulative: Floats  # places before each character, one more entry than characters
    gaps: Floats  # space between each character and the next that the line may lose at its end
    adjust: Floats  # what the place of the next character must be corrected by, tracking not counted
    offsets: Floats | None  # by which the ink of each character is moved along the line
    markup: Markup | None = None  # None: no spans, one size
    traits: int = EVERYTHING  # which kinds of characters may occur (texts.py)


class Lines(NamedTuple):
    """Broken lines in reading order. `owner` is the string that a line belongs to."""

    owner: Ints
    starts: Ints
    ends: Ints  # trailing spaces excluded
    first: Bools  # whether the line begins a paragraph
    last: Bools  # whether it ends one


def read_characters(texts: Texts, chain: FaceChain, composition: Composition, *, tracking: float = 0.0) -> Characters:
    """Look up every character of a batch and the spaces between neighbours. `tracking` follows every character."""
    codepoints, ends, traits = texts
    starts = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    codes = chain.codes.take(codepoints)
    classes = chain.classes.take(codepoints)
    corrections, gaps, offsets = composition.spaces(codepoints, codes, classes, traits=traits)
    final = ends[ends > starts] - 1  # the last character of a string has no neighbour
    if corrections is not gaps:
        corrections[final] -= gaps[final]
    gaps[final] = 0.0
    places = np.zeros(len(codepoints) + 1)
    np.cumsum(chain.advances.take(codes) + (corrections + tracking if tracking else corrections), out=places[1:])
    adjust = adjustments(corrections, offsets)
    return Characters(codepoints, codes, classes, starts, ends, places, gaps, adjust, offsets, None, traits)


def adjustments(corrections: Floats, offsets: Floats | None) -> Floats:
    """Return what the place of the next character must be corrected by where the ink of each is moved."""
    if offsets is None:
        return corrections
    adjust = corrections - offsets
    adjust[:-1] += offsets[1:]
    return adjust


def find_feeds(characters: Characters) -> Ints:
    """Return the line feeds of a batch."""
    if not characters.traits & FEEDS:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(characters.codepoints == NEWLINE)


def split_paragraphs(characters: Characters) -> Lines:
    """Cut strings at their line feeds; a paragraph is a line that was not broken yet."""
    count = len(characters.starts)
    feeds = find_feeds(characters)
    if not len(feeds):
        whole = np.ones(count, dtype=bool)
        return Lines(np.arange(count), characters.starts, characters.ends, whole, whole)
    owners = np.searchsorted(characters.ends, feeds, side="right")
    begin_owner = np.concatenate((np.arange(count), owners))
    starts, ends = np.concatenate((characters.starts, feeds + 1)), np.concatenate((characters.ends, feeds))
    begin, end = np.lexsort((starts, begin_owner)), np.lexsort((ends, begin_owner))
    whole = np.ones(len(starts), dtype=bool)
    return Lines(begin_owner[begin], starts[begin], ends[end], whole, whole)
