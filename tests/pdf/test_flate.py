"""What compresses print files: its bytes depend on its input and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vdp.pdf.flate import deflate_content, deflate_shared

HASH_IN_A_PROCESS = """
import hashlib
from vdp.pdf.flate import deflate_content, deflate_shared
digest = hashlib.sha256()
for number in range(3000):
    start = b"%04x" % (number * 7919 % 65536)
    content = b"xx" + start + b"q 1 0 0 1 cm " + start + b" Do"
    digest.update(deflate_content(content) + deflate_shared(content))
print(digest.hexdigest())
"""
"""Thousands of starts, each repeated once: a compressor that hashes something else than its input misses some."""


@given(st.binary(max_size=3000))
@pytest.mark.parametrize("deflate", [deflate_content, deflate_shared])
def test_zlib_inflates_what_was_deflated(deflate, data):
    assert zlib.decompress(deflate(data)) == data


@pytest.mark.parametrize("deflate", [deflate_content, deflate_shared])
def test_repeated_content_is_much_smaller(deflate):
    content = b"BT /F1 9 Tf 12.5 700.25 Td <00410042> Tj ET\n" * 400
    assert len(deflate(content)) * 50 < len(content)


def test_what_went_before_changes_no_byte():
    content = b"".join(b"q 1 0 0 1 %d %d cm /S0 Do Q\n" % (number, number % 7) for number in range(300))
    first = deflate_content(content)
    for size in (1, 100, 70_000):
        deflate_content(bytes(range(256)) * size)
        assert deflate_content(content) == first


def test_every_process_gives_the_same_bytes():
    """ISA-L's igzip does not: its kernel hashes a stack address once, and each process has another."""
    found = {
        subprocess.run([sys.executable, "-c", HASH_IN_A_PROCESS], capture_output=True, text=True, check=True).stdout
        for _ in range(5)
    }
    assert len(found) == 1
