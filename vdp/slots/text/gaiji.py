"""Read a customer's table of private characters (外字) and write texts with it.

The table is CSV with the columns `code` and `text` (others are notes; UTF-8 or cp932), or TOML with a table `gaiji`:

    code,text,note                      [gaiji]
    F040,髙,the ladder form             F040 = "髙"
    U+E001,U+8FBB U+E0101,              "U+E001" = "U+8FBB U+E0101"
    U+E002,font:U+E102,                 "U+E002" = "font:U+E102"

A code is a private code point (U+E000) or a cell of cp932 (F040 is U+E000, F9FC is U+E757). A text is text, or code
points written out, which no editor turns into other kanji; `font:` names a glyph of the shop's own font.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from vdp.errors import JobError, Place

_CURE = "Write a code and what to print: F040,\u9ad9 or U+E001,U+8FBB U+E0101 or U+E002,font:U+E102."
_CODE_POINT = re.compile(r"[Uu]\+([0-9A-Fa-f]{4,6})")
_CELL = re.compile(r"(?:0[Xx])?([Ff][0-9])([4-9A-Fa-f][0-9A-Fa-f])")
_WRITTEN_OUT = re.compile(r"[Uu]\+[0-9A-Fa-f]{4,6}(?: +[Uu]\+[0-9A-Fa-f]{4,6})*")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_TOML_LINE = re.compile(r"at line ([0-9]+)")
_SEPARATOR = "\0"


@dataclass(frozen=True, slots=True)
class GaijiTable:
    """What stands for each private code point. `from_font`: the code points that the shop's font must have."""

    texts: Mapping[int, str]
    from_font: frozenset[int] = field(default_factory=frozenset)


def apply_gaiji(table: GaijiTable, values: Sequence[str]) -> list[str]:
    """Return the values with each private character replaced once; those not in the table stay as they are."""
    joined = _SEPARATOR.join(values)
    if joined.isascii() or not _PRIVATE.search(joined):
        return list(values)
    texts = table.texts
    return [_PRIVATE.sub(lambda match: texts.get(ord(match[0]), match[0]), value) for value in values]


def find_unmapped(table: GaijiTable, values: Sequence[str]) -> list[tuple[int, tuple[int, ...]]]:
    """Return index and code points of the values that hold private characters which the table lacks.

    Ask before `apply_gaiji`: afterwards a stray U+E001 cannot be told from the shop's own glyph at U+E001.
    """
    joined = _SEPARATOR.join(values)
    if joined.isascii() or not _PRIVATE.search(joined):
        return []
    found = ((index, sorted({ord(c) for c in _PRIVATE.findall(value)})) for index, value in enumerate(values))
    missing = ((index, tuple(c for c in points if c not in table.texts)) for index, points in found)
    return [(index, points) for index, points in missing if points]


def read_gaiji(path: Path) -> GaijiTable:
    """Return the table of a CSV or TOML file. Raises JobError with file and line."""
    reader = _Reader(path)
    rows = reader.toml_rows() if path.suffix.lower() == ".toml" else reader.csv_rows()
    texts: dict[int, str] = {}
    from_font: set[int] = set()
    for line, code, text in rows:
        point = reader.source(code, line)
        if point in texts:
            reader.refuse(line, f"U+{point:04X} is given twice")
        texts[point] = reader.target(text, line)
        if text.startswith("font:"):
            from_font.add(ord(texts[point]))
    return GaijiTable(texts, frozenset(from_font))


class _Reader:
    """One table file: rows with their lines, and refusals that name them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def refuse(self, line: int, text: str) -> NoReturn:
        raise JobError("text.gaiji-table", text, where=Place(self._path.name, line), cure=_CURE)

    def csv_rows(self) -> Iterator[tuple[int, str, str]]:
        rows = csv.DictReader(io.StringIO(self._text(), newline=""), strict=True)
        try:
            names = [name.strip() for name in rows.fieldnames or ()]
            rows.fieldnames = names
            if not {"code", "text"} <= set(names):
                self.refuse(1, "the first line must name the columns code and text")
            for row in rows:
                if row["text"] is None:
                    self.refuse(rows.line_num, "the row has no text")
                yield rows.line_num, row["code"].strip(), row["text"]
        except csv.Error as error:
            self.refuse(rows.reader.line_num, f"this is no CSV: {error}")

    def toml_rows(self) -> Iterator[tuple[int, str, str]]:
        source = self._text()
        try:
            table = tomllib.loads(source).get("gaiji")
        except tomllib.TOMLDecodeError as error:
            place = _TOML_LINE.search(str(error))
            self.refuse(int(place[1]) if place else source.count("\n") + 1, f"this is no TOML: {error}")
        if not isinstance(table, dict):
            self.refuse(1, "there is no table [gaiji]")
        lines = source.splitlines()
        for code, text in table.items():
            key = re.compile(rf"""\s*["']?{re.escape(code)}["']?\s*=""")
            line = next((number for number, written in enumerate(lines, 1) if key.match(written)), 1)
            if not isinstance(text, str):
                self.refuse(line, f"what stands for {code} must be a text in quotes")
            yield line, code, text

    def source(self, code: str, line: int) -> int:
        cell = _CELL.fullmatch(code)
        if cell and (decoded := _decode_cell(int(cell[1], 16), int(cell[2], 16))):
            return decoded
        written = _CODE_POINT.fullmatch(code)
        if not written or int(written[1], 16) > 0x10FFFF:
            self.refuse(line, f'"{code}" is neither a code point such as U+E000 nor a cp932 code from F040 to F9FC')
        if not _PRIVATE.fullmatch(chr(int(written[1], 16))):
            self.refuse(line, f"{code} is not a private character; only those can be given a meaning")
        return int(written[1], 16)

    def target(self, text: str, line: int) -> str:
        is_glyph = text.startswith("font:")
        written = text.removeprefix("font:").strip() if is_glyph else text
        points = [int(point, 16) for point in _CODE_POINT.findall(written)] if _WRITTEN_OUT.fullmatch(written) else []
        if is_glyph and len(points) != 1:
            self.refuse(line, f'"{text}" is no glyph of the font; write font:U+E001')
        if any(point > 0x10FFFF or 0xD800 <= point < 0xE000 for point in points):
            self.refuse(line, f'"{text}" names a code point that does not exist')
        result = "".join(map(chr, points)) or written
        if not result.strip():
            self.refuse(line, "the text is empty; write U+3013 (〓) to print a sign for a missing character")
        if any(c < " " or "\x7f" <= c < "\xa0" for c in result):
            self.refuse(line, "the text holds a control character")
        if not is_glyph and _PRIVATE.search(result):
            self.refuse(line, "the text is private itself; write font: before the code point of a glyph")
        return result

    def _text(self) -> str:
        try:
            data = self._path.read_bytes()
        except OSError as error:
            self.refuse(0, f"the table of private characters cannot be read: {error.strerror}")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        try:
            return data.decode("cp932")
        except UnicodeDecodeError:
            self.refuse(0, "the table is neither UTF-8 nor cp932")


def _decode_cell(lead: int, trail: int) -> int | None:
    """Return the code point of a cp932 cell for private use (188 cells a row; 7F is no trail byte)."""
    try:
        return ord(bytes((lead, trail)).decode("cp932"))
    except UnicodeDecodeError:
        return None
