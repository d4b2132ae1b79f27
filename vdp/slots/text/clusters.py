"""Clusters: several code points that make one glyph (variation sequences, combining marks)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from vdp.slots.text.chain import CLUSTERS, FaceChain

_RESERVED = "\uffff"  # a noncharacter, which no font has: stands for characters that the kernel keeps for itself
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
COMBINING = "".join(
    chr(codepoint)
    for span in (range(0x300, 0x370), range(0x3099, 0x309B))
    for codepoint in span
    if unicodedata.category(chr(codepoint)) == "Mn"
)
_CLUSTER = re.compile(f"[^\\s{SELECTORS}{COMBINING}](?:[{SELECTORS}]|[{COMBINING}]+)")


def collapse_clusters(values: Sequence[str], chain: FaceChain) -> list[str]:
    """Replace each cluster for which the chain has one glyph by the character that stands for it.

    What is left of a cluster without a glyph stays, and is missing.
    """
    return [_CLUSTER.sub(lambda match: chain.cluster(match[0]), value) for value in values]


def blot_out_kept(values: Sequence[str]) -> list[str]:
    """Replace characters that the kernel keeps for itself by one that no font has."""
    return ["".join(c if ord(c) < CLUSTERS else _RESERVED for c in value) for value in values]
