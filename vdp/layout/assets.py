"""Find the files that a layout names, inside its own folder only."""

from __future__ import annotations

import re
from pathlib import Path
from unicodedata import normalize

_FOREIGN = re.compile(r"[\x00-\x1f\x7f\\]|^/|^[A-Za-z][A-Za-z0-9+.-]*:|(^|/)\.\.(/|$)")


def find_inside(folder: Path, name: str) -> Path | None:
    """Return the path of a file or folder inside `folder`, as it is named there; None where the name leads out of it.

    Full-width and compatibility forms of `..`, `/` and `:` are refused as what they become when a system folds them.
    A link that leads out is refused as well. The path need not exist.
    """
    if not name or _FOREIGN.search(name) or _FOREIGN.search(normalize("NFKC", name)):
        return None
    base = folder.resolve()
    path = base / name
    try:
        return path if path.resolve().is_relative_to(base) else None
    except (OSError, RuntimeError):  # a name too long, or links in a circle
        return None
