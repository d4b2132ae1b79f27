"""Rows of a joined file that need a look: without a record, equal to an earlier one, or not to be read.

They go back to the sender as held records do: bytes exactly as received, with file, line, state and reasons added.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from vdp.errors import Finding
from vdp.records.files import replacing
from vdp.records.refused import copy_rows
from vdp.records.rows import Form, find_lines

Numbers = npt.NDArray[np.int64]

UNREADABLE, ORPHAN, REPEATED = 1, 2, 4
"""Kinds of a stray; a row may be an orphan and repeated."""

CODES = {ORPHAN: "records.join-orphan", REPEATED: "records.join-repeated"}

_HEADINGS = ("ファイル", "行", "状態", "理由")
_STATES = ((UNREADABLE, "不備"), (ORPHAN, "該当なし"), (REPEATED, "重複"))


class Strays(NamedTuple):
    """Columns, by row number (from 1, header not counted)."""

    numbers: Numbers
    kinds: npt.NDArray[np.uint8]
    firsts: Numbers  # of a repeated row: the row that it repeats; else 0

    @classmethod
    def none(cls) -> Self:
        """Return an empty list."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0, np.int64))

    @property
    def orphans(self) -> int:
        """Count of rows without a record."""
        return int(((self.kinds & ORPHAN) > 0).sum())

    @property
    def repeated(self) -> int:
        """Count of rows that are equal to an earlier one."""
        return int(((self.kinds & REPEATED) > 0).sum())


def merge_strays(unreadable: Numbers, orphans: Numbers, repeated: Numbers, firsts: Numbers) -> Strays:
    """Return all strays by number. `firsts` is as long as `repeated`."""
    numbers = np.unique(np.concatenate((unreadable, orphans, repeated)))
    kinds, others = np.zeros(len(numbers), np.uint8), np.zeros(len(numbers), np.int64)
    for found, kind in ((unreadable, UNREADABLE), (orphans, ORPHAN), (repeated, REPEATED)):
        kinds[np.searchsorted(numbers, found)] |= kind
    others[np.searchsorted(numbers, repeated)] = firsts
    return Strays(numbers, kinds, others)


def write_strays(path: Path, source: Path, form: Form, *, strays: Strays, malformed: Sequence[Finding]) -> None:
    """Write the header and the stray rows of a joined file, each with ファイル, 行, 状態 and 理由 added.

    行 is the line in the file as an editor counts it. Raises OutputError `records.write`.
    """
    texts = {finding.record: f"{finding.text} [{finding.code}]" for finding in malformed}
    lines = find_lines(source, form, strays.numbers)
    firsts = find_lines(source, form, strays.firsts)  # 0 is the header's: not shown

    def add(index: int) -> tuple[str, ...]:
        kind = int(strays.kinds[index])
        reasons = [texts[int(strays.numbers[index])]] if kind & UNREADABLE else []
        if kind & ORPHAN:
            reasons.append(f"no record that can be read has this key [{CODES[ORPHAN]}]")
        if kind & REPEATED:
            reasons.append(f"equal to line {firsts[index]}; both are in the list [{CODES[REPEATED]}]")
        states = [name for bit, name in _STATES if kind & bit]
        return (source.name, str(lines[index]), " / ".join(states), " / ".join(reasons))

    with replacing(path) as unfinished, unfinished.open("wb") as sink:
        copy_rows(source, form, sink, rows=strays.numbers, headings=_HEADINGS, add=add)
        sink.flush()
        os.fsync(sink.fileno())
