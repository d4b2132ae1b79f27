"""File names of images: compared in NFC, never guessed."""

from __future__ import annotations

import unicodedata


def normalize_name(name: str) -> str:
    """Return the name in NFC: some file systems hand names out decomposed."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def fold_name(name: str) -> str:
    """Return a key that is equal for names that differ only in case or width (ＡＢＣ and abc)."""
    return unicodedata.normalize("NFKC", name).casefold()


def is_plain_name(name: str) -> bool:
    """Return whether a value can be a file name in a folder: no separator, drive, dot name or control character."""
    return name not in {".", ".."} and not any(char in "/\\:" or char < " " or char == "\x7f" for char in name)
