"""Bits: a set of object numbers at one bit a number."""

from __future__ import annotations


class Bits:
    """A set of numbers from 0 to a top, which takes the same memory however many are in it."""

    def __init__(self, top: int) -> None:
        self._bits = bytearray((top >> 3) + 1)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, number: int) -> bool:
        return 0 <= number >> 3 < len(self._bits) and bool(self._bits[number >> 3] >> (number & 7) & 1)

    def add(self, number: int) -> bool:
        """Put a number in; tell whether it is new. Numbers beyond the top are never in, and always new."""
        if not 0 <= number >> 3 < len(self._bits) or number in self:
            return number not in self
        self._bits[number >> 3] |= 1 << (number & 7)
        self._count += 1
        return True
