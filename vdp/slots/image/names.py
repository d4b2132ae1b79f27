"""File names of images: compared in NFC, never guessed."""

from __future__ import annotations

import unicodedata

MAX_NAME = 255
"""Bytes that common file systems allow."""


def normalize_name(name: str) -> str:
    """Return the name in NFC: some file systems hand names out decomposed."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def fold_name(name: str) -> str:
    """Return a key that is equal for names that differ only in case or width (ＡＢＣ and abc)."""
    return unicodedata.normalize("NFKC", name).casefold()


def is_plain_name(name: str) -> bool:
    """Return whether a value can be a file name in a folder: no separator, drive, dot name or control character.

    Judged as written and as what it becomes where full-width forms are folded: ．． and ／ are .. and / there.
    """
    return _is_plain(name) and (name.isascii() or _is_plain(unicodedata.normalize("NFKC", name)))


def _is_plain(name: str) -> bool:
    if name in {".", ".."} or any(char in "/\\:" or char < " " or char == "\x7f" for char in name):
        return False
    return len(name.encode("utf-8", "replace")) <= MAX_NAME
