"""One column of the sender's texts becomes one typed column; what does not fit is named, never repaired."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vdp.records.dates import compile_formats, read_date
from vdp.records.field import Field
from vdp.records.profile import Profile, fold_header

Read = Callable[[str], Any]

_PLAIN_INTEGERS = r"^(-?[0-9]{1,18})?$"
_SIGNS = str.maketrans({"−": "-", "‐": "-", "▲": "-", "△": "-"})  # accounts write a triangle for minus
_NUMBER = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?")
_LARGEST = 2**63 - 1
# RFC 3986: a scheme, an authority, then anything without blanks, controls and the delimiters of running text.
_WEB_ADDRESS = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s\x00-\x1f\x7f/?#<>\"\\]+([/?#][^\s\x00-\x1f\x7f<>\"]*)?$"
_LONGEST_WEB_ADDRESS = 2048
_LONGEST_FILE_NAME = 255


class Column(NamedTuple):
    """A typed Arrow array, and the rows that did not fit with the reason."""

    array: Any
    faults: list[tuple[int, str, str]]  # row, code, text


def convert_column(texts: Any, field: Field, *, profile: Profile) -> Column:
    """Return a trimmed string array ("" when empty) as the field's type."""
    if field.type == "text":
        return Column(texts, [])
    if field.type == "integer":
        return _convert_integers(texts)
    if field.type == "url":
        return _convert_addresses(texts)
    read, kind, code, text = _reader(field, profile)
    return _convert_distinct(texts, read, kind=kind, code=code, text=text)


def _reader(field: Field, profile: Profile) -> tuple[Read, Any, str, str]:
    if field.type == "decimal":
        return read_decimal, pa.string(), "records.decimal", "is not a decimal number"
    if field.type == "date":
        read = partial(_read_day, default=field.default, formats=compile_formats(profile.dates))
        return read, pa.date32(), "records.date", "is not a date in a format of the profile"
    if field.type == "boolean":
        words = dict(profile.booleans)
        return lambda text: words[fold_header(text)], pa.bool_(), "records.boolean", "is neither yes nor no"
    if field.type == "choice":
        words_of_sender = dict(dict(profile.choices).get(field.name, ()))
        return (
            partial(_read_choice, values=field.values, words=words_of_sender),
            pa.string(),
            "records.choice",
            "is none of the choices",
        )
    return read_file_name, pa.string(), "records.image-name", "is not the plain name of a file in the asset folder"


def _convert_distinct(texts: Any, read: Read, *, kind: Any, code: str, text: str) -> Column:
    """Read each distinct text once. Readers raise ValueError or KeyError for a text that does not fit."""
    encoded = texts.dictionary_encode()
    values: list[Any] = []
    bad: list[int] = []
    for index, value in enumerate(encoded.dictionary.to_pylist()):
        try:
            values.append(read(value) if value else None)
        except (ValueError, KeyError):
            values.append(None)
            bad.append(index)
    array = pa.array(values, kind).take(encoded.indices)
    if kind == pa.string() and code != "records.decimal":
        array = pc.fill_null(array, "")
    rows = np.flatnonzero(np.isin(encoded.indices.to_numpy(), bad)).tolist() if bad else []
    return Column(array, [(row, code, text) for row in rows])


def _convert_integers(texts: Any) -> Column:
    if pc.all(pc.match_substring_regex(texts, _PLAIN_INTEGERS)).as_py():
        filled = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
        return Column(pc.cast(filled, pa.int64()), [])
    return _convert_distinct(
        texts, read_integer, kind=pa.int64(), code="records.integer", text="is not a whole number of at most 64 bits"
    )


def _convert_addresses(texts: Any) -> Column:
    fits = pc.and_(
        pc.match_substring_regex(texts, _WEB_ADDRESS), pc.less_equal(pc.binary_length(texts), _LONGEST_WEB_ADDRESS)
    )
    fits = pc.or_(fits, pc.equal(texts, ""))
    rows = np.flatnonzero(~fits.to_numpy(zero_copy_only=False)).tolist()
    text = f"is not an http or https address of at most {_LONGEST_WEB_ADDRESS} bytes"
    return Column(texts, [(row, "records.url", text) for row in rows])


def _match_number(text: str) -> re.Match[str]:
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).translate(_SIGNS).strip())
    if match is None:
        raise ValueError("no number")
    return match


def read_integer(text: str) -> int:
    """Return a whole number: full-width digits and thousands separators are understood."""
    match = _match_number(text)
    if match[3]:
        raise ValueError("not whole")
    number = int(match[1] + match[2].replace(",", ""))
    if not -_LARGEST <= number <= _LARGEST:
        raise ValueError("too large")
    return number


def read_decimal(text: str) -> str:
    """Return a decimal number as canonical text that keeps its scale."""
    match = _match_number(text)
    return str(Decimal(match[1] + match[2].replace(",", "") + (match[3] or "")))


def read_file_name(text: str) -> str:
    """Return a relative path without tricks, as given.

    Checked after NFKC too: full-width dots and slashes must not become a way out of the folder later.
    """
    for form in (text, unicodedata.normalize("NFKC", text)):
        if len(form.encode()) > _LONGEST_FILE_NAME or re.search(r"[\x00-\x1f\x7f\\:*?\"<>|]", form):
            raise ValueError("character")
        if form.startswith("~") or any(part.strip() in ("", ".", "..") for part in form.split("/")):
            raise ValueError("path")
    return text


def _read_day(text: str, *, default: str | None, formats: Sequence[re.Pattern[str]]) -> date:
    """Return a date as the sender writes it; the layout's default is written as 2026-01-31."""
    return date.fromisoformat(text) if text == default else read_date(text, formats=formats)


def _read_choice(text: str, *, values: tuple[str, ...], words: dict[str, str]) -> str:
    for value in (text, words.get(text), unicodedata.normalize("NFKC", text).casefold()):
        if value in values:
            return value
    folded = {fold_header(word): value for word, value in words.items()}
    value = folded[fold_header(text)]
    if value not in values:
        raise ValueError("not a choice of the layout")
    return value
