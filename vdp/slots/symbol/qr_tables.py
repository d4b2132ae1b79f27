"""Tables of ISO/IEC 18004:2015 for QR Code Model 2: blocks, capacity, alignment, format and version information."""

from __future__ import annotations

from typing import NamedTuple

LEVELS = "LMQH"
VERSIONS = range(1, 41)
MASKS = range(8)

QUIET_MODULES = 4
"""Free on all sides of a symbol (6.3.8)."""

# Table 9: error correction codewords of one block, versions 1 to 40.
_PARITY = {
    "L": "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 "
    "28 28 30 30 26 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
    "M": "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 "
    "26 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28",
    "Q": "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 "
    "28 30 30 30 30 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
    "H": "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 "
    "30 24 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
}
# Table 9: number of blocks.
_BLOCKS = {
    "L": "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25",
    "M": "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49",
    "Q": "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43 45 48 51 53 56 59 62 65 68",
    "H": "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 "
    "25 34 30 32 35 37 40 42 45 48 51 54 57 60 63 66 70 74 77 81",
}

# Table 12: the error correction level in the format information.
_LEVEL_BITS = {"L": 0b01, "M": 0b00, "Q": 0b11, "H": 0b10}


class Division(NamedTuple):
    """How the codewords of a symbol are cut for error correction. The last blocks may be one data codeword longer."""

    blocks: int
    data: int  # data codewords of the whole symbol
    parity: int  # error correction codewords of each block


def side_of(version: int) -> int:
    """Return the modules of one side."""
    return 17 + 4 * version


def division_of(version: int, level: str) -> Division:
    """Return the division of a version and level into blocks (table 9)."""
    blocks = int(_BLOCKS[level].split()[version - 1])
    parity = int(_PARITY[level].split()[version - 1])
    return Division(blocks, _codewords(version) - blocks * parity, parity)


def count_bytes(version: int) -> int:
    """Return the bytes of the character count indicator in byte mode (table 3)."""
    return 1 if version < 10 else 2


def capacity(version: int, level: str) -> int:
    """Return the bytes that a symbol holds in one byte mode segment (table 7)."""
    # Mode indicator and terminator are half a byte each; together with the count they fill whole codewords.
    return division_of(version, level).data - count_bytes(version) - 1


def alignment_centres(version: int) -> list[int]:
    """Return the rows, which are the columns too, of alignment pattern centres (annex E, table E.1)."""
    if version == 1:
        return []
    count = version // 7 + 2
    # Equally spaced from the lower right, rounded to an even step; the first gap takes what is left.
    step = (8 * version + 3 * count + 5) // (4 * count - 4) * 2
    return [6, *sorted(side_of(version) - 7 - step * i for i in range(count - 1))]


def format_information(level: str, mask: int) -> int:
    """Return the 15 bits of level and mask, protected by BCH(15,5) and masked (7.9.1, annex C)."""
    return _append_remainder(_LEVEL_BITS[level] << 3 | mask, generator=0b10100110111) ^ 0b101010000010010


def version_information(version: int) -> int:
    """Return the 18 bits of the version, protected by BCH(18,6) (7.10, annex D)."""
    return _append_remainder(version, generator=0b1111100100101)


def _append_remainder(value: int, *, generator: int) -> int:
    degree = generator.bit_length() - 1
    remainder = value << degree
    while remainder.bit_length() > degree:
        remainder ^= generator << (remainder.bit_length() - degree - 1)
    return value << degree | remainder


def _codewords(version: int) -> int:
    """Return data and error correction codewords: the modules outside of function patterns, in whole bytes."""
    modules = side_of(version) ** 2 - 3 * 64 - 2 * 15 - 1 - 2 * (side_of(version) - 16)
    if version >= 2:
        centres = version // 7 + 2
        modules -= 25 * (centres**2 - 3) - 5 * 2 * (centres - 2)
    if version >= 7:
        modules -= 2 * 18
    return modules // 8
