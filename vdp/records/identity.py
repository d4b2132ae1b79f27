"""Who is the same recipient? A key over name, postal code and address that survives differences of typing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

POSTAL_FIELD = "postal_code"
ADDRESS_FIELD = "address"
"""Fields that begin with it are the address, in the order in which the layout declares them."""
NAME_FIELDS = ("name", "company")

_FIELD, _RECORD = "\x1f", "\x1e"  # control characters: held in the data, so free to separate
# Hyphens, dashes, minus and prolonged sound marks: typed for one another in house numbers.
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u30fc\uff70\uff0d"
_BLANKS = " \t\r\n\u00a0\u3000\u200b\ufeff"
_POSTAL_HYPHEN = re.compile(f"(?<={_FIELD}[0-9]{{3}})-(?=[0-9]{{4}}{_FIELD})")


def parts_of_identity(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the fields that say who somebody is, and those that say where."""
    who = [name for name in names if name in NAME_FIELDS]
    return who, [name for name in names if name == POSTAL_FIELD or name.startswith(ADDRESS_FIELD)]


def find_identities(columns: Sequence[Sequence[object]], *, count: int) -> list[str]:
    """Return 32 hex digits per record, or "" where every field is empty.

    NFKC and casefold, blanks removed, all dashes alike, postal code with or without hyphen; then the fields run
    together, since senders cut an address into parts at different places.
    """
    if not columns:
        return [""] * count
    rows = zip(*(_as_texts(column) for column in columns), strict=True)
    text = _RECORD.join(_FIELD + _FIELD.join(row) + _FIELD for row in rows)
    keys = _fold(text).replace(_FIELD, "").split(_RECORD) if count else []
    return [hashlib.blake2b(key.encode(), digest_size=16).hexdigest() if key else "" for key in keys]


def _as_texts(column: Sequence[object]) -> Sequence[str]:
    texts = [value if isinstance(value, str) else "" if value is None else str(value) for value in column]
    whole = "".join(texts)
    if _FIELD in whole or _RECORD in whole:
        return [text.replace(_FIELD, " ").replace(_RECORD, " ") for text in texts]
    return texts


def _fold(text: str) -> str:
    # The whole batch at once: normalisation never reaches across a control character.
    text = unicodedata.normalize("NFKC", text).casefold()
    for blank in (*_BLANKS, "\u3012"):
        text = text.replace(blank, "")
    for dash in _DASHES:
        text = text.replace(dash, "-")
    return _POSTAL_HYPHEN.sub("", text)
