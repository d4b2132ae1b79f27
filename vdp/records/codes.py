"""Coupon codes and serial numbers that a job gives its records: fields that no column of the source fills.

All codes of a job are worked out before the first chunk, as columns of numbers, so that two equal ones are seen; texts
are made chunk by chunk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vdp.errors import JobError, SourceError
from vdp.job.settings import CodeSettings
from vdp.records.code_text import write_texts
from vdp.records.derive import Deriver, Words, find_repeats, group_sizes
from vdp.records.join import fold_keys

GUESSES = 1_000_000
"""Possible codes per record: who tries codes at random finds a valid one in a million."""

_MOST_ATTEMPTS = 50
_LARGEST_SERIAL = 2**63 - 1  # numbers are counted in 64 bits
ROWS_PER_BATCH = 20_000


class Tables(Protocol):
    """The records that get codes: a source."""

    count: int

    def tables(self, rows: int) -> Iterator[Any]:
        """Yield record batches of texts with `_record`; `count` is complete at the end."""


class CodeSeries:
    """One [[codes]] of a job. `repeated` counts codes that had to be drawn again since an earlier record has them."""

    def __init__(self, settings: CodeSettings, *, job: str) -> None:
        """Raise JobError `records.code-space` for codes that are longer than can be drawn."""
        self.settings = settings
        self.repeated = 0
        self._size = len(settings.alphabet)
        self._places = settings.pattern.count("#") - settings.check
        try:
            sizes = group_sizes(self._size, self._places)
        except ValueError as error:
            raise _no_space(settings, str(error), "Take a shorter length or pattern.") from error
        self._sizes = sizes
        groups = [self._size**size for size in sizes]
        secret = settings.secret.read_bytes() if settings.secret else b""
        identity = "key" if settings.key else "record"
        self._deriver = Deriver(secret, job=job, name=settings.name, kind=identity, groups=groups)
        self._values: Words = np.zeros((0, len(groups)), np.uint64)
        self._arms: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._given: npt.NDArray[np.bool_] = np.zeros(0, bool)  # whether a record has a code

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it fills: the code, and its arm and personal URL where the job has them."""
        name, settings = self.settings.name, self.settings
        return (name, *([f"{name}_arm"] if settings.arms else []), *([f"{name}_url"] if settings.url else []))

    def prepare(self, source: Tables) -> None:
        """Work out the codes of all records.

        Raises JobError `records.code-space` when there are too few codes for so many records, SourceError
        `records.code-key` when a key is no key.
        """
        numbers, values, words = [np.zeros(0, np.int64)], [self._values[:0]], [np.zeros(0, np.uint64)]
        for table in source.tables(ROWS_PER_BATCH):
            records, identities = self._identities(table)
            found, chosen = self._draw(records, identities)
            numbers.append(records)
            values.append(found)
            words.append(chosen)
        self._check_space(source.count)
        records = np.concatenate(numbers)
        self._values = np.zeros((source.count, len(self._sizes)), np.uint64)
        self._values[records - 1] = np.concatenate(values)
        self._given = np.zeros(source.count, bool)
        self._given[records - 1] = True
        self._arms = np.zeros(source.count, np.int64)
        if self.settings.arms:
            share = np.concatenate(words).astype(np.float64) / 2.0**64
            edges = np.cumsum(self.settings.shares)[:-1]
            self._arms[records - 1] = np.searchsorted(edges, share, side="right")
        self.repeated = 0
        if self.settings.kind == "coupon":
            self._draw_repeats_again(source, records)

    def attach(self, table: Any) -> Any:
        """Return a batch of records with its fields added; null where a record has no key."""
        rows = table.column("_record").to_numpy() - 1
        given, values, arms = pa.array(self._given[rows]), self._values[rows], self._arms[rows]
        columns = write_texts(self.settings, values, sizes=self._sizes, arms=arms)
        for name, column in zip(self.fields, columns, strict=True):
            column = pc.if_else(given, column, pa.scalar(None, pa.string()))  # noqa: PLW2901 - where it is given
            table = table.append_column(pa.field(name, pa.string()), column)
        return table

    def _identities(self, table: Any) -> tuple[npt.NDArray[np.int64], list[bytes]]:
        """Return numbers and identities of the records that have one."""
        records = table.column("_record").to_numpy()
        if not self.settings.key:
            return records, [b"%d" % record for record in records.tolist()]
        keys = fold_keys(table, self.settings.key).column("key")
        has = keys.is_valid()
        return records[has.to_numpy(zero_copy_only=False)], keys.filter(has).cast(pa.binary()).to_pylist()

    def _draw(self, records: npt.NDArray[np.int64], identities: Sequence[bytes]) -> tuple[Words, Words]:
        settings = self.settings
        values, words = self._deriver.draw(identities) if settings.secret else (None, np.zeros(len(records), np.uint64))
        if values is not None and settings.kind == "coupon":
            return values, words
        numbers = (settings.start + settings.step * (records - 1)).astype(np.uint64)
        groups = np.zeros((len(records), len(self._sizes)), np.uint64)
        for group in reversed(range(len(self._sizes))):
            count = np.uint64(self._size ** self._sizes[group])
            groups[:, group], numbers = numbers % count, numbers // count
        return groups, words

    def _check_space(self, count: int) -> None:
        settings = self.settings
        last = settings.start + settings.step * max(0, count - 1)
        if settings.kind == "serial" and last > _LARGEST_SERIAL:
            text = f"the number of record {count} would be {last}, beyond {_LARGEST_SERIAL}"
            raise _no_space(settings, text, "Take a smaller start or step.")
        wanted = count * GUESSES if settings.kind == "coupon" else last + 1
        if self._size**self._places >= wanted:
            return
        needed = next(places for places in range(1, 200) if self._size**places >= wanted) + settings.check
        what = f"{settings.pattern.count('#')} characters are too short for {count} records"
        raise _no_space(settings, what, f"{needed} characters are needed: length = {needed}, or so many # in pattern.")

    def _draw_repeats_again(self, source: Tables, records: npt.NDArray[np.int64]) -> None:
        """Give another code to every record whose code a lower record has, until all differ.

        Whoever gives way does so to a lower record that stays, so every record ends with its first code that no lower
        record has, as if they had been served one after the other.
        """
        records = np.sort(records)
        attempts: dict[int, int] = {}
        known: dict[int, bytes] = {}
        while len(again := records[find_repeats(self._values[records - 1])]):
            for record in again.tolist():
                attempts[record] = attempts.get(record, 0) + 1
            if max(attempts.values()) > _MOST_ATTEMPTS:
                text = f'the field "{self.settings.key}" has the same value in more than {_MOST_ATTEMPTS} records'
                cure = f'Name a field that differs from record to record as key of [[codes]] "{self.settings.name}".'
                raise SourceError("records.code-key", text, cure=cure)
            if not known.keys() >= set(again.tolist()):
                known |= self._find_identities(source, again)
            drawn, _ = self._deriver.draw(
                [known[record] for record in again.tolist()], [attempts[record] for record in again.tolist()]
            )
            self._values[again - 1] = drawn
        self.repeated = len(attempts)

    def _find_identities(self, source: Tables, wanted: npt.NDArray[np.int64]) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for table in source.tables(ROWS_PER_BATCH):
            mask = np.isin(table.column("_record").to_numpy(), wanted)
            if mask.any():
                records, identities = self._identities(table.filter(pa.array(mask)))
                found.update(zip(records.tolist(), identities, strict=True))
        return found


def _no_space(settings: CodeSettings, text: str, cure: str) -> JobError:
    return JobError("records.code-space", f'[[codes]] "{settings.name}": {text}', cure=cure)
