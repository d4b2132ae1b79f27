"""The ledger: where every record went. One SQLite file per job; personal values are kept as hashes only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

SCHEMA = """
CREATE TABLE job (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pieces (
  leaf INTEGER PRIMARY KEY,      -- place in the whole stream, slips counted
  kind TEXT NOT NULL,            -- piece | slip
  record INTEGER,                -- record number in the source; NULL for slips
  sequence INTEGER,              -- place in the mailing, slips not counted; NULL for slips
  bundle INTEGER NOT NULL,
  lift INTEGER NOT NULL,
  sheet INTEGER NOT NULL,        -- through the whole job, from 0
  slot INTEGER NOT NULL,         -- position on the sheet, from 0
  attempt INTEGER NOT NULL,      -- 0: first print
  status TEXT NOT NULL,          -- printed
  content BLOB NOT NULL,         -- hash of the piece's content before deflate
  texts BLOB NOT NULL,           -- per side, hash of the text that a reader must find
  codes BLOB NOT NULL            -- per code, hash of the value that a scanner must read
);
CREATE TABLE refused (
  record INTEGER NOT NULL,
  status TEXT NOT NULL,          -- held | suppressed | duplicate
  code TEXT NOT NULL,
  slot TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE TABLE fitted (            -- texts of printed records that are not set as their slot says
  record INTEGER NOT NULL,
  slot TEXT NOT NULL,
  scale REAL NOT NULL,           -- along the line; 1: as the font is
  size REAL NOT NULL,            -- points
  tracking REAL NOT NULL,        -- 1/1000 em after every character
  PRIMARY KEY (record, slot)
) WITHOUT ROWID;
CREATE TABLE bundles (
  number INTEGER PRIMARY KEY, level INTEGER NOT NULL, code TEXT NOT NULL, count INTEGER NOT NULL,
  first INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL
);
"""

PieceRow = tuple[int, str, int | None, int | None, int, int, int, int, int, str, bytes, bytes, bytes]


class Expected(NamedTuple):
    """What verify must find at one place of one sheet."""

    leaf: int
    kind: str
    record: int | None
    sequence: int | None
    sheet: int
    slot: int
    texts: bytes
    codes: bytes


_EXPECTED = "SELECT leaf, kind, record, sequence, sheet, slot, texts, codes FROM pieces"


class Ledger:
    """The open ledger of a running job. Committed chunk by chunk; durable (FULL) when closed."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(SCHEMA)

    def add_facts(self, facts: Mapping[str, str]) -> None:
        """Record facts about the job as a whole."""
        self._write("INSERT OR REPLACE INTO job VALUES (?, ?)", facts.items())

    def add_pieces(self, rows: Iterable[PieceRow]) -> None:
        """Record where the leaves of one chunk lie."""
        self._write("INSERT INTO pieces VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)

    def add_refused(self, rows: Iterable[tuple[int, str, str, str, str]]) -> None:
        """Record why records are not printed."""
        self._write("INSERT INTO refused VALUES (?,?,?,?,?)", rows)

    def add_fitted(self, rows: Iterable[tuple[int, str, float, float, float]]) -> None:
        """Record how texts were fitted."""
        self._write("INSERT INTO fitted VALUES (?,?,?,?,?)", rows)

    def add_bundles(self, rows: Iterable[tuple[int, int, str, int, int, int, int]]) -> None:
        """Record the bundles."""
        self._write("INSERT INTO bundles VALUES (?,?,?,?,?,?,?)", rows)

    def close(self) -> None:
        """Make everything durable in one plain file."""
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.execute("PRAGMA journal_mode=DELETE")
        self._connection.close()

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        self._connection.execute("BEGIN")
        try:
            self._connection.executemany(statement, rows)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


class LedgerReader:
    """A finished ledger, opened read-only."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._has_sides = False

    def facts(self) -> dict[str, str]:
        """Return the facts about the job."""
        return dict(self._connection.execute("SELECT key, value FROM job"))

    def counts(self) -> dict[str, int]:
        """Return how many leaves of each kind, and how many records of each refused status, the ledger holds."""
        found = dict(self._connection.execute("SELECT kind, count(*) FROM pieces GROUP BY kind").fetchall())
        refused = "SELECT status, count(DISTINCT record) FROM refused GROUP BY status"
        return found | dict(self._connection.execute(refused).fetchall())

    def printed_records(self) -> int:
        """Return how many different records are printed."""
        row = self._connection.execute("SELECT count(DISTINCT record) FROM pieces WHERE kind = 'piece'").fetchone()
        return int(row[0])

    def expected(self, first_sheet: int, last_sheet: int) -> Iterator[Expected]:
        """Yield what lies on sheets first … last-1, by sheet and slot."""
        where = "WHERE sheet >= ? AND sheet < ? ORDER BY sheet, slot"
        return map(Expected._make, self._connection.execute(f"{_EXPECTED} {where}", (first_sheet, last_sheet)))

    def expected_leaves(self, first_leaf: int, last_leaf: int) -> Iterator[Expected]:
        """Yield leaves first … last-1 as they lie on pages of their own: the leaf for a sheet, slot 0."""
        where = "WHERE leaf >= ? AND leaf < ? ORDER BY leaf"
        for row in self._connection.execute(f"{_EXPECTED} {where}", (first_leaf, last_leaf)):
            expected = Expected._make(row)
            yield expected._replace(sheet=expected.leaf, slot=0)

    def all_expected(self) -> Iterator[Expected]:
        """Yield what lies on any sheet, leaf by leaf."""
        return map(Expected._make, self._connection.execute(f"{_EXPECTED} ORDER BY leaf"))

    def restacked(self) -> Iterator[int]:
        """Yield the leaves as they lie after every lift is cut and its stacks are piled in order of position."""
        for (leaf,) in self._connection.execute("SELECT leaf FROM pieces ORDER BY lift, slot, sheet"):
            yield leaf

    def leaf_of_side(self, fingerprint: bytes, *, side: int) -> str:
        """Return the name of the piece or slip whose side has this fingerprint, "" when there is none."""
        if not self._has_sides:
            self._index_sides(len(fingerprint))
        query = (
            "SELECT leaf, kind, record, sequence, sheet, slot FROM pieces WHERE leaf = "
            "(SELECT min(leaf) FROM sides WHERE side = ? AND fingerprint = ?)"
        )
        row = self._connection.execute(query, (side, fingerprint)).fetchone()
        if row is None:
            return ""
        leaf, kind, record, sequence, sheet, slot = row
        name = f"piece {sequence + 1} (record {record})" if kind == "piece" else f"the slip at leaf {leaf + 1}"
        return f"{name}, which belongs to sheet {sheet + 1}, slot {slot + 1}"

    def _index_sides(self, size: int) -> None:
        """Index the fingerprints once; a file of shifted pages asks for thousands."""
        self._connection.execute("CREATE TEMP TABLE sides (side INTEGER, fingerprint BLOB, leaf INTEGER)")
        for side in (0, 1):
            statement = "INSERT INTO sides SELECT ?, substr(texts, ?, ?), leaf FROM pieces"
            self._connection.execute(statement, (side, 1 + side * size, size))
        self._connection.execute("CREATE INDEX temp.by_fingerprint ON sides (fingerprint, side, leaf)")
        self._has_sides = True

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
