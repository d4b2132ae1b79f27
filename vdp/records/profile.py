"""A sender's profile: encodings, header names, dates and words, kept as data in profiles/*.toml."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from vdp.errors import JobError, Place
from vdp.records.dates import compile_formats

PROFILES_FOLDER = Path(__file__).parent / "profiles"
ENCODINGS = ("cp932", "euc-jp", "utf-8", "utf-16")
"""Encodings in which no second byte equals a quote, a newline, or a delimiter below 0x40."""

_MOST_ANCESTORS = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """The source columns that fill a field, joined when there are several."""

    names: tuple[str, ...]
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """How one kind of sender writes a file. Headers are folded (fold_header)."""

    encodings: tuple[str, ...]
    delimiter: str
    quote: str
    nulls: tuple[str, ...]
    dates: tuple[str, ...]
    booleans: tuple[tuple[str, bool], ...]
    headers: tuple[tuple[str, tuple[Columns, ...]], ...]
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    lists: tuple[tuple[str, Profile], ...] = ()  # list fields that another sender's file fills; not part of the TOML

    def of_rows(self, field: str) -> Profile:
        """Return the profile of the rows of a list field."""
        return dict(self.lists).get(field, self)


def fold_header(text: str) -> str:
    """Return a header without differences of width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_profile(name: str, *, folder: Path) -> Profile:
    """Return a shipped profile by name, or one by a .toml path inside the job folder.

    Raises JobError `records.profile` when it does not exist, leaves the folder or is malformed.
    """
    path = _locate(name, folder)
    try:
        return _build(_with_ancestors(_load(path), path))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise JobError(
            "records.profile",
            f"the profile is malformed: {error}",
            where=Place(str(path)),
            cure="compare it with the shipped profile shop-cp932",
        ) from error


def _locate(name: str, folder: Path) -> Path:
    if not name.endswith(".toml"):
        path = PROFILES_FOLDER / f"{Path(name).name}.toml"
        if path.is_file() and Path(name).name == name:
            return path
        known = sorted(found.stem for found in PROFILES_FOLDER.glob("*.toml"))
        near = get_close_matches(name, known, n=1)
        cure = f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(known)}, or a .toml in the job folder"
        raise JobError("records.profile", f'there is no profile "{name}"', cure=cure)
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        cure = "put the profile into the job folder and give its path from there"
        raise JobError("records.profile", f'there is no profile "{name}" in the job folder', cure=cure)
    return path


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise JobError("records.profile", f"the profile is not TOML: {error}", where=Place(str(path))) from error


def _with_ancestors(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    for _ in range(_MOST_ANCESTORS):
        parent = raw.pop("inherit", None)
        if parent is None:
            return raw
        raw = _merge(_load(_locate(str(parent), path.parent)), raw)
    raise ValueError("profiles inherit from one another without end")


def _merge(parent: dict[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parent with the child's values; the child's headers and choices come before the parent's."""
    merged = {**parent, **child}
    merged["headers"] = dict(parent.get("headers", {}))
    for field, aliases in child.get("headers", {}).items():
        merged["headers"][field] = [*aliases, *parent.get("headers", {}).get(field, [])]
    merged["choices"] = dict(parent.get("choices", {}))
    for field, words in child.get("choices", {}).items():
        merged["choices"][field] = {**merged["choices"].get(field, {}), **words}
    return merged


def _build(raw: dict[str, Any]) -> Profile:
    unknown = sorted(set(raw) - {field.name for field in fields(Profile) if field.name != "lists"})
    if unknown:
        raise ValueError(f"unknown key {unknown[0]}")
    encodings = tuple("utf-8" if name == "utf-8-sig" else name for name in raw["encodings"])
    compile_formats(raw["dates"])
    _check_dialect(encodings, raw["delimiter"], raw["quote"])
    booleans = [(fold_header(word), value) for value in (True, False) for word in raw["booleans"][str(value).lower()]]
    return Profile(
        encodings=encodings,
        delimiter=raw["delimiter"],
        quote=raw["quote"],
        nulls=tuple(raw["nulls"]),
        dates=tuple(raw["dates"]),
        booleans=tuple(booleans),
        headers=tuple((field, tuple(map(_columns, aliases))) for field, aliases in raw["headers"].items()),
        choices=tuple((field, tuple(words.items())) for field, words in raw.get("choices", {}).items()),
    )


def _check_dialect(encodings: tuple[str, ...], delimiter: str, quote: str) -> None:
    if not encodings or not set(encodings) <= set(ENCODINGS):
        raise ValueError(f"encodings must be among {', '.join(ENCODINGS)}")
    if quote not in ('"', "'", ""):
        raise ValueError("quote must be a double quote, a single quote or empty")
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in "\r\n\"'":
        raise ValueError("delimiter must be one ASCII character that is neither a quote nor a newline")
    # The second byte of a cp932 character may be 0x40 to 0x7E: such a delimiter could not be told from half a kanji.
    if "cp932" in encodings and ord(delimiter) >= 0x40:
        raise ValueError("with cp932 the delimiter must be a character below U+0040, such as a comma or a tab")


def _columns(alias: str | dict[str, Any]) -> Columns:
    if isinstance(alias, str):
        return Columns((fold_header(alias),))
    return Columns(tuple(map(fold_header, alias["join"])), alias.get("with", ""))
