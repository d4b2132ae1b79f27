"""Deflate: the one place that compresses what is printed. Its bytes depend on its input and nothing else."""

from __future__ import annotations

import deflate

# libdeflate's first level makes such streams smaller than zlib's level 1 does, in little more than half its time.
_FAST = 1
_WELL = 6


def deflate_content(data: bytes | bytearray | memoryview) -> bytes:
    """Return a content stream of some records for /FlateDecode: there are many, so fast."""
    return bytes(deflate.zlib_compress(data, _FAST))


def deflate_shared(data: bytes | bytearray | memoryview) -> bytes:
    """Return the data of an object that many pages share for /FlateDecode: written once, so compressed well."""
    return bytes(deflate.zlib_compress(data, _WELL))
