"""Clusters: several code points that make one glyph (variation sequences, combining marks)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vdp.slots.text.chain import CLUSTERS, FaceChain
from vdp.slots.text.face import UNICODE_SIZE

_RESERVED = "\uffff"  # a noncharacter, which no font has: stands for characters that the kernel keeps for itself
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_COMBINING = "".join(
    chr(codepoint)
    for span in (range(0x300, 0x370), range(0x3099, 0x309B))
    for codepoint in span
    if unicodedata.category(chr(codepoint)) == "Mn"
)
_CLUSTER = re.compile(f"[^\\s{_SELECTORS}{_COMBINING}](?:[{_SELECTORS}]|[{_COMBINING}]+)")

_PLAIN, _JOINING, _DIGIT, _KEPT = range(4)


class Oddities(NamedTuple):
    """What a batch holds that single code points do not settle."""

    joining: bool  # variation selectors or combining marks
    digits: bool
    kept: bool  # characters that the kernel uses for clusters


def find_oddities(values: Sequence[str]) -> Oddities:
    """Look for them in a whole batch at once."""
    codepoints = np.frombuffer("".join(values).encode("utf-32-le"), dtype=np.uint32)
    seen = np.zeros(4, dtype=bool)
    seen[_kinds()[codepoints]] = True
    return Oddities(bool(seen[_JOINING]), bool(seen[_DIGIT]), bool(seen[_KEPT]))


def collapse_clusters(values: Sequence[str], chain: FaceChain) -> list[str]:
    """Replace each cluster for which the chain has one glyph by the character that stands for it.

    What is left of a cluster without a glyph stays, and is missing.
    """
    return [_CLUSTER.sub(lambda match: chain.cluster(match[0]), value) for value in values]


def blot_out_kept(values: Sequence[str]) -> list[str]:
    """Replace characters that the kernel keeps for itself by one that no font has."""
    return ["".join(c if ord(c) < CLUSTERS else _RESERVED for c in value) for value in values]


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(UNICODE_SIZE, dtype=np.uint8)
    kinds[0x30:0x3A] = _DIGIT
    kinds[0xFE00:0xFE10] = kinds[0xE0100:0xE01F0] = _JOINING
    kinds[[ord(mark) for mark in _COMBINING]] = _JOINING
    kinds[CLUSTERS:] = _KEPT
    return kinds
