"""The columns of the source that fill each field."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from vdp.errors import Place, SourceError
from vdp.records.field import Field
from vdp.records.profile import Columns, Profile, fold_header
from vdp.records.rows import Form


@dataclass(frozen=True, slots=True)
class Mapping:
    """For each field that the source fills, the indexes of its columns and what joins them."""

    width: int  # columns of the source
    fields: tuple[tuple[str, tuple[int, ...], str], ...]
    unused: tuple[int, ...]

    @property
    def columns(self) -> tuple[int, ...]:
        """The indexes of all columns that are used, ascending."""
        return tuple(sorted({index for _, indexes, _ in self.fields for index in indexes}))


def map_header(
    row: bytes, form: Form, *, fields: Sequence[Field], profile: Profile, path: Path, some: bool = False
) -> Mapping:
    """Return where each field comes from. `some`: whether a source that fills no field at all is refused.

    Raises SourceError `records.duplicate-header`, `records.ambiguous-column`, `records.missing-column`.
    Texts quote a header only once some column is known: a file without a header begins with somebody's data.
    """
    names = _split(row, form)
    folded = [fold_header(name) for name in names]
    where = Place(str(path), 1)
    _refuse_duplicates(folded, where)
    headers = dict(profile.headers)
    found: dict[str, Columns | None] = {
        field.name: _choose(field.name, headers.get(field.name, ()), folded, where=where) for field in fields
    }
    known = names if any(found.values()) else []
    lacking = next((field.name for field in fields if field.required and found[field.name] is None), None)
    if lacking is not None or (some and fields and not known):
        what = f'the required field "{lacking}"' if lacking else "any field of the layout"
        if len(names) == 1 and (mark := _other_delimiter(names[0], form)):
            raise _undivided(what, mark, form, where=where)
        wanted = [lacking, *(c.names[0] for c in headers.get(lacking, ()))] if lacking else []
        raise _missing(what, known, wanted, where=where)
    chosen = tuple(
        (name, tuple(map(folded.index, columns.names)), columns.separator) for name, columns in found.items() if columns
    )
    used = {index for _, indexes, _ in chosen for index in indexes}
    return Mapping(len(names), chosen, tuple(index for index in range(len(names)) if index not in used))


def _split(row: bytes, form: Form) -> list[str]:
    text = row.decode(form.encoding).rstrip("\r\n")
    if not form.quote:
        return text.split(form.delimiter)
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, quotechar=form.quote), [])


def _refuse_duplicates(folded: list[str], where: Place) -> None:
    for index, name in enumerate(folded):
        first = folded.index(name)
        if name and first != index:
            text = f"columns {first + 1} and {index + 1} of the header have the same name"
            cure = "rename or remove one of them; which one is meant cannot be told"
            raise SourceError("records.duplicate-header", text, where=where, cure=cure)


def _choose(field: str, options: Sequence[Columns], folded: list[str], *, where: Place) -> Columns | None:
    """Return the field's own name, else the first option that is all there; two single headers are a doubt."""
    own = fold_header(field)
    if own in folded:
        return Columns((own,))
    present = [columns for columns in options if set(columns.names) <= set(folded)]
    singles = sorted({folded.index(columns.names[0]) + 1 for columns in present if len(columns.names) == 1})
    if len(singles) > 1 and len(present[0].names) == 1:
        text = f'columns {singles[0]} and {singles[1]} could both be the field "{field}"'
        cure = f'rename the right column to "{field}", or give a profile that names only one of them'
        raise SourceError("records.ambiguous-column", text, where=where, cure=cure)
    return present[0] if present else None


_DELIMITERS = {"\t": "a tab", ";": "a semicolon", ",": "a comma", "|": "a bar"}


def _other_delimiter(header: str, form: Form) -> str:
    """Return the usual delimiter that a header of one column holds, "" for none."""
    return next((mark for mark in _DELIMITERS if mark in header and mark != form.delimiter), "")


def _undivided(what: str, mark: str, form: Form, *, where: Place) -> SourceError:
    expected = _DELIMITERS.get(form.delimiter, f'"{form.delimiter}"')
    text = (
        f"no column of the source fills {what}: the first row is one column, divided by "
        f"{_DELIMITERS[mark]} perhaps, where the profile expects {expected}"
    )
    cure = f"write delimiter = {json.dumps(mark)} in a profile of your own, or export the list again"
    return SourceError("records.missing-column", text, where=where, cure=cure)


def _missing(what: str, names: list[str], wanted: list[str], *, where: Place) -> SourceError:
    text = f"no column of the source fills {what}"
    if not names:
        return SourceError(
            "records.missing-column", text, where=where, cure="check that the first row holds the headers"
        )
    for each in wanted:
        near = get_close_matches(fold_header(each), [fold_header(name) for name in names], n=1)
        if near:
            name = next(name for name in names if fold_header(name) == near[0])
            return SourceError("records.missing-column", text, where=where, cure=f'did you mean the column "{name}"?')
    cure = "add the column, or add its header to the profile"
    return SourceError("records.missing-column", text, where=where, cure=cure)
