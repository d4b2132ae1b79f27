"""Which records stand on a page of our own sheets: as manifest and ledger of their output folder say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import lru_cache
from pathlib import Path

_SIDES = 2  # front and back in turn
_MOST_LISTED = 24


def find_pieces(path: Path) -> Callable[[int], str] | None:
    """Return a function from page (from 1) to words such as "sheet 3, records 5, 17"; None for a file of others.

    A file is ours if it lies in print/ of a finished output, whose manifest lists it beside the ledger.
    """
    folder = path.resolve().parent.parent
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        row = next((row for row in manifest["print"] if folder / row["file"] == path.resolve()), None)
        ledger = folder / "ledger.sqlite"
        if row is None or not ledger.is_file():
            return None
        first = int(row["first_sheet"]) - 1
    except (OSError, ValueError, KeyError, TypeError):
        return None

    @lru_cache(maxsize=1024)
    def name_sheet(sheet: int) -> str:
        query = "SELECT record FROM pieces WHERE sheet = ? AND record IS NOT NULL ORDER BY slot LIMIT ?"
        try:
            with closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True)) as opened:
                rows = opened.execute(query, (sheet, _MOST_LISTED)).fetchall()
        except sqlite3.Error:
            return ""
        return f"sheet {sheet + 1}, records {', '.join(str(row[0]) for row in rows)}" if rows else f"sheet {sheet + 1}"

    return lambda page: name_sheet(first + (page - 1) // _SIDES)
