"""The markers of a JPEG file (ITU-T T.81, annex B), as far as a PDF reader depends on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_START_OF_SCAN = 0xDA
_ADOBE = 0xEE  # APP14
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive, all Huffman: what DCTDecode reads
_ALL_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length


class Frame(NamedTuple):
    """What the frame header says."""

    readable: bool  # by DCTDecode (ISO 32000-1, 7.4.8)
    bits: int
    components: int


def has_adobe_marker(raw: bytes) -> bool:
    """Return whether the file has the APP14 marker of Adobe, by whose convention CMYK is stored as 255 - ink."""
    return any(marker == _ADOBE and raw[at : at + 5] == b"Adobe" for marker, at in _segments(raw))


def read_frame(raw: bytes) -> Frame | None:
    """Return the first frame header; None if there is none before the first scan."""
    for marker, at in _segments(raw):
        if marker in _ALL_FRAMES and len(raw) > at + 5:
            return Frame(marker in _FRAMES, raw[at], raw[at + 5])
    return None


def _segments(raw: bytes) -> Iterator[tuple[int, int]]:
    """Yield markers and where their contents begin, up to the first scan."""
    at = 2
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _BARE:
            at += 2
        else:
            yield marker, at + 4
            if marker == _START_OF_SCAN:
                return
            at += 2 + int.from_bytes(raw[at + 2 : at + 4])
