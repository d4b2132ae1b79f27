"""Which codes of which font are shown: collected while content is walked, judged at the end."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from vdp.preflight.file.syntax import Value, parse_value

_PAIRS = re.compile(rb"<((?:[0-9A-Fa-f]{2})*)>")
_QUADS = re.compile(rb"<((?:[0-9A-Fa-f]{4})*)>")
_FLUSH = 4096


class FontUse:
    """A font that content selects, and the codes that were shown in it."""

    def __init__(self, number: int, dictionary: dict[str, Value], *, wide: bool) -> None:
        self.number = number
        self.dictionary = dictionary
        self.wide = wide  # two bytes per code
        self.codes: NDArray[np.bool_] = np.zeros(65_536 if wide else 256, dtype=np.bool_)
        self.pages: dict[int, int] = {}  # code to the first page (from 1) that shows it
        self.invisible_only = True
        self.first_page = 0
        self.pending: list[bytes] = []
        self.starts: list[tuple[int, int]] = []  # page, place in pending
        self.page = -1

    def begin(self, page: int) -> None:
        """Note that what is shown next stands on another page."""
        if len(self.pending) > _FLUSH:
            self.flush()
        self.page = page
        self.first_page = self.first_page or page
        self.starts.append((page, len(self.pending)))

    def flush(self) -> None:
        """Enter the codes of all pending operands."""
        if not self.pending:
            return
        codes = self._codes_of(self.pending)
        new = np.unique(codes[~self.codes[codes]])
        if new.size:
            self.codes[new] = True
            self._find_pages(set(new.tolist()))
        self.pending.clear()
        self.starts = [(self.page, 0)] if self.page >= 0 else []

    def _find_pages(self, codes: set[int]) -> None:
        ends = [start for _, start in self.starts[1:]] + [len(self.pending)]
        for (page, start), end in zip(self.starts, ends, strict=True):
            if not codes:
                break
            found = codes.intersection(self._codes_of(self.pending[start:end]).tolist())
            self.pages.update(dict.fromkeys(found, page))
            codes -= found

    def _codes_of(self, operands: list[bytes]) -> NDArray[np.uint16]:
        joined = b"".join(operands)
        if b"(" not in joined:
            parts = (_QUADS if self.wide else _PAIRS).findall(joined)
            if joined.count(b"<") == len(parts):  # else an odd number of digits somewhere, or spaces between them
                return self._units(bytes.fromhex(b"".join(parts).decode("ascii")))
        strings: list[bytes] = []
        for each in operands:
            strings.extend(_strings(each))
        if self.wide:
            strings = [each + b"\0" * (len(each) % 2) for each in strings]
        return self._units(b"".join(strings))

    def _units(self, raw: bytes) -> NDArray[np.uint16]:
        return np.frombuffer(raw, dtype=">u2" if self.wide else np.uint8).astype(np.uint16)


def _strings(operands: bytes) -> list[bytes]:
    """Return the strings among raw operands, inside arrays as well."""
    found: list[bytes] = []
    if operands[:1] not in {b"(", b"<", b"["} and b"Tm" in operands:  # joined with its Tm, see the lexer
        operands = operands[operands.index(b"Tm") + 2 :]
    value, _ = parse_value(b"[" + operands + b"]")
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, bytes):
            found.append(item)
    return found
