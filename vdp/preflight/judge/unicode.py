"""ToUnicode CMaps, as far as a checker needs them (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import re
import unicodedata

_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_MOST = 65_536
_NOTHING = frozenset("\0\ufeff\ufffd\ufffe\uffff")
_BLANK = {"Zs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co"}


def read_to_unicode(data: bytes) -> dict[int, str]:
    """Return the text of each code that a ToUnicode CMap names."""
    found: dict[int, str] = {}
    for kind, block in _BLOCK.findall(data):
        tokens = [(bytes.fromhex(_even(digits)), opened, closed) for digits, opened, closed in _TOKEN.findall(block)]
        if kind == b"bfchar":
            words = [word for word, opened, closed in tokens if not opened and not closed]
            for code, text in zip(words[0::2], words[1::2], strict=False):
                found[int.from_bytes(code)] = _text(text)
        else:
            _read_ranges(tokens, found)
        if len(found) > _MOST:
            break
    return found


def _read_ranges(tokens: list[tuple[bytes, bytes, bytes]], found: dict[int, str]) -> None:
    at = 0
    while at + 2 < len(tokens):
        first, last = int.from_bytes(tokens[at][0]), int.from_bytes(tokens[at + 1][0])
        last = min(last, first + _MOST)
        if tokens[at + 2][1]:
            at += 3
            code = first
            while at < len(tokens) and not tokens[at][2]:
                found[code] = _text(tokens[at][0])
                code, at = code + 1, at + 1
            at += 1
        else:
            start = tokens[at + 2][0]
            for step in range(last - first + 1):
                value = int.from_bytes(start) + step
                found[first + step] = _text(value.to_bytes(max(len(start), 2, (value.bit_length() + 7) // 8)))
            at += 3


def _even(digits: bytes) -> str:
    text = b"".join(digits.split()).decode("ascii")
    return text + "0" * (len(text) % 2)


def _text(raw: bytes) -> str:
    return raw.decode("utf-16-be", "replace") if len(raw) > 1 else raw.decode("latin-1")


def is_text(text: str) -> bool:
    """Tell whether a text says something: not nothing, and not the code points that stand for nothing."""
    return bool(text) and not set(text) <= _NOTHING


def is_visible(text: str) -> bool:
    """Tell whether a text leaves ink on paper."""
    return any(unicodedata.category(char) not in _BLANK for char in text) and text not in {"\u2800", "\u3164"}
