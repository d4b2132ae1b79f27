"""The bit stream of QR codes in any modes (ISO/IEC 18004:2015, 7.4): a whole batch of data codewords at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vdp.slots.symbol.qr_modes import (
    ALPHANUMERIC,
    BYTE,
    COUNT_BITS,
    INDICATORS,
    KANJI,
    NUMERIC,
    alphanumeric_values,
    kanji_values,
)
from vdp.slots.symbol.qr_segments import Texts

Numbers = NDArray[np.int64]

# By the characters that are left of a segment: bits of one, two or three digits, of one or two other characters.
_DIGIT_BITS = np.array([0, 4, 7, 10])
_PAIR_BITS = np.array([0, 6, 11])
_TERMINATOR_BITS = 4
_PADS = (0xEC, 0x11)


def pack_data(
    texts: Texts, modes: NDArray[np.uint8], *, version_class: int, codewords: int
) -> tuple[NDArray[np.uint8], Numbers]:
    """Return the data codewords (texts, codewords) of texts whose characters are held in `modes`, and their bits.

    What does not fit the codewords is cut off; the bits tell.
    """
    owners = np.repeat(np.arange(len(texts.lengths)), texts.lengths)
    first = np.ones(len(modes), dtype=np.bool_)
    first[1:] = (modes[1:] != modes[:-1]) | (owners[1:] != owners[:-1])
    segments = np.cumsum(first) - 1
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], len(modes))
    place = np.arange(len(modes)) - starts[segments]
    left = ends[segments] - np.arange(len(modes))
    values, widths = _units(texts.points.astype(np.int64), modes, place, left)
    head_values, head_widths = _heads(modes[starts], widths, starts, ends, version_class)
    both = np.zeros((len(modes), 2, 2), dtype=np.int64)  # before each character the head of its segment, if it is first
    both[starts, 0] = np.stack((head_values, head_widths), axis=-1)
    both[:, 1] = np.stack((values, widths), axis=-1)
    units = both.reshape(-1, 2)
    return _lay(units[:, 0], units[:, 1], 2 * texts.starts, codewords)


def _heads(
    modes: NDArray[np.uint8], widths: Numbers, starts: Numbers, ends: Numbers, version_class: int
) -> tuple[Numbers, Numbers]:
    """Return mode indicators and character counts, as numbers and their bits."""
    counts = np.where(modes == BYTE, np.add.reduceat(widths, starts) // 8, ends - starts)
    bits = np.array(COUNT_BITS[version_class])[modes]
    return np.array(INDICATORS)[modes] << bits | counts, 4 + bits


def _units(points: Numbers, modes: NDArray[np.uint8], place: Numbers, left: Numbers) -> tuple[Numbers, Numbers]:
    """Return what is written for each character, as a number and its bits; nothing where one before it holds it too."""
    padded = np.append(points, (0, 0))
    digits = padded - ord("0")
    three = np.minimum(left, 3)
    ones, twos, threes = digits[:-2], digits[1:-1], digits[2:]
    number = np.choose(three - 1, (ones, 10 * ones + twos, 100 * ones + 10 * twos + threes))
    pairs = alphanumeric_values()[np.minimum(padded, 127)]
    two = np.minimum(left, 2)
    pair = np.where(two == 2, 45 * pairs[:-2] + pairs[1:-1], pairs[:-2])
    utf8, octets = _utf8(points)
    values = np.select(
        [modes == NUMERIC, modes == ALPHANUMERIC, modes == KANJI],
        [number, pair, kanji_values()[np.minimum(points, 0xFFFF)] - 1],
        default=utf8,
    )
    widths = np.select(
        [modes == NUMERIC, modes == ALPHANUMERIC, modes == KANJI],
        [np.where(place % 3, 0, _DIGIT_BITS[three]), np.where(place % 2, 0, _PAIR_BITS[two]), 13],
        default=8 * octets,
    )
    return values, widths


def _utf8(points: Numbers) -> tuple[Numbers, Numbers]:
    """Return the bytes of each code point as one number, and how many they are."""
    tails = [0x80 | points >> shift & 0x3F for shift in (0, 6, 12)]
    two = (0xC0 | points >> 6) << 8 | tails[0]
    three = (0xE0 | points >> 12) << 16 | tails[1] << 8 | tails[0]
    four = (0xF0 | points >> 18) << 24 | tails[2] << 16 | tails[1] << 8 | tails[0]
    octets = 1 + (points >= 0x80).astype(np.int64) + (points >= 0x800) + (points >= 0x10000)
    return np.choose(octets - 1, (points, two, three, four)), octets


def _lay(values: Numbers, widths: Numbers, starts: Numbers, codewords: int) -> tuple[NDArray[np.uint8], Numbers]:
    """Write numbers one after another into the codewords of their text, then terminator and pads (7.4.9, 7.4.10)."""
    count, room = len(starts), 8 * codewords
    used = np.add.reduceat(widths, starts)
    ahead = np.cumsum(widths) - widths
    goal = ahead + np.repeat(np.arange(count) * room - ahead[starts], np.diff(np.append(starts, len(widths))))
    units = np.repeat(np.arange(len(widths)), widths)
    inside = np.arange(len(units)) - ahead[units]
    bits = np.zeros(count * room, dtype=np.uint8)
    shown = goal[units] + inside
    kept = shown < room * np.repeat(np.arange(1, count + 1), used)
    bits[shown[kept]] = (values[units] >> (widths[units] - 1 - inside) & 1)[kept]
    data = np.packbits(bits).reshape(count, codewords)
    filled = -(-np.minimum(used + _TERMINATOR_BITS, room) // 8)
    turn = np.arange(codewords) - filled[:, None]
    return np.where(turn < 0, data, np.where(turn % 2, _PADS[1], _PADS[0])).astype(np.uint8), used
