"""Rows: the slots of a repeat over all rows of all records of a batch at once.

Every row of the batch becomes one item of a longer batch, which the row's kernels compose as they compose pieces. Its
ink is that of the first row, moved down to its place; then the rows of a record are joined.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np

from vdp.layout import SlotPlan
from vdp.layout.plan import ROW_NUMBER, ROWS_LEFT, TOO_MANY_ROWS, Repeat
from vdp.pdf.content import num
from vdp.pdf.inks import Ink
from vdp.slots import Fault, Kernel
from vdp.slots.text import TextKernel
from vdp.slots.text.fitted import NONE_FITTED, Fitted, narrowest, repeat_fitted

Columns = Mapping[str, list[Any]]

T = TypeVar("T")
Piece = TypeVar("Piece", bytes, str)

ROLES = ("row", "more", "empty", "foot")
"""The roles of a repeat's slots in the order in which a record's rows are painted."""


class Places(NamedTuple):
    """Where the slots of one role stand: items in the order of the records, those of a record from the top."""

    owners: list[int]  # index of the record
    numbers: list[int]  # of the row on the page, from 0
    counts: list[int]  # items per record


class RowSurvey(NamedTuple):
    """What measuring the rows of a batch tells, by slot; indices of the batch."""

    faults: list[tuple[str, Fault]]
    fitted: list[tuple[str, Fitted]]  # of all rows of a record that show a slot, the narrowest


@dataclass(frozen=True, slots=True)
class RowEntry:
    """A slot of a repeat. `constant`: what it paints when its value is the same for all rows."""

    plan: SlotPlan
    kernel: Kernel
    constant: bytes | None

    @property
    def plate(self) -> Ink | None:
        """The special ink that it is printed in."""
        return self.plan.plate


class RowGroup:
    """The slots of one repeat, in painting order."""

    def __init__(self, repeat: Repeat, entries: Sequence[RowEntry], *, counts: bool = True) -> None:
        """`counts`: whether it notes lists with too many rows."""
        self.repeat = repeat
        self._counts = counts
        self.plate = entries[0].plate if entries else None  # of all of them
        self._roles = [(role, [e for e in entries if e.plan.role == role]) for role in ROLES]
        self._roles = [(role, found) for role, found in self._roles if found]
        self._moves = [_move(-repeat.step * number) for number in range(repeat.rows + 1)]

    def survey(self, columns: Columns) -> RowSurvey:
        """Return the faults of a batch by slot, lists with too many rows among them, and how its texts were fitted."""
        totals = self._totals(columns)
        survey = RowSurvey(list(self._too_many(totals)), [])
        for role, entries in self._roles:
            places = self._places(role, totals)
            rows = _RowColumns(columns, self.repeat, places, totals)
            for entry in entries:
                if entry.constant is not None:
                    continue
                where, values = slot_rows(entry.plan, rows, len(places.owners))
                faults, fitted = _survey(entry.kernel, values)
                name = entry.plan.spec.name
                for index, fault in faults:
                    at = index if where is None else where[index]
                    number = places.numbers[at] + self.repeat.first + 1
                    text = f"row {number}: {fault.text}" if role == "row" else fault.text
                    survey.faults.append((name, Fault(places.owners[at], fault.code, fault.severity, text)))
                if len(fitted.indices):
                    items = fitted.indices if where is None else np.asarray(where)[fitted.indices]
                    owners = np.asarray(places.owners)[items]
                    survey.fitted.append((name, narrowest(fitted._replace(indices=owners))))
        return survey

    def _too_many(self, totals: Sequence[int]) -> Iterator[tuple[str, Fault]]:
        last = self.repeat.first + self.repeat.rows
        if self._counts and self.repeat.over in {"hold", "fail"}:
            for index, total in enumerate(totals):
                if total > last:
                    text = f"{self.repeat.each} has {total} rows, the layout has room for {last}"
                    yield self.repeat.name, Fault(index, TOO_MANY_ROWS, self.repeat.over, text)

    def compose(self, columns: Columns) -> tuple[list[bytes], list[str]]:
        """Return ink and text of each record of a batch."""
        totals = self._totals(columns)
        inks, texts = [], []
        for role, entries in self._roles:
            places = self._places(role, totals)
            rows = _RowColumns(columns, self.repeat, places, totals)
            ink, text = self._compose_role(entries, rows, places)
            inks.append(ink)
            texts.append(text)
        if len(inks) == 1:
            return inks[0], texts[0]
        return [b"".join(parts) for parts in zip(*inks, strict=True)], ["".join(t) for t in zip(*texts, strict=True)]

    def values(self, slot: SlotPlan, columns: Columns) -> Sequence[str]:
        """Return the values of one slot over all rows that are printed."""
        totals = self._totals(columns)
        places = self._places(slot.role, totals)
        return slot_rows(slot, _RowColumns(columns, self.repeat, places, totals), len(places.owners))[1]

    def _compose_role(
        self, entries: Sequence[RowEntry], rows: _RowColumns, places: Places
    ) -> tuple[list[bytes], list[str]]:
        count = len(places.owners)
        moves = self._moves
        inks: list[list[bytes]] = [[moves[number] for number in places.numbers]]
        texts: list[list[str]] = []
        for entry in entries:
            where, values = slot_rows(entry.plan, rows, count)
            distinct = _distinct(values)
            if entry.constant is not None:
                ink = [entry.constant] * len(values)
            else:
                ink = _each_once(entry.kernel.compose, values, distinct)
            inks.append(spread(on_plate(entry, ink), where, count, empty=b""))
            shown = _each_once(entry.kernel.shown, values, distinct)
            if any(shown):
                texts.append(spread(shown, where, count, empty=""))
        inks.append([b"Q\n"] * count)
        edges = list(itertools.accumulate(places.counts, initial=0))
        return _join_rows(inks, edges, b""), _join_rows(texts, edges, "")

    def _totals(self, columns: Columns) -> list[int]:
        return list(map(len, columns[self.repeat.each]))

    def _printed(self, total: int) -> int:
        """Return how many rows of a list are printed as such."""
        repeat = self.repeat
        left = max(0, total - repeat.first)
        if left <= repeat.rows:
            return left
        return repeat.rows - 1 if repeat.over == "summary" else repeat.rows

    def _places(self, role: str, totals: Sequence[int]) -> Places:
        repeat = self.repeat
        printed = list(map(self._printed, totals))
        if role == "row":
            numbers = list(itertools.chain.from_iterable(map(range, printed)))
            owners = list(itertools.chain.from_iterable(map(itertools.repeat, range(len(printed)), printed)))
            return Places(owners, numbers, printed)
        if role == "more":
            counts = [int(total - repeat.first > repeat.rows) for total in totals]
            numbers = [repeat.rows - 1] * sum(counts)
        elif role == "empty":
            counts = [int(not rows) for rows in printed]
            numbers = [0] * sum(counts)
        else:
            counts = [1] * len(totals)
            numbers = [
                min(repeat.rows, max(total - repeat.first, int(repeat.empty and not rows)))
                for total, rows in zip(totals, printed, strict=True)
            ]
        return Places([index for index, some in enumerate(counts) if some], numbers, counts)


def _distinct(values: Sequence[str]) -> list[str] | None:
    """Return the different ones among some values; None where most of them are."""
    distinct = list(dict.fromkeys(values))
    return None if 2 * len(distinct) > len(values) else distinct


def _each_once(work: Callable[[Sequence[str]], list[T]], values: Sequence[str], distinct: list[str] | None) -> list[T]:
    """Return what a kernel makes of some values, equal ones once: rows share their articles, days and prices."""
    if distinct is None:
        return work(values)
    made = dict(zip(distinct, work(distinct), strict=True)) if distinct else {}
    return [made[value] for value in values]


def _join_rows(columns: Sequence[list[Piece]], edges: Sequence[int], nothing: Piece) -> list[Piece]:
    """Return per record its rows joined, each from the first column to the last. `edges`: where records begin."""
    width = len(columns)
    flat = [nothing] * (edges[-1] * width)
    for number, column in enumerate(columns):
        flat[number::width] = column
    return [nothing.join(flat[a * width : b * width]) for a, b in itertools.pairwise(edges)]


def _survey(kernel: Kernel, values: Sequence[str]) -> tuple[list[tuple[int, Fault]], Fitted]:
    """Return the faults of some values with their indices, and how texts were fitted; equal values measured once."""
    distinct = list(dict.fromkeys(values))
    if not distinct:
        return [], NONE_FITTED
    faults, fitted = kernel.survey(distinct) if isinstance(kernel, TextKernel) else (kernel.measure(distinct), None)
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        found.setdefault(distinct[fault.index], []).append(fault)
    listed = [(index, fault) for index, value in enumerate(values) for fault in found.get(value, ())] if found else []
    if fitted is None or not len(fitted.indices):
        return listed, NONE_FITTED
    places = {value: place for place, value in enumerate(distinct)}
    return listed, repeat_fitted(fitted, [places[value] for value in values])


def on_plate(entry: RowEntry, ink: list[bytes]) -> list[bytes]:
    """Return the ink of a slot marked as content of its plate, if it has one."""
    plate = entry.plate
    return ink if plate is None else [plate.mark + one + b"EMC\n" if one else b"" for one in ink]


def slot_rows(slot: SlotPlan, columns: Columns, count: int) -> tuple[list[int] | None, Sequence[str]]:
    """Return the values of a slot, and the indices of the items that have it (None: all)."""
    values: Sequence[str] = slot.value.evaluate(columns, count)
    if slot.when is None:
        return None, values
    where = [index for index, appears in enumerate(slot.when.evaluate(columns, count)) if appears]
    return where, [values[index] for index in where]


def spread(found: Sequence[Any], where: list[int] | None, count: int, *, empty: Any) -> list[Any]:
    """Return one entry per item: what was found at the indices `where`, else `empty`."""
    if where is None:
        return list(found)
    everywhere = [empty] * count
    for index, value in zip(where, found, strict=True):
        everywhere[index] = value
    return everywhere


class _RowColumns(Mapping[str, list[Any]]):
    """The columns that slots of a repeat see: one entry per row, of the row's own fields and of its record's."""

    def __init__(self, columns: Columns, repeat: Repeat, places: Places, totals: Sequence[int]) -> None:
        self._columns = columns
        self._repeat = repeat
        self._places = places
        self._totals = totals
        self._known: dict[str, list[Any]] = {}

    def __getitem__(self, name: str) -> list[Any]:
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> list[Any]:
        repeat, places = self._repeat, self._places
        if name == ROW_NUMBER:
            return [number + repeat.first + 1 for number in places.numbers]
        if name == ROWS_LEFT:
            return [self._totals[owner] - repeat.first - repeat.rows + 1 for owner in places.owners]
        head, _, inner = name.partition(".")
        if inner and head == repeat.alias:
            rows = self._columns[f"{repeat.each}.{inner}"]
            first = repeat.first
            if not first and places.counts == self._totals:
                return list(itertools.chain.from_iterable(rows))
            parts = [row[first : first + count] for row, count in zip(rows, places.counts, strict=True)]
            return list(itertools.chain.from_iterable(parts))
        column = self._columns[name]
        return [column[owner] for owner in places.owners]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _move(down: float) -> bytes:
    return b"q 1 0 0 1 0 %b cm " % num(down)
