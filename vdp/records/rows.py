"""Where does each row of the raw file begin and end? Quotes are respected; nothing is decoded.

Works on code units (bytes, or the 16-bit units of UTF-16): in the supported encodings no part of a longer character
equals a quote, a newline or the delimiter. The state machine is that of Python's csv module (and of Arrow): a quote
opens only at the start of a field, a doubled quote inside is one quote, after a closing quote the rest is literal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vdp.errors import Place, SourceError

Positions = npt.NDArray[np.int64]
Units = npt.NDArray[np.unsignedinteger[Any]]

_LF, _CR = 0x0A, 0x0D
_BLOCK = 1 << 20
_LONGEST_ROW = 1 << 20
_QUOTE, _DELIMITER, _BREAK = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Form:
    """How the bytes of a file are to be read. `mark` is the length of the byte order mark in bytes."""

    encoding: str
    mark: int
    delimiter: str
    quote: str

    @property
    def unit(self) -> np.dtype[np.unsignedinteger[Any]]:
        """The code unit that rows are looked for in."""
        names = {"utf-16-le": "<u2", "utf-16-be": ">u2"}
        unit: np.dtype[np.unsignedinteger[Any]] = np.dtype(names.get(self.encoding, "u1"))
        return unit


class Rows(NamedTuple):
    """Consecutive whole rows: their bytes, and where each row that is not blank begins and ends (newline included)."""

    data: bytes
    starts: Positions
    ends: Positions
    offset: int  # of data[0] in the file


def scan_rows(path: Path, form: Form) -> Iterator[Rows]:
    """Yield the rows of a file in blocks of about 1 MiB, the header first.

    Raises SourceError `records.open-quote` when the file ends inside a quote, `records.row-too-long` beyond 1 MiB.
    """
    count = 0
    with path.open("rb") as file:
        file.seek(form.mark)
        offset, rest = form.mark, b""
        while True:
            block = file.read(_BLOCK)
            data = rest + block
            ends = _row_ends(np.frombuffer(data, form.unit), form, final=not block)
            whole = int(ends[-1]) * form.unit.itemsize if ends.size else 0
            rows = _rows(data[:whole], ends, form, offset=offset)
            count += rows.starts.size
            yield rows
            offset, rest = offset + whole, data[whole:]
            if not block:
                break
            if len(rest) > _LONGEST_ROW:
                raise _too_long(path, count)
    if rest:
        raise _open_quote(path, count)


def count_rows(path: Path, form: Form, *, before: int) -> int:
    """Return how many rows end at or before a byte offset, the header included."""
    count = 0
    try:
        for rows in scan_rows(path, form):
            count += int(np.searchsorted(rows.ends + rows.offset, before, side="right"))
            if rows.offset + len(rows.data) > before:
                break
    except SourceError:
        pass  # the file has a worse fault further on; the count up to here holds
    return count


def find_lines(path: Path, form: Form, rows: Positions) -> Positions:
    """Return the line of the file (from 1) on which each row begins; 0 is the header. `rows` may come in any order."""
    wanted, places = np.unique(rows, return_inverse=True)
    lines = np.zeros(wanted.size, np.int64)
    first, passed = 0, 0  # number of the block's first row; line ends before the block
    for block in scan_rows(path, form):
        low, high = np.searchsorted(wanted, (first, first + block.starts.size))
        units = np.frombuffer(block.data, form.unit)
        breaks = _breaks(units, final=True)
        starts = block.starts[wanted[low:high] - first] // form.unit.itemsize
        lines[low:high] = 1 + passed + np.searchsorted(breaks, starts, side="right")
        first, passed = first + block.starts.size, passed + breaks.size
    return lines[places]


def _rows(data: bytes, ends: Positions, form: Form, *, offset: int) -> Rows:
    units = np.frombuffer(data, form.unit)
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1]))[: ends.size]
    filled = (units[starts] != _LF) & (units[starts] != _CR)
    size = form.unit.itemsize
    return Rows(data, starts[filled] * size, ends[filled] * size, offset)


def _row_ends(units: Units, form: Form, *, final: bool) -> Positions:
    """Return the positions just behind each row; the units behind the last of them belong to an unfinished row."""
    breaks = _breaks(units, final=final)
    if not form.quote:
        return breaks
    quotes = np.flatnonzero(units == ord(form.quote))
    if not _is_regular(units, quotes, form):
        return _walk(units, quotes, breaks, form)
    outside: npt.NDArray[np.bool_] = np.searchsorted(quotes, breaks) % 2 == 0
    return breaks[outside]


def _breaks(units: Units, *, final: bool) -> Positions:
    """Return the positions behind every LF, CR LF and lone CR, and behind the last unit of the file."""
    found = np.flatnonzero(units == _LF)
    returns = np.flatnonzero(units == _CR)
    if returns.size:
        following = np.append(units[1:], 0 if final else _LF)  # whether LF follows the last CR is not known yet
        found = np.sort(np.concatenate((found, returns[following[returns] != _LF])))
    found = found + 1
    if final and units.size and (not found.size or found[-1] != units.size):
        found = np.append(found, units.size)
    return found.astype(np.int64)


def _is_regular(units: Units, quotes: Positions, form: Form) -> bool:
    """Tell whether every quote that would open a field stands at its start, or doubles the quote before it.

    Then the parity of the quotes before a newline tells whether it lies inside a field.
    """
    opening = quotes[0::2]
    before = units[np.maximum(opening - 1, 0)]
    at_start = (before == ord(form.delimiter)) | (before == _LF) | (before == _CR) | (opening == 0)
    return bool((at_start | (before == ord(form.quote))).all())


def _walk(units: Units, quotes: Positions, breaks: Positions, form: Form) -> Positions:
    """Return the row ends by stepping through quotes, delimiters and newlines: exact, for blocks with stray quotes."""
    delimiters = np.flatnonzero(units == ord(form.delimiter))
    places = np.concatenate((quotes, delimiters, breaks - 1))
    kinds = np.repeat((_QUOTE, _DELIMITER, _BREAK), (quotes.size, delimiters.size, breaks.size))
    order = np.argsort(places, kind="stable")
    ends: list[int] = []
    inside, field, doubled = False, 0, -1
    for place, kind in zip(places[order].tolist(), kinds[order].tolist(), strict=True):
        if kind == _QUOTE:
            if place == doubled:
                inside, doubled = True, -1
            elif inside:
                inside, doubled = False, place + 1
            elif place == field:
                inside = True
        elif not inside:
            field = place + 1
            if kind == _BREAK:
                ends.append(place + 1)
    return np.array(ends, np.int64)


def _open_quote(path: Path, rows: int) -> SourceError:
    text = f"the file ends inside a quoted field that begins in {_name(rows)}"
    return SourceError(
        "records.open-quote", text, where=Place(str(path)), cure="export the file again; it looks cut off"
    )


def _too_long(path: Path, rows: int) -> SourceError:
    text = f"{_name(rows)} is longer than {_LONGEST_ROW} bytes; a quote in it is probably not closed"
    return SourceError("records.row-too-long", text, where=Place(str(path)), cure="correct the quotes of that row")


def _name(rows: int) -> str:
    return f"record {rows}" if rows else "the header"
