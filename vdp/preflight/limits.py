"""Limits of the standards, and limits of this reader against files that mean harm."""

from __future__ import annotations

# ISO 32000-1:2008, table C.1, and PDF Reference 1.4, appendix C.
MAX_OBJECTS = 8_388_607
MAX_ARRAY = 8_191
MAX_NAME = 127
MAX_STRING = 32_767
MAX_STRING_14 = 65_535
MAX_REAL = 32_767.0
MAX_INTEGER = 2**31 - 1
MAX_COLORANTS = 32  # of a DeviceN space
MAX_COLORANTS_14 = 8
MAX_STATES = 28  # q nesting
PAGE_SIDE = (3.0, 14_400.0)  # points
MAX_TABLE_OFFSET = 10**10 - 1  # ten digits in a cross-reference table

# This reader's own.
DEEPEST_OBJECT = 200  # arrays and dictionaries within one another
DEEPEST_TREE = 64  # levels of page tree and DPart tree
DEEPEST_FORM = 40  # forms within one another
LARGEST_OBJECT = 64 << 20  # bytes of one object that is not a stream
LARGEST_STREAM = 256 << 20  # bytes of one stream after its filters
LARGEST_CONTENT = 64 << 20  # bytes of one content stream after its filters
FILE_FLOOR = 1 << 30  # bytes that all streams together may have after their filters ...
FILE_RATIO = 100  # ... plus so many times the size of the file
SAMPLES_FLOOR = 16 << 30  # bytes of images that are counted without being kept ...
SAMPLES_RATIO = 20  # ... or so many times the size of the file
MOST_ENTRIES = 20_000_000  # cross-reference entries
MOST_OPERATORS = 2_000_000  # in one content stream: some 200 bytes each
MOST_STATES_OF_A_FORM = 64  # graphics states in which one form is walked
MOST_REPAIRED = 300_000  # objects of a damaged file: who repairs it keeps some two kilobytes of each
DEEPEST_STRING = 100  # parentheses within one another
MOST_PARTS = 1_000_000  # of a string, between escapes and parentheses
MOST_FINDINGS = 64  # of one rule and outcome are listed; the rest is counted
